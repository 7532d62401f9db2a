"""Whether the change within places is more than chance: sheets of one place are exchangeable.

Where the voters of a place are assigned to its stations, of one sheet each, by name or number, which of its
sheets come in early has nothing to do with their votes. So the sheets that were early are drawn anew among
those of each place, as many as there were, again and again; the change within places that comes out shows
what chance alone gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from escrutinio.explain.movement import ComparedSheets

DRAWS = 999
_AT_ONCE = 2_000_000
"""So many random numbers are drawn at once."""


@dataclass(frozen=True)
class WithinTest:
    """The change within places beside what chance gives.

    Attributes:
        effect: the part of the change within places, as a share.
        direct: by how much the later share would be another if the late sheets had voted as the early ones of
            their place did, wherever there were any; as a share.
        places: places that have early and late sheets.
        early, late: their sheets.
        expected: the mean of the drawn effects.
        deviation: their standard deviation.
        direct_deviation: that of the drawn direct effects.
        p: the chance of an effect at least so large, either way, when the sheets are exchangeable; with 1
            added above and below the line, so that it is never 0.
        p_error: the standard error of p that comes from drawing.
        draws: how many times the sheets were drawn.
        seed: of the random numbers.
    """

    effect: float
    direct: float
    places: int
    early: int
    late: int
    expected: float
    deviation: float
    direct_deviation: float
    p: float
    p_error: float
    draws: int
    seed: int


def within_by_chance(
    compared: ComparedSheets, signed: NDArray[np.float64], *, draws: int = DRAWS, seed: int = 1
) -> WithinTest | None:
    """Test the change within places.

    Args:
        compared: the sheets.
        signed: (selections,), 1 for the leader and -1 for the second to have their lead.
        draws: how many times the sheets are drawn.
        seed: of the random numbers.

    Returns:
        None where no place has early and late sheets with votes.
    """
    voted = compared.base > 0
    _, place = np.unique(compared.places[voted], return_inverse=True)
    base = compared.base[voted].astype(float)
    early, votes = compared.early[voted], (compared.votes @ signed)[voted]
    count = int(place.max(initial=-1)) + 1
    sheets, sheets_early = np.bincount(place, minlength=count), np.bincount(place[early], minlength=count)
    share = np.bincount(place, votes, count) / np.bincount(place, base, count)
    # By how much the place's vote exceeds the sheet's: 0 over all sheets of a place.
    short = base * share[place] - votes
    mixed = ((sheets_early > 0) & (sheets_early < sheets))[place]
    if not mixed.any():
        return None
    fixed = base[early & ~mixed].sum()
    order = np.argsort(place[mixed], kind="stable")
    place, base = place[mixed][order], base[mixed][order]
    short, early = short[mixed][order], early[mixed][order]
    starts = np.flatnonzero(np.diff(place, prepend=-1))
    number = np.cumsum(np.diff(place, prepend=-1) > 0) - 1
    taken = np.add.reduceat(early.astype(np.int64), starts)
    # Of a place's sheets, in random order, the first are early: as many as were.
    first = np.arange(place.size) - starts[number] < taken[number]
    whole = fixed + base[early].sum()
    effect = float(short[early].sum() / whole)
    total = float(compared.base.sum())
    direct = _direct(short, base, early[None, :], starts)[0] / total
    generator = np.random.default_rng(seed)
    effects, directs = [], []
    step = max(1, _AT_ONCE // place.size)
    for begin in range(0, draws, step):
        rows = min(step, draws - begin)
        keys = generator.random((rows, place.size)) + number
        picked = np.argsort(keys, axis=1)[:, first]
        effects.append(short[picked].sum(axis=1) / (fixed + base[picked].sum(axis=1)))
        chosen = np.zeros((rows, place.size), dtype=bool)
        np.put_along_axis(chosen, picked, True, axis=1)
        directs.append(_direct(short, base, chosen, starts) / total)
    drawn, drawn_direct = np.concatenate(effects), np.concatenate(directs)
    tolerance = 1e-12
    p = (1 + int((np.abs(drawn) >= abs(effect) - tolerance).sum())) / (draws + 1)
    return WithinTest(
        effect=effect,
        direct=float(direct),
        places=int(starts.size),
        early=int(early.sum()),
        late=int((~early).sum()),
        expected=float(drawn.mean()),
        deviation=float(drawn.std()),
        direct_deviation=float(drawn_direct.std()),
        p=p,
        p_error=sqrt(p * (1 - p) / (draws + 1)),
        draws=draws,
        seed=seed,
    )


def _direct(
    short: NDArray[np.float64], base: NDArray[np.float64], early: NDArray[np.bool_], starts: NDArray[np.intp]
) -> NDArray[np.float64]:
    """(draws,), votes by which late sheets differ from what the early ones of their places say of them."""
    here = np.add.reduceat(base, starts)
    of_early = np.add.reduceat(early * base, starts, axis=1)
    lacking = np.add.reduceat(early * short, starts, axis=1)
    result: NDArray[np.float64] = (lacking * here / of_early).sum(axis=1)
    return result
