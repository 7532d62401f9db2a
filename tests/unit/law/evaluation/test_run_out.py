"""Lists that run out of candidates, under every rule that gives seats to lists."""

from __future__ import annotations

import pytest

from escrutinio.law import ElectionFacts, get_law
from escrutinio.law.totals import ContestTotals
from escrutinio.model import LawError
from made_laws import WHOLE, decide, house, seats

OTHERS, VACANT, LIST, NEVER = (
    f'[candidates]\nrun_out = "{follows}"\narticle = "9"\n'
    for follows in ("others", "vacant", "list", "never")
)
VOTES = {"whole": {"a": 60, "b": 29, "c": 11}}
ONE = {"whole": {"a": 1}}
ALONE = {"a": frozenset({"independent"})}
DHONDT = WHOLE + 'by = "dhondt"\nseats = 10\n'
QUOTA = WHOLE + 'by = "hare"\nseats = 10\n'
BONUS = '[[step]]\nrule = "bonus"\narticle = "2"\nin = "whole"\nby = "dhondt"\nseats = 10\npremium = 3\n'
FLOOR = BONUS.replace("premium = 3", "least = 7")
LEVELLING = '[[step]]\nrule = "levelling"\narticle = "2"\nsize = 10\n'
PARALLEL = '[[step]]\nrule = "mixed"\narticle = "2"\nsystem = "parallel"\nby = "dhondt"\nsize = 10\n'
OVERHANG = PARALLEL.replace("parallel", "overhang")
LEVELLED = PARALLEL.replace("parallel", "levelled")
BADER_OFER = WHOLE + 'agreements = "bader-ofer"\nseats = 10\n'


@pytest.mark.parametrize("said", ["labels", "candidates"])
@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (DHONDT, {"a": 1, "b": 7, "c": 2}),
        (QUOTA, {"a": 1, "b": 5, "c": 4}),
        (BADER_OFER, {"a": 1, "b": 7, "c": 2}),
        (BONUS, {"a": 1, "b": 7, "c": 2}),
        (FLOOR, {"a": 1, "b": 7, "c": 2}),
        (LEVELLING, {"a": 1, "b": 7, "c": 2}),
        (PARALLEL, {"a": 1, "b": 7, "c": 2}),
        (OVERHANG, {"a": 1, "b": 7, "c": 2}),
        (LEVELLED, {"a": 1, "b": 7, "c": 2}),
    ],
)
def test_a_person_alone_has_one_seat_and_others_have_the_rest(
    steps: str, expected: dict[str, int], said: str
) -> None:
    facts = {"labels": ALONE} if said == "labels" else {"candidates": ONE}
    single = {"whole": {"a": 0, "b": 0, "c": 0}} if "mixed" in steps else None
    assert seats(decide(OTHERS + steps, VOTES, single, **facts)) == expected


@pytest.mark.parametrize("steps", [DHONDT, QUOTA, BADER_OFER, BONUS, LEVELLING, PARALLEL, OVERHANG])
def test_where_the_law_leaves_them_empty_nobody_has_them(steps: str) -> None:
    single = {"whole": {"a": 0, "b": 0, "c": 0}} if "mixed" in steps else None
    free = decide(OTHERS + steps, VOTES, single)
    outcome = decide(VACANT + steps, VOTES, single, candidates={"whole": {"a": 2}})
    lost = seats(free)["a"] - 2
    assert lost > 0
    assert house(outcome).vacant == lost
    assert seats(outcome) == {**seats(free), "a": 2}
    assert outcome.steps[-1].article == "9"


@pytest.mark.parametrize("steps", [DHONDT, QUOTA, BADER_OFER, BONUS, LEVELLING, PARALLEL, OVERHANG])
def test_where_the_list_names_others_it_has_them(steps: str) -> None:
    single = {"whole": {"a": 0, "b": 0, "c": 0}} if "mixed" in steps else None
    outcome = decide(LIST + steps, VOTES, single, candidates=ONE)
    assert seats(outcome) == seats(decide(LIST + steps, VOTES, single))


@pytest.mark.parametrize("steps", [DHONDT, LEVELLING, BONUS])
def test_where_lists_must_be_complete_it_is_refused(steps: str) -> None:
    with pytest.raises(LawError, match="as many candidates as there are seats, so that the law has no rule"):
        decide(NEVER + steps, VOTES, candidates=ONE)


@pytest.mark.parametrize("steps", [LEVELLING, BONUS, BADER_OFER, PARALLEL, OVERHANG])
def test_where_the_law_says_nothing_it_is_refused(steps: str) -> None:
    single = {"whole": {"a": 0, "b": 0, "c": 0}} if "mixed" in steps else None
    with pytest.raises(LawError, match="and 1 candidate, and the law's file does not say what follows"):
        decide(steps, VOTES, single, labels=ALONE)


def test_levelling_seats_fall_where_a_list_has_candidates_left() -> None:
    steps = (
        '[[step]]\nrule = "allocate"\narticle = "1"\nin = "each unit"\nby = "dhondt"\n'
        '[[step]]\nrule = "levelling"\narticle = "2"\nsize = 8\nplace = "figures"\nper = "nothing"\n'
    )
    votes = {"N": {"a": 60, "b": 40}, "S": {"a": 40, "b": 60}}
    facts = {"seats": {"N": 2, "S": 2}}
    free = house(decide(OTHERS + steps, votes, **facts))
    assert {unit: part.seats for unit, part in free.units.items()} == {
        "N": {"a": 2, "b": 2},
        "S": {"a": 2, "b": 2},
    }
    short = house(
        decide(OTHERS + steps, votes, **facts, candidates={"N": {"a": 1, "b": 9}, "S": {"a": 9, "b": 9}})
    )
    assert {unit: part.seats for unit, part in short.units.items()} == {
        "N": {"a": 1, "b": 2},
        "S": {"a": 3, "b": 2},
    }


def test_a_pair_that_runs_out_passes_its_seats_on() -> None:
    votes = {"whole": {"a": 500, "b": 300, "c": 200}}
    law = OTHERS + BADER_OFER
    both = {"whole": {"a": 2, "b": 1}}
    assert seats(decide(law, votes, agreements=(("a", "b"),), candidates=both)) == {"a": 2, "b": 1, "c": 7}
    one = {"whole": {"a": 2}}
    assert seats(decide(law, votes, agreements=(("a", "b"),), candidates=one)) == {"a": 2, "b": 6, "c": 2}


D28 = {"D28": {"Bianchi": 26338, "CS": 6983, "PC": 1770, "EVOPOLI": 11500}}


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"labels": {"Bianchi": frozenset({"independent"})}},
        {"candidates": {"D28": {"Bianchi": 1}}},
        {"candidates": {"whole": {"Bianchi": 1}}},
    ],
)
def test_a_person_outside_of_chiles_pacts_has_one_seat(facts: dict[str, object]) -> None:
    known = ElectionFacts(seats={"D28": 3}, agreements=(("CS", "PC"),), **facts)  # type: ignore[arg-type]
    outcome = get_law("cl/diputados").decide({"votes": ContestTotals(D28)}, True, known)
    assert outcome.chambers["diputados"].seats == {"Bianchi": 1, "CS": 1, "EVOPOLI": 1}


def test_a_party_outside_of_them_states_its_candidates() -> None:
    known = ElectionFacts(
        seats={"D28": 3}, agreements=(("CS", "PC"),), candidates={"D28": {"Bianchi": 4, "EVOPOLI": 4}}
    )
    outcome = get_law("cl/diputados").decide({"votes": ContestTotals(D28)}, True, known)
    assert outcome.chambers["diputados"].seats["Bianchi"] == 2


def test_germany_leaves_a_seat_empty_that_no_candidate_of_the_land_list_can_have() -> None:
    law = get_law("de/bundestag-2023")
    totals = {
        "second votes": ContestTotals({"North": {"a": 600, "b": 400}}),
        "constituencies": ContestTotals({"1": {"a": 60, "b": 40}}),
    }
    facts = ElectionFacts(above={"1": "North"}, candidates={"North": {"a": 300}})
    house_ = law.decide(totals, True, facts).chambers["bundestag"]
    # 378 of 630 seats; one of them is the constituency's, and 300 candidates stand on the list.
    assert house_.units["North"].seats == {"a": 301, "b": 252}
    assert house_.vacant == 77
