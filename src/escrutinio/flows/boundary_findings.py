"""Whether the boundaries for maps can be read and fit the units of the stations file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polars as pl

from escrutinio.flows.so_many import so_many
from escrutinio.ledger.finding_frame import concat_findings, findings_from
from escrutinio.ledger.finding_kinds import BOUNDARIES, BOUNDARIES_DIFFER, FindingKind
from escrutinio.model import DefinitionError, Election
from escrutinio.model.choices import BoundaryChoice

NAMED = 5
"""So many codes are named; of more, the number is said."""


def boundary_findings(election: Election, stations: pl.DataFrame) -> pl.DataFrame:
    """What is wrong with the boundaries of each level that has some.

    Args:
        election: names their files.
        stations: the stations file; a level of which it knows no unit is compared with nothing.
    """
    findings = []
    for level, choice in election.boundaries.items():
        column = stations.get_column(level, default=None)
        units = frozenset() if column is None else frozenset(column.drop_nulls().to_list()) - {""}
        kind, messages = _wrong(election, level, choice, units)
        frame = pl.DataFrame({"message": messages}, schema={"message": pl.String})
        rows = frame.with_columns(pl.lit(choice.file).alias("file"))
        findings.append(findings_from(rows, kind, pl.col("message")))
    return concat_findings(findings)


def _wrong(
    election: Election, level: str, choice: BoundaryChoice, units: frozenset[str]
) -> tuple[FindingKind, list[str]]:
    path = election.folder / choice.file
    name = next(known.name for known in election.levels if known.id == level)
    try:
        status = path.stat()
        areas = _areas(path, status.st_mtime_ns, status.st_size, choice.code)
    except OSError as error:
        said = f"{choice.file} cannot be read: {error.strerror}"
        return BOUNDARIES, [f"The map of {name} cannot be drawn: {said}."]
    except DefinitionError as error:
        return BOUNDARIES, [f"The map of {name} cannot be drawn: {'; '.join(error.problems)}."]
    sentences = []
    if without := sorted(units - areas):
        sentences.append(
            f"Of {name}: {_some(without, 'unit')} without an area in {choice.file}. Where there "
            f"should be one, check the property {choice.code!r} and the codes of the stations file."
        )
    if units and (strange := sorted(areas - units)):
        sentences.append(f"{_some(strange, 'area')} of {choice.file}: no unit of {name} has that code.")
    return BOUNDARIES_DIFFER, sentences


def _some(codes: list[str], noun: str) -> str:
    named = ", ".join(codes[:NAMED]) + (", ..." if len(codes) > NAMED else "")
    return f"{so_many(len(codes), noun)} ({named})"


@lru_cache(maxsize=16)
def _areas(path: Path, changed: int, size: int, code: str) -> frozenset[str]:
    """The codes of a file's areas, read once for each state of the file."""
    from escrutinio.flows.publication.boundary_file import read_shapes  # shapely: only where there are maps

    del changed, size
    return frozenset(name for name, outline in read_shapes(path, code).items() if not outline.is_empty)
