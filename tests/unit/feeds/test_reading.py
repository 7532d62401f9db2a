"""A delivery is read whole or refused whole."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

import feed_elections as fe
from escrutinio import feeds
from escrutinio.feeds import READERS, parse_delivery, read_delivery, source_files
from escrutinio.model import Election, FeedError

SECOND = """
[[feeds]]
id = "other"
files = ["night*.csv"]
delimiter = ";"
encodings = ["latin-1"]
contest = "mayor"
sheet = "mesa"

[feeds.votes]
A = "x"
B = "y"

[feeds.observed]
default = 2024-05-05T22:00:00
"""


def two_feeds() -> Election:
    return fe.define(fe.PLAIN.replace('files = ["*"]', 'files = ["night*"]\nencodings = ["utf-8"]') + SECOND)


def test_the_delivery() -> None:
    data = fe.csv_bytes()
    reading = parse_delivery(data, fe.FILE + ".csv", fe.plain())
    delivery = reading.delivery
    assert delivery.id == hashlib.sha256(data).hexdigest()
    assert (delivery.source, delivery.file, delivery.size, delivery.rows) == (
        "night",
        fe.FILE + ".csv",
        len(data),
        3,
    )
    assert delivery.contests == ("mayor", "council")
    assert not delivery.snapshot
    assert delivery.observed_at == datetime(2024, 5, 6, tzinfo=UTC)
    assert reading.data == data


def test_a_file_is_read_as_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / (fe.FILE + ".csv")
    path.write_bytes(fe.csv_bytes())
    reading = read_delivery(path, fe.plain())
    assert reading.rows.equals(parse_delivery(fe.csv_bytes(), path.name, fe.plain()).rows)
    given = datetime(2020, 1, 1, tzinfo=UTC)
    assert read_delivery(path, fe.plain(), feed_id="night", observed_at=given).delivery.observed_at == given
    (source,) = source_files(path, lambda _: True)
    assert source.digest == hashlib.sha256(fe.csv_bytes()).hexdigest() == reading.delivery.id


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    for path, reason in [(tmp_path / "absent.csv", "No such file"), (tmp_path, "Is a directory")]:
        with pytest.raises(FeedError, match=f"the file cannot be read: {reason}") as caught:
            read_delivery(path, fe.plain())
        assert caught.value.where == str(path)
        with pytest.raises(FeedError, match=f"the file cannot be read: {reason}"):
            list(source_files(path, lambda _: True))


def test_public_names() -> None:
    reading = [
        "READER",
        "READERS",
        "ReaderDiedError",
        "Reading",
        "SourceFile",
        "feeds_for",
        "parse_deliveries",
        "parse_delivery",
    ]
    reading += ["naming", "read_deliveries", "read_delivery", "read_source", "read_tables", "source_files"]
    reading += ["OwnTotal", "Trial", "try_file"]
    writing = [
        "csv_bytes",
        "election_report",
        "parquet_bytes",
        "report_problems",
        "tidy_table",
        "without_formulas",
    ]
    asking = ["Answer", "Known", "SourceDownError", "fetch", "file_name", "seconds_to_wait", "shown_at"]
    assert sorted(feeds.__all__) == sorted(asking + reading + writing)
    assert all(hasattr(feeds, name) for name in feeds.__all__)


def test_a_refusal_says_where(tmp_path: Path) -> None:
    path = tmp_path / (fe.FILE + ".csv")
    path.write_bytes(b"")
    with pytest.raises(FeedError) as caught:
        read_delivery(path, fe.plain())
    assert str(caught.value) == f"{path}: the file is empty\nFetch the file again."


def test_feeds_are_chosen_by_name_and_columns() -> None:
    election = two_feeds()
    assert parse_delivery(fe.csv_bytes(), fe.FILE + ".csv", election).delivery.source == "night"
    # The first feed cannot even decode it, and would find other columns; the second reads it.
    other = "mesa;x;y;región\n1;2;3;Potosí\n".encode("latin-1")
    reading = parse_delivery(other, "night.csv", election)
    assert reading.delivery.source == "other"
    assert reading.rows.select("sheet", "votes_A", "votes_B").rows() == [("1", 2, 3)]
    assert fe.codes(reading) == ["unknown-column"]


def test_a_feed_may_be_named() -> None:
    election = two_feeds()
    assert (
        parse_delivery(fe.csv_bytes(), "any_20240505_200000.csv", election, feed_id="night").rows.height == 3
    )
    with pytest.raises(FeedError, match="feed 'other' needs the columns mesa; the file has contest,sheet"):
        parse_delivery(fe.csv_bytes(), fe.FILE + ".csv", election, feed_id="other")
    with pytest.raises(FeedError, match="there is no feed 'nihgt'") as caught:
        parse_delivery(fe.csv_bytes(), "x.csv", election, feed_id="nihgt")
    assert caught.value.hint == "Feeds: night, other."


def test_no_feed_of_that_name() -> None:
    with pytest.raises(FeedError) as caught:
        parse_delivery(fe.csv_bytes(), "count.csv", two_feeds())
    assert caught.value.message == (
        "no feed of the election reads a file of this name (patterns: night*, night*.csv)"
    )
    assert "--feed" in caught.value.hint


def test_when_no_feed_fits_all_reasons_are_given() -> None:
    with pytest.raises(FeedError) as caught:
        parse_delivery("a;b\ní;2\n".encode("latin-1"), "night.csv", two_feeds())
    assert caught.value.message == (
        "the file is not text in any of the encodings utf-8; "
        "feed 'other' needs the columns mesa; the file has a, b"
    )
    assert "Name its encoding in the feed." in caught.value.hint


def test_only_some_kinds_of_file_are_read() -> None:
    for name in ("x_20240505_200000.pdf", "x_20240505_200000"):
        with pytest.raises(FeedError, match="cannot be read") as caught:
            parse_delivery(fe.csv_bytes(), name, fe.plain())
        assert all(ending in caught.value.hint for ending in READERS)


def test_several_sheets_of_a_workbook_are_one_delivery() -> None:
    notes = [["note"], ["provisional"]]
    data = fe.workbook(
        {"Mayor": [fe.HEADER, *fe.ROWS[:2]], "Notes": notes, "Council": [fe.HEADER, *fe.ROWS[2:]]}
    )
    reading = parse_delivery(data, fe.FILE + ".xlsx", fe.plain())
    assert reading.rows.select("contest", "sheet", "part", "line").rows() == [
        ("mayor", "1001", "Mayor", 2),
        ("mayor", "1002", "Mayor", 3),
        ("council", "1001", "Council", 2),
    ]
    (finding,) = fe.found(reading)
    assert (finding.code, finding.severity) == ("file-remark", "warning")
    assert finding.message.endswith("do not have the feed's columns and are not read: Notes.")
    alone = parse_delivery(data, fe.FILE + ".xlsx", fe.plain(parts=["Council"]))
    assert (alone.rows.height, fe.codes(alone)) == (1, [])
    with pytest.raises(FeedError, match="feed 'night' needs the columns sheet, contest"):
        parse_delivery(data, fe.FILE + ".xlsx", fe.plain(parts=["Notes"]))


WRONG: list[tuple[str, bytes, str]] = [
    (".csv", b"", "the file is empty"),
    (".csv", b"\n\n", "the file is empty"),
    (".csv", b"<!DOCTYPE html><html><body>503</body></html>\n", "the file is a web page"),
    (".csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "cut off"),
    (".csv", fe.workbook(), "not text, but an archive or a workbook"),
    (".csv", b"%PDF-1.7" + bytes(99), "not text, but a PDF"),
    (".csv", fe.csv_bytes().decode().encode("utf-16"), "not text, or is text in UTF-16"),
    (".csv", fe.csv_bytes()[:-20], "the file is cut off: line 4"),
    (".csv", fe.csv_text(delimiter=";").encode(), "needs the columns"),
    (".csv", fe.csv_bytes([]), "a header and no rows"),
    (".xlsx", fe.csv_bytes(), "not a readable workbook"),
    (".xlsx", fe.workbook()[:-30], "not a readable workbook"),
    (".parquet", fe.csv_bytes(), "not readable as Parquet"),
    (".parquet", fe.parquet()[:-5], "not readable as Parquet"),
    (".jsonl", fe.csv_bytes(), "no line with a JSON object"),
    (".jsonl", fe.json_lines()[:-20], "the file is cut off: line 3"),
    (".jsonl", b'{"error": "too many requests"}\n', "needs the columns"),
]


@pytest.mark.parametrize(
    ("ending", "data", "reason"), WRONG, ids=[f"{i}{wrong[0]}" for i, wrong in enumerate(WRONG)]
)
def test_a_wrong_file_is_refused_with_what_to_do(ending: str, data: bytes, reason: str) -> None:
    with pytest.raises(FeedError, match=reason) as caught:
        parse_delivery(data, fe.FILE + ending, fe.plain())
    assert caught.value.hint


def test_a_whole_file_without_a_last_line_end_is_taken_with_a_remark() -> None:
    reading = parse_delivery(fe.csv_bytes()[:-1], fe.FILE + ".csv", fe.plain())
    assert reading.rows.height == 3
    (finding,) = fe.found(reading)
    assert (finding.code, finding.severity, finding.line) == ("file-remark", "warning", 0)
    assert finding.message.startswith("The file has no line break at its end")
