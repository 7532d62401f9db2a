"""What can still change, on official figures and on hand-made boundaries."""

import json
from dataclasses import fields
from fractions import Fraction
from typing import Any

import pytest

import escrutinio.bounds
import official_2020
from escrutinio.bounds import (
    ChamberBounds,
    LawBounds,
    Missing,
    SeatRange,
    ShareOfSeats,
    Sharpness,
    bounds_of,
    compose,
    dhondt_bounds,
    first_round_bound,
    law_bounds,
    plurality_bound,
)
from escrutinio.bounds.bolivia import compensated_bounds
from escrutinio.flows.documents import to_plain
from escrutinio.law import AtLeastWithLead, ContestTotals, MoreThan, get_law
from escrutinio.law.library.bo.statute import Department
from escrutinio.model.errors import LawError
from official_2020 import OFFICIAL

BOLIVIA = (MoreThan(Fraction(1, 2)), AtLeastWithLead(Fraction(2, 5), Fraction(1, 10)))
NOBODY_MISSING = Missing()


def official_totals() -> dict[str, ContestTotals]:
    """The official result, with a second list that stands for the special seats and has no vote yet."""
    special = ContestTotals({unit: {"MAS-IPSP": 1, "OTHER": 0} for unit in "2346789"})
    return {**official_2020.official_totals(), "special": special}


def test_public_names_exist_and_are_sorted() -> None:
    assert sorted(escrutinio.bounds.__all__) == escrutinio.bounds.__all__
    assert all(hasattr(escrutinio.bounds, name) for name in escrutinio.bounds.__all__)


def test_a_complete_count_is_decided_and_agrees_with_the_law() -> None:
    found = bounds_of(get_law("bo/2020"), official_totals(), NOBODY_MISSING)
    outcome = get_law("bo/2020").decide(official_totals(), complete=True)
    assert found.decided
    for key, chamber in outcome.chambers.items():
        assert {n: r.min_seats for n, r in found.chambers[key].seats.items() if r.max_seats} == chamber.seats
        assert found.chambers[key].size == chamber.size
        assert found.chambers[key].majority.needed == chamber.majority
        assert found.chambers[key].two_thirds.needed == chamber.two_thirds
    assert found.chambers["deputies"].majority.holder == "MAS-IPSP"
    assert found.chambers["deputies"].two_thirds.decided
    assert found.chambers["deputies"].two_thirds.holder is None


def test_how_many_missing_voters_would_reopen_2020() -> None:
    president = bounds_of(get_law("bo/2020"), official_totals(), NOBODY_MISSING).offices["president"]
    assert president.leader == "MAS-IPSP"
    assert president.runner_up == "CC"
    assert president.margin == 3394052 - 1775953
    # With n more votes for the second, 2 * 3394052 > 6159211 + n fails at n = 628893; the other condition,
    # 10 * (1618099 - n) >= 6159211 + n, fails first at the smallest n with 11 n > 10021779, that is 911071.
    assert president.needed == 911071
    for abroad, decided in ((911070, True), (911071, False)):
        found = bounds_of(get_law("bo/2020"), official_totals(), Missing({"president": {"EXT": abroad}}))
        assert found.offices["president"].decided is decided
        assert found.chambers["senate"].decided  # votes from abroad count for president only
        assert found.missing == {"president": abroad, "single-member": 0, "special": 0}


def test_missing_voters_open_only_their_own_department() -> None:
    found = bounds_of(get_law("bo/2020"), official_totals(), Missing({"president": {"9": 500}}))
    senate = found.chambers["senate"]
    # Pando: 25883, 14817, 14635 for four seats; the fourth quotient is 25883/2 and the next 14817/2.
    assert senate.decided
    found = bounds_of(get_law("bo/2020"), official_totals(), Missing({"president": {"9": 12000}}))
    senate = found.chambers["senate"]
    assert not senate.decided
    assert senate.units["9"] == {
        "CC": SeatRange(1, 2),
        "CREEMOS": SeatRange(1, 2),
        "FPV": SeatRange(0, 1),
        "MAS-IPSP": SeatRange(1, 2),
        "PAN-BOL": SeatRange(0, 0),
    }
    assert senate.seats["MAS-IPSP"] == SeatRange(20, 21)
    assert senate.majority.holder == "MAS-IPSP"
    assert all(r.min_seats == r.max_seats for code in "12345678" for r in senate.units[code].values())


def test_a_list_near_the_threshold_can_gain_seats() -> None:
    # FPV has 1.54 % of the departments' valid votes; 92,000 voters more in La Paz can carry it past 3 %.
    few = bounds_of(get_law("bo/2020"), official_totals(), Missing({"president": {"2": 80_000}})).chambers[
        "deputies"
    ]
    many = bounds_of(get_law("bo/2020"), official_totals(), Missing({"president": {"2": 92_000}})).chambers[
        "deputies"
    ]
    assert few.seats["FPV"] == SeatRange(0, 0)
    assert many.seats["FPV"].max_seats > 0
    assert few.units["2"]["FPV"].max_seats == 0
    assert many.units["2"]["FPV"].max_seats > 0


def test_a_missing_district_can_move_a_seat() -> None:
    totals = official_totals()
    single = {district: {"MAS-IPSP": 100, "CC": 60} for district in OFFICIAL["single_member_winners"]}
    totals["single-member"] = ContestTotals(single)
    for voters, decided in ((39, True), (40, False)):
        found = bounds_of(get_law("bo/2020"), totals, Missing({"single-member": {"C63": voters}}))
        bound = found.chambers["deputies"].districts["single-member"]["C63"]
        assert bound.decided is decided
        assert bound.needed == 40
        assert set(bound.can_win) == ({"MAS-IPSP"} if decided else {"MAS-IPSP", "CC"})


def test_an_empty_count_is_all_open() -> None:
    found = bounds_of(get_law("bo/2020"), {}, NOBODY_MISSING)
    assert not found.decided
    lists = {"A": 0, "B": 0}
    totals = {"president": ContestTotals({"1": lists})}
    found = bounds_of(get_law("bo/2020"), totals, Missing({"president": {"1": 100}}))
    assert found.chambers["senate"].units["1"] == {"A": SeatRange(0, 4), "B": SeatRange(0, 4)}
    assert not found.offices["president"].decided
    assert found.offices["president"].leader is None


@pytest.mark.parametrize(
    ("law", "missing", "words"),
    [
        ("bo/1899", {}, "unknown law"),
        ("bo/2020", {"mayor": {}}, "unknown contest"),
        ("bo/2020", {"president": {"11": 1}}, "unknown unit"),
        ("bo/2020", {"president": {"1": -1}}, "negative"),
        ("bo/2020", {"president": {"1": 1.5}}, "not a whole number"),
    ],
)
def test_bad_questions_are_refused(law: str, missing: Any, words: str) -> None:
    with pytest.raises(LawError, match=words):
        bounds_of(get_law(law), {}, Missing(missing))


def test_a_law_has_bounds_if_its_rules_have() -> None:
    assert law_bounds(get_law("bo/2019")) == law_bounds(get_law("bo/2020"))
    assert law_bounds(get_law("bo/2020")).sharpness is Sharpness.SOUND
    assert law_bounds(get_law("uk/commons")) == LawBounds(Sharpness.SHARP)


def test_a_law_without_bounds_says_so_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose, "BOUNDS", {})
    totals = {"votes": ContestTotals({"North": {"A": 60, "B": 30}})}
    found = bounds_of(get_law("uk/commons"), totals, Missing({"votes": {"North": 1}}))
    assert found.sharpness is Sharpness.NONE
    assert [rule.rule for rule in found.without] == ["plurality"]
    assert (found.offices, found.chambers, found.decided) == ({}, {}, False)
    # With every sheet in there is nothing to bound.
    found = bounds_of(get_law("uk/commons"), totals, Missing({"votes": {"North": 0}}))
    assert found.decided
    assert found.chambers["commons"].seats == {"A": SeatRange(1, 1), "B": SeatRange(0, 0)}


def test_sheets_whose_voters_are_not_known_decide_nothing_and_open_their_unit_alone() -> None:
    totals = {"votes": ContestTotals({"North": {"A": 60, "B": 30}, "South": {"A": 1, "B": 90}, "West": {}})}
    missing = Missing({"votes": {"North": 29, "South": 5}}, {"votes": {"North": 0, "South": 2, "West": 1}})
    house = bounds_of(get_law("uk/commons"), totals, missing).chambers["commons"]
    assert not house.decided
    assert house.unknown_sheets == 3
    assert house.units["North"] == {"A": SeatRange(1, 1)}
    assert house.units["South"] == house.units["West"] == {"A": SeatRange(0, 1), "B": SeatRange(0, 1)}
    south = house.districts["votes"]["South"]
    assert (south.decided, south.missing, south.unknown_sheets) == (False, 5, 2)
    office = bounds_of(get_law("mx/president"), totals, missing).offices["president"]
    assert (office.decided, office.elected, office.unknown_sheets) == (False, None, 3)
    assert office.can_be_elected == ("A", "B")
    president = bounds_of(
        get_law("bo/2020"), official_totals(), Missing({}, {"president": {"1": 1}})
    ).offices["president"]
    assert not president.decided
    assert president.unknown_sheets == 1


def test_it_is_plain_data() -> None:
    found = bounds_of(
        get_law("bo/2020"), official_totals(), Missing({"president": {"2": 50_000}, "special": {"2": 3}})
    )
    data = to_plain(found)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["offices"]["president"]["decided"] is True
    deputies = data["chambers"]["deputies"]
    assert deputies["decided"] is False
    assert deputies["districts"]["special"]["2"]["can_win"] == ["MAS-IPSP", "OTHER"]
    for name in ("seats", "units", "majority"):
        assert name in {field.name for field in fields(ChamberBounds)}
        assert name in deputies


# Boundaries, by hand.


def test_plurality_at_the_margin() -> None:
    assert plurality_bound({"A": 10, "B": 4}, 5).decided
    level = plurality_bound({"A": 10, "B": 4}, 6)
    assert not level.decided
    assert (level.leader, level.runner_up, level.margin, level.needed) == ("A", "B", 6, 6)
    assert level.can_win == ("A", "B")
    # A rival that nobody has named yet has no votes, but could still get them.
    assert not plurality_bound({"A": 10}, 10).decided
    tied = plurality_bound({"A": 5, "B": 5}, 0)
    assert (tied.decided, tied.leader, tied.can_win) == (False, None, ("A", "B"))


def test_first_round_at_the_boundaries() -> None:
    # 40 of 100 with a lead of exactly 10: one vote more for anybody else undoes it.
    votes = {"A": 40, "B": 30, "C": 30}
    assert first_round_bound(votes, 100, 0, BOLIVIA).decided
    bound = first_round_bound(votes, 100, 1, BOLIVIA)
    assert not bound.decided
    assert bound.needed == 1
    assert bound.can_be_elected == ("A",)
    # A run-off whose pair is fixed: C is 10 behind, 9 votes are missing, and nobody can be elected.
    fixed = first_round_bound({"A": 45, "B": 42, "C": 32}, 119, 9, BOLIVIA)
    assert fixed.decided
    assert fixed.can_reach_run_off == ("A", "B")
    assert not first_round_bound({"A": 45, "B": 42, "C": 32}, 119, 10, BOLIVIA).decided


def test_dhondt_at_the_boundaries() -> None:
    # 100/2 = 50 against 49: one vote makes a tie of it.
    assert dhondt_bounds({"A": 100, "B": 49}, 2, 0) == {"A": SeatRange(2, 2), "B": SeatRange(0, 0)}
    assert dhondt_bounds({"A": 100, "B": 49}, 2, 1) == {"A": SeatRange(1, 2), "B": SeatRange(0, 1)}
    # Two rivals share the cost: A keeps one of three seats only if B and C reach 50 each.
    votes = {"A": 100, "B": 40, "C": 45}
    assert dhondt_bounds(votes, 3, 14)["A"].min_seats == 2
    assert dhondt_bounds(votes, 3, 15)["A"].min_seats == 1


def test_a_list_that_may_miss_the_threshold_counts_both_ways() -> None:
    department = Department("1", "One", (), 2, 0)
    found = compensated_bounds(department, {"A": 10, "B": 6}, 0, [], frozenset({"A"}), frozenset({"A", "B"}))
    assert found == {"A": SeatRange(1, 2), "B": SeatRange(0, 1)}


def test_share_of_seats() -> None:
    sure = ShareOfSeats.of(6, {"A": SeatRange(6, 8), "B": SeatRange(2, 4)})
    assert (sure.decided, sure.holder, sure.can_have) == (True, "A", ("A",))
    nobody = ShareOfSeats.of(6, {"A": SeatRange(3, 5), "B": SeatRange(2, 4)})
    assert (nobody.decided, nobody.holder, nobody.can_have) == (True, None, ())
    unknown = ShareOfSeats.of(6, {"A": SeatRange(3, 6), "B": SeatRange(2, 4)})
    assert (unknown.decided, unknown.holder, unknown.can_have) == (False, None, ("A",))
