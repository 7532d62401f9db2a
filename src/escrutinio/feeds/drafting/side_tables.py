"""Guesses what other tables of a source hold: the counts of the same sheets, or the names behind numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from escrutinio.feeds.drafting.column_profile import column_profiles, judged, texts
from escrutinio.feeds.drafting.column_words import Role, is_code
from escrutinio.feeds.drafting.count_guess import count_columns
from escrutinio.feeds.drafting.feed_guess import FeedGuess
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.model.names import folded

_MOSTLY = 0.8
_MOST_UNUSED = 3
"""A list of names has at most so many times those that are looked for."""
_NAMES = (Role.SELECTION, Role.PARTY, None)


@dataclass(frozen=True)
class SideCounts:
    """Another table with counts of the same sheets.

    Attributes:
        source: the table.
        sheet: its columns that name the sheet, in the order of those of the votes.
        counts: count -> its column.
        ignored: its other columns.
    """

    source: SourceTable
    sheet: tuple[str, ...]
    counts: dict[str, str]
    ignored: tuple[str, ...]


def side_counts(guess: FeedGuess, table: SourceTable) -> SideCounts | None:
    """The counts in another table of the sheets that have their votes in the first; None: it has none."""
    columns = {folded(name): name for name in table.table.header()}
    sheet = tuple(columns.get(folded(name), "") for name in guess.sheet)
    if not all(sheet) or guess.vote_type or guess.contest:
        return None
    frame = table.table.frame
    own = pl.DataFrame([texts(frame, name).alias(f"{i}") for i, name in enumerate(sheet)])
    votes = pl.DataFrame(
        [texts(guess.rows, name).alias(f"{i}") for i, name in enumerate(guess.sheet)]
    ).unique()
    if (
        own.n_unique() < own.height
        or own.join(votes, on=own.columns, how="semi").height < _MOSTLY * votes.height
    ):
        return None
    profiles = [p for p in judged(column_profiles(table), frame) if p.name not in sheet]
    counts = {key: name for key, name in count_columns(profiles).items() if key not in guess.counts}
    others = tuple(name for name in table.table.header() if name not in (*sheet, *counts.values()))
    return SideCounts(table, sheet, counts, others) if counts else None


def names_behind(
    guess: FeedGuess, tables: Sequence[SourceTable]
) -> tuple[dict[str, str], SourceTable | None]:
    """What the words for selections are called, by another table that lists their numbers; and that table."""
    for table in tables if guess.long else ():
        frame = table.table.frame
        column = next(
            (column for column in table.table.header() if folded(column) == folded(guess.selection_column)),
            "",
        )
        if not column or texts(frame, column).n_unique() < frame.height:
            continue
        keys = texts(frame, column)
        if not set(guess.selections) <= set(keys):
            continue
        profiles = [
            p for p in judged(column_profiles(table), frame) if p.name != column and p.filled == frame.height
        ]
        named = [p for p in profiles if p.whole == 0 and p.role in _NAMES and not is_code(p.label)]
        named.sort(key=lambda p: -p.distinct)
        if named:
            called = texts(frame, named[0].name)
            return {key: name for key, name in zip(keys, called, strict=True) if key and name}, table
    return {}, None


def names_of_numbers(words: Sequence[str], tables: Sequence[SourceTable]) -> dict[str, str]:
    """What some numbers are called by a list of the same document: one column has them all, another names.

    Args:
        words: of selections, or of contests; where they are no numbers, they are names themselves.
        tables: the lists, each of which has every number once.
    """
    numbered = [word for word in words if word.isdecimal()]
    if 2 * len(numbered) <= len(words):
        return {}
    for table in sorted(tables, key=lambda one: one.table.frame.height):
        frame = table.table.frame
        if frame.height > _MOST_UNUSED * len(numbered):
            break  # such as the places of the document, which have numbers too
        columns = {name: texts(frame, name) for name in table.table.header() if not name.startswith("/")}
        once = (own for own in columns.values() if own.drop_nulls().n_unique() == frame.height)
        keys = next((own for own in once if set(numbered) <= set(own)), None)
        worded = [own for own in columns.values() if own.str.contains(r"\p{L}{2}").sum() == frame.height]
        if keys is not None and worded:
            named = max(worded, key=lambda own: own.n_unique()).to_list()
            pairs = zip(keys, named, strict=True)  # yes and no stand in several contests
            return {key: f"{name} ({key})" if named.count(name) > 1 else name for key, name in pairs}
    return {}
