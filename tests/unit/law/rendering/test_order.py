"""Units stand in the order of their names, with the numbers within them as numbers."""

from __future__ import annotations

from escrutinio.law.rendering.block import in_order


def test_the_second_district_comes_before_the_tenth() -> None:
    assert in_order(["District 10", "District 2", "Álava", "District 1", "Zug"]) == [
        "Álava",
        "District 1",
        "District 2",
        "District 10",
        "Zug",
    ]
