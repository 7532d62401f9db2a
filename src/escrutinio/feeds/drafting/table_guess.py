"""Guesses how a table is read whose rows of totals are known: layout, sheet, units, counts and votes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from escrutinio.feeds.column_groups import ungrouped
from escrutinio.feeds.drafting.ballot_guess import two_ballots
from escrutinio.feeds.drafting.column_profile import (
    ColumnProfile,
    blanks_in,
    column_profiles,
    judged,
    numbers,
    texts,
)
from escrutinio.feeds.drafting.column_words import Role, role_of
from escrutinio.feeds.drafting.count_guess import (
    BY_HAND,
    VOTES_OF_SHEET,
    count_columns,
    count_words,
    lacking_counts,
    of_each_sheet,
    refuse_impossible,
    summed_word,
    with_wholes,
    without_blank_in_valid,
)
from escrutinio.feeds.drafting.feed_guess import FeedGuess
from escrutinio.feeds.drafting.group_guess import guess_groups
from escrutinio.feeds.drafting.lettered_columns import read_by_letters
from escrutinio.feeds.drafting.list_parts import list_parts
from escrutinio.feeds.drafting.long_guess import (
    contest_columns,
    count_contests,
    long_columns,
    other_ballots,
    with_joined,
)
from escrutinio.feeds.drafting.person_guess import person_column, person_columns
from escrutinio.feeds.drafting.person_words import is_of_person
from escrutinio.feeds.drafting.plain_rows import (
    column_without_notes,
    columns_to_fill_down,
    filled_down,
    refuse_counts,
    refuse_names_among,
    refuse_turned,
    with_only,
    without_columns,
    without_notes,
)
from escrutinio.feeds.drafting.rounds_guess import refuse_rounds
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.feeds.drafting.standing_guess import party_column
from escrutinio.feeds.drafting.state_guess import last_state
from escrutinio.feeds.drafting.sum_guess import counts_by_sums
from escrutinio.feeds.drafting.tables_guess import tables_of
from escrutinio.feeds.drafting.total_guess import (
    TotalWords,
    totals_by_words,
    without,
)
from escrutinio.feeds.drafting.type_guess import guess_type_columns
from escrutinio.feeds.drafting.unit_guess import (
    guess_levels,
    guess_sheet,
    guess_vote_type,
    level_of_sheets,
    level_without_name,
    optional_parts,
)
from escrutinio.feeds.drafting.vote_columns import (
    EmptyCells,
    empty_cells,
    refuse_nameless,
    vote_columns,
    without_votes,
)
from escrutinio.feeds.raw_table import DAMAGE, LINE, VOTE_TYPE_OF_ROW
from escrutinio.model import Feed, FeedError, JoinedColumn

_LOOKED_AT = 20_000
"""By so many rows it is judged which columns are units and which name the sheet."""
_FILE = "__file"
_SHOWN = 16
"""So many columns of a table without names are shown, and so many signs of each."""
_ISO_TIME = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d"
_MADE = re.compile(r"(?i)generat|updat|creat|publish|issued|stamp|as_?of|actualiza|generad|corte|gerad|stand")


def guess_table(
    source: SourceTable,
    others: Sequence[SourceTable],
    told: TotalWords,
    *,
    persons: bool = False,
    lists: Sequence[JoinedColumn] = (),
) -> FeedGuess:
    """The guess of :func:`guess_feed`, without rows that are known to add up others.

    ``persons``: candidates are what is voted for, however many there are. ``lists``: what is voted for, where
    that is known, after the columns that it is made of.
    """
    if not source.header.rows:
        raise FeedError(
            "no line of the file names its columns, and figures do not say what they are",
            hint="Write a first line with the names of the columns, such as station, registered, null and "
            "the lists; or make a blank election with `escrutinio new FOLDER`, and in its feed header = "
            'false and each column by its number, such as sheet = "column 1".'
            f" The columns of its first row: {_by_number(source.table.frame)}.",
        )
    refuse_names_among(source.table.frame, source.table.doubled)
    noted = None if source.rows else column_without_notes([table.table.frame for table in (source, *others)])
    if noted:
        source, *others = (without_notes(table, noted) for table in (source, *others))
    header = source.table.header()
    parts = list_parts(source.table.frame, header)
    if parts:  # the votes of lists have those of their candidates among them
        within = [name for names in parts.values() for name in names]
        source, *others = (without_columns(table, within) for table in (source, *others))
    lettered = [read_by_letters(table) for table in (source, *others)]
    (source, ballots), others = lettered[0], [one for one, _ in lettered[1:]]
    dropped = tuple(name for name in header if name not in source.table.frame.columns)
    seen = column_profiles(source)
    fill_down = columns_to_fill_down(seen, source.table.frame)
    if fill_down:
        source, *others = (filled_down(table, fill_down) for table in (source, *others))
        seen = column_profiles(source, {p.name: p for p in seen if p.name not in fill_down})
    states = last_state(seen, source.table.frame)
    if states:
        source, *others = (with_only(table, states) for table in (source, *others))
        seen = column_profiles(source)
    types = guess_type_columns(source, seen)
    if types:
        source, *others = (types.applied(table) for table in (source, *others))
        seen = column_profiles(source)
    if not ballots and not types and (ballots := two_ballots(source, seen)):
        source, *others = (without_columns(table, ballots.columns) for table in (source, *others))
        seen = column_profiles(source)
    groups = guess_groups(source, seen) if source.header.rows else None
    if groups:
        source, *others = (
            replace(given, table=ungrouped(given.table, groups)) for given in (source, *others)
        )
        seen = column_profiles(source)
    totals = totals_by_words(source.table.frame, [p for p in seen if p.filled and p.whole < 1], told.parts)
    totals |= dict(told.skip)
    alike = [
        without(given.table.frame, totals, told.only).select(source.table.frame.columns)
        for given in (source, *others)
    ]
    rows = pl.concat(alike)
    if rows.is_empty():
        if not any(given.table.frame.height for given in (source, *others)):
            raise FeedError("the file has names of columns and no rows", hint="Draft from one that has some.")
        raise FeedError("every row seems to be a total", hint=BY_HAND)
    if totals or others or told.only or noted:
        seen = column_profiles(replace(source, table=replace(source.table, frame=rows)))
    profiles = judged(seen, rows)
    refuse_rounds(profiles, rows)
    options = contest_columns(profiles, rows)
    left_out: dict[str, tuple[str, ...]] = {}
    if options:
        office, counted = count_contests(profiles, rows, options[0])
        if counted:  # voters and ballots among the contests, of none of them
            left_out[office] = counted
            alike = [without(table, {office: counted}, {}) for table in alike]
            rows = pl.concat(alike)
            profiles = judged(column_profiles(replace(source, table=replace(source.table, frame=rows))), rows)
            options = contest_columns(profiles, rows)
    found = None
    if not groups:
        some = rows.head(_LOOKED_AT)
        above = guess_levels(profiles, some, {column.name for column in options})
        types_of = [VOTE_TYPE_OF_ROW] if types else []
        found = long_columns(
            profiles,
            rows,
            options,
            above,
            types_of,
            persons=persons,
            document=bool(source.rows),
            lists=lists,
        )
    joined = found.joined() if found else ()
    if joined:
        rows = with_joined(rows, joined)
        alike = [with_joined(table, joined) for table in alike]
    chosen = (
        found.contest if found else next((column for column in options if len(column.columns) == 1), None)
    )
    contest = chosen.name if chosen else None
    within = [contest] if contest else []
    words, votes = _columns_of(groups) if groups else (found.words.name, found.votes) if found else ("", ())
    besides = other_ballots(rows, found.words) if found else {}
    if besides:
        left_out |= besides
        alike = [without(table, besides, {}) for table in alike]
        rows = pl.concat(alike)
        profiles = judged(column_profiles(replace(source, table=replace(source.table, frame=rows))), rows)
    only = {**source.only, **told.only, **({noted: ("?*",)} if noted else {}), **states}
    if source.rows and words and texts(rows, words).null_count():  # of a document, rows of another kind
        only[words] = ("?*",)
        rows = rows.filter(texts(rows, words).is_not_null())
        alike = [frame.filter(texts(frame, words).is_not_null()) for frame in alike]
        profiles = judged(column_profiles(replace(source, table=replace(source.table, frame=rows))), rows)
    taken, apart = {*within, words, *votes}, [*within, words] if words else within
    taken |= {name for column in joined for name in column.columns}
    vote_type = ""
    if types:
        vote_type = VOTE_TYPE_OF_ROW
        taken, apart = {*taken, vote_type}, [*apart, vote_type]
    some = rows.gather_every(max(1, rows.height // _LOOKED_AT)) if not words else rows.head(_LOOKED_AT)
    levels = guess_levels(profiles, some, taken)
    levels = (*levels, *level_without_name(profiles, rows, levels, taken, words))
    namesakes = persons or bool(lists)
    sheet, unique = guess_sheet(profiles, levels, rows, apart, taken, words, namesakes=namesakes)
    if words and unique and (own_level := level_of_sheets(rows, levels, sheet, words)):
        levels = (*levels, own_level)
    if others and not unique:  # the same sheets in each file, at different hours
        numbered = pl.concat(table.with_columns(pl.lit(n).alias(_FILE)) for n, table in enumerate(alike))
        sheet, unique = guess_sheet(profiles, levels, numbered, [*apart, _FILE], taken, words)
    if sheet and not unique and not types:
        vote_type = guess_vote_type(profiles, sheet, rows, apart, taken)
        unique = bool(vote_type)
    optional: tuple[str, ...] = ()
    if sheet and not unique:
        named = [p.name for p in profiles if p.role is Role.SHEET and p.name not in taken][:1]
        whole, optional = optional_parts(tuple(named) or sheet, profiles, levels, rows, apart, taken)
        sheet, unique = (whole, True) if optional else (sheet, unique)
    if not sheet and words and chosen and not joined and rows.n_unique([*within, words]) == rows.height:
        sheet, unique = (chosen.name,), True  # of each contest one result, and no stations
    if not sheet:
        raise FeedError("no column seems to name the sheet", hint=BY_HAND)
    used = {*within, *sheet, vote_type, *(name for column in joined for name in column.columns)}
    used |= {name for level in levels for name in (*level.columns, level.name_column) if name}
    left = [p for p in profiles if p.name not in used]
    times = [p.name for p in left if p.role is Role.TIME and p.filled]
    of_rows = next((name for name in times if not name.startswith("/")), None)
    time = of_rows or _time_of_document(left, rows) or next(iter(times), None)
    station = {
        role.value: next(p.name for p in profiles if p.role is role and p.name not in used)
        for role in (Role.KIND, Role.LATITUDE, Role.LONGITUDE)
        if any(p.role is role and p.filled and p.name not in used for p in profiles)
    }
    used |= {*station.values(), *([time] if time else [])}
    tables = tables_of([p for p in profiles if p.name not in used and p.name not in votes], rows)
    used |= {tables.counted, tables.total} if tables else set()
    free = [p for p in profiles if p.name not in used and p.name not in votes]
    if types and not words:  # beside them only voters are the station's: what adds up the types is left
        free = [p for p in free if p.name in types.figures or p.role is Role.REGISTERED]
    counts = count_columns(free)
    if types:  # a count of all types together is none of each
        kept = (*types.figures, counts.get(Role.REGISTERED))
        counts = {role: name for role, name in counts.items() if name in kept}
    # Columns that nobody has filled in: where there are votes, some are cast, and valid.
    empty_counts = {role for role in (Role.CAST, Role.VALID) if role in counts}
    empty_counts = {role for role in empty_counts if numbers(rows, counts[role]).max() == 0}
    counts = {role: name for role, name in counts.items() if role not in empty_counts}
    empty = EmptyCells.FEW
    if words:
        counts |= count_words(rows, words, sheet, counts)
        one_sheet = list(dict.fromkeys([*sheet, *within, *([vote_type] if vote_type else [])]))
        summed = "" if joined else summed_word(rows, one_sheet, words, votes, counts)
        if summed:  # such as all others, of whom each has a row too
            totals[words] = (*totals.get(words, ()), summed)
            rows = without(rows, {words: (summed,)}, {})
        selections = [word for word in _different(rows, words) if word not in counts.values()]
        of_sheets = of_each_sheet(rows, one_sheet, words, votes, counts)
        counts = without_blank_in_valid(of_sheets, [VOTES_OF_SHEET], counts)
        used |= {words, *votes, *(name for name in counts.values() if name in rows.columns)}
    else:
        refuse_counts(source.rows)
        refuse_turned(profiles, rows)
        if types and types.votes:
            raise FeedError("no column says for whom the votes of each kind of voting are", hint=BY_HAND)
        labels = {p.name: p.label for p in profiles}
        if any(is_of_person(labels.get(name, name)) for name in sheet):
            raise FeedError("the rows seem to be persons, and no column says of which sheet", hint=BY_HAND)
        # What a document's rows lie in has no votes of theirs.
        own = [p for p in free if not (source.rows and p.name.startswith("/"))]
        codes = [numbers(rows, name) for name in sheet]  # the sheet's number once more is no votes
        own = [
            p
            for p in own
            if not any(numbers(rows, p.name).equals(column) for column in codes if column.count())
        ]
        # Each list has one name: columns of one name are of nobody, unless there is nothing else.
        single = [p for p in own if p.name not in source.table.doubled]
        own = single if sum(p.counts for p in single) > 1 else own
        selections = vote_columns(own, rows, counts)
        if not selections:
            raise _without_votes(profiles)
        refuse_nameless(selections, labels)
        word_alone = len(selections) == 1 and role_of(labels.get(selections[0], selections[0])) is Role.VOTES
        if len(selections) == 1 and (word_alone or not (unique and counts)):
            raise FeedError(
                f"{selections[0]!r} is the only column of votes, and no column says for whom they are",
                hint="If a column holds their names, say so: selection_column of a feed with layout = "
                '"long", in a blank election (`escrutinio new FOLDER`).',
            )
        counts = without_blank_in_valid(rows, selections, with_wholes(rows, selections, counts, free))
        counts = counts_by_sums(rows, selections, counts, free)
        empty = empty_cells(rows, selections, counts)
        if empty in (EmptyCells.ADD_UP, EmptyCells.NO_ZEROS):
            selections = without_votes(free, selections)
        refuse_impossible(rows, selections, counts)
        used |= {*counts.values(), *selections}
    if not selections:
        raise _without_votes(profiles)
    keys = [*within, *(name for level in levels[-1:] for name in level.columns)]
    party = party_column(profiles, rows, keys, words) if words else ""
    free = [p for p in profiles if p.name not in used]
    persons_in = lists[-1].columns[1:] if lists else person_columns(free)
    person = person_column(rows, keys, words, persons_in) if words else ""
    used |= {party, person}
    return FeedGuess(
        source=source,
        rows=rows,
        sheet=sheet,
        unique=unique,
        sheet_optional=optional,
        levels=levels,
        contest=contest,
        contests=tuple(_different(rows, contest).to_list()) if contest else (),
        joined={column.name: column for column in joined},
        counts=counts,
        selections=tuple(selections),
        selection_column=words,
        votes_columns=votes,
        time=time,
        station=station,
        totals=totals,
        fill_down=fill_down,
        lacking=lacking_counts(rows, counts),
        left_out=left_out,
        blanks=blanks_in(rows, [*counts.values(), *(votes if words else selections)]),
        party=party,
        person=person,
        group_width=groups.group_width if groups else None,
        separator=next((p.separator for p in profiles if p.name in used and p.separator), ""),
        empty=empty,
        vote_type=vote_type,
        types=types,
        unused=tuple(p.name for p in profiles if p.filled and p.name not in used),
        only=only,
        unlabelled=tuple(told.only),
        states=states,
        ballots=ballots,
        parts=parts,
        dropped=dropped,
        tables=tables,
    )


def _without_votes(profiles: Sequence[ColumnProfile]) -> FeedError:
    """That no column of votes is found, and that some hold shares, from which no votes can be told."""
    shares = [p.name for p in profiles if p.role is Role.SHARE and p.filled]
    if len(shares) < 2:
        return FeedError("no column of votes can be made out", hint=BY_HAND)
    return FeedError(
        f"no column of votes can be made out; {len(shares)} columns seem to hold shares, such as "
        f"{shares[-1]!r}, from which no votes can be told",
        hint=f"Ask the source for a file with numbers of votes. Where there are some in this one: {BY_HAND}",
    )


def _by_number(rows: pl.DataFrame) -> str:
    """What stands in the first row of a table without names, by the numbers of its columns."""
    names = [name for name in rows.columns if name not in (LINE, DAMAGE)][:_SHOWN]
    cells = ((name, texts(rows.head(1), name).to_list()) for name in names)
    return ", ".join(f"{name} = {str(found[0] or '')[:_SHOWN]!r}" for name, found in cells if found)


def _time_of_document(profiles: Sequence[ColumnProfile], rows: pl.DataFrame) -> str | None:
    """The time that a document says once, above its rows; of several, that which says when it was made."""
    stated = [p for p in profiles if p.name.startswith("/") and p.distinct == 1 and p.filled == rows.height]
    times = [p for p in stated if texts(rows, p.name).str.contains(_ISO_TIME).all()]
    made = [p for p in times if _MADE.search(p.name)] or times
    return made[0].name if len(made) == 1 else None


def _columns_of(groups: Feed) -> tuple[str, tuple[str, ...]]:
    """The columns of words and votes, as they are called when each group has become a row."""
    ((votes,),) = groups.votes_columns
    return groups.selection_columns[0], (votes,)


def _different(rows: pl.DataFrame, column: str) -> pl.Series:
    """The different values of a column, as they come."""
    return texts(rows, column).drop_nulls().unique(maintain_order=True)
