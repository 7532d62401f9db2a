"""Belgium: equal quotients."""

from __future__ import annotations

import pytest

from escrutinio.law import ContestTotals, get_law
from escrutinio.law.facts import ElectionFacts


@pytest.mark.parametrize("law_id", ["be/chambre", "be/chambre-2003"])
def test_of_equal_quotients_the_list_with_more_votes_has_the_seat(law_id: str) -> None:
    law = get_law(law_id)
    votes = ContestTotals({"Namur": {"A": 200, "B": 100}})
    outcome = law.decide({law.first_contest: votes}, True, ElectionFacts(seats={"Namur": 2}))
    assert outcome.chambers["chambre"].seats == {"A": 2}
    assert not outcome.ties
