"""Finds the recipe of the library that describes files: by their names and columns, or by columns alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from escrutinio.feeds.column_choice import missing_columns
from escrutinio.feeds.files import read_tables
from escrutinio.feeds.reading import name_fits
from escrutinio.feeds.recipes.recipe import Recipe, get_recipe, recipe_ids
from escrutinio.feeds.source_files import SourceFile
from escrutinio.model import Feed, FeedError

_DOCUMENTS = (".xml", ".json")
_TEXTS = (".csv", ".txt", ".tsv", ".dat")
_START = 2**16
"""Bytes of a text that name its columns."""


def known_recipe(sources: Sequence[SourceFile]) -> Recipe | None:
    """The recipe of the library that describes all of these files, if any.

    The rows of documents lie where it says; other files have its columns, and a name that it knows.
    """
    return _first(sources, named=True)


def recipe_with_columns(sources: Sequence[SourceFile]) -> Recipe | None:
    """The recipe whose columns all of these files have, whatever they are called, if any."""
    starts = [_start(source) for source in sources]
    return _first(starts, named=False)


def _first(sources: Sequence[SourceFile], *, named: bool) -> Recipe | None:
    if not sources:
        return None
    documents = [_is_document(source) for source in sources]
    if any(documents) and not all(documents):
        return None
    for recipe in map(get_recipe, recipe_ids()):
        feeds = [feed for feed in recipe.mappings().values() if bool(feed.rows) == documents[0]]
        by_name = named and not documents[0]
        if not named:  # what names no columns fits any file
            feeds = [feed for feed in feeds if feed.header and not feed.fixed_width]
        if feeds and all(any(_fits(one, feed, by_name=by_name) for feed in feeds) for one in sources):
            return recipe
    return None


def _is_document(source: SourceFile) -> bool:
    return Path(source.name).suffix.lower() in _DOCUMENTS


def _start(source: SourceFile) -> SourceFile:
    """The first lines of a text; any other file as it is."""
    if Path(source.name).suffix.lower() not in _TEXTS or len(source.data) <= _START:
        return source
    lines, end, _ = source.data[:_START].rpartition(b"\n")
    return SourceFile(source.path, source.name, lines + end) if end else source


def _fits(source: SourceFile, feed: Feed, *, by_name: bool) -> bool:
    if by_name and not name_fits(source.name, feed):
        return False
    try:
        tables = read_tables(source, feed)
    except FeedError:
        return False
    return any(not missing_columns(one.table.header(), feed, one.table.doubled) for one in tables)
