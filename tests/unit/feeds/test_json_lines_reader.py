"""JSON lines: one object a line."""

from __future__ import annotations

import json

import pytest

import feed_elections as fe
from escrutinio.feeds.json_lines_reader import read_json_lines
from escrutinio.feeds.raw_table import DAMAGE, DAMAGED, LINE, RawTable
from escrutinio.model import FeedError


def lines(text: str | bytes) -> RawTable:
    (table,) = read_json_lines(text.encode() if isinstance(text, str) else text)
    return table


def rows(table: RawTable) -> list[tuple[object, ...]]:
    return table.frame.select(LINE, DAMAGE, *table.header()).rows()


def test_objects_become_rows_of_texts() -> None:
    table = lines('{"a": 1, "b": "x"}\n{"b": null, "c": 1.50}\n')
    assert table.header() == ["a", "b", "c"]
    assert rows(table) == [(1, None, "1", "x", None), (2, None, None, None, "1.5")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("true", "true"),
        ("[1, 2]", "[1, 2]"),
        ('{"x": 1}', '{"x": 1}'),
        ("NaN", None),
        ("1e400", "Infinity"),
        ('"\\ud800"', "?"),
        ('"\\ud83d\\ude00"', "\U0001f600"),
        ('"a\\u2028b\\nc"', "a\u2028b\nc"),
    ],
)
def test_values_of_other_kinds(value: str, text: str | None) -> None:
    assert rows(lines(f'{{"a": {value}}}\n')) == [(1, None, text)]


def test_a_name_of_half_a_character() -> None:
    assert lines('{"\\ud800": 1}\n').header() == ["?"]


@pytest.mark.parametrize(
    "line",
    ["{", "[1]", "12", '"x"', "{'a': 1}", '{"a": 1, "a": 2}', '{"a": ' + "1" * 5000 + "}", "[" * 100_000],
)
def test_a_line_that_is_no_object_is_damaged(line: str) -> None:
    assert rows(lines(f'{{"a": 1}}\n\n{line}\n{{"a": 2}}\n')) == [
        (1, None, "1"),
        (3, DAMAGED, None),
        (4, None, "2"),
    ]


def test_line_ends_and_byte_order_marks() -> None:
    assert rows(lines(b'\xef\xbb\xbf{"a": 1}\r\n{"a": 2}')) == [(1, None, "1"), (2, None, "2")]


def test_a_line_separator_within_a_text_ends_no_line() -> None:
    assert rows(lines('{"a": "x\u2028y\x85z"}\n')) == [(1, None, "x\u2028y\x85z")]


@pytest.mark.parametrize("cut", range(2, 10))
def test_a_last_line_that_is_cut_off_refuses_the_file(cut: int) -> None:
    with pytest.raises(FeedError, match="the file is cut off: line 2 has no end"):
        lines('{"a": 1}\n{"a": 234}\n'[:-cut])


@pytest.mark.parametrize("text", ["", "\n\n", "hello\n", "[\n1\n]\n", "<html>\n"])
def test_no_object_at_all_refuses_the_file(text: str) -> None:
    with pytest.raises(FeedError, match="holds no line with a JSON object"):
        lines(text)


def test_another_encoding_refuses_the_file() -> None:
    with pytest.raises(FeedError, match=r"not UTF-8 text: .* at byte 7"):
        lines('{"a": "í"}\n'.encode("latin-1"))


def test_json_of_the_helpers() -> None:
    assert json.loads(fe.json_lines().splitlines()[0])["list_a"] == 90
