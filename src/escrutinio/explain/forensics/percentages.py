"""Percentages that are too often whole, and shares that are too often the same.

Counts that are made up to fit a percentage leave whole percentages behind: D. Kobak, S. Shpilkin and M.
Pshenichnikov, Annals of Applied Statistics 10(1), 2016, and Significance 13, 2016. Shares that too many
sheets have: A. Rozenas, Political Analysis 25(1), 2017. Both count against sheets whose votes are drawn anew
around the percentages that they have, with the voters that they have, which wipes out any heap.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from escrutinio.explain.forensics.results import LEVEL, CannotTell, Flag, Verdict
from escrutinio.explain.forensics.sheets import Flags, Floats, Ints, Sheets, one_sided

NEAR = 0.05
"""A percentage is whole when it is at most so many points from a whole number from 1 to 99: on sheets where
nobody, or everybody, voted for somebody 0 and 100 say nothing.
"""
LEAST_VOTERS = 100
"""With fewer voters few percentages can be whole."""
LEAST_SHEETS, LEAST_IN_REGION = 100, 100
HIGH = 1.645
_BINS = 1000
"""Shares are counted in bins of a tenth of a point, around each tenth."""


def whole_percentages(sheets: Sheets, draws: int, seed: int) -> Verdict | CannotTell:
    """Sheets whose turnout, or whose leader's share, is a whole percentage."""
    return _heaped(sheets, draws, seed, _whole)


def rounded_counts(sheets: Sheets, draws: int, seed: int) -> Verdict | CannotTell:
    """Sheets whose votes cast, or whose leader's votes, are as near to a whole percentage as a count can be.

    With few voters a count made from a percentage is not one any more: 37 % of 150 are 55.5. It is then the
    count next to it, as of so few voters many are; where all are, the sheet says nothing.
    """
    return _heaped(sheets, draws, seed, _nearest, each=True)


def _heaped(
    sheets: Sheets, draws: int, seed: int, hits: Callable[[Ints, Ints, Flags], Flags], *, each: bool = False
) -> Verdict | CannotTell:
    """Sheets that hit in turnout or share; with ``each``, one that hits in both counts twice."""
    turnout = (sheets.registered >= LEAST_VOTERS) & (sheets.cast >= 0) & (sheets.cast <= sheets.registered)
    share = sheets.valid >= LEAST_VOTERS
    usable = turnout | share
    if usable.sum() < LEAST_SHEETS:
        reason = f"fewer than {LEAST_SHEETS} sheets have {LEAST_VOTERS} voters or more"
        return CannotTell(reason, int(usable.sum()))

    def tally(cast: Ints, votes: Ints) -> Ints:
        one, other = hits(cast, sheets.registered, turnout), hits(votes, sheets.valid, share)
        return (one.astype(np.int64) + other) if each else (one | other).astype(np.int64)

    generator = np.random.default_rng(seed)
    regions = int(sheets.region.max()) + 1
    seen = tally(sheets.cast, sheets.votes[:, 0])
    counts = np.empty((draws, regions))
    rates = _rate(sheets.cast, sheets.registered, turnout), _rate(sheets.votes[:, 0], sheets.valid, share)
    voters = np.where(turnout, sheets.registered, 0), np.where(share, sheets.valid, 0)
    for draw in range(draws):
        drawn = tally(generator.binomial(voters[0], rates[0]), generator.binomial(voters[1], rates[1]))
        counts[draw] = np.bincount(sheets.region, drawn, regions)
    own = np.bincount(sheets.region, seen, regions)
    large = np.bincount(sheets.region[usable], minlength=regions) >= LEAST_IN_REGION
    means, deviations = counts.mean(axis=0), counts.std(axis=0)
    high = large & (own - means >= HIGH * deviations) & (deviations > 0)
    total = counts.sum(axis=1)
    observed = float(seen.sum())
    p = one_sided(observed, total)
    rows = np.argsort(-seen, kind="stable")[: int((seen > 0).sum())]
    flags = tuple(Flag(int(row), float(seen[row])) for row in rows) if p <= LEVEL else ()
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
    )


def share_spikes(sheets: Sheets, draws: int, seed: int) -> Verdict | CannotTell:
    """A share of the leader's that too many sheets have: the largest excess over chance at any one share."""
    usable = sheets.valid >= LEAST_VOTERS
    if usable.sum() < LEAST_SHEETS:
        return CannotTell(
            f"fewer than {LEAST_SHEETS} sheets have {LEAST_VOTERS} valid votes or more", int(usable.sum())
        )
    generator = np.random.default_rng(seed)
    valid, votes = sheets.valid[usable], sheets.votes[usable, 0]
    rate = votes / valid
    drawn = np.empty((draws, _BINS + 1))
    for draw in range(draws):
        drawn[draw] = _in_bins(generator.binomial(valid, rate), valid)
    mean = drawn.mean(axis=0)
    spread = np.sqrt(mean + 1)  # a bin that chance leaves empty has a spread too
    bins = _bin(votes, valid)
    excess = (np.bincount(bins, minlength=_BINS + 1) - mean) / spread
    highest = ((drawn - mean) / spread).max(axis=1)
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


def _bin(votes: Ints, valid: Ints) -> Ints:
    return np.round(_BINS * votes / valid).astype(np.int64)


def _in_bins(votes: Ints, valid: Ints) -> Ints:
    return np.bincount(_bin(votes, valid), minlength=_BINS + 1)
