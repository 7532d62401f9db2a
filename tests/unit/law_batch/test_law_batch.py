"""The batch evaluator: its doors, its errors, worked cases, and the official result of 2020 as one draw.

What is tested: ``law_batch.allocation``, ``law_batch.majority``, ``law_batch.bolivia``,
``law_batch.compensation``, ``law_batch.registry``.
"""

import subprocess
import sys
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pytest

import escrutinio.law
import escrutinio.law_batch
from escrutinio.law import Divisors, ElectionFacts, get_law, highest_averages
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.facts import WHOLE
from escrutinio.law.library.bo.y2020 import STATUTE
from escrutinio.law.library.registry import law_of
from escrutinio.law.proportional.divisors import BY_NAME
from escrutinio.law_batch import (
    DrawnContest,
    DrawnElection,
    WithoutBatch,
    allocate_many,
    bolivia_many,
    compensate_many,
    decide_draws,
    decide_many,
    first_round_many,
    plurality_many,
    rules_without_batch,
)
from escrutinio.law_batch.array_form import LACKS
from escrutinio.law_batch.one_by_one import decide_one_by_one
from escrutinio.law_batch.registry import EVALUATORS
from escrutinio.law_batch.rules import RULES
from escrutinio.model.errors import LawError
from made_laws import HEAD
from official_2020 import OFFICIAL, official_totals

LISTS = ("MAS-IPSP", "CC", "CREEMOS", "FPV", "PAN-BOL")
BO = partial(bolivia_many, STATUTE)


def official_draw() -> dict[str, Any]:
    """Votes for president, and one vote for the official winner of every other seat."""
    totals = official_totals()
    # The special contest has its own columns, one of a list that stands nowhere else.
    names = {"president": LISTS, "single-member": LISTS, "special": ("ORG", "MAS-IPSP")}

    def drawn(role: str) -> list[list[list[int]]]:
        by_unit = totals[role].votes
        units = [unit for unit in STATUTE.units(role) if unit in by_unit]
        return [[[by_unit[unit].get(name, 0) for name in names[role]] for unit in units]]

    return {
        "president": drawn("president"),
        "valid": [[OFFICIAL["valid"][unit] for unit in STATUTE.units("president")]],
        "single": drawn("single-member"),
        "special": drawn("special"),
        "names": names,
    }


# Official result


def test_the_official_result_of_2020_as_one_draw() -> None:
    outcome = BO(**official_draw())
    assert outcome.law == "bo/2020"
    assert outcome.lists == (*LISTS, "ORG")
    assert not outcome.tied.any()
    assert outcome.elected.tolist() == [0]
    assert outcome.run_off.tolist() == [[-1, -1]]
    senate, deputies = outcome.chambers["senate"], outcome.chambers["deputies"]
    assert senate.seats.tolist() == [[21, 11, 4, 0, 0, 0]]
    assert deputies.seats.tolist() == [[75, 39, 16, 0, 0, 0]]
    assert deputies.of_kind("single-member").tolist() == [[42, 11, 10, 0, 0, 0]]
    assert deputies.of_kind("list").tolist() == [[26, 28, 6, 0, 0, 0]]
    assert deputies.of_kind("special").tolist() == [[7, 0, 0, 0, 0, 0]]
    assert (senate.size, senate.majority, senate.two_thirds) == (36, 19, 24)
    assert (deputies.size, deputies.majority, deputies.two_thirds) == (130, 66, 87)
    assert (deputies.seats >= deputies.majority).tolist() == [[True, False, False, False, False, False]]
    assert not (deputies.seats >= deputies.two_thirds).any()
    for index, unit in enumerate(senate.units):
        names = zip(outcome.lists, senate.by_unit[0, index].tolist(), strict=True)
        assert {name: seats for name, seats in names if seats} == OFFICIAL["senate"][unit]
        for kind, seats_of in deputies.by_kind.items():
            names = zip(outcome.lists, seats_of[0, index].tolist(), strict=True)
            assert {name: seats for name, seats in names if seats} == OFFICIAL["deputies"][unit][kind]
    winners = [outcome.lists[index] for index in outcome.districts[0]]
    assert (
        dict(zip(STATUTE.units("single-member"), winners, strict=True)) == OFFICIAL["single_member_winners"]
    )


def test_by_role_the_units_are_those_of_the_exact_law() -> None:
    draw = official_draw()
    special = np.zeros((1, len(STATUTE.codes), 2), np.int64)
    seats = [place for place, department in enumerate(STATUTE.departments) if department.special]
    special[:, seats] = draw["special"]
    votes = {"president": np.array(draw["president"]), "single-member": np.array(draw["single"])}
    outcome = decide_many(
        get_law("bo/2020"),
        {**votes, "special": special},
        {"president": np.array(draw["valid"])},
        draw["names"],
    )
    assert outcome.chambers["deputies"].seats.tolist() == [[75, 39, 16, 0, 0, 0]]
    assert outcome.chambers["deputies"].of_kind("special").tolist() == [[7, 0, 0, 0, 0, 0]]


def test_many_draws_are_each_what_they_are_alone() -> None:
    many = official_draw()
    for key in ("president", "valid", "single", "special"):
        many[key] = np.repeat(np.array(many[key]), 3, axis=0)
    outcome = BO(**many)
    assert outcome.chambers["deputies"].seats.tolist() == [[75, 39, 16, 0, 0, 0]] * 3
    assert outcome.elected.tolist() == [0, 0, 0]


def test_contests_that_are_absent_have_no_counted_vote() -> None:
    draw = official_draw()
    outcome = BO(draw["president"], names={"president": LISTS})
    deputies = outcome.chambers["deputies"]
    assert (outcome.districts == -1).all()
    assert not outcome.tied.any()
    assert deputies.of_kind("single-member").sum() == deputies.of_kind("special").sum() == 0
    assert deputies.of_kind("list").sum() == 60


def test_no_draws_at_all() -> None:
    outcome = BO(np.zeros((0, 10, 2), np.int64), names={"president": ("A", "B")})
    assert outcome.tied.shape == (0,)
    assert outcome.chambers["senate"].seats.shape == (0, 2)


def test_the_votes_given_are_not_changed() -> None:
    votes = np.array([[5, 3, 3], [9, 0, 1]])
    kept = votes.copy()
    allocate_many(votes, 4)
    compensate_many(votes, 4, 2, [[1, 1, 0], [0, 0, 2]])
    first_round_many(votes, [20, 20], STATUTE.conditions)
    plurality_many(votes)
    assert (votes == kept).all()


# Allocation


def test_seats_that_are_sure_and_a_tie() -> None:
    found = allocate_many([[7, 7, 7], [6, 3, 2], [6, 3, 2], [6, 3, 0], [0, 0, 0]], [2, 3, 4, 2, 5])
    assert found.seats.tolist() == [[0, 0, 0], [2, 1, 0], [2, 1, 0], [1, 0, 0], [0, 0, 0]]
    # Without any vote the seats are vacant, which is no tie.
    assert found.tied.tolist() == [True, False, True, True, False]


def test_quotients_that_floating_point_takes_for_equal() -> None:
    # One vote in 3 * 10**16 is less than a float can hold.
    big = 3 * 10**16
    assert float(big + 1) == float(big)
    found = allocate_many([[big + 1, big], [big, big + 1], [big, big]], 1)
    assert found.seats.tolist() == [[1, 0], [0, 1], [0, 0]]
    assert found.tied.tolist() == [False, False, True]


@pytest.mark.parametrize("divisors", ["dhondt", "sainte_lague"])
def test_more_results_than_are_computed_together(divisors: str) -> None:
    votes = np.random.default_rng(7).integers(0, 10**9, (40_000, 5))
    found = allocate_many(votes, 130, divisors)
    assert (found.seats.sum(axis=1) == 130).all()
    rule = getattr(escrutinio.law, divisors)
    for row in (0, 16_383, 16_384, 39_999):
        exact = highest_averages(dict(zip("ABCDE", votes[row].tolist(), strict=True)), 130, rule)
        assert found.seats[row].tolist() == list(exact.seats.values())


def test_divisors_that_do_not_grow_evenly() -> None:
    uneven = Divisors("Uneven", "2, 3, 5, 8, ...", lambda k: (2, 3, 5, 8, 13, 21, 34, 55)[min(k, 7)])
    exact = highest_averages({"A": 100, "B": 61, "C": 7}, 5, uneven)
    assert allocate_many([[100, 61, 7]], 5, uneven).seats.tolist() == [list(exact.seats.values())]


def test_compensation_with_overhang() -> None:
    # Entitlement of 5 over 60 and 40: 3 and 2; B has won 3, one too many, and keeps them.
    found = compensate_many([[60, 40]], 5, 2, [[0, 3]])
    assert found.list_seats.tolist() == [[2, 0]]
    assert found.overhang.tolist() == [[0, 1]]
    assert not found.tied.any()


@pytest.mark.parametrize(
    "divisors", ["dhondt", "sainte_lague", "imperiali", "danish", "modified_sainte_lague"]
)
def test_seats_held_before_by_some_beyond_their_share(divisors: str) -> None:
    """The shortcuts for seats held before change nothing: a few lists hold far too many, or all some."""
    rng = np.random.default_rng(8)
    votes = rng.integers(0, 10**6, (300, 6)) * rng.integers(0, 2, (300, 6))
    held = rng.integers(0, 40, (300, 6)) * rng.integers(0, 2, (300, 6))
    found = allocate_many(votes, 60, divisors, start=held)
    for row in range(300):
        exact = highest_averages(
            dict(zip("ABCDEF", votes[row].tolist(), strict=True)),
            60,
            BY_NAME[divisors],
            start=dict(zip("ABCDEF", held[row].tolist(), strict=True)),
        )
        assert found.seats[row].tolist() == list(exact.seats.values())
        assert found.tied[row] == (exact.tie is not None)


# Majorities


def test_the_ends_of_a_first_round() -> None:
    votes = [[51, 49], [50, 50], [40, 30], [40, 31], [45, 44], [3, 2], [3, 2], [7, 0], [0, 0]]
    votes = [[*row, 0, 0] for row in votes]
    votes[5][2], votes[6][2], votes[6][3] = 2, 3, 3
    found = first_round_many(votes, [100, 100, 100, 100, 100, 100, 100, 100, 100], STATUTE.conditions)
    assert found.elected.tolist() == [0, -1, 0, -1, -1, -1, -1, -1, -1]
    assert found.run_off.tolist() == [
        [-1, -1],
        [0, 1],
        [-1, -1],
        [0, 1],
        [0, 1],
        [0, -1],  # the second place is tied
        [-1, -1],  # both are, among three
        [-1, -1],  # nobody to run against
        [-1, -1],
    ]
    assert found.tied.tolist() == [False] * 5 + [True, True, False, False]


def test_valid_votes_are_never_fewer_than_the_lists_have() -> None:
    assert first_round_many([[50, 50]], [3], STATUTE.conditions).elected.tolist() == [-1]


def test_plurality_over_draws_and_districts() -> None:
    found = plurality_many([[[1, 2], [2, 2]], [[0, 0], [3, 0]]])
    assert found.winner.tolist() == [[1, -1], [-1, 0]]
    assert found.tied.tolist() == [[False, True], [False, False]]
    assert plurality_many(np.zeros((2, 0), np.int64)).winner.tolist() == [-1, -1]
    assert plurality_many([[2, 2, 3], [1, 3, 3], [4, 4, 4]]).tied.tolist() == [False, True, True]


def test_shares_that_fall_while_few_pass_are_those_of_each_result() -> None:
    step = '[[step]]\nrule = "threshold"\narticle = "1"\nshare = "40 %"\nuncounted = "minority"\n'
    falls = 'least = 1\nthen_least = 2\nthen = [{ share = "30 %" }, { share = "10 %" }]\n'
    seats = '[[step]]\nrule = "allocate"\narticle = "2"\nin = "whole"\nseats = 5\nby = "dhondt"\n'
    law = law_of(read_definition(HEAD + step + falls + seats, "test", "test.toml"))
    assert not rules_without_batch(law)
    votes = np.array(list(product(range(0, 8, 2), range(1, 8, 2), (3,), range(0, 9, 3))))[:, None, :]
    facts = ElectionFacts(labels={"D": frozenset({"minority"})})
    contest = DrawnContest((WHOLE,), ("A", "B", "C", "D"), votes, votes.sum(axis=2))
    drawn = DrawnElection({"votes": contest}, facts)
    exact, many = decide_one_by_one(law, drawn), decide_draws(law, drawn, most=None)
    assert many.tied.tolist() == exact.tied.tolist()
    (found,), (wanted,) = many.chambers.values(), exact.chambers.values()
    assert found.seats.tolist() == wanted.seats.tolist()


# Doors and errors


def test_each_result_of_a_house_that_grows_has_a_majority_of_its_own() -> None:
    votes = np.array([[[45, 40, 15]], [[45, 40, 15]]])
    # A has 32 of 71 seats by its votes, and wins 20 of 36 districts, and then all of them.
    districts = np.zeros((2, 36, 3), dtype=np.int64)
    districts[0, :20, 0] = districts[0, 20:, 1] = districts[1, :, 0] = 1
    names = ["A", "B", "C"]
    outcome = decide_many(
        get_law("de/mv-landtag"),
        {"votes": votes, "constituencies": districts},
        {"votes": votes.sum(axis=2), "constituencies": districts.sum(axis=2)},
        {"votes": names, "constituencies": names},
        {"votes": [WHOLE], "constituencies": [f"D{number}" for number in range(36)]},
    )
    chamber = outcome.chambers["landtag"]
    assert chamber.each_size.tolist() == [71, chamber.size]
    assert chamber.size == chamber.seats[1].sum() == 81
    assert chamber.usual_size == 76
    assert chamber.has_majority.tolist() == [[False] * 3] * 2
    larger = replace(chamber, by_unit=np.array([[[36, 20, 15]], [[39, 30, 12]]]))
    assert larger.has_majority[:, 0].tolist() == [True, False]


def test_rules_that_have_no_array_form_are_named() -> None:
    assert rules_without_batch(get_law("bo/2020")) == ()
    assert rules_without_batch(get_law("bo/2019")) == ()
    assert rules_without_batch(get_law("fr/president")) == ()
    assert rules_without_batch(get_law("nz/house")) == ()
    (placed,) = rules_without_batch(get_law("dk/folketing"))
    assert placed == WithoutBatch("levelling", "levelling seats by a quota")
    (ranked,) = rules_without_batch(get_law("ie/dail"))
    assert ranked == WithoutBatch("stv", "this rule is not written in arrays yet")


def test_the_rules_said_to_have_an_array_form_are_those_that_have() -> None:
    assert set(LACKS) == {*RULES, *EVALUATORS}


def test_what_keeps_a_law_from_arrays_is_said_without_numpy() -> None:
    code = (
        "import sys; from escrutinio.law import get_law;"
        "from escrutinio.law_batch import rules_without_batch;"
        "rules_without_batch(get_law('es/congreso')); print('numpy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_public_names_are_sorted_and_there() -> None:
    names = escrutinio.law_batch.__all__
    assert names == sorted(names)
    assert all(hasattr(escrutinio.law_batch, name) for name in names)


@pytest.mark.parametrize(
    ("votes", "message"),
    [
        ([[1.0, 2.0]], "not whole numbers"),
        ([[True, False]], "not whole numbers"),
        ([[1, -2]], "negative"),
        ([1, 2], "shape"),
        (np.array([[2**63]], np.uint64), "too large"),
        ([[2**62, 1]], "too large"),
    ],
)
def test_votes_that_are_refused(votes: Any, message: str) -> None:
    with pytest.raises(LawError, match=message):
        allocate_many(votes, 4)


def test_other_things_that_are_refused() -> None:
    with pytest.raises(LawError, match="unknown divisors"):
        allocate_many([[1]], 1, "quadratic")
    with pytest.raises(LawError, match="shape"):
        allocate_many([[1], [2]], [1, 2, 3])
    with pytest.raises(LawError, match="negative"):
        allocate_many([[1]], -1)
    with pytest.raises(LawError, match="single number"):
        plurality_many(3)
    with pytest.raises(LawError, match="too large"):
        first_round_many([[2**62, 2**62]], [1], STATUTE.conditions)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"president": np.zeros((1, 9, 5), np.int64)}, "'president'"),
        ({"single": np.zeros((1, 62, 5), np.int64)}, "'single-member'"),
        ({"special": np.zeros((2, 7, 2), np.int64)}, "'special'"),
        ({"valid": np.zeros((1, 9), np.int64)}, "valid votes"),
        ({"names": {"president": LISTS, "senate": LISTS}}, "unknown contest"),
        ({"names": {"president": ("A", "A")}}, "twice"),
        ({"names": {"president": LISTS[:4]}}, "'president'"),
        ({"valid": np.full((1, 10), 2**61)}, "too large"),
    ],
)
def test_draws_that_do_not_fit_the_law(change: dict[str, Any], message: str) -> None:
    with pytest.raises(LawError, match=message):
        BO(**{**official_draw(), **change})


# The law itself stays free of NumPy


def test_the_law_alone_does_not_load_numpy() -> None:
    code = "import sys, escrutinio.law; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
