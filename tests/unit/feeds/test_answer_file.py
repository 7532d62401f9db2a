"""What a file from the web is called, and when it was shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from escrutinio.feeds import Answer, Known, file_name, shown_at
from escrutinio.model import Page

DAY = date(2031, 5, 4)
ZONE = ZoneInfo("America/La_Paz")
NOW = datetime(2031, 5, 5, 2, tzinfo=UTC)


def answer(
    *names: str,
    media_type: str = "",
    modified_at: datetime | None = None,
    dated_at: datetime | None = None,
) -> Answer:
    return Answer(
        Known("https://example.org/"),
        changed=True,
        names=names,
        media_type=media_type,
        modified_at=modified_at,
        dated_at=dated_at,
    )


@pytest.mark.parametrize(
    ("page", "given", "name"),
    [
        (Page("u"), answer("", "results.csv", "latest"), "results.csv"),
        (Page("u"), answer("night_2031.xlsx", "latest", "latest"), "night_2031.xlsx"),
        (Page("u"), answer("", "latest", "latest", media_type="text/csv"), "latest.csv"),
        (Page("u"), answer("", "", "", media_type="application/octet-stream"), "results.csv"),
        (Page("u", values=("01",)), answer("", "01.csv", "01.csv"), "01.csv"),
        (Page("u", values=("01",)), answer("", "region-01.csv", ""), "region-01.csv"),
        (Page("u", values=("01",)), answer("", "results.csv", ""), "results_01.csv"),
        (Page("u", values=("1", "mayor")), answer("", "results_2031.csv", ""), "results_2031_1_mayor.csv"),
        (Page("u", save_as="region 01.csv"), answer("other.csv"), "region_01.csv"),
        (Page("u"), answer("../../etc/passwd.csv", "x.csv", ""), "passwd.csv"),
        (Page("u"), answer("..\\..\\a.csv", "x.csv", ""), "a.csv"),
        (Page("u"), answer(".hidden.csv", "x.csv", ""), "hidden.csv"),
        (Page("u"), answer("a\nb\0c.csv", "x.csv", ""), "a_b_c.csv"),
        (Page("u", values=("ñandú",)), answer("", "x.csv", ""), "x_ñandú.csv"),
    ],
)
def test_the_name(page: Page, given: Answer, name: str) -> None:
    assert file_name(page, given) == name


def test_a_name_is_never_long() -> None:
    assert len(file_name(Page("u"), answer("x" * 500 + ".csv"))) < 120
    assert len(file_name(Page("u", values=("y" * 500,)), answer("x.csv"))) < 120


def test_the_time_of_the_last_change_goes_first() -> None:
    modified, dated = NOW - timedelta(minutes=10), NOW - timedelta(seconds=3)
    both = answer(modified_at=modified, dated_at=dated)
    assert shown_at(both, NOW, None, DAY, ZONE) == modified
    assert shown_at(answer(dated_at=dated), NOW, None, DAY, ZONE) == dated
    assert shown_at(answer(), NOW, None, DAY, ZONE) == NOW


def test_a_time_that_cannot_be_is_not_believed() -> None:
    dated = NOW - timedelta(seconds=3)
    for wrong in (datetime(1970, 1, 1, tzinfo=UTC), NOW + timedelta(days=1)):
        assert shown_at(answer(modified_at=wrong, dated_at=dated), NOW, None, DAY, ZONE) == dated
    assert shown_at(answer(dated_at=NOW + timedelta(days=1)), NOW, None, DAY, ZONE) == NOW


def test_a_later_answer_has_a_later_time() -> None:
    modified, dated = NOW - timedelta(minutes=10), NOW - timedelta(seconds=3)
    same = answer(modified_at=modified, dated_at=dated)
    assert shown_at(same, NOW, modified, DAY, ZONE) == dated
    assert shown_at(same, NOW, dated, DAY, ZONE) == NOW
    assert shown_at(same, NOW, NOW, DAY, ZONE) == NOW + timedelta(microseconds=1)
