"""Small stations against their neighbours: ballots added where few look on raise turnout and the leader.

After R. Jimenez, M. Hidalgo and P. Klimek, Science Advances 3(6), 2017. Small stations are compared with the
larger ones of their area. The null keeps every place's sheets together and deals out anew, among the places
of each area, which are the small ones.
"""

from __future__ import annotations

import numpy as np

from escrutinio.explain.forensics.results import LEVEL, CannotTell, Flag, Verdict
from escrutinio.explain.forensics.sheets import Flags, Floats, Ints, Sheets, one_sided

SMALL = 0.2
"""A station is small when it is among this share of the stations with the fewest voters."""
LEAST_PLACES = 20


def small_stations(sheets: Sheets, draws: int, seed: int) -> Verdict | CannotTell:
    """The leader's share and the turnout of small stations, above those of their larger neighbours.

    The figure is the sum of both differences, each in its standard deviations by chance.
    """
    known = (sheets.registered > 0) & (sheets.cast >= 0) & (sheets.valid > 0)
    places = int(sheets.place.max(initial=-1)) + 1
    voters = np.bincount(sheets.place[known], sheets.registered[known], places)
    tables = np.bincount(sheets.place[known], minlength=places)
    used = np.flatnonzero(tables > 0)
    if not used.size:
        return CannotTell("no sheet states its registered voters, votes cast and valid votes")
    area = np.zeros(places, dtype=np.int64)
    area[sheets.place] = sheets.area
    size = voters[used] / tables[used]
    small = size <= np.quantile(size, SMALL)
    where = area[used]
    areas = int(where.max()) + 1
    mixed = (
        (np.bincount(where[small], minlength=areas) > 0) & (np.bincount(where[~small], minlength=areas) > 0)
    )[where]
    used, small, where = used[mixed], small[mixed], where[mixed]
    if min(small.sum(), (~small).sum()) < LEAST_PLACES:
        return CannotTell(
            f"fewer than {LEAST_PLACES} places with small stations have neighbours with larger ones",
            int(tables[used].sum()),
        )
    shares = np.stack(
        [
            _mean(sheets, sheets.votes[:, 0], sheets.valid, known, places)[used],
            _mean(sheets, sheets.cast, sheets.registered, known, places)[used],
        ]
    )
    generator = np.random.default_rng(seed)
    observed = _excess(shares, small, where)
    order = np.argsort(where, kind="stable")
    drawn = np.empty((draws, 2))
    for draw in range(draws):
        keys = where + generator.random(where.size)
        dealt = np.empty_like(small)
        dealt[np.argsort(keys)] = small[order]
        drawn[draw] = _excess(shares, dealt, where)
    mean, deviation = drawn.mean(axis=0), np.maximum(drawn.std(axis=0), 1e-12)
    figure = float(((observed - mean) / deviation).sum())
    figures = ((drawn - mean) / deviation).sum(axis=1)
    p = one_sided(figure, figures)
    flags: tuple[Flag, ...] = ()
    if p <= LEVEL:
        flags = _highest(sheets, known, used[small], _above(shares, small, where)[small])
    return Verdict(
        figure,
        float(figures.mean()),
        float(figures.std()),
        p,
        p <= LEVEL,
        int(tables[used].sum()),
        draws,
        flags,
    )


def _mean(sheets: Sheets, part: Ints, whole: Ints, known: Flags, places: int) -> Floats:
    parts = np.bincount(sheets.place[known], part[known], places)
    return parts / np.maximum(np.bincount(sheets.place[known], whole[known], places), 1)


def _excess(shares: Floats, small: Flags, where: Ints) -> Floats:
    """(2,), how far small places lie above the others of their area, on average."""
    result: Floats = _differences(shares, small, where)[:, small].mean(axis=1)
    return result


def _above(shares: Floats, small: Flags, where: Ints) -> Floats:
    """(places,), how far each lies above the larger ones of its area, in both figures together."""
    differences = _differences(shares, small, where)
    result: Floats = (differences / np.maximum(differences.std(axis=1, keepdims=True), 1e-12)).sum(axis=0)
    return result


def _differences(shares: Floats, small: Flags, where: Ints) -> Floats:
    areas = int(where.max()) + 1
    large = ~small
    number = np.maximum(np.bincount(where[large], minlength=areas), 1)
    means = np.stack([np.bincount(where[large], share[large], areas) / number for share in shares])
    differences: Floats = shares - means[:, where]
    return differences


def _highest(sheets: Sheets, known: Flags, places: Ints, above: Floats) -> tuple[Flag, ...]:
    """The sheets of the small places that lie farthest above their neighbours."""
    limit = np.quantile(above, 0.9)
    by_place = dict(zip(places[above >= limit].tolist(), above[above >= limit].tolist(), strict=True))
    rows = [row for row in np.flatnonzero(known) if int(sheets.place[row]) in by_place]
    flags = [Flag(int(row), by_place[int(sheets.place[row])]) for row in rows]
    return tuple(sorted(flags, key=lambda flag: -flag.weight))
