"""How many voters are missing, where nobody has listed them: guesses, and how far these go astray.

What stands in for the voters of a missing sheet (see :mod:`escrutinio.projection.voters`) is taken to be as
wrong as it would have been at the places that are wholly in: at each by itself, and in regions as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]

_FARTHEST = 1.5
"""No logarithm of a place's voters beside what was expected of it is believed to lie farther out."""
_MOST_TOO_MANY = 0.9
"""No more of a guess than this can be voters that are none."""
_LEAST_PLACES = 10
_UNKNOWN, _UNKNOWN_RATIO = 0.3, 0.1
"""The standard deviations of places and of all together where fewer places than that are wholly in."""


@dataclass(frozen=True)
class Sizes:
    """Voters that stand in for those of missing sheets.

    Attributes:
        guessed: (places,), how many of a place's missing voters are a guess.
        exposed: (places,), of how many voters the guess may be wrong by the errors below: all those of a
            place counted in part, where what is missing is the rest of what it had.
        place, region: the standard deviation of the logarithm of how wrong guesses are, at a place by itself
            and in a region as a whole.
        ratio: that of what the places that are in have become, by which all are guessed.
    """

    guessed: Array
    exposed: Array
    place: float
    region: float
    ratio: float


def sizes_of(guessed: Array, exposed: Array, voters: Array, expected: Array, region: Index) -> Sizes | None:
    """The voters that stand in, and how far they go astray; None where all are known.

    Args:
        guessed: (places,), how many of a place's missing voters are a guess.
        exposed: (places,), of how many the guess may be wrong, see :class:`Sizes`.
        voters: (places,), those of the places that are wholly in; 0 at the others.
        expected: (places,), what they would have been guessed by: earlier votes, or sheets. 0 is not known.
        region: (places,), the region of each place.
    """
    if not guessed.any():
        return None
    some = (voters > 0) & (expected > 0)
    if some.sum() < _LEAST_PLACES:
        return Sizes(guessed, exposed, _UNKNOWN, 0.0, _UNKNOWN_RATIO)
    weight, regions = voters[some], region[some]
    factor = weight.sum() / expected[some].sum()
    off = np.clip(np.log(weight / (factor * expected[some])), -_FARTHEST, _FARTHEST)
    off -= np.average(off, weights=weight)
    many = int(regions.max()) + 1
    whole = np.bincount(regions, weight, many)
    mean = np.divide(np.bincount(regions, weight * off, many), whole, out=np.zeros(many), where=whole > 0)
    degrees = len(off) - int((whole > 0).sum())
    within = float(np.average((off - mean[regions]) ** 2, weights=weight)) if degrees > 0 else 0.0
    within *= len(off) / max(degrees, 1)
    # What places do by themselves does not cancel in a mean over few of them.
    left = np.divide(np.bincount(regions, weight**2, many), whole, out=np.zeros(many), where=whole > 0)
    between = float((whole * mean**2).sum() - within * left.sum()) / float(whole.sum())
    if int((whole > 0).sum()) < 2:
        between = 0.0
    between = max(between, 0.0)
    total = float(whole.sum()) ** 2
    ratio = (within * float((weight**2).sum()) + between * float((whole**2).sum())) / total
    return Sizes(guessed, exposed, float(np.sqrt(within)), float(np.sqrt(between)), float(np.sqrt(ratio)))


class DrawnSizes:
    """Draws of how many voters units miss."""

    def __init__(
        self, sizes: Sizes | None, region: Index, group: Index, missing: Array, common: float, seed: int
    ) -> None:
        """Arrange what can be drawn.

        Args:
            sizes: the guesses; None where there are none.
            region: (places,), the region of each place.
            group: (places,), the index of each place's unit; -1 for none.
            missing: (units,), the voters that units miss.
            common: how far all guesses may stray together, in standard deviations of one: late places may be
                of another kind than early ones.
            seed: of the random numbers.
        """
        self._missing = missing
        self._exposed: Array = np.zeros(len(missing), dtype=np.float64)
        if sizes is None:
            return
        units, regions = len(missing), int(region.max()) + 1
        here = group >= 0
        exposed = sizes.exposed[here]
        of_unit: Array = np.bincount(group[here], exposed, units).astype(np.float64)
        squares = np.bincount(group[here], exposed**2, units)
        pair = np.bincount(group[here] * regions + region[here], exposed, units * regions)
        by_region = (pair.reshape(units, regions) ** 2).sum(axis=1)
        variance = sizes.place**2 * squares + sizes.region**2 * by_region
        self._own = np.sqrt(np.divide(variance, of_unit**2, out=np.zeros(units), where=of_unit > 0))
        self._common = float(np.hypot(common * np.hypot(sizes.place, sizes.region), sizes.ratio))
        self._exposed = of_unit
        self._least = missing - _MOST_TOO_MANY * np.bincount(group[here], sizes.guessed[here], units)
        self._stream = np.random.default_rng([seed, 7])

    def of(self, draws: int) -> Array:
        """(draws or 1, units), the voters that units miss in the next draws."""
        if not self._exposed.any():
            return self._missing[None]
        half = (draws + 1) // 2
        own, common = self._own[None], self._common
        off = own * self._stream.standard_normal((half, len(self._missing)))
        off += common * self._stream.standard_normal((half, 1))
        off = np.stack([off, -off], axis=1).reshape(2 * half, -1)[:draws]
        times = np.exp(off - (own**2 + common**2) / 2)
        found: Array = np.maximum(self._missing + self._exposed * (times - 1.0), self._least)
        return found
