"""Seats in two scrutinies: whole quotas in the units; seats and votes that are left, pooled in the country.

First scrutiny: in each unit the votes of those who take part, divided by the seats and two more and rounded,
are the price of a seat; each list has as many as the price goes into its votes. Seats too many are taken back
from the smallest remainders. Second scrutiny: the remainders of each list, or all its votes in units where
it has no seat, are added up; the seats left go by a quota and largest remainders, and fall in the units where
the list has its largest remainders.

Source: Czechia, Act 247/1995 Coll. ss. 48 to 51 as amended by Act 189/2021 Coll., as the Czech Statistical
Office describes it step by step ("Podrobný popis způsobu rozdělování mandátů ve volbách do Poslanecké
sněmovny Parlamentu ČR", volby.cz, 1 July 2025; its numbers are in the comments here).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot, draw
from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.quotas import (
    Quota,
    hagenbach_bischoff_quota,
    imperiali_quota,
    rounded_nearest,
)
from escrutinio.law.totals import NotSettled, check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of, some_of

IMPERIALI = rounded_nearest(imperiali_quota)
HAGENBACH_BISCHOFF = rounded_nearest(hagenbach_bischoff_quota)


@dataclass(frozen=True)
class FirstScrutiny:
    """The whole quotas of one unit.

    Args:
        size: its seats.
        price: the votes of a seat.
        seats: list -> seats.
        remainders: list -> votes that are left of the division.
        passed_on: list -> votes that go to the second scrutiny.
    """

    size: int
    price: Fraction
    seats: Mapping[str, int]
    remainders: Mapping[str, Fraction]
    passed_on: Mapping[str, Fraction]

    @property
    def left(self) -> int:
        """Seats that go to the second scrutiny."""
        return self.size - sum(self.seats.values())


@dataclass(frozen=True)
class Pooled:
    """The seats of both scrutinies. Always ``sum(seats) + undecided + vacant`` are all seats.

    Args:
        units: unit -> its first scrutiny.
        votes: list -> votes in the second.
        size: seats of the second.
        price: the votes of a seat there.
        seats: list -> seats of the second that are certain.
        placed: unit -> list -> seats of the second whose unit is certain.
        undecided: seats of the second that wait for a tie among lists.
        vacant: seats that no list has a candidate or a vote for.
        ties: among lists for a seat, or among units for the place of one.
    """

    units: Mapping[str, FirstScrutiny]
    votes: Mapping[str, Fraction]
    size: int
    price: Fraction
    seats: Mapping[str, int]
    placed: Mapping[str, Mapping[str, int]]
    undecided: int = 0
    vacant: int = 0
    ties: tuple[Tie, ...] = ()

    @property
    def all_seats(self) -> dict[str, int]:
        """List -> seats of both scrutinies that are certain."""
        return add_up([*(unit.seats for unit in self.units.values()), self.seats])


def pooled(
    votes: Mapping[str, Mapping[str, int]],
    seats: Mapping[str, int],
    *,
    first: Quota = IMPERIALI,
    second: Quota = HAGENBACH_BISCHOFF,
    most: Mapping[str, Mapping[str, int]] | None = None,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> Pooled:
    """Seats in two scrutinies.

    Args:
        votes: unit -> list -> votes, of those who take part.
        seats: unit -> seats.
        first: the price of a seat in a unit.
        second: the price of a seat of the second scrutiny.
        most: unit -> list -> its candidates; absent for no limit. Seats that it cannot take in a unit go to
            the second scrutiny, and those that it cannot take there to others.
        lots: recorded lots.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, units of votes and seats differ, or whose seat is taken
            back in a unit depends on a lot that is not recorded, and with it all that follows.
    """
    if set(votes) != set(seats):
        raise LawError(f"votes and seats are not of the same units: {some_of(set(votes) ^ set(seats))}")
    room = {unit: dict((most or {}).get(unit, {})) for unit in votes}
    units = {
        unit: _first(votes[unit], seats[unit], first, room[unit], lots, f"{what} of {unit}")
        for unit in sorted(votes)
    }
    totals = add_up(votes.values())
    pool: dict[str, Fraction] = {}
    for name in sorted(totals):
        pool[name] = sum((unit.passed_on.get(name, Fraction(0)) for unit in units.values()), Fraction(0))
    size = sum(unit.left for unit in units.values())
    total = sum(pool.values())
    if not size or not total:
        nothing = dict.fromkeys(pool, 0)
        return Pooled(units, pool, size, Fraction(0), nothing, {unit: {} for unit in units}, 0, size)
    # A quota counts whole votes; remainders of a price in whole votes are whole.
    price = second(int(total), size)
    free = _free(units, room, votes)
    won, tie = _second(pool, totals, size, price, free, lots, f"{what} of the second scrutiny")
    placed, places = _place(units, votes, room, won, lots, what)
    undecided = tie.seats if tie else 0
    vacant = size - sum(won.values()) - undecided
    ties = (*([tie] if tie else []), *places)
    return Pooled(units, pool, size, price, won, placed, undecided, vacant, ties)


def _first(
    votes: Mapping[str, int], size: int, quota: Quota, room: Mapping[str, int], lots: Sequence[Lot], what: str
) -> FirstScrutiny:
    check_votes(votes, where=what)
    total = sum(votes.values())
    if not total or not size:
        left = {name: Fraction(number) for name, number in votes.items()}
        return FirstScrutiny(size, Fraction(0), dict.fromkeys(votes, 0), left, left)
    price = quota(total, size)
    won = {name: int(number // price) for name, number in votes.items()}
    remainders = {name: number - won[name] * price for name, number in votes.items()}
    # 10: seats too many are taken back one by one; of equal remainders from the list with fewer votes.
    won, tie = _taken_back(won, size, lambda name: (remainders[name], votes[name]), lots, what)
    if tie is not None:
        raise NotSettled(
            f"{many_of(tie.tied)} have equal remainders and votes, and {len(tie.tied) - tie.seats} of "
            "them must give a seat back; all that follows depends on that",
            where=what,
            hint="Record the lot: whom it drew keeps the seat.",
        )
    # 12: a list has no more seats than candidates.
    won = {name: min(number, room.get(name, number)) for name, number in won.items()}
    # 13: all votes where it has no seat.
    passed_on = {name: remainders[name] if won[name] else Fraction(votes[name]) for name in votes}
    return FirstScrutiny(size, price, won, remainders, passed_on)


def _taken_back(
    won: Mapping[str, int],
    size: int,
    key: Callable[[str], tuple[Fraction, int]],
    lots: Sequence[Lot],
    what: str,
) -> tuple[dict[str, int], Tie | None]:
    """The seats without those above the size: each time the lists with the lowest keys give one back.

    Who of tied lists keeps a seat is open, so that none of them has it for certain.
    """
    kept = dict(won)
    while (over := sum(kept.values()) - size) > 0:
        holders = [name for name, number in kept.items() if number]
        keepers, tie = _best(holders, key, max(0, len(holders) - over), lots, what)
        kept = {name: number - bool(number and name not in keepers) for name, number in kept.items()}
        if tie is not None:
            return kept, tie
    return kept, None


def _free(
    units: Mapping[str, FirstScrutiny],
    room: Mapping[str, Mapping[str, int]],
    votes: Mapping[str, Mapping[str, int]],
) -> dict[str, int]:
    """List -> candidates that the first scrutiny leaves, of lists that have a number wherever they stand."""
    left: dict[str, int] = {}
    endless = set()
    for unit, result in units.items():
        for name in votes[unit]:
            if name in room[unit]:
                left[name] = left.get(name, 0) + room[unit][name] - result.seats[name]
            else:
                endless.add(name)
    return {name: number for name, number in left.items() if name not in endless}


def _second(
    pool: Mapping[str, Fraction],
    totals: Mapping[str, int],
    size: int,
    price: Fraction,
    free: Mapping[str, int],
    lots: Sequence[Lot],
    what: str,
) -> tuple[dict[str, int], Tie | None]:
    full = {name: int(number // price) for name, number in pool.items()}
    rest = {name: number - full[name] * price for name, number in pool.items()}
    # 18: of equal remainders the list with fewer votes gives back.
    won, tie = _taken_back(full, size, lambda name: (rest[name], totals[name]), lots, what)
    if tie is not None:
        return won, tie
    won = {name: min(number, free.get(name, number)) for name, number in won.items()}
    # 16 and 17: the largest remainders, the larger pool, more votes; again while seats are left.
    while left := size - sum(won.values()):
        able = [name for name, number in pool.items() if number and won[name] < free.get(name, won[name] + 1)]
        chosen, tie = _best(
            able, lambda name: (rest[name], pool[name], totals[name]), min(left, len(able)), lots, what
        )
        won = {name: number + (name in chosen) for name, number in won.items()}
        if tie is not None:
            return won, tie
        if not chosen:
            break
    return won, None


def _place(
    units: Mapping[str, FirstScrutiny],
    votes: Mapping[str, Mapping[str, int]],
    room: Mapping[str, Mapping[str, int]],
    won: Mapping[str, int],
    lots: Sequence[Lot],
    what: str,
) -> tuple[dict[str, dict[str, int]], tuple[Tie, ...]]:
    """19: a list's seats fall in the units with its largest remainders, one in each, and again if need be."""
    placed: dict[str, dict[str, int]] = {unit: {} for unit in units}
    ties = []
    for name, seats in won.items():
        left = seats
        while left:
            able = [
                unit
                for unit, result in units.items()
                if votes[unit].get(name)
                and result.seats[name] + placed[unit].get(name, 0) < room[unit].get(name, left + 1_000)
            ]

            def remainder(unit: str, name: str = name) -> tuple[Fraction]:
                return (units[unit].remainders[name],)

            places = min(left, len(able))
            chosen, tie = _best(able, remainder, places, lots, f"unit of {what} of {name}")
            for unit in chosen:
                placed[unit][name] = placed[unit].get(name, 0) + 1
            left -= len(chosen)
            if tie is not None:
                ties.append(tie)
                break
            if not chosen:
                break
    return placed, tuple(ties)


def _best(
    names: Iterable[str],
    key: Callable[[str], tuple[Fraction | int, ...]],
    places: int,
    lots: Sequence[Lot],
    what: str,
) -> tuple[frozenset[str], Tie | None]:
    """The first by a key, the largest first; equal ones for the last place are a tie, or drawn by lot."""
    ranked = sorted(names, key=lambda name: (tuple(-part for part in key(name)), name))
    if places >= len(ranked):
        return frozenset(ranked), None
    if not places:
        return frozenset(), None
    last = key(ranked[places - 1])
    if key(ranked[places]) != last:
        return frozenset(ranked[:places]), None
    sure = [name for name in ranked if key(name) > last]
    level = [name for name in ranked if key(name) == last]
    tie = Tie.of(level, places - len(sure), what)
    drawn = draw(tie, lots)
    if drawn is None:
        return frozenset(sure), tie
    return frozenset((*sure, *drawn[0])), None
