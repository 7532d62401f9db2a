"""Boundaries for the maps of a publication, simplified as one coverage: neighbours stay neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import cos, isfinite, radians
from pathlib import Path

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from escrutinio.flows.documents.boundaries import Frame, LevelMap, UnitShape
from escrutinio.flows.publication.boundary_file import read_shapes
from escrutinio.flows.publication.frames import LEVEL
from escrutinio.model import DefinitionError, Election, sheet
from escrutinio.tabulation import NO_UNIT, UNIT

WIDTH = 1000
"""Units of the picture from west to east."""
TALLEST = 1400
MOST_BYTES = 60_000
"""Of all paths of a map, before they are compressed to a third of it."""
_STEPS = 14


def level_maps(election: Election, units: pl.DataFrame, contest: str) -> tuple[LevelMap, ...]:
    """The maps of the levels whose boundaries the election names, in the order of the levels.

    Args:
        election: its definition.
        units: see :func:`escrutinio.flows.publication.frames.units_frame`.
        contest: whose units they are of.
    """
    maps = []
    for level in election.level_ids():
        choice = election.boundaries.get(level)
        if choice is None or level not in election.contests[contest].levels:
            continue
        here = units.filter((pl.col(sheet.CONTEST) == contest) & (pl.col(LEVEL) == level))
        codes = tuple(code for code in here[UNIT].to_list() if code != NO_UNIT)
        maps.append(_map(election.folder / choice.file, choice.code, level, codes))
    return tuple(maps)


def _map(path: Path, code: str, level: str, codes: tuple[str, ...]) -> LevelMap:
    try:
        status = path.stat()
        return _kept(path, status.st_mtime_ns, status.st_size, code, level, codes)
    except OSError as error:
        return _none(level, f"{path.name}: it cannot be read: {error.strerror}")
    except DefinitionError as error:
        return _none(level, f"{path.name}: {'; '.join(error.problems)}")


def _none(level: str, problem: str) -> LevelMap:
    return LevelMap(
        level=level, width=0, height=0, frame=None, shapes=(), without=(), strangers=0, problem=problem
    )


@lru_cache(maxsize=8)
def _kept(path: Path, changed: int, size: int, code: str, level: str, codes: tuple[str, ...]) -> LevelMap:
    """The map, made once for each state of its file."""
    del changed, size
    shapes = {name: outline for name, outline in read_shapes(path, code).items() if not outline.is_empty}
    wanted = {name: shapes[name] for name in codes if name in shapes}
    if not wanted:
        some = ", ".join(sorted(shapes)[:5])
        raise DefinitionError([f"boundaries: no area has the code of a unit; it has codes such as {some}"])
    bounds = np.array([outline.bounds for outline in wanted.values()])
    west, south, east, north = (
        float(bounds[:, 0].min()),
        float(bounds[:, 1].min()),
        float(bounds[:, 2].max()),
        float(bounds[:, 3].max()),
    )
    if not all(map(isfinite, (west, south, east, north))) or east <= west or north <= south:
        raise DefinitionError(["boundaries: the areas have no extent"])
    degrees = west >= -180 and east <= 180 and south >= -90 and north <= 90
    narrow = cos(radians((south + north) / 2)) if degrees else 1.0
    down = min(WIDTH / ((east - west) * narrow), TALLEST / (north - south))
    across = down * narrow

    def placed(at: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(((at[:, 0] - west) * across, (north - at[:, 1]) * down))

    paths = _paths([shapely.transform(outline, placed) for outline in wanted.values()])
    return LevelMap(
        level=level,
        width=round((east - west) * across),
        height=round((north - south) * down),
        frame=Frame(west=west, north=north, across=across, down=down) if degrees else None,
        shapes=tuple(UnitShape(unit=name, path=drawn) for name, drawn in zip(wanted, paths, strict=True)),
        without=tuple(name for name in codes if name not in wanted),
        strangers=len(set(shapes) - set(codes)),
        problem="",
    )


def _paths(shapes: Sequence[BaseGeometry]) -> list[str]:
    """The outlines, as fine as the bytes allow."""
    coverage = bool(shapely.coverage_is_valid(shapes))
    tolerance = 0.5
    paths: list[str] = []
    for _ in range(_STEPS):
        simple = (
            shapely.coverage_simplify(shapes, tolerance)
            if coverage
            else shapely.simplify(shapes, tolerance, preserve_topology=True)
        )
        paths = [_path(outline, whole) for outline, whole in zip(simple, shapes, strict=True)]
        if sum(map(len, paths)) <= MOST_BYTES:
            break
        tolerance *= 1.6
    return paths


def _path(simplified: BaseGeometry, whole: BaseGeometry) -> str:
    """An area's outline; one too small to be drawn is a small square at its middle."""
    parts = [part for part in shapely.get_parts(simplified) if not part.is_empty]
    large = [part for part in parts if part.area >= 2.0] or sorted(parts, key=lambda part: -part.area)[:1]
    rings = [line for part in large for line in (part.exterior, *part.interiors)]
    drawn = "".join(_ring(ring) for ring in rings)
    if drawn:
        return drawn
    middle = whole.representative_point()
    return f"M{middle.x - 2:.0f} {middle.y - 2:.0f}h4v4h-4z"


def _ring(ring: BaseGeometry) -> str:
    """A ring in whole numbers, each point as its difference from the last."""
    points = list(_distinct(np.rint(shapely.get_coordinates(ring)).astype(int).tolist()))
    if len(points) < 3:
        return ""
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(points)]
    # A minus sign parts two numbers as well as a space does.
    moves = " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{moves}z"


def _distinct(points: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    last: tuple[int, int] | None = None
    for x, y in points[:-1]:  # the last point is the first
        if (x, y) != last:
            last = (x, y)
            yield last
