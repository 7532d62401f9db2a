"""Which selections stand in which units, as far as the rows of the long layout show it.

Where a contest is decided unit by unit, each unit may have candidates of its own. A source with a row for
each of them has none for those who stand elsewhere, so nothing is asked of those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
        unit = pl.coalesce([*(pl.format(_together("{}"), name) for name in sources), alone])
        together = pl.when(pl.col(sheet.CONTEST) == contest.id).then(unit).otherwise(together)
    frame = frame.with_columns(pl.coalesce(together, pl.lit(NATION)).alias(STANDS_WITH))
    return frame.drop([name for name in frame.columns if name.startswith("__station_")])


def in_known_unit() -> pl.Expr:
    """Whether the unit of a row's sheet is known, or its contest is decided as a whole."""
    return (pl.col(STANDS_WITH) == NATION) | pl.col(STANDS_WITH).str.starts_with(_together(""))


def stands(column: str, selection: str, election: Election) -> pl.Expr:
    """Whether rows state, or would have to state, votes that stand in a column of the file.

    Args:
        column: the column.
        selection: whose votes it holds.
        election: its contests may say who stands where.
    """
    stated = pl.col(column).cast(pl.String, strict=False).str.strip_chars() != ""
    some = stated.fill_null(value=False).any().over(sheet.CONTEST, STANDS_WITH)
    learned = (pl.col(STANDS_WITH) == NATION) | some
    for contest in election.contests.values():
        if contest.ballots:
            units = [_together(unit) for unit, names in contest.ballots.items() if selection in names]
            known = pl.col(STANDS_WITH).is_in([_together(unit) for unit in contest.ballots])
            of_table = (pl.col(sheet.CONTEST) == contest.id) & known
            learned = pl.when(of_table).then(pl.col(STANDS_WITH).is_in(units)).otherwise(learned)
    return learned


def _together(unit: str) -> str:
    """What :data:`STANDS_WITH` has for the sheets of a unit."""
    return f"unit {unit}"


def _units_of(election: Election) -> dict[str, list[str]]:
    """Selection -> the units in which it stands by the table of candidates."""
    where: dict[str, list[str]] = {}
    for contest in election.contests.values():
        for unit, names in contest.ballots.items():
            for name in names:
                where.setdefault(name, []).append(_together(unit))
    return where


def with_gaps(
    frame: pl.DataFrame, numbers: Mapping[str, str], selections: Mapping[str, str], election: Election
) -> frozenset[str]:
    """The columns of the file in which a number may be wanting, found at one go.

    Where everybody stands in one unit alone, most columns are empty in most rows, and few have a gap.

    Args:
        frame: rows with what :func:`stands` needs.
        numbers: column of the file -> that with its whole numbers, null where there is none.
        selections: column of the file -> the selection whose votes it holds.
        election: its contests may say who stands where.

    Returns:
        The columns that have no number in a row of a contest that is decided as a whole, or of a unit in
        which something stands in the column, or in which the selection stands.
    """
    lacking = [raw for raw, number in numbers.items() if frame[number].null_count()]
    if not lacking:
        return frozenset()
    unit = pl.col(STANDS_WITH).first()
    where = _units_of(election)

    def gap(raw: str) -> pl.Expr:
        stated = (pl.col(raw).cast(pl.String, strict=False) != "").any().fill_null(value=False)
        wanted = unit.is_in([NATION, *where.get(selections.get(raw, ""), ())]) | stated
        return (pl.col(numbers[raw]).is_null().any() & wanted).alias(raw)

    by_unit = frame.group_by(sheet.CONTEST, STANDS_WITH).agg(map(gap, lacking))
    some = by_unit.select(pl.col(lacking).any()).row(0)
    return frozenset(raw for raw, gap in zip(lacking, some, strict=True) if gap)
