"""Tables as they are before anything is guessed of them: each column once, and labels on every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from escrutinio.feeds.drafting.column_profile import ColumnProfile, numbers, texts
from escrutinio.feeds.drafting.column_words import Role, is_level, words_in
from escrutinio.feeds.drafting.source_table import UNNAMED_FEED, SourceTable
from escrutinio.feeds.reshaping import reshaped

_WORDS_OF_LEVEL = 2
"""So many words has a column's name that is that of a unit's number."""


def without_copies(source: SourceTable) -> SourceTable:
    """The table without columns that are another of the same name once more, on every row."""
    frame, doubled = source.table.frame, dict(source.table.doubled)
    first: dict[str, str] = {}
    for name, title in source.table.doubled.items():
        kept = first.setdefault(title, name)
        if kept != name and frame[kept].equals(frame[name], check_names=False) and frame[name].count():
            frame = frame.drop(name)
            del doubled[name]
    alone = [name for name, title in doubled.items() if list(doubled.values()).count(title) == 1]
    doubled = {name: title for name, title in doubled.items() if name not in alone}
    return replace(source, table=replace(source.table, frame=frame, doubled=doubled))


def columns_to_fill_down(profiles: Sequence[ColumnProfile], frame: pl.DataFrame) -> tuple[str, ...]:
    """The columns of units that are filled on the first row and empty on many others."""
    return tuple(
        p.name
        for p in profiles
        if is_level(p.label)
        and p.role is not Role.SHEET
        and p.filled < 0.8 * frame.height
        and p.filled
        and texts(frame, p.name)[0] is not None
        and _may_head_groups(p, frame)
    )


def _may_head_groups(profile: ColumnProfile, frame: pl.DataFrame) -> bool:
    """Whether a sparse column may hold names or codes of groups of rows: votes for a list must not spread."""
    if not profile.counts:
        return True
    ascending = numbers(frame, profile.name).drop_nulls().is_sorted()
    return bool(words_in(profile.label) <= _WORDS_OF_LEVEL and ascending)


def filled_down(source: SourceTable, columns: tuple[str, ...]) -> SourceTable:
    """The table with what stands on a group's first row on its other rows too."""
    feed = replace(UNNAMED_FEED, fill_down=columns)
    return replace(source, table=reshaped(source.table, feed))
