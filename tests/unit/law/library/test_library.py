"""Every law with seats of its districts gives them all, and asks for exactly its threshold."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from escrutinio.law import Chamber, ContestTotals, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.rendering.text import derivation_text

Units = Mapping[str, Mapping[str, int]]


VOTES = {"A": 41_003, "B": 33_017, "C": 12_011, "D": 7_019, "E": 4_021, "F": 2_929}


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None) -> Chamber:
    law = get_law(law_id)
    outcome = law.decide({law.first_contest: ContestTotals(units)}, True, case or ElectionFacts())
    assert derivation_text(outcome)
    (found,) = outcome.chambers.values()
    return found


@pytest.mark.parametrize(
    ("law_id", "size"),
    [
        *(("at/ep", 20), ("dk/ep", 15), ("fi/ep", 15), ("fr/ep-2018", 81), ("it/ep", 76), ("pt/ep", 21)),
        *(("se/ep", 21), ("co/senado", 100), ("py/senado", 45), ("sk/narodna-rada", 150)),
    ],
)
def test_every_seat_of_a_national_district_is_given(law_id: str, size: int) -> None:
    fixed = law_id in ("co/senado", "py/senado", "sk/narodna-rada")
    house = chamber(law_id, {WHOLE: VOTES}, ElectionFacts(seats={} if fixed else {WHOLE: size}))
    assert sum(house.seats.values()) == house.size == size


@pytest.mark.parametrize(
    "law_id",
    [
        *(
            "be/ep",
            "ch/nationalrat",
            "ec/asamblea-2020",
            "gt/congreso",
            "hn/congreso",
            "hn/congreso-2004",
            "lv/saeima",
        ),
        *("pe/congreso", "pt/assembleia", "sv/asamblea-2013", "sv/asamblea-2023", "gt/congreso-2004"),
    ],
)
def test_every_seat_of_every_district_is_given(law_id: str) -> None:
    units, seats = {"Nord": VOTES, "Sud": {**VOTES, "A": 9_001}}, {"Nord": 20, "Sud": 7}
    house = chamber(law_id, units, ElectionFacts(seats=seats))
    assert {unit: sum(found.seats.values()) for unit, found in house.units.items()} == seats


@pytest.mark.parametrize(
    ("law_id", "size", "share"),
    [
        ("fr/ep-2018", 99, 500),
        ("it/ep", 99, 400),
        ("at/ep", 99, 400),
        ("se/ep", 99, 400),
        ("co/senado", 0, 300),
        ("co/senado-2003", 0, 200),
    ],
)
def test_exactly_the_threshold_is_enough(law_id: str, size: int, share: int) -> None:
    case = ElectionFacts(seats={WHOLE: size} if size else {})
    votes = {"A": 6_000, "B": 4_000 - share, "C": share}
    assert chamber(law_id, {WHOLE: votes}, case).seats["C"] > 0
    assert "C" not in chamber(law_id, {WHOLE: {**votes, "A": 6_001, "C": share - 1}}, case).seats
