"""Of which vote type a row is; and columns of several types side by side, turned into a row for each type.

A precinct's line may have "Heron Election Day" beside "Heron Mail", a candidate's "Ordinary" beside "Postal".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from escrutinio.feeds.numbers import whole_number
from escrutinio.feeds.raw_table import LINE, VOTE_TYPE_OF_ROW, RawTable, code_text, find_column
from escrutinio.feeds.words import remarks_on
from escrutinio.model import Feed, FeedError, sheet
from escrutinio.model.names import Spellings
from escrutinio.model.text import some_of


def columns_of_types(header: Sequence[str], feed: Feed) -> dict[str, dict[str, str]]:
    """Vote type -> its columns and what each is called without the type; only types that have a column.

    A column that patterns of two types fit is of the one that says more.
    """
    if feed.vote_type is None:
        return {}
    fitting: dict[str, tuple[int, str, str]] = {}
    for kind, patterns in feed.vote_type.patterns.items():
        for pattern in patterns:
            before, star, after = pattern.partition("*")
            form = re.compile(f"{_form(before)}(.*){_form(after)}" if star else _form(before), re.DOTALL)
            said = len(before.strip()) + len(after.strip())
            for name in header:
                match = form.fullmatch(_plain(name))
                if match is None or fitting.get(name, (-1,))[0] >= said:
                    continue
                base = _within(name, before, after) if star else _votes_column(feed)
                fitting[name] = (said, kind, base)
    found: dict[str, dict[str, str]] = {}
    for name in header:
        if name in fitting and fitting[name][2]:
            found.setdefault(fitting[name][1], {})[name] = fitting[name][2]
    return {kind: found[kind] for kind in feed.vote_type.patterns if kind in found}


def header_without_types(header: Sequence[str], feed: Feed) -> list[str]:
    """The header as :func:`with_vote_types` leaves it."""
    types = columns_of_types(header, feed)
    typed = {name for columns in types.values() for name in columns}
    bases = dict.fromkeys(base for columns in types.values() for base in columns.values())
    return [*(name for name in header if name not in typed and name not in bases), *bases]


def with_vote_types(table: RawTable, feed: Feed) -> RawTable:
    """The table with the type of each row; one with columns of several types has a row for each of them.

    Raises:
        FeedError: a figure that belongs to one type stands in a column of all types together.
    """
    mapping = feed.vote_type
    if mapping is None:
        return table
    if mapping.fixed:
        return _with(table, pl.lit(mapping.fixed))
    if mapping.columns:
        return _said_by_rows(table, feed, mapping.columns, mapping.values)
    header = table.header()
    types = columns_of_types(header, feed)
    typed = {name for columns in types.values() for name in columns}
    bases = {base for columns in types.values() for base in columns.values()}
    whole = [name for name in header if name not in typed and name in bases]
    _refuse_whole_figures([name for name in header if name not in typed and name not in bases], feed)
    own = [name for name in table.frame.columns if name not in typed and name not in whole]
    parts = []
    for kind, columns in types.items():
        if len(set(columns.values())) < len(columns):
            raise FeedError(
                f"several columns of the vote type {kind!r} mean the same: {some_of(columns)}",
                hint=f"Make the patterns in vote_type of the feed {feed.id!r} say more.",
            )
        figures = [pl.col(name).alias(base) for name, base in columns.items()]
        parts.append(table.frame.select(*own, *figures, pl.lit(kind).alias(VOTE_TYPE_OF_ROW)))
    frame = pl.concat(parts, how="diagonal_relaxed").sort(LINE, maintain_order=True)
    remarks = table.remarks
    told = [name for name in whole if not Spellings((word, word) for word in feed.ignore).find(name)]
    if told:
        together = f"These columns hold all vote types together, and are not read: {', '.join(told)}."
        remarks = (*remarks, together)
    remarks = (*remarks, *_unlike_totals(table.frame, whole, types))
    left = {name: title for name, title in table.doubled.items() if name not in typed}
    return replace(table, frame=frame, remarks=remarks, doubled=left)


def _said_by_rows(table: RawTable, feed: Feed, columns: Sequence[str], values: Mapping[str, str]) -> RawTable:
    column = find_column(table.header(), columns) or ""
    text = code_text(column, table.frame.schema[column])
    words = table.frame.select(text).to_series().unique(maintain_order=True).drop_nulls().to_list()
    spellings = Spellings(values.items())
    matches = spellings.of_words(words)
    known = {word: match.meaning for word, match in matches.items()}
    remarks = [*table.remarks, *remarks_on(words, spellings, matches)]
    strange = [word for word in words if word not in known]
    if strange:
        shown = ", ".join(repr(word[:60]) for word in strange[:5])
        remarks.append(
            f"The feed {feed.id!r} does not say which vote type {shown} is, so these rows are not read. Add "
            "what it means under values of vote_type, or leave out totals with skip."
        )
    kind = text.replace_strict(known, default=None, return_dtype=pl.String) if known else pl.lit(None)
    return _with(replace(table, remarks=tuple(remarks)), kind)


def _with(table: RawTable, kind: pl.Expr) -> RawTable:
    return replace(table, frame=table.frame.with_columns(kind.cast(pl.String).alias(VOTE_TYPE_OF_ROW)))


def _unlike_totals(
    frame: pl.DataFrame, whole: Sequence[str], types: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """A sentence for each column of all types together whose figures are not the sums of the types."""
    said = []
    for total in whole:
        parts = [name for columns in types.values() for name, base in columns.items() if base == total]
        numbers = [whole_number(name, frame.schema[name]).fill_null(0) for name in parts]
        own = whole_number(total, frame.schema[total])
        rows = frame.select(LINE, own.alias("own"), pl.sum_horizontal(numbers).alias("sum"))
        unlike = rows.filter(pl.col("own") != pl.col("sum"))
        if not unlike.is_empty():
            line, stated, added = unlike.row(0)
            said.append(
                f"On {unlike.height} of {rows.height} rows the column {total!r} is not the sum of its vote "
                f"types: on line {line} it is {stated}, and they are {added}."
            )
    return said


def _refuse_whole_figures(shared: Sequence[str], feed: Feed) -> None:
    """Only the registered voters belong to the station, and so to all types together."""
    spelled = {key: parts for key, parts in feed.counts.items() if key != sheet.REGISTERED}
    if not feed.is_long():
        spelled |= dict(feed.votes)
    for key, parts in spelled.items():
        for spellings in parts:
            column = find_column(shared, spellings)
            if column is not None:
                raise FeedError(
                    f"the column {column!r}, which is read for {key}, is of all vote types together",
                    hint=f"Leave it out of the feed {feed.id!r}; the parts of the types are added up.",
                )


def _votes_column(feed: Feed) -> str:
    return next((names[0] for names in feed.votes_columns), "")


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _form(text: str) -> str:
    return r"\s*".join(map(re.escape, _plain(text).split())) if text.strip() else ""


def _within(name: str, before: str, after: str) -> str:
    """What stands for the star, as the file writes it, without the signs around it."""
    text = " ".join(name.split())
    size = [len(" ".join(part.split())) for part in (before, after)]
    return text[size[0] : len(text) - size[1]].strip(" -_/:,;|()[]")
