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
    return Comparison(
        _weight(sheets.votes[rows]),
        lambda votes: _weight(votes[rows]),
        lambda _: _repeated(sheets.votes[rows], rows),
        rows.size,
    )


def _groups(votes: Ints) -> tuple[Ints, Ints, Ints]:
    """The different vectors, the number of each row's, and how many rows have it."""
    # A row is hashed to one number first: sorting numbers is far faster than sorting rows.
    mixed = votes @ _factors(votes.shape[1])
    _, first, number, counts = np.unique(mixed, return_index=True, return_inverse=True, return_counts=True)
    return votes[first], number, counts


def _factors(columns: int) -> Ints:
    return np.random.default_rng(7).integers(1, 2**40, columns)


def _rarity(votes: Ints) -> Floats:
    """About minus the logarithm of the largest probability that a sheet of such size and shares has."""
    spread = np.log(2 * np.pi * np.maximum(votes, 0.5)).sum(axis=1)
    rarity: Floats = np.maximum(0.0, (spread - np.log(2 * np.pi * votes.sum(axis=1))) / 2)
    return rarity


def _weight(votes: Ints) -> float:
    vectors, _, counts = _groups(votes)
    several = counts > 1
    pairs = counts[several] * (counts[several] - 1) / 2
    return float((pairs * _rarity(vectors[several])).sum())


def _repeated(votes: Ints, rows: Ints) -> tuple[Flag, ...]:
    vectors, number, counts = _groups(votes)
    rarity = _rarity(vectors)
    flags = []
    for group in np.flatnonzero(counts > 1):
        members = [int(row) for row in rows[number == group]]
        flags.append(Flag(members[0], float(rarity[group]), None, tuple(members[1:])))
    return tuple(sorted(flags, key=lambda flag: -flag.weight))
