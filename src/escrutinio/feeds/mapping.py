"""From a file's columns to ours, by the mapping in election.toml; what does not fit becomes a finding."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import polars as pl

from escrutinio.feeds.column_choice import (
    WIDENED,
    Columns,
    columns_of,
    figure_columns,
    missing_columns,
)
from escrutinio.feeds.contest_rows import contest_of, rows_of_contests, words_of
from escrutinio.feeds.long_layout import widen
from escrutinio.feeds.number_forms import in_plain_form, in_western_digits
from escrutinio.feeds.numbers import bad_numbers, whole_numbers
from escrutinio.feeds.observed_time import observed_times
from escrutinio.feeds.raw_table import (
    COUNTED,
    DAMAGE,
    DAMAGED,
    DOUBLED,
    LINE,
    REPAIRED,
    TABLES,
    VOTE_TYPE_OF_ROW,
    RawTable,
    code_text,
    sheet_code,
)
from escrutinio.feeds.reshaping import reshaped
from escrutinio.feeds.row_findings import (
    WORD_OF_ROW,
    damage_in,
    not_counted,
    remark_on,
    remarks_of,
    remarks_on_words,
    without_unkeyed,
)
from escrutinio.feeds.row_selection import selected_rows
from escrutinio.feeds.standing import in_known_unit, stands, with_electorates, with_gaps
from escrutinio.feeds.type_columns import with_vote_types
from escrutinio.feeds.words import remarks_on
from escrutinio.ledger.finding_frame import concat_findings
from escrutinio.model import NATION, VOTE_TYPE, Election, Feed, FeedError, NumberForm, sheet
from escrutinio.model.names import Spellings
from escrutinio.model.text import some_of

_RAW = "__raw_"


def map_table(
    table: RawTable,
    feed: Feed,
    election: Election,
    fallback_time: datetime | None,
    stations: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sheet rows and findings of one table.

    Returns:
        The rows with the columns of :mod:`escrutinio.model.sheet` plus ``readable``; the findings. A row that
        is not counted yet has no number.

    Raises:
        FeedError: the table cannot be of this feed, so the whole file is refused.
    """
    findings: list[pl.DataFrame] = []
    missing = missing_columns(table.header(), feed, table.doubled)
    if missing:
        raise FeedError(f"these columns of the feed {feed.id!r} are missing: {some_of(missing)}")
    table = with_vote_types(selected_rows(reshaped(table, feed), feed), feed)
    table = rows_of_contests(table, feed, election)
    figures = figure_columns(table, feed, election)
    table = in_western_digits(table, figures)
    if feed.numbers != NumberForm():
        table = in_plain_form(table, figures, feed.numbers)
    if feed.is_long():
        table, doubles = widen(table, feed, election)
        findings.append(doubles)
    columns = columns_of(table, feed, election)
    frame = _ours(table, feed, columns, election)
    frame, dropped = without_unkeyed(frame, feed)
    findings += [
        dropped,
        *remarks_of(table, feed, columns),
        *remarks_on_words(table, feed, columns, election),
    ]
    if frame.is_empty():
        return frame, concat_findings(findings)
    _refuse_missing_lists(frame, columns, feed, election, table.remarks)
    if not columns.numbers():
        raise FeedError(
            f"nothing in the file is a selection, or a count, that the feed {feed.id!r} reads",
            hint="If the source writes them differently, add its words under votes and counts of the feed.",
        )
    frame = with_electorates(frame, list(columns.units), election, stations)
    times = {f"{_RAW}time_{i}": name for i, name in enumerate(columns.times)}
    frame, remarks = observed_times(frame, times, election, fallback_time, feed.observed.format)
    findings += [remark_on(table, remark) for remark in remarks if remark]
    frame = _without_uncounted(frame, columns)
    findings.append(not_counted(frame, table, feed))
    if feed.absent_word == "zero":
        frame = _with_zeros(frame, columns, election)
    frame, bad = _numbers(frame, columns, election, feed.numbers.unknown)
    frame = _without_placeholders(frame)
    repaired_badly = pl.col(sheet.LINE).is_in(bad["line"].implode()) & (pl.col(DAMAGE) == REPAIRED)
    frame = frame.with_columns(
        pl.when(repaired_badly).then(pl.lit(DAMAGED)).otherwise(pl.col(DAMAGE)).alias(DAMAGE)
    )
    lost = pl.col(DAMAGE).is_in([DAMAGED, DOUBLED]).fill_null(value=False)
    frame = frame.with_columns((~lost).alias(sheet.READABLE))
    readable = frame.filter(pl.col(sheet.READABLE))
    findings += [
        bad.join(readable.select(sheet.LINE), on=sheet.LINE, how="semi"),
        *damage_in(frame, table.torn),
    ]
    # Where something stands and no figure can be read nothing is known, so an earlier version stays.
    results = [pl.col(name).is_not_null() for name in _results(columns)]
    unknown = pl.col(COUNTED) & ~pl.any_horizontal(results)
    frame = frame.with_columns((pl.col(sheet.READABLE) & ~unknown).alias(sheet.READABLE))
    frame = frame.select(
        *sheet.KEY,
        sheet.OBSERVED_AT,
        *columns.numbers(),
        *map(sheet.unit_column, [*columns.units, *([VOTE_TYPE] if feed.vote_type else [])]),
        *[name for name in sheet.TABLES if name in frame.columns],
        sheet.LINE,
        sheet.PART,
        sheet.READABLE,
    )
    return frame, concat_findings(findings)


def _ours(table: RawTable, feed: Feed, columns: Columns, election: Election) -> pl.DataFrame:
    """All that is read, in columns of our own; the file's names may be the same as ours."""
    schema = table.frame.schema
    word = pl.col(columns.contest).cast(pl.String) if columns.contest else pl.lit(feed.contest)
    return table.frame.select(
        DAMAGE,
        COUNTED,
        contest_of(table.frame, feed, columns, election).alias(sheet.CONTEST),
        sheet_code(columns.sheet, feed, schema).alias(sheet.SHEET),
        pl.col(LINE).alias(sheet.LINE),
        pl.lit(table.part).alias(sheet.PART),
        word.alias(WORD_OF_ROW),
        *[
            _unit(table.frame, feed, level, ours).alias(sheet.unit_column(level))
            for level, ours in columns.units.items()
        ],
        *([pl.col(VOTE_TYPE_OF_ROW).alias(sheet.unit_column(VOTE_TYPE))] if feed.vote_type else []),
        *[pl.col(raw).alias(name) for raw, name in zip(TABLES, sheet.TABLES, strict=True) if raw in schema],
        *[pl.col(name).alias(f"{_RAW}time_{i}") for i, name in enumerate(columns.times)],
        *[pl.col(column).alias(raw) for raw, (_, column) in _raw_columns(columns).items()],
    )


def _results(columns: Columns) -> list[str]:
    """Our columns of figures, less the registered voters where there are others."""
    return [name for name in columns.numbers() if name != sheet.REGISTERED] or list(columns.numbers())


def _raw_columns(columns: Columns) -> dict[str, tuple[str, str]]:
    """Our name for each column of numbers as it stands in the file -> the figure it is of, its name there."""
    return {
        f"{_RAW}{ours}" + (f":{number}" if number else ""): (ours, column)
        for ours, theirs in columns.numbers().items()
        for number, column in enumerate(theirs)
    }


def _code(names: Sequence[str], schema: pl.Schema) -> pl.Expr:
    # Null when any part is missing: half a code would name another sheet or unit.
    parts = [code_text(name, schema[name]) for name in names]
    return pl.concat_str(parts, separator="-", ignore_nulls=False)


def _refuse_missing_lists(
    frame: pl.DataFrame, columns: Columns, feed: Feed, election: Election, remarks: Sequence[str]
) -> None:
    """A list that stands in a contest must have its column: else its votes would vanish without a word."""
    for name in frame[sheet.CONTEST].unique().sort():
        contest = election.contests[name]
        if feed.is_long() and contest.level != NATION:
            continue  # whom no row names may stand in units that are not in the file
        read = [s for s in contest.selections if feed.reads_votes_of(s) and s not in contest.withdrawn]
        absent = [s for s in read if s not in columns.votes]
        if absent:
            spellings = [_names(feed, s) for s in absent]
            known = Spellings((word, word) for words in spellings for word in words)
            alike = [*remarks, *remarks_on(columns.unused, known, {})]
            hint = f"If it was renamed, add the spelling under [feeds.votes] of the feed {feed.id!r}."
            if not columns.votes and columns.counts:
                hint += (
                    " If this file holds only counts, and another one the votes of the same sheets, write"
                    ' figures = "counts" in this feed, and joins = "ID" with the id of the feed of the votes.'
                )
            if feed.contest_columns and not feed.contests and len(election.feeds) > 1:
                hint += " If another feed reads this contest, name those that this one reads under contests."
            raise FeedError(
                f"there is no column for {some_of(absent)}, which stand in the contest {name!r} "
                f"(looked for: {some_of(map('/'.join, spellings))})",
                hint=" ".join([*alike, hint]),
            )


def _names(feed: Feed, selection: str) -> tuple[str, ...]:
    return tuple(name for names in feed.votes.get(selection, ()) for name in names) or (selection,)


def _without_uncounted(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """The frame with ``counted`` false also where no figure has a digit, and with no number in such rows.

    Sources that list all sheets from the start leave them empty, or write a dash, until they are counted. The
    registered voters alone are no result, but in a feed that reads nothing else.
    """
    figures = _raw_columns(columns)
    wanted = set(_results(columns))
    results = [name for name, (ours, _) in figures.items() if ours in wanted]
    schema = frame.schema
    stated = pl.any_horizontal(
        pl.col(name).is_not_null()
        if schema[name].is_integer()
        else pl.col(name).cast(pl.String, strict=False).str.contains(r"\d")
        for name in results
    )
    frame = frame.with_columns(
        (pl.col(COUNTED) & (stated.fill_null(value=False) | pl.col(DAMAGE).is_not_null())).alias(COUNTED)
    )
    if frame[COUNTED].all(ignore_nulls=False):
        return frame
    return frame.with_columns(pl.when(COUNTED).then(pl.col(name)).alias(name) for name in figures)


def _with_zeros(frame: pl.DataFrame, columns: Columns, election: Election) -> pl.DataFrame:
    """The frame with 0 for what no row of a counted sheet names, of a source that leaves out zeros."""
    zeros = []
    for raw, (ours, column) in _raw_columns(columns).items():
        if not column.startswith(WIDENED):
            continue
        absent = pl.col(COUNTED) & pl.col(DAMAGE).is_null() & pl.col(raw).is_null()
        if ours not in columns.counts:
            selection = sheet.selection_of(ours)
            absent &= pl.col(sheet.CONTEST).is_in(_contests_of(selection, election))
            absent &= stands(raw, selection, election)
        text = pl.col(raw).cast(pl.String)
        zeros.append(pl.when(absent).then(pl.lit("0")).otherwise(text).alias(raw))
    return frame.with_columns(zeros)


def _without_placeholders(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without votes cast of 0 beside votes, and the other zeros there, of places that are in part.

    Some sources fill them in when all tables of the place are counted.
    """
    votes = [name for name in frame.columns if name.startswith(sheet.VOTES_PREFIX)]
    kinds = [name for name in (sheet.CAST, sheet.VALID, sheet.BLANK, sheet.NULL) if name in frame.columns]
    if sheet.TABLES_TOTAL not in frame.columns or sheet.CAST not in kinds or not votes:
        return frame
    waits = pl.col(sheet.TABLES_COUNTED) < pl.col(sheet.TABLES_TOTAL)
    waits &= (pl.col(sheet.CAST) == 0) & (pl.sum_horizontal(votes) > 0)
    waits = waits.fill_null(value=False)
    return frame.with_columns(pl.when(~waits | (pl.col(name) != 0)).then(name).alias(name) for name in kinds)


def _numbers(
    frame: pl.DataFrame, columns: Columns, election: Election, unknown: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Whole numbers for counts and votes, and a finding for each that is none.

    A figure of several columns is their sum, and not stated when one of them is not.
    """
    raw_columns = _raw_columns(columns)
    whole = {raw: f"__whole_{raw}" for raw in raw_columns}
    numbers = whole_numbers(frame, list(whole))
    frame = frame.with_columns(one.alias(name) for one, name in zip(numbers, whole.values(), strict=True))
    parts: dict[str, list[str]] = {}
    for raw, (ours, _) in raw_columns.items():
        parts.setdefault(ours, []).append(whole[raw])
    frame = frame.with_columns(
        frame[names[0]].alias(ours) for ours, names in parts.items() if len(names) == 1
    ).with_columns(
        pl.sum_horizontal(names, ignore_nulls=False).alias(ours)
        for ours, names in parts.items()
        if len(names) > 1
    )
    counted = frame.filter(COUNTED)
    findings = []
    by_table = any(contest.ballots for contest in election.contests.values())
    # Where each unit may have its own, a column in which nothing stands in a whole unit asks nothing there.
    by_unit = any(contest.level != NATION for contest in election.contests.values())
    alone = ~in_known_unit()
    all_known = not counted.select(alone.any()).item()
    selections = {raw: sheet.selection_of(ours) for raw, (ours, _) in raw_columns.items()}
    doubtful = with_gaps(counted, whole, selections, election)
    for raw, (ours, column) in raw_columns.items():
        if not counted[whole[raw]].null_count():
            continue
        of_word = column.startswith(WIDENED)
        rows_say = of_word or by_table or by_unit
        if (
            ours not in columns.counts
            and rows_say
            and raw not in doubtful
            and (of_word or by_table or all_known)
        ):
            continue
        rows = counted
        if ours not in columns.counts:
            # Where it does not stand nothing is needed; but what cannot be read there may be votes.
            filled = pl.col(raw).cast(pl.String, strict=False).str.strip_chars() != ""
            needed = pl.col(sheet.CONTEST).is_in(_contests_of(selections[raw], election))
            if rows_say:
                there = stands(raw, selections[raw], election)
                needed &= there if of_word or by_table else there | alone
            rows = counted.filter(needed | filled)
        name = column.removeprefix(WIDENED)
        findings.append(bad_numbers(rows, whole[raw], raw, name, unknown, of_word=of_word))
    present = set(frame[sheet.CONTEST].unique())
    standing: dict[str, set[str]] = {name: set() for name in columns.votes}
    for contest in election.contests.values():
        for name in standing.keys() & set(contest.selections):
            standing[name].add(contest.id)
    frame = frame.with_columns(
        _keep_if_stands(name, own) for name, own in standing.items() if not present <= own
    )
    return frame, concat_findings(findings)


def _contests_of(name: str, election: Election) -> list[str]:
    """The contests in which a selection still stands."""
    contests = election.contests.values()
    return [
        contest.id for contest in contests if name in contest.selections and name not in contest.withdrawn
    ]


def _keep_if_stands(name: str, contests: Collection[str]) -> pl.Expr:
    """A zero for a list that does not stand in the contest means nothing; a vote for it is kept."""
    target = sheet.votes_column(name)
    return (
        pl.when(pl.col(sheet.CONTEST).is_in(list(contests)) | (pl.col(target) > 0))
        .then(pl.col(target))
        .alias(target)
    )


def _unit(frame: pl.DataFrame, feed: Feed, level: str, columns: Sequence[str]) -> pl.Expr:
    mapping = feed.units[level]
    text = _code(columns, frame.schema)
    if not mapping.values and mapping.default is None:
        return text
    default = pl.lit(mapping.default) if mapping.default is not None else text
    # Where the file says nothing the unit is not known; the default is for other values.
    matches = Spellings(mapping.values.items()).of_words(words_of(frame, text))
    known = {word: match.meaning for word, match in matches.items()}
    return pl.when(text.is_not_null()).then(
        text.replace_strict(known, default=default, return_dtype=pl.String)
    )
