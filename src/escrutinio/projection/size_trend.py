"""How lists go with the size of places and of their areas, and how far what is missing lies beyond.

Where places come in order of size, small ones first, what is missing is larger than all that is in. A list
that has gained from size to size among these may go on so, or not, and nothing that is in says which: so what
its trend amounts to out there is what it may stray by, to either side. The model's point follows its curves,
which carry a trend on some way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from escrutinio.projection.groups import by_group
from escrutinio.projection.layout import Array, Index, Layout

_ALIKE = 1e-3
"""Logarithms of sizes whose spread is smaller are all alike."""
_FARTHEST = 6.0
"""No size lies farther from the others, in their spreads."""
_EDGE = 0.05
"""Beyond the sizes of this share of the places that are in, at either end, sizes are not taken to be seen."""


@dataclass(frozen=True)
class SizeTrend:
    """How lists go with the sizes of places and of areas.

    Attributes:
        slopes: (2, categories), by how many of its own spreads a list rises from one spread of the logarithm
            of the voters of a place, and of its area, to the next.
        beyond: (2, places), how far places lie outside the sizes that are in, in the same spreads.
    """

    slopes: Array
    beyond: Array

    def of_groups(self, out: Array, group: Index, groups: int) -> Array:
        """(groups, 2), how far a group's missing voters lie outside on average."""
        whole = by_group(out[:, None], group, groups)
        sums = by_group(out[:, None] * self.beyond.T, group, groups)
        means: Array = np.divide(sums, whole, out=np.zeros_like(sums), where=whole > 0)
        return means

    def covariance(self, apart: Array) -> Array:
        """(categories, categories), standardised, of what lies (2,) so far outside."""
        steps = apart[:, None] * self.slopes
        covariance: Array = steps.T @ steps
        return covariance


def no_trend(layout: Layout) -> SizeTrend:
    """Lists that do not go with sizes."""
    return SizeTrend(np.zeros((2, len(layout.categories))), np.zeros((2, len(layout.region))))


def standard_sizes(layout: Layout) -> list[Array]:
    """(places,) for places and for their areas: the logarithm of voters, standardised; 0 if all are alike."""
    of_area: Array = np.bincount(layout.area, layout.registered, layout.areas).astype(np.float64)
    return [_standard(voters) for voters in (layout.registered, of_area[layout.area])]


def _standard(voters: Array) -> Array:
    size = np.log(np.maximum(voters, 1.0))
    spread = float(size.std())
    if spread < _ALIKE:
        return np.zeros_like(size)
    standard: Array = np.clip((size - size.mean()) / spread, -_FARTHEST, _FARTHEST)
    return standard


def size_trend(
    layout: Layout,
    is_in: NDArray[np.bool_],
    weight: Array,
    strays: Array,
) -> SizeTrend:
    """The trends of the places that are in.

    Args:
        layout: the count by polling place.
        is_in: (places,), whether something of a place is in.
        weight: (places in,), one over the variance of a place around its area, relative to S.
        strays: (places in, categories), what differs between places beyond all but their size, in own
            spreads.
    """
    places, areas = standard_sizes(layout)
    trend = no_trend(layout)
    of_area = by_group(weight[:, None], layout.area[is_in], layout.areas)[:, 0]
    mean = by_group(weight[:, None] * strays, layout.area[is_in], layout.areas)
    some = of_area > 0
    size_of_area = np.zeros(layout.areas)
    size_of_area[layout.area] = areas
    # An area's effect has the variance 1 beside that of its places.
    by_area = 1.0 / (1.0 + 1.0 / of_area[some])
    rows = (
        (places, places[is_in], weight, strays),
        (areas, size_of_area[some], by_area, mean[some] / of_area[some, None]),
    )
    for number, (everywhere, size, weights, values) in enumerate(rows):
        trend.slopes[number] = _slope(size, weights, values)
        low, high = np.quantile(everywhere[is_in], [_EDGE, 1.0 - _EDGE])
        trend.beyond[number] = everywhere - np.clip(everywhere, low, high)
    return trend


def _slope(size: Array, weight: Array, values: Array) -> Array:
    """(categories,), slopes on sizes."""
    apart = size - np.average(size, weights=weight)
    squares = float(weight @ apart**2)
    if squares < _ALIKE:
        return np.zeros(values.shape[1])
    # Not drawn towards 0: its square is that of the true slope and of the error of this one, and both count.
    slope: Array = (weight * apart) @ values / squares
    return slope
