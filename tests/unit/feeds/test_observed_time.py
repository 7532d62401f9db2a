"""When a source first showed a row."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_delivery
from escrutinio.model import Election, FeedError, parse_election


def election(zone: str = "America/La_Paz", **observed: Any) -> Election:
    values: dict[str, Any] = tomllib.loads(fe.PLAIN.replace("America/La_Paz", zone))
    values["feeds"][0]["observed"] = observed
    values["feeds"][0]["ignore"] = ["when", "then"]
    return parse_election(values, Path())


def with_times(*times: Any) -> bytes:
    """One sheet a time, in the column ``when``."""
    rows = [("mayor", str(i), *fe.ROWS[0][2:], time) for i, time in enumerate(times)]
    return fe.csv_bytes(rows, [*fe.HEADER, "when"])


def observed(reading: Reading) -> list[datetime]:
    return reading.rows["observed_at"].to_list()


NAMED = {"file_name": r"(\d{8}_\d{6})"}


@pytest.mark.parametrize(
    ("zone", "name", "moment"),
    [
        ("America/La_Paz", "x_20201018_195655.csv", datetime(2020, 10, 18, 23, 56, 55, tzinfo=UTC)),
        ("Europe/Madrid", "x_20240701_120000.csv", datetime(2024, 7, 1, 10, 0, tzinfo=UTC)),
        ("Europe/Madrid", "x_20240101_120000.csv", datetime(2024, 1, 1, 11, 0, tzinfo=UTC)),
        ("Europe/Madrid", "x_20241027_023000.csv", datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
        ("Asia/Kathmandu", "x_20240101_000000.csv", datetime(2023, 12, 31, 18, 15, tzinfo=UTC)),
    ],
)
def test_the_time_in_a_files_name_is_local(zone: str, name: str, moment: datetime) -> None:
    reading = parse_delivery(fe.csv_bytes(), name, election(zone, **NAMED))
    assert reading.delivery.observed_at == moment
    assert observed(reading) == [moment] * 3


@pytest.mark.parametrize(
    "digits",
    [
        "20201318_000000",
        "20201018_256161",
        "00000000_000000",
        "20200230_000000",
        "00011018_195655",
        "99991231_235959",
    ],
)
def test_wrong_digits_in_a_files_name_refuse_it(digits: str) -> None:
    with pytest.raises(FeedError) as caught:
        parse_delivery(fe.csv_bytes(), f"x_{digits}.csv", election(**NAMED))
    assert caught.value.message == f"the file's name holds '{digits}', not a time of the form %Y%m%d_%H%M%S"
    assert caught.value.hint == "Give the time with --observed-at."
    given = datetime(2020, 10, 18, 20, tzinfo=UTC)
    assert (
        parse_delivery(
            fe.csv_bytes(), f"x_{digits}.csv", election(**NAMED), observed_at=given
        ).delivery.observed_at
        == given
    )


def test_a_name_without_a_time_needs_one_from_elsewhere() -> None:
    with pytest.raises(FeedError, match="there is no time in the file's name or columns") as caught:
        parse_delivery(fe.csv_bytes(), "count.csv", election(**NAMED))
    assert "--observed-at" in caught.value.hint
    default = datetime(2024, 5, 5, 22, tzinfo=UTC)
    reading = parse_delivery(fe.csv_bytes(), "count.csv", election(**NAMED, default=default))
    assert observed(reading) == [default] * 3


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        (datetime(2024, 5, 5, 20, tzinfo=UTC), datetime(2024, 5, 5, 20, tzinfo=UTC)),
        (datetime(2024, 5, 5, 20, tzinfo=timezone(timedelta(hours=2))), datetime(2024, 5, 5, 18, tzinfo=UTC)),
        (datetime(2024, 5, 5, 20), datetime(2024, 5, 6, 0, tzinfo=UTC)),  # noqa: DTZ001  (local: La Paz)
    ],
)
def test_the_time_that_the_user_gives_comes_before_the_name(given: datetime, moment: datetime) -> None:
    reading = parse_delivery(fe.csv_bytes(), "x_20201018_195655.csv", election(**NAMED), observed_at=given)
    assert reading.delivery.observed_at == moment
    assert reading.delivery.observed_at.utcoffset() == timedelta(0)


def test_a_given_time_that_is_none_in_utc_is_refused() -> None:
    with pytest.raises(FeedError, match="out of range"):
        parse_delivery(fe.csv_bytes(), "x.csv", election(), observed_at=datetime(9999, 12, 31, 23))  # noqa: DTZ001


TIMES = [
    ("America/La_Paz", "2024-05-05T20:00:00", datetime(2024, 5, 6, 0, 0, tzinfo=UTC)),
    ("America/La_Paz", "2024-05-05 20:00:00", datetime(2024, 5, 6, 0, 0, tzinfo=UTC)),
    ("America/La_Paz", " 2024-05-05 20:00 ", datetime(2024, 5, 6, 0, 0, tzinfo=UTC)),
    ("America/La_Paz", "2024-05-05T20:00", datetime(2024, 5, 6, 0, 0, tzinfo=UTC)),
    ("America/La_Paz", "2024-05-05T20:00:00.25", datetime(2024, 5, 6, 0, 0, 0, 250000, tzinfo=UTC)),
    ("America/La_Paz", "2024-05-05T20:00:00Z", datetime(2024, 5, 5, 20, 0, tzinfo=UTC)),
    ("America/La_Paz", "2024-05-05 20:00z", datetime(2024, 5, 5, 20, 0, tzinfo=UTC)),
    ("America/La_Paz", "2024-05-05T20:00:00+02:00", datetime(2024, 5, 5, 18, 0, tzinfo=UTC)),
    ("America/La_Paz", "2024-05-05 20:00:00-04:00", datetime(2024, 5, 6, 0, 0, tzinfo=UTC)),
    ("America/La_Paz", "2024-05-05T20:00-04:00", datetime(2024, 5, 6, 0, 0, tzinfo=UTC)),
    ("America/La_Paz", "2024-05-05T20:00:00.5-0400", datetime(2024, 5, 6, 0, 0, 0, 500000, tzinfo=UTC)),
    ("Europe/Madrid", "2024-07-01T12:00:00", datetime(2024, 7, 1, 10, 0, tzinfo=UTC)),
    (
        "Europe/Madrid",
        "2024-10-27T02:30:00",
        datetime(2024, 10, 27, 0, 30, tzinfo=UTC),
    ),  # the first of the two
    ("Europe/Madrid", "2024-10-27T02:30:00+01:00", datetime(2024, 10, 27, 1, 30, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "text", "moment"), TIMES, ids=[text for _, text, _ in TIMES])
def test_times_as_text(zone: str, text: str, moment: datetime) -> None:
    reading = parse_delivery(with_times(text), "x.csv", election(zone, column="when"))
    assert observed(reading) == [moment]
    assert reading.delivery.observed_at == moment
    assert fe.codes(reading) == []


NO_TIMES = [
    "5.5.2024 20:00",
    "20:00",
    "2024-05-05",
    "1714953600",
    "2024-13-05T20:00:00",
    "0000-00-00 00:00:00",
    "0020-05-05T20:00:00",
    "9024-05-05T20:00:00Z",
    "+262000-01-01T00:00:00Z",
    "now",
]


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(FeedError, match="it is not known when this was observed: line 3 holds"):
        parse_delivery(with_times("2024-05-05T20:00", text), "x.csv", election(column="when"))
    # With a time for the delivery the row has that one, and it is said.
    reading = parse_delivery(
        with_times("2024-05-05T21:00", text), fe.FILE + ".csv", election(column="when", **NAMED)
    )
    assert observed(reading) == [datetime(2024, 5, 6, 1, tzinfo=UTC), datetime(2024, 5, 6, 0, tzinfo=UTC)]
    (finding,) = fe.found(reading)
    assert (finding.code, finding.severity) == ("file-remark", "warning")
    assert finding.message == (
        f"1 rows (first: line 3) hold no time that can be read in the column 'when' (found {text!r}); "
        "another time was used for them."
    )


def test_the_hour_that_the_clocks_skip_is_no_time() -> None:
    madrid = election("Europe/Madrid", column="when", **NAMED)
    reading = parse_delivery(with_times("2024-03-31T02:30:00"), "x_20240331_120000.csv", madrid)
    assert observed(reading) == [datetime(2024, 3, 31, 10, tzinfo=UTC)]
    assert fe.codes(reading) == ["file-remark"]


def test_a_row_without_a_time_has_the_deliverys() -> None:
    reading = parse_delivery(
        with_times("2024-05-05T21:00", None), fe.FILE + ".csv", election(column="when", **NAMED)
    )
    assert observed(reading) == [datetime(2024, 5, 6, 1, tzinfo=UTC), datetime(2024, 5, 6, 0, tzinfo=UTC)]
    assert fe.codes(reading) == []
    assert reading.delivery.observed_at == datetime(2024, 5, 6, 1, tzinfo=UTC)  # the newest


def test_a_given_time_leaves_the_columns_theirs() -> None:
    data, given = with_times("2024-05-05T21:00", None), datetime(2024, 5, 7, tzinfo=UTC)
    reading = parse_delivery(data, fe.FILE + ".csv", election(column="when", **NAMED), observed_at=given)
    assert observed(reading) == [datetime(2024, 5, 6, 1, tzinfo=UTC), given]


def test_the_first_time_column_that_is_filled_counts() -> None:
    rows = [
        ("mayor", "1", *fe.ROWS[0][2:], None, "2024-05-05T20:00Z"),
        ("mayor", "2", *fe.ROWS[0][2:], "2024-05-05T21:00Z", "2024-05-05T20:00Z"),
    ]
    data = fe.csv_bytes(rows, [*fe.HEADER, "when", "then"])
    reading = parse_delivery(data, "x.csv", election(column=["when", "absent", "then"]))
    assert observed(reading) == [datetime(2024, 5, 5, 20, tzinfo=UTC), datetime(2024, 5, 5, 21, tzinfo=UTC)]


def test_a_snapshot_is_one_moment() -> None:
    values: dict[str, Any] = tomllib.loads(fe.PLAIN)
    values["feeds"][0] |= {"snapshot": True, "observed": {"column": "when", **NAMED}}
    snapshot = parse_election(values, Path())
    data = with_times("2024-05-05T21:00", "2024-05-05T22:00")
    assert (
        observed(parse_delivery(data, fe.FILE + ".csv", snapshot))
        == [datetime(2024, 5, 6, 0, tzinfo=UTC)] * 2
    )
    assert observed(parse_delivery(data, "x.csv", snapshot)) == [datetime(2024, 5, 6, 2, tzinfo=UTC)] * 2


@pytest.mark.parametrize(
    ("values", "moment"),
    [
        (pl.Series([datetime(2024, 5, 5, 20)]), datetime(2024, 5, 6, 0, tzinfo=UTC)),  # noqa: DTZ001
        (pl.Series([datetime(2024, 5, 5, 20)], dtype=pl.Datetime("ms")), datetime(2024, 5, 6, 0, tzinfo=UTC)),  # noqa: DTZ001
        (
            pl.Series([datetime(2024, 5, 5, 20, tzinfo=UTC)], dtype=pl.Datetime("ns", "UTC")),
            datetime(2024, 5, 5, 20, tzinfo=UTC),
        ),
        (pl.Series([date(2024, 5, 5)]), datetime(2024, 5, 5, 4, tzinfo=UTC)),
        # Numbers could be seconds, milliseconds or days: none of them is guessed.
        (pl.Series([1714953600]), datetime(2024, 5, 7, tzinfo=UTC)),
        (pl.Series([1714953600.5]), datetime(2024, 5, 7, tzinfo=UTC)),
    ],
)
def test_times_of_parquet(values: pl.Series, moment: datetime) -> None:
    columns: dict[str, Any] = {name: [fe.ROWS[0][i]] for i, name in enumerate(fe.HEADER)}
    data = fe.parquet(pl.DataFrame(columns).with_columns(values.alias("when")))
    default = datetime(2024, 5, 7, tzinfo=UTC)
    reading = parse_delivery(data, "x.parquet", election(column="when", default=default))
    assert observed(reading) == [moment]
    assert fe.codes(reading) == (["file-remark"] if moment == default else [])
