"""Sheets with the same votes for every selection: one may be a copy of the other.

Small sheets of alike places coincide by chance; sheets dealt at random in each place say how often.
"""

from __future__ import annotations

import numpy as np

from escrutinio.explain.forensics.dealing import Comparison
from escrutinio.explain.forensics.results import CannotTell, Flag
from escrutinio.explain.forensics.sheets import Floats, Ints, Sheets

LEAST_VOTES, LEAST_SHEETS = 20, 100


def identical_votes(sheets: Sheets) -> Comparison | CannotTell:
    """Pairs of sheets with the same votes throughout, each weighed by how rare it is.

    The weight of a pair is about minus the logarithm of the chance that a sheet of such votes repeats itself.
    """
    rows = np.flatnonzero(sheets.valid >= LEAST_VOTES)
    if rows.size < LEAST_SHEETS:
        return CannotTell(
            f"fewer than {LEAST_SHEETS} sheets have {LEAST_VOTES} valid votes or more", rows.size
        )
    factors = _factors(sheets)[rows]
    # The last column holds the smallest selections together; the ballots say how a sheet splits it.
    own = sheets.ballots[rows] if sheets.ballots is not None else _mixed(sheets.votes[rows], factors)
    return Comparison(
        _weight(sheets.votes[rows], own),
        lambda votes: _weight(votes[rows], _mixed(votes[rows], factors)),
        lambda _: _repeated(sheets.votes[rows], own, rows),
        rows.size,
    )


def _mixed(votes: Ints, factors: Ints) -> Ints:
    """(sheets,), a number of their votes: sorting numbers is far faster than sorting rows."""
    mixed: Ints = (votes * factors).sum(axis=1)
    return mixed


def _factors(sheets: Sheets) -> Ints:
    """(sheets, columns), a factor for each selection, wherever it stands; and one for all others together."""
    columns = sheets.votes.shape[1]
    of = np.arange(columns - 1) if sheets.selections is None else sheets.selections[:, : columns - 1]
    factors = np.random.default_rng(7).integers(1, 2**40, int(of.max(initial=0)) + 2)
    whole = np.empty(sheets.votes.shape, dtype=np.int64)
    whole[:, : columns - 1], whole[:, columns - 1] = factors[of], factors[-1]
    return whole


def _groups(votes: Ints, ballots: Ints) -> tuple[Ints, Ints, Ints]:
    """The different vectors, the number of each row's, and how many rows have it."""
    _, first, number, counts = np.unique(ballots, return_index=True, return_inverse=True, return_counts=True)
    return votes[first], number, counts


def _rarity(votes: Ints) -> Floats:
    """About minus the logarithm of the largest probability that a sheet of such size and shares has."""
    spread = np.log(2 * np.pi * np.maximum(votes, 0.5)).sum(axis=1)
    rarity: Floats = np.maximum(0.0, (spread - np.log(2 * np.pi * votes.sum(axis=1))) / 2)
    return rarity


def _weight(votes: Ints, ballots: Ints) -> float:
    vectors, _, counts = _groups(votes, ballots)
    several = counts > 1
    pairs = counts[several] * (counts[several] - 1) / 2
    return float((pairs * _rarity(vectors[several])).sum())


def _repeated(votes: Ints, ballots: Ints, rows: Ints) -> tuple[Flag, ...]:
    vectors, number, counts = _groups(votes, ballots)
    rarity = _rarity(vectors)
    flags = []
    for group in np.flatnonzero(counts > 1):
        members = [int(row) for row in rows[number == group]]
        flags.append(Flag(members[0], float(rarity[group]), None, tuple(members[1:])))
    return tuple(sorted(flags, key=lambda flag: -flag.weight))
