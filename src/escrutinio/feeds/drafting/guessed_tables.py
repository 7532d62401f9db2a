"""The tables of a file of any kind that no feed describes yet."""

from __future__ import annotations

from pathlib import PurePath

from escrutinio.feeds.drafting.nested_tables import json_tables, xml_tables
from escrutinio.feeds.drafting.source_table import SourceTable, as_text, flat_tables
from escrutinio.model import FeedError


def guessed_tables(data: bytes, file_name: str) -> list[SourceTable]:
    """The tables of one file. Those of a document are the places where its rows may be.

    Raises:
        FeedError: it cannot be read, or files of its kind cannot be drafted.
    """
    match PurePath(file_name).suffix.lower():
        case ".json":
            tables = json_tables(data)
        case ".xml":
            tables = xml_tables(data)
        case _:
            tables = flat_tables(data, file_name)
    if not tables:
        raise FeedError("the file holds no rows", hint="Fetch the file again.")
    return list(map(as_text, tables))
