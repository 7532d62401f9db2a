"""Seats for being first: a premium besides the proportional seats, or a floor under them.

* *Premium*: so many seats go to the list with the most votes, the others are allocated among all lists, the
  first among them. Greece, P.D. 26/2012 art. 99, 50 of 300; French communes, half of the council, Electoral
  Code L262; French regions, a quarter, L338.
* *Floor*: the list with the most votes has at least so many seats. Where its proportional share is less, it
  has them all the same, and the others share the rest. Italy 2006 to 2013, 340 seats, D.P.R. 361/1957 art. 83
  as amended by Law 270/2005.

Where several lists are equally first, the seats are computed for each way that can end: a list has for
certain what it has in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escrutinio.law.decisions import Decision, Elected, Tie
from escrutinio.law.lots import Lot
from escrutinio.law.majority.plurality import plurality
from escrutinio.law.plain import JsonObject, plain
from escrutinio.law.proportional.divisors import dhondt
from escrutinio.law.proportional.highest_averages import Allocation
from escrutinio.law.proportional.methods import Method, allocate
from escrutinio.law.proportional.quotas import RemainderAllocation
from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class BonusSeats:
    """Seats with those for being first.

    Always ``sum(seats) + undecided + vacant == size``.

    Args:
        size: all seats.
        first: who has the most votes.
        bonus: the seats that go to it apart from proportion; 0 where its share reaches the floor.
        shared: the proportional allocation: of all seats or of those that the bonus leaves. Where several
            lists are first, that of the first by name.
        seats: list -> seats for certain.
        undecided: seats that wait for ties.
        vacant: seats that nobody takes.
        ties: the ties that can be broken now.
    """

    size: int
    first: Decision
    bonus: int
    shared: Allocation | RemainderAllocation
    seats: Mapping[str, int]
    undecided: int
    vacant: int
    ties: tuple[Tie, ...] = ()

    def to_dict(self) -> JsonObject:
        """The fields as plain data; ``shared`` as the seats that it gave."""
        return {
            "size": self.size,
            "first": plain(self.first),
            "bonus": self.bonus,
            "shared": plain(self.shared.seats),
            "seats": plain(self.seats),
            "undecided": self.undecided,
            "vacant": self.vacant,
            "ties": plain(self.ties),
        }


def bonus_premium(
    votes: Mapping[str, int],
    seats: int,
    bonus: int,
    method: Method = dhondt,
    *,
    most: Mapping[str, int] | None = None,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> BonusSeats:
    """The first list has ``bonus`` of the seats; the others are allocated among all lists.

    Args:
        votes: list -> votes of the lists that take part.
        seats: how many seats there are, those of the bonus included.
        bonus: how many go to the list with the most votes.
        method: how the others are allocated.
        most: list -> the most seats it can take, such as its candidates; absent for no limit. Those of the
            bonus that the first cannot take are allocated with the others.
        more_votes_first: whether of equal claims that of the list with more votes comes first.
        lots: recorded lots. A tie for the first place is called ``"the bonus of <what>"``.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: the bonus has more seats than there are, or as
        :func:`escrutinio.law.proportional.methods.allocate`.
    """
    first = _first(votes, seats, bonus, lots, what)
    if not most:
        left = seats - bonus if isinstance(first, Elected | Tie) else seats
        shared = allocate(votes, left, method, more_votes_first=more_votes_first, lots=lots, what=what)
        return _joined(seats, first, dict.fromkeys(_leaders(first), (seats - left, shared)))
    ways: dict[str, _Way] = {}
    for leader in _leaders(first):
        own = min(bonus, most.get(leader, bonus)) if leader else 0
        room = {name: number - own * (name == leader) for name, number in most.items()}
        given = allocate(
            votes, seats - own, method, most=room, more_votes_first=more_votes_first, lots=lots, what=what
        )
        ways[leader] = (own, given)
    return _joined(seats, first, ways)


def bonus_floor(
    votes: Mapping[str, int],
    seats: int,
    floor: int,
    method: Method = dhondt,
    *,
    most: Mapping[str, int] | None = None,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> BonusSeats:
    """The first list has at least ``floor`` of the seats; if it has them by that, the others share the rest.

    A tie for the very seat with which the first list would reach the floor is settled before the floor is
    applied. See :func:`bonus_premium` for arguments and errors.
    """
    first = _first(votes, seats, floor, lots, what)
    whole = allocate(
        votes, seats, method, most=most or None, more_votes_first=more_votes_first, lots=lots, what=what
    )
    ways: dict[str, _Way] = {}
    for leader in _leaders(first):
        least = min(floor, (most or {}).get(leader, floor))
        share = whole.seats.get(leader, 0) + (whole.tie is not None and leader in whole.tie.tied)
        ways[leader] = (0, whole)
        if leader and share < least:
            others = {name: number for name, number in votes.items() if name != leader}
            given = allocate(
                others,
                seats - least,
                method,
                most=most or None,
                more_votes_first=more_votes_first,
                lots=lots,
                what=what,
            )
            ways[leader] = (least, given)
    return _joined(seats, first, ways)


_Way = tuple[int, Allocation | RemainderAllocation]
"""The seats that the first list has apart from the allocation, and that."""


def _first(votes: Mapping[str, int], seats: int, bonus: int, lots: Sequence[Lot], what: str) -> Decision:
    if type(bonus) is not int or not 0 <= bonus <= seats:
        raise LawError(f"a bonus of {bonus} of {seats} seats")
    return plurality(votes, lots=lots, what=f"the bonus of {what}")


def _leaders(first: Decision) -> tuple[str, ...]:
    """Whoever may be first; an empty name where nobody has a vote."""
    if isinstance(first, Elected):
        return (first.name,)
    return first.tied if isinstance(first, Tie) else ("",)


def _joined(size: int, first: Decision, ways: Mapping[str, _Way]) -> BonusSeats:
    """What all ways have in common."""
    sure: dict[str, int] = {}
    for number, (leader, (bonus, given)) in enumerate(ways.items()):
        seats = dict(given.seats)
        if bonus:
            seats[leader] = seats.get(leader, 0) + bonus
        sure = seats if not number else {name: min(sure.get(name, 0), seats.get(name, 0)) for name in seats}
    bonus, shared = next(iter(ways.values()))
    rest = size - sum(sure.values()) - shared.vacant
    inside = shared.tie if all(given is shared for _, given in ways.values()) else None
    ties = [inside] if inside is not None else []
    if isinstance(first, Tie) and any(apart for apart, _ in ways.values()):
        ties.insert(0, Tie.of(first.tied, rest - sum(tie.seats for tie in ties), first.what))
    return BonusSeats(size, first, bonus, shared, sure, rest, shared.vacant, tuple(ties))
