"""The bounds of first rounds in which few voters bring other conditions, against every small end."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from completions import contradictions
from escrutinio.bounds import Missing, bounds_of
from escrutinio.law import ContestTotals, ElectionFacts, get_law
from escrutinio.law.facts import WHOLE
from searches import examples
from small_counts import ALL, finished

pytestmark = pytest.mark.hypothesis


def of_counts(cast: int, registered: int) -> ElectionFacts:
    return ElectionFacts(counts={"votes": {"cast": {WHOLE: cast}, "registered": {WHOLE: registered}}})


@pytest.mark.parametrize("law_id", ["bg/president", "lt/president"])
@pytest.mark.parametrize("of_all", [False, True])
@given(ALL, st.integers(0, 5), st.integers(0, 40))
@examples(30, phases=(Phase.generate,))
def test_no_end_contradicts_the_bounds(
    law_id: str, of_all: bool, votes: dict[str, int], missing: int, at_home: int
) -> None:
    law = get_law(law_id)
    cast = sum(votes.values())
    whole = cast + at_home + missing
    known = whole if of_all else whole - missing
    totals = {"votes": ContestTotals({WHOLE: votes})}
    bounds = bounds_of(law, totals, Missing({"votes": {WHOLE: missing}}), of_counts(cast, known))
    for after, came in finished(votes, missing):
        end = law.decide({"votes": ContestTotals({WHOLE: after})}, True, of_counts(cast + came, whole))
        assert contradictions(bounds, end) == []


def test_what_many_voters_decide_few_leave_open() -> None:
    votes, more = {"A": 60, "B": 30, "C": 9}, Missing({"votes": {WHOLE: 1}})
    totals = {"votes": ContestTotals({WHOLE: votes})}
    decided = bounds_of(get_law("lt/president"), totals, more, of_counts(99, 120)).offices["president"]
    assert decided.decided
    assert decided.elected == "A"
    # Of 250 voters fewer than half, and 60 votes are less than a third of them.
    open_ = bounds_of(get_law("lt/president"), totals, more, of_counts(99, 250)).offices["president"]
    assert open_.elected is None
    assert open_.run_off_possible
    assert set(open_.can_reach_run_off) >= {"A", "B"}
