"""Totals that a file states itself: rows that the feed leaves out and that call themselves totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import polars as pl

from escrutinio.feeds.drafting.column_words import totals_among
from escrutinio.feeds.mapping import map_table
from escrutinio.feeds.raw_table import LINE, RawTable, code_text, find_column
from escrutinio.feeds.reshaping import reshaped
from escrutinio.feeds.row_selection import selected_rows
from escrutinio.ledger.finding_frame import concat_findings, empty_findings, findings_from, grouped
from escrutinio.ledger.finding_kinds import SOURCE_TOTAL
from escrutinio.ledger.schema import states_something
from escrutinio.model import Election, Feed, FeedError, selection_of, sheet

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""Totals of a file are of no time: any will do."""


@dataclass(frozen=True, eq=False)
class OwnTotal:
    """A total that the file itself states for a contest.

    Attributes:
        contest: the contest.
        line: where it stands.
        figures: count, or ``votes_`` + selection -> what the file says.
    """

    contest: str
    line: int
    figures: Mapping[str, int]


def own_totals(table: RawTable, feed: Feed, election: Election) -> list[OwnTotal]:
    """The totals among the rows that a feed leaves out: those of which a text says so."""
    try:
        table = reshaped(table, feed)
        kept = selected_rows(table, feed).frame[LINE]
        left_out = table.frame.filter(~pl.col(LINE).is_in(kept.implode()))
        texts = [name for name in table.header() if table.frame.schema[name] == pl.String]
        values = {name: list(totals_among(left_out[name].drop_nulls().unique())) for name in texts}
        says_so = pl.any_horizontal(
            pl.lit(value=False), *(pl.col(name).is_in(words) for name, words in values.items() if words)
        )
        left_out = left_out.filter(says_so)
        if left_out.is_empty():
            return []
        columns = [column for name in feed.sheet if (column := find_column(table.header(), [name]))]
        keyed = left_out.with_columns(
            code_text(name, left_out.schema[name]).fill_null("total").alias(name) for name in columns
        )
        shape = replace(feed, fill_down=(), width={}, joined_columns=())
        layout = "long" if feed.layout == "groups" else feed.layout
        plain = replace(shape, layout=layout, only={}, skip={}, counted=None, tables=None, snapshot=False)
        if not feed.has_type_columns():  # a total is one of all types
            plain = replace(plain, vote_type=None)
        rows, _ = map_table(replace(table, frame=keyed), plain, election, _ANY_TIME, None)
    except FeedError:  # no total that could be read; what the file holds beside it is told elsewhere
        return []
    figures = sheet.figures_in(rows.columns)
    if feed.has_type_columns():  # a line has a row for each type, with the voters of all
        keys, summed = [sheet.CONTEST, sheet.LINE], [_known_sum(name) for name in figures]
        rows = rows.group_by(keys, maintain_order=True).agg(summed)
        figures = [name for name in figures if name != sheet.REGISTERED]
    return [
        OwnTotal(
            row[sheet.CONTEST], row[sheet.LINE], {key: row[key] for key in figures if row[key] is not None}
        )
        for row in rows.iter_rows(named=True)
    ]


def _known_sum(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name)


def largest_totals(totals: Sequence[OwnTotal]) -> list[OwnTotal]:
    """Of each contest the largest total."""
    best: dict[str, OwnTotal] = {}
    for total in totals:
        other = best.get(total.contest)
        if other is None or sum(total.figures.values()) > sum(other.figures.values()):
            best[total.contest] = total
    return list(best.values())


def source_totals(
    tables: Sequence[RawTable], rows: pl.DataFrame, feed: Feed, election: Election
) -> pl.DataFrame:
    """A finding for each contest whose sheets do not add up to what the file itself says.

    Where the file has several totals of a contest, either the largest is that of all sheets or, in a file
    with totals of parts alone, all of them together are: what is nearer is compared. Registered voters are
    not compared: the total may be over sheets that are not counted yet.

    Args:
        tables: the tables of the file, as they were read.
        rows: the sheet rows of the file.
        feed: says which rows are left out; where it leaves out none there are no totals.
        election: the election.
    """
    if not feed.only and not feed.skip:
        return empty_findings()
    totals = [total for table in tables for total in own_totals(table, feed, election)]
    made = []
    for contest in dict.fromkeys(total.contest for total in totals):
        own = rows.filter(
            (pl.col(sheet.CONTEST) == contest) & pl.col(sheet.READABLE) & states_something(rows.columns)
        )
        sums = _sums(own)
        said, line = _nearest([total for total in totals if total.contest == contest], sums)
        differing = [name for name, value in said.items() if name in sums and sums[name] != value]
        if not differing:
            continue
        frame = pl.DataFrame(
            {"contest": [contest], "line": [line], "figures": [len(differing)], "sheets": [own.height]},
            schema_overrides={"line": pl.Int64},
        )
        message = pl.format("The file's own total is not the sum of its {} sheets.", grouped("sheets"))
        before, after = (
            pl.lit(", ".join(f"{selection_of(name)} {values[name]:,}" for name in differing))
            for values in (said, sums)
        )
        numbers = ["figures", "sheets"]
        made.append(findings_from(frame, SOURCE_TOTAL, message, numbers, before=before, after=after))
    return concat_findings(made)


def _sums(rows: pl.DataFrame) -> dict[str, int]:
    """The sums of the figures that every one of some rows states."""
    names = sheet.figures_in(rows.columns)
    known = [name for name in names if name != sheet.REGISTERED and rows[name].null_count() == 0]
    return {name: int(rows[name].sum()) for name in known} if rows.height else {}


def _nearest(totals: Sequence[OwnTotal], sums: Mapping[str, int]) -> tuple[Mapping[str, int], int]:
    """The figures of the largest total, or of all together, whichever is nearer to sums, and a line."""
    (largest,) = largest_totals(totals)
    shared = set.intersection(*(set(total.figures) for total in totals))
    together = {
        name: sum(total.figures[name] for total in totals) for name in largest.figures if name in shared
    }

    def off(figures: Mapping[str, int]) -> int:
        return sum(abs(figures[name] - value) for name, value in sums.items() if name in figures)

    if len(totals) > 1 and together and off(together) < off(largest.figures):
        return together, largest.line
    return largest.figures, largest.line
