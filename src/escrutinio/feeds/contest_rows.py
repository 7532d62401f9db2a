"""Which rows of a table are of which contest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from escrutinio.feeds.column_choice import Columns, one_column
from escrutinio.feeds.raw_table import LINE, RawTable, code_text, find_column
from escrutinio.model import Contest, Election, Feed, FeedError, sheet
from escrutinio.model.names import Spellings
from escrutinio.model.text import many_of, some_of

_WORD = "__word"


class NoRowsForFeedError(FeedError):
    """A file has the feed's columns, and no row of the contests that the feed reads."""


def contest_of(frame: pl.DataFrame, feed: Feed, columns: Columns, election: Election) -> pl.Expr:
    """The id of each row's contest; null where its word is not known.

    Raises:
        FeedError: none of them is.
    """
    if feed.contest or not columns.contest:
        return pl.lit(feed.contest)
    if frame.is_empty():
        raise FeedError("the file has a header and no rows", hint="Fetch the file again.")
    words_in_file = words_of(frame, pl.col(columns.contest).cast(pl.String))
    matches = contest_words(feed, election).of_words(words_in_file)
    known = {word: match.meaning for word, match in matches.items()}
    if not known:
        expected = many_of(feed.contest_values or election.contests)
        seen = ", ".join(repr(word[:60]) for word in words_in_file[:5])
        raise FeedError(
            f"no row belongs to a known contest: column {columns.contest} holds {seen}; expected: {expected}",
            hint=f"If its words have changed, add them under contest_values of the feed {feed.id!r}.",
        )
    return pl.col(columns.contest).cast(pl.String).replace_strict(known, default=None, return_dtype=pl.String)


def _of_all_contests(table: RawTable, feed: Feed) -> RawTable:
    """The table in which a row that names no contest stands once for every contest of its sheet."""
    column = one_column(table.header(), feed.contest_columns, feed)
    keys = [name for name in (find_column(table.header(), [column]) for column in feed.sheet) if name]
    if column is None:
        return table
    text = code_text(column, table.frame.schema[column])
    shared = table.frame.filter(text.is_null())
    named = table.frame.filter(text.is_not_null())
    contests = named.select(*keys, column).unique(maintain_order=True)
    spread = shared.drop(column).join(contests, on=keys, how="inner", nulls_equal=True)
    # What stands on no sheet with a contest stays as it is, and becomes a finding.
    alone = shared.join(contests.select(keys).unique(), on=keys, how="anti", nulls_equal=True)
    parts = [named, spread.select(table.frame.columns), alone]
    return replace(table, frame=pl.concat(parts).sort(LINE, maintain_order=True))


def rows_of_contests(table: RawTable, feed: Feed, election: Election) -> RawTable:
    """The rows of the contests that the feed reads, and those that name none.

    Raises:
        NoRowsForFeedError: there are none.
    """
    if feed.without_contest == "all":
        table = _of_all_contests(table, feed)
    column = one_column(table.header(), feed.contest_columns, feed)
    if not feed.contests or column is None:
        return table
    text = code_text(column, table.frame.schema[column])
    matches = contest_words(feed, election).of_words(words_of(table.frame, text))
    wanted = [word for word, match in matches.items() if match.meaning in feed.contests]
    if not wanted:
        raise NoRowsForFeedError(
            f"no row belongs to the contests of the feed {feed.id!r}: {some_of(feed.contests)}",
            hint="If the source's words have changed, add them under contest_values.",
        )
    return replace(table, frame=table.frame.filter(text.is_null() | text.is_in(wanted)))


def contest_words(feed: Feed, election: Election) -> Spellings[str]:
    """What the words of the column of contests mean."""
    return Spellings(feed.contest_values.items(), ((contest, contest) for contest in election.contests))


def words_of(frame: pl.DataFrame, text: pl.Expr) -> list[str]:
    """The different words of a column, in the order in which they come."""
    return frame.select(text.alias(_WORD))[_WORD].unique(maintain_order=True).drop_nulls().to_list()


def contests_in(frame: pl.DataFrame, contests: Mapping[str, Contest]) -> tuple[str, ...]:
    """The contests that a delivery speaks for, in the order of the definition."""
    present = set(frame[sheet.CONTEST].unique().to_list()) if not frame.is_empty() else set()
    return tuple(name for name in contests if name in present)
