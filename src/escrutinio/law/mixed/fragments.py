"""Fragment votes: what votes in single-member districts add to the votes of lists.

Hungary, Act CCIII of 2011 on the election of members of Parliament, s. 15: all votes of a list's candidates
who have no seat, and of those who have one, what they won by beyond the one vote that was needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from escrutinio.law.totals import NotSettled, check_votes


def fragment_votes(
    districts: Mapping[str, Mapping[str, int]], lists: Iterable[str], *, surplus: bool = True
) -> dict[str, int]:
    """List -> its fragment votes in all districts.

    Args:
        districts: district -> list of the candidate -> votes.
        lists: those that have fragment votes; candidates of no list have none.
        surplus: whether a winner's votes above the second's and one more are fragment votes too.

    Raises:
        LawError: a count is negative or not an int; who has won a district is not settled.
    """
    fragments = dict.fromkeys(lists, 0)
    for district, votes in districts.items():
        check_votes(votes)
        ranked = sorted(votes.values(), reverse=True)
        first, second = [*ranked, 0, 0][:2]
        if first and first == second:
            raise NotSettled(f"the votes in {district} are equal: who has the seat decides fragment votes")
        for name, number in votes.items():
            if name in fragments and number:
                won = number == first
                fragments[name] += (number - second - 1 if surplus else 0) if won else number
    return fragments
