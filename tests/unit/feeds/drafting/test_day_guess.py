"""Days as sources write them."""

from __future__ import annotations

from datetime import date

import pytest

from escrutinio.feeds.drafting.day_guess import day_written


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("2031-06-09", date(2031, 6, 9)),
        (" 2031-06-09T18:00:00 ", date(2031, 6, 9)),
        ("09.06.2031", date(2031, 6, 9)),
        ("9.6.2031 00:00", date(2031, 6, 9)),
        ("26/05/2031", date(2031, 5, 26)),
        ("05/26/2031", date(2031, 5, 26)),
        ("05/05/2031", date(2031, 5, 5)),
        ("04/03/2031", None),
        ("31.02.2031", None),
        ("2031", None),
        ("Sunday", None),
    ],
)
def test_a_day_that_is_not_sure_is_none(word: str, day: date | None) -> None:
    assert day_written(word) == day
