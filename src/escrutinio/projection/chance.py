"""What chance does among voters: part of what differs between places is no more than that.

A sheet has a few hundred voters, so that sheets differ however alike their places are. Such differences go
with no order of arrival and with no region, and must not count as what the missing may stray by.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]

_LIKE_CHANCE = 20.0
"""As if so many sheets that differ by chance alone had come in too."""
_PLACES = 40.0
"""How many places the average of all lists counts as, beside a list's own."""
_LEAST = 0.1
"""At least this part of what differs between places is not chance."""


def scatter_of(votes: Array, place: Index) -> Array:
    """(categories,), the variance between the sheets of one place, as a multiple of what chance does.

    Were the voters of a place sent to its tables by lot, a share p of n voters would vary by p (1 - p) / n.
    It is 1 where no place has several sheets.

    Args:
        votes: (sheets, categories).
        place: (sheets,), the index of the place of each.
    """
    voters = votes.sum(axis=1)
    some = voters > 0
    votes, place, voters = votes[some], place[some], voters[some]
    again = np.maximum(np.bincount(place) - 1, 0)
    whole = np.maximum(np.bincount(place, voters), 1.0)
    squares, chance = np.zeros((2, votes.shape[1]))
    for number, column in enumerate(votes.T):
        share = np.bincount(place, column) / whole
        squares[number] = (voters * (column / voters - share[place]) ** 2).sum()
        chance[number] = (again * share * (1.0 - share)).sum()
    average = votes.sum(axis=0) / max(float(voters.sum()), 1.0)
    alike = _LIKE_CHANCE * average * (1.0 - average)
    scatter: Array = np.divide(squares + alike, chance + alike, out=np.ones_like(alike), where=alike > 0)
    return scatter


def beyond_chance(variance: Array, by_chance: Array, standing: NDArray[np.bool_]) -> Array:
    """(categories,), which part of the variance between places is not chance.

    A list that stands in a few places says little of it by itself, so that it is drawn towards all lists.

    Args:
        variance: (categories,), between places, standardised: the diagonal of T.
        by_chance: (places, categories), what chance adds to it at each place.
        standing: (places, categories), whether a list stands there.
    """
    places = standing.sum(axis=0)
    chance = np.where(standing, by_chance, 0.0).sum(axis=0) / np.maximum(places, 1)
    part = np.clip(1.0 - chance / np.maximum(variance, 1e-12), 0.0, 1.0)
    average = float((places * part).sum() / max(int(places.sum()), 1))
    parts: Array = np.maximum((places * part + _PLACES * average) / (places + _PLACES), _LEAST)
    return parts
