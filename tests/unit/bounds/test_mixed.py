"""The bounds of houses that grow where a list has won more single-member seats than its share."""

from __future__ import annotations

import pytest

from completions import contradictions
from escrutinio.bounds import Bounds, Missing, Sharpness, bounds_of, law_bounds
from escrutinio.law import ContestTotals, get_law
from escrutinio.law.facts import WHOLE

LISTS = {"A": 40_000, "B": 35_000, "C": 25_000}
ALONE = {f"W{number}": "A" if number < 64 else "B" for number in range(87)}
"""Constituencies, and who has all votes there."""
SINGLE = {unit: {winner: 100} for unit, winner in ALONE.items()}
LAWS = ("de/bw-landtag", "de/he-landtag", "de/ni-landtag", "de/nw-landtag", "de/sh-landtag")


def bounds(law_id: str, coming: int) -> Bounds:
    totals = {"votes": ContestTotals({WHOLE: LISTS}), "constituencies": ContestTotals(SINGLE)}
    missing = Missing({"votes": {WHOLE: coming}, "constituencies": dict.fromkeys(ALONE, 0)})
    return bounds_of(get_law(law_id), totals, missing)


@pytest.mark.parametrize("law_id", LAWS)
def test_a_house_that_grows_is_bounded(law_id: str) -> None:
    law = get_law(law_id)
    assert law_bounds(law).sharpness is Sharpness.SOUND
    found, sizes = bounds(law_id, 3_000), []
    for name in LISTS:
        votes = {**LISTS, name: LISTS[name] + 3_000}
        totals = {"votes": ContestTotals({WHOLE: votes}), "constituencies": ContestTotals(SINGLE)}
        outcome = law.decide(totals, True)
        assert contradictions(found, outcome) == []
        (decided,) = outcome.chambers.values()
        sizes.append(decided.size)
    (chamber,) = found.chambers.values()
    assert chamber.min_size <= min(sizes) <= max(sizes) <= chamber.size <= max(sizes) + 40
    assert chamber.seats["A"].min_seats >= 64
    assert chamber.seats["C"].max_seats < 64


def test_where_too_much_is_missing_nothing_is_said() -> None:
    found = bounds("de/nw-landtag", 900_000)
    assert found.chambers == {}
    assert found.not_stated.startswith("with what is missing the house could grow")
