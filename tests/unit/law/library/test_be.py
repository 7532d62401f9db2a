"""Belgium: equal quotients, and lists that run out of candidates as elsewhere in Europe."""

from __future__ import annotations

import pytest

from escrutinio.law import ContestTotals, get_law
from escrutinio.law.facts import ElectionFacts


@pytest.mark.parametrize("law_id", ["be/chambre", "be/chambre-2003", "be/vlaams-parlement"])
def test_of_equal_quotients_the_list_with_more_votes_has_the_seat(law_id: str) -> None:
    law = get_law(law_id)
    votes = ContestTotals({"Namur": {"A": 200, "B": 100}})
    outcome = law.decide({law.first_contest: votes}, True, ElectionFacts(seats={"Namur": 2}))
    (chamber,) = outcome.chambers.values()
    assert chamber.seats == {"A": 2}
    assert not outcome.ties


def test_no_share_keeps_a_list_out_of_the_european_parliament() -> None:
    law = get_law("be/ep")
    votes = ContestTotals({"French-speaking": {"A": 96, "B": 4}})
    outcome = law.decide({law.first_contest: votes}, True, ElectionFacts(seats={"French-speaking": 25}))
    assert outcome.chambers["ep"].seats == {"A": 24, "B": 1}


@pytest.mark.parametrize(
    "law_id", ["be/vlaams-parlement", "lt/ep", "dk/ep", "fi/eduskunta", "fi/ep", "ee/ep"]
)
def test_seats_that_a_list_has_no_candidates_for_go_to_others(law_id: str) -> None:
    law = get_law(law_id)
    unit = "Limburg" if law_id in {"be/vlaams-parlement", "fi/eduskunta"} else "whole"
    counts = {"votes": {"cast": {unit: 100}}}
    facts = ElectionFacts(seats={unit: 3}, candidates={unit: {"A": 1, "B": 3}}, counts=counts)
    found = law.decide({law.first_contest: ContestTotals({unit: {"A": 80, "B": 20}})}, True, facts)
    (chamber,) = found.chambers.values()
    assert chamber.seats == {"A": 1, "B": 2}
