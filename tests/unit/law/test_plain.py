"""Values as plain data."""

from __future__ import annotations

from fractions import Fraction

import pytest

from escrutinio.law.plain import plain
from escrutinio.model.errors import LawError


def test_plain_refuses_what_is_not_exact() -> None:
    assert plain({"b": Fraction(1, 3), "a": frozenset({"y", "x"})}) == {"a": ["x", "y"], "b": "1/3"}
    with pytest.raises(LawError, match="float"):
        plain(0.5)
