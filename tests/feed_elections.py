"""Small elections and small files for the tests of the model and of the feeds."""

from __future__ import annotations

import copy
import io
import json
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import polars as pl

from escrutinio.feeds import Reading
from escrutinio.ledger.finding_frame import FINDING_SCHEMA, to_findings
from escrutinio.model import Election, Finding, parse_election
from support import UNITS_AND_LISTS

Cell = str | int | float | bool | None

PLAIN = (
    """
[election]
id = "test-1"
name = "A test election"
date = 2024-05-05
timezone = "America/La_Paz"
"""
    + UNITS_AND_LISTS
    + """
[[contests]]
id = "mayor"
name = "Mayor"
selections = ["A", "B", "C"]
withdrawn = ["C"]

[[contests]]
id = "council"
name = "Council"
level = "region"
selections = ["A", "B"]

[[feeds]]
id = "night"
name = "The night's count"
files = ["*"]
contest_column = "contest"
sheet = "sheet"

[feeds.contest_values]
"THE MAYOR" = "mayor"

[feeds.counts]
registered = "registered"
cast = "cast"
valid = "valid"
blank = "blank"
null = "null"

[feeds.votes]
A = ["list_a", "A"]
B = ["list_b", "B"]
C = ["list_c", "C"]

[feeds.units.region]
column = "region"

[feeds.observed]
file_name = '(\\d{8}_\\d{6})'
"""
)

FILE = "night_20240505_200000"
"""A file name that holds a time: 20:00 local, which is midnight UTC."""

HEADER = (
    "contest", "sheet", "registered", "cast", "valid", "blank", "null",
    "list_a", "list_b", "list_c", "region",
)  # fmt: skip
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("mayor", "1001", 200, 150, 140, 6, 4, 90, 50, 0, "North"),
    ("mayor", "1002", 180, 120, 110, 7, 3, 40, 70, 0, "South"),
    ("council", "1001", 200, 150, 139, 7, 4, 89, 50, 0, "North"),
)


def plain(**changes: Any) -> Election:
    """The plain election; ``changes`` replace keys of its one feed (None removes one)."""
    return typed({}, **changes)


def typed(types: Mapping[str, str], **changes: Any) -> Election:
    """The plain election with vote types: id -> name; ``changes`` are those of :func:`plain`."""
    values = tomllib.loads(PLAIN)
    values["vote_types"] = [{"id": key, "name": name} for key, name in types.items()]
    feed = values["feeds"][0]
    for key, value in changes.items():
        if value is None:
            del feed[key]
        else:
            feed[key] = value
    return parse_election(values, Path())


def define(text: str) -> Election:
    """The election that a TOML text defines."""
    return parse_election(tomllib.loads(text), Path())


def sample_values() -> dict[str, Any]:
    """The parsed definition of the sample."""
    text = resources.files("escrutinio.samples.bolivia_2020").joinpath("election.toml")
    return copy.deepcopy(tomllib.loads(text.read_text(encoding="utf-8")))


def csv_text(
    rows: Iterable[Sequence[Cell]] = ROWS, header: Sequence[str] = HEADER, delimiter: str = ","
) -> str:
    """Delimited text without any quotes."""
    lines = [delimiter.join("" if cell is None else str(cell) for cell in row) for row in (header, *rows)]
    return "".join(line + "\n" for line in lines)


def csv_bytes(rows: Iterable[Sequence[Cell]] = ROWS, header: Sequence[str] = HEADER) -> bytes:
    """The bytes of :func:`csv_text`."""
    return csv_text(rows, header).encode()


def json_lines(rows: Iterable[Sequence[Cell]] = ROWS, header: Sequence[str] = HEADER) -> bytes:
    """One JSON object a row."""
    return "".join(json.dumps(dict(zip(header, row, strict=True))) + "\n" for row in rows).encode()


def parquet(columns: Mapping[str, Sequence[Any]] | pl.DataFrame | None = None) -> bytes:
    """A Parquet file of columns, or of the plain rows."""
    if columns is None:
        columns = {name: [row[i] for row in ROWS] for i, name in enumerate(HEADER)}
    out = io.BytesIO()
    pl.DataFrame(columns).write_parquet(out)
    return out.getvalue()


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Cell]]] | None = None,
    *,
    first_row: int = 1,
    dimension: str = "",
    extra: str = "",
    compressed: bool = True,
) -> bytes:
    """An XLSX file with the given rows, header included; ``extra`` is XML put after the last row."""
    sheets = sheets if sheets is not None else {"Results": [HEADER, *ROWS]}
    office = "http://schemas.openxmlformats.org"
    main = f"{office}/spreadsheetml/2006/main"
    relations = f"{office}/officeDocument/2006/relationships"
    package = f"{office}/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        + "".join(
            f'<sheet name="{escape(name)}" sheetId="{i}" r:id="r{i}"/>'
            for i, name in enumerate(sheets, start=1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="r{i}" Type="{relations}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, len(sheets) + 1)
        )
        + "</Relationships>",
    }
    for i, rows in enumerate(sheets.values(), start=1):
        body = "".join(_row(number, row) for number, row in enumerate(rows, start=first_row))
        size = f'<dimension ref="{dimension}"/>' if dimension else ""
        parts[f"xl/worksheets/sheet{i}.xml"] = (
            f'<worksheet xmlns="{main}">{size}<sheetData>{body}{extra}</sheetData></worksheet>'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
    return out.getvalue()


def _row(number: int, row: Sequence[Cell]) -> str:
    cells = []
    for position, value in enumerate(row):
        name = f"{chr(ord('A') + position)}{number}"
        if isinstance(value, bool):
            cells.append(f'<c r="{name}" t="b"><v>{int(value)}</v></c>')
        elif isinstance(value, int | float):
            cells.append(f'<c r="{name}"><v>{value}</v></c>')
        elif value is not None:
            cells.append(f'<c r="{name}" t="inlineStr"><is><t>{escape(value)}</t></is></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'


def found(reading: Reading, code: str | None = None) -> list[Finding]:
    """The findings of a reading, of one code or of all."""
    assert dict(reading.findings.schema) == {name: kind() for name, kind in FINDING_SCHEMA.items()}
    return [finding for finding in to_findings(reading.findings) if code is None or finding.code == code]


def codes(reading: Reading) -> list[str]:
    """The codes of all findings, sorted."""
    return sorted(reading.findings["code"].to_list())


def row(reading: Reading, sheet: str, contest: str = "mayor") -> dict[str, Any]:
    """The one row of a sheet."""
    return reading.rows.row(
        by_predicate=(pl.col("sheet") == sheet) & (pl.col("contest") == contest), named=True
    )
