"""Seats that are added where a count gave a majority, or its size, to others than the votes did.

Source: Malta, Constitution, article 52(1), proviso, as amended in 1987 (an absolute majority of the first
preferences has a majority of the seats), 1996 (of two parties with seats, that with more votes has more
seats) and 2007 (their seats stand to each other as their votes do). The provisos leave to regulations how
many members that is, and these were not read: that the seats added make the votes of a seat as equal as can
be while the number of members stays odd is what the seats added in 2008, 2013, 2017 and 2022 agree with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from escrutinio.law.plain import Plain
from escrutinio.law.totals import check_votes


class Why(StrEnum):
    """Why seats are added."""

    NOTHING = "nothing"
    """None are."""
    ABSOLUTE_MAJORITY = "absolute majority"
    """A party has more than half of the votes, and not of the seats."""
    RELATIVE_MAJORITY = "relative majority"
    """Of two parties with seats that with more votes has no more seats."""
    PROPORTION = "proportion"
    """Of two parties with seats one has more votes for a seat than the other."""


@dataclass(frozen=True)
class TopUp(Plain):
    """The seats that are added.

    Args:
        party: who has them; empty where there are none.
        seats: how many.
        why: by which rule.
    """

    party: str
    seats: int
    why: Why


NONE = TopUp("", 0, Why.NOTHING)


def top_up(votes: Mapping[str, int], won: Mapping[str, int], *, relative: bool, proportional: bool) -> TopUp:
    """The seats that are added to those of a count.

    Equal votes, or votes that are as far from one number of seats as from the next, add the fewer.

    Args:
        votes: party -> first preferences.
        won: party -> seats that the counts gave it.
        relative: whether more votes than the other of two parties are enough (since 1996).
        proportional: whether the seats of two parties are to stand to each other as their votes (since 2007).

    Raises:
        LawError: a count is negative or not an int.
    """
    check_votes(votes)
    check_votes(won, where="seats won")
    held = {name: seats for name, seats in won.items() if seats}
    total, all_seats = sum(votes.values()), sum(held.values())
    for name, number in votes.items():
        others = all_seats - held.get(name, 0)
        if 2 * number > total and held.get(name, 0) <= others:
            majority = TopUp(name, others - held.get(name, 0) + 1, Why.ABSOLUTE_MAJORITY)
            return majority if not (proportional and len(held) == 2) else _proportion(votes, held, majority)
    if len(held) != 2 or any(not votes.get(name) for name in held):
        return NONE
    first, second = sorted(held, key=lambda name: (-votes[name], name))
    majority = NONE
    if relative and votes[first] > votes[second] and held[first] <= held[second]:
        majority = TopUp(first, held[second] - held[first] + 1, Why.RELATIVE_MAJORITY)
    return _proportion(votes, held, majority) if proportional else majority


def _proportion(votes: Mapping[str, int], held: Mapping[str, int], least: TopUp) -> TopUp:
    """Seats for the party with more votes for a seat, as many as bring the two nearest, or ``least``."""
    if any(not votes.get(name) for name in held):
        return least
    dear = max(held, key=lambda name: Fraction(votes[name], held[name]))
    (other,) = set(held) - {dear}
    due = Fraction(votes[dear] * held[other], votes[other]) - held[dear]
    # An odd house stays odd with an even number of seats more, an even one becomes odd with an odd number.
    begin = (held[dear] + held[other] + 1) % 2
    steps = max(0, -(-(due - begin - 1) // 2))
    seats = int(begin + 2 * steps) if due > 0 else 0
    if least.party and (least.party != dear or seats < least.seats):
        return least
    return TopUp(dear, seats, least.why if least.party else Why.PROPORTION) if seats else NONE
