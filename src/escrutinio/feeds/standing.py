"""Which selections stand in which units, as far as the rows of the long layout show it.

Where a contest is decided unit by unit, each unit may have candidates of its own. A source with a row for
each of them has none for those who stand elsewhere, so nothing is asked of those.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from escrutinio.model import NATION, Election, sheet, unit_column

STANDS_WITH = "__stands_with"
"""Rows with the same value here have the same selections."""


def with_electorates(
    frame: pl.DataFrame, levels: Sequence[str], election: Election, stations: pl.DataFrame | None
) -> pl.DataFrame:
    """The rows with a column :data:`STANDS_WITH`.

    Args:
        frame: rows with contest, sheet and the feed's units.
        levels: at which the feed names a unit.
        election: its contests say at which level they are decided.
        stations: the expected sheets, whose units go before those of the feed; None when they are not known.

    Returns:
        All sheets of a contest that is decided as a whole stand together; of others, the sheets of one unit.
        A sheet whose unit is not known stands alone.
    """
    together = pl.lit(None, dtype=pl.String)
    by_unit = [contest for contest in election.contests.values() if contest.level != NATION]
    known = sorted({contest.level for contest in by_unit})
    if stations is not None and known:
        places = stations.select(*sheet.KEY, *[pl.col(level).alias(f"__station_{level}") for level in known])
        frame = frame.join(places, on=list(sheet.KEY), how="left", maintain_order="left")
    for contest in by_unit:
        level = contest.level
        sources = [f"__station_{level}"] if stations is not None else []
        sources += [unit_column(level)] if level in levels else []
        alone = pl.format("sheet {}", sheet.SHEET)
        unit = pl.coalesce([*(pl.format("unit {}", name) for name in sources), alone])
        together = pl.when(pl.col(sheet.CONTEST) == contest.id).then(unit).otherwise(together)
    frame = frame.with_columns(pl.coalesce(together, pl.lit(NATION)).alias(STANDS_WITH))
    return frame.drop([name for name in frame.columns if name.startswith("__station_")])


def stands(column: str) -> pl.Expr:
    """Whether rows state, or would have to state, votes that stand in a column of the file."""
    stated = pl.col(column).cast(pl.String, strict=False).str.strip_chars() != ""
    some = stated.fill_null(value=False).any().over(sheet.CONTEST, STANDS_WITH)
    return (pl.col(STANDS_WITH) == NATION) | some
