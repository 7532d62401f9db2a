"""The stations file: every sheet that is expected, with its reporting units and registered voters.

A sheet whose registered voters are blank or 0 is one whose voters are not known: nobody lists a table where
nobody may vote.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from escrutinio.ledger.reading_trial import read_given
from escrutinio.model import NATION, VOTE_TYPE, DefinitionError, Election, name_in, sheet
from escrutinio.model.names import UNFIT
from escrutinio.model.text import some_of

KIND, LATITUDE, LONGITUDE = "kind", "lat", "lon"
VOTE_TYPES = "vote_types"
"""The column with the vote types that a station has, where it has not all of the election's."""
STATION, STATION_VOTERS = "station", "station_voters"
"""Of an election with vote types: the station that a sheet of one type is of, and its registered voters."""


def name_column(level: str) -> str:
    """The stations file's column with the unit's name at a level."""
    return f"{level}_name"


def language_column(level: str, language: str) -> str:
    """The stations file's column with the unit's name in a language."""
    return f"{name_column(level)}_{language}"


def stations_schema(election: Election) -> dict[str, type[pl.DataType]]:
    """The columns of a stations file, in order. Only contest, sheet and registered must be in its file."""
    units: dict[str, type[pl.DataType]] = {}
    for level in election.level_ids():
        units |= {level: pl.String, name_column(level): pl.String}
        units |= {language_column(level, tag): pl.String for tag in election.stations.languages}
    head = {sheet.CONTEST: pl.String, sheet.SHEET: pl.String, sheet.REGISTERED: pl.Int64}
    return {**head, **units, KIND: pl.String, LATITUDE: pl.Float64, LONGITUDE: pl.Float64}


def load_stations(election: Election) -> pl.DataFrame:
    """The election's stations file, one row per expected sheet.

    A unit's code must mean one unit in the whole election, and lie in one unit of the level above.

    Raises:
        DefinitionError: it cannot be read, lacks columns or contradicts itself.
    """
    path = election.folder / election.stations.file
    table = _read(path, election.folder)
    renamed = {theirs: ours for ours, theirs in election.stations.columns.items()}
    absent = sorted(set(renamed) - set(table.columns))
    if absent:
        raise DefinitionError(
            [f"stations.columns: the stations file has no column {some_of(absent)}"], where=str(path)
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
    problems = _unreadable(table)
    if election.vote_types:
        stations, strange = _by_vote_type(stations, table, election)
        problems += strange
    problems += _problems(stations, election)
    if problems:
        raise DefinitionError(problems, where=str(path))
    return _in_language(stations, election)


def _by_vote_type(
    stations: pl.DataFrame, table: pl.DataFrame, election: Election
) -> tuple[pl.DataFrame, list[str]]:
    """A row for each vote type of a station, which is a sheet of its own, and what is wrong with the types.

    The voters of a station that has several are of none of them: ``registered`` is null there, and
    ``station_voters`` has them.
    """
    every = [vote_type.id for vote_type in election.vote_types]
    said = pl.col(VOTE_TYPES).cast(pl.String).fill_null("") if VOTE_TYPES in table.columns else pl.lit("")
    types = table.select(said.str.extract_all(r"[^\s,;]+").alias("types"), sheet.SHEET)["types"]
    unknown = sorted(set(types.explode().drop_nulls().unique()) - set(every))
    problems = []
    if unknown:
        shown = ", ".join(map(repr, unknown[:5]))
        problems.append(f"stations: found the vote types {shown}; allowed: {', '.join(every)}")
    names = {vote_type.id: vote_type.name for vote_type in election.vote_types}
    by_language = {
        tag: {vote_type.id: vote_type.names.get(tag, vote_type.name) for vote_type in election.vote_types}
        for tag in election.stations.languages
    }
    own = pl.when(pl.col("types").list.len() == 0).then(pl.lit(every)).otherwise(pl.col("types"))
    rows = (
        stations.with_columns(types, pl.col(sheet.SHEET).alias(STATION))
        .with_columns(own.list.unique(maintain_order=True).alias("types"))
        .with_columns(
            pl.col(sheet.REGISTERED).alias(STATION_VOTERS),
            pl.when(pl.col("types").list.len() == 1).then(sheet.REGISTERED).alias(sheet.REGISTERED),
        )
        .explode("types")
        .with_columns(
            typed_sheet(pl.col(STATION), pl.col("types")).alias(sheet.SHEET),
            pl.col("types").alias(VOTE_TYPE),
            pl.col("types").replace(names).alias(name_column(VOTE_TYPE)),
            *[
                pl.col("types").replace(known).alias(language_column(VOTE_TYPE, tag))
                for tag, known in by_language.items()
            ],
        )
    )
    return rows.drop("types"), problems


def typed_sheet(station: pl.Expr, vote_type: pl.Expr) -> pl.Expr:
    """The code of the sheet of one vote type of a station; null where either is."""
    return pl.concat_str([station, vote_type], separator="-", ignore_nulls=False)


def unit_names_by_language(stations: pl.DataFrame, election: Election) -> pl.DataFrame:
    """Names of units that are not the plain ones: ``level``, ``unit``, ``language`` and ``name``."""
    schema = dict.fromkeys(("level", "unit", "language", "name"), pl.String)
    parts = [
        stations.select(
            pl.lit(level).alias("level"),
            pl.col(level).alias("unit"),
            pl.lit(tag).alias("language"),
            pl.col(language_column(level, tag)).str.strip_chars().alias("name"),
        )
        .filter(pl.col("name") != "")
        .drop_nulls()
        .unique(["level", "unit"], keep="first", maintain_order=True)
        for level in election.level_ids()
        for tag in election.stations.languages
    ]
    return pl.concat([pl.DataFrame(schema=schema), *parts])


def _in_language(stations: pl.DataFrame, election: Election) -> pl.DataFrame:
    """The stations with the names of units for readers of the election's language."""
    if not election.language or not election.stations.languages:
        return stations
    chosen = name_in({tag: tag for tag in election.stations.languages}, election.language, "")
    if not chosen:
        return stations
    return stations.with_columns(
        pl.coalesce(pl.col(language_column(level, chosen)), pl.col(name_column(level))).alias(
            name_column(level)
        )
        for level in election.level_ids()
    )


def _composed(column: pl.Expr, dtype: type[pl.DataType]) -> pl.Expr:
    """A column of a type; texts with composed letters, as feeds have them too."""
    cast = column.cast(dtype, strict=False)
    return cast.str.normalize("NFC").str.replace_all(UNFIT, "") if dtype == pl.String else cast


def _read(path: Path, folder: Path) -> pl.DataFrame:
    try:
        if path.suffix.lower() == ".csv":
            return pl.read_csv(path, infer_schema_length=0, glob=False)
        return read_given(path, folder)
    except FileNotFoundError:
        raise DefinitionError(
            ["stations.file: there is no such file; allowed: a Parquet or CSV file in the election's folder"],
            where=str(path),
        ) from None
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise DefinitionError([f"stations.file: it cannot be read: {reason}"], where=str(path)) from None


def _unreadable(table: pl.DataFrame) -> list[str]:
    """What is wrong with the numbers of registered voters as they are written; a blank is nothing wrong."""
    written = pl.col(sheet.REGISTERED).cast(pl.String).str.strip_chars()
    voters = pl.col(sheet.REGISTERED).cast(pl.Int64, strict=False)
    blank = written.is_null() | written.is_in(["", "NaN"])
    numbers = table.select(
        pl.col(sheet.SHEET).cast(pl.String), written, (blank | (voters >= 0)).alias("read")
    )
    bad = numbers.filter(~pl.col("read").fill_null(value=False))
    if bad.is_empty():
        return []
    name, number = bad.row(0)[:2]
    return [
        f"stations: the registered voters of {bad.height} sheets are no whole number of 0 or more "
        f"(e.g. {number!r} of sheet {name!r}); leave them blank where they are not known"
    ]


def _problems(stations: pl.DataFrame, election: Election) -> list[str]:
    problems = []
    unkeyed = stations.filter(pl.any_horizontal(pl.col(sheet.CONTEST, sheet.SHEET).is_null())).height
    if unkeyed:
        problems.append(f"stations: {unkeyed} rows name no contest or no sheet")
    unknown = sorted(set(stations[sheet.CONTEST].drop_nulls().unique()) - set(election.contests))
    if unknown:
        names = ", ".join(map(repr, unknown[:5]))
        problems.append(f"stations: found the contests {names}; allowed: {', '.join(election.contests)}")
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
    for contest in election.contests.values():
        if contest.ballots:
            expected = stations.filter(pl.col(sheet.CONTEST) == contest.id)[contest.level].drop_nulls()
            strangers = sorted(set(contest.ballots) - set(expected))
            if strangers:
                problems.append(
                    f"candidates: {', '.join(map(repr, strangers[:5]))} is no {contest.level} of the contest "
                    f"{contest.id!r} in the stations file; give the unit's code"
                )
    return problems
