"""Cells of an XLSX workbook that hold the error of a formula, such as ``#REF!``.

The library that reads workbooks leaves them empty, as if the source had stated nothing.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from posixpath import join, normpath
from xml.parsers import expat

MARK = re.compile(rb"""\st=["']e["']""")
"""What a cell with an error has; a workbook without it has none."""
_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
"""A cell; an empty one that has a style alone closes itself."""
_AT = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_VALUE = re.compile(rb"<v>([^<]*)</v>")


def may_hold_errors(text: bytes) -> bool:
    """Whether a part of a workbook has cells with the error of a formula."""
    return any(mark in text for mark in (b't="e"', b"t='e'")) and MARK.search(text) is not None


def error_cells(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """The errors of each sheet that has any: row and column, from 1, and the word of the error.

    Args:
        data: a workbook that has been found to be a sound archive.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        errors: dict[str, dict[tuple[int, int], str]] = {}
        for title, path in _sheets(archive, names).items():
            text = archive.read(path) if path in names else b""
            if MARK.search(text):
                errors[title] = _errors(text)
    return {title: cells for title, cells in errors.items() if cells}


def _errors(text: bytes) -> dict[tuple[int, int], str]:
    cells: dict[tuple[int, int], str] = {}
    for attributes, content in _CELL.findall(text):
        at = _AT.search(attributes)
        if MARK.search(attributes) and at:
            value = _VALUE.search(content)
            column = 0
            for letter in at.group(1):
                column = column * 26 + letter - 64
            cells[int(at.group(2)), column] = value.group(1).decode("utf-8", "replace") if value else "#ERROR"
    return cells


def _sheets(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """The titles of the sheets, and where in the archive they are."""
    book, relations = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if not {book, relations} <= names:
        return {}
    targets = {
        element.get("Id", ""): element.get("Target", "")
        for element in _elements(archive.read(relations), "Relationship")
    }
    sheets: dict[str, str] = {}
    for element in _elements(archive.read(book), "sheet"):
        target = targets.get(next((value for name, value in element.items() if name.endswith(":id")), ""), "")
        path = target.removeprefix("/") if target.startswith("/") else normpath(join("xl", target))
        sheets[element.get("name", "")] = path
    return sheets


def _elements(text: bytes, wanted: str) -> list[Mapping[str, str]]:
    """The attributes of all elements of a name."""
    elements: list[Mapping[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            elements.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(text, True)
    except expat.ExpatError:
        return []
    return elements
