"""The long layout, one row per sheet and selection, turned into the wide one, one row per sheet."""

from __future__ import annotations

import polars as pl

from escrutinio.feeds.raw_table import COUNTED, DAMAGE, LINE, RawTable, code_text, find_column
from escrutinio.feeds.words import remarks_on
from escrutinio.ledger.finding_frame import concat_findings, findings_from
from escrutinio.ledger.finding_kinds import DUPLICATE_IN_DELIVERY, SELECTION_UNKNOWN
from escrutinio.model import Election, Feed, FeedError, sheet
from escrutinio.model.names import Spellings

WIDENED = "__wide_"
"""What the columns made here begin with; the id of the selection, or the name of the count, follows."""


def widen(table: RawTable, feed: Feed, election: Election) -> tuple[RawTable, pl.DataFrame]:
    """The table with one row per sheet, and findings about words that name nothing or stand twice.

    The selection's words become columns :data:`WIDENED` + its id; words given as spellings of counts (e.g.
    "BLANK") become columns :data:`WIDENED` + the count's name.

    Raises:
        FeedError: a column that the layout needs is missing.
    """
    header = table.header()
    word_column = find_column(header, feed.selection_columns)
    votes_column = find_column(header, feed.votes_columns)
    keys = [find_column(header, [name]) for name in feed.sheet]
    contest = find_column(header, feed.contest_columns)
    if word_column is None or votes_column is None or None in keys:
        needed = [*feed.selection_columns, *feed.votes_columns, *feed.sheet]
        raise FeedError(f"these columns of the feed {feed.id!r} are needed: {', '.join(needed)}")
    spellings = _spellings(feed, election)
    words = table.frame[word_column].cast(pl.String).unique(maintain_order=True).drop_nulls().to_list()
    matches = spellings.of_words(words)
    known = {word: match.meaning for word, match in matches.items()}
    index = [name for name in (*keys, contest) if name is not None]
    frame = table.frame.with_columns(
        pl.col(word_column)
        .cast(pl.String)
        .replace_strict(known, default=None, return_dtype=pl.String)
        .alias("__to"),
        *[code_text(name, table.frame.schema[name]) for name in index],
    )
    placed = frame.with_columns(
        pl.col(LINE).alias(sheet.LINE),
        pl.concat_str([pl.col(k) for k in keys if k], separator="-").alias(sheet.SHEET),
    )
    unknown = placed.filter(pl.col("__to").is_null())
    doubled = placed.filter(pl.col("__to").is_not_null() & ~pl.struct([*index, "__to"]).is_last_distinct())
    findings = [
        findings_from(
            unknown,
            SELECTION_UNKNOWN,
            pl.format(
                "'{}' names no selection; its votes are not counted.", pl.col(word_column).fill_null("")
            ),
            [pl.col(votes_column).cast(pl.String).alias("votes")],
        ),
        findings_from(
            doubled,
            DUPLICATE_IN_DELIVERY,
            pl.format(
                "'{}' comes again further down for the same sheet; the last row is counted.", pl.col("__to")
            ),
            [pl.col(votes_column).cast(pl.String).alias("votes")],
        ),
    ]
    values = [
        pl.col(votes_column).filter(pl.col("__to") == target).last().alias(WIDENED + target)
        for target in dict.fromkeys(known.values())
    ]
    others = [name for name in header if name not in {*index, word_column, votes_column}]
    wide = frame.group_by(index, maintain_order=True).agg(
        *values,
        *[pl.col(name).first() for name in others],
        pl.col(LINE).min(),
        pl.col(DAMAGE).drop_nulls().first(),
        pl.col(COUNTED).all(),
    )
    remarks = (*table.remarks, *remarks_on(words, spellings, matches))
    return RawTable(wide, part=table.part, remarks=remarks), concat_findings(findings)


def _spellings(feed: Feed, election: Election) -> Spellings[str]:
    """What each word means: the id of a selection, or the name of a count."""
    given = [(spelling, name) for name, spellings in feed.votes.items() for spelling in spellings]
    given += [(spelling, key) for key, spellings in feed.counts.items() for spelling in spellings]
    implied = [*election.selections, *(key for key, spellings in feed.counts.items() if spellings)]
    return Spellings(given, ((name, name) for name in implied))
