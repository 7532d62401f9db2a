"""From a file's columns to ours, by the mapping in election.toml; what does not fit becomes a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from escrutinio.feeds.long_layout import widen
from escrutinio.feeds.numbers import bad_numbers, whole_number
from escrutinio.feeds.observed_time import observed_times
from escrutinio.feeds.raw_table import DAMAGE, DAMAGED, LINE, REPAIRED, RawTable, find_column, normal
from escrutinio.ledger.finding_frame import concat_findings, findings_from
from escrutinio.model import Contest, Election, Feed, FeedError, Severity, sheet

_RAW = "__raw_"


@dataclass(frozen=True)
class Columns:
    """Which of a table's columns plays which part."""

    sheet: tuple[str, ...]
    contest: str | None
    counts: Mapping[str, str]
    votes: Mapping[str, str]
    units: Mapping[str, tuple[str, ...]]
    unused: tuple[str, ...]


def missing_columns(header: Sequence[str], feed: Feed) -> list[str]:
    """The columns without which a table is not of this feed; empty when it fits."""
    needed = [[spelling] for spelling in feed.sheet]
    if feed.contest_columns:
        needed.append(list(feed.contest_columns))
    if feed.layout == "long":
        needed += [list(feed.selection_columns), list(feed.votes_columns)]
    else:
        needed += [list(spellings) for spellings in feed.counts.values() if spellings]
    return [" or ".join(names) for names in needed if find_column(header, names) is None]


def map_table(
    table: RawTable, feed: Feed, election: Election, fallback_time: datetime | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sheet rows and findings of one table.

    Returns:
        The rows with the columns of :mod:`escrutinio.model.sheet` plus ``readable``; the findings.

    Raises:
        FeedError: the table cannot be of this feed, so the whole file is refused.
    """
    findings: list[pl.DataFrame] = []
    if feed.layout == "long":
        table, doubles = widen(table, feed, election)
        findings.append(doubles)
    columns = _find(table, feed, election)
    frame = table.frame.with_columns(
        _contest(table.frame, feed, columns, election).alias(sheet.CONTEST),
        _sheet_code(columns, table.frame.schema).alias(sheet.SHEET),
        pl.col(LINE).alias(sheet.LINE),
        pl.lit(table.part).alias(sheet.PART),
    )
    frame, dropped = _drop_unkeyed(frame, feed, columns)
    findings += [dropped, *_remarks(table, feed, columns)]
    if frame.is_empty():
        return frame, concat_findings(findings)
    _refuse_missing_lists(frame, columns, feed, election)
    frame = observed_times(frame, table.header(), feed.observed, election, fallback_time)
    frame, bad = _numbers(frame, columns, election)
    repaired_badly = pl.col(sheet.LINE).is_in(bad["line"].implode()) & (pl.col(DAMAGE) == REPAIRED)
    frame = frame.with_columns(
        (((pl.col(DAMAGE) == DAMAGED) | repaired_badly).fill_null(value=False).not_()).alias(sheet.READABLE)
    )
    readable = frame.filter(pl.col(sheet.READABLE))
    findings += [bad.join(readable.select(sheet.LINE), on=sheet.LINE, how="semi"), *_damage(frame)]
    units = [
        _unit(feed, level, found).alias(sheet.unit_column(level)) for level, found in columns.units.items()
    ]
    wanted = [*sheet.KEY, sheet.OBSERVED_AT, *columns.counts, *map(sheet.votes_column, columns.votes)]
    frame = frame.with_columns(units).select(
        *wanted,
        *[sheet.unit_column(level) for level in columns.units],
        sheet.LINE,
        sheet.PART,
        sheet.READABLE,
    )
    return frame, concat_findings(findings)


def _find(table: RawTable, feed: Feed, election: Election) -> Columns:
    header = table.header()
    missing = missing_columns(header, feed)
    if missing:
        raise FeedError(f"these columns of the feed {feed.id!r} are missing: {', '.join(missing)}")
    votes = {name: find_column(header, [*feed.votes.get(name, ()), name]) for name in election.selections}
    counts = {key: find_column(header, names or (key,)) for key, names in feed.counts.items()}
    sheet_columns = tuple(column for name in feed.sheet if (column := find_column(header, [name])))
    contest = find_column(header, feed.contest_columns)
    units: dict[str, tuple[str, ...]] = {}
    for level, mapping in feed.units.items():
        found = [find_column(header, [name]) for name in mapping.columns]
        if all(found):
            units[level] = tuple(name for name in found if name)
    time_columns = [find_column(header, [name]) for name in feed.observed.columns]
    ignored = {normal(name) for name in feed.ignore}
    used = {*sheet_columns, contest, *votes.values(), *counts.values(), *time_columns}
    used |= {name for names in units.values() for name in names}
    return Columns(
        sheet=sheet_columns,
        contest=contest,
        counts={key: name for key, name in counts.items() if name},
        votes={key: name for key, name in votes.items() if name},
        units=units,
        unused=tuple(name for name in header if name not in used and normal(name) not in ignored),
    )


def _contest(frame: pl.DataFrame, feed: Feed, columns: Columns, election: Election) -> pl.Expr:
    if feed.contest or not columns.contest:
        return pl.lit(feed.contest)
    words = {normal(word): contest for word, contest in feed.contest_values.items()}
    words |= {normal(contest): contest for contest in election.contests if normal(contest) not in words}
    found = frame[columns.contest].cast(pl.String).unique().drop_nulls().to_list()
    known = {word: words[normal(word)] for word in found if normal(word) in words}
    if not known:
        expected = ", ".join(feed.contest_values or election.contests)
        seen = ", ".join(map(repr, found[:5]))
        raise FeedError(
            f"no row is of a known contest: column {columns.contest} holds {seen}; expected: {expected}",
            mend=f"If its words have changed, add them under contest_values of the feed {feed.id!r}.",
        )
    return pl.col(columns.contest).cast(pl.String).replace_strict(known, default=None, return_dtype=pl.String)


def _sheet_code(columns: Columns, schema: pl.Schema) -> pl.Expr:
    parts = []
    for name in columns.sheet:
        column = pl.col(name)
        if schema[name].is_float():  # 1001.0 and 1001 are the same sheet
            column = pl.when(column == column.floor()).then(
                column.cast(pl.Int64, strict=False).cast(pl.String)
            )
        text = column.cast(pl.String).str.strip_chars()
        parts.append(pl.when(text != "").then(text))
    # Null when any part is missing: half a code would name another sheet.
    return pl.concat_str(parts, separator="-", ignore_nulls=False)


def _drop_unkeyed(frame: pl.DataFrame, feed: Feed, columns: Columns) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that name no sheet or no known contest cannot be counted anywhere: findings, with their text."""
    keyed = pl.col(sheet.CONTEST).is_not_null() & pl.col(sheet.SHEET).is_not_null()
    lost = frame.filter(keyed.not_().fill_null(value=True))
    if lost.is_empty():
        return frame, concat_findings([])
    word = pl.col(columns.contest).cast(pl.String) if columns.contest else pl.lit(feed.contest)
    message = pl.format(
        "This row cannot be counted: its sheet is '{}' and its contest '{}'. Ask the source, or add the "
        "contest's word to the feed.",
        pl.col(sheet.SHEET).fill_null("missing"),
        word.fill_null("missing"),
    )
    return frame.filter(keyed), findings_from(
        lost, "bad-row", Severity.ERROR, message, [word.alias("contest")]
    )


def _refuse_missing_lists(frame: pl.DataFrame, columns: Columns, feed: Feed, election: Election) -> None:
    """A list that stands in a contest must have its column: else its votes would vanish without a word."""
    for name in frame[sheet.CONTEST].unique().sort():
        contest = election.contests[name]
        absent = [s for s in contest.selections if s not in columns.votes and s not in contest.withdrawn]
        if absent:
            spelled = ", ".join("/".join(feed.votes.get(s, (s,))) for s in absent)
            raise FeedError(
                f"there is no column for {', '.join(absent)}, which stand in the contest {name!r} "
                f"(looked for: {spelled})",
                mend=f"If it was renamed, add the spelling under [feeds.votes] of the feed {feed.id!r}.",
            )


def _numbers(frame: pl.DataFrame, columns: Columns, election: Election) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Whole numbers for counts and votes, and a finding for each that is none."""
    targets = {
        **columns.counts,
        **{sheet.votes_column(name): column for name, column in columns.votes.items()},
    }
    raw = {target: f"{_RAW}{target}" for target in targets}
    frame = frame.with_columns(pl.col(column).alias(raw[target]) for target, column in targets.items())
    frame = frame.with_columns(
        whole_number(raw[target], frame.schema[column]).alias(target) for target, column in targets.items()
    )
    findings = [bad_numbers(frame, key, raw[key], column) for key, column in columns.counts.items()]
    for name, column in columns.votes.items():
        target = sheet.votes_column(name)
        standing = [
            c.id for c in election.contests.values() if name in c.selections and name not in c.withdrawn
        ]
        rows = frame.filter(pl.col(sheet.CONTEST).is_in(standing))
        findings.append(bad_numbers(rows, target, raw[target], column))
    frame = frame.with_columns(_keep_if_stands(name, election) for name in columns.votes)
    return frame.drop(raw.values()), concat_findings(findings)


def _keep_if_stands(name: str, election: Election) -> pl.Expr:
    """A zero for a list that does not stand in the contest means nothing; a vote for it is kept."""
    target = sheet.votes_column(name)
    contests = [contest.id for contest in election.contests.values() if name in contest.selections]
    return (
        pl.when(pl.col(sheet.CONTEST).is_in(contests) | (pl.col(target) > 0))
        .then(pl.col(target))
        .alias(target)
    )


def _unit(feed: Feed, level: str, found: Sequence[str]) -> pl.Expr:
    mapping = feed.units[level]
    text = pl.concat_str([pl.col(name).cast(pl.String).str.strip_chars() for name in found], separator="-")
    if not mapping.values and mapping.default is None:
        return text
    default = pl.lit(mapping.default) if mapping.default is not None else text
    return text.replace_strict(dict(mapping.values), default=default, return_dtype=pl.String)


def _remarks(table: RawTable, feed: Feed, columns: Columns) -> list[pl.DataFrame]:
    one = pl.DataFrame({"part": [table.part]})
    findings = [
        findings_from(one, "file-remark", Severity.WARNING, pl.lit(remark)) for remark in table.remarks
    ]
    if columns.unused:
        names = ", ".join(columns.unused)
        text = f"The feed {feed.id!r} does not say what these columns are, so they are not read: {names}."
        text += " Map them, or list them under ignore."
        findings.append(findings_from(one, "unknown-column", Severity.INFO, pl.lit(text)))
    return findings


def _damage(frame: pl.DataFrame) -> list[pl.DataFrame]:
    readable = pl.col(sheet.READABLE)
    repaired = frame.filter(readable & (pl.col(DAMAGE) == REPAIRED))
    damaged = frame.filter(~readable)
    return [
        findings_from(
            repaired,
            "row-repaired",
            Severity.INFO,
            pl.lit(
                "A stray quote had split a text of this row in two; it was joined and all numbers are whole."
            ),
        ),
        findings_from(
            damaged,
            "bad-row",
            Severity.ERROR,
            pl.lit("This row lacks fields of the header or has too many; the sheet's earlier version stays."),
        ),
    ]


def contests_in(frame: pl.DataFrame, contests: Mapping[str, Contest]) -> tuple[str, ...]:
    """The contests that a delivery speaks for, in the order of the definition."""
    present = set(frame[sheet.CONTEST].unique().to_list()) if not frame.is_empty() else set()
    return tuple(name for name in contests if name in present)
