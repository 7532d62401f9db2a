"""Plurality: the most votes win one seat."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.law.outcome import Elected, Tie, Undecided
from escrutinio.law.totals import check_votes


def plurality(votes: Mapping[str, int], *, what: str = "the seat") -> Elected | Tie | Undecided:
    """Elect the list with the most votes.

    Returns:
        Elected; a Tie for one seat where several have the most votes; Undecided where nobody has a vote.

    Raises:
        LawError: a count is negative or not an int.
    """
    check_votes(votes)
    most = max(votes.values(), default=0)
    if most == 0:
        return Undecided(f"no votes counted for {what}")
    first = [name for name, number in votes.items() if number == most]
    return Elected(first[0], "most votes") if len(first) == 1 else Tie.of(first, 1, what)
