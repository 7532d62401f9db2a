"""Simulated votes of every table, raked to the official totals.

The single-member districts' official results say how each region votes; kind of place, and noise by
municipality, place and table, say how tables differ within it. The three contests share their voters: who
stays away from one stays away from the others, and a table leans the same way in each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from escrutinio.samples.bolivia_2020.layout import Layout
from escrutinio.samples.bolivia_2020.margins import Floats, Ints, fit, round_to_margins
from escrutinio.samples.bolivia_2020.tables import (
    PRESIDENT_LISTS,
    SINGLE_MEMBER_LISTS,
    SPECIAL_LISTS,
    OfficialTotals,
    departments,
    districts,
    special_districts,
)

#: Log-odds of the first list against all others by kind of place within a district, measured once over the
#: official sheets' data and rounded.
LEAN = {"city": -0.55, "periurban": 0.0, "rural": 1.0, "remote": 1.15, "abroad": 0.0}
#: Standard deviations of that lean: between municipalities of a department, between places of a municipality.
LEAN_MUNICIPALITY, LEAN_PLACE = 0.35, 0.7
#: The same for every other list's log-weight, and for turnout's, between places.
OTHER_PLACE, TURNOUT_PLACE = 0.25, 0.3
#: Indigenous organisations are strong in few places: standard deviation of their log-weight between places.
INDIGENOUS_PLACE = 1.5
#: Votes in a cell vary between alike tables by a little more than chance: mean over variance.
EVENNESS = 0.7
#: Where a list stands for president but not for deputy, this part of its department's share stands in.
STAND_IN = 0.3


@dataclass(frozen=True, slots=True)
class Ballots:
    """Counts of one contest.

    Attributes:
        lists: the lists that stand, in column order.
        tables: the layout's tables that hold the contest, shape (n,), rising.
        counts: shape (n, lists + 3): votes of each list, blank, null, and registered voters who took no part.
    """

    lists: tuple[str, ...]
    tables: Ints
    counts: Ints


def cast_ballots(layout: Layout, rng: np.random.Generator) -> dict[str, Ballots]:
    """Simulate the presidential, single-member and special contests (in this order) of every table."""
    lean = _lean(layout, rng)
    smooth = _regional(layout, lean)
    noisy = _noisy(smooth, rng)
    president = _president(layout, noisy, rng)
    special = _special(layout, smooth, president, rng)
    single = _single_member(layout, smooth, president, special, rng)
    return {"president": president, "single-member": single, "special": special}


def _lean(layout: Layout, rng: np.random.Generator) -> Floats:
    """Log-weights of the categories at each table, shape (tables, presidential lists + 3)."""
    places = len(layout.stratum)
    width = len(PRESIDENT_LISTS) + 3
    weights = rng.normal(0, OTHER_PLACE, (places, width))
    kinds = np.array([LEAN[each.kind] for each in layout.strata])
    towns = rng.normal(0, LEAN_MUNICIPALITY, int(layout.municipality.max()) + 1)
    weights[:, 0] = kinds[layout.stratum] + towns[layout.municipality] + rng.normal(0, LEAN_PLACE, places)
    weights[:, -1] = rng.normal(0, TURNOUT_PLACE, places)
    return weights[layout.place]


def _noisy(cells: Floats, rng: np.random.Generator) -> Floats:
    """The cells with the spread that alike tables show; zero cells stay zero."""
    drawn = rng.gamma(cells * EVENNESS) / EVENNESS
    return np.maximum(drawn, cells * 1e-6)  # so that a column never vanishes


def _margin(unit: OfficialTotals, lists: Sequence[str], registered: int) -> Ints:
    """The unit's column sums: lists, blank, null, and who of ``registered`` did not cast."""
    votes = [unit.votes.get(each, 0) for each in lists]
    return np.array([*votes, unit.blank, unit.null, registered - unit.cast], dtype=np.int64)


def _strata_of(layout: Layout, field: str, code: str) -> Ints:
    """The tables whose stratum has ``code`` in ``field``."""
    inside = np.array([getattr(each, field) == code for each in layout.strata])
    return np.flatnonzero(inside[layout.stratum][layout.place])


def _regional(layout: Layout, lean: Floats) -> Floats:
    """Expected presidential cells of each table: every region votes much as it does for its deputy.

    Shape (tables, lists + 3). Regions are the single-member districts; special-only tables vote as their
    whole department does, tables abroad as all those abroad.
    """
    cells = np.exp(lean)
    local = {each.code: _own_voters(each, layout) for each in districts()}
    for department in departments():
        whole = _margin(department, PRESIDENT_LISTS, department.registered).astype(np.float64)
        members = _strata_of(layout, "department", department.code)
        deputies = np.zeros(len(whole))
        for each in districts():
            if each.department == department.code:
                deputies += local[each.code]
        # How the department's presidential vote differs from its vote for deputies: far fewer blanks, mostly.
        shift = np.divide(whole, deputies, out=np.ones_like(whole), where=deputies > 0)
        for district, tables in _regions(layout, members):
            rows = layout.registered[tables]
            target = whole * rows.sum() / whole.sum()
            if district:
                target = np.maximum(local[district] * shift, target * STAND_IN)
                target *= rows.sum() / target.sum()
            cells[tables] = fit(cells[tables], rows, target, rounds=20)
    return cells


def _own_voters(district: OfficialTotals, layout: Layout) -> Ints:
    """A single-member district's column sums, without the voters at its tables who took a special sheet."""
    elsewhere = sum(each.special_cast for each in layout.strata if each.district == district.code)
    return _margin(district, PRESIDENT_LISTS, district.registered - elsewhere)


def _regions(layout: Layout, members: Ints) -> Iterator[tuple[str | None, Ints]]:
    """A department's tables by single-member district; None for tables outside all of them."""
    codes = np.array([each.district or "" for each in layout.strata])[layout.stratum][layout.place][members]
    for code in np.unique(codes):
        yield (str(code) or None), members[codes == code]


def _president(layout: Layout, noisy: Floats, rng: np.random.Generator) -> Ballots:
    counts = np.zeros(noisy.shape, dtype=np.int64)
    for department in departments():
        tables = _strata_of(layout, "department", department.code)
        rows = layout.registered[tables]
        columns = _margin(department, PRESIDENT_LISTS, int(rows.sum()))
        counts[tables] = round_to_margins(fit(noisy[tables], rows, columns), rows, columns, rng)
    return Ballots(PRESIDENT_LISTS, np.arange(len(counts)), counts)


def _special(layout: Layout, smooth: Floats, president: Ballots, rng: np.random.Generator) -> Ballots:
    """The special contest; at a table that serves both kinds of district a voter votes in one of the two."""
    standing = len(PRESIDENT_LISTS)
    strata_rate = np.array([each.special_cast / each.registered for each in layout.strata])
    special_only = np.array([each.special is not None and each.district is None for each in layout.strata])
    parts: list[tuple[Ints, Ints]] = []
    for unit in special_districts():
        tables = _strata_of(layout, "special", unit.code)
        places = layout.place[tables]
        rows = layout.registered[tables]
        rate = strata_rate[layout.stratum[places]]
        own = np.exp(rng.normal(0, INDIGENOUS_PLACE, (len(layout.stratum), len(SPECIAL_LISTS) - standing)))
        columns = _margin(unit, SPECIAL_LISTS, int(rows.sum()))
        cells = np.hstack([smooth[tables, :standing], own[places], smooth[tables, standing:-1]])
        # Columns at their official level first, so that the part of those who stay away means what it says.
        cells *= columns[:-1] / np.maximum(cells.sum(axis=0), 1e-9)
        cells *= (rows * rate / cells.sum(axis=1))[:, None]
        away = np.where(
            special_only[layout.stratum[places]], president.counts[tables, -1] + 0.1, rows - cells.sum(axis=1)
        )
        cells = np.column_stack([_noisy(cells, rng), away])
        parts.append((tables, round_to_margins(fit(cells, rows, columns), rows, columns, rng)))
    return _gathered(SPECIAL_LISTS, parts)


def _single_member(
    layout: Layout, smooth: Floats, president: Ballots, special: Ballots, rng: np.random.Generator
) -> Ballots:
    """The single-member contest: the voters of the presidential sheet less those who took a special one."""
    standing = len(PRESIDENT_LISTS)
    taken = np.zeros(len(layout.registered), dtype=np.int64)
    taken[special.tables] = special.counts[:, :-1].sum(axis=1)
    parts: list[tuple[Ints, Ints]] = []
    for unit in districts():
        tables = _strata_of(layout, "district", unit.code)
        free = layout.registered[tables] - taken[tables]
        columns = _margin(unit, SINGLE_MEMBER_LISTS, int(free.sum()))
        # Halfway between what the table was expected to vote and what it did vote for president.
        votes = _noisy(smooth[tables, :standing] + president.counts[tables, :standing], rng)
        extra = rng.gamma(1.0, size=(len(tables), len(SINGLE_MEMBER_LISTS) - standing))
        spoilt = _noisy(smooth[tables, standing:-1] * 4, rng)
        away = np.minimum(president.counts[tables, -1] + 0.1, free)
        cells = np.column_stack([votes, extra, spoilt])
        # Levels first: only then does staying away carry over from the presidential sheet.
        cells *= columns[:-1] / np.maximum(cells.sum(axis=0), 1e-9)
        cells *= ((free - away) / cells.sum(axis=1))[:, None]
        cells = np.column_stack([cells, away])
        parts.append((tables, round_to_margins(fit(cells, free, columns), free, columns, rng)))
    return _gathered(SINGLE_MEMBER_LISTS, parts)


def _gathered(lists: tuple[str, ...], parts: Sequence[tuple[Ints, Ints]]) -> Ballots:
    """The districts' tables and counts in one, in the order of the layout."""
    tables = np.concatenate([tables for tables, _ in parts])
    counts = np.concatenate([counts for _, counts in parts])
    order = np.argsort(tables)
    return Ballots(lists, tables[order], counts[order])
