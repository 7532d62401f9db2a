"""Finds the recipe of the library that describes files: by their names and columns, or by columns alone."""

from __future__ import annotations

import codecs
import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import polars as pl

from escrutinio.feeds.column_choice import header_line, missing_columns
from escrutinio.feeds.drafting.header_guess import looks_like_number
from escrutinio.feeds.drafting.source_table import UNNAMED_FEED, SourceTable
from escrutinio.feeds.files import read_tables
from escrutinio.feeds.quoted_lines import first_rows
from escrutinio.feeds.raw_table import DAMAGE, HEADER_WITHIN, LINE, distinct, joined_names
from escrutinio.feeds.reading import last_part, name_fits
from escrutinio.feeds.recipes.recipe import Recipe, get_recipe, recipe_ids
from escrutinio.feeds.source_files import SourceFile
from escrutinio.feeds.text import decoded
from escrutinio.model import Feed, FeedError

_DOCUMENTS = (".xml", ".json")
_TEXTS = (".csv", ".txt", ".tsv", ".dat")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
_START = 2**16
"""Bytes of a text that name its columns."""
_IN_PAIRS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_HEADER = replace(UNNAMED_FEED, header=False)
_MOSTLY = 1.5
"""A line of figures, which is no header, has at least one number in so many cells."""
_Lines = list[tuple[int, list[str]]]


def known_recipe(sources: Sequence[SourceFile]) -> Recipe | None:
    """The recipe of the library that describes all of these files, if any.

    The rows of documents lie where it says; other files have its columns, and a name that it knows.
    """
    return _first(sources, named=True)


def recipe_with_columns(sources: Sequence[SourceFile]) -> Recipe | None:
    """The recipe whose columns all of these files have, whatever they are called, if any."""
    return _first(sources, named=False)


def _first(sources: Sequence[SourceFile], *, named: bool) -> Recipe | None:
    if not sources:
        return None
    documents = [_is_document(source) for source in sources]
    if any(documents) and not all(documents):
        return None
    looked_at = [_LookedAt(_start(source)) for source in sources]
    found: list[tuple[int, Recipe]] = []
    for recipe in map(get_recipe, recipe_ids()):
        feeds = [feed for feed in recipe.mappings().values() if bool(feed.rows) == documents[0]]
        by_name = named and not documents[0]
        if not named:  # what names no columns fits any file
            feeds = [feed for feed in feeds if feed.header and not feed.fixed_width]
        if feeds and all(any(_fits(table, feed, by_name=by_name) for feed in feeds) for table in looked_at):
            if not named:
                return recipe
            patterns = [p for feed in feeds for p in feed.files if fnmatch(last_part(sources[0].name), p)]
            found.append((max(map(len, patterns), default=0), recipe))
    # Of two sources with the same columns that is meant whose name says more, as of a primary.
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _is_document(source: SourceFile) -> bool:
    return Path(source.name).suffix.lower() in _DOCUMENTS


def _start(source: SourceFile) -> SourceFile:
    """The first lines of a text; any other file as it is."""
    text = Path(source.name).suffix.lower() in _TEXTS and not source.data.startswith(_IN_PAIRS)
    if not text or len(source.data) <= _START:
        return source
    lines, end, _ = source.data[:_START].rpartition(b"\n")
    return SourceFile(source.path, source.name, lines + end) if end else source


class _LookedAt:
    """A file whose first lines are read once, however many recipes ask what columns it has."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self._starts: dict[tuple[str, ...], list[_Lines]] = {}

    def may_fit(self, feed: Feed) -> bool:
        """Whether a line with a feed's columns is there; true where that cannot be told from single lines.

        Raises:
            FeedError: the file cannot be read.
        """
        ending = Path(self.source.name).suffix.lower()
        apart = feed.turned or feed.blocks or feed.fixed_width or feed.group_width
        if apart or ending not in (*_TEXTS, *_WORKBOOKS):
            return True
        delimiter = "\t" if ending == ".tsv" else feed.delimiter
        how = (delimiter, *feed.encodings) if ending in _TEXTS else ()
        if how not in self._starts:
            self._starts[how] = list(self._first_lines(*how))
        return any(_has_header(lines, feed) for lines in self._starts[how])

    def _first_lines(self, delimiter: str = "", *encodings: str) -> Iterator[_Lines]:
        if delimiter:
            text = io.StringIO(decoded(self.source.data, encodings), newline="")
            yield first_rows(list(itertools.islice(text, HEADER_WITHIN)), delimiter)
        else:
            yield from map(_lines, read_tables(self.source, _NO_HEADER))


def _lines(source: SourceTable) -> _Lines:
    frame = source.table.frame.head(HEADER_WITHIN)
    cells = frame.drop(LINE, DAMAGE).cast(pl.String, strict=False).fill_null("")
    return list(zip(frame[LINE].to_list(), map(list, cells.iter_rows()), strict=True))


def _has_header(lines: _Lines, feed: Feed) -> bool:
    worded = [place for place, (_, cells) in enumerate(lines) if _MOSTLY * _numbers(cells) < len(cells)]
    lines = lines[: worded[-1] + feed.header_rows] if worded else []
    first = header_line(lines, feed)
    heads = [cells for number, cells in lines if first and first <= number < first + feed.header_rows]
    names, doubled = distinct(joined_names(heads)) if heads else ([], {})
    return not missing_columns(names, feed, doubled)


def _numbers(cells: Sequence[str]) -> int:
    return sum(map(looks_like_number, cells))


def _fits(one: _LookedAt, feed: Feed, *, by_name: bool) -> bool:
    if by_name and not name_fits(one.source.name, feed):
        return False
    try:
        tables = read_tables(one.source, feed) if one.may_fit(feed) else []
    except FeedError:
        return False
    return any(not missing_columns(table.table.header(), feed, table.table.doubled) for table in tables)
