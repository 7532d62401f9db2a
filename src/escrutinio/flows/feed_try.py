"""Shows how a file would be read, before anything of it is taken in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import polars as pl

from escrutinio.feeds import Trial, try_file
from escrutinio.flows.count import utc_time
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.feed_try import (
    FeedTryDocument,
    TriedColumn,
    TriedFeed,
    TriedFindings,
    TriedSheet,
    TriedTotal,
)
from escrutinio.flows.ingest import beside_the_count
from escrutinio.model import sheet

_SHOWN = 3
"""Sheets that are shown as they were read."""


def try_feeds(
    desk: Desk, file: Path, *, feed: str | None = None, observed_at: datetime | None = None
) -> FeedTryDocument:
    """How a file would be read; the ledger is not touched.

    Args:
        desk: the election.
        file: the file.
        feed: the feed to read it with; None to choose by name and columns.
        observed_at: when the source showed it; None to take it from columns or file name.

    Raises:
        FeedError: the file is refused whole.
    """
    trials = try_file(file, desk.election, feed_id=feed, observed_at=observed_at, stations=desk.stations)
    feeds = tuple(_tried(trial, desk) for trial in trials)
    return FeedTryDocument(election=desk.election.id, file=str(file), feeds=feeds)


def _tried(trial: Trial, desk: Desk) -> TriedFeed:
    reading = trial.reading
    rows = reading.rows
    not_counted, unexpected = beside_the_count(reading, desk)
    return TriedFeed(
        feed=trial.feed.id,
        observed_at=utc_time(reading.delivery.observed_at),
        sheets=rows.height,
        sheets_not_counted=not_counted,
        sheets_unexpected=unexpected,
        columns=tuple(TriedColumn(figure=key, columns=names) for key, names in trial.columns.items()),
        unused=trial.unused,
        first=tuple(_sheet(row, desk) for row in rows.head(_SHOWN).iter_rows(named=True)),
        totals=tuple(_totals(trial, desk)),
        findings=tuple(_findings(reading.findings)),
    )


def _sheet(row: dict[str, object], desk: Desk) -> TriedSheet:
    columns = {level: sheet.unit_column(level) for level in desk.election.level_ids()}
    units = {level: row[column] for level, column in columns.items() if column in row}
    contest = desk.election.contests[str(row[sheet.CONTEST])]
    figures = {
        name: row[name]
        for name in sheet.figures_in(row)
        if name in sheet.COUNTS or sheet.selection_of(name) in contest.selections
    }
    return TriedSheet(
        contest=contest.id,
        sheet=str(row[sheet.SHEET]),
        units={level: None if code is None else str(code) for level, code in units.items()},
        figures={name: value if isinstance(value, int) else None for name, value in figures.items()},
    )


def _totals(trial: Trial, desk: Desk) -> Iterator[TriedTotal]:
    rows = trial.reading.rows.filter(sheet.READABLE)
    stated = {total.contest: total.figures for total in trial.totals}
    for contest in trial.reading.delivery.contests:
        own = rows.filter(pl.col(sheet.CONTEST) == contest)
        standing = desk.election.contests[contest].selections
        for name in sheet.figures_in(own.columns):
            values = own[name].drop_nulls()
            of_others = name not in sheet.COUNTS and sheet.selection_of(name) not in standing
            if of_others and not values.sum():
                continue
            yield TriedTotal(
                contest=contest,
                figure=name,
                sheets=int(values.sum()) if values.len() else None,
                stated=values.len(),
                file=stated.get(contest, {}).get(name),
            )


def _findings(findings: pl.DataFrame) -> Iterator[TriedFindings]:
    for (code, severity), group in findings.group_by("code", "severity", maintain_order=True):
        yield TriedFindings(
            code=str(code), severity=str(severity), findings=group.height, example=group["message"][0]
        )
