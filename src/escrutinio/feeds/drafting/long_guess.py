"""Guesses which columns of a long table say the contest, for whom votes are, and how many there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

import polars as pl

from escrutinio.feeds.drafting.ballot_guess import names_ballots
from escrutinio.feeds.drafting.column_profile import ColumnProfile, texts
from escrutinio.feeds.drafting.column_words import (
    COUNT_ROLES,
    Role,
    begins_with_votes,
    is_code,
    is_kind_of_voting,
    is_level,
    is_of_an_office,
    is_part_of_count,
    is_total,
    is_undecided,
    is_vote_type,
    may_be_race,
    names_total,
    names_votes,
    role_of,
)
from escrutinio.feeds.drafting.person_words import is_of_names
from escrutinio.feeds.drafting.source_table import UNNAMED_FEED
from escrutinio.feeds.drafting.type_guess import type_words
from escrutinio.feeds.drafting.unit_guess import LevelGuess, guess_sheet
from escrutinio.feeds.raw_table import NOT_STATED, RawTable
from escrutinio.feeds.reshaping import reshaped
from escrutinio.model import JoinedColumn
from escrutinio.model.names import plain

MOST_SELECTIONS = 60
"""With more candidates than this, and parties beside them, the parties are taken for what is voted for."""
_MOST_OPTIONS = 4
_WORDY = 0.5
_YES_AND_NO = 2
_FLAGS = {"0", "1", "true", "false", "True", "False"}
"""Words of what is so or not: nobody is called so."""
_DISTRICT = re.compile(r"(.*_)?(district|distrito|dist|seat|division)(_.*)?")
_FAMILY = re.compile(r"(.*_)?(family|surname|last|lastname|apellidos?|nom|cognome|nachname|nazwisko)(_.*)?")
_GIVEN = re.compile(r"(.*_)?(given|first|firstname|forenames?|nombres?|prenom|nome|vorname|imie)(_.*)?")
_MIDDLE = re.compile(r"(.*_)?(middle|second|deuxieme|segundo)(_.*)?")


@dataclass(frozen=True)
class LongColumns:
    """The columns of a long table, each perhaps made of several.

    Attributes:
        contest: that of contests; None where all rows are of one.
        words: that of what is voted for.
        votes: to be added up.
        within: those that the column of words is made of, and that are made of several themselves.
    """

    contest: JoinedColumn | None
    words: JoinedColumn
    votes: tuple[str, ...]
    within: tuple[JoinedColumn, ...] = ()

    def joined(self) -> tuple[JoinedColumn, ...]:
        """Those that are made of several, each after those that it is made of."""
        both = [column for column in (self.contest, *self.within, self.words) if column]
        return tuple(column for column in both if len(column.columns) > 1)


def with_joined(frame: pl.DataFrame, joined: Sequence[JoinedColumn]) -> pl.DataFrame:
    """The rows with the columns that are made of several."""
    feed = replace(UNNAMED_FEED, joined_columns=tuple(joined))
    return reshaped(RawTable(frame), feed).frame


def contest_columns(profiles: Sequence[ColumnProfile], rows: pl.DataFrame) -> list[JoinedColumn]:
    """The columns that may name the contest, the likeliest first.

    An office goes before an election, a name before its code, and what differs from row to row before what is
    the same everywhere. Where the district of some offices has a column of its own, both name the contest.
    """
    candidates = [p for p in profiles if _may_be_contest(p, rows.height)]
    if not candidates:  # first and second votes, which each voter has
        types = [p for p in profiles if is_vote_type(p.label) and not p.counts]
        candidates = [p for p in types if names_ballots(type_words(rows, p.name))]
    if not candidates:  # ballots for a ward and for a list, of which each voter has one
        candidates = [
            p for p in profiles if may_be_race(p.label) and 1 < p.distinct < rows.height and not p.counts
        ]
        candidates = [
            p
            for p in candidates
            if not any(map(is_kind_of_voting, texts(rows, p.name).drop_nulls().unique()))
        ]
    candidates = [p for p in candidates if not _holds_times(p, rows)]
    candidates.sort(key=lambda p: not is_of_an_office(p.label))
    if len(candidates) > 1:  # what is the same everywhere says nothing, nor does a year
        candidates = [p for p in candidates if p.distinct > 1 and not _is_time(p)] or candidates[:1]
    candidates.sort(key=lambda p: (not is_of_an_office(p.label), p.counts or is_code(p.label), -p.distinct))
    if not candidates:
        return []
    # Contests of one name, as the primaries of two parties for an office, differ by their numbers.
    finer = [p for p in candidates[1:] if _is_finer(p, candidates[0], rows)]
    candidates = [*finer, *(p for p in candidates if p not in finer)]
    alone = [_alone(p.name) for p in candidates]
    district = next((p for p in profiles if _tells_offices_apart(p, candidates[0], rows)), None)
    if district:
        alone.insert(0, _made((candidates[0].name, district.name), "-"))
    return alone[:_MOST_OPTIONS]


def _is_finer(number: ColumnProfile, name: ColumnProfile, rows: pl.DataFrame) -> bool:
    """Whether numbers tell apart what has the same name: each has one name, and some names have several."""
    pairs = pl.DataFrame([texts(rows, number.name), texts(rows, name.name)]).drop_nulls().n_unique()
    return number.whole == 1 and pairs == number.distinct > name.distinct


def _may_be_contest(profile: ColumnProfile, height: int) -> bool:
    """Whether a column may name the contest: some rows are of one, and numbers differ less than votes do."""
    most = height / 2 if profile.counts else height - 1
    return profile.role is Role.CONTEST and 0 < profile.distinct <= most


def _holds_times(profile: ColumnProfile, rows: pl.DataFrame) -> bool:
    return bool(texts(rows, profile.name).drop_nulls().str.contains(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d").all())


def _is_time(profile: ColumnProfile) -> bool:
    return re.search(r"(^|_)(year|ano|dt|date|day|fecha)(_|$)", plain(profile.label)) is not None


def _tells_offices_apart(profile: ColumnProfile, office: ColumnProfile, rows: pl.DataFrame) -> bool:
    """Whether a column holds the district of some offices: it is filled on their rows, and on those alone."""
    if not profile.filled or profile.filled == rows.height or not _DISTRICT.fullmatch(plain(profile.label)):
        return False
    filled = pl.DataFrame([texts(rows, office.name).alias("o"), texts(rows, profile.name).alias("d")])
    shares = filled.drop_nulls("o").group_by("o").agg(pl.col("d").is_not_null().mean())["d"]
    return bool((shares == 1).any() and ((shares == 0) | (shares == 1)).all())


def count_contests(
    profiles: Sequence[ColumnProfile], rows: pl.DataFrame, contest: JoinedColumn
) -> tuple[str, tuple[str, ...]]:
    """The column of contests, and those of its words that are counts of ballots and voters, or sums.

    They are so where no candidate stands beside them.
    """
    column = contest.columns[0]
    persons = [p.name for p in profiles if p.role is Role.SELECTION and p.whole < _WORDY and p.name != column]
    if not persons:
        return column, ()
    alone = rows.filter(pl.all_horizontal(_empty(rows, name) for name in persons))
    words = texts(rows, column).drop_nulls().unique(maintain_order=True).to_list()
    without = set(texts(alone, column).drop_nulls().unique())
    named = [word for word in words if word in without and (role_of(word) in COUNT_ROLES or is_total(word))]
    return column, tuple(named) if len(named) < len(words) else ()


def other_ballots(rows: pl.DataFrame, words: JoinedColumn) -> dict[str, tuple[str, ...]]:
    """The columns of some words, and those of the words that mean votes which are neither valid nor null."""
    found = {}
    for column in words.columns:
        different = texts(rows, column).drop_nulls().unique(maintain_order=True).to_list()
        named = tuple(word for word in different if is_undecided(word))
        if named and len(named) < len(different):
            found[column] = named
    return found


def long_columns(
    profiles: Sequence[ColumnProfile],
    rows: pl.DataFrame,
    contests: Sequence[JoinedColumn],
    levels: Sequence[LevelGuess],
    apart: Sequence[str],
    *,
    persons: bool,
    document: bool,
    lists: Sequence[JoinedColumn] = (),
) -> LongColumns | None:
    """The columns of a long table; None where each row is a whole sheet.

    Of several that may be meant those are taken by which each row is told from all others.

    Args:
        profiles: of the columns.
        rows: of the table, without totals.
        contests: columns that may name the contest.
        levels: units that the sheets may lie in.
        apart: other columns that tell the rows of one sheet apart.
        persons: candidates are what is voted for, however many there are.
        document: whether it is one of rows of several kinds: those without a word are none.
        lists: what is voted for, where that is known, after those that it is made of.
    """
    first: LongColumns | None = None
    votes = _votes_columns(profiles)
    options: Sequence[JoinedColumn | None] = contests or [None]
    words = list(lists[-1:]) or list(_word_columns(profiles, rows, persons=persons))
    words = words or list(_word_columns(profiles, rows, persons=True))
    named = list(words)
    roles = (Role.SELECTION, Role.PARTY)
    if votes and not any(p.role in roles and p.whole < _WORDY and p.distinct > 1 for p in profiles):
        # Nothing but what seemed to be contests has words: it says what is voted for.
        textual = [p.name for p in profiles if p.role is Role.CONTEST and p.whole < _WORDY and p.distinct > 1]
        named = [column for column in options if column and column.name in textual]
        words, options = (named, [None]) if named else (words, options)
    if document:
        words.sort(key=lambda word: word.first)
    if not votes and not words and any(p.role in roles for p in profiles):
        votes = _beside_ballots(profiles)  # lists that go by their numbers
    strict = bool(votes)
    if not votes and words:
        votes = _called_votes(profiles, rows) or _beside_ballots(profiles) or _only_count(profiles)
    if not votes:
        return None
    if strict and not words:  # what nothing says of is taken where it tells the rows of a sheet apart
        words = [*islice(_numbered(profiles, rows), 1), *_unnamed(profiles, rows, votes)]
    words = [*words[: 2 * _MOST_OPTIONS], *([] if lists else _called_names(profiles, rows))]
    for word, contest in product(words, options):
        if contest and set(word.columns) & set(contest.columns):
            continue
        made = [column for column in (contest, *lists[:-1], word) if column and len(column.columns) > 1]
        frame = with_joined(rows, made) if made else rows
        if frame[word.name].null_count() > _WORDY * rows.height:
            continue
        frame = frame.filter(~_empty(frame, word.name)) if document else frame
        within = [*apart, *([contest.name] if contest else []), word.name]
        taken = {*within, *votes, *word.columns, *(contest.columns if contest else ())}
        taken |= {name for column in lists for name in column.columns}
        sheet, unique = guess_sheet(
            profiles, levels, frame, within, taken, word.name, namesakes=persons or bool(lists)
        )
        found = LongColumns(contest, word, votes, tuple(lists[:-1]))
        first = first or (found if word in named else None)
        if unique and frame.select([*sheet, *within[:-1]]).n_unique() < frame.height:
            return found
    return first


def _votes_columns(profiles: Sequence[ColumnProfile]) -> tuple[str, ...]:
    """The column of votes, or those of each kind of voting; none where there is one for each list."""
    votes = [p.name for p in profiles if p.role is Role.VOTES and p.counts]
    # In a document what the rows lie in has no votes of theirs, and less so where it is the same for all.
    several = [p.name for p in profiles if p.name in votes and p.distinct > 1]
    votes = [name for name in votes if not name.startswith("/")] or several
    if len(votes) > 1:  # of several one may be the sum of the others
        whole = [name for name in votes if is_total(name) or names_total(name)]
        votes = whole if len(whole) == 1 else votes
    if not votes:  # not their sum, but votes for each kind of voting
        votes = [p.name for p in profiles if p.counts and is_kind_of_voting(p.label)]
        return tuple(votes) if len(votes) > 1 else ()
    return tuple(votes) if len(votes) == 1 else ()


def _called_votes(profiles: Sequence[ColumnProfile], rows: pl.DataFrame) -> tuple[str, ...]:
    """The only column that has the word for votes somewhere in its name."""
    free = [p for p in profiles if p.counts and p.filled == rows.height and p.role in (None, Role.SELECTION)]
    named = [p.name for p in free if names_votes(p.label) and not is_part_of_count(p.label)]
    if len(named) > 1:  # "Votos TER" beside "Nº en voto", which is a place on the ballot
        named = [p.name for p in free if p.name in named and begins_with_votes(p.label)]
    return tuple(named) if len(named) == 1 else ()


def _beside_ballots(profiles: Sequence[ColumnProfile]) -> tuple[str, ...]:
    """The only total of votes, where another column says how many ballots there are: it is the row's."""
    cast = [p for p in profiles if p.role is Role.CAST and p.counts]
    votes = [p.name for p in cast if names_votes(p.label)]
    return tuple(votes) if len(votes) == 1 < len(cast) else ()


def _only_count(profiles: Sequence[ColumnProfile]) -> tuple[str, ...]:
    """The valid votes, or all votes, where no other column can be votes: they are those of each word."""
    free = [p for p in profiles if p.counts and p.role in (None, Role.VOTES)]
    if any(not is_code(p.label) and not is_level(p.label) for p in free):
        return ()
    for role in (Role.VALID, Role.CAST):
        # What is the same on all rows, or stands above them, is of all together.
        own = [
            p.name for p in profiles if p.role is role and p.counts and p.distinct > 1 and p.name[0] != "/"
        ]
        if own:
            return (own[0],) if len(own) == 1 else ()
    return ()


def _word_columns(
    profiles: Sequence[ColumnProfile], rows: pl.DataFrame, *, persons: bool
) -> Iterator[JoinedColumn]:
    """The columns that may say for whom votes are, the likeliest first."""
    most = rows.height if persons else rows.height / 2  # a person may stand in one row of a district alone
    roles = (Role.SELECTION, Role.PARTY)
    named = [p for p in profiles if p.role in roles and p.whole < _WORDY and 1 < p.distinct <= most]
    candidates = [p for p in named if p.role is Role.SELECTION]
    candidates.sort(key=lambda p: (is_code(p.label), p.filled <= _WORDY * rows.height))
    parties = [p for p in named if p.role is Role.PARTY]
    parties.sort(key=lambda p: is_code(p.label))
    chosen = candidates or parties
    if not chosen:
        return
    words = chosen[0]
    apart = parties and rows.filter(~_empty(rows, words.name) & ~_empty(rows, parties[0].name)).is_empty()
    of_most = bool(parties) and parties[0].filled > _WORDY * rows.height
    many = not persons and words.distinct > MOST_SELECTIONS and of_most
    if candidates and parties and (apart or (many and parties[0].distinct <= MOST_SELECTIONS)):
        words = parties[0]  # rows of lists beside those of the candidates on them, or of too many candidates
    yield from _made_of(words, profiles, rows)
    others = parties if many and words in parties else [*candidates, *parties]
    for other in others:
        if other is not words:
            yield from _made_of(other, profiles, rows)
    if persons and candidates and parties:  # of two persons of one name in a unit the parties differ
        yield _made((candidates[0].name, parties[0].name), " ")


def _unnamed(
    profiles: Sequence[ColumnProfile], rows: pl.DataFrame, votes: Sequence[str]
) -> Iterator[JoinedColumn]:
    """Columns of words of which nothing is known, those next to the votes first."""
    place = [p.name for p in profiles].index(votes[0])
    for _, p in sorted(enumerate(profiles), key=lambda pair: abs(pair[0] - place)):
        if is_part_of_count(p.label):  # such as ranks
            continue
        if (
            p.role is None
            and p.whole < _WORDY
            and 1 < p.distinct <= rows.height / 2
            and p.filled == rows.height
        ):
            yield _alone(p.name)


def _made_of(
    words: ColumnProfile, profiles: Sequence[ColumnProfile], rows: pl.DataFrame
) -> Iterator[JoinedColumn]:
    """A column of words, alone or with another: filled where it is not, or with the given names."""
    label = plain(words.label)
    if _FAMILY.fullmatch(label):
        given = [p for p in profiles if p is not words and _GIVEN.fullmatch(plain(p.label)) and p.whole == 0]
        middle = [p for p in profiles if _MIDDLE.fullmatch(plain(p.label)) and p.whole == 0]
        first = [p for p in given if p.filled and p not in middle and not _FAMILY.fullmatch(plain(p.label))]
        if first:
            yield _made((first[0].name, words.name), " ")
    missing = rows.filter(_unstated(rows, words.name))
    if missing.height:
        others = [p for p in profiles if p is not words and p.whole < _WORDY and not is_code(p.label)]
        others = [p for p in others if p.role is not Role.TIME and 1 < p.distinct <= MOST_SELECTIONS]
        others = [p for p in others if not is_level(p.label) and not _empty(missing, p.name).any()]
        # Persons who stand for no party have their names, and kinds of votes their words.
        others.sort(key=lambda p: (p.role is not Role.SELECTION, -missing[p.name].n_unique()))
        for other in others[:2]:
            yield replace(_made((words.name, other.name), "/"), first=True)
    yield _alone(words.name)


def _called_names(profiles: Sequence[ColumnProfile], rows: pl.DataFrame) -> Iterator[JoinedColumn]:
    """Columns of names, of which nothing says whose: where several persons of a unit have the same party."""
    named = [p for p in profiles if p.role is None and is_of_names(p.label) and not is_level(p.label)]
    for p in named:
        if p.whole < _WORDY and p.distinct > 1 and p.filled == rows.height and not p.name.startswith("/"):
            yield _alone(p.name)


def _numbered(profiles: Sequence[ColumnProfile], rows: pl.DataFrame) -> Iterator[JoinedColumn]:
    """Columns in which what is voted for goes by its number; its names are in another file."""
    roles = (None, Role.CODE, Role.SELECTION, Role.PARTY, Role.NUMBER)
    said = (Role.SELECTION, Role.PARTY)
    # The number of a list stands beside its votes, and in a document not in what the rows lie in.
    numbered = list(reversed(profiles))
    numbered.sort(key=lambda p: (p.role not in said, p.name.startswith("/")))
    for p in numbered:
        few = 1 < p.distinct <= min(MOST_SELECTIONS, rows.height / 2)
        if p.distinct == _YES_AND_NO and set(texts(rows, p.name).drop_nulls()) <= _FLAGS:
            continue
        if (p.name.startswith("/") and p.role not in said) or is_part_of_count(p.label):  # such as ages
            continue
        if p.role in roles and few and p.filled == rows.height and not names_votes(p.label):
            yield _alone(p.name)


def _alone(column: str) -> JoinedColumn:
    return JoinedColumn(column, (column,), "")


def _made(columns: tuple[str, ...], separator: str) -> JoinedColumn:
    return JoinedColumn(separator.join(columns), columns, separator)


def _empty(rows: pl.DataFrame, column: str) -> pl.Series:
    return texts(rows, column).is_null()


def _unstated(rows: pl.DataFrame, column: str) -> pl.Series:
    """Where a column is empty, or a program has written that it has nothing to say."""
    return texts(rows, column).is_in(NOT_STATED).fill_null(value=True)
