"""Slovakia: thresholds of coalitions."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.law import Chamber, ContestTotals, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.rendering.text import derivation_text

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None) -> Chamber:
    law = get_law(law_id)
    outcome = law.decide({law.first_contest: ContestTotals(units)}, True, case or ElectionFacts())
    assert derivation_text(outcome)
    (found,) = outcome.chambers.values()
    return found


def test_slovakia_asks_more_of_coalitions_of_two_and_of_four() -> None:
    votes = {WHOLE: {"A": 8_331, "B": 690, "C": 979}}
    case = ElectionFacts(parties={"B": 2, "C": 4})
    assert set(chamber("sk/narodna-rada", votes, case).seats) == {"A"}
    assert set(chamber("sk/narodna-rada", votes, ElectionFacts(parties={"C": 3})).seats) == {"A", "B", "C"}


def test_of_equal_remainders_for_the_european_parliament_the_larger_list_has_the_seat() -> None:
    # 64 / 4 = 16: A has two seats and 11 votes left, B has none and 11, C none and 10.
    votes = {WHOLE: {"A": 43, "B": 11, "C": 10}}
    assert chamber("sk/ep", votes, ElectionFacts(seats={WHOLE: 3})).seats == {"A": 3}


def test_a_seat_too_many_of_the_european_parliament_is_taken_from_the_smallest_remainder() -> None:
    # 41 / 4 = 10.25, rounded to 10: both have two seats, and one vote is left for A.
    votes = {WHOLE: {"A": 21, "B": 20}}
    assert chamber("sk/ep", votes, ElectionFacts(seats={WHOLE: 3})).seats == {"A": 2, "B": 1}


def test_where_no_party_passes_the_bar_falls_until_two_do() -> None:
    def seated(**first: int) -> set[str]:
        votes = {**first, **{f"small {n}": 90 for n in range(200)}}
        assert sum(votes.values()) == 20_000
        case = ElectionFacts(parties={"two": 2} if "two" in first else {})
        return set(chamber("sk/narodna-rada", {WHOLE: votes}, case).seats)

    # 5 % are 1,000 votes, 4 % 800, 3 % 600 and 2 % 400; a coalition of two has two points more.
    assert seated(A=1_000, B=999, C=1) == {"A"}
    assert seated(A=999, B=800, C=201) == {"A", "B"}
    assert seated(A=999, B=600, C=401) == {"A", "B"}
    assert seated(two=999, B=601, C=400) == {"two", "B", "C"}
