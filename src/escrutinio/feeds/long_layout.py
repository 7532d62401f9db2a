"""The long layout, one row per sheet and selection, turned into the wide one, one row per sheet."""

from __future__ import annotations

import polars as pl

from escrutinio.feeds.raw_table import DAMAGE, LINE, RawTable, find_column, normal
from escrutinio.ledger.finding_frame import concat_findings, findings_from
from escrutinio.model import Election, Feed, FeedError, Severity, sheet


def widen(table: RawTable, feed: Feed, election: Election) -> tuple[RawTable, pl.DataFrame]:
    """The table with one row per sheet, and findings about words that name nothing or stand twice.

    The selection's words become columns with the names of our selections; words given as spellings of
    counts (e.g. "BLANK") become columns of those names.

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
    targets = {
        normal(spelling): name
        for name in election.selections
        for spelling in (name, *feed.votes.get(name, ()))
    }
    counts = {normal(s): names[0] for key, names in feed.counts.items() if names for s in (*names, key)}
    targets |= {word: name for word, name in counts.items() if word not in targets}
    words = table.frame[word_column].cast(pl.String).unique().drop_nulls().to_list()
    known = {word: targets[normal(word)] for word in words if normal(word) in targets}
    frame = table.frame.with_columns(
        pl.col(word_column)
        .cast(pl.String)
        .replace_strict(known, default=None, return_dtype=pl.String)
        .alias("__to")
    )
    index = [name for name in (*keys, contest) if name is not None]
    located = frame.with_columns(
        pl.col(LINE).alias(sheet.LINE),
        pl.concat_str([pl.col(k).cast(pl.String) for k in keys if k]).alias(sheet.SHEET),
    )
    unknown = located.filter(pl.col("__to").is_null())
    doubled = located.filter(pl.col("__to").is_not_null() & ~pl.struct([*index, "__to"]).is_last_distinct())
    findings = [
        findings_from(
            unknown,
            "selection-unknown",
            Severity.ERROR,
            pl.format(
                "'{}' names no selection; its votes are not counted.", pl.col(word_column).fill_null("")
            ),
            [pl.col(votes_column).cast(pl.String).alias("votes")],
        ),
        findings_from(
            doubled,
            "duplicate-in-delivery",
            Severity.ERROR,
            pl.format(
                "'{}' stands again further down for the same sheet; the last row counts.", pl.col("__to")
            ),
            [pl.col(votes_column).cast(pl.String).alias("votes")],
        ),
    ]
    values = [
        pl.col(votes_column).filter(pl.col("__to") == target).last().alias(target)
        for target in dict.fromkeys(known.values())
    ]
    others = [name for name in header if name not in {*index, word_column, votes_column, *known.values()}]
    wide = frame.group_by(index, maintain_order=True).agg(
        *values,
        *[pl.col(name).first() for name in others],
        pl.col(LINE).min(),
        pl.col(DAMAGE).drop_nulls().first(),
    )
    return RawTable(wide, part=table.part, remarks=table.remarks), concat_findings(findings)
