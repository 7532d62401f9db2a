"""Which rows of a table are read, and which of them the source has counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import translate

import polars as pl

from escrutinio.feeds.numbers import whole_number
from escrutinio.feeds.raw_table import COUNTED, TABLES, RawTable, code_text, find_column
from escrutinio.model import Feed, FeedError, TableColumns
from escrutinio.model.names import Spellings


def selecting_columns(feed: Feed) -> list[list[str]]:
    """The columns, each in its spellings, by which rows are selected."""
    status = [list(feed.counted.columns)] if feed.counted else []
    tables = [list(feed.tables.counted), list(feed.tables.total)] if feed.tables else []
    return [*([name] for name in (*feed.only, *feed.skip)), *status, *tables]


def selected_rows(table: RawTable, feed: Feed) -> RawTable:
    """The rows that the feed's ``only`` and ``skip`` leave, with a column that says which are counted.

    Patterns are of the whole value, without regard to case and to the spaces around it.

    Raises:
        FeedError: they leave no row.
    """
    kept = [_fits(table, column, patterns) for column, patterns in feed.only.items()]
    kept += [_fits(table, column, patterns).not_() for column, patterns in feed.skip.items()]
    frame = table.frame.filter(kept) if kept else table.frame
    if frame.is_empty() and not table.frame.is_empty():
        raise FeedError(
            f"`only` and `skip` of the feed {feed.id!r} leave no row of the file",
            hint="Compare their patterns with the file.",
        )
    if feed.tables is not None:
        return _whole_rows(_by_status(replace(table, frame=frame), feed), feed.tables)
    return _by_status(replace(table, frame=frame), feed)


def _whole_rows(table: RawTable, tables: TableColumns) -> RawTable:
    """The rows, of which those are not counted whose tables are not all counted, or not known to be.

    Where rows count in part, only those are not counted of which no table is; all of them say how many are.
    """
    columns = [find_column(table.header(), names) or "" for names in (tables.counted, tables.total)]
    done, total = (whole_number(name, table.frame.schema[name]) for name in columns)
    enough = done > 0 if tables.in_part else done >= total
    counted = pl.col(COUNTED) & ((total > 0) & enough).fill_null(value=False)
    of_place = zip(TABLES, (pl.min_horizontal(done, total), total), strict=True) if tables.in_part else ()
    more = [number.alias(name) for name, number in of_place]
    return replace(table, frame=table.frame.with_columns(counted.alias(COUNTED), *more))


def _by_status(table: RawTable, feed: Feed) -> RawTable:
    """The rows with a column that says which of them the source calls counted."""
    frame = table.frame
    if feed.counted is None:
        return replace(table, frame=frame.with_columns(pl.lit(value=True).alias(COUNTED)))
    column = find_column(table.header(), feed.counted.columns) or ""
    text = code_text(column, frame.schema[column])
    words = frame.select(text).to_series().unique(maintain_order=True).drop_nulls().to_list()
    counted = list(Spellings((value, True) for value in feed.counted.values).of_words(words))
    remark = (
        f"No row of the file is counted: the column {column!r} holds {_some(words)}; "
        f"the feed {feed.id!r} takes {_some(feed.counted.values)} for counted."
    )
    return replace(
        table,
        frame=frame.with_columns(text.is_in(counted).fill_null(value=False).alias(COUNTED)),
        remarks=table.remarks if counted else (*table.remarks, remark),
    )


def _fits(table: RawTable, name: str, patterns: Sequence[str]) -> pl.Expr:
    column = find_column(table.header(), [name]) or ""
    text = code_text(column, table.frame.schema[column]).fill_null("")
    expressions = [re.compile(translate(pattern.strip().casefold())) for pattern in patterns]
    values = table.frame.select(text).to_series().unique().to_list()
    fitting = [value for value in values if any(e.match(value.casefold()) for e in expressions)]
    return text.is_in(fitting)


def _some(words: Sequence[str]) -> str:
    return ", ".join(map(repr, words[:5])) or "nothing"
