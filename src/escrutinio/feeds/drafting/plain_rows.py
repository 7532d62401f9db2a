"""Tables as they are before anything is guessed of them: each column once, and labels on every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from escrutinio.feeds.drafting.column_profile import ColumnProfile, numbers, texts
from escrutinio.feeds.drafting.column_words import COUNT_ROLES, Role, is_level, role_of, words_in
from escrutinio.feeds.drafting.source_table import UNNAMED_FEED, SourceTable
from escrutinio.feeds.raw_table import DAMAGE, LINE
from escrutinio.feeds.reshaping import reshaped
from escrutinio.model import FeedError

_FEWEST_COLUMNS = 3
_FEW = 0.2
_MOST_NOTES = 5
_MOSTLY = 0.6
_WORDY = 0.5
_MOST_ROWS, _MOST_WORDS = 100_000, 500
"""In larger tables, which programs write, no names of columns are looked for among the rows."""
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


def column_without_notes(frames: Sequence[pl.DataFrame]) -> str | None:
    """A column that is filled on every row but those that are notes; None where there are no notes.

    A note is what stands alone in its row, as below a table: a text, or a sum of which nothing says so.
    """
    names = [name for name in frames[0].columns if name not in (LINE, DAMAGE)]
    if len(names) < _FEWEST_COLUMNS:
        return None
    frame = pl.concat([part.select(texts(part, name).alias(name) for name in names) for part in frames])
    filled = frame.select(pl.sum_horizontal(pl.col(name).is_not_null() for name in names)).to_series()
    notes = filled <= 1
    if not notes.any() or notes.sum() > max(_MOST_NOTES, _FEW * notes.len()) or 2 * notes.sum() > notes.len():
        return None
    others = frame.filter(~notes)
    return next((name for name in names[1:] if not others[name].null_count()), None)


def without_notes(source: SourceTable, column: str) -> SourceTable:
    """The table without the rows in which nothing stands in a column."""
    frame = source.table.frame
    return replace(
        source, table=replace(source.table, frame=frame.filter(texts(frame, column).is_not_null()))
    )


def without_columns(source: SourceTable, columns: Sequence[str]) -> SourceTable:
    """The table without some columns."""
    return replace(source, table=replace(source.table, frame=source.table.frame.drop(columns)))


def with_only(source: SourceTable, only: Mapping[str, Sequence[str]]) -> SourceTable:
    """The table with the rows that have one of some words in a column."""
    frame = source.table.frame
    for column, words in only.items():
        frame = frame.filter(texts(frame, column).is_in(list(words)).fill_null(value=False))
    return replace(source, table=replace(source.table, frame=frame))


def without_headers(source: SourceTable) -> SourceTable:
    """The table without rows that are its own names once more, as where files were put together."""
    frame, titles = source.table.frame, source.table.doubled
    names = [name for name in frame.columns if name not in (LINE, DAMAGE)]
    if len(names) < _FEWEST_COLUMNS or frame.height > _MOST_ROWS:
        return source
    same = pl.DataFrame([(texts(frame, name) == titles.get(name, name)).alias(name) for name in names])
    filled = pl.DataFrame([texts(frame, name).is_not_null().alias(name) for name in names])
    again = (same.sum_horizontal() == filled.sum_horizontal()) & (filled.sum_horizontal() > 1)
    told = next((n for n in names if again.any() and (same[n].fill_null(value=False) == again).all()), None)
    if told is None:
        return source
    skip = {**source.skip, told: (*source.skip.get(told, ()), titles.get(told, told))}
    return replace(source, table=replace(source.table, frame=frame.filter(~again)), skip=skip)


def refuse_names_among(rows: pl.DataFrame, doubled: Mapping[str, str]) -> None:
    """Refuse rows among which the names of other columns stand: several tables, one below the other.

    Raises:
        FeedError: they do.
    """
    names = [name for name in rows.columns if name not in (LINE, DAMAGE)]
    if rows.height > _MOST_ROWS or len(names) < _FEWEST_COLUMNS:
        return
    cells = {name: texts(rows, name) for name in names}
    figures = [name for name in names if _is_figure(rows, name)]
    if len(figures) < _FEWEST_COLUMNS - 1:
        return
    worded = pl.DataFrame(
        [
            (cells[name].str.contains(r"\p{L}{2}") & numbers(rows, name).is_null()).alias(name)
            for name in figures
        ]
    )
    odd = worded.select(pl.sum_horizontal(pl.all().fill_null(value=False))).to_series()
    filled = pl.DataFrame([cells[name].is_not_null().alias(name) for name in figures]).sum_horizontal()
    heads = (odd >= _FEWEST_COLUMNS - 1) & (2 * odd > filled)
    for row in heads.arg_true():
        written = {name: cells[name][row] or name for name in figures}
        differs = [name for name, cell in written.items() if cell not in (name, doubled.get(name, name))]
        if len(differs) >= _FEWEST_COLUMNS - 1 and any(map(role_of, written.values())):
            raise FeedError(
                f"names of columns stand again in line {rows[LINE][row]}: several tables below one another",
                hint="Make a file of each, and give them all with --from, or each a feed with `only`.",
            )


def _is_figure(rows: pl.DataFrame, column: str) -> bool:
    """Whether most cells of a column hold a number or nothing."""
    others = (numbers(rows, column).is_null() & texts(rows, column).is_not_null()).sum()
    return others < (1 - _MOSTLY) * rows.height


def refuse_counts(path: str) -> None:
    """Refuse the elements of a document that are called a count: their votes are votes for nobody.

    Args:
        path: of the rows in the document; empty for any other table.

    Raises:
        FeedError: the rows are, or lie in, elements of such a name.
    """
    steps = [step for step in path.split("/") if step and step != "*"][-2:]
    steps = steps[-1:] if steps and role_of(steps[-1]) is not Role.VOTES else steps
    counts = [step for step in steps if role_of(step) in COUNT_ROLES]
    if counts:
        raise FeedError(f"the rows are called {counts[0]!r}, and are votes for nobody")


def refuse_turned(profiles: Sequence[ColumnProfile], rows: pl.DataFrame) -> None:
    """Refuse a table in which each row is a count or a list, and each column a polling station.

    Raises:
        FeedError: it seems to be one.
    """
    for profile in profiles:
        if profile.whole < _WORDY and 1 < profile.distinct <= _MOST_WORDS and profile.role is not Role.PARTY:
            words = texts(rows, profile.name).drop_nulls().unique(maintain_order=True).to_list()
            counts = [word for word in words if role_of(word) in COUNT_ROLES]
            if len({role_of(word) for word in counts}) > 1:
                raise FeedError(
                    f"the rows seem to be figures, such as {counts[0]!r}, and the columns polling stations",
                    hint="Turn the table, so that each station is a row, or has one for each of its figures.",
                )
