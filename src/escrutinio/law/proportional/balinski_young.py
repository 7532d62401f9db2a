"""Balinski and Young's quota method: D'Hondt's averages among those who stay within their upper quota.

Source: M. L. Balinski and H. P. Young, "The quota method of apportionment", American Mathematical Monthly 82
(1975), 701-730. It is the one method that gives everybody its exact share rounded down or up, never takes a
seat away when the house grows, and follows averages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot, draw
from escrutinio.law.totals import check_votes


@dataclass(frozen=True)
class Award:
    """One seat, in the order in which they are given.

    Args:
        name: who has it.
        votes: of it.
        seat: which of its seats it is, from 1; its average is its votes by this number.
    """

    name: str
    votes: int
    seat: int

    @property
    def average(self) -> Fraction:
        """The votes for each of its seats, this one counted."""
        return Fraction(self.votes, self.seat)


@dataclass(frozen=True)
class BalinskiYoung:
    """Who has how many seats, and in which order they were given.

    Args:
        votes: list -> votes.
        size: how many seats there are.
        seats: list -> seats that it surely has.
        awards: those seats in the order in which they were given.
        ties: lists with equal averages, of whom not all have a seat; ``sum(seats)``, the seats of the ties
            and ``vacant`` are ``size``.
        vacant: seats that nobody has a vote for.
        lots: recorded lots that broke a tie.
    """

    votes: Mapping[str, int]
    size: int
    seats: Mapping[str, int]
    awards: tuple[Award, ...]
    ties: tuple[Tie, ...] = ()
    vacant: int = 0
    lots: tuple[Lot, ...] = ()


@dataclass
class _Level:
    """Lists with one and the same average, of which so many have had their seat."""

    average: Fraction
    names: list[str]
    served: int = 0


def balinski_young(
    votes: Mapping[str, int], seats: int, *, lots: Sequence[Lot] = (), what: str = "seats"
) -> BalinskiYoung:
    """Give seats one by one to the highest average of those who stay within their upper quota.

    The seat number h goes to the most votes per seat (this one counted) among the lists that have fewer seats
    than their share of h seats, so that with it they have no more than this share rounded up. Lists with the
    same average follow each other in an order that only a lot can say; it matters where the seats end among
    them.

    Args:
        votes: list -> votes.
        seats: how many there are.
        lots: recorded lots, for ``what`` (drawn: who has one of the last seats).
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, or two records of a lot disagree.
    """
    check_votes({**votes, "seats": seats}, where=what)
    total = sum(votes.values())
    won = dict.fromkeys(votes, 0)
    if not total:
        return BalinskiYoung(votes, seats, won, (), vacant=seats)
    awards: list[Award] = []
    levels: list[_Level] = []
    for number in range(1, seats + 1):
        level = _next(votes, won, total, number, levels)
        level.served += 1
        if level.served == len(level.names):
            for name in level.names:
                won[name] += 1
                awards.append(Award(name, votes[name], won[name]))
            levels.remove(level)
    ties, used = [], []
    for level in levels:
        tie = Tie.of(level.names, level.served, what)
        drawn = draw(tie, lots)
        if drawn is None:
            ties.append(tie)
            continue
        used.append(drawn[1])
        for name in drawn[0]:
            won[name] += 1
            awards.append(Award(name, votes[name], won[name]))
    return BalinskiYoung(votes, seats, won, tuple(awards), tuple(ties), lots=tuple(used))


def _next(
    votes: Mapping[str, int], won: Mapping[str, int], total: int, number: int, levels: list[_Level]
) -> _Level:
    """The lists with the highest average, for the seat of this number; kept among the levels.

    Who waits for a seat at its average is within its upper quota, as it was before, and so is whoever has had
    it: its next average is lower.
    """
    waiting = {name for level in levels for name in level.names}
    able = [name for name in votes if name not in waiting and won[name] * total < number * votes[name]]
    averages = {name: Fraction(votes[name], won[name] + 1) for name in able}
    best = max([*averages.values(), *(level.average for level in levels)])
    level = next((level for level in levels if level.average == best), None)
    if level is None:
        level = _Level(best, [])
        levels.append(level)
    level.names += sorted(name for name, average in averages.items() if average == best)
    return level
