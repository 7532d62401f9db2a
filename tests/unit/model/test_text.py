"""Names in a sentence are few, and how many more there are is said."""

from __future__ import annotations

import pytest

from escrutinio.law import ContestTotals
from escrutinio.law.totals import check_totals
from escrutinio.model import LawError
from escrutinio.model.text import many_of, some_of


def test_the_first_names_stand_and_the_others_are_counted() -> None:
    names = [f"n{number}" for number in range(240)]

    assert some_of(names) == "n0, n1, n2, n3, n4 and 235 more"
    assert some_of(iter(names[:6])) == "n0, n1, n2, n3, n4, n5"
    assert some_of([]) == ""
    assert many_of(names).endswith("n19 and 220 more")


def test_a_message_does_not_list_hundreds_of_units() -> None:
    units = [f"unit {number}" for number in range(650)]
    with pytest.raises(LawError) as told:
        check_totals("votes", ContestTotals(votes={"another": {"a": 1}}), units)
    assert told.value.hint.endswith(" and 630 more.")
