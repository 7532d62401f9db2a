"""Seats to districts, by their population, voters or votes.

Sources: United States, 2 U.S.C. s. 2a (equal proportions, which is Huntington-Hill, each state at least one
seat). Spain, LOREG art. 162 (two seats to each province first, the others by largest remainders). Czechia,
Act 247/1995, s. 48 (200 seats to 14 regions by the valid votes cast, with a quota rounded to a whole number
and largest remainders). M. L. Balinski and H. P. Young, Fair Representation (1982), appendix A, on minimum
and maximum requirements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.plain import JsonObject, plain
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.highest_averages import Allocation, highest_averages
from escrutinio.law.proportional.methods import Method, QuotaMethod, allocate
from escrutinio.law.proportional.quotas import RemainderAllocation
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of

Bound = int | Mapping[str, int]
"""One number for every district, or district -> number."""


@dataclass(frozen=True)
class Apportionment:
    """Seats of districts. Always ``sum(seats) + undecided + vacant == size``.

    Args:
        populations: district -> the number it is weighed by.
        size: how many seats there are.
        seats: district -> seats for certain.
        given: district -> seats given before the method begins.
        fixed: district -> seats, of those that a quota method has raised to their minimum or cut to their
            maximum.
        last: the last allocation among the other districts.
        undecided: seats that wait for ties.
        vacant: seats that no district can take.
        tie: the tie that can be broken now.
        lots: the recorded lots that were used.
    """

    populations: Mapping[str, int]
    size: int
    seats: Mapping[str, int]
    given: Mapping[str, int]
    last: Allocation | RemainderAllocation
    fixed: Mapping[str, int] = field(default_factory=dict)
    undecided: int = 0
    vacant: int = 0
    tie: Tie | None = None
    lots: tuple[Lot, ...] = ()

    def to_dict(self) -> JsonObject:
        """Keys ``size``, ``seats``, ``given``, ``fixed``, ``undecided``, ``vacant``, ``tie``, ``lots``."""
        return {
            "size": self.size,
            "seats": plain(self.seats),
            "given": plain(self.given),
            "fixed": plain(self.fixed),
            "undecided": self.undecided,
            "vacant": self.vacant,
            "tie": plain(self.tie),
            "lots": plain(self.lots),
        }


def apportion(
    populations: Mapping[str, int],
    seats: int,
    method: Method,
    *,
    first: Bound = 0,
    minimum: Bound = 0,
    maximum: Bound | None = None,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "seats of districts",
) -> Apportionment:
    """Give seats to districts.

    A minimum under a divisor method is kept by giving it first and using up as many quotients, a maximum by
    leaving a district out once it has it. Under a quota method those below their minimum are raised to it,
    or, if there are none, those above their maximum cut to it; they leave, and the rest is computed anew.

    Args:
        populations: district -> population, registered voters or votes.
        seats: how many seats there are.
        method: a divisor sequence or a quota method.
        first: seats that each district has beforehand; the method gives the others as if they were all.
        minimum: the fewest seats of a district, ``first`` included.
        maximum: the most, ``first`` included; no limit unless given.
        more_votes_first: whether of equal claims that of the larger district comes first.
        lots: recorded lots.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a number is negative or not int, the minimum alone exceeds the seats, or a minimum its
            maximum.
    """
    check_votes(populations, where="populations")
    check_votes({"seats": seats}, where="seats")
    before = _bound(populations, first, "first")
    low = _bound(populations, minimum, "minimum")
    high = None if maximum is None else _bound(populations, maximum, "maximum")
    least = {name: max(before[name], low[name]) for name in populations}
    if sum(least.values()) > seats:
        raise LawError(f"the minimum of all districts is {sum(least.values())} where there are {seats} seats")
    for name in sorted(populations):
        if high is not None and high[name] < least[name]:
            raise LawError(f"the maximum of {name!r} is {high[name]}, its minimum {least[name]}")
    left = seats - sum(before.values())
    need = {name: least[name] - before[name] for name in populations}
    room = None if high is None else {name: high[name] - before[name] for name in populations}
    if isinstance(method, Divisors):
        spare = left - sum(need.values())
        most = None if room is None else {name: room[name] - need[name] for name in populations}
        allocation = highest_averages(
            populations,
            spare,
            method,
            start=need if any(need.values()) else None,
            most=most,
            more_votes_first=more_votes_first,
            lots=lots,
            what=what,
        )
        won = {name: least[name] + allocation.seats[name] for name in populations}
        undecided = allocation.tie.seats if allocation.tie else 0
        return Apportionment(
            populations,
            seats,
            won,
            before,
            allocation,
            {},
            undecided,
            allocation.vacant,
            allocation.tie,
            allocation.lots,
        )
    return _by_quota(populations, seats, left, method, before, need, room, more_votes_first, lots, what)


def _by_quota(
    populations: Mapping[str, int],
    seats: int,
    left: int,
    method: QuotaMethod,
    before: Mapping[str, int],
    need: Mapping[str, int],
    room: Mapping[str, int] | None,
    more_votes_first: bool,
    lots: Sequence[Lot],
    what: str,
) -> Apportionment:
    """A quota method in rounds: fix those below their minimum, then those above their maximum."""
    fixed: dict[str, int] = {}
    used: tuple[Lot, ...] = ()
    while True:
        free = {name: number for name, number in populations.items() if name not in fixed}
        open_seats = left - sum(fixed.values())
        allocation = allocate(
            free, open_seats, method, more_votes_first=more_votes_first, lots=lots, what=what
        )
        used += allocation.lots
        tied = set(allocation.tie.tied) if allocation.tie else set()
        short = {name for name in free if allocation.seats[name] < need[name]}
        over = {
            name for name in free if room is not None and allocation.seats[name] + (name in tied) > room[name]
        }
        if tied & (short | over):
            # How the tie is broken decides who is fixed, and so all that follows: only minima are certain.
            sure = {name: before[name] + fixed.get(name, need[name]) for name in populations}
            undecided = seats - sum(sure.values())
            tie = allocation.tie if undecided else None
            return Apportionment(
                populations, seats, sure, before, allocation, fixed, undecided, 0, tie, _once(used)
            )
        if short:
            fixed.update({name: need[name] for name in short})
        elif over and room is not None:
            fixed.update({name: room[name] for name in over})
        else:
            break
    won = {name: before[name] + fixed.get(name, allocation.seats.get(name, 0)) for name in populations}
    undecided = allocation.tie.seats if allocation.tie else 0
    return Apportionment(
        populations,
        seats,
        won,
        before,
        allocation,
        fixed,
        undecided,
        allocation.vacant,
        allocation.tie,
        _once(used),
    )


def _once(lots: tuple[Lot, ...]) -> tuple[Lot, ...]:
    return tuple(dict.fromkeys(lots))


def _bound(populations: Mapping[str, int], bound: Bound, name: str) -> dict[str, int]:
    """A number for every district.

    Raises:
        LawError: a number is negative or not int, or a district has none or is unknown.
    """
    if isinstance(bound, Mapping):
        if set(bound) != set(populations):
            odd = some_of(sorted(set(bound) ^ set(populations)))
            raise LawError(f"the {name} does not name the same districts: {odd}")
        bounds = dict(bound)
    else:
        bounds = dict.fromkeys(populations, bound)
    check_votes(bounds, where=name)
    return bounds
