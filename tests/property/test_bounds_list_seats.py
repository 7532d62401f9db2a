"""The bounds of list seats beside single-member seats, against every way to finish a small count."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from completions import contradictions
from escrutinio.bounds import Missing, Sharpness, bounds_of, law_bounds
from escrutinio.law import ContestTotals, ElectionFacts
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.library.registry import law_of
from every_end import every_end
from made_laws import HEAD, threshold
from searches import examples
from small_counts import NAMES, finished

pytestmark = pytest.mark.hypothesis
STEP = '[[step]]\narticle = "1"\ncontest = "constituencies"\n'
BAR = threshold('share = "20 %"\nof = "lists"')
RULES = {
    "capped": 'rule = "capped"\nseats = 4\nhouse = 6\npoints = "8 %"\nmost = 4\n',
    "capped tightly": 'rule = "capped"\nseats = 5\nhouse = 7\npoints = "0 %"\nmost = 3\n',
    "half": 'rule = "half-compensation"\nseats = 5\nhouse = 7\n',
    "half, and some by votes": 'rule = "half-compensation"\nseats = 5\nhouse = 7\ncompensating = 2\n'
    "seats_qualify = 2\n",
    "missing": 'rule = "missing-shares"\nseats = 4\nhouse = 6\n',
    "fragments": 'rule = "fragments"\nseats = 4\nby = "dhondt"\n',
    "fragments without surplus": 'rule = "fragments"\nseats = 3\nby = "sainte_lague"\nsurplus = false\n',
    "fragments and a minority": 'rule = "fragments"\nseats = 4\nlabel = "minority"\npart = "1/2"\n',
}
LABELS = {"fragments and a minority": {"C": frozenset({"minority"})}}
COUNT = st.tuples(*[st.integers(0, 9)] * 3).map(lambda votes: dict(zip(NAMES, votes, strict=True)))
Votes = dict[str, int]


@pytest.mark.parametrize("bar", ["", BAR], ids=["no threshold", "threshold"])
@pytest.mark.parametrize("title", sorted(RULES))
@given(COUNT, st.tuples(COUNT, COUNT), st.integers(1, 2), st.integers(0, 2))
@examples(25, phases=(Phase.generate,))
def test_no_end_of_a_count_contradicts_the_bounds_of_list_seats(
    bar: str, title: str, votes: Votes, singles: tuple[Votes, Votes], missing: int, left: int
) -> None:
    steps = bar + STEP + RULES[title]
    if title in LABELS and bar:
        either = 'any = [{ share = "20 %" }, { label = "minority" }]'
        steps = steps.replace('share = "20 %"\nof = "lists"', either)
    law = law_of(read_definition(HEAD + steps, "test", "test.toml"))
    assert law_bounds(law).sharpness is Sharpness.SOUND
    facts = ElectionFacts(labels=LABELS.get(title, {}))
    first, second = singles

    def totals(of_lists: Votes, of_first: Votes) -> dict[str, ContestTotals]:
        constituencies = ContestTotals({"1": of_first, "2": second})
        return {"votes": ContestTotals({"1": of_lists}), "constituencies": constituencies}

    awaited = Missing({"votes": {"1": missing}, "constituencies": {"1": left}})
    bounds = bounds_of(law, totals(votes, first), awaited, facts)
    ends = {tuple(after.values()) for after, _ in finished(votes, missing)}
    ends_of_first = {tuple(after.values()) for after, _ in finished(first, left)}
    for after, of_first in product(ends, ends_of_first):
        whole = totals(dict(zip(NAMES, after, strict=True)), dict(zip(NAMES, of_first, strict=True)))
        for outcome in every_end(law, whole, facts):
            assert contradictions(bounds, outcome) == []


def test_a_party_at_its_cap_can_have_no_majority_and_a_clear_one_surely_has_its_seats() -> None:
    law = law_of(read_definition(HEAD + STEP + RULES["capped tightly"], "test", "test.toml"))
    totals = {
        "votes": ContestTotals({"1": {"A": 4_000, "B": 3_500, "C": 2_500}}),
        "constituencies": ContestTotals({"1": {"A": 900, "B": 20}, "2": {"A": 900, "B": 20}}),
    }
    (chamber,) = bounds_of(law, totals, Missing({"votes": {"1": 20}})).chambers.values()
    assert chamber.majority.decided
    assert chamber.majority.holder is None
    assert chamber.seats["B"].min_seats >= 1
    assert chamber.seats["A"].max_seats == 2
