"""What an outcome says."""

from __future__ import annotations

from escrutinio.law.outcome import percent


def test_percent_rounds_half_up_without_floats() -> None:
    assert percent(1, 3) == "33.33 %"
    assert percent(2, 3) == "66.67 %"
    assert percent(1, 8, 1) == "12.5 %"
    assert percent(5, 10_000) == "0.05 %"
    assert percent(1, 20_000) == "0.01 %"
    assert percent(0, 0) == "-"
