"""Large plain text is read by column, with the same result as the careful reader; all else is left to it."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import feed_elections as fe
from escrutinio.feeds import csv_reader
from escrutinio.feeds import plain_text_table as fast
from escrutinio.feeds.csv_reader import read_csv
from escrutinio.feeds.raw_table import first_filled
from escrutinio.feeds.reading import parse_delivery


def plain(
    data: bytes, delimiter: str = ",", encodings: tuple[str, ...] = ("utf-8-sig", "latin-1"), **more: Any
) -> Any:
    return fast.plain_text_table(data, encodings, delimiter, first_filled, needed=set, large=0, **more)


def same(data: bytes, delimiter: str = ",") -> bool:
    """Whether the file is plain; then both readings must be the same."""
    table = plain(data, delimiter)
    if table is None:
        return False
    (careful,) = read_csv(data, ("utf-8-sig", "latin-1"), delimiter)
    assert table.frame.equals(careful.frame)
    assert (table.doubled, careful.remarks) == (careful.doubled, ())
    return True


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n3,4\n",
        "a,b\r\n1,2\r\n3,4\r\n",
        '"a","b"\n"1","2"\n"3;x","4"\n',
        'a,b\n"x, y",2\n"",4\n',
        "a,b,\n1,2,\n,,\n3,,\n",
        "a,b,\r\n,,\r\n3,,\r\n",
        "a,a\n1,2\n",
        "a,b\n 1 ,  2\n",
        "\ufeffa,ñ\n1,é\n",
        "a\n1\n2\n",
        "a,b\n1,2\n\n\n",
        "title,of this\na,b\n1,2\n",
    ],
)
def test_plain_text_is_read_the_same(text: str) -> None:
    assert same(text.encode())


def test_text_in_latin_1() -> None:
    assert same("a,ñ\n1,é\n".encode("latin-1"))


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1\n3,4\n",
        "a,b\n1,2,3\n3,4\n",
        'a,b\n"x\ny",2\n',
        'a,b\nx"y,2\n',
        'a,b\n"x""y",2\n',
        'a,b\n"x"y,2\n',
        'a,b\n"x,2\n3,4\n',
        "a,b\n1,2\n3,4",
        "a,b\r1,2\r3,4\n",
        "a,b\n1,2\n\n3,4\n",
        "a,b\n1,\0\n",
        "<html>\n</html>\n",
        "",
    ],
)
def test_all_else_is_left_to_the_careful_reader(text: str) -> None:
    assert plain(text.encode()) is None


_CELL = st.text(st.sampled_from('ab1 ";,\r\n\u00e9'), max_size=4)


@given(st.lists(st.lists(_CELL, min_size=1, max_size=3), min_size=1, max_size=4), st.sampled_from(";,"))
def test_whatever_stands_in_it(rows: list[list[str]], delimiter: str) -> None:
    data = "".join(delimiter.join(row) + "\n" for row in rows).encode()
    if rows[0][0].strip(" \r\n"):
        same(data, delimiter)


def test_blocks_meet_between_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "_BLOCK", 64)
    chance = random.Random(1)
    lines = [f'{i},"{"x" * chance.randrange(20)}",{chance.randrange(1000)}' for i in range(300)]
    assert same(("a,b,c\n" + "\n".join(lines) + "\n").encode())
    lines[200] = '200,"x,1'
    assert plain(("a,b,c\n" + "\n".join(lines) + "\n").encode()) is None


LONG: dict[str, Any] = {
    "layout": "long",
    "contest_column": None,
    "contest_values": None,
    "contest": "council",
    "sheet": ["zone", "section"],
    "selection_column": "party",
    "votes_column": "votes",
    "counts": {},
    "units": {},
    "votes": {},
    "delimiter": ";",
}


def test_a_large_file_in_the_long_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "zone;section;party;name;votes\n" + "".join(
        f"{i // 50};{i % 50};{party};somebody;{i + k}\n" for i in range(400) for k, party in enumerate("AB")
    )
    election = fe.plain(**LONG)
    careful = parse_delivery(text.encode(), fe.FILE + ".csv", election)
    monkeypatch.setattr(csv_reader, "plain_text_table", partial(fast.plain_text_table, large=0))
    quick = parse_delivery(text.encode(), fe.FILE + ".csv", election)
    assert quick.rows.equals(careful.rows)
    assert quick.rows["votes_B"].sum() == sum(range(401))
    assert fe.codes(quick) == fe.codes(careful) == ["unknown-column"]


def test_columns_that_nobody_reads_are_not_read() -> None:
    data = b"a;b;c\n1;2;3\n"
    table = fast.plain_text_table(data, ("utf-8",), ";", first_filled, needed=lambda _: {"b"}, large=0)
    assert table is not None
    assert table.frame.schema["a"] == pl.Null
    assert table.header() == ["a", "b", "c"]
    assert table.frame["b"].to_list() == ["2"]
