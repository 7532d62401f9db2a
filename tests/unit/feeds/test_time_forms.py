"""Times in columns, as sources write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_delivery
from escrutinio.model import FeedError


def read(text: fe.Cell, ending: str = ".csv", **observed: object) -> Reading:
    header, rows = (*fe.HEADER, "hora"), [(*row, text) for row in fe.ROWS]
    data = {
        ".csv": lambda: fe.csv_bytes(rows, header),
        ".jsonl": lambda: fe.json_lines(rows, header),
        ".xlsx": lambda: fe.workbook({"S": [header, *rows]}),
    }[ending]()
    return parse_delivery(data, "count" + ending, fe.plain(observed={"column": "hora", **observed}))


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".xlsx"])
@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("%d/%m/%Y %H:%M h", "05/06/2026 14:45 h", datetime(2026, 6, 5, 18, 45, tzinfo=UTC)),
        ("%d/%m/%Y %H:%M:%S", "27/10/2022 17:32:11", datetime(2022, 10, 27, 21, 32, 11, tzinfo=UTC)),
        ("%d/%m/%Y %H:%M", "2/6/2024 20:05", datetime(2024, 6, 3, 0, 5, tzinfo=UTC)),
        ("%d.%m.%y %H.%M", " 01.02.24 03.04 ", datetime(2024, 2, 1, 7, 4, tzinfo=UTC)),
        ("%m/%d/%Y %I:%M %p", "11/05/2024 10:15 PM", datetime(2024, 11, 6, 2, 15, tzinfo=UTC)),
        ("%d/%m/%Y %H:%M %z", "05/06/2026 14:45 +0200", datetime(2026, 6, 5, 12, 45, tzinfo=UTC)),
        ("%d/%m/%Y", "05/06/2026", datetime(2026, 6, 5, 4, tzinfo=UTC)),
        ("%d/%m/%Y %H:%M", "2026-06-05 14:45", datetime(2026, 6, 5, 18, 45, tzinfo=UTC)),
    ],
)
def test_a_column_of_times_in_the_feeds_form(ending: str, form: str, text: str, expected: datetime) -> None:
    reading = read(text, ending, format=form)
    assert reading.rows["observed_at"].unique().to_list() == [expected]
    assert fe.found(reading) == []


def test_a_refusal_shows_what_stands_there_and_how_to_read_it() -> None:
    with pytest.raises(FeedError) as caught:
        read("27/04/2026 14:45 h")
    assert caught.value.message == (
        "it is not known when this was observed: line 2 holds '27/04/2026 14:45 h' in the column 'hora', "
        "which cannot be read as a time"
    )
    assert 'format = "%d/%m/%Y %H:%M h"' in caught.value.hint


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("27/04/2026 14:45 h", "%d/%m/%Y %H:%M h"),
        ("27.4.2026 - 14.45", "%d.%m.%Y - %H.%M"),
        ("4/27/2026 2:45 PM", "%m/%d/%Y %I:%M %p"),
        ("27-04-2026T14h45", "%d-%m-%YT%Hh%M"),
        ("2026/04/27 14:45:00", "%Y/%m/%d %H:%M:%S"),
    ],
)
def test_the_form_that_a_refusal_names_reads_what_stands_there(text: str, form: str) -> None:
    with pytest.raises(FeedError) as caught:
        read(text)
    named = caught.value.hint.partition('format = "')[2].partition('"')[0]
    assert named == form
    assert read(text, format=named).rows["observed_at"].null_count() == 0


@pytest.mark.parametrize("text", ["soon", "2026/04/27 14:45 100%", "27/04/26 14:45"])
def test_where_no_form_is_known_the_refusal_shows_one(text: str) -> None:
    with pytest.raises(FeedError) as caught:
        read(text)
    assert 'such as format = "%d/%m/%Y %H:%M"' in caught.value.hint


def test_where_day_and_month_cannot_be_told_apart_the_refusal_says_so() -> None:
    with pytest.raises(FeedError) as caught:
        read("04/05/2026 14:45")
    assert 'format = "%d/%m/%Y %H:%M", if the day comes first,' in caught.value.hint


def test_a_day_that_does_not_exist_is_no_time() -> None:
    with pytest.raises(FeedError, match="line 2 holds '31/04/2026'"):
        read("31/04/2026", format="%d/%m/%Y")


def test_an_empty_cell_is_said_to_be_empty() -> None:
    with pytest.raises(FeedError, match="there is no time in line 2"):
        read(None, format="%d/%m/%Y")
