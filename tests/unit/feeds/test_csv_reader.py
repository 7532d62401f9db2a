"""Delimited text as real feeds write it."""

from __future__ import annotations

import polars as pl
import pytest

import feed_elections as fe
from escrutinio.feeds.csv_reader import read_csv
from escrutinio.feeds.raw_table import DAMAGE, DAMAGED, LINE, REPAIRED, RawTable
from escrutinio.model import FeedError


def read(
    text: str | bytes, delimiter: str = ",", encodings: tuple[str, ...] = ("utf-8-sig", "latin-1")
) -> RawTable:
    (table,) = read_csv(text.encode() if isinstance(text, str) else text, encodings, delimiter)
    assert table.part == ""
    assert table.frame.schema[LINE] == pl.Int64
    assert all(table.frame.schema[name] == pl.String for name in [*table.header(), DAMAGE])
    return table


def rows(table: RawTable) -> list[tuple[object, ...]]:
    """Line, damage, then the cells."""
    return table.frame.select(LINE, DAMAGE, *table.header()).rows()


def test_plain_text() -> None:
    table = read("a,b\n1,x\n2,y\n")
    assert table.header() == ["a", "b"]
    assert rows(table) == [(2, None, "1", "x"), (3, None, "2", "y")]
    assert table.remarks == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    assert rows(read(f"a,b{end}1,x{end}{end}2,y{end}")) == [(2, None, "1", "x"), (4, None, "2", "y")]


@pytest.mark.parametrize(
    ("delimiter", "text"), [(";", "a;b\n1,5;x\n"), ("\t", "a\tb\n1,5\tx\n"), ("|", "a|b\n1,5|x\n")]
)
def test_delimiters(delimiter: str, text: str) -> None:
    assert rows(read(text, delimiter)) == [(2, None, "1,5", "x")]


@pytest.mark.parametrize(
    "data",
    [
        "a,b\n1,Potosí\n".encode(),
        b"\xef\xbb\xbf" + "a,b\n1,Potosí\n".encode(),
        "a,b\n1,Potosí\n".encode("latin-1"),
    ],
)
def test_encodings(data: bytes) -> None:
    table = read(data)
    assert table.header() == ["a", "b"]
    assert rows(table) == [(2, None, "1", "Potosí")]


def test_an_encoding_that_is_named_is_used() -> None:
    assert rows(read("a,b\n1,Łódź\n".encode("utf-16"), encodings=("utf-16",))) == [(2, None, "1", "Łódź")]


@pytest.mark.parametrize("encodings", [("utf-8",), ("ascii", "utf-8"), ("punycode",), ("idna",)])
def test_wrong_encodings_are_refused(encodings: tuple[str, ...]) -> None:
    with pytest.raises(FeedError, match="not text in any of the encodings " + ", ".join(encodings)) as caught:
        read("a,b\n1,Potosí\n".encode("latin-1"), encodings=encodings)
    assert caught.value.hint == "Name its encoding in the feed."


def test_half_characters_are_no_text() -> None:
    with pytest.raises(FeedError, match="not text in any of the encodings"):
        read(b"a,b\n\\ud800,1\n", encodings=("unicode_escape",))


def test_quotes_and_what_they_protect() -> None:
    table = read('"a","b"\n"1","x, y"\n"2","say ""hi"""\n')
    assert rows(table) == [(2, None, "1", "x, y"), (3, None, "2", 'say "hi"')]


def test_characters_that_only_look_like_line_ends() -> None:
    # In Latin-1 0x85 is such a character; splitting there would tear the row.
    assert rows(read(b'a,b,c\n1,"x\x85\x0cy",2\n3,"u\nv",4\n')) == [
        (2, None, "1", "x\x85\x0cy", "2"),
        (3, None, "3", "u\nv", "4"),
    ]


@pytest.mark.parametrize(
    ("text", "lines"), [('1,"x\ny",2\n3,z,4\n', [2, 4]), ('1,"x\n\n\ny",2\n3,z,4\n', [2, 6])]
)
def test_a_text_of_several_lines_is_one_row(text: str, lines: list[int]) -> None:
    table = read("a,b,c\n" + text)
    assert table.frame[LINE].to_list() == lines
    assert table.frame["c"].to_list() == ["2", "4"]
    assert table.frame[DAMAGE].to_list() == [None, None]


def test_names_of_columns() -> None:
    assert read(" a ,,c\n1,2,3\n").header() == ["a", "column 2", "c"]
    assert read("a,b, a\n1,2,3\n").doubled == {"a": "a", "a (column 3)": "a"}
    assert read("column 2,\n1,2\n").header() == ["column 2", "column 2 (column 2)"]


@pytest.mark.parametrize("text", ["", "\n", "\n\n\r\n", "\ufeff"])
def test_nothing_is_refused(text: str) -> None:
    with pytest.raises(FeedError, match="the file is empty"):
        read(text)


@pytest.mark.parametrize("text", ["<!DOCTYPE html>\n<html>\n", "  <?xml version='1.0'?>\n", "\n<html>,\n"])
def test_a_web_page_is_refused(text: str) -> None:
    with pytest.raises(FeedError, match="the file is a web page or XML"):
        read(text)


# --- the end of the file


@pytest.mark.parametrize("cut", range(1, 9))
def test_a_file_cut_off_in_its_last_row_is_refused(cut: int) -> None:
    whole = "a,b,c\n1,2,3\n444,555,6"
    text = whole[:-cut]
    if text.endswith("\n"):
        pytest.fail("the cut must fall into the last row")
    if text.count(",", text.rindex("\n")) < 2:
        with pytest.raises(FeedError, match=r"the file is cut off: line 3 has [12] of 3 fields and no end"):
            read(text)
    else:  # all fields are begun: this cannot be told from a whole file
        assert read(text).remarks == (
            "The file has no line break at its end; if it was cut off, the last number on line 3 "
            "may be wrong.",
        )


def test_a_file_cut_off_within_quotes_is_refused() -> None:
    with pytest.raises(FeedError, match="the file is cut off: line 3 has 2 of 2 fields and no end"):
        read('a,b\n1,"x"\n2,"y')


def test_a_whole_file_without_a_last_line_end() -> None:
    table = read("a,b\n1,x\n2,y")
    assert rows(table) == [(2, None, "1", "x"), (3, None, "2", "y")]
    assert len(table.remarks) == 1
    # A closing quote is an end as good as a line break.
    assert read('a,b\n1,x\n"2","y"').remarks == ()


def test_a_file_with_zeros_for_an_end_is_refused() -> None:
    with pytest.raises(FeedError, match="the file is cut off"):
        read(b"a,b\n1,x\n" + b"\0" * 512)


# --- rows that do not fit


def test_a_row_split_by_a_stray_quote_is_joined() -> None:
    # As the real exports have it: the text 'Esc. "San, Juan' was quoted wrongly and came out as two fields.
    table = read('a,b,c\n1,Esc. "San, Juan,3\n2,x,4\n')
    assert rows(table) == [(2, REPAIRED, "1", "Esc. San, Juan", "3"), (3, None, "2", "x", "4")]


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("1,2", ("1", "2", "")),
        ("1", ("1", "", "")),
        ("1,2,3,4", ("1", "2", "3")),
        ('1,x" y,z" w,3', ("1", 'x" y', 'z" w')),
        ('1,2,3,"', ("1", "2", "3")),
    ],
)
def test_other_rows_of_a_wrong_length_are_damaged(row: str, cells: tuple[str, ...]) -> None:
    assert rows(read(f"a,b,c\n{row}\n7,8,9\n"))[0] == (2, DAMAGED, *cells)
    assert rows(read(f"a,b,c\n{row}\n7,8,9\n"))[1] == (3, None, "7", "8", "9")


@pytest.mark.parametrize("column", [0, 1, 2])
@pytest.mark.parametrize("at", [0, 3, 9])
def test_an_unclosed_quote_is_confined_to_its_line(column: int, at: int) -> None:
    cells = [[f"{line}{sign}" for sign in "abc"] for line in range(10)]
    expected = [tuple(row) for row in cells]
    cells[at][column] = '"' + cells[at][column]
    text = "x,y,z\n" + "".join(",".join(row) + "\n" for row in cells)
    table = read(text)
    assert table.frame[LINE].to_list() == list(range(2, 12))
    others = [row for i, row in enumerate(table.frame.select("x", "y", "z").rows()) if i != at]
    assert others == [row for i, row in enumerate(expected) if i != at]
    damage = table.frame[DAMAGE].to_list()
    if column < 2:
        assert damage == [DAMAGED if i == at else None for i in range(10)]
    else:  # the quote opens the last text of the row: nothing of it is lost
        assert damage == [None] * 10
        assert table.frame["z"][at].strip() == expected[at][2]


def test_two_stray_quotes_do_not_swallow_what_lies_between() -> None:
    # From one quote to the other it reads like a text of three lines in a row of the right width.
    table = read('a,b,c\n1,"x,3\n4,y,6\n7,"z,9\n10,w,12\n')
    assert rows(table) == [
        (2, DAMAGED, "1", "x,3\n", ""),
        (3, None, "4", "y", "6"),
        (4, DAMAGED, "7", "z,9\n", ""),
        (5, None, "10", "w", "12"),
    ]


def test_an_unclosed_quote_before_more_text_than_a_field_may_hold() -> None:
    filler = "".join(f"{i},x,{i}\n" for i in range(30_000))
    assert len(filler) > 131_072
    table = read(f'a,b,c\n1,"x,3\n{filler}')
    assert table.frame.height == 30_001
    assert table.frame[DAMAGE].to_list() == [DAMAGED] + [None] * 30_000
    assert table.frame["c"].cast(pl.Int64, strict=False).sum() == sum(range(30_000))


def test_a_text_longer_than_any_text_is_refused() -> None:
    with pytest.raises(
        FeedError, match="the file is not readable as delimited text: field larger than field limit"
    ):
        read("a,b\n1," + "x" * 200_000 + "\n")


def test_rows_of_empty_fields_are_no_rows() -> None:
    assert rows(read("a,b\n1,x\n,\n , \n2,y\n")) == [(2, None, "1", "x"), (5, None, "2", "y")]


def test_a_header_alone_is_a_table_without_rows() -> None:
    table = read("a,b\n")
    assert (table.header(), table.frame.height) == (["a", "b"], 0)


def test_the_helpers_write_what_is_read() -> None:
    assert read(fe.csv_text()).frame.select(fe.HEADER).rows() == [tuple(map(str, row)) for row in fe.ROWS]
