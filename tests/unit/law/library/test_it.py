"""Italy: the first day of the threshold at European elections."""

from __future__ import annotations

from datetime import date

from escrutinio.law import get_law


def test_the_threshold_of_european_elections_starts_after_it_was_published() -> None:
    valid_from = get_law("it/ep").valid_from
    assert valid_from is not None
    assert valid_from > date(2009, 2, 23)
