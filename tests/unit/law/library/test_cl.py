"""Chile: pacts and their parties."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from escrutinio.law import Chamber, ContestTotals, get_law
from escrutinio.law.facts import ElectionFacts
from escrutinio.model.errors import LawError

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None, **more: Units) -> Chamber:
    law = get_law(law_id)
    totals = {law.first_contest: ContestTotals(units)}
    totals |= {role: ContestTotals(part) for role, part in more.items()}
    (found,) = law.decide(totals, True, case or ElectionFacts()).chambers.values()
    return found


def test_chile_gives_seats_to_pacts_and_then_to_their_parties() -> None:
    votes = {"10": {"A1": 30, "A2": 25, "B": 40}}
    case = ElectionFacts(seats={"10": 3}, agreements=(("A1", "A2"),))
    assert chamber("cl/diputados", votes, case).seats == {"A1": 1, "A2": 1, "B": 1}
    assert chamber("cl/diputados", votes, ElectionFacts(seats={"10": 2})).seats == {"A1": 1, "B": 1}
    votes = {"10": {"A1": 30, "A2": 14, "B": 40}}
    assert chamber("cl/diputados", votes, case).seats == {"A1": 2, "B": 1}


def test_a_party_alone_is_an_agreement_of_one_and_a_person_alone_has_one_seat() -> None:
    votes = {"10": {"A1": 600, "A2": 100, "B": 300, "I": 250}}
    pact = (("A1", "A2"),)
    person = ElectionFacts(seats={"10": 7}, agreements=pact)
    assert chamber("cl/diputados", votes, person).seats == {"A1": 5, "B": 1, "I": 1}
    party = ElectionFacts(seats={"10": 7}, agreements=(*pact, ("B",)))
    assert chamber("cl/diputados", votes, party).seats == {"A1": 4, "B": 2, "I": 1}


def test_candidates_that_run_out_leave_their_seats_first_to_the_pact_and_then_to_others() -> None:
    votes = {"10": {"A1": 600, "A2": 100, "B": 300, "I": 250}}
    pact = (("A1", "A2"), ("B",))

    def with_candidates(**candidates: int) -> Mapping[str, int]:
        facts = ElectionFacts(seats={"10": 5}, agreements=pact, candidates={"10": candidates})
        return chamber("cl/diputados", votes, facts).seats

    assert with_candidates() == {"A1": 3, "B": 1, "I": 1}
    assert with_candidates(A1=1) == {"A1": 1, "A2": 2, "B": 1, "I": 1}
    assert with_candidates(A1=1, A2=1) == {"A1": 1, "A2": 1, "B": 2, "I": 1}
    assert with_candidates(A1=1, A2=1, B=2) == {"A1": 1, "A2": 1, "B": 2, "I": 1}


def test_where_everybody_has_run_out_the_seats_stay_empty() -> None:
    votes = {"10": {"A1": 600, "A2": 100, "I": 250}}
    facts = ElectionFacts(seats={"10": 5}, agreements=(("A1", "A2"),), candidates={"10": {"A1": 1, "A2": 1}})
    house = chamber("cl/diputados", votes, facts)
    assert (house.seats, house.vacant) == ({"A1": 1, "A2": 1, "I": 1}, 2)


def test_an_agreement_of_one_means_nothing_where_no_law_takes_lists_for_persons() -> None:
    facts = ElectionFacts(agreements=(("A",),))
    with pytest.raises(LawError, match="an agreement of 1 list: A"):
        chamber("il/knesset", {"whole": {"A": 60_000, "B": 40_000}}, facts)
