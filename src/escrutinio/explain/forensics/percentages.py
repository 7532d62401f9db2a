"""Percentages that are too often whole, and shares that are too often the same.

Counts that are made up to fit a percentage leave whole percentages behind: D. Kobak, S. Shpilkin and M.
Pshenichnikov, Annals of Applied Statistics 10(1), 2016, and Significance 13, 2016. Shares that too many
sheets have: A. Rozenas, Political Analysis 25(1), 2017. Both count against sheets whose votes are drawn anew
around the percentages that they have, with the voters that they have, which wipes out any heap; for spikes
with shares that vary no more than those seen do.
"""

from __future__ import annotations

from collections.abc import Callable
from math import lgamma
from typing import TypeAlias

import numpy as np

from escrutinio.explain.forensics.results import LEVEL, CannotTell, Flag, Verdict
from escrutinio.explain.forensics.sheets import Flags, Floats, Ints, Sheets, fair_shares, one_sided

NEAR = 0.05
"""A percentage is whole when it is at most so many points from a whole number from 1 to 99: on sheets where
nobody, or everybody, voted for somebody 0 and 100 say nothing.
"""
LEAST_VOTERS = 100
"""With fewer voters few percentages can be whole."""
LEAST_SHEETS, LEAST_IN_REGION = 100, 100
HIGH = 1.645
_Hits: TypeAlias = Callable[[Ints, Ints, Flags], Flags]
_BINS = 1000
"""Shares are counted in bins of a tenth of a point, around each tenth."""


def whole_percentages(sheets: Sheets, draws: int, seed: int) -> Verdict | CannotTell:
    """Sheets whose turnout, or whose leader's share, is a whole percentage."""
    return _heaped(sheets, draws, seed, _whole, NEAR / 100)


def rounded_counts(sheets: Sheets, draws: int, seed: int) -> Verdict | CannotTell:
    """Sheets whose votes cast, or whose leader's votes, are as near to a whole percentage as a count can be.

    With few voters a count made from a percentage is not one any more: 37 % of 150 are 55.5. It is then the
    count next to it, as of so few voters many are; where all are, the sheet says nothing.
    """
    return _heaped(sheets, draws, seed, _nearest, 0.0, each=True)


def _heaped(
    sheets: Sheets, draws: int, seed: int, hits: _Hits, width: float, *, each: bool = False
) -> Verdict | CannotTell:
    """Sheets that hit in turnout or share; with ``each``, one that hits in both counts twice.

    Whether a sheet hits when its votes are drawn anew has a chance that is known exactly, so only the hits
    are drawn. Sheets are named in the areas, or else the regions, that have more hits than chance gives
    there: of a single hit nobody can say whether it is one of those that are too many.
    """
    turnout = (sheets.registered >= LEAST_VOTERS) & (sheets.cast >= 0) & (sheets.cast <= sheets.registered)
    share = sheets.valid >= LEAST_VOTERS
    usable = turnout | share
    if usable.sum() < LEAST_SHEETS:
        reason = f"fewer than {LEAST_SHEETS} sheets have {LEAST_VOTERS} voters or more"
        return CannotTell(reason, int(usable.sum()))
    pairs = ((sheets.cast, sheets.registered, turnout), (sheets.votes[:, 0], sheets.valid, share))
    one, other = (hits(part, whole, usable) for part, whole, usable in pairs)
    chances = [_chance_of_hit(part, whole, usable, hits, width) for part, whole, usable in pairs]
    seen = one.astype(np.int64) + other if each else (one | other).astype(np.int64)
    if not each:
        chances = [chances[0] + chances[1] - chances[0] * chances[1]]
    generator = np.random.default_rng(seed)
    regions = int(sheets.region.max()) + 1
    counts = np.zeros((draws, regions))
    for draw in range(draws):
        for chance in chances:
            drawn = generator.random(chance.size) < chance
            counts[draw] += np.bincount(sheets.region[drawn], minlength=regions)
    own = np.bincount(sheets.region, seen, regions)
    large = np.bincount(sheets.region[usable], minlength=regions) >= LEAST_IN_REGION
    means, deviations = counts.mean(axis=0), counts.std(axis=0)
    high = large & (own - means >= HIGH * deviations) & (deviations > 0)
    total = counts.sum(axis=1)
    observed = float(seen.sum())
    p = one_sided(observed, total)
    flags: tuple[Flag, ...] = ()
    if p <= LEVEL:
        mean = np.sum(chances, axis=0)
        # What is too little in each area to stand out may be much in a region.
        flags = _in_high_units(sheets.area, seen, mean) or _in_high_units(sheets.region, seen, mean)
    return Verdict(
        observed,
        float(total.mean()),
        float(total.std()),
        p,
        p <= LEVEL,
        int(usable.sum()),
        draws,
        flags,
        int(large.sum()),
        int(high.sum()),
        ranked=False,
    )


def _chance_of_hit(part: Ints, whole: Ints, usable: Flags, hits: _Hits, width: float) -> Floats:
    """(sheets,), the chance that a count drawn anew with its own share hits; 0 where it is not usable.

    Args:
        part: (sheets,), the counts.
        whole: (sheets,), what they are parts of.
        usable: (sheets,), which sheets state both.
        hits: (part, whole, usable) -> whether a count hits.
        width: how far from a whole percentage a hit can be, as a share of the whole; half a count at least.
    """
    chance = np.zeros(part.size)
    rows = np.flatnonzero(usable)
    if not rows.size:
        return chance
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, int(whole[rows].max()) + 1)))])
    pairs, number = np.unique(np.stack([whole[rows], part[rows]]), axis=1, return_inverse=True)
    sizes, starts = np.unique(pairs[0], return_index=True)
    of_pairs = np.zeros(pairs.shape[1])
    for size, start, end in zip(sizes, starts, [*starts[1:], pairs.shape[1]], strict=True):
        reach = int(width * size) + 1
        around = np.round(np.arange(1, 100) * size / 100).astype(np.int64)[:, None]
        near = np.unique(np.clip(around + np.arange(-reach, reach + 1), 0, size))
        near = near[hits(near, np.full_like(near, size), np.ones(near.size, dtype=bool))]
        own = pairs[1, start:end][:, None]
        rate = np.clip(own / size, 1e-300, 1.0)
        rest = np.clip(1 - own / size, 1e-300, 1.0)
        ways = logs[size] - logs[near] - logs[size - near]
        of_pairs[start:end] = np.exp(ways + near * np.log(rate) + (size - near) * np.log(rest)).sum(axis=1)
    chance[rows] = np.minimum(of_pairs[number.reshape(-1)], 1.0)
    return chance


def _in_high_units(area: Ints, seen: Ints, expected: Floats) -> tuple[Flag, ...]:
    """The hits in units that have more of them than chance gives, at a false discovery rate of the level.

    Chance is taken for Poisson's, which is the wider one: units are named rather too seldom. Where there is
    but one unit, it is the whole, and none is named.
    """
    areas = int(area.max()) + 1
    if areas < 2:
        return ()
    own, mean = np.bincount(area, seen, areas), np.bincount(area, expected, areas)
    possible = np.flatnonzero(mean > 0)
    p = np.array([_at_least(int(own[number]), float(mean[number])) for number in possible])
    order = np.argsort(p, kind="stable")
    below = p[order] * order.size / np.arange(1, order.size + 1) <= LEVEL
    high = possible[order[: int(np.flatnonzero(below).max(initial=-1)) + 1]]
    excess = np.zeros(areas)
    excess[high] = (own[high] - mean[high]) / np.sqrt(mean[high])
    rows = np.flatnonzero((seen > 0) & (excess[area] > 0))
    rows = rows[np.lexsort((-seen[rows], -excess[area[rows]]))]
    return tuple(Flag(int(row), float(excess[area[row]])) for row in rows)


def _at_least(count: int, mean: float) -> float:
    """The chance of so many or more where so many come on average, after Poisson."""
    if count <= mean:
        return 1.0
    steps = np.arange(int(mean + 40 * np.sqrt(mean) + 40))
    logs = (count + steps) * np.log(mean) - mean - lgamma(count + 1)
    logs -= np.concatenate([[0.0], np.cumsum(np.log(count + steps[1:]))])
    return float(min(1.0, np.exp(logs).sum()))


def share_spikes(sheets: Sheets, draws: int, seed: int) -> Verdict | CannotTell:
    """A share of the leader's that too many sheets have: the largest excess over chance at any one share."""
    usable = sheets.valid >= LEAST_VOTERS
    if usable.sum() < LEAST_SHEETS:
        return CannotTell(
            f"fewer than {LEAST_SHEETS} sheets have {LEAST_VOTERS} valid votes or more", int(usable.sum())
        )
    generator = np.random.default_rng(seed)
    valid, votes = sheets.valid[usable], sheets.votes[usable, 0]
    rate = _fair_rate(votes, valid, sheets.area[usable])
    drawn = np.empty((draws, _BINS + 1))
    for draw in range(draws):
        drawn[draw] = _in_bins(generator.binomial(valid, rate), valid)
    mean = drawn.mean(axis=0)
    spread = np.sqrt(mean + 1)  # a bin that chance leaves empty has a spread too
    bins = _bin(votes, valid)
    excess = (np.bincount(bins, minlength=_BINS + 1) - mean) / spread
    # A draw is part of the mean; it is compared, as what is seen is, with a mean that it is no part of.
    highest = ((drawn - mean) / spread).max(axis=1) * draws / max(draws - 1, 1)
    observed = float(excess.max())
    p = one_sided(observed, highest)
    limit = float(np.quantile(highest, 1 - LEVEL))
    rows = np.flatnonzero(usable)
    flags = (
        tuple(Flag(int(rows[row]), float(excess[bins[row]])) for row in np.flatnonzero(excess[bins] > limit))
        if p <= LEVEL
        else ()
    )
    return Verdict(
        observed,
        float(highest.mean()),
        float(highest.std()),
        p,
        p <= LEVEL,
        int(usable.sum()),
        draws,
        tuple(sorted(flags, key=lambda flag: -flag.weight)),
    )


def _rate(part: Ints, whole: Ints, usable: Flags) -> Floats:
    return np.where(usable, part, 0) / np.maximum(np.where(usable, whole, 1), 1)


def _whole(part: Ints, of: Ints, usable: Flags) -> Flags:
    percentage = 100 * _rate(part, of, usable)
    number = np.round(percentage)
    whole: Flags = usable & (np.abs(percentage - number) <= NEAR) & (number > 0) & (number < 100)
    return whole


def _nearest(part: Ints, of: Ints, usable: Flags) -> Flags:
    number = np.round(100 * _rate(part, of, usable))
    nearest: Flags = usable & (np.abs(part - number * of / 100) <= 0.5) & (number > 0) & (number < 100)
    return nearest


def _fair_rate(votes: Ints, valid: Ints, area: Ints) -> Floats:
    """The leader's share with which votes drawn anew vary as those seen do; 0 and 1 stay what they are."""
    rate: Floats = fair_shares(np.stack([votes, valid - votes], axis=1), area)[:, 0]
    return np.where((votes == 0) | (votes == valid), votes / valid, rate)


def _bin(votes: Ints, valid: Ints) -> Ints:
    return np.round(_BINS * votes / valid).astype(np.int64)


def _in_bins(votes: Ints, valid: Ints) -> Ints:
    return np.bincount(_bin(votes, valid), minlength=_BINS + 1)
