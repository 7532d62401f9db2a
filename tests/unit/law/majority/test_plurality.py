"""The most votes."""

from __future__ import annotations

from escrutinio.law import (
    Elected,
    Tie,
    Undecided,
    plurality,
)


def test_plurality() -> None:
    assert plurality({"A": 2, "B": 1}) == Elected("A", "most votes")
    assert plurality({"B": 2, "A": 2, "C": 1}, what="C01") == Tie(("A", "B"), 1, "C01")
    assert isinstance(plurality({"A": 0}), Undecided)
    assert isinstance(plurality({}), Undecided)
