"""Plurality: the most votes win one seat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
