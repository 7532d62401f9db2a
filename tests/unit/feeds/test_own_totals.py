"""The totals that a file states itself, against the sums of its sheets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from escrutinio.feeds import parse_delivery
from feed_elections import FILE, csv_bytes, plain

HEADER = ("kind", "contest", "sheet", "valid", "list_a", "list_b", "region")
SHEETS = [
    ("sheet", "mayor", "1", 30, 10, 20, "North"),
    ("sheet", "mayor", "2", 33, 12, 21, "South"),
    ("sheet", "council", "1", 29, 9, 20, "North"),
]


def found(*rows: tuple[Any, ...], **feed: Any) -> list[dict[str, Any]]:
    columns = {"counts": {"valid": "valid"}, "votes": {"A": "list_a", "B": "list_b"}, "ignore": ["kind"]}
    election = plain(**{"skip": {"kind": ["total*"]}, **columns, **feed})
    reading = parse_delivery(csv_bytes([*SHEETS, *rows], HEADER), f"{FILE}.csv", election)
    assert reading.rows.height == len(SHEETS)
    findings = reading.findings.to_dicts()
    return [finding for finding in findings if finding["code"] == "source-total"]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("total", "mayor", "", 63, 22, 41, "")],
        [("total", "council", "", 29, 9, 20, "")],
        [("total", "mayor", "", 63, "", 41, "")],  # what the total does not state is not compared
        [("total", "mayor", "", 30, 10, 20, "North"), ("total", "mayor", "", 33, 12, 21, "South")],
        [
            ("total", "mayor", "", 30, 10, 20, "North"),
            ("total", "mayor", "", 33, 12, 21, "South"),
            ("total", "mayor", "", 63, 22, 41, ""),
        ],
    ],
)
def test_totals_that_are_the_sums(rows: list[tuple[Any, ...]]) -> None:
    assert found(*rows) == []


def test_a_total_that_is_not_the_sum() -> None:
    (finding,) = found(("total", "mayor", "", 64, 22, 42, ""))
    assert (finding["contest"], finding["sheet"], finding["line"]) == ("mayor", "", 5)
    assert finding["message"] == "The file's own total is not the sum of its 2 sheets."
    assert (finding["before"], finding["after"]) == ("valid 64, B 42", "valid 63, B 41")
    assert json.loads(finding["numbers"]) == {"figures": 2, "sheets": 2}


def test_each_contest_is_compared_with_its_own() -> None:
    findings = found(("total", "mayor", "", 63, 22, 41, ""), ("total", "council", "", 58, 18, 40, ""))
    assert [finding["contest"] for finding in findings] == ["council"]


def test_totals_of_parts_are_compared_together() -> None:
    parts = [("total", "mayor", "", 30, 10, 20, "North"), ("total", "mayor", "", 34, 13, 21, "South")]
    (finding,) = found(*parts)
    assert (finding["before"], finding["after"]) == ("valid 64, A 23", "valid 63, A 22")


def test_rows_that_are_left_out_and_call_themselves_nothing_are_no_totals() -> None:
    row = ("test", "mayor", "", 999, 900, 99, "")
    assert found(row, skip={"kind": ["test"]}) == []
