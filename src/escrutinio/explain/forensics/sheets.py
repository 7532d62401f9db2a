"""The sheets that the tests look at, and the null: voters of a place assigned to its tables at random."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
UNKNOWN = -1


@dataclass(frozen=True)
class Sheets:
    """The sheets of a contest.

    Attributes:
        registered, cast: (sheets,), ``UNKNOWN`` where they are not stated.
        votes: (sheets, columns), the votes of a group's selections in the order of their votes there, so that
            the first column is the leader's; the last column is all other valid votes.
        place, area, region: (sheets,), numbers of units from 0; a place lies in one area and region.
        selections: (sheets, columns), the number of the selection in each column; None where all sheets have
            the same ones.
        ballots: (sheets,), a number that two sheets share whose votes are the same for every selection, also
            for those in the last column; None where that column holds one.
    """

    registered: Ints
    cast: Ints
    votes: Ints
    place: Ints
    area: Ints
    region: Ints
    selections: Ints | None = None
    ballots: Ints | None = None

    @cached_property
    def valid(self) -> Ints:
        """(sheets,), their valid votes."""
        total: Ints = self.votes.sum(axis=1)
        return total

    @cached_property
    def tables(self) -> Ints:
        """(sheets,), how many tables with votes the sheet's place has."""
        return np.bincount(self.place[self.valid > 0], minlength=int(self.place.max(initial=-1)) + 1)[
            self.place
        ]

    def of_places(self, values: NDArray[np.int64]) -> Ints:
        """Sums of rows by place, (places, ...)."""
        sums = np.zeros((int(self.place.max(initial=-1)) + 1, *values.shape[1:]), dtype=np.int64)
        np.add.at(sums, self.place, values)
        return sums


def shuffled(sheets: Sheets, draws: int, generator: np.random.Generator) -> Iterator[Ints]:
    """Votes as chance would have dealt them: each place keeps its votes and each table its size.

    A place's only table has no other to exchange voters with; its votes are drawn anew with its own shares.

    Returns:
        So many times (sheets, columns).
    """
    order = np.lexsort((np.arange(sheets.place.size), sheets.place))
    place = sheets.place[order]
    first = np.flatnonzero(np.diff(place, prepend=-1))
    rank = np.arange(place.size) - np.repeat(first, np.diff(np.append(first, place.size)))
    turns = [order[rank == turn] for turn in range(int(rank.max(initial=-1)) + 1)]
    totals = sheets.of_places(sheets.votes)
    single = np.flatnonzero((sheets.tables < 2) & (sheets.valid > 0))
    shares = fair_shares(sheets.votes[single], sheets.area[single])
    for _ in range(draws):
        left = totals.copy()
        drawn = np.zeros_like(sheets.votes)
        for rows in turns:
            where = sheets.place[rows]
            here = left[where]
            dealt = _dealt(here, sheets.valid[rows], generator)
            drawn[rows] = dealt
            left[where] = here - dealt
        if single.size:
            drawn[single] = generator.multinomial(sheets.valid[single], shares)
        yield drawn


def fair_shares(votes: Ints, area: Ints) -> Floats:
    """Shares with which votes that are drawn anew vary among the sheets of an area as those seen do.

    The share of a sheet varies by chance already; drawn around it, votes would do so twice, and sheets that
    vote alike would have fewer votes in common than they have. So the shares are drawn towards those of their
    area by as much as is due to chance. Sheets on which all voted as one stay as they are. Each
    has one vote more, with the shares of its area: a selection without votes on it may have some when votes
    are drawn anew.

    Args:
        votes: (sheets, columns), the last of which is the rest; each sheet has some.
        area: (sheets,), the number of its area.

    Returns:
        (sheets, columns), which add up to 1.
    """
    size = votes.sum(axis=1, keepdims=True).astype(float)
    share = votes / size
    sheets = np.bincount(area).astype(float)[area][:, None]
    sums = np.zeros((int(area.max(initial=-1)) + 1, votes.shape[1]))
    np.add.at(sums, area, share)
    mean = sums[area] / sheets
    seen = ((share - mean) ** 2).sum()
    chance = (share * (1 - share) / np.maximum(size - 1, 1) * (1 - 1 / sheets)).sum()
    kept = np.sqrt(max(0.0, 1 - chance / seen)) if seen > 0 else 0.0
    drawn = np.where(share.max(axis=1, keepdims=True) == 1, share, mean + kept * (share - mean))
    more = drawn * size + mean
    fair: Floats = more / more.sum(axis=1, keepdims=True)
    return fair


def _dealt(urn: Ints, sizes: Ints, generator: np.random.Generator) -> Ints:
    """So many votes out of each row of an urn, without putting back."""
    dealt = np.zeros_like(urn)
    left, wanted = urn.sum(axis=1), sizes.copy()
    for column in range(urn.shape[1] - 1):
        good = urn[:, column]
        left = left - good
        dealt[:, column] = generator.hypergeometric(good, left, wanted)
        wanted = wanted - dealt[:, column]
    dealt[:, -1] = wanted
    return dealt


def one_sided(observed: float, drawn: Floats) -> float:
    """The chance of at least so large a value; a value that is equal counts half."""
    larger, equal = (drawn > observed).sum(), (drawn == observed).sum()
    return float((larger + 0.5 * equal + 0.5) / (drawn.size + 1))
