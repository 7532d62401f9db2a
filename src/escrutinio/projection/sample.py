"""Quick counts: a random sample of stations, drawn by strata, and what it says of all of them.

What is estimated is the share of each list in the valid votes, a ratio of two totals. The *combined* ratio
estimate divides the estimated totals of all strata: the valid votes of strata that were not counted are not
known, so that ratios by stratum have nothing to be weighted by. Its variance is that of the residuals y - R x
within strata, with the finite population correction (W. Cochran, Sampling Techniques, 3rd edition, 1977,
section 6.11; from memory).
Nothing is taken from a model; stations of the sample that are missing are taken to be like those of their
stratum that are in, which a quick count cannot prove.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from escrutinio.model import UsageError
from escrutinio.projection.groups import by_group
from escrutinio.projection.layout import Array, Index

LEAST_IN_STRATUM = 2
"""So many stations of a stratum at least tell how they differ."""


def allocate(sizes: Sequence[int], wanted: int) -> list[int]:
    """How many stations to draw from each stratum: in proportion to its stations, by largest remainders.

    A stratum gets two at least, or all where it has fewer, so that its spread can be told.

    Args:
        sizes: how many stations the strata have.
        wanted: how many to draw in all.

    Raises:
        UsageError: that many cannot be drawn.
    """
    least = [min(LEAST_IN_STRATUM, size) for size in sizes]
    if not sum(least) <= wanted <= sum(sizes):
        raise UsageError(
            f"a sample of {wanted:,} stations cannot be drawn",
            hint=f"There are {sum(sizes):,} in {len(sizes):,} strata, and {sum(least):,} are the least: "
            "two of each stratum.",
        )
    total = sum(sizes)
    drawn = [max(low, wanted * size // total) for low, size in zip(least, sizes, strict=True)]
    remainder = [wanted * size % total for size in sizes]
    while sum(drawn) < wanted:
        open_ = [n for n, size in enumerate(sizes) if drawn[n] < size]
        # Exact: whose quota is farthest above what it has, then the larger remainder, then the first.
        best = max(open_, key=lambda n: (wanted * sizes[n] - drawn[n] * total, remainder[n], -n))
        drawn[best] += 1
    while sum(drawn) > wanted:
        open_ = [n for n in range(len(sizes)) if drawn[n] > least[n]]
        worst = min(open_, key=lambda n: (wanted * sizes[n] - drawn[n] * total, n))
        drawn[worst] -= 1
    return drawn


def draw_stations(stratum: Index, counts: Sequence[int], seed: int) -> Index:
    """The stations of a sample: from each stratum so many, each as likely as any other, without replacement.

    Args:
        stratum: (stations,), the index of each station's stratum.
        counts: how many to draw of each stratum.
        seed: of the random numbers (PCG64 of NumPy): the same seed draws the same stations.

    Returns:
        Their indices, rising.
    """
    rng = np.random.default_rng(seed)
    picked = [
        rng.choice(np.flatnonzero(stratum == number), size=many, replace=False)
        for number, many in enumerate(counts)
    ]
    chosen: Index = np.sort(np.concatenate(picked)).astype(np.int64)
    return chosen


@dataclass(frozen=True)
class RatioEstimate:
    """Shares that a sample says of all stations.

    Attributes:
        shares: (lists,).
        errors: (lists,), standard errors of the shares.
        used: how many stations of the sample are in.
        drawn: how many were drawn.
        silent: indices of the strata of which too few are in; each is joined with the nearest.
    """

    shares: Array
    errors: Array
    used: int
    drawn: int
    silent: tuple[int, ...]

    def interval(self, level: float) -> Array:
        """(lists, 2), the intervals of a level, normal, between 0 and 1."""
        away = reach(level) * self.errors
        interval: Array = np.clip(np.stack([self.shares - away, self.shares + away], axis=1), 0.0, 1.0)
        return interval


def reach(level: float) -> float:
    """How many standard errors a normal interval of a level reaches to either side."""
    return NormalDist().inv_cdf((1 + level) / 2)


def combined_ratio(
    votes: Array, valid: Array, stratum: Index, stations: Sequence[int], drawn: Sequence[int]
) -> RatioEstimate:
    """The combined ratio estimate of the shares of the valid votes.

    Args:
        votes: (stations of the sample that are in, lists).
        valid: (stations that are in,), their valid votes.
        stratum: (stations that are in,), the index of each one's stratum.
        stations: how many stations each stratum has.
        drawn: how many of them were drawn.

    Raises:
        UsageError: too few are in to say anything.
    """
    group, sizes, silent = _joined(stratum, stations)
    strata = len(sizes)
    many = np.bincount(group, minlength=strata).astype(np.float64)
    weight = (sizes / many)[group]
    whole = float(weight @ valid)
    if whole <= 0:
        raise UsageError("the stations of the sample that are in have no valid votes")
    shares = weight @ votes / whole
    residuals = votes - valid[:, None] * shares
    variance = _variance(_spread(residuals, group, many), many, sizes) / whole**2
    return RatioEstimate(shares, np.sqrt(variance), len(valid), sum(drawn), silent)


def _variance(spread: Array, many: Array, sizes: Array) -> Array:
    """(lists,), variances of estimated totals: N² (1 - n / N) s² / n, added up over the strata.

    Args:
        spread: (strata, lists), s², the variances of the stations' residuals.
        many: (strata,), n, the stations in the sample; a stratum of none adds nothing.
        sizes: (strata,), N, all stations.
    """
    part = many / np.maximum(sizes, 1)
    factor = np.divide(sizes**2 * (1 - part), many, out=np.zeros_like(sizes), where=many > 0)
    variance: Array = (factor[:, None] * spread).sum(axis=0)
    return variance


def _spread(residuals: Array, group: Index, many: Array) -> Array:
    """(strata, lists), the variances of residuals within strata, of ``many`` stations each."""
    strata = len(many)
    means = by_group(residuals, group, strata) / np.maximum(many, 1)[:, None]
    squares = by_group((residuals - means[group]) ** 2, group, strata)
    variances: Array = squares / np.maximum(many - 1, 1)[:, None]
    return variances


def _joined(stratum: Index, stations: Sequence[int]) -> tuple[Index, Array, tuple[int, ...]]:
    """Strata of which fewer than two stations are in, joined with the nearest; and which these are.

    (Collapsed strata: Cochran, section 5A.12; from memory.) A stratum of one station that is in is no such
    case: nothing of it is unknown. It can tell nothing of another one either, so that the nearest is one of
    those of which two or more are in.
    """
    many = np.bincount(stratum, minlength=len(stations))
    enough = [n for n, size in enumerate(stations) if many[n] >= min(LEAST_IN_STRATUM, size) and size]
    targets = [n for n in enough if many[n] >= LEAST_IN_STRATUM]
    silent = tuple(n for n, size in enumerate(stations) if size and n not in enough)
    if many.sum() < LEAST_IN_STRATUM or (silent and not targets):
        came = int(many.sum())
        raise UsageError(
            f"{came:,} {'station of the sample is' if came == 1 else 'stations of the sample are'} in",
            hint="Two of a stratum are the least that an error can be told from.",
        )
    place = {n: number for number, n in enumerate(enough)}
    near = {n: min(targets, key=lambda other: (abs(other - n), other)) for n in silent}
    sizes = np.zeros(len(enough))
    into = np.zeros(len(stations), dtype=np.int64)
    for n, size in enumerate(stations):
        if size:
            into[n] = place[near.get(n, n)]
            sizes[into[n]] += size
    group: Index = into[stratum]
    return group, sizes, silent


def expected_errors(shares: Array, valid: Array, stratum: Index, drawn: Sequence[int]) -> Array:
    """(lists,), the standard errors that a sample would have, if stations voted as they did before.

    Args:
        shares: (stations, lists), shares of the valid votes at the stations' places in the earlier election.
        valid: (stations,), valid votes to expect.
        stratum: (stations,), the index of each station's stratum.
        drawn: how many stations are drawn of each.
    """
    strata = len(drawn)
    sizes = np.bincount(stratum, minlength=strata).astype(np.float64)
    votes = shares * valid[:, None]
    whole = float(valid.sum())
    residuals = votes - valid[:, None] * (votes.sum(axis=0) / whole)
    # Stations of one place are told apart by chance alone.
    by_chance = by_group(valid[:, None] * shares * (1 - shares), stratum, strata)
    spread = _spread(residuals, stratum, sizes) + by_chance / np.maximum(sizes, 1)[:, None]
    errors: Array = np.sqrt(_variance(spread, np.asarray(drawn, dtype=np.float64), sizes)) / whole
    return errors
