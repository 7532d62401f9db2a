"""Seats for coalitions and lists that stand alone, then inside each coalition.

Italy, Law 165/2017 (D.P.R. 361/1957, art. 83; for the Senate D.Lgs. 533/1993, arts. 16-bis and 17): a
coalition takes part with a share of its own, and one list in it with another; the votes of its small lists
count for it only above a third, and win no seat. Who takes part follows from the whole; the Senate's seats
are those of regions.
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


@dataclass(frozen=True)
class Coalition:
    """A coalition that takes part.

    Args:
        lists: all that stand in it.
        counted: those whose votes count for it.
        able: those that can have seats.
    """

    lists: tuple[str, ...]
    counted: tuple[str, ...]
    able: tuple[str, ...]

    def with_lists(self, more: Collection[str]) -> Coalition:
        """The same with more of its lists that count and can have seats."""
        return Coalition(
            self.lists,
            tuple(name for name in self.lists if name in self.counted or name in more),
            tuple(name for name in self.lists if name in self.able or name in more),
        )


@dataclass(frozen=True)
class Admitted:
    """Who takes part: coalitions, and lists by themselves."""

    coalitions: tuple[Coalition, ...]
    alone: tuple[str, ...]

    def with_lists(self, more: Collection[str]) -> Admitted:
        """The same with more lists: inside their coalition where that takes part, else by themselves."""
        joined = {name for coalition in self.coalitions for name in coalition.lists}
        return Admitted(
            tuple(coalition.with_lists(more) for coalition in self.coalitions),
            tuple(sorted({*self.alone, *more} - joined)),
        )


def admitted(
    votes: Mapping[str, int],
    coalitions: Sequence[tuple[str, ...]],
    base: int,
    *,
    counts: Threshold,
    own: Threshold,
    together: Threshold,
    exempt: Collection[str] = (),
    in_a_unit: Collection[str] = (),
) -> Admitted:
    """The coalitions and lists that take part.

    Args:
        votes: list -> votes in the whole.
        coalitions: the lists of each; a list stands in one at most.
        base: what shares are of.
        counts: with which a list's votes count for its coalition.
        own: with which a list takes part: alone, or in the seats of its coalition.
        together: with which a coalition takes part, if one of its lists has its own.
        exempt: lists that take part and count whatever their share, such as those of a minority.
        in_a_unit: lists with a share of some unit that lets them take part there: they count for their
            coalition everywhere, which takes part with one of them as it does with a list that has its own.

    Raises:
        LawError: a count is negative or not an int, or a list stands in two coalitions.
    """
    check_votes({**votes, own.base: base})
    named = [name for coalition in coalitions for name in coalition]
    if len(named) != len(set(named)):
        raise LawError("a list stands in two coalitions")
    able = {name for name, number in votes.items() if name in exempt or own.passes(number, base)}
    free = {*exempt, *in_a_unit}
    counted = {name for name, number in votes.items() if name in free or counts.passes(number, base)}
    taking: list[Coalition] = []
    grouped: set[str] = set()
    for coalition in coalitions:
        adding = tuple(name for name in coalition if name in counted)
        members = tuple(name for name in coalition if name in able)
        carried = members or any(name in in_a_unit for name in coalition)
        if carried and together.passes(sum(votes[name] for name in adding), base):
            taking.append(Coalition(coalition, adding, members))
            grouped.update(coalition)
    return Admitted(tuple(taking), tuple(sorted(able - grouped)))


def coalition_seats(
    votes: Mapping[str, int],
    who: Admitted,
    seats: int,
    *,
    quota: Quota = hare_quota,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> CoalitionSeats:
    """Seats by a quota and largest remainders: to coalitions and single lists, then to lists of a coalition.

    Args:
        votes: list -> votes where the seats are.
        who: takes part.
        seats: how many seats there are.
        quota: the price of a seat.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int.
    """
    check_votes(votes)
    figures: dict[str, int] = {}
    inside: dict[str, dict[str, int]] = {}
    for coalition in who.coalitions:
        name = coalition_name(coalition.lists)
        figures[name] = sum(votes.get(member, 0) for member in coalition.counted)
        inside[name] = {member: votes.get(member, 0) for member in coalition.able}
    figures |= {name: votes.get(name, 0) for name in who.alone}
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
            # How its lists share depends on how many seats there are.
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
