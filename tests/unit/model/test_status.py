"""Statuses have the names of the standard."""

from __future__ import annotations

import pytest

from escrutinio.model import (
    CountItemStatus,
    ResultsStatus,
    count_item_status,
)


def test_statuses_have_the_names_of_the_standard() -> None:
    assert {str(status) for status in ResultsStatus} == {
        "unofficial-partial", "unofficial-complete", "certified", "correction", "recount",
    }  # fmt: skip
    assert {str(status) for status in CountItemStatus} == {"completed", "in-process", "not-processed"}


@pytest.mark.parametrize(
    ("reported", "expected", "status"),
    [
        (0, 5, "not-processed"),
        (0, 0, "not-processed"),
        (1, 5, "in-process"),
        (4, 5, "in-process"),
        (5, 5, "completed"),
        (6, 5, "completed"),
    ],
)
def test_status_of_a_counted_item(reported: int, expected: int, status: str) -> None:
    assert count_item_status(reported, expected).value == status
