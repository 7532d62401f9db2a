"""Plurality: the most votes win one seat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escrutinio.law.decisions import Elected, Tie, Undecided
from escrutinio.law.lots import Lot, draw
from escrutinio.law.proportional.divisors import dhondt
from escrutinio.law.proportional.highest_averages import Allocation, highest_averages
from escrutinio.law.totals import check_votes


def most_votes(
    votes: Mapping[str, int], seats: int, *, lots: Sequence[Lot] = (), what: str = "seats"
) -> Allocation:
    """One seat each to those with the most votes.

    So are counted the block vote, the limited vote and the single non-transferable vote: they differ in how
    many candidates a voter may name. A candidate without votes wins nothing; seats may stay vacant.

    Args:
        votes: candidate -> votes.
        seats: how many seats there are.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is won, for the words of a tie.

    Raises:
        LawError: votes or seats are negative or not an int.
    """
    # A highest average in which nobody has a second claim.
    return highest_averages(votes, seats, dhondt, most=dict.fromkeys(votes, 1), lots=lots, what=what)


def plurality(
    votes: Mapping[str, int], *, lots: Sequence[Lot] = (), what: str = "the seat"
) -> Elected | Tie | Undecided:
    """Elect the list with the most votes.

    Args:
        votes: list -> votes.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is won, for the words of a tie.

    Returns:
        Elected; a Tie for one seat where several have the most votes and no lot is recorded; Undecided where
        nobody has a vote.

    Raises:
        LawError: a count is negative or not an int.
    """
    check_votes(votes)
    most = max(votes.values(), default=0)
    if most == 0:
        return Undecided(f"no votes counted for {what}")
    first = [name for name, number in votes.items() if number == most]
    if len(first) == 1:
        return Elected(first[0], "most votes")
    tie = Tie.of(first, 1, what)
    drawn = draw(tie, lots)
    return tie if drawn is None else Elected(drawn[0][0], "equal votes, by the recorded lot")


@dataclass(frozen=True)
class FirstAndSecondSeats:
    """The seats of the list with the most votes, and of the next.

    Args:
        seats: list -> seats that are certain.
        ties: of those who are equal: whoever is drawn comes first, or second.
        vacant: seats that nobody has, as too few lists have votes.
    """

    seats: Mapping[str, int]
    ties: tuple[Tie, ...]
    vacant: int


def first_and_second(
    votes: Mapping[str, int], first: int, second: int, *, lots: Sequence[Lot] = (), what: str = "seats"
) -> FirstAndSecondSeats:
    """So many seats to the list with the most votes, so many to the next.

    Argentina, Constitution, art. 54 (two and one senators of a province); Mexico, Constitution, art. 56.

    Args:
        votes: list -> votes.
        first: the seats of the list with the most votes, the larger number.
        second: those of the next.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is won, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int.
    """
    check_votes(votes)
    ranked = sorted((name for name, number in votes.items() if number), key=lambda name: (-votes[name], name))
    if not ranked:
        return FirstAndSecondSeats({}, (), first + second)
    lead = [name for name in ranked if votes[name] == votes[ranked[0]]]
    if len(lead) > 1:
        # Two who are equal have the second seats for certain; of more, nobody has any.
        tie = Tie.of(lead, first - second if len(lead) == 2 else first + second, f"{what}, first")
        sure = dict.fromkeys(lead, second) if len(lead) == 2 else {}
        drawn = draw(Tie.of(lead, 1 if len(lead) == 2 else 2, f"{what}, first"), lots)
        if drawn is None:
            return FirstAndSecondSeats(sure, (tie,), 0)
        order = [*drawn[0], *(name for name in lead if name not in drawn[0])]
        return FirstAndSecondSeats({order[0]: first, order[1]: second}, (), 0)
    others = ranked[1:]
    if not others:
        return FirstAndSecondSeats({ranked[0]: first}, (), second)
    level = [name for name in others if votes[name] == votes[others[0]]]
    if len(level) == 1:
        return FirstAndSecondSeats({ranked[0]: first, level[0]: second}, (), 0)
    tie = Tie.of(level, second, f"{what}, second")
    drawn = draw(Tie.of(level, 1, f"{what}, second"), lots)
    if drawn is None:
        return FirstAndSecondSeats({ranked[0]: first}, (tie,), 0)
    return FirstAndSecondSeats({ranked[0]: first, drawn[0][0]: second}, (), 0)
