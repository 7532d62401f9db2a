"""Boundaries of reporting units as a map draws them."""

from __future__ import annotations

import msgspec

from escrutinio.flows.documents.figures import Whole


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """Where degrees lie in the picture: x is ``(lon - west) * across``, y is ``(north - lat) * down``.

    Attributes:
        west, north: of the left upper corner, in degrees.
        across, down: units of the picture for a degree.
    """

    west: float
    north: float
    across: float
    down: float


class UnitShape(msgspec.Struct, frozen=True, kw_only=True):
    """The boundary of a unit.

    Attributes:
        unit: its code.
        path: its outline, as the ``d`` of an SVG path.
    """

    unit: str
    path: str


class LevelMap(msgspec.Struct, frozen=True, kw_only=True):
    """The boundaries of the units of a level, simplified for a screen.

    Attributes:
        level: the level.
        width, height: of the picture.
        frame: where degrees lie in it; null where the file's coordinates are no degrees.
        shapes: the units that have a boundary.
        without: codes of units that have none in the file.
        strangers: so many areas of the file belong to no unit.
        problem: why there is no map; empty when there is one.
    """

    level: str
    width: Whole
    height: Whole
    frame: Frame | None
    shapes: tuple[UnitShape, ...]
    without: tuple[str, ...]
    strangers: Whole
    problem: str
