"""Where the sources of the sheets differ: each figure, and what it is for the totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec
import polars as pl

from escrutinio.flows.count import Count, count, unit_names
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.source_differences import (
    FigureEffect,
    SourceDifference,
    SourceDifferences,
    SourceEffect,
    SourceLabel,
)
from escrutinio.flows.resolved import ResolvedSheets, resolved_sheets
from escrutinio.ledger import schema
from escrutinio.ledger.checks import Context
from escrutinio.model import NATION, Contest, Election, UnitFigures, selection_of, sheet
from escrutinio.model.sheet import VOTES_PREFIX


def where_sources_differ(
    desk: Desk,
    until: datetime | None = None,
    *,
    context: Context | None = None,
    resolved: ResolvedSheets | None = None,
    counted: Count | None = None,
) -> SourceDifferences:
    """The figures of a moment on which sources differ, and their effect on the totals.

    Args:
        desk: the election.
        until: the moment (UTC); None for all that is known.
        context: the ledger as it stood at the moment, where it is at hand.
        resolved: the sheets of the moment, where they are at hand.
        counted: the count of the moment, where it is at hand.
    """
    election = desk.election
    context = context or Context(election, desk.ledger, desk.stations, until)
    rows = context.source_differences
    if not rows.is_empty():
        resolved = resolved or resolved_sheets(desk, until)
        counted = counted or count(desk, until, resolved=resolved)
        units = resolved.sheets.select(*sheet.KEY, *election.level_ids(), pl.lit(value=True).alias("stands"))
        rows = rows.join(units, on=list(sheet.KEY), how="left", maintain_order="left")
    names = {level: unit_names(context.stations, level) for level in election.level_ids()}
    differences = tuple(_difference(row, election, names) for row in rows.iter_rows(named=True))
    labels = [
        SourceLabel(id=feed.id, name=feed.name or feed.id, precedence=feed.precedence)
        for feed in sorted(election.feeds.values(), key=lambda feed: -feed.precedence)
    ]
    # A feed may have been taken out of the definition; what it delivered stands.
    gone = sorted(set(context.each_source[schema.SOURCE]) - set(election.feeds))
    return SourceDifferences(
        sources=(*labels, *(SourceLabel(id=name, name=name, precedence=0) for name in gone)),
        sheets_compared=context.each_source.select(sheet.KEY).n_unique(),
        sheets_differing=rows.select(sheet.KEY).n_unique(),
        effects=tuple(_effects(differences, counted)) if counted else (),
        differences=differences,
    )


def difference_rows(differences: Iterable[SourceDifference]) -> pl.DataFrame:
    """The differences as a table, one row for each figure of a sheet."""
    numbers = ("value", "other_value", "difference", "effect", "line", "other_line")
    kinds: dict[str, type[pl.DataType]] = {"counts": pl.Boolean, **dict.fromkeys(numbers, pl.Int64)}
    columns = [field.name for field in msgspec.structs.fields(SourceDifference)]
    types = {name: kinds.get(name, pl.String) for name in columns}
    return pl.DataFrame([msgspec.structs.asdict(row) for row in differences], schema=types)


def _difference(
    row: dict[str, object], election: Election, names: dict[str, dict[str, str]]
) -> SourceDifference:
    contest = election.contests[str(row[sheet.CONTEST])]
    level = _sheet_level(contest, election)
    unit = NATION if level == NATION else str(row.get(level) or "")
    columns = [field.name for field in msgspec.structs.fields(SourceDifference)]
    own = {name: row[name] for name in columns if name in row}
    return msgspec.convert(
        {
            **own,
            "level": level,
            "unit": unit,
            "unit_name": election.name if level == NATION else names[level].get(unit, unit),
            "name": _name(str(row["figure"]), election),
            "effect": row["difference"] if row["counts"] and row["stands"] else None,
        },
        SourceDifference,
    )


def _sheet_level(contest: Contest, election: Election) -> str:
    """The level of the units whose pages list their sheets: the lowest of the contest."""
    below = [level for level in election.level_ids() if level in contest.levels]
    return below[-1] if below else NATION


def _effects(differences: Sequence[SourceDifference], counted: Count) -> Iterator[SourceEffect]:
    election = counted.election
    for contest, other in dict.fromkeys((row.contest, row.other) for row in differences):
        rows = [row for row in differences if (row.contest, row.other) == (contest, other)]
        sums: dict[str, int] = {}
        for row in rows:
            if row.effect is not None:
                sums[row.figure] = sums.get(row.figure, 0) + row.effect
        if not sums:
            continue
        figures = counted.nation(contest)
        votes = [f"{VOTES_PREFIX}{name}" for name in election.contests[contest].selections]
        order = [name for name in (*votes, *sheet.COUNTS, *sums) if name in sums]
        yield SourceEffect(
            contest=contest,
            other=other,
            sheets=len({row.sheet for row in rows if row.effect is not None}),
            figures=tuple(
                _effect(name, _total(name, figures), sums[name], election) for name in dict.fromkeys(order)
            ),
        )


def _effect(figure: str, total: int | None, difference: int, election: Election) -> FigureEffect:
    return FigureEffect(
        figure=figure,
        name=_name(figure, election),
        total=total,
        difference=difference,
        total_with_other=None if total is None else total + difference,
    )


def _total(figure: str, figures: UnitFigures) -> int | None:
    if figure.startswith(VOTES_PREFIX):
        return figures.votes.get(selection_of(figure))
    counts = {
        sheet.REGISTERED: figures.registered,
        sheet.CAST: figures.cast,
        sheet.VALID: figures.valid,
        sheet.BLANK: figures.blank,
        sheet.NULL: figures.null,
    }
    known = counts[figure]  # None where the contest has no such ballots
    return None if known is None else known.sum


def _name(figure: str, election: Election) -> str:
    if not figure.startswith(VOTES_PREFIX):
        return figure
    selection = election.selections.get(selection_of(figure))
    return selection.name if selection else selection_of(figure)
