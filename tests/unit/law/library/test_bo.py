"""Bolivia 2020: the official result, to the seat, and what other readings of the law would give."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from escrutinio.law import (
    ContestTotals,
    Elected,
    Outcome,
    RunOff,
    Threshold,
    Tie,
    Undecided,
    compensate,
    get_law,
    highest_averages,
    sainte_lague,
)
from escrutinio.law.library.bo.rules import common_list_seats, decide
from escrutinio.law.library.bo.y2020 import STATUTE
from escrutinio.law.proportional.divisors import dhondt
from escrutinio.law.rendering.text import derivation_text
from escrutinio.law.seat_parts import SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import ThresholdTable
from escrutinio.model.errors import LawError
from official_2020 import OFFICIAL, official_totals
from support import BOLIVIA, SHARED

DEPARTMENTS = [str(number) for number in range(1, 10)]
LAW = get_law("bo/2020")


def with_districts(changes: Mapping[str, Mapping[str, int]]) -> dict[str, ContestTotals]:
    totals = official_totals()
    single = totals["single-member"]
    return {**totals, "single-member": replace(single, votes={**single.votes, **changes})}


def assert_sums(outcome: Outcome) -> None:
    for chamber in outcome.chambers.values():
        assert sum(chamber.seats.values()) + chamber.undecided + chamber.vacant == chamber.size
        for unit in chamber.units.values():
            assert sum(unit.seats.values()) + unit.undecided + unit.vacant == unit.size
            assert unit.undecided >= 0
            by_kind = sum(sum(seats.values()) for seats in unit.by_kind.values())
            assert by_kind + sum(tie.seats for tie in unit.ties) + unit.vacant == unit.size


def test_the_official_result_of_2020() -> None:
    outcome = LAW.decide(official_totals(), complete=True)
    assert outcome.final
    assert outcome.ties == ()
    president = outcome.offices["president"]
    assert isinstance(president, Elected)
    assert president.name == "MAS-IPSP"
    senate, deputies = outcome.chambers["senate"], outcome.chambers["deputies"]
    assert senate.seats == {"CC": 11, "CREEMOS": 4, "MAS-IPSP": 21}
    assert (senate.size, senate.majority, senate.two_thirds) == (36, 19, 24)
    assert deputies.seats == {"CC": 39, "CREEMOS": 16, "MAS-IPSP": 75}
    assert (deputies.size, deputies.majority, deputies.two_thirds) == (130, 66, 87)
    assert deputies.by_kind == {
        "single-member": {"CC": 11, "CREEMOS": 10, "MAS-IPSP": 42},
        "list": {"CC": 28, "CREEMOS": 6, "MAS-IPSP": 26},
        "special": {"MAS-IPSP": 7},
    }
    assert_sums(outcome)


@pytest.mark.parametrize("unit", DEPARTMENTS)
def test_the_official_result_of_each_department(unit: str) -> None:
    outcome = LAW.decide(official_totals(), complete=True)
    assert outcome.chambers["senate"].units[unit].seats == OFFICIAL["senate"][unit]
    deputies, official = outcome.chambers["deputies"].units[unit], OFFICIAL["deputies"][unit]
    assert deputies.size == official["size"]
    assert deputies.by_kind == {kind: official[kind] for kind in ("single-member", "list", "special")}


def test_national_votes_are_the_published_ones() -> None:
    total = Counter[str]()
    for votes in OFFICIAL["president"].values():
        total.update(votes)
    assert total == {
        "MAS-IPSP": 3394052, "CC": 1775953, "CREEMOS": 862186, "FPV": 95255, "PAN-BOL": 31765,
    }  # fmt: skip
    assert sum(OFFICIAL["valid"].values()) == 6159211


@pytest.mark.parametrize("body", ["president", "senate", "deputies"])
def test_shared_official_files_say_the_same(body: str) -> None:
    path = SHARED / "golden" / f"bo_2020_{body}.json"
    if not path.exists():
        pytest.skip(f"no shared official file {path.name} beside this checkout")
    golden = json.loads(path.read_text(encoding="utf-8"))
    ids = {"MAS": "MAS-IPSP", "PANBOL": "PAN-BOL"}

    def named(votes: Mapping[str, Any]) -> dict[str, Any]:
        return {ids.get(name, name): number for name, number in votes.items()}

    units = [*DEPARTMENTS, "EXT"]
    outcome = LAW.decide(official_totals(), complete=True)
    for unit, district in zip(units, golden["districts"], strict=False):
        assert named(district["votes"]) == OFFICIAL["president"][unit]
        if body == "president":
            assert district["valid"] == OFFICIAL["valid"][unit]
        elif body == "senate":
            assert outcome.chambers["senate"].units[unit].seats == named(district["result"])
        else:
            kinds = outcome.chambers["deputies"].units[unit].by_kind
            assert kinds["single-member"] == named(district["uninominal_won"])
            assert kinds["list"] == named(district["plurinominal_won"])
            assert kinds["special"] == named(district["special_won"])
    if body == "president":
        president = outcome.offices["president"]
        assert isinstance(president, Elected)
        assert named({golden["result"]["elected"]: 1}) == {president.name: 1}
    else:
        assert outcome.chambers[body].seats == named(golden["result"])


def test_real_single_member_and_special_votes_elect_the_official_winners() -> None:
    folder = BOLIVIA
    if not folder.exists():
        pytest.skip("no shared tally sheets of Bolivia 2020 beside this checkout")
    polars = pytest.importorskip("polars")
    single = polars.read_parquet(folder / "single_member.parquet").with_columns(unit="circunscripcion")
    special = polars.read_parquet(folder / "special_indigenous.parquet").with_columns(
        unit=polars.col("departamento").cast(polars.String)
    )
    withdrawn = frozenset({"ADN", "JUNTOS", "LIBRE-21"})

    def totals(frame: Any, lists: list[str]) -> ContestTotals:
        rows = frame.group_by("unit").agg(polars.col([*lists, "VALIDOS"]).sum()).to_dicts()
        votes = {row["unit"]: {name: row[name] for name in lists} for row in rows}
        return ContestTotals(votes, {row["unit"]: row["VALIDOS"] for row in rows}, withdrawn)

    lists = ["ADN", "CC", "CREEMOS", "FPV", "JUNTOS", "LIBRE-21", "MAS-IPSP", "PAN-BOL"]
    own = ["APG", "BIA-YUQUI", "CIDOB", "CONAMAQ", "CPEM-B", "OICH", "ORCAWETA", "YAMINAWA"]
    real = {
        **official_totals(),
        "single-member": totals(single, lists),
        "special": totals(special, lists + own),
    }
    outcome = LAW.decide(real, complete=True)
    expected = LAW.decide(official_totals(), complete=True)
    assert outcome.chambers["deputies"].by_kind == expected.chambers["deputies"].by_kind
    winners = {
        district: decision.name
        for district, decision in outcome.chambers["deputies"].districts.items()
        if isinstance(decision, Elected)
    }
    assert winners == OFFICIAL["single_member_winners"]


# Other readings of the law, none of which gives the official 75 / 39 / 16.


def chamber_by(reading: str) -> Counter[str]:
    total = Counter[str]()
    for department in STATUTE.departments:
        votes = {
            name: number
            for name, number in OFFICIAL["president"][department.code].items()
            if name in {"MAS-IPSP", "CC", "CREEMOS"}
        }
        official = OFFICIAL["deputies"][department.code]
        single, special = official["single-member"], official["special"]
        total.update(single)
        total.update(special)
        if reading == "no compensation":
            total.update(highest_averages(votes, department.listed).seats)
        elif reading == "special seats inside":
            won = Counter(single) + Counter(special)
            total.update(compensate(votes, department.deputies, department.listed, won).lists.seats)
        elif reading == "Sainte-Laguë":
            total.update(
                compensate(votes, department.compensated, department.listed, single, sainte_lague).lists.seats
            )
        else:
            total.update(compensate(votes, department.compensated, department.listed, single).lists.seats)
    return total


def test_the_right_reading_gives_the_official_result() -> None:
    assert chamber_by("the law") == {"MAS-IPSP": 75, "CC": 39, "CREEMOS": 16}


@pytest.mark.parametrize("reading", ["no compensation", "special seats inside", "Sainte-Laguë"])
def test_wrong_readings_give_another_result(reading: str) -> None:
    assert chamber_by(reading) != chamber_by("the law")


def test_the_entitlement_is_over_single_member_and_list_seats_only() -> None:
    outcome = LAW.decide(official_totals(), complete=True)
    steps = {step.rule: step for step in outcome.steps}
    for department in STATUTE.departments:
        due = steps[f"Entitlement, {department.name}"].part(SeatTable).columns[Label.ENTITLEMENT]
        official = OFFICIAL["deputies"][department.code]
        assert sum(due.values()) == official["size"] - sum(official["special"].values())
        # No overhang in 2020: the entitlement is the single-member and list seats of each list.
        assert due == dict(Counter(official["single-member"]) + Counter(official["list"]))


def test_sainte_lague_would_change_the_senate() -> None:
    total = Counter[str]()
    for unit in DEPARTMENTS:
        total.update(highest_averages(OFFICIAL["president"][unit], 4, sainte_lague).seats)
    assert +total != {"MAS-IPSP": 21, "CC": 11, "CREEMOS": 4}


# The threshold.


def totals_at_three_percent(votes: int, abroad: int = 0) -> dict[str, ContestTotals]:
    """List B with ``votes`` of 10,000 in Chuquisaca, and ``abroad`` of 10,000 abroad."""
    return {
        "president": ContestTotals(
            {"1": {"A": 10000 - votes, "B": votes}, "EXT": {"A": 10000 - abroad, "B": abroad}}
        )
    }


@pytest.mark.parametrize(("votes", "takes_part"), [(299, False), (300, True), (301, True)])
def test_exactly_three_percent_takes_part(votes: int, takes_part: bool) -> None:
    outcome = LAW.decide(totals_at_three_percent(votes, votes), complete=True)
    step = next(step for step in outcome.steps if step.rule == "Threshold for list seats")
    taking_part = step.part(ThresholdTable).taking_part
    assert ("B" in taking_part) == takes_part
    assert step.names(Label.TAKE_PART_WITH_ABROAD) == taking_part


def test_the_step_says_when_votes_from_abroad_would_matter() -> None:
    outcome = LAW.decide(totals_at_three_percent(290, 310), complete=True)
    step = next(step for step in outcome.steps if step.rule == "Threshold for list seats")
    assert step.part(ThresholdTable).taking_part == ("A",)
    assert step.names(Label.TAKE_PART_WITH_ABROAD) == ("A", "B")
    assert "would change who takes part" in step.text


def test_a_list_below_the_threshold_has_no_list_seat() -> None:
    small = replace(STATUTE, threshold=Threshold(Fraction(1, 2), "the valid votes", inclusive=True))
    seats = decide(small, official_totals(), complete=True).chambers["deputies"].by_kind["list"]
    assert set(seats) == {"MAS-IPSP"}


def test_votes_from_abroad_count_for_president_only() -> None:
    totals = official_totals()
    votes = {**OFFICIAL["president"], "EXT": {"FPV": 10_000_000}}
    outcome = LAW.decide({**totals, "president": ContestTotals(votes)}, complete=True)
    president = outcome.offices["president"]
    assert isinstance(president, Elected)
    assert president.name == "FPV"
    assert outcome.chambers["deputies"].seats == {"CC": 39, "CREEMOS": 16, "MAS-IPSP": 75}
    assert outcome.chambers["senate"].seats == {"CC": 11, "CREEMOS": 4, "MAS-IPSP": 21}


# Withdrawn lists, and sheets that do not add up.


def test_withdrawn_lists_win_nothing_but_stay_in_the_valid_votes() -> None:
    totals = {
        "president": ContestTotals(
            {"1": {"A": 45, "B": 40, "GONE": 900}}, {"1": 985}, withdrawn=frozenset({"GONE"})
        ),
        "single-member": ContestTotals({"C01": {"A": 1, "GONE": 9}}, withdrawn=frozenset({"GONE"})),
    }
    outcome = LAW.decide(totals, complete=True)
    # 45 of 985 is far from 40 %: the votes of the withdrawn list were counted as valid.
    assert outcome.offices["president"] == RunOff(
        ("A", "B"), None, "nobody fulfils the conditions of the first round"
    )
    assert "GONE" not in outcome.chambers["senate"].seats
    district = outcome.chambers["deputies"].districts["C01"]
    assert isinstance(district, Elected)
    assert district.name == "A"
    assert [step.rule for step in outcome.steps].count("Withdrawn lists") == 2


def test_too_few_valid_votes_are_noted_and_the_sum_is_used() -> None:
    outcome = LAW.decide({"president": ContestTotals({"1": {"A": 60, "B": 40}}, {"1": 10})}, complete=True)
    step = next(step for step in outcome.steps if step.rule == "Sheets that do not add up")
    assert step.names(Label.UNITS_SHORT) == ("1",)
    assert step.number(Label.VALID) == 100


# Counts that are not complete.


def test_an_empty_count_is_an_outcome() -> None:
    outcome = LAW.decide({}, complete=False)
    assert isinstance(outcome.offices["president"], Undecided)
    assert outcome.chambers["senate"].vacant == 36
    assert outcome.chambers["deputies"].vacant == 130
    assert outcome.chambers["deputies"].seats == {}
    assert all(isinstance(d, Undecided) for d in outcome.chambers["deputies"].districts.values())
    assert_sums(outcome)


def test_one_department_alone_fills_its_own_seats() -> None:
    totals = {"president": ContestTotals({"9": OFFICIAL["president"]["9"]})}
    outcome = LAW.decide(totals, complete=False)
    assert outcome.chambers["senate"].vacant == 32
    pando = outcome.chambers["deputies"].units["9"]
    assert sum(pando.by_kind["list"].values()) == 2
    assert pando.vacant == 3
    assert_sums(outcome)


def test_an_unfinished_count_says_so_everywhere() -> None:
    outcome = LAW.decide(official_totals(), complete=False)
    assert not outcome.final
    assert outcome.status == "not final: of the counted sheets"
    assert all(step.text.startswith("Of the counted sheets: ") for step in outcome.steps)
    president = outcome.offices["president"]
    assert isinstance(president, Elected)
    assert president.text.startswith("Of the counted sheets: ")
    assert "counted sheets" not in derivation_text(LAW.decide(official_totals(), complete=True))


# Ties.


def test_a_tied_district_leaves_open_only_what_depends_on_it() -> None:
    # Chuquisaca: CC has an entitlement of 5 and 2 single-member seats, MAS-IPSP 5 and 3. If C03 goes the
    # other way, the list seats make up for it exactly: nobody's total depends on the tie.
    outcome = LAW.decide(with_districts({"C03": {"MAS-IPSP": 7, "CC": 7}}), complete=True)
    unit = outcome.chambers["deputies"].units["1"]
    assert outcome.chambers["deputies"].districts["C03"] == Tie(
        ("CC", "MAS-IPSP"), 1, "single-member seat C03"
    )
    assert unit.seats == {"CC": 5, "MAS-IPSP": 5}
    assert unit.undecided == 0
    assert unit.by_kind["single-member"] == {"CC": 2, "MAS-IPSP": 2}
    assert unit.by_kind["list"] == {"CC": 2, "MAS-IPSP": 2}
    assert [tie.seats for tie in unit.ties] == [1, 1]
    assert outcome.chambers["deputies"].seats == {"CC": 39, "CREEMOS": 16, "MAS-IPSP": 75}
    assert_sums(outcome)


def test_a_tied_district_with_overhang_leaves_a_seat_open() -> None:
    # FPV is below the threshold: a single-member seat it wins is overhang, and costs somebody a list seat.
    outcome = LAW.decide(with_districts({"C03": {"MAS-IPSP": 7, "FPV": 7}}), complete=True)
    unit = outcome.chambers["deputies"].units["1"]
    assert unit.undecided == 1
    assert sum(unit.seats.values()) == 9
    assert_sums(outcome)


def test_a_tied_special_seat_is_open() -> None:
    totals = {**official_totals(), "special": ContestTotals({"2": {"X": 3, "Y": 3}, "3": {"MAS-IPSP": 1}})}
    outcome = LAW.decide(totals, complete=True)
    deputies = outcome.chambers["deputies"]
    assert Tie(("X", "Y"), 1, "special seat of La Paz") in outcome.ties
    assert (deputies.undecided, deputies.vacant) == (1, 5)
    assert outcome.steps[-1].rule == "Ties"
    assert_sums(outcome)


def test_a_tie_in_every_contest_is_a_value() -> None:
    equal = {"A": 5, "B": 5, "C": 5}
    outcome = LAW.decide(
        {
            "president": ContestTotals(dict.fromkeys(DEPARTMENTS, equal)),
            "single-member": ContestTotals(dict.fromkeys(LAW.units["single-member"], equal)),
            "special": ContestTotals(dict.fromkeys("2346789", equal)),
        },
        complete=True,
    )
    president = outcome.offices["president"]
    assert isinstance(president, RunOff)
    assert president.tie == Tie(("A", "B", "C"), 2, "places in the run-off")
    # Four senators for three equal lists: one each, the fourth is tied.
    assert outcome.chambers["senate"].seats == {"A": 9, "B": 9, "C": 9}
    assert outcome.chambers["senate"].undecided == 9
    assert_sums(outcome)


# Bad input.


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        ({"mayor": ContestTotals()}, "unknown contest 'mayor'"),
        ({"president": ContestTotals({"10": {"A": 1}})}, "unknown unit '10'"),
        ({"single-member": ContestTotals({"C64": {"A": 1}})}, "unknown unit 'C64'"),
        ({"special": ContestTotals({"1": {"A": 1}})}, "Chuquisaca, which has none"),
        ({"president": ContestTotals({"1": {"A": -1}})}, "negative"),
        ({"president": ContestTotals({"1": {"A": True}})}, "not a whole number"),
        ({"president": ContestTotals({}, {"1": -3})}, "negative"),
    ],
)
def test_totals_that_do_not_fit_are_refused(totals: dict[str, ContestTotals], words: str) -> None:
    with pytest.raises(LawError, match=words):
        LAW.decide(totals, complete=True)


# Plain data.


def test_the_outcome_is_plain_data_and_readable_text() -> None:
    outcome = LAW.decide(official_totals(), complete=True)
    data = json.loads(json.dumps(outcome.to_dict(), allow_nan=False))
    assert data == outcome.to_dict()
    assert data["offices"]["president"] == {
        "kind": "elected",
        "name": "MAS-IPSP",
        "text": "more than 50 % of the valid votes",
    }
    assert data["chambers"]["deputies"]["districts"]["C44"]["name"] == "CREEMOS"
    text = derivation_text(outcome)
    assert "CPE 166; Ley 026 art. 52" in text
    assert re.search(r"MAS-IPSP +3394052 +55\.11 %", text)
    assert "not verified" in text
    assert len(outcome.steps) == 1 + 9 + 1 + 1 + 7 + 9 + 9


def test_the_order_of_input_means_nothing() -> None:
    totals = official_totals()
    turned = {
        role: ContestTotals(
            {
                unit: dict(reversed(list(contest.votes[unit].items())))
                for unit in reversed(list(contest.votes))
            },
            dict(reversed(list(contest.valid.items()))),
        )
        for role, contest in reversed(totals.items())
    }
    one, other = LAW.decide(totals, complete=True), LAW.decide(turned, complete=True)
    assert json.dumps(one.to_dict()) == json.dumps(other.to_dict())
    assert derivation_text(one) == derivation_text(other)


def test_list_seats_stand_in_the_order_of_the_lists() -> None:
    votes = {f"L{number:02}": 1000 - 37 * number for number in range(12)}
    ways = [compensate(votes, 20, 12, {name: 1}, dhondt) for name in ("L00", "L01")]
    assert list(common_list_seats(ways, "list seats")[0]) == list(ways[0].lists.seats)
