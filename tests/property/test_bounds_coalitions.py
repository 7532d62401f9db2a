"""The bounds of seats by way of coalitions, against every way to finish a small count."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from completions import contradictions
from escrutinio.bounds import Missing, Sharpness, bounds_of, law_bounds
from escrutinio.law import ContestTotals, ElectionFacts
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.library.registry import law_of
from every_end import every_end
from made_laws import HEAD
from searches import examples
from small_counts import finished

pytestmark = pytest.mark.hypothesis
LISTS = "ABCD"
STEP = '[[step]]\nrule = "coalitions"\narticle = "1"\ncounts = "10 %"\nown = "20 %"\ntogether = "35 %"\n'
RULES = {
    "whole": 'seats = 5\nof = "lists"\nby = "hare"\n',
    "whole, rounded down": 'seats = 5\nof = "valid"\nby = "hare"\nrounded = "down"\n',
    "each unit": 'in = "each unit"\nof = "lists"\nby = "hare"\nrounded = "down"\nown_in_unit = "40 %"\n',
    "placed": 'seats = 5\nof = "lists"\nby = "hare"\nplace = "decimals"\n',
    "a minority": 'seats = 4\nof = "lists"\nby = "hare"\nlabel = "minority"\n',
}
COUNT = st.tuples(*[st.integers(0, 9)] * 4).map(lambda votes: dict(zip(LISTS, votes, strict=True)))
Votes = dict[str, int]


@pytest.mark.parametrize("agreements", [(("A", "B"),), (("A", "B"), ("C", "D"))], ids=["one", "two"])
@pytest.mark.parametrize("title", sorted(RULES))
@given(COUNT, COUNT, st.integers(1, 2))
@examples(25, phases=(Phase.generate,))
def test_no_end_of_a_count_contradicts_the_bounds_of_coalitions(
    agreements: tuple[tuple[str, ...], ...], title: str, first: Votes, second: Votes, missing: int
) -> None:
    law = law_of(read_definition(HEAD + STEP + RULES[title], "test", "test.toml"))
    assert law_bounds(law).sharpness is Sharpness.SOUND
    facts = ElectionFacts(
        agreements=agreements,
        labels={"D": frozenset({"minority"})} if title == "a minority" else {},
        seats={"1": 2, "2": 3} if title in ("each unit", "placed") else {},
    )
    bounds = bounds_of(
        law, {"votes": ContestTotals({"1": first, "2": second})}, Missing({"votes": {"1": missing}}), facts
    )
    for after in {tuple(after.values()) for after, _ in finished(first, missing)}:
        whole = {"votes": ContestTotals({"1": dict(zip(LISTS, after, strict=True)), "2": second})}
        for outcome in every_end(law, whole, facts):
            assert contradictions(bounds, outcome) == []


def test_a_coalition_far_above_its_bar_surely_has_its_full_quotas() -> None:
    law = law_of(read_definition(HEAD + STEP + RULES["whole"], "test", "test.toml"))
    facts = ElectionFacts(agreements=(("A", "B"),))
    totals = {"votes": ContestTotals({"1": {"A": 3_500, "B": 2_500, "C": 3_300, "D": 700}})}
    (chamber,) = bounds_of(law, totals, Missing({"votes": {"1": 100}}), facts).chambers.values()
    assert (chamber.seats["A"].min_seats, chamber.seats["B"].min_seats) == (1, 1)
    assert chamber.seats["C"].min_seats == 1
    assert chamber.seats["D"].max_seats == 0


def test_a_seat_that_is_exchanged_between_units_leaves_one_with_more_and_one_with_fewer() -> None:
    law = law_of(read_definition(HEAD + STEP + RULES["placed"], "test", "test.toml"))
    votes = {
        "1": dict(zip(LISTS, (1, 1, 1, 3), strict=True)),
        "2": dict(zip(LISTS, (3, 6, 9, 6), strict=True)),
    }
    facts = ElectionFacts(agreements=(("A", "B"),), seats={"1": 2, "2": 3})
    (chamber,) = law.decide({"votes": ContestTotals(votes)}, True, facts).chambers.values()
    assert {unit: (seats.size, seats.undecided) for unit, seats in chamber.units.items()} == {
        "1": (3, 0),
        "2": (2, 0),
    }
    assert (chamber.size, chamber.seats) == (5, {"B": 2, "C": 2, "D": 1})


def test_a_list_that_stands_in_one_unit_carries_its_coalition_into_another_where_it_has_no_votes() -> None:
    law = law_of(read_definition(HEAD + STEP + RULES["each unit"], "test", "test.toml"))
    facts = ElectionFacts(agreements=(("A", "B"),), seats={"1": 2, "2": 3})
    totals = ContestTotals({"1": {"A": 40, "B": 10, "C": 50}, "2": {"B": 200, "C": 200}})
    bounds = bounds_of(law, {"votes": totals}, Missing({"votes": {"2": 10}}), facts)
    assert contradictions(bounds, law.decide({"votes": totals}, True, facts)) == []
