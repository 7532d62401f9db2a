"""The ids of a report; what it says of a count is in tests/unit/flows/publication/test_downloads.py."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from escrutinio.feeds.nist_report import unit_id
from escrutinio.model import NATION

CODES = st.text(min_size=1, max_size=8)


def test_the_nation_has_one_id() -> None:
    assert unit_id(NATION, NATION) == "gp-nation"


@given(CODES)
def test_an_id_is_a_name_that_xml_allows(code: str) -> None:
    assert re.fullmatch(r"[A-Za-z_][\w.-]*", unit_id("region", code), re.ASCII)


@given(CODES, CODES)
def test_different_codes_have_different_ids(one: str, other: str) -> None:
    assert (unit_id("town", one) == unit_id("town", other)) == (one == other)


def test_one_code_at_two_levels_has_two_ids() -> None:
    assert unit_id("region", "1") != unit_id("town", "1")
