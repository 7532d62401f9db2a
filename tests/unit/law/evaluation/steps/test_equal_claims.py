"""Who comes first of equal claims, shares of the whole asked in a unit, levelling seats, sub-alliances.

What is tested: the steps of ``law.evaluation.steps``, as laws put them together.
"""

from __future__ import annotations

from typing import Any

import pytest

from escrutinio.law.lots import Lot
from escrutinio.law.step_labels import Label
from escrutinio.model import LawError
from made_laws import WHOLE, decide, house, seats, threshold


@pytest.mark.parametrize("field", ["fewer", "more"])
def test_of_equal_quotients_that_with_fewer_or_more_votes_comes_first(field: str) -> None:
    # Portugal, Law 14/79, art. 16 (d): A's 20/2 and B's 10/1 claim the last seat of two.
    law = WHOLE + f'by = "dhondt"\nseats = 2\n{field}_votes_first = true'
    found = decide(law, {"whole": {"A": 20, "B": 10}})
    assert seats(found) == ({"A": 1, "B": 1} if field == "fewer" else {"A": 2})
    assert not house(found).ties
    assert f"{field} votes comes first" in found.steps[0].text
    # And A's 30/3 and B's 20/2 the last of four.
    found = decide(law.replace("seats = 2", "seats = 4"), {"whole": {"A": 30, "B": 20}})
    assert seats(found) == ({"A": 2, "B": 2} if field == "fewer" else {"A": 3, "B": 1})


def test_equal_votes_stay_a_tie_though_fewer_votes_come_first() -> None:
    law = WHOLE + 'by = "dhondt"\nseats = 2\nfewer_votes_first = true'
    # 30/2 = 15/1 = 15/1: one seat, and the two with fewer votes are equal.
    found = house(decide(law, {"whole": {"A": 30, "B": 15, "C": 15}}))
    assert (found.seats["A"], found.ties[0].tied, found.undecided) == (1, ("B", "C"), 1)
    lot = Lot(("B", "C"), ("C",), "seats")
    assert seats(decide(law, {"whole": {"A": 30, "B": 15, "C": 15}}, lots=(lot,))) == {"A": 1, "C": 1}


@pytest.mark.parametrize(
    ("size", "won"),
    [(1, {"A": 1}), (3, {"A": 1, "B": 2}), (5, {"A": 3, "B": 2})],
)
def test_two_lists_with_equal_votes_take_turns_after_a_first_lot(size: int, won: dict[str, int]) -> None:
    # Spain, LOREG, art. 163.1.d: the first equal quotient by lot, those after it alternately.
    law = WHOLE + f'by = "dhondt"\nseats = {size}\nmore_votes_first = true\ntake_turns = true'
    votes = {"whole": {"A": 100, "B": 100}}
    (tie,) = house(decide(law, votes)).ties
    assert (tie.tied, tie.seats) == (("A", "B"), 1)
    found = decide(law, votes, lots=(Lot(("A", "B"), ("A",), "seats"),))
    assert seats(found) == won
    assert "take turns" in found.steps[0].text


def test_three_lists_and_unequal_votes_do_not_take_turns() -> None:
    law = WHOLE + 'by = "dhondt"\nseats = 4\ntake_turns = true'
    lot = Lot(("A", "B", "C"), ("C",), "seats")
    three = decide(law, {"whole": dict.fromkeys("ABC", 90)}, lots=(lot,))
    assert seats(three) == {"A": 1, "B": 1, "C": 2}
    # 100/2 = 50/1, and the votes are not equal: the lot is of this seat.
    law = law.replace("seats = 4", "seats = 2")
    unequal = decide(law, {"whole": {"A": 100, "B": 50}}, lots=(Lot(("A", "B"), ("B",), "seats"),))
    assert seats(unequal) == {"A": 1, "B": 1}


def test_fewer_and_more_votes_first_contradict_each_other() -> None:
    law = WHOLE + 'by = "dhondt"\nseats = 2\nfewer_votes_first = true\nmore_votes_first = true'
    with pytest.raises(LawError, match="not both"):
        decide(law, {"whole": {"A": 1}})
    with pytest.raises(LawError, match="fewer_votes_first"):
        decide(WHOLE + 'by = "hare"\nseats = 2\nfewer_votes_first = true', {"whole": {"A": 1}})


def test_a_share_of_the_whole_or_of_the_unit_lets_in_there() -> None:
    law = threshold('in = "each unit"\n[[step.any]]\nshare_of_whole = "4 %"\n[[step.any]]\nshare = "12 %"')
    law += '[[step]]\nrule = "allocate"\narticle = "2"\nin = "each unit"\nby = "dhondt"'
    # B has 4 % of the whole exactly and 2 % in S; C 12 % of N exactly, which is less than 4 % of the whole.
    votes = {"N": {"A": 82, "B": 6, "C": 12}, "S": {"A": 264, "B": 10, "C": 1, "D": 25}}
    case: dict[str, Any] = {"seats": {"N": 40, "S": 60}}
    found = house(decide(law, votes, **case))
    there = {code: {name for name, n in unit.seats.items() if n} for code, unit in found.units.items()}
    assert there == {"N": {"A", "B", "C"}, "S": {"A", "B", "D"}}
    blank = {"votes": {"blank": {"N": 1, "S": 0}}}
    fewer = house(decide(law, votes, counts=blank, **case))
    there = {code: {name for name, n in unit.seats.items() if n} for code, unit in fewer.units.items()}
    assert there == {"N": {"A"}, "S": {"A", "D"}}


LEVEL = """
[[step]]
rule = "allocate"
article = "1"
in = "each unit"
by = "dhondt"
[[step]]
rule = "levelling"
article = "2"
size = 5
by = "sainte_lague"
"""


def test_a_law_can_refuse_seats_above_the_share() -> None:
    # A wins 4 of 4 seats in the units; its share of 5 is 3.
    votes, case = {"N": {"A": 6, "B": 2}, "S": {"A": 5, "C": 2}}, {"seats": {"N": 2, "S": 2}}
    assert seats(decide(LEVEL, votes, seats=case["seats"]))["A"] == 4
    with pytest.raises(LawError, match="A by 1") as found:
        decide(LEVEL + 'excess = "refused"', votes, seats=case["seats"])
    assert "step 2 (levelling)" in str(found.value.where)
    fits = {"N": {"A": 6, "B": 4}, "S": {"A": 5, "C": 4}}
    assert decide(LEVEL + 'excess = "refused"', fits, seats=case["seats"]).chambers


def test_levelling_waits_for_a_tie_in_a_unit() -> None:
    votes = {"N": {"A": 6, "B": 6}, "S": {"A": 5, "C": 4}}
    open_tie = house(decide(LEVEL, votes, seats={"N": 1, "S": 2}))
    assert [tie.tied for tie in open_tie.ties] == [("A", "B")]
    # The tied seat, and the levelling seats, which depend on it.
    assert open_tie.undecided == 3
    assert open_tie.size == 5
    lot = Lot(("A", "B"), ("B",), "seats of N")
    assert house(decide(LEVEL, votes, seats={"N": 1, "S": 2}, lots=(lot,))).undecided == 0


def test_levelling_seats_are_placed_by_votes_alone() -> None:
    place = 'place = "figures"\ndivisors = "sainte_lague"\nper = "{}"\n'
    votes = {"N": {"A": 60, "B": 50}, "S": {"A": 600, "B": 55}}
    # B's one levelling seat: 55 votes in S are more than 50 in N, but a smaller share of the votes there.
    law, case = LEVEL.replace("size = 5", "size = 4"), {"N": 1, "S": 2}

    def where(per: str) -> list[str]:
        found = house(decide(law + place.format(per), votes, seats=case))
        return [code for code, unit in found.units.items() if unit.by_kind.get("levelling", {}).get("B")]

    assert where("nothing") == ["S"]
    assert where("valid") == ["N"]


@pytest.mark.parametrize(("votes", "given"), [({"A": 6, "B": 3}, {"A": 2}), ({"A": 3, "B": 6}, {"B": 2})])
def test_a_seat_too_many_is_given_back_by_the_list_with_fewer_votes(
    votes: dict[str, int], given: dict[str, int]
) -> None:
    # Slovakia: 9 / 3 = 3 fits both without a remainder, three seats where there are two.
    law = WHOLE + 'by = "hagenbach_bischoff"\nover = "take back"\nseats = 2'
    assert house(decide(law, {"whole": votes})).undecided == 1
    assert seats(decide(law + "\nmore_votes_first = true", {"whole": votes})) == given


def test_an_agreement_inside_another_is_a_sub_alliance() -> None:
    law = WHOLE + 'by = "dhondt"\nseats = 2\nagreements = "alliances"'
    votes = {"whole": {"A": 20, "B": 5, "C": 4, "D": 3}}
    # B, C and D have one seat together: B's, unless C and D stand together in it.
    assert seats(decide(law, votes, agreements=(("B", "C", "D"),))) == {"A": 1, "B": 1}
    nested = decide(law, votes, agreements=(("C", "D"), ("B", "C", "D")))
    assert seats(nested) == {"A": 1, "C": 1}
    assert nested.steps[0].names(Label.ALLIANCES) == ("(C + D) + B",)
    votes = {"whole": {"A": 20, "B": 5, "C": 4, "D": 4}}
    tied = house(decide(law, votes, agreements=(("B", "C", "D"), ("C", "D"))))
    assert (tied.undecided, tied.ties[0].tied, tied.ties[0].what) == (1, ("C", "D"), "seats in C + D")


def test_agreements_that_cross_are_refused() -> None:
    law = WHOLE + 'by = "dhondt"\nseats = 3\nagreements = "alliances"'
    with pytest.raises(LawError, match="B stands in two agreements") as found:
        decide(law, {"whole": {"A": 3, "B": 2, "C": 1}}, agreements=(("A", "B"), ("B", "C")))
    assert "step 1 (allocate)" in str(found.value.where)
