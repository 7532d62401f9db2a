"""Workbooks."""

from __future__ import annotations

import io
import zipfile

import pytest

import feed_elections as fe
from escrutinio.feeds.raw_table import LINE
from escrutinio.feeds.workbook_reader import read_workbook
from escrutinio.model import FeedError


def test_cells_as_text_and_lines_as_in_the_workbook() -> None:
    (table,) = read_workbook(
        fe.workbook({"S": [["a", "b"], [1.0, "x"], [None, None], [2.5, True], [0, None]]}), []
    )
    assert (table.part, table.header()) == ("S", ["a", "b"])
    assert table.frame.select(LINE, "a", "b").rows() == [(2, "1", "x"), (4, "2.5", "true"), (5, "0", None)]


def test_a_table_that_begins_further_down() -> None:
    (table,) = read_workbook(fe.workbook({"S": [["a", "b"], [1, 2]]}, first_row=4), [])
    assert table.frame.select(LINE, "a", "b").rows() == [(5, "1", "2")]


def test_sheets_of_a_workbook() -> None:
    data = fe.workbook({"One": [["a"], [1]], "Empty": [], "Header": [["a"]], "Two": [["b"], [2]]})
    assert [table.part for table in read_workbook(data, [])] == ["One", "Two"]
    assert [table.part for table in read_workbook(data, ["Two"])] == ["Two"]
    with pytest.raises(FeedError, match="has no sheet 'Three'; it has 'One'"):
        read_workbook(data, ["Three"])


def test_names_of_columns() -> None:
    (table,) = read_workbook(fe.workbook({"S": [["a", None, "c", None], [1, 2, 3, None]]}), [])
    assert table.header() == ["a", "column 2", "c"]
    (table,) = read_workbook(fe.workbook({"S": [["a", "b", "a"], [1, 2, 3]]}), [])
    assert table.header() == ["a", "b", "a (column 3)"]
    assert table.doubled == {"a": "a", "a (column 3)": "a"}


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x03\x04" + b"\0" * 100, b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0" * 200]
)
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(FeedError, match="the file is not a readable workbook"):
        read_workbook(data, [])


def test_text_with_the_ending_of_a_workbook_is_told_so() -> None:
    with pytest.raises(FeedError) as caught:
        read_workbook(b"a,b\n1,2\n", [])
    assert caught.value.hint == "It seems to be text: give its name the ending .csv."


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_a_torn_workbook_is_refused(part: float) -> None:
    data = fe.workbook()
    with pytest.raises(FeedError, match="the file is not a readable workbook") as caught:
        read_workbook(data[: int(len(data) * part)], [])
    assert caught.value.hint == "Fetch the file again; nothing has been taken in from it."


def test_a_changed_bit_is_refused_by_its_checksum() -> None:
    data = fe.workbook(compressed=False)
    at = data.index(b"<v>150</v>")
    with pytest.raises(FeedError, match="not a readable workbook: Bad CRC-32"):
        read_workbook(data[: at + 3] + b"9" + data[at + 4 :], [])


def test_a_declared_size_is_not_believed() -> None:
    (table,) = read_workbook(fe.workbook({"S": [["a"], [1]]}, dimension="A1:XFD1048576"), [])
    assert table.frame.height == 1


@pytest.mark.parametrize("cell", ["XFD1048576", "ZZ999999", "XFD99999"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_cell_far_away_does_not_take_all_memory(cell: str, quote: str) -> None:
    extra = f"<row><c r={quote}{cell}{quote}><v>1</v></c></row>"
    with pytest.raises(FeedError, match="spans more than 50,000,000 cells") as caught:
        read_workbook(fe.workbook(extra=extra), [])
    assert "Delete what stands far away" in caught.value.hint


@pytest.mark.parametrize("form", ["<c {}>{}</c>", "<c\n {}>{}</c>", '<c s="1" {}>{}</c>', "<x:c {}>{}</x:c>"])
def test_a_far_cell_is_found_however_it_is_written(form: str) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    extra = f'<row xmlns:x="{main}">' + form.format('r="XFD1048576"', "<v>1</v>") + "</row>"
    with pytest.raises(FeedError, match="spans more than 50,000,000 cells"):
        read_workbook(fe.workbook(extra=extra), [])


@pytest.mark.parametrize("form", ['r="A3" t="b"', 't="b" r="A3"', 'r="A3" s="1" t="b"', "r='A3' t='b'"])
def test_a_cell_that_is_true_or_false_is_no_number(form: str) -> None:
    extra = f'<row r="3"><c {form}><v>1</v></c></row>'
    (table,) = read_workbook(fe.workbook({"S": [["a"], [7]]}, extra=extra), [])
    assert table.frame["a"].to_list() == ["7", "true"]


def test_a_cell_not_quite_so_far_is_read() -> None:
    extra = '<row><c r="A100000"><v>1</v></c></row>'
    (table,) = read_workbook(fe.workbook({"S": [["a"], [7]]}, extra=extra), [])
    assert table.frame.select(LINE, "a").rows() == [(2, 7), (100_000, 1)]


def test_a_workbook_that_unpacks_to_more_than_it_should_is_refused() -> None:
    out = io.BytesIO(fe.workbook())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros", b"\0" * 1000)
    # The directory at the end says how large a file is when unpacked.
    data = bytearray(out.getvalue())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (2**31).to_bytes(4, "little")
    with pytest.raises(FeedError, match="larger than 1 GB when it is unpacked"):
        read_workbook(bytes(data), [])
