"""A threshold is exact."""

from __future__ import annotations

from fractions import Fraction

import pytest

from escrutinio.law import (
    Threshold,
)
from escrutinio.model.errors import LawError


def test_a_threshold_is_exact_and_says_what_it_is() -> None:
    inclusive = Threshold(Fraction(3, 100), "the valid votes", inclusive=True)
    strict = Threshold(Fraction(3, 100), "the valid votes", inclusive=False)
    assert inclusive.passes(3, 100)
    assert not strict.passes(3, 100)
    assert strict.passes(4, 100)
    big = 10**30
    assert inclusive.passes(3 * big, 100 * big)
    assert not inclusive.passes(3 * big - 1, 100 * big)
    assert not inclusive.passes(0, 0)
    assert inclusive.text == "at least 3 % of the valid votes"
    assert strict.text == "more than 3 % of the valid votes"
    with pytest.raises(LawError):
        Threshold(Fraction(3), "the valid votes", inclusive=True)
