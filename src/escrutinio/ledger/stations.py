"""The stations file: every sheet that is expected, with its reporting units and registered voters."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from escrutinio.model import NATION, DefinitionError, Election, sheet

KIND, LATITUDE, LONGITUDE = "kind", "lat", "lon"


def name_column(level: str) -> str:
    """The stations file's column with the unit's name at a level."""
    return f"{level}_name"


def stations_schema(election: Election) -> dict[str, type[pl.DataType]]:
    """The columns of a stations file, in order. Only contest, sheet and registered must be in its file."""
    units: dict[str, type[pl.DataType]] = {}
    for level in election.level_ids():
        units |= {level: pl.String, name_column(level): pl.String}
    head = {sheet.CONTEST: pl.String, sheet.SHEET: pl.String, sheet.REGISTERED: pl.Int64}
    return {**head, **units, KIND: pl.String, LATITUDE: pl.Float64, LONGITUDE: pl.Float64}


def load_stations(election: Election) -> pl.DataFrame:
    """The election's stations file, one row per expected sheet.

    A unit's code must mean one unit in the whole election, and lie in one unit of the level above.

    Raises:
        DefinitionError: it cannot be read, lacks columns or contradicts itself.
    """
    path = election.folder / election.stations.file
    table = _read(path)
    renamed = {theirs: ours for ours, theirs in election.stations.columns.items()}
    absent = sorted(set(renamed) - set(table.columns))
    if absent:
        raise DefinitionError(
            [f"stations.columns: the stations file has no column {', '.join(absent)}"], where=str(path)
        )
    table = table.rename({theirs: ours for theirs, ours in renamed.items() if theirs != ours})
    columns = stations_schema(election)
    needed = [name for name in (sheet.CONTEST, sheet.SHEET, sheet.REGISTERED) if name not in table.columns]
    if needed:
        problem = f"stations: the columns {', '.join(needed)} are missing; found: {', '.join(table.columns)}"
        raise DefinitionError([problem], where=str(path))
    stations = table.select(
        _composed(pl.col(name) if name in table.columns else pl.lit(None), dtype).alias(name)
        for name, dtype in columns.items()
    )
    problems = _problems(stations, election)
    if problems:
        raise DefinitionError(problems, where=str(path))
    return stations


def _composed(column: pl.Expr, dtype: type[pl.DataType]) -> pl.Expr:
    """A column of a type; texts with composed letters, as feeds have them too."""
    cast = column.cast(dtype, strict=False)
    return cast.str.normalize("NFC") if dtype == pl.String else cast


def _read(path: Path) -> pl.DataFrame:
    try:
        if path.suffix.lower() == ".csv":
            return pl.read_csv(path, infer_schema_length=0, glob=False)
        return pl.read_parquet(path, glob=False)
    except FileNotFoundError:
        raise DefinitionError(
            ["stations.file: there is no such file; allowed: a Parquet or CSV file in the election's folder"],
            where=str(path),
        ) from None
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise DefinitionError([f"stations.file: it cannot be read: {reason}"], where=str(path)) from None


def _problems(stations: pl.DataFrame, election: Election) -> list[str]:
    problems = []
    unkeyed = stations.filter(pl.any_horizontal(pl.col(sheet.CONTEST, sheet.SHEET).is_null())).height
    if unkeyed:
        problems.append(f"stations: {unkeyed} rows name no contest or no sheet")
    unknown = sorted(set(stations[sheet.CONTEST].drop_nulls().unique()) - set(election.contests))
    if unknown:
        names = ", ".join(map(repr, unknown[:5]))
        problems.append(f"stations: found the contests {names}; allowed: {', '.join(election.contests)}")
    bad = stations.filter((pl.col(sheet.REGISTERED) < 0) | pl.col(sheet.REGISTERED).is_null())
    if not bad.is_empty():
        problems.append(
            f"stations: {bad.height} sheets (e.g. {bad[sheet.SHEET][0]!r}) have no number of "
            "registered voters"
        )
    doubled = stations.filter(stations.select(*sheet.KEY).is_duplicated())
    if not doubled.is_empty():
        first = doubled.row(0, named=True)
        problems.append(f"stations: sheet {first['sheet']!r} of {first['contest']!r} stands twice")
    for level in election.levels:
        if level.parent == NATION:
            continue
        pairs = stations.select(level.id, level.parent).drop_nulls().unique().sort(level.id, level.parent)
        torn = pairs.filter(pairs.select(level.id).is_duplicated())
        if not torn.is_empty():
            unit, parents = torn[level.id][0], torn[level.parent].head(2).to_list()
            problems.append(
                f"stations: the {level.id} {unit!r} lies in two units of the level {level.parent} "
                f"({parents[0]!r}, {parents[1]!r}); give units codes that are unique in the whole election"
            )
    return problems
