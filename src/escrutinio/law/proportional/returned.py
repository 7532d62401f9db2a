"""Seats of units that a list gives back because it has more of them than its share of the whole.

Source: Sweden, Vallagen 2005:837 ch. 14 ss. 2 and 4 a to 4 c, as amended by SFS 2014:1384: seats above the
share go back where the party has its lowest comparison numbers, but not in a constituency with fewer than
three fixed seats; each goes, in its constituency, to the next of the parties that have fewer seats than their
share, the largest number of several constituencies first; a lot decides between equal numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot, draw
from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.totals import NotSettled
from escrutinio.model.text import many_of


@dataclass(frozen=True)
class MovedSeat:
    """A seat of a unit that a list gives back or is given.

    Args:
        unit: where.
        name: of the list.
        votes: of it there.
        seat: which of its seats there it is, from 1.
        number: its votes by the divisor of that seat.
    """

    unit: str
    name: str
    votes: int
    seat: int
    number: Fraction


@dataclass(frozen=True)
class Returned:
    """The seats that went back, those that were given anew, and who has how many then."""

    back: tuple[MovedSeat, ...]
    anew: tuple[MovedSeat, ...]
    units: Mapping[str, Mapping[str, int]]


def give_back(
    votes: Mapping[str, Mapping[str, int]],
    won: Mapping[str, Mapping[str, int]],
    shares: Mapping[str, int],
    over: Mapping[str, int],
    by: Divisors,
    lots: Sequence[Lot] = (),
    *,
    keep: Collection[str] = (),
) -> Returned:
    """Take back the seats above the shares, and give them to the next in their units.

    A list gives back the seats that it has by its lowest numbers, of all units together. Each goes, in its
    unit, to the highest number of the lists that have fewer seats than their share.

    Args:
        votes: unit -> list -> votes.
        won: unit -> list -> seats there.
        shares: list -> seats that it should have in all, of those who take part in the share of the whole.
        over: list -> seats above its share.
        by: the divisors of the seats in the units, all above zero.
        lots: recorded lots: for "seats that NAME gives back" (drawn: the units where it does) and for "the
            seat given back in UNIT" (drawn: the list that has it).
        keep: units in which no seat goes back.

    Raises:
        NotSettled: it takes a lot that is not recorded, or a unit has no list that has fewer than its share,
            or a list has too few seats where seats go back.
    """
    held = {unit: dict(seats) for unit, seats in won.items()}
    total = add_up(held.values())
    give = {unit: there for unit, there in held.items() if unit not in keep}
    back = [
        seat for name, more in sorted(over.items()) for seat in _lowest(name, more, votes, give, by, lots)
    ]
    for seat in back:
        held[seat.unit][seat.name] -= 1
    room = {
        name: due - total.get(name, 0)
        for name, due in shares.items()
        if name not in over and due > total.get(name, 0)
    }
    free, anew = Counter(seat.unit for seat in back), []
    while free:
        seat = _next(free, room, votes, held, by, lots)
        anew.append(seat)
        held[seat.unit][seat.name] = seat.seat
        free -= Counter([seat.unit])
        room[seat.name] -= 1
    return Returned(tuple(back), tuple(anew), held)


def _seat(unit: str, name: str, votes: int, seat: int, by: Divisors) -> MovedSeat:
    return MovedSeat(unit, name, votes, seat, Fraction(votes * by.unit, by.at(seat - 1)))


def _lowest(
    name: str,
    more: int,
    votes: Mapping[str, Mapping[str, int]],
    held: Mapping[str, Mapping[str, int]],
    by: Divisors,
    lots: Sequence[Lot],
) -> list[MovedSeat]:
    """The seats of a list by its lowest numbers.

    Raises:
        NotSettled: it has fewer, or it takes a lot that is not recorded.
    """
    seats = sorted(
        (
            _seat(unit, name, votes[unit][name], seat, by)
            for unit, there in held.items()
            for seat in range(1, there.get(name, 0) + 1)
        ),
        key=lambda seat: (seat.number, seat.unit),
    )
    if more > len(seats):
        raise NotSettled(
            f"{name} has {more} seats above its share, and {len(seats)} where seats go back",
            hint="Fill the seats of the whole by hand.",
        )
    edge = seats[more - 1].number
    below = [seat for seat in seats if seat.number < edge]
    level = {seat.unit: seat for seat in seats if seat.number == edge}
    units = _drawn(Tie.of(level, more - len(below), f"seats that {name} gives back"), lots)
    return [*below, *(level[unit] for unit in units)]


def _next(
    free: Mapping[str, int],
    room: Mapping[str, int],
    votes: Mapping[str, Mapping[str, int]],
    held: Mapping[str, Mapping[str, int]],
    by: Divisors,
    lots: Sequence[Lot],
) -> MovedSeat:
    """The highest number of those who can have a seat that is free.

    Raises:
        NotSettled: there is none, or one list has equal numbers in two units and room for one of them.
    """
    claims = [
        _seat(unit, name, number, held[unit].get(name, 0) + 1, by)
        for unit in sorted(free)
        for name, number in sorted(votes[unit].items())
        if number and room.get(name, 0) > 0
    ]
    if not claims:
        raise NotSettled(
            f"nobody with fewer seats than its share has votes where seats are given back: {many_of(free)}",
            hint="Fill those seats by hand.",
        )
    best = max(claims, key=lambda seat: seat.number)
    equal = [seat for seat in claims if seat.number == best.number]
    here = {seat.name: seat for seat in equal if seat.unit == best.unit}
    elsewhere = [seat for seat in equal if seat.name == best.name and seat.unit != best.unit]
    if elsewhere and len(elsewhere) >= room[best.name]:
        raise NotSettled(
            f"{best.name} has equal numbers in {best.unit} and {elsewhere[0].unit}, and room for one seat",
            hint="Fill those seats by hand.",
        )
    (chosen,) = _drawn(Tie.of(here, 1, f"the seat given back in {best.unit}"), lots)
    return here[chosen]


def _drawn(tie: Tie, lots: Sequence[Lot]) -> tuple[str, ...]:
    """Who takes the places of a tie; all where there are no more than places.

    Raises:
        NotSettled: it takes a lot that is not recorded.
    """
    if len(tie.tied) == tie.seats:
        return tie.tied
    drawn = draw(tie, lots)
    if drawn is None:
        raise NotSettled(
            f"equal numbers for {tie.what}: {many_of(tie.tied)}",
            hint=f"Record the lot that was drawn among them for {tie.what!r}.",
        )
    return drawn[0]
