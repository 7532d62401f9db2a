"""What a feed says of a table before its rows are read: values filled down, codes padded, columns joined."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from escrutinio.feeds.column_groups import ungrouped
from escrutinio.feeds.raw_table import RawTable, code_text, find_column, refuse_doubled, stated
from escrutinio.model import Feed


def reshaped(table: RawTable, feed: Feed) -> RawTable:
    """The table as the feed's ``fill_down``, ``width``, joined columns and groups of columns leave it.

    Args:
        table: one with all columns of the feed.
        feed: says how.

    Raises:
        FeedError: a column that is meant is in the header twice, or the groups of columns do not fit.
    """
    table = _filled_down(table, feed)
    table = _padded(table, feed)
    for joined in feed.joined_columns:
        columns = _columns(table, joined.columns)
        parts = [code_text(name, table.frame.schema[name]) for name in columns]
        text = (
            pl.coalesce([*(stated(part, joined.without) for part in parts), *parts])
            if joined.first
            else pl.concat_str(parts, separator=joined.separator, ignore_nulls=True)
        )
        filled = pl.when(text != "").then(text).alias(joined.name)
        table = replace(table, frame=table.frame.with_columns(filled))
    return ungrouped(table, feed) if feed.layout == "groups" else table


def _columns(table: RawTable, names: tuple[str, ...]) -> list[str]:
    header = table.header()
    columns = [column for name in names if (column := find_column(header, [name]))]
    refuse_doubled(table, columns)
    return columns


def _filled_down(table: RawTable, feed: Feed) -> RawTable:
    """Labels that stand on the first row of a group alone, on all of its rows.

    Where a label that is named earlier changes, those after it begin anew: the first precinct of a county is
    not the last one of the county before.
    """
    columns = _columns(table, feed.fill_down)
    if not columns:
        return table
    frame = table.frame
    labels = {name: code_text(name, frame.schema[name]) for name in columns}
    groups: list[str] = []
    for number, name in enumerate(columns):
        filled = labels[name].forward_fill()
        group = f"__group_{number}"
        begins = pl.any_horizontal(labels[earlier].is_not_null() for earlier in columns[: number + 1])
        frame = frame.with_columns(
            (filled.over(groups[-1]) if groups else filled).alias(f"__filled_{number}"),
            begins.cum_sum().alias(group),
        )
        groups.append(group)
    frame = frame.with_columns(
        pl.col(f"__filled_{number}").alias(name) for number, name in enumerate(columns)
    ).drop([*groups, *(f"__filled_{number}" for number in range(len(columns)))])
    return replace(table, frame=frame)


def _padded(table: RawTable, feed: Feed) -> RawTable:
    """Codes of digits alone with the zeros at their front that a spreadsheet has dropped."""
    header = table.header()
    expressions = []
    for name, width in feed.width.items():
        column = find_column(header, [name])
        if column is None:
            continue
        text = code_text(column, table.frame.schema[column])
        digits = text.str.contains(r"^\d+$")
        expressions.append(pl.when(digits).then(text.str.zfill(width)).otherwise(text).alias(column))
    return replace(table, frame=table.frame.with_columns(expressions)) if expressions else table
