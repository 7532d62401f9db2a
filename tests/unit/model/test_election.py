"""An election's times: local, and in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

import feed_elections as fe
from escrutinio.model import (
    Election,
)


def in_zone(zone: str) -> Election:
    return fe.define(fe.PLAIN.replace("America/La_Paz", zone))


@pytest.mark.parametrize(
    ("zone", "text", "utc"),
    [
        ("America/La_Paz", "2020-10-18T20:00", datetime(2020, 10, 19, 0, 0, tzinfo=UTC)),
        ("America/La_Paz", "2020-10-18T20:00:00Z", datetime(2020, 10, 18, 20, 0, tzinfo=UTC)),
        ("America/La_Paz", "2020-10-18T20:00+02:00", datetime(2020, 10, 18, 18, 0, tzinfo=UTC)),
        ("America/La_Paz", "2020-10-18", datetime(2020, 10, 18, 4, 0, tzinfo=UTC)),
        # Summer and winter, and the hour that comes twice: the first of the two.
        ("Europe/Madrid", "2024-07-01T12:00", datetime(2024, 7, 1, 10, 0, tzinfo=UTC)),
        ("Europe/Madrid", "2024-01-01T12:00", datetime(2024, 1, 1, 11, 0, tzinfo=UTC)),
        ("Europe/Madrid", "2024-10-27T02:30", datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
        # The hour that is skipped is read with the offset before the change.
        ("Europe/Madrid", "2024-03-31T02:30", datetime(2024, 3, 31, 1, 30, tzinfo=UTC)),
    ],
)
def test_times_without_an_offset_are_local(zone: str, text: str, utc: datetime) -> None:
    found = in_zone(zone).parse_time(text)
    assert found == utc
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2020-13-01", "2020-10-18T25:00", "9999-12-31T23:59", "20:00"]
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        in_zone("America/La_Paz").parse_time(text)


def test_a_time_before_all_times() -> None:
    with pytest.raises(ValueError, match="out of range"):
        in_zone("Asia/Tokyo").to_utc(datetime(1, 1, 1, 0, 0))  # noqa: DTZ001


def test_local_time() -> None:
    local = in_zone("America/La_Paz").local(datetime(2020, 10, 19, 0, 0, tzinfo=UTC))
    assert local.replace(tzinfo=None) == datetime(2020, 10, 18, 20, 0)  # noqa: DTZ001
    assert local.utcoffset() == timezone(timedelta(hours=-4)).utcoffset(None)
