"""How well a projection did: what it said at a moment beside what the finished count said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from escrutinio.projection.draws import Draws
from escrutinio.projection.estimate import LEVELS, CannotSay, interval, shares_of_valid
from escrutinio.projection.layout import Array

SHARES = (0.05, 0.10, 0.15, 0.25, 0.40, 0.50, 0.75, 0.90)
"""The shares of sheets at which a night is replayed."""
LARGEST = 3
"""Errors are averaged over so many lists, the largest of the finished count."""
LEAD = 0.10
"""The lead whose chance is told."""
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Cell:
    """One list at one moment; shares are of valid votes, 0 to 1.

    Attributes:
        selection: the list.
        raw: its share of what was counted then.
        projected: what was expected of the finished count.
        truth: its share of the finished count.
        intervals: one pair of bounds for each of ``LEVELS``.
        crps: the continuous ranked probability score of the draws: how far they lie from the truth, less how
            far from each other (T. Gneiting, A. Raftery, JASA 102, 2007); as a share, 0 is best.
    """

    selection: str
    raw: float
    projected: float
    truth: float
    intervals: tuple[tuple[float, float], ...]
    crps: float = 0.0

    @property
    def error(self) -> float:
        """Projected less truth."""
        return self.projected - self.truth

    def inside(self, level: float) -> bool:
        """Whether the interval of a level holds the truth."""
        low, high = self.intervals[LEVELS.index(level)]
        return low - _ROUNDING <= self.truth <= high + _ROUNDING

    def width(self, level: float) -> float:
        """The width of the interval of a level."""
        low, high = self.intervals[LEVELS.index(level)]
        return high - low


@dataclass(frozen=True)
class Scored:
    """What was said at one moment.

    Attributes:
        cells: one per list, in the order of the ballot; none when nothing was said.
        reason: why nothing was said; None when something was.
        leading: the list that was expected to lead.
        lead: the chance that it leads by ``LEAD`` of the valid votes or more.
        majority: the chance that it has more than half of the valid votes.
    """

    cells: tuple[Cell, ...]
    reason: str | None = None
    leading: str | None = None
    lead: float | None = None
    majority: float | None = None

    def largest(self) -> list[Cell]:
        """The largest lists of the finished count, from the top."""
        return sorted(self.cells, key=lambda cell: -cell.truth)[:LARGEST]

    def mean_error(self, *, raw: bool = False) -> float | None:
        """The mean absolute error over the largest lists; of the raw count when asked for."""
        cells = self.largest()
        if not cells:
            return None
        return float(np.mean([abs((cell.raw if raw else cell.projected) - cell.truth) for cell in cells]))

    def mean_crps(self) -> float | None:
        """The mean score of the draws over the largest lists."""
        cells = self.largest()
        return float(np.mean([cell.crps for cell in cells])) if cells else None

    def leading_cell(self) -> Cell | None:
        """The cell of the list that was expected to lead."""
        return next((cell for cell in self.cells if cell.selection == self.leading), None)


def score(drawn: Draws | CannotSay, raw: Array, truth: Array) -> Scored:
    """Set what was drawn beside what came out.

    Args:
        drawn: the draws of a moment, or why there are none.
        raw: (lists,), shares of the valid votes counted then.
        truth: (lists,), shares of the valid votes of the finished count.
    """
    if isinstance(drawn, CannotSay):
        return Scored((), reason=drawn.reason)
    votes = drawn.votes.sum(axis=1)
    shares = shares_of_valid(votes, drawn.lists)
    point = shares_of_valid(drawn.expected.sum(axis=0), drawn.lists)
    cells = tuple(
        Cell(
            selection=name,
            raw=float(raw[place]),
            projected=float(point[place]),
            truth=float(truth[place]),
            intervals=tuple(interval(shares[:, place], level) for level in LEVELS),
            crps=_crps(shares[:, place], float(truth[place])),
        )
        for place, name in enumerate(drawn.categories[: drawn.lists])
    )
    leading = int(point.argmax())
    valid = votes[:, : drawn.lists + 1].sum(axis=1)
    own = votes[:, leading]
    others = np.delete(votes[:, : drawn.lists], leading, axis=1).max(axis=1, initial=0)
    # In whole votes, so that a lead of exactly so much counts.
    ahead = (own - others) * 100 >= round(100 * LEAD) * valid
    return Scored(
        cells=cells,
        leading=drawn.categories[leading],
        lead=float(ahead.mean()),
        majority=float((2 * own > valid).mean()),
    )


def coverage(cells: Sequence[Cell]) -> dict[float, float | None]:
    """The share of cells whose interval holds the truth, for each of ``LEVELS``; None without cells."""
    return {
        level: float(np.mean([cell.inside(level) for cell in cells])) if cells else None for level in LEVELS
    }


def _crps(values: Array, truth: float) -> float:
    ordered = np.sort(values)
    many = len(ordered)
    apart = ((2 * np.arange(1, many + 1) - many - 1) * ordered).sum() / many**2
    return float(np.abs(ordered - truth).mean() - apart)
