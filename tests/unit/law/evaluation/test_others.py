"""Votes of lists without a row, where the price of a seat or a share is of all votes.

What is tested: ``law.evaluation.figures``, ``law.evaluation.steps``, bounds.
"""

from __future__ import annotations

from typing import Any

import pytest

from escrutinio.bounds import Missing, bounds_of
from escrutinio.law import ContestTotals, ElectionFacts, Outcome, get_law
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.library.registry import law_of
from made_laws import HEAD, WHOLE, decide, seats, threshold


def with_others(
    steps: str, votes: dict[str, dict[str, int]], others: dict[str, int], **facts: Any
) -> Outcome:
    return decide(steps, votes, counts={"votes": {"others": others}}, **facts)


def folded(votes: dict[str, dict[str, int]], others: dict[str, int], parts: int) -> dict[str, dict[str, int]]:
    """The same votes, with the others as so many lists of their own."""
    return {
        unit: {**row, **{f"other {n}": others.get(unit, 0) // parts for n in range(parts)}}
        for unit, row in votes.items()
    }


@pytest.mark.parametrize(
    "step",
    [
        WHOLE + 'by = "hare"\nseats = 10\nrest = "remainders of winners"\n',
        WHOLE + 'by = "droop"\nseats = 10\nrest = "averages of winners"\naverages = "dhondt"\n',
        WHOLE + 'by = "droop"\nseats = 10\nrest = "remainders then averages"\nmost_by_remainders = 1\n',
        WHOLE + 'by = "hare"\nseats = 10\nagreements = "alliances"\nrest = "remainders of winners"\n',
    ],
)
def test_they_count_in_the_price_of_a_seat(step: str) -> None:
    votes, others = {"whole": {"a": 560, "b": 270}}, {"whole": 160}
    # As forty lists they are too small for a seat of their own.
    named = {
        name: n for name, n in seats(decide(step, folded(votes, others, 40))).items() if "other" not in name
    }
    assert seats(with_others(step, votes, others)) == named


def test_after_a_threshold_the_price_is_of_those_who_take_part() -> None:
    steps = threshold('share = "20 %"\nof = "lists"') + WHOLE + 'by = "hare"\nseats = 10\n'
    votes = {"whole": {"a": 560, "b": 270}}
    assert seats(with_others(steps, votes, {"whole": 160})) == {"a": 7, "b": 3}


def test_south_africa_counts_them_in_its_quota() -> None:
    law = get_law("za/national-assembly-2004")
    votes = {"whole": {"ANC": 6_000, "DA": 3_000, "EFF": 1_000}}
    facts = ElectionFacts(counts={"votes": {"others": {"whole": 40}}})
    outcome = law.decide({"votes": ContestTotals(votes)}, True, facts)
    # 10,040 votes for 401: 26 a seat, and not 25.
    assert any("26" in str(part) for step in outcome.steps for part in step.results)
    assert sum(outcome.chambers["assembly"].seats.values()) == 400


def test_tiers_count_them_in_the_number_of_a_land() -> None:
    step = '[[step]]\nrule = "tiers"\narticle = "2"\nsize = 10\nquota = "hare"\nrounded = "up"\n'
    votes = {"1": {"a": 300, "b": 100}, "2": {"a": 100, "b": 300}}
    facts = {"seats": {"L": 8}, "above": {"1": "L", "2": "L"}}
    free = with_others(step, votes, {}, **facts)
    short = with_others(step, votes, {"1": 100, "2": 100}, **facts)
    assert {unit: free.chambers["house"].units[unit].seats for unit in votes} == {
        "1": {"a": 3, "b": 1},
        "2": {"a": 1, "b": 3},
    }
    # 1,000 votes for 8 are 125 a seat.
    assert {unit: short.chambers["house"].units[unit].seats for unit in votes} == {
        "1": {"a": 2},
        "2": {"b": 2},
    }


@pytest.mark.parametrize(("of", "passes"), [("district", False), ("votes", False), ("voters", False)])
def test_double_proportion_counts_them_in_its_quorum(of: str, passes: bool) -> None:
    step = f'[[step]]\nrule = "double-proportional"\narticle = "2"\nquorum = "10 %"\nof = "{of}"\n'
    votes = {"1": {"a": 300, "b": 40}, "2": {"a": 300, "b": 35}}
    facts = {"seats": {"1": 5, "2": 5}}
    assert "b" in seats(with_others(step, votes, {}, **facts))
    assert ("b" in seats(with_others(step, votes, {"1": 200, "2": 200}, **facts))) is passes


def test_bounds_heed_them() -> None:
    law = law_of(read_definition(HEAD + WHOLE + 'by = "hare"\nseats = 10\n', "test", "test.toml"))
    facts = ElectionFacts(counts={"votes": {"others": {"whole": 160}}})
    counted = {"votes": ContestTotals({"whole": {"a": 560, "b": 270}})}
    bounds = bounds_of(law, counted, Missing({"votes": {"whole": 10}}), facts).chambers["house"]
    for more in (0, 5, 10):
        for name in ("a", "b"):
            votes = {"a": 560, "b": 270, name: {"a": 560, "b": 270}[name] + more}
            end = law.decide({"votes": ContestTotals({"whole": votes})}, True, facts).chambers["house"]
            for party, range_ in bounds.seats.items():
                assert range_.min_seats <= end.seats.get(party, 0) <= range_.max_seats
