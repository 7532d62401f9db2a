"""What the contests, selections, levels and vote types of a drafted election are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import polars as pl

from escrutinio.feeds.drafting.column_profile import texts
from escrutinio.feeds.drafting.column_words import Role, is_code, role_of, spaced, unit_word
from escrutinio.feeds.drafting.feed_guess import FeedGuess
from escrutinio.feeds.drafting.toml_text import (
    Name,
    named,
)
from escrutinio.feeds.drafting.type_guess import type_words
from escrutinio.model import RESERVED_LEVELS, sheet

_WORD_FOR_VOTES = r"(?:votes?|votos|voix|stimmen|voti|stemmen|stemmer|glosy|głosy|hlasy|suara|voturi|гласови)"
_VOTES_LAST = re.compile(rf"(?i)(.*\w)[\W_]+{_WORD_FOR_VOTES}")
_VOTES_FIRST = re.compile(rf"(?i){_WORD_FOR_VOTES}[\W_]+(\w.*)")
_FEWEST_BELOW = 3
"""So many columns have a contest's name above them, or more."""
_NO_NAMES = (Role.TIME, Role.SHARE, Role.SELECTION, Role.PARTY, Role.SHEET)
_WORD = re.compile(r"[^\W\d_]{2}")
_MARKS = re.compile(r"</?[A-Za-z][^<>]*>")
_SAYS_VOTES = re.compile(r"(?i)\W*votes?$")


def contests_of(tables: Sequence[FeedGuess]) -> list[list[Name]]:
    """The contests of each table; where there are several tables, each has one, called after its part."""
    if len(tables) == 1:
        return [contest_names(tables[0])]
    return [[name] for name in named([table.source.table.part for table in tables])]


def selections_of(
    tables: Sequence[FeedGuess], known: Mapping[str, str] = MappingProxyType({})
) -> list[list[Name]]:
    """The selections of each table; those of one name are the same in all. ``known``: word -> its name."""
    called = [
        [known.get(selection_name, selection_name) for selection_name in _selection_names(table)]
        for table in tables
    ]
    if len(tables) == 1:
        return [named(tables[0].selections, avoid=sheet.COUNTS, called=called[0])]
    different = list(dict.fromkeys(name for names in called for name in names))
    ids = {name.name: name.id for name in named(different, avoid=sheet.COUNTS)}
    return [
        [Name(ids[name], word, name) for word, name in zip(one.selections, names, strict=True)]
        for one, names in zip(tables, called, strict=True)
    ]


def _selection_names(guess: FeedGuess) -> list[str]:
    """What the selections are called: a person above a party with both, such as ``Ann Heron (HRN)``.

    A cell above is that of the columns to its right too, so that only the first of its columns is sure.
    """
    called: list[str] = []
    above = [_above(guess, word) for word in guess.selections]
    several = len(set(above)) > 1  # one heading over all, such as "votes", is nobody's name
    first = several and len(set(above)) + 1 >= len(above) and all(above)
    for place, word in enumerate(guess.selections):
        label = guess.source.labels.get(word, word)
        if above[place] and role_of(label) in (Role.VOTES, Role.CAST):
            called.append(above[place].rpartition("/")[2] if guess.source.rows else above[place])
        elif first and above[place] not in above[:place]:
            called.append(f"{above[place]} ({label})")
        else:
            called.append(label)
    # Two columns of a sheet are two selections, whatever their last line says alike.
    called = [
        word if called.count(name) > 1 else name for word, name in zip(guess.selections, called, strict=True)
    ]
    if guess.ballots:
        ballot = re.escape(guess.ballots.read)
        return _without(called, (re.compile(rf"(.*\w)[\W_]+{ballot}"), re.compile(rf"{ballot}[\W_]+(\w.*)")))
    return _without(called, (_VOTES_LAST, _VOTES_FIRST))


def headings_of(guess: FeedGuess) -> list[str]:
    """What stands above several columns of votes each, where there are several such names."""
    above = Counter(_above(guess, word) for word in guess.selections)
    several = [name for name, times in above.items() if name and times >= _FEWEST_BELOW]
    return several if len(several) > 1 and not guess.long and not guess.types else []


def _without(called: list[str], patterns: Sequence[re.Pattern[str]]) -> list[str]:
    """Names without the word, such as for votes, that all of them end or begin with: *PS* of *PS_Votes*."""
    for pattern in patterns:
        found = [pattern.fullmatch(name) for name in called]
        names = [match.group(1).rstrip("_ ") for match in found if match]
        if len(called) > 1 and len({*names}) == len(called):
            return names
    return called


def _above(guess: FeedGuess, word: str) -> str:
    """What stands above the last line of the header of a column."""
    label = guess.source.labels.get(word, word)
    return word.removesuffix(label).strip("/ ") if word.endswith(label) else ""


def contest_names(guess: FeedGuess) -> list[Name]:
    """The contests and the words for them; one without a word where the table has only one."""
    if not guess.contests:
        return [Name("contest", "Contest", "Contest")]
    beside = names_beside(guess.rows, guess.contest or "", guess.party)
    return named(guess.contests, called=[_one_line(beside.get(word, word)) for word in guess.contests])


def names_beside(rows: pl.DataFrame, column: str, party: str) -> dict[str, str]:
    """What numbers of contests, or of selections, are called by another column of the same rows.

    Each number must have one name there. Contests of one name, such as the primaries of several parties for
    one office, are told apart by the party, or by the number itself.

    Args:
        rows: of the table.
        column: that of the numbers; where most are none, they are names themselves.
        party: the column with the party of each candidate; empty where there is none.

    Returns:
        number -> name; empty where no column has them.
    """
    codes = texts(rows, column)
    different = codes.drop_nulls().unique()
    if different.is_empty() or 2 * different.str.contains(r"^-?\d+$").sum() <= different.len():
        return {}
    best: dict[str, str] = {}
    for name in rows.columns:
        if name == column or is_code(name) or role_of(name) in _NO_NAMES or rows.schema[name] != pl.String:
            continue
        called = _one_each(codes, texts(rows, name))
        if not all(_WORD.search(word) for word in called.values()):
            continue
        if len(called) == different.len() and len(set(called.values())) > len(set(best.values())):
            best = called
    many = Counter(best.values())
    of_party = _one_each(codes, texts(rows, party)) if party else {}
    apart = Counter((title, of_party.get(word)) for word, title in best.items())
    return {
        word: title
        if many[title] == 1
        else f"{title} ({of_party[word] if word in of_party and apart[title, of_party[word]] == 1 else word})"
        for word, title in best.items()
    }


def _one_each(codes: pl.Series, words: pl.Series) -> dict[str, str]:
    """The only word that stands beside each code; nothing for a code beside several, or beside none."""
    pairs = pl.DataFrame({"code": codes, "word": words}).drop_nulls().unique()
    single = pairs.group_by("code").agg(pl.col("word").first(), pl.len()).filter(pl.col("len") == 1)
    return dict(zip(single["code"], single["word"], strict=True))


def _one_line(name: str) -> str:
    """A name without the marks of a web page, such as a line break."""
    return " ".join(_MARKS.sub(" ", name).split()) or name


def level_names(guess: FeedGuess) -> list[Name]:
    """The levels, called after their columns."""
    words = [unit_word(level.label) or level.label for level in guess.levels]
    return named([word.capitalize() for word in words], avoid=sorted(RESERVED_LEVELS))


def type_names(guess: FeedGuess) -> list[Name]:
    """The vote types and the words for them; none where types are not told apart."""
    if not guess.vote_type:
        return []
    words = type_words(guess.rows, guess.vote_type)
    return named(words, called=[_SAYS_VOTES.sub("", spaced(word)) or word for word in words])


def joined_code(rows: pl.DataFrame, columns: Sequence[str], *, optional: bool = False) -> pl.Series:
    """The values of columns joined to one code; where they are ``optional`` the empty are left out."""
    parts = pl.DataFrame([texts(rows, column) for column in columns])
    return parts.select(pl.concat_str(pl.all(), separator="-", ignore_nulls=optional))[columns[0]]
