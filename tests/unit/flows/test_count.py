"""Units in the order in which a reader looks for them."""

from __future__ import annotations

import pytest

from escrutinio.flows.count import unit_order


@pytest.mark.parametrize(
    ("units", "order"),
    [
        (["10", "9", "2"], ["2", "9", "10"]),
        (["S10", "S9", "S2"], ["S2", "S9", "S10"]),
        (["Zamora", "León", "Ávila", "Jaén", "Almería"], ["Almería", "Ávila", "Jaén", "León", "Zamora"]),
        (["", "b", "7"], ["7", "b", ""]),
    ],
)
def test_numbers_by_their_value_and_names_by_the_alphabet(units: list[str], order: list[str]) -> None:
    assert sorted(units, key=lambda unit: unit_order(unit, unit)) == order


def test_codes_that_are_no_numbers_give_way_to_names() -> None:
    units = [("E1", "Aldershot"), ("W9", "Aberavon"), ("S3", "Aberdeen North")]
    names = [name for _, name in sorted(units, key=lambda unit: unit_order(*unit))]
    assert names == ["Aberavon", "Aberdeen North", "Aldershot"]
