"""Highest averages: D'Hondt, Sainte-Laguë and their kin, in exact whole numbers, with ties as values.

The rule: divide each list's votes by the divisors in turn; the seats go to the highest quotients. Two
quotients are compared by cross-multiplication, so no quotient is ever rounded.

Sources: V. D'Hondt, Système pratique et raisonné de représentation proportionnelle (1882); A. Sainte-Laguë,
La représentation proportionnelle et la méthode des moindres carrés (1910); F. Pukelsheim, Proportional
Representation (2nd ed. 2017), chapters 3 and 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from escrutinio.law.outcome import Tie
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class Divisors:
    """A strictly increasing sequence of positive whole divisors.

    Args:
        name: what lawyers call it.
        text: the first divisors, for derivations.
        at: ``at(k)`` is the divisor of a list's seat number k + 1.
        sure: ``sure(votes, total, seats)`` gives seats that a list wins whatever the other lists have; a
            head start for speed only. None where no such formula is known.
    """

    name: str
    text: str
    at: Callable[[int], int]
    sure: Callable[[int, int, int], int] | None = None


def _dhondt_sure(votes: int, total: int, seats: int) -> int:
    # A list's quotient number k is above total/(seats+1) if k < votes*(seats+1)/total. Over all lists
    # fewer than seats+1 quotients can be (add the inequalities), so every one of them wins a seat.
    return (votes * (seats + 1) - 1) // total


dhondt = Divisors("D'Hondt", "1, 2, 3, ...", lambda k: k + 1, _dhondt_sure)
sainte_lague = Divisors("Sainte-Laguë", "1, 3, 5, ...", lambda k: 2 * k + 1)


@dataclass(frozen=True)
class Quotient:
    """One quotient: the votes of ``name`` divided by ``divisor``, its claim to its seat number ``seat``."""

    name: str
    votes: int
    divisor: int
    seat: int

    @property
    def value(self) -> Fraction:
        """The exact quotient."""
        return Fraction(self.votes, self.divisor)

    def __str__(self) -> str:
        return f"{self.name} {self.votes}/{self.divisor}"

    def to_dict(self) -> dict[str, Any]:
        """Keys ``name``, ``votes``, ``divisor``, ``seat``, ``value`` (exact, as text)."""
        return {
            "name": self.name,
            "votes": self.votes,
            "divisor": self.divisor,
            "seat": self.seat,
            "value": str(self.value),
        }


@dataclass(frozen=True)
class Allocation:
    """Who has how many seats, and why.

    ``seats`` are won for certain; ``tie`` names the lists with equal claims to the seats that are left;
    ``vacant`` counts seats that nobody has a vote for. Always ``sum(seats) + tie.seats + vacant ==
    size``. ``start`` holds seats that each list had before; its first quotients are used up by them.
    """

    votes: Mapping[str, int]
    size: int
    divisors: Divisors
    start: Mapping[str, int]
    seats: Mapping[str, int]
    tie: Tie | None = None
    vacant: int = 0

    def quotient(self, name: str, seat: int) -> Quotient:
        """The claim of ``name`` to its seat number ``seat`` (1 is the first, counting those of ``start``)."""
        return Quotient(name, self.votes[name], self.divisors.at(seat - 1), seat)

    @property
    def awards(self) -> tuple[Quotient, ...]:
        """The quotients that won, highest first; equal ones by name, which means nothing."""
        won = [
            self.quotient(name, self.start.get(name, 0) + number)
            for name, seats in self.seats.items()
            for number in range(1, seats + 1)
        ]
        return tuple(sorted(won, key=lambda quotient: (-quotient.value, quotient.name)))

    @property
    def last(self) -> Quotient | None:
        """The lowest quotient that won a seat; None if none did."""
        return self.awards[-1] if self.awards else None

    @property
    def next(self) -> Quotient | None:
        """The highest quotient that did not surely win; None if no list has a vote."""
        waiting = [
            self.quotient(name, self.start.get(name, 0) + self.seats[name] + 1)
            for name, votes in self.votes.items()
            if votes > 0
        ]
        return min(waiting, key=lambda quotient: (-quotient.value, quotient.name), default=None)


def highest_averages(
    votes: Mapping[str, int],
    seats: int,
    divisors: Divisors = dhondt,
    *,
    start: Mapping[str, int] | None = None,
    what: str = "seats",
) -> Allocation:
    """Give ``seats`` to the highest quotients.

    Args:
        votes: list -> votes. A list without votes wins nothing.
        seats: how many seats there are.
        divisors: the divisor sequence.
        start: list -> seats held before; that many of its first quotients take no part.
        what: what is allocated, for the words of a tie.

    Returns:
        An Allocation. Where equal quotients claim more seats than are left, those seats are a Tie.

    Raises:
        LawError: votes or seats are negative or not int.
    """
    check_votes(votes)
    if type(seats) is not int or seats < 0:
        raise LawError(f"the number of seats is {seats!r}, not a whole number of zero or more")
    at = divisors.at
    begin: Mapping[str, int] = start or {}
    won = dict.fromkeys(votes, 0)
    total = sum(votes.values())
    if total == 0:
        return Allocation(votes, seats, divisors, begin, won, None, seats)
    left = seats
    if divisors.sure is not None and not begin:
        for name, number in votes.items():
            if number:
                won[name] = sure = divisors.sure(number, total, seats)
                left -= sure
    # Each list's next quotient: votes, divisor, name.
    claims = [(number, at(begin.get(name, 0) + won[name]), name) for name, number in votes.items() if number]
    tie = None
    while left > 0:
        best, under = 0, 1
        highest: list[int] = []
        for index, (number, divisor, _) in enumerate(claims):
            one, other = number * under, best * divisor
            if one > other:
                best, under, highest = number, divisor, [index]
            elif one == other:
                highest.append(index)
        if len(highest) > left:
            tie = Tie.of((claims[index][2] for index in highest), left, what)
            break
        for index in highest:
            number, _, name = claims[index]
            won[name] += 1
            claims[index] = (number, at(begin.get(name, 0) + won[name]), name)
        left -= len(highest)
    return Allocation(votes, seats, divisors, begin, won, tie)
