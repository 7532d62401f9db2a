"""The search for the fewest votes that tie a seat or change it, for :mod:`escrutinio.law.seat_margins`.

The answers are found by bisection, never by rounding (with divisors, after a look at the number that the two
quotients name, which nearly always is the answer), and rest on this: a list's seats never fall when it
alone gains votes or takes them from another list. That is so for every divisor method (the list's quotients
rise, no other does). It is so for a quota with largest remainders: there is a level t such that a list has
its votes / quota, less t, rounded up; if the list's number rises and no other's does, losing a seat takes a
higher t, and then nobody gains one (Pukelsheim 2017, chapter 5, on the shift-quota methods). A quota rounded
to whole votes, such as Droop's, jumps when votes are added, and there one vote more can lose the seat again;
so between two jumps the bisection is on the votes, and over the jumps on the best point of each stretch. (For
a quota that is rounded down this presumes that the other lists have as many votes as there are seats.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import partial
from math import ceil, floor

from escrutinio.law.plain import Plain
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.highest_averages import highest_averages
from escrutinio.law.proportional.methods import Method, QuotaMethod, allocate
from escrutinio.law.proportional.quotas import Over, Rest
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError


class Kind(StrEnum):
    """What happens to votes."""

    MORE = "more"
    FEWER = "fewer"
    MOVED = "moved"


@dataclass(frozen=True)
class Change(Plain):
    """The fewest votes on which a seat depends.

    Args:
        kind: whether votes are added, taken away or moved.
        source: the list that loses votes; empty for added ones.
        target: the list that gains them; empty for those taken away.
        tie: the fewest votes with which the seat is at least tied; None if no number is enough.
        change: the fewest with which it has changed; None if no number is enough.
        seats: list -> seats for certain after ``change``; only of lists whose seats differ from now.
    """

    kind: Kind
    source: str
    target: str
    tie: int | None
    change: int | None
    seats: Mapping[str, int]


@dataclass(frozen=True)
class Way:
    """Votes that are added, taken away or moved, and which change of seats is asked for."""

    kind: Kind
    source: str
    target: str
    gain: bool
    loss: bool


def more(name: str) -> Way:
    """Votes added to a list, for one seat more."""
    return Way(Kind.MORE, "", name, gain=True, loss=False)


def fewer(name: str) -> Way:
    """Votes taken from a list, for one seat less."""
    return Way(Kind.FEWER, name, "", gain=False, loss=True)


def moved(source: str, target: str, gain: bool = True, loss: bool = True) -> Way:
    """Votes moved between lists, for a seat that the target gains, or one that the source loses."""
    return Way(Kind.MOVED, source, target, gain, loss)


class Search:
    """One allocation as it is, and questions about it."""

    def __init__(self, votes: Mapping[str, int], seats: int, method: Method, more_votes_first: bool) -> None:
        check_votes(votes)
        self.votes, self.seats, self.more_votes_first = dict(votes), seats, more_votes_first
        if isinstance(method, QuotaMethod) and (
            method.rest is not Rest.REMAINDERS or method.over is Over.NEXT_QUOTA
        ):
            raise LawError(
                "with this quota method a list can lose a seat by gaining votes",
                hint="Name a quota with largest remainders, or a divisor method.",
            )
        self.method = method
        self.low, self.high = self.ends(self.votes)
        if isinstance(method, QuotaMethod):
            # A quota that fits the votes as they are may be exactly filled on the way.
            self.method = replace(method, over=Over.TAKE_BACK)
        self.total = sum(votes.values())
        # Whether equal quotients are a tie, so that it takes a higher one to change a seat for certain.
        self._ties_stay = (
            isinstance(method, Divisors) and not more_votes_first and not method.fewer_votes_first
        )

    def ends(self, votes: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
        """The fewest and the most seats of each list, whichever way a tie goes."""
        given = allocate(votes, self.seats, self.method, more_votes_first=self.more_votes_first)
        tied = given.tie.tied if given.tie else ()
        low = dict(given.seats)
        return low, {name: number + (name in tied) for name, number in low.items()}

    def after(self, number: int, way: Way) -> dict[str, int]:
        """The votes when so many are added, taken away or moved."""
        votes = dict(self.votes)
        if way.source:
            votes[way.source] -= number
        if way.target:
            votes[way.target] += number
        return votes

    def tied(self, number: int, way: Way) -> bool:
        """Whether so many votes at least tie the seat."""
        low, high = self.ends(self.after(number, way))
        gained = way.gain and high[way.target] > self.low[way.target]
        return gained or (way.loss and low[way.source] < self.high[way.source])

    def changed(self, number: int, way: Way) -> bool:
        """Whether so many votes change it for certain."""
        low, high = self.ends(self.after(number, way))
        gained = way.gain and low[way.target] > self.low[way.target]
        return gained or (way.loss and high[way.source] < self.high[way.source])

    def change(self, way: Way, cap: int | None = None) -> Change:
        """The fewest votes, and what comes of them; see :meth:`fewest`."""
        change = self.fewest(way, cap)
        tie: int | None
        if change and self._steady(way.kind) and not self.tied(change - 1, way):
            tie = change  # as nearly always: equal claims need an exact number of votes
        else:
            most = self._most(way, cap) if change is None else change
            tie = self._fewest(partial(self.tied, way=way), way.kind, most)
        seats: dict[str, int] = {}
        if change is not None:
            low, _ = self.ends(self.after(change, way))
            seats = {name: low[name] for name in sorted(low) if low[name] != self.low[name]}
        return Change(way.kind, way.source, way.target, tie, change, seats)

    def fewest(self, way: Way, cap: int | None = None) -> int | None:
        """The fewest votes with which a seat has changed; one above ``cap``, if any, need not be found."""
        most, near = self._most(way, cap), self._near(way)
        if (
            near is not None
            and 0 < near <= most
            and self.changed(near, way)
            and (self._ties_stay or not self.changed(near - 1, way))
        ):
            return near
        return self._fewest(partial(self.changed, way=way), way.kind, most)

    def _most(self, way: Way, cap: int | None) -> int:
        """So many votes at the most."""
        for name in (way.source, way.target):
            if name and name not in self.votes:
                raise LawError(f"no votes are given for {name!r}")
        most = self.votes[way.source] if way.source else self._enough()
        return most if cap is None or not self._steady(way.kind) else min(most, cap)

    def _near(self, way: Way) -> int | None:
        """With how many votes the list's quotient for the seat passes that of the others who would take it.

        None where it takes more than one quotient to say it: then only the search knows.
        """
        rule, name = self.method, way.source or way.target
        if not isinstance(rule, Divisors) or rule.power > 1 or way.kind is Kind.MOVED:
            return None
        seat = self.low[name] + 1 if way.kind is Kind.MORE else self.high[name]
        if not seat:
            return None
        others = {other: votes for other, votes in self.votes.items() if other != name}
        given = highest_averages(others, self.seats - seat + 1, rule)
        rival = given.next if given.tie else given.last
        if rival is None or rival.value is None or not rule.at(seat - 1):
            return None
        # With ``equal`` votes the two quotients are the same.
        votes, equal = self.votes[name], rival.value * rule.at(seat - 1) / rule.unit_of(seat - 1)
        return floor(equal) + 1 - votes if way.kind is Kind.MORE else votes - ceil(equal) + 1

    def least(self, ways: Iterable[Way]) -> tuple[Change, ...]:
        """The smallest of several changes, and all that are as small."""
        best: list[Change] = []
        cap: int | None = None
        for way in ways:
            result = self.change(way, cap)
            if result.change is None or (cap is not None and result.change > cap):
                continue
            if cap is None or result.change < cap:
                best, cap = [], result.change
            best.append(result)
        return tuple(best)

    def _steady(self, kind: Kind) -> bool:
        """Whether no quota changes on the way, so that what is enough stays enough with every vote more."""
        return isinstance(self.method, Divisors) or kind is Kind.MOVED

    def _enough(self) -> int:
        """So many more votes that still more change nothing."""
        if isinstance(self.method, Divisors):
            return (self.total + 1) * (self.method.at(self.seats) + 1)
        return 4 * (self.seats + 2) * (self.total + self.seats + 2)

    def _fewest(self, test: Callable[[int], bool], kind: Kind, most: int) -> int | None:
        """The least number from 0 to ``most`` with which ``test`` is true."""
        if isinstance(self.method, Divisors) or self._steady(kind):
            return _bisect(test, 0, most)
        price, grows = self.method.quota, kind is Kind.MORE

        def quota(number: int) -> Fraction | None:
            total = self.total + number if grows else self.total - number
            return price(total, self.seats) if total > 0 and self.seats else None

        def stretch(number: int) -> int:
            """The last number up to ``most`` with the same quota."""
            same = quota(number)
            first_other = _bisect(lambda votes: quota(votes) != same, number, most)
            return most if first_other is None else first_other - 1

        start = _bisect(lambda number: test(stretch(number)), 0, most)
        return None if start is None else _bisect(test, start, stretch(start))


def _bisect(test: Callable[[int], bool], low: int, high: int) -> int | None:
    """The least number from ``low`` to ``high`` with which a test is true that stays true from there on."""
    if not test(high):
        return None
    # Answers are small more often than not: look near first, in steps that double.
    step = 1
    while low + step <= high and not test(low + step - 1):
        low, step = low + step, 2 * step
    high = min(low + step - 1, high)
    while low < high:
        middle = (low + high) // 2
        if test(middle):
            high = middle
        else:
            low = middle + 1
    return low
