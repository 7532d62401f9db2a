"""Tables in which each row is a list and each column a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_delivery
from escrutinio.feeds.drafting import FeedGuess, definition_text, guess_feed, guessed_tables
from escrutinio.model import DefinitionError, FeedError

NOW = datetime(2031, 5, 4, 20, tzinfo=UTC)
BLOCKS = """\
Town of Alder,,,
Election of 4 May,,,

COUNCIL,Precinct 1,Precinct 2,TOTAL
BLANKS,3,2,5
Heron,120,90,210
Otter,80,70,150
TOTAL,203,162,365

MAYOR,Precinct 1,Precinct 2,TOTAL
NORTH DISTRICT,,,
BLANKS,1,2,3
Lynx,202,160,362
TOTAL,203,162,365
"""
COUNCIL = BLOCKS.partition("\n\nMAYOR")[0] + "\n"
TURNED: dict[str, Any] = {
    "layout": "long",
    "turned": True,
    "contest": "council",
    "sheet": ["sheet"],
    "selection_column": "selection",
    "votes_column": "votes",
    "skip": {"sheet": ["TOTAL"], "selection": ["TOTAL"]},
    "ignore": ["contest"],
    "counts": {"blank": "BLANKS"},
    "votes": {"A": "Heron", "B": "Otter"},
    "units": {},
    "contest_column": None,
    "contest_values": None,
}


def read(text: str, **changes: Any) -> Reading:
    return parse_delivery(text.encode(), f"{fe.FILE}.csv", fe.plain(**{**TURNED, **changes}))


def guess_of(text: str) -> FeedGuess:
    (only,) = guessed_tables(text.encode(), "f.csv")
    return guess_feed(only)


def figures(guess: FeedGuess) -> list[tuple[str, ...]]:
    columns = ("contest", "sheet", "selection", "votes")
    return guess.rows.select(name for name in columns if name in guess.rows.columns).rows()


def test_each_figure_is_one_of_the_sheet_above_it_and_of_the_list_beside_it() -> None:
    reading = read(COUNCIL)

    assert reading.rows.select("sheet", "votes_A", "votes_B", "blank").sort("sheet").rows() == [
        ("Precinct 1", 120, 80, 3),
        ("Precinct 2", 90, 70, 2),
    ]
    assert fe.found(reading) == []


def test_a_draft_names_contests_as_they_stand_and_leaves_totals_out() -> None:
    guess = guess_of(BLOCKS)
    text = definition_text(guess, file="f.csv", name="Night", today=NOW.date(), modified=NOW)

    assert guess.source.turned
    assert guess.contests == ("COUNCIL", "MAYOR NORTH DISTRICT")
    assert guess.selections == ("Heron", "Otter", "Lynx")
    assert dict(guess.counts) == {"blank": "BLANKS"}
    assert ("COUNCIL", "Precinct 2", "Otter", "70") in figures(guess)
    assert "turned = true" in text
    assert "header_row" not in text


def test_a_contest_may_stand_above_or_below_the_numbers_of_its_precincts() -> None:
    above = "GOVERNOR,,,\nPRECINCT,1,2,TOTAL\nHeron,5,6,11\nBlanks,1,0,1\nTOTAL,6,6,12\n"
    below = ",Pct.1,Pct.2,Total\nSENATOR,,,\nOtter,4,3,7\nBlanks,1,0,1\nTotal,5,3,8\n"

    assert guess_of(above).contests == ("GOVERNOR",)
    assert figures(guess_of(above))[0] == ("GOVERNOR", "1", "Heron", "5")
    assert guess_of(below).contests == ("SENATOR",)
    assert figures(guess_of(below))[0] == ("SENATOR", "Pct.1", "Otter", "4")


def test_a_title_that_stands_apart_is_no_contest() -> None:
    table = ",Ward 1,Ward 2,Total\nHeron,5,6,11\nOtter,4,3,7\nBlanks,1,0,1\nTotal,10,9,19\n"
    text = f"Official results,,,\n\n{table}"

    guess = guess_of(text)

    assert guess.contest is None
    assert guess.selections == ("Heron", "Otter")


def test_a_contest_with_the_ballots_beside_its_name_is_no_list() -> None:
    text = (
        ",1A,1B,TOTALS\n# ballots,10,12,22\nGovernor,,,\nBlanks,1,2,3\nHeron,9,10,19\n"
        "Treasurer,10,12,22\nBlanks,3,2,5\nOtter,7,10,17\n"
    )

    guess = guess_of(text)

    assert guess.contests == ("Governor", "Treasurer")
    assert guess.selections == ("Heron", "Otter")
    assert guess.counts["cast"] == "# ballots"


def test_a_list_of_stations_with_a_total_is_as_it_was() -> None:
    text = "Precinct,Heron,Otter,Total\nHill,5,6,11\nDale,4,3,7\nBlanks,1,0,1\nTotal,10,9,19\n"

    (table,) = guessed_tables(b"Precinct,Heron,Otter,Total\nHill,5,6,11\nDale,4,3,7\nTotal,9,9,18\n", "f.csv")

    assert not table.turned
    assert guess_of(text).source.turned  # blanks are no place


@pytest.mark.parametrize("names", ["Election Day,Mail,Total", "Votes,Share,Rank"])
def test_figures_of_one_place_side_by_side_are_no_sheets(names: str) -> None:
    text = f"MAYOR,{names}\nHeron,5,6,11\nOtter,4,3,7\nBlanks,1,0,1\nTotal,10,9,19\n"

    (table,) = guessed_tables(text.encode(), "f.csv")

    assert not table.turned


def test_elections_side_by_side_are_no_sheets() -> None:
    text = "Lists,TK-17,TK-12,TK-10\nHeron,5,6,11\nOtter,4,3,7\nBlank,1,0,1\nTotal,10,9,19\n"

    (table,) = guessed_tables(text.encode(), "f.csv")

    assert not table.turned


def test_other_parts_of_a_workbook_are_looked_at_as_they_are() -> None:
    blocks: list[Sequence[fe.Cell]] = [
        ("MAYOR", "Ward 1", "Ward 2", "TOTAL"),
        ("Heron", 5, 6, 11),
        ("TOTAL", 5, 6, 11),
    ]
    plain: list[Sequence[fe.Cell]] = [("Station", "Heron", "Otter"), ("Hill", 5, 6), ("Dale", 4, 3)]

    tables = guessed_tables(fe.workbook({"Blocks": blocks, "Plain": plain}), "f.xlsx")

    assert [(turned.table.part, turned.turned) for turned in tables] == [("Blocks", True), ("Plain", False)]


def test_figures_above_the_names_of_sheets_are_told() -> None:
    reading = read("Registered,400,500,900\n" + COUNCIL.partition("\n\n")[2])

    (finding,) = fe.found(reading)
    assert "Figures stand above the names of sheets" in finding.message
    assert "line 1" in finding.message


@pytest.mark.parametrize("cells", ["{0},{0},TOTAL", "{0},,"], ids=["twice", "one alone"])
def test_no_sheet_gets_the_figures_below_names_that_are_not_clear(cells: str) -> None:
    first = COUNCIL.partition("\n\n")[2]
    second = f"MAYOR,{cells.format('Precinct 3')}\nHeron,1,,\n"

    with pytest.raises(FeedError, match=r"whose figures stand on line 7: line 6"):
        read(first + second)


def test_votes_that_count_from_one_are_no_numbers_of_precincts() -> None:
    reading = read(
        "COUNCIL,Precinct 1,Precinct 2,TOTAL\nList A,1,2,3\nList B,5,6,11\n",
        counts={},
        votes={"A": "List A", "B": "List B"},
    )

    assert reading.rows.select("sheet", "votes_A", "votes_B").sort("sheet").rows() == [
        ("Precinct 1", 1, 5),
        ("Precinct 2", 2, 6),
    ]


def test_words_above_figures_that_name_no_sheet_are_passed_over() -> None:
    first, header = COUNCIL.partition("\n\n")[2], "COUNCIL,Precinct 1,Precinct 2,TOTAL\n"
    text = first.replace(header, f"{header},Votes,Votes,Votes\n(vote for 2),,see page 2,\n")

    assert read(text).rows.select(pl.exclude("line")).equals(read(first).rows.select(pl.exclude("line")))


@pytest.mark.parametrize("name", ["", "-"])
def test_figures_of_a_column_without_a_name_are_told(name: str) -> None:
    reading = read(COUNCIL.partition("\n\n")[2].replace("Precinct 2", name))

    assert reading.rows["sheet"].to_list() == ["Precinct 1"]
    (finding,) = fe.found(reading)
    assert "in columns without the name of a sheet, and are not read: lines 2 to 5" in finding.message


def test_a_list_that_has_a_sign_for_none_everywhere_is_no_contest() -> None:
    guess = guess_of(BLOCKS.replace("Heron,120,90,210", "Heron,-,-,-"))

    assert guess.contests == ("COUNCIL", "MAYOR NORTH DISTRICT")
    assert ("COUNCIL", "Precinct 1", "Heron", "-") in figures(guess)


def test_rows_with_two_names_are_refused() -> None:
    text = "Office,Name,Ward 1,Ward 2\nMayor,Heron,5,6\n,Otter,4,3\n"

    with pytest.raises(FeedError, match="line 2 has several texts before its figures: 'Mayor' and 'Heron'"):
        read(text)


def test_a_table_without_sheets_side_by_side_is_refused() -> None:
    with pytest.raises(FeedError, match="no row has figures for several sheets"):
        read("Heron,5\nOtter,6\n")


def test_a_turned_table_has_no_line_with_all_names() -> None:
    with pytest.raises(DefinitionError, match="turned"):
        fe.plain(**TURNED, header_row=2)
