"""The registry of laws."""

from __future__ import annotations

import pytest

from escrutinio.law import (
    get_law,
    law_ids,
)
from escrutinio.model.errors import LawError


def test_unknown_laws_are_refused_with_the_known_ones() -> None:
    assert {"bo/2020", "es/congreso"} <= set(law_ids())
    assert list(law_ids()) == sorted(law_ids())
    with pytest.raises(LawError, match="bo/2020"):
        get_law("bo/1899")
    law = get_law("bo/2020")
    assert set(law.contests) == set(law.units) == {"president", "single-member", "special"}
    assert len(law.units["single-member"]) == 63
