"""Which vote types files of a recipe tell apart, and how the draft's feed says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from escrutinio.feeds.drafting.column_profile import numbers
from escrutinio.feeds.drafting.column_words import is_total
from escrutinio.feeds.drafting.toml_text import Name, named, quoted
from escrutinio.feeds.raw_table import RawTable, code_text, find_column
from escrutinio.feeds.type_columns import columns_of_types
from escrutinio.model import VOTE_TYPE, Feed, VoteTypeMapping, count_item_type, sheet


def types_in(table: RawTable, feed: Feed, mapping: VoteTypeMapping) -> list[str] | None:
    """The types that a table tells apart, by their words; None where they are not all of its votes."""
    header, frame = table.header(), table.frame
    if mapping.columns:
        column = find_column(header, mapping.columns)
        if column is None:
            return None
        words = frame.select(code_text(column, frame.schema[column])).to_series()
        return [word for word in words.drop_nulls().unique(maintain_order=True) if not is_total(word)]
    columns = columns_of_types(header, replace(feed, vote_type=mapping))
    filled = {
        kind: names for kind, names in columns.items() if any(numbers(frame, name).count() for name in names)
    }
    whole = find_column(header, next(iter(feed.votes_columns), ()))
    if whole is not None and filled:
        parts = [name for names in filled.values() for name in names]
        sums = frame.select(numbers(frame, name).fill_null(0).alias(name) for name in parts).sum_horizontal()
        if not (numbers(frame, whole).fill_null(0) == sums).all():
            return None
    return list(filled)


def type_names(words: Sequence[str]) -> list[Name]:
    """The types; none where there are fewer than two, which are not told apart."""
    different = list(dict.fromkeys(words))
    return named(different) if len(different) > 1 else []


def types_text(types: Sequence[Name]) -> str:
    """The tables ``[[vote_types]]``."""
    return "\n".join(
        f"[[vote_types]]\nid = {quoted(vote_type.id)}\nname = {quoted(vote_type.name)}\n"
        f"nist = {quoted(count_item_type(vote_type.id, vote_type.name))}\n"
        for vote_type in types
    )


def feed_values(mapping: VoteTypeMapping, types: Sequence[Name]) -> Mapping[str, object]:
    """What ``vote_type`` of a feed says."""
    if mapping.columns:
        return {
            "column": list(mapping.columns),
            "values": {vote_type.word: vote_type.id for vote_type in types},
        }
    return {"columns": {vote_type.id: list(mapping.patterns[vote_type.word]) for vote_type in types}}


def by_station(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of sheets of one type each, with the code of their station and its ``vote_types``."""
    kind = pl.col(sheet.unit_column(VOTE_TYPE))
    own = pl.col(sheet.SHEET)
    station = own.str.slice(0, own.str.len_chars() - kind.str.len_chars() - 1)
    types = kind.unique(maintain_order=True).str.join(" ").over(sheet.CONTEST, sheet.SHEET)
    return rows.with_columns(station).with_columns(types.alias("vote_types"))
