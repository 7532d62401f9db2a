"""Colombia: blank votes and the thresholds of both chambers; Bolivia: the turnout of a referendum."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from escrutinio.law import Chamber, ContestTotals, get_law
from escrutinio.law.decisions import chosen
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.rendering.text import derivation_text

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None) -> Chamber:
    law = get_law(law_id)
    outcome = law.decide({law.first_contest: ContestTotals(units)}, True, case or ElectionFacts())
    assert derivation_text(outcome)
    (found,) = outcome.chambers.values()
    return found


def test_in_colombia_blank_votes_raise_the_threshold_and_all_take_part_if_none_passes() -> None:
    # Article 263: lists that exceed the share, so that three per cent alone are not enough (two until 2010).
    assert "B" not in chamber("co/senado", {WHOLE: {"A": 9_700, "B": 300}}).seats
    assert "B" not in chamber("co/senado-2003", {WHOLE: {"A": 9_800, "B": 200}}).seats
    assert chamber("co/senado-2003", {WHOLE: {"A": 9_799, "B": 201}}).seats["B"] == 2
    votes = {WHOLE: {"A": 9_699, "B": 301}}
    blank = {"votes": {"blank": {WHOLE: 34}}}
    assert chamber("co/senado", votes).seats["B"] == 3
    assert "B" not in chamber("co/senado", votes, ElectionFacts(counts=blank)).seats
    small = {f"list {number}": 20 for number in range(50)}
    assert chamber("co/senado", {WHOLE: small}).seats == dict.fromkeys(small, 2)


def test_in_colombia_all_lists_of_a_department_take_part_where_none_has_the_threshold() -> None:
    votes = {"Cauca": {f"list {number}": 100 + number for number in range(10)}}
    seats = {"Cauca": 4}
    # Half of the quotient is 131: each list has less, and the four with the most votes have a seat.
    assert chamber("co/camara", votes, ElectionFacts(seats=seats)).seats == dict.fromkeys(
        list(votes["Cauca"])[6:], 1
    )
    small = {"Vaupés": votes["Cauca"]}
    assert chamber("co/camara-dos", small, ElectionFacts(seats={"Vaupés": 2})).seats == {
        "list 8": 1,
        "list 9": 1,
    }


def test_in_colombia_a_list_of_a_department_has_to_exceed_the_part_of_the_quotient() -> None:
    # 100 votes and five seats: half of the quotient is 10. With two seats three tenths of it are 15.
    votes = {"A": 25, "B": 14, "C": 10} | {f"list {number}": 3 for number in range(17)}
    seats = ElectionFacts(seats={"Cauca": 5})
    assert chamber("co/camara", {"Cauca": votes}, seats).seats == {"A": 3, "B": 2}
    assert chamber("co/camara", {"Cauca": votes | {"A": 24, "C": 11}}, seats).seats["C"] == 1
    two = ElectionFacts(seats={"Vaupés": 2})
    assert chamber("co/camara-dos", {"Vaupés": {"A": 60, "B": 15, "C": 13, "D": 12}}, two).seats == {"A": 2}
    assert chamber("co/camara-dos", {"Vaupés": {"A": 60, "B": 16, "C": 12, "D": 12}}, two).seats["B"] == 1


@pytest.mark.parametrize(("registered", "elected"), [(1_999, "yes"), (2_000, "no")])
def test_a_referendum_of_bolivia_needs_the_votes_of_more_than_half_of_the_voters(
    registered: int, elected: str
) -> None:
    law = get_law("bo/referendo")
    counts = {
        kind: {WHOLE: number} for kind, number in (("blank", 40), ("null", 60), ("registered", registered))
    }
    facts = ElectionFacts(counts={"votes": counts}, labels={"yes": frozenset({"yes"})})
    outcome = law.decide({"votes": ContestTotals({WHOLE: {"yes": 800, "no": 100}})}, True, facts)
    (found,) = outcome.offices.values()
    assert chosen(found) == elected
