"""The long layout, one row per sheet and selection, turned into the wide one, one row per sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from escrutinio.feeds.column_choice import WIDENED, one_column
from escrutinio.feeds.numbers import ZERO, whole_number
from escrutinio.feeds.raw_table import (
    COUNTED,
    DAMAGE,
    DOUBLED,
    LINE,
    RawTable,
    code_text,
    find_column,
    refuse_doubled,
    sheet_code,
)
from escrutinio.feeds.words import remarks_on
from escrutinio.ledger.finding_frame import concat_findings, findings_from
from escrutinio.ledger.finding_kinds import DUPLICATE_IN_DELIVERY, SELECTION_UNKNOWN
from escrutinio.model import Election, Feed, FeedError, sheet
from escrutinio.model.names import Spellings

_MEANT, _WORD, _KEY, _VOTES, _COUNT = "__meant", "__word", "__key_{}", "__votes_{}", "__count_{}"
_SPOILT = "__spoilt"


@dataclass(frozen=True)
class _Long:
    """A long table under names of our own, which the file's cannot meet.

    Attributes:
        frame: line, sheet and damage; what a word means (null: nothing) and the word; and the columns below.
        keys: what tells sheets apart: the columns that name the sheet, and the one that names the contest.
        votes: the columns of votes.
    """

    frame: pl.DataFrame
    keys: list[str]
    votes: list[str]


def widen(table: RawTable, feed: Feed, election: Election) -> tuple[RawTable, pl.DataFrame]:
    """The table with one row per sheet, and findings about words that name nothing or stand twice.

    The selection's words become columns :data:`~escrutinio.feeds.column_choice.WIDENED` + its id; words given
    as spellings of counts (e.g. "BLANK") become columns of the same kind with the count's name. Where votes
    stand in several columns there is one for each, with " in " and its name at the end.

    Raises:
        FeedError: a column that the layout needs is missing.
    """
    header = table.header()
    word = one_column(header, feed.selection_columns, feed)
    votes = [one_column(header, spellings, feed) for spellings in feed.votes_columns]
    keys = [find_column(header, [name]) for name in feed.sheet]
    contest = one_column(header, feed.contest_columns, feed)
    if word is None or None in votes or None in keys:
        spelled = [name for spellings in feed.votes_columns for name in spellings]
        needed = [*feed.selection_columns, *spelled, *feed.sheet]
        raise FeedError(f"these columns of the feed {feed.id!r} are needed: {', '.join(needed)}")
    spellings = _spellings(feed, election)
    words = table.frame[word].cast(pl.String).unique(maintain_order=True).drop_nulls().to_list()
    matches = spellings.of_words(words)
    known = {text: match.meaning for text, match in matches.items()}
    refuse_doubled(table, [name for name in (word, *votes) if name])
    index = [name for name in (*keys, contest) if name is not None]
    votes_columns = [name for name in votes if name]
    counts = [
        column
        for parts in feed.counts.values()
        for spellings in parts
        if (column := find_column(header, spellings)) and column not in (word, *votes_columns, *index)
    ]
    frame = table.frame.with_columns(
        pl.col(word)
        .cast(pl.String)
        .replace_strict(known, default=None, return_dtype=pl.String)
        .alias(_MEANT),
        *[code_text(name, table.frame.schema[name]) for name in index],
    )
    long = _Long(
        frame.select(
            pl.col(LINE).alias(sheet.LINE),
            sheet_code([name for name in keys if name], feed, frame.schema).alias(sheet.SHEET),
            DAMAGE,
            _MEANT,
            pl.col(word).cast(pl.String).alias(_WORD),
            *[pl.col(name).alias(_KEY.format(i)) for i, name in enumerate(index)],
            *[pl.col(name).alias(_VOTES.format(i)) for i, name in enumerate(votes_columns)],
            *[pl.col(name).alias(_COUNT.format(i)) for i, name in enumerate(counts)],
        ),
        [_KEY.format(i) for i in range(len(index))],
        [_VOTES.format(i) for i in range(len(votes_columns))],
    )
    findings = [_unknown_words(long)]
    spoilt = []
    if feed.same_word == "refuse":
        spoilt.append(_same_words(long))
        findings.append(_word_findings(spoilt[-1], feed))
    for i, column in enumerate(counts):
        spoilt.append(_unlike_counts(long, _COUNT.format(i)))
        findings.append(_count_findings(spoilt[-1], column))
    values = [
        _value(frame, target, column, feed).alias(
            WIDENED + target + (f" in {column}" if len(votes_columns) > 1 else "")
        )
        for target in dict.fromkeys(known.values())
        for column in votes_columns
    ]
    others = [name for name in header if name not in {*index, word, *votes_columns}]
    wide = frame.group_by(index, maintain_order=True).agg(
        *values,
        *[_first(name, frame.schema[name]) for name in others],
        pl.col(LINE).min(),
        pl.col(DAMAGE).drop_nulls().first(),
        pl.col(COUNTED).all(),
    )
    wide = _marked(wide, index, spoilt, long.keys)
    remarks = (*table.remarks, *remarks_on(words, spellings, matches))
    widened = RawTable(wide, part=table.part, remarks=remarks, doubled=table.doubled, torn=table.torn)
    return widened, concat_findings(findings)


def _value(frame: pl.DataFrame, target: str, column: str, feed: Feed) -> pl.Expr:
    """What a sheet states for a target: what stands there, or the sum of what stands on several rows."""
    rows = pl.col(_MEANT) == target
    raw = pl.col(column)
    if feed.same_word == "refuse":
        return raw.filter(rows).last()
    text = raw.cast(pl.String, strict=False)
    number = whole_number(column, frame.schema[column])
    unread = rows & number.is_null()
    # One part that is missing or cannot be read leaves the sum unknown; it is shown instead.
    # A sheet whose source has nothing but signs for zero is one that it has not counted.
    zeros = (text == ZERO).filter(rows).all()
    total = pl.when(zeros).then(pl.lit(ZERO)).otherwise(number.filter(rows).sum().cast(pl.String))
    first_unread = text.filter(unread).fill_null("").first()
    return pl.when(unread.any()).then(first_unread).when(rows.any()).then(total)


def _unknown_words(long: _Long) -> pl.DataFrame:
    return findings_from(
        long.frame.filter(pl.col(_MEANT).is_null()),
        SELECTION_UNKNOWN,
        pl.format("'{}' names no selection; its votes are not counted.", pl.col(_WORD).fill_null("")),
        [_joined(long).alias("votes")],
    )


def _joined(long: _Long) -> pl.Expr:
    texts = [code_text(name, long.frame.schema[name]).fill_null("nothing") for name in long.votes]
    return pl.concat_str(texts, separator=" + ")


def _first(name: str, dtype: pl.DataType) -> pl.Expr:
    """The first value of a sheet's rows in which something stands."""
    column = pl.col(name)
    stated = column.str.strip_chars() != "" if dtype == pl.String else column.is_not_null()
    return column.filter(stated).first()


def _same_words(long: _Long) -> pl.DataFrame:
    """One row for each sheet and word that stand on several rows, unless all their numbers are 0."""
    numbers = [whole_number(name, long.frame.schema[name]) == 0 for name in long.votes]
    zero = pl.all_horizontal(numbers).fill_null(value=False)
    return (
        long.frame.filter(pl.col(_MEANT).is_not_null())
        .with_columns(_joined(long).alias("votes"), zero.alias("zero"))
        .group_by([*long.keys, _MEANT], maintain_order=True)
        .agg(
            pl.col(sheet.SHEET).first(),
            pl.col(sheet.LINE).alias("lines"),
            pl.col(sheet.LINE).first(),
            pl.col("votes"),
            pl.col("zero").all(),
        )
        .filter((pl.col("lines").list.len() > 1) & ~pl.col("zero"))
        .with_columns(pl.col("lines", "votes").cast(pl.List(pl.String)).list.join(", "))
    )


def _word_findings(doubled: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    message = pl.format(
        "{} stands on several rows of this sheet (lines {}; votes {}), so the sheet is not counted. If each "
        f"row holds a part, write same_word = \"sum\" in the feed '{feed.id}'.",
        _MEANT,
        "lines",
        "votes",
    )
    return findings_from(doubled, DUPLICATE_IN_DELIVERY, message, ["lines", "votes"])


def _unlike_counts(long: _Long, column: str) -> pl.DataFrame:
    """One row for each sheet whose rows differ in a column that is the whole sheet's."""
    text = pl.col(column).cast(pl.String, strict=False).str.strip_chars()
    return (
        long.frame.with_columns(pl.when(text != "").then(text).alias("values"))
        .filter(pl.col("values").is_not_null() & pl.col(DAMAGE).is_null())
        .group_by(long.keys, maintain_order=True)
        .agg(
            pl.col(sheet.SHEET).first(),
            pl.col(sheet.LINE).alias("lines"),
            pl.col(sheet.LINE).first(),
            pl.col("values"),
        )
        .filter(pl.col("values").list.n_unique() > 1)
        .with_columns(pl.col("lines", "values").cast(pl.List(pl.String)).list.join(", "))
    )


def _count_findings(unlike: pl.DataFrame, column: str) -> pl.DataFrame:
    name = column.replace("{", "{{").replace("}", "}}")
    message = pl.format(
        f"The rows of this sheet differ in the column '{name}' (lines {{}}: {{}}), so the sheet is not "
        "counted. Ask the source which is right.",
        "lines",
        "values",
    )
    return findings_from(unlike, DUPLICATE_IN_DELIVERY, message, ["lines", "values"])


def _marked(
    wide: pl.DataFrame, index: list[str], spoilt: Sequence[pl.DataFrame], keys: list[str]
) -> pl.DataFrame:
    """The sheets, with those marked that have contradicting rows."""
    sheets = [rows.select(keys) for rows in spoilt if not rows.is_empty()]
    if not sheets:
        return wide
    marks = pl.concat(sheets).unique().with_columns(pl.lit(DOUBLED).alias(_SPOILT))
    joined = wide.join(
        marks, left_on=index, right_on=keys, how="left", nulls_equal=True, maintain_order="left"
    )
    return joined.with_columns(pl.coalesce(DAMAGE, _SPOILT).alias(DAMAGE)).drop(_SPOILT)


def _spellings(feed: Feed, election: Election) -> Spellings[str]:
    """What each word means: the id of a selection, or the name of a count."""
    given = [(text, name) for name, parts in feed.votes.items() for texts in parts for text in texts]
    words = {key: parts[0] for key, parts in feed.counts.items() if len(parts) == 1}
    given += [(text, key) for key, texts in words.items() for text in texts]
    return Spellings(given, ((name, name) for name in (*election.selections, *words)))
