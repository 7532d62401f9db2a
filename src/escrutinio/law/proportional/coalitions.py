"""Seats for coalitions and lists that stand alone, then inside each coalition.

Italy, Law 165/2017 (D.P.R. 361/1957, art. 83): a coalition takes part with a share of its own, and one list
in it with another; the votes of its small lists count for it only above a third, and win no seat.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.quotas import Quota, RemainderAllocation, hare_quota, largest_remainder
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class CoalitionSeats:
    """Seats of lists, by way of their coalitions.

    Args:
        seats: list -> seats that are certain.
        among: the allocation to coalitions, each by its name, and to lists that stand alone.
        inside: coalition -> the allocation to its lists.
        ties: for seats; a coalition whose number of seats is tied shares only those that are certain.
        undecided, vacant: seats that wait for a tie, or that nobody can take.
    """

    seats: Mapping[str, int]
    among: RemainderAllocation
    inside: Mapping[str, RemainderAllocation]
    ties: tuple[Tie, ...]
    undecided: int
    vacant: int


def coalition_name(coalition: Collection[str]) -> str:
    """What a coalition is called: its lists, joined."""
    return " + ".join(coalition)


def coalition_seats(
    votes: Mapping[str, int],
    coalitions: Sequence[tuple[str, ...]],
    seats: int,
    base: int,
    *,
    counts: Threshold,
    own: Threshold,
    together: Threshold,
    exempt: Collection[str] = (),
    quota: Quota = hare_quota,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> CoalitionSeats:
    """Seats by a quota and largest remainders: to coalitions and single lists, then to lists of a coalition.

    Args:
        votes: list -> votes.
        coalitions: the lists of each; a list stands in one at most.
        seats: how many seats there are.
        base: what shares are of.
        counts: with which a list's votes count for its coalition.
        own: with which a list takes part: alone, or in the seats of its coalition.
        together: with which a coalition takes part, if one of its lists has its own.
        exempt: lists that take part and count whatever their share, such as those of a minority.
        quota: the price of a seat.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, a list stands in two coalitions or has no votes.
    """
    check_votes({**votes, own.base: base})
    named = [name for coalition in coalitions for name in coalition]
    if len(named) != len(set(named)):
        raise LawError("a list stands in two coalitions")
    able = {name for name, number in votes.items() if name in exempt or own.passes(number, base)}
    figures: dict[str, int] = {}
    inside: dict[str, dict[str, int]] = {}
    grouped: set[str] = set()
    for coalition in coalitions:
        figure = sum(
            votes.get(name, 0)
            for name in coalition
            if name in exempt or counts.passes(votes.get(name, 0), base)
        )
        members = {name: votes[name] for name in coalition if name in able}
        if members and together.passes(figure, base):
            name = coalition_name(coalition)
            figures[name], inside[name] = figure, members
            grouped.update(coalition)
    figures |= {name: votes[name] for name in sorted(able - grouped)}
    among = largest_remainder(figures, seats, quota, lots=lots, what=what)
    won = dict.fromkeys(votes, 0)
    allocations: dict[str, RemainderAllocation] = {}
    ties = [among.tie] if among.tie else []
    undecided, vacant = among.tie.seats if among.tie else 0, among.vacant
    for name, number in among.seats.items():
        if name not in inside:
            won[name] = number
            continue
        if among.tie and name in among.tie.tied:
            # How its lists share hangs on how many seats there are.
            undecided += number
            continue
        share = largest_remainder(inside[name], number, quota, lots=lots, what=f"{what} of {name}")
        allocations[name] = share
        won |= share.seats
        if share.tie:
            ties.append(share.tie)
            undecided += share.tie.seats
        vacant += share.vacant
    return CoalitionSeats(won, among, allocations, tuple(ties), undecided, vacant)
