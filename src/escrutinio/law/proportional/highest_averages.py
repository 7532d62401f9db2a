"""Highest averages: D'Hondt, Sainte-Laguë and their kin, in exact whole numbers, with ties as values.

The rule: divide each list's votes by the divisors in turn; the seats go to the highest quotients. Quotients
are compared as whole numbers that keep their order and their equality, so no comparison is ever rounded.

Sources: V. D'Hondt, Système pratique et raisonné de représentation proportionnelle (1882); A. Sainte-Laguë,
La représentation proportionnelle et la méthode des moindres carrés (1910); F. Pukelsheim, Proportional
Representation (2nd ed. 2017), chapters 3 and 4, and 4.6 on beginning near the end ("jump and step").
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot, draw
from escrutinio.law.plain import JsonObject
from escrutinio.law.proportional.divisors import Divisors, decimal, dhondt
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of


@dataclass(frozen=True)
class Quotient:
    """One quotient: the votes of ``name`` divided by a divisor, its claim to its seat number ``seat``.

    ``divisor`` is the whole number that the computation uses: the statute's times ``unit`` (of this divisor
    alone, where each has its own), or, where ``power`` is 2, its square, or with it 10, its tenth power.
    """

    name: str
    votes: int
    divisor: int
    seat: int
    unit: int = 1
    power: int = 1

    @property
    def value(self) -> Fraction | None:
        """The exact quotient, or its power ``power``; None for infinite, a division by zero."""
        return Fraction(self.votes**self.power * self.unit, self.divisor) if self.divisor else None

    @property
    def order(self) -> tuple[bool, Fraction]:
        """What sorts quotients, the highest first; those divided by zero before all, by their votes."""
        value = self.value
        return value is not None, -(Fraction(self.votes) if value is None else value)

    def __str__(self) -> str:
        return f"{self.name} {self.votes}/{self.shown_divisor}"

    @property
    def shown_divisor(self) -> str:
        """The divisor as the statutes write it."""
        if self.power == 2:
            return f"√{self.divisor}"
        if self.power == 10:
            return f"{self.seat}^0.9"
        text = decimal(Fraction(self.divisor, self.unit))
        return f"({text})" if "/" in text else text

    @property
    def shown(self) -> Fraction | None:
        """What a reader is shown: the value, or, of a tenth power, the quotient itself to three places."""
        if self.power != 10 or not self.divisor:
            return self.value
        wanted = self.votes**10 * 10**30 // self.divisor
        root = round(wanted**0.1)
        while root**10 > wanted:
            root -= 1
        while (root + 1) ** 10 <= wanted:
            root += 1
        return Fraction(root, 1000)

    def to_dict(self) -> JsonObject:
        """Keys ``name``, ``votes``, ``divisor`` (as in the statute), ``seat``, ``value`` (exact, as text)."""
        return {
            "name": self.name,
            "votes": self.votes,
            "divisor": self.divisor if self.unit == 1 and self.power == 1 else self.shown_divisor,
            "seat": self.seat,
            "value": "infinite" if self.value is None else f"{'√' * (self.power == 2)}{self.shown}",
        }


@dataclass(frozen=True)
class Allocation:
    """Who has how many seats, and why.

    ``seats`` are won for certain; ``tie`` names the lists with equal claims to the seats that are left;
    ``vacant`` counts seats that nobody has a vote for. Always ``sum(seats) + tie.seats + vacant ==
    size``. ``start`` holds seats that each list had before; its first quotients are used up by them.
    ``lots`` are the recorded lots that broke a tie; ``most``, the most seats that lists can take, if any.
    """

    votes: Mapping[str, int]
    size: int
    divisors: Divisors
    start: Mapping[str, int]
    seats: Mapping[str, int]
    tie: Tie | None = None
    vacant: int = 0
    lots: tuple[Lot, ...] = ()
    most: Mapping[str, int] | None = None

    def quotient(self, name: str, seat: int) -> Quotient:
        """The claim of ``name`` to its seat number ``seat`` (1 is the first, counting those of ``start``)."""
        rule = self.divisors
        unit = rule.unit_of(seat - 1)
        return Quotient(name, self.votes[name], rule.at(seat - 1), seat, unit, rule.power)

    @property
    def awards(self) -> tuple[Quotient, ...]:
        """The quotients that won, highest first; equal ones by name, which means nothing."""
        won = [
            self.quotient(name, self.start.get(name, 0) + number)
            for name, seats in self.seats.items()
            for number in range(1, seats + 1)
        ]
        return tuple(highest_first(won))

    @property
    def last(self) -> Quotient | None:
        """The lowest quotient that won a seat; None if none did."""
        lowest = [
            self.quotient(name, self.start.get(name, 0) + seats)
            for name, seats in self.seats.items()
            if seats
        ]
        return max(lowest, key=_rank(lowest), default=None)

    @property
    def next(self) -> Quotient | None:
        """The highest quotient that did not surely win; None if no list has a vote, or room."""
        full = {name for name, number in (self.most or {}).items() if self.seats.get(name) == number}
        waiting = [
            self.quotient(name, self.start.get(name, 0) + self.seats[name] + 1)
            for name, votes in self.votes.items()
            if votes > 0 and name not in full
        ]
        return min(waiting, key=_rank(waiting), default=None)


def highest_first(quotients: Collection[Quotient]) -> list[Quotient]:
    """Quotients of one allocation, highest first; equal ones by name, which means nothing."""
    return sorted(quotients, key=_rank(quotients))


def _rank(quotients: Collection[Quotient]) -> Callable[[Quotient], tuple[bool, int, str]]:
    """What sorts these quotients as :attr:`Quotient.order` does, in whole numbers, which are much faster."""
    # Two different ones, times the square of the largest divisor, differ by 1 at least.
    scale = max((quotient.divisor for quotient in quotients), default=0) ** 2

    def rank(quotient: Quotient) -> tuple[bool, int, str]:
        votes, divisor = quotient.votes, quotient.divisor
        if not divisor:
            return False, -votes, quotient.name
        return True, -(votes**quotient.power * quotient.unit * scale // divisor), quotient.name

    return rank


def highest_averages(
    votes: Mapping[str, int],
    seats: int,
    divisors: Divisors = dhondt,
    *,
    start: Mapping[str, int] | None = None,
    most: Mapping[str, int] | None = None,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> Allocation:
    """Give ``seats`` to the highest quotients.

    Args:
        votes: list -> votes. A list without votes wins nothing.
        seats: how many seats there are.
        divisors: the divisor sequence.
        start: list -> seats held before; that many of its first quotients take no part.
        most: list -> the most seats it can take here, such as its candidates; a list that is absent has no
            limit. Seats that nobody can take stay vacant.
        more_votes_first: whether of equal quotients that of the list with more votes comes first, as many
            statutes have it before the lot.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Returns:
        An Allocation. Where equal quotients claim more seats than are left, those seats are a Tie.

    Raises:
        LawError: votes or seats are negative or not int, or of equal quotients both more and fewer votes
            are to come first.
    """
    check_votes(votes)
    fewer = divisors.fewer_votes_first
    if more_votes_first and fewer:
        raise LawError("of equal quotients that with more votes or that with fewer comes first, not both")
    if type(seats) is not int or seats < 0:
        raise LawError(f"the number of seats is {seats!r}, not a whole number of zero or more")
    begin: Mapping[str, int] = start or {}
    total = sum(votes.values())
    if total == 0:
        return Allocation(votes, seats, divisors, begin, dict.fromkeys(votes, 0), None, seats)
    at, power, parts = divisors.at, divisors.power, divisors.parts
    if not at(0):
        # Quotients divided by zero come before all others, and of them the greater votes first (Balinski and
        # Young 1982, appendix A): as if divided by something so small that even one vote is above all others.
        small = total**power + 1

        def at(k: int) -> int:
            return divisors.at(k) * small or 1

    # Two different quotients v/d and w/e differ by 1/(d*e) at least. Times the square of the largest divisor
    # that is the other by 1 at least, so rounding down keeps their order, and makes no two of them equal.
    scale = at(seats + max(begin.values()) if begin else seats) ** 2
    reach, more, price = _head_start(len(votes), total, seats, divisors)
    # By list: how many quotients are used up, and the next one, scaled; 0 where it has no claim.
    used: dict[str, int] = {}
    claims: list[int] = []
    for name, number in votes.items():
        sure = (number * reach + more) // price
        if sure < 0:
            sure = 0
        used[name] = sure
        claims.append(number * scale // at(sure))
    ends: Mapping[str, int] = {}
    left = seats - sum(used.values())
    if begin or most or power > 1 or parts:
        ends = {name: begin.get(name, 0) + number for name, number in (most or {}).items()}
        claims, left = [], seats
        for name, number in votes.items():
            held = begin.get(name, 0)
            used[name] = have = min(max(used[name], held), ends.get(name, used[name] + held))
            left -= have - held
            whole = scale if parts is None else scale * parts(have)
            claims.append(0 if have == ends.get(name) else number**power * whole // at(have))
    names = list(votes)
    tie = None
    drawn: tuple[Lot, ...] = ()
    while left:
        best = max(claims)
        equal = claims.count(best)
        if not best:
            break
        if equal > left:
            level = [name for name, claim in zip(names, claims, strict=True) if claim == best]
            earlier = used[level[0]] - begin.get(level[0], 0) if divisors.take_turns else 0
            chosen, tie, drawn = break_tie(
                level, left, votes, more_votes_first, lots, what, fewer, turns=earlier
            )
            for name in chosen:
                used[name] += 1
            left = 0
            break
        left -= equal
        for _ in range(equal):
            index = claims.index(best)
            name = names[index]
            used[name] = have = used[name] + 1
            whole = scale if parts is None else scale * parts(have)
            claims[index] = 0 if have == ends.get(name) else votes[name] ** power * whole // at(have)
    won = {name: have - begin.get(name, 0) for name, have in used.items()} if begin else used
    return Allocation(votes, seats, divisors, begin, won, tie, left, drawn, most)


def _head_start(lists: int, total: int, seats: int, divisors: Divisors) -> tuple[int, int, int]:
    """Numbers ``reach``, ``more`` and ``price`` by which ``(votes * reach + more) // price`` seats are sure.

    A list surely wins that many, whatever happens in the last rounds; none where it is negative. Let X be
    ``step * (seats + 1) - lists * max(step - low, 0)`` and the price of a seat total/X. A list with c > 0
    quotients above the price has ``low + step * (c - 1) < votes * X / total``, so c is less than
    ``votes * X / (total * step) + max(step - low, 0) / step``, which is true of c = 0 as well. Added over all
    lists: fewer than seats + 1. So at most ``seats`` quotients are above the price, and each wins a seat;
    one does, surely, if ``high + step * k`` is below ``votes * X / total``. Quotients used up before are
    among the first of their list, and a limit leaves more to others: it is still true of the rest.
    """
    if divisors.even is None:
        return 0, -1, total
    low, high, step = divisors.even
    reach = step * (seats + 1)
    if step > low:
        reach -= lists * (step - low)
    return reach, (step - high) * total - 1, step * total


def allocate_districts(
    votes: Mapping[str, Mapping[str, int]],
    seats: Mapping[str, int],
    divisors: Divisors = dhondt,
    *,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> dict[str, Allocation]:
    """Give the seats of each district to its highest quotients, as ``highest_averages`` does.

    Args:
        votes: district -> list -> votes.
        seats: district -> seats; the same districts.
        divisors: the divisor sequence.
        more_votes_first: whether of equal quotients that of the list with more votes comes first.
        lots: recorded lots; a tie of the district X is one for ``"seats of X"``.
        what: what is allocated.

    Raises:
        LawError: a district has votes or seats alone, or its numbers are negative or not int.
    """
    if votes.keys() != seats.keys():
        alone = some_of(sorted(votes.keys() ^ seats.keys()))
        raise LawError(f"votes or seats are missing for {alone}", hint="Give both for every district.")
    return {
        district: highest_averages(
            voted,
            seats[district],
            divisors,
            more_votes_first=more_votes_first,
            lots=lots,
            what=f"{what} of {district}",
        )
        for district, voted in votes.items()
    }


def break_tie(
    names: Iterable[str],
    seats: int,
    votes: Mapping[str, int],
    more_votes_first: bool,
    lots: Sequence[Lot],
    what: str,
    fewer_votes_first: bool = False,
    *,
    turns: int = 0,
) -> tuple[tuple[str, ...], Tie | None, tuple[Lot, ...]]:
    """Who of those with equal claims takes the seats: for certain, tied, and by which lots.

    Args:
        names: those with equal claims, more than there are seats.
        seats: how many they compete for, at least one.
        votes: list -> votes.
        more_votes_first: whether those with more votes come first.
        lots: recorded lots.
        what: what is tied, in words.
        fewer_votes_first: whether those with fewer votes come first.
        turns: how often two lists with equal votes had equal claims before, where they take turns: the lot
            is that of the first time.
    """
    level = sorted(names)
    sure: list[str] = []
    if more_votes_first or fewer_votes_first:
        sign = 1 if fewer_votes_first else -1
        ranked = sorted(level, key=lambda name: sign * votes[name])
        last = votes[ranked[seats - 1]]
        sure = [name for name in ranked if sign * votes[name] < sign * last]
        level = [name for name in ranked if votes[name] == last]
        if len(sure) + len(level) == seats:
            return (*sure, *level), None, ()
    tie = Tie.of(level, seats - len(sure), what)
    drawn = draw(tie, lots)
    if drawn is None:
        return tuple(sure), tie, ()
    first = drawn[0]
    if turns % 2 and len(level) == 2 and votes[level[0]] == votes[level[1]]:
        first = tuple(name for name in level if name not in first)
    return (*sure, *first), None, (drawn[1],)
