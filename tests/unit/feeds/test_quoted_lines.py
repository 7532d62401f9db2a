"""Quotes that run over line breaks: meant so, or torn. No station has the figures of another line."""

from __future__ import annotations

import random

import pytest

import feed_elections as fe
from escrutinio.feeds import parse_delivery
from escrutinio.feeds.csv_reader import read_csv
from escrutinio.feeds.drafting import guessed_tables
from escrutinio.feeds.drafting.header_guess import HeaderGuess
from escrutinio.feeds.quoted_lines import first_rows
from escrutinio.feeds.raw_table import DAMAGE, LINE, RawTable
from escrutinio.model import sheet

FULL = [
    "sheet,region,cast,list_a,list_b",
    "S0,North,400,150,210",
    'S1,"South",238,139,83',
    "S2,North,264,115,140",
    "S3,South,300,120,170",
]


def read(lines: list[str], delimiter: str = ",") -> RawTable:
    (table,) = read_csv("".join(f"{line}\n" for line in lines).encode(), ("utf-8",), delimiter)
    return table


def good(table: RawTable) -> list[list[str]]:
    """The cells of the rows that are not damaged."""
    whole = table.frame.filter(table.frame[DAMAGE].is_null())
    return [list(row) for row in whole.select(table.header()).rows()]


@pytest.mark.parametrize("torn", ['S0,"Nor', 'S0,"', '"S0', '"S0,North,400,150', 'S0,"North,400,150,210'])
@pytest.mark.parametrize(
    "after",
    [
        'S1,"South",238,139,83',
        "S1,South,238,139,83",
        'S1,South,"238",139,83',
        '"S1","South","238","139","83"',
        'S1,South,238,139,"83"',
    ],
)
def test_a_torn_row_takes_nothing_from_the_next(torn: str, after: str) -> None:
    table = read([FULL[0], torn, after, *FULL[3:]])
    assert table.frame[LINE].to_list() == [2, 3, 4, 5]
    assert [row[0] for row in good(table)] == ["S1", "S2", "S3"]
    assert good(table)[0] == ["S1", "South", "238", "139", "83"]
    assert table.torn == {2: 3}


def test_a_row_with_a_stray_quote_after_a_torn_one_is_not_read_either() -> None:
    # From the one quote to the other it reads like a text, and the row has the width of the header.
    table = read([FULL[0], 'S0,"Nor', 'S1,South",238,139,83', *FULL[3:]])
    assert [row[0] for row in good(table)] == ["S2", "S3"]
    assert table.torn == {2: 3, 3: 2}


def test_a_number_is_not_joined_over_a_line_break() -> None:
    table = read([FULL[0], 'S0,North,"4', '00",150,210', *FULL[2:]])
    assert [row[0] for row in good(table)] == ["S1", "S2", "S3"]
    assert table.torn[2] == 3


def test_a_number_that_opens_a_quote_at_the_end_of_its_row_is_not_read() -> None:
    table = read([FULL[0], 'S0,North,400,150,"21', *FULL[2:]])
    assert [row[0] for row in good(table)] == ["S1", "S2", "S3"]
    last = read([*FULL[:4], 'S3,South,300,120,"17'])
    assert [row[0] for row in good(last)] == ["S0", "S1", "S2"]
    assert last.torn == {5: 0}


def test_texts_that_are_meant_to_run_over_lines_are_read_as_one_row() -> None:
    lines = [
        "sheet,address,cast,list_a,list_b",
        '"1","Main Street 5\nSouth Town",400,150,210',
        '"2","School, Room 3, East\nby the river, left\nbank",238,139,83',
        '"3","Hall",264,115,140',
    ]
    table = read(lines)
    assert table.frame[DAMAGE].null_count() == 3
    assert table.frame[LINE].to_list() == [2, 4, 7]
    assert table.frame["list_b"].to_list() == ["210", "83", "140"]
    assert (table.torn, len(table.remarks)) == ({}, 1)
    assert "In 2 rows a quoted text runs over line breaks (first in lines 2 to 3)" in table.remarks[0]


@pytest.mark.parametrize("note", ['"x\ny"', '"x\r\ny"', '"x\n\n"', '"say ""a\nb"" twice"', '"5\n7"'])
def test_a_note_of_several_lines_in_an_unquoted_file(note: str) -> None:
    table = read(["sheet,cast,note,list_a", f"S0,400,{note},150", "S1,238,fine,139", "S2,264,,115"])
    assert good(table)[0] == ["S0", "400", note[1:-1].replace('""', '"'), "150"]
    assert table.frame["list_a"].to_list() == ["150", "139", "115"]


def test_a_header_may_run_over_lines() -> None:
    assert read(['sheet,"votes\nof A",list_b', "1,2,3"]).header() == ["sheet", "votes\nof A", "list_b"]


@pytest.mark.parametrize("title", [[], ["Results of the assembly,,,,"]])
def test_the_lines_of_a_header_are_looked_at_as_one(title: list[str]) -> None:
    lines = [*title, 'sheet,region,"votes', 'cast",list_a,list_b', *FULL[1:2], *FULL[3:]]
    source = guessed_tables("".join(f"{line}\n" for line in lines).encode(), "f.csv")[0]

    assert source.header == HeaderGuess(len(title) + 1, 1)
    assert [name.split() for name in source.table.header()[2:]] == [["votes", "cast"], ["list_a"], ["list_b"]]
    assert source.table.frame["list_a"].to_list() == ["150", "115", "120"]


def test_a_quote_that_is_never_closed_joins_no_lines_of_a_header() -> None:
    assert [number for number, _ in first_rows(['sheet,"votes,list_a\n', "1,2,3\n", "2,3,4\n"], ",")] == [
        1,
        2,
        3,
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_whatever_quote_is_put_in_no_row_has_the_figures_of_another(delimiter: str) -> None:
    chance = random.Random(5)
    rows = [[f"S{i}", f"Town {i}", *(str(1000 * i + j) for j in range(3))] for i in range(1, 9)]
    for _ in range(400):
        lines = [delimiter.join(["sheet", "town", "cast", "list_a", "list_b"])]
        lines += [
            delimiter.join(f'"{cell}"' if chance.random() < 0.2 else cell for cell in row) for row in rows
        ]
        for _ in range(chance.choice([1, 1, 2])):
            at = chance.randrange(1, len(lines))
            place = chance.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:place] + '"' + chance.choice([lines[at][place:], ""])
        table = read(lines, delimiter)
        for row in good(table):
            number = "".join(filter(str.isdigit, str(row[0])))
            figures = [str(cell).strip() for cell in row[2:]]
            assert all(not cell.isdigit() or cell.startswith(number) for cell in figures), lines


def test_the_findings_name_both_lines_and_the_sheet() -> None:
    text = fe.csv_text().splitlines()
    text[2] = text[2].split(",")[0] + "," + '"' + text[2].split(",")[1]
    reading = parse_delivery("\n".join([*text, ""]).encode(), f"{fe.FILE}.csv", fe.plain())
    (problem,) = [finding for finding in fe.found(reading) if finding.code == "bad-row"]
    assert (problem.line, problem.numbers["other_line"]) == (3, 4)
    assert problem.message.startswith(
        "A quote opens on line 3 and is not closed before line 4, so the row is"
    )
    torn = reading.rows.filter(reading.rows[sheet.LINE] == 3)
    assert not torn[sheet.READABLE].any()


@pytest.mark.parametrize("lines", [['"'], ['"', "a"], ['"a\n', '"b\n', '"c'], ["a,b\n", '"\n', "\n"]])
def test_a_quote_that_is_never_closed_joins_no_first_rows_and_ends(lines: list[str]) -> None:
    rows = first_rows(lines, ",")
    assert [number for number, _ in rows] == list(range(1, len(lines) + 1))
