"""Rows with several groups of columns, each a selection and its votes, turned into the long layout.

The French interior ministry's files have a group for each candidate, in the order of the notice boards: the
header names them "Voix 1", "Voix 2" ..., or repeats "Voix", or names the first group only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from escrutinio.feeds.raw_table import LINE, RawTable, find_column
from escrutinio.model import Feed, FeedError
from escrutinio.model.names import folded


def group_columns(
    header: Sequence[str], doubled: Mapping[str, str], spellings: Sequence[str], width: int
) -> dict[str, str]:
    """The columns of all groups that have a name, by what tells the groups apart, in the header's order.

    Args:
        header: of the table.
        doubled: columns whose name the header has more than once -> that name.
        spellings: of the name; ``*`` stands for what differs from group to group.
        width: of a group, where the header names the first group only; 0: all are named.
    """
    for spelling in spellings:
        if width:
            first = find_column(header, [spelling])
            if first is not None:
                at = list(header).index(first)
                return {str(place): header[place] for place in range(at, len(header), width)}
        elif "*" in spelling and spelling not in header:
            before, _, after = spelling.partition("*")
            pattern = re.compile(f"{re.escape(_form(before))}(.*){re.escape(_form(after))}", re.DOTALL)
            fitting = {
                match.group(1).strip(): name for name in header if (match := pattern.fullmatch(_form(name)))
            }
            if fitting:
                return fitting
        else:
            wanted = folded(spelling)
            same = [name for name in header if folded(doubled.get(name, name)) == wanted]
            if same:
                return {str(place): name for place, name in enumerate(same)}
    return {}


def ungrouped(table: RawTable, feed: Feed) -> RawTable:
    """The table with one row for each group in which something stands, under the names that the feed uses.

    Raises:
        FeedError: a group has a selection and no votes, or the other way round.
    """
    header, doubled = table.header(), dict(table.doubled)
    spelled = [feed.selection_columns, *feed.votes_columns]
    names = [spellings[0] for spellings in spelled]
    columns = [group_columns(header, doubled, spellings, feed.group_width) for spellings in spelled]
    if feed.group_width:
        # Counted from the start of the groups, so that a selection and its votes have the same key.
        columns = [{str(i): name for i, name in enumerate(labels.values())} for labels in columns]
    for name, labels in zip(names[1:], columns[1:], strict=True):
        if odd := set(labels) ^ set(columns[0]):
            lone = next(column for key, column in (labels | columns[0]).items() if key in odd)
            raise FeedError(
                f"the groups of columns do not fit: there are {len(columns[0])} for {names[0]!r} and "
                f"{len(labels)} for {name!r}; {lone!r} stands alone",
                hint=f"Say in the feed {feed.id!r} how they are named, with * for what differs.",
            )
    grouped = {name for labels in columns for name in labels.values()}
    if feed.group_width:
        first = min(header.index(name) for name in grouped)
        grouped |= set(header[first:])
    own = [name for name in table.frame.columns if name not in grouped]
    frames = []
    for key in columns[0]:
        group = [
            pl.col(labels[key]).cast(pl.String, strict=False).alias(name)
            for name, labels in zip(names, columns, strict=True)
        ]
        part = table.frame.select(*own, *group)
        filled = pl.any_horizontal(pl.col(name).str.strip_chars() != "" for name in names)
        frames.append(part.filter(filled.fill_null(value=False)))
    # A row without any group stays, so that it is not lost without a word.
    whole = pl.concat(frames) if frames else table.frame.select(own)
    empty = table.frame.select(own).join(whole.select(LINE).unique(), on=LINE, how="anti")
    frame = pl.concat([whole, empty], how="diagonal").sort(LINE, maintain_order=True)
    left = {name: title for name, title in doubled.items() if name not in grouped}
    return replace(table, frame=frame, doubled=left)


def _form(name: str) -> str:
    return " ".join(name.casefold().split())
