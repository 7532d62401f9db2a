"""Names of a sheet's columns."""

from __future__ import annotations

from escrutinio.model import (
    selection_of,
    unit_column,
    votes_column,
)


def test_names_of_columns() -> None:
    assert votes_column("MAS-IPSP") == "votes_MAS-IPSP"
    assert selection_of("votes_MAS-IPSP") == "MAS-IPSP"
    assert selection_of(votes_column("votes_x")) == "votes_x"
    assert unit_column("department") == "unit_department"
