"""What a ballot measure can end with is just what some content of its missing sheets makes it end with."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.bounds import Missing, bounds_of
from escrutinio.law import ContestTotals, ElectionFacts, get_law
from escrutinio.law.decisions import MeasureResult
from searches import examples

pytestmark = pytest.mark.hypothesis

LAWS = (
    "it/referendum-abrogativo",
    "dk/grundlov",
    "dk/folkeafstemning",
    "hu/nepszavazas",
    "tw/referendum",
    "ro/referendum",
    "au/referendum",
)
UNITS = ("NSW", "VIC")
ALSO = {
    "au/referendum": {
        "QLD": (1, 0, 0, 0),
        "WA": (1, 0, 0, 0),
        "SA": (0, 1, 0, 0),
        "TAS": (0, 1, 0, 0),
    }
}
"""Units that are counted besides, where a law asks for the votes of each: so that those of UNITS decide."""
small = st.integers(0, 6)
counted = st.fixed_dictionaries({unit: st.tuples(small, small, small, small) for unit in UNITS})


def ended(law_id: str, sheets: dict[str, tuple[int, int, int, int]]) -> MeasureResult | None:
    """With yes, no, null ballots and voters who stayed at home, of each unit."""
    votes = {unit: {"Yes": yes, "No": no} for unit, (yes, no, _, _) in sheets.items()}
    facts = facts_of(sheets)
    (decision,) = get_law(law_id).decide({"votes": ContestTotals(votes)}, True, facts).offices.values()
    return decision if isinstance(decision, MeasureResult) else None


def facts_of(sheets: dict[str, tuple[int, int, int, int]]) -> ElectionFacts:
    counts = {
        "valid": {unit: yes + no for unit, (yes, no, _, _) in sheets.items()},
        "cast": {unit: yes + no + null for unit, (yes, no, null, _) in sheets.items()},
        "registered": {unit: sum(parts) for unit, parts in sheets.items()},
    }
    return ElectionFacts(labels={"Yes": frozenset({"yes"})}, counts={"votes": counts})


@pytest.mark.parametrize("law_id", LAWS)
@examples(15)
@given(sheets=counted, missing=st.tuples(st.integers(0, 4), st.integers(0, 3)))
def test_all_ends_and_no_others_are_possible(
    law_id: str, sheets: dict[str, tuple[int, int, int, int]], missing: tuple[int, int]
) -> None:
    sheets = sheets | ALSO.get(law_id, {})
    totals = {
        "votes": ContestTotals({unit: {"Yes": yes, "No": no} for unit, (yes, no, _, _) in sheets.items()})
    }
    voters = Missing({"votes": dict(zip(UNITS, missing, strict=True))})
    bounds = bounds_of(get_law(law_id), totals, voters, facts_of(sheets))
    ends = set()
    for parts in product(*(shared_out(number) for number in missing)):
        whole = sheets | {
            unit: tuple(map(sum, zip(sheets[unit], more, strict=True)))
            for unit, more in zip(UNITS, parts, strict=True)
        }
        if result := ended(law_id, whole):  # type: ignore[arg-type]
            ends.add(result.name)
    if not any(yes + no for yes, no, _, _ in sheets.values()):
        return  # nothing is counted, and nothing is said
    (office,) = bounds.offices.values()
    assert set(office.can_be_elected) == ends
    assert office.decided == (len(ends) == 1)


def shared_out(number: int) -> list[tuple[int, int, int, int]]:
    """All ways in which so many voters vote yes, no, null or not at all."""
    return [
        (yes, no, null, number - yes - no - null)
        for yes in range(number + 1)
        for no in range(number + 1 - yes)
        for null in range(number + 1 - yes - no)
    ]
