"""The long layout, one row per sheet and selection, turned into the wide one, one row per sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from escrutinio.feeds.column_choice import WIDENED, one_column
from escrutinio.feeds.numbers import ZERO, whole_number
from escrutinio.feeds.raw_table import (
    COUNTED,
    DAMAGE,
    DOUBLED,
    LINE,
    TABLES,
    VOTE_TYPE_OF_ROW,
    RawTable,
    code_text,
    find_column,
    refuse_doubled,
    sheet_code,
)
from escrutinio.feeds.words import remarks_on
from escrutinio.ledger.finding_frame import concat_findings, findings_from, told_in_a_line
from escrutinio.ledger.finding_kinds import DUPLICATE_IN_DELIVERY, SELECTION_UNKNOWN
from escrutinio.model import NATION, Election, Feed, FeedError, sheet
from escrutinio.model.names import Spellings
from escrutinio.model.text import some_of

_MEANT, _WORD, _NUMBER, _VOTES, _COUNT = "__meant", "__word", "__number", "__votes_{}", "__count_{}"
_MOST_CODES = 2**62


@dataclass(frozen=True)
class _Long:
    """A long table, with the sheet of each row as a number: files of millions of rows have few sheets.

    Attributes:
        frame: the table.
        numbers: of the sheet of each row, from 0, in the order in which sheets first come.
        first: the place of each sheet's first row.
        targets: what words mean: ids of selections, and names of counts.
        meant: of each row the place among ``targets`` of what its word means; -1 where it means nothing.
        sheet: the sheet's code.
        word: the column of words.
        votes, counts: the columns of votes, and those of counts that are the whole sheet's.
    """

    frame: pl.DataFrame
    numbers: NDArray[np.int64]
    first: NDArray[np.int64]
    targets: list[str]
    meant: NDArray[np.int64]
    sheet: pl.Expr
    word: str
    votes: list[str]
    counts: list[str]

    def rows(self, which: NDArray[np.bool_]) -> pl.DataFrame:
        """Some rows under names of our own, which the file's cannot meet."""
        # Findings show what is returned here, and our own sign for 0 means nothing to who reads them.
        chosen = self.frame.filter(pl.Series(which)).with_columns(
            pl.col(name).replace(ZERO, "0")
            for name in {*self.votes, *self.counts}
            if self.frame.schema[name] == pl.String
        )
        places = pl.Series(self.meant[which])
        meanings = dict(enumerate(self.targets))
        return chosen.select(
            pl.col(LINE).alias(sheet.LINE),
            self.sheet.alias(sheet.SHEET),
            DAMAGE,
            pl.lit(places).replace_strict(meanings, default=None, return_dtype=pl.String).alias(_MEANT),
            pl.col(self.word).cast(pl.String).alias(_WORD),
            pl.lit(pl.Series(self.numbers[which])).alias(_NUMBER),
            *[pl.col(name).alias(_VOTES.format(i)) for i, name in enumerate(self.votes)],
            *[pl.col(name).alias(_COUNT.format(i)) for i, name in enumerate(self.counts)],
        )


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
        raise FeedError(f"these columns of the feed {feed.id!r} are needed: {some_of(needed)}")
    spellings = _spellings(feed, election)
    words = table.frame[word].cast(pl.String).unique(maintain_order=True).drop_nulls().to_list()
    matches = spellings.of_words(words)
    known = {text: match.meaning for text, match in matches.items()}
    refuse_doubled(table, [name for name in (word, *votes) if name])
    index = list(dict.fromkeys(name for name in (*keys, contest) if name is not None))
    if feed.vote_type is not None:
        index.append(VOTE_TYPE_OF_ROW)
    votes_columns = [name for name in votes if name]
    counts = [
        column
        for parts in feed.counts.values()
        for spellings in parts
        if (column := find_column(header, spellings)) and column not in (word, *votes_columns, *index)
    ]
    if feed.tables is not None and feed.tables.in_part:  # they are the whole sheet's, like its counts
        of_tables = [find_column(header, names) for names in (feed.tables.counted, feed.tables.total)]
        counts += [column for column in of_tables if column and column not in counts]
    numbers, first = _sheets(table.frame, index)
    targets = list(dict.fromkeys(known.values()))
    if feed.absent_word == "zero":
        targets = list(dict.fromkeys([*targets, *_may_be_absent(feed, election, header)]))
    place_of = {meaning: place for place, meaning in enumerate(targets)}
    places = {text: place_of[meaning] for text, meaning in known.items()}
    meant = pl.col(word).cast(pl.String).replace_strict(places, default=-1, return_dtype=pl.Int64)
    long = _Long(
        table.frame,
        numbers,
        first,
        targets,
        table.frame.select(meant.fill_null(-1)).to_series().to_numpy(),
        sheet_code([name for name in keys if name], feed, table.frame.schema),
        word,
        votes_columns,
        counts,
    )
    findings = [_unknown_words(long, feed, election)]
    spoilt = []
    if feed.same_word == "refuse":
        spoilt.append(_same_words(long))
        findings.append(_word_findings(spoilt[-1], feed))
    for i, column in enumerate(counts):
        spoilt.append(_unlike_counts(long, i))
        findings.append(_count_findings(spoilt[-1], column))
    others = [name for name in header if name not in {*index, word, *votes_columns}]
    values = []
    for column in votes_columns:
        whose = f" in {column}" if len(votes_columns) > 1 else ""
        stated = (_sums if feed.same_word == "sum" else _lasts)(long, column)
        values += [one.alias(WIDENED + target + whose) for target, one in zip(targets, stated, strict=True)]
    schema = table.frame.schema
    sheets = table.frame.select(index)[first].with_columns(code_text(name, schema[name]) for name in index)
    wide = sheets.with_columns(*values).hstack(_of_sheets(long, others))
    remarks = (*table.remarks, *remarks_on(words, spellings, matches))
    widened = RawTable(
        _marked(wide, spoilt), part=table.part, remarks=remarks, doubled=table.doubled, torn=table.torn
    )
    return widened, concat_findings(findings)


def _may_be_absent(feed: Feed, election: Election, header: Sequence[str]) -> list[str]:
    """What a source that leaves out zeros may have no row for: counts that are words, and selections."""
    words = [
        key for key, parts in feed.counts.items() if len(parts) == 1 and not find_column(header, parts[0])
    ]
    whole = [contest for contest in election.contests.values() if contest.level == NATION]
    standing = dict.fromkeys(name for contest in whole for name in contest.selections)
    return [*words, *(name for name in standing if feed.reads_votes_of(name))]


def _sheets(frame: pl.DataFrame, index: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A number for the sheet of each row, in the order in which they come, and the first row of each."""
    # Each text as a whole number, and those of all columns as one: there are few texts and many rows.
    numbers = np.zeros(frame.height, dtype=np.int64)
    size = 1
    for name in index:
        code = code_text(name, frame.schema[name]).cast(pl.Categorical).to_physical().cast(pl.Int64) + 1
        own = frame.select(code.fill_null(0)).to_series().to_numpy()
        width = int(own.max(initial=0)) + 1
        if size * width >= _MOST_CODES:
            numbers = _dense(numbers)
            size = int(numbers.max(initial=0)) + 1
        numbers = numbers * width + own
        size *= width
    numbers = _dense(numbers)
    first = np.full(int(numbers.max(initial=-1)) + 1, frame.height, dtype=np.int64)
    np.minimum.at(first, numbers, np.arange(frame.height))
    order = np.argsort(first)
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return places[numbers], first[order]


def _dense(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The codes as whole numbers from 0 without gaps."""
    return pl.Series(codes).rank("dense").cast(pl.Int64).to_numpy() - 1


def _lasts(long: _Long, column: str) -> Sequence[pl.Series]:
    """For each target what each sheet states; of several rows the last, null where there is none."""
    # All targets at one go: there may be thousands of them, each with a few rows.
    sheets = len(long.first)
    rows = np.flatnonzero(long.meant >= 0)
    last = np.full(len(long.targets) * sheets, -1, dtype=np.int64)
    last[long.meant[rows] * sheets + long.numbers[rows]] = rows
    values = long.frame[column].gather(np.maximum(last, 0))
    values = values.zip_with(pl.Series(last >= 0), values.clear(1).new_from_index(0, len(values)))
    return [values.slice(place * sheets, sheets) for place in range(len(long.targets))]


def _sums(long: _Long, column: str) -> Sequence[pl.Series]:
    """For each target the sum of what stands on its rows; where a part cannot be read, that part."""
    which = long.meant >= 0
    rows = long.frame.select(column).filter(pl.Series(which))
    rows = rows.select(
        whole_number(column, rows.schema[column]).alias("number"),
        pl.col(column).cast(pl.String, strict=False).alias("text"),
        pl.lit(pl.Series(long.meant[which] * len(long.first) + long.numbers[which])).alias(_NUMBER),
    )
    unread = pl.col("number").is_null()
    # One part that is missing or cannot be read leaves the sum unknown; it is shown instead. And a sheet
    # whose source has nothing but signs for zero is one that it has not counted.
    total = pl.when((pl.col("text") == ZERO).all()).then(pl.lit(ZERO)).otherwise(pl.col("number").sum())
    shown = pl.col("text").filter(unread).fill_null("").first()
    sums = rows.group_by(_NUMBER).agg(pl.when(unread.any()).then(shown).otherwise(total).alias("value"))
    sheets = len(long.first)
    cells = pl.DataFrame({_NUMBER: np.arange(len(long.targets) * sheets)})
    values = cells.join(sums, on=_NUMBER, how="left", maintain_order="left")["value"]
    return [values.slice(place * sheets, sheets) for place in range(len(long.targets))]


def _of_sheets(long: _Long, others: Sequence[str]) -> pl.DataFrame:
    """The columns of sheets that are not of a selection, each with its first value that states something."""
    schema = long.frame.schema
    stated = [name for name in others if schema[name] != pl.Null]
    tables = [name for name in TABLES if name in schema]
    frame = long.frame.select(*stated, LINE, DAMAGE, COUNTED, *tables).with_columns(
        pl.Series(_NUMBER, long.numbers)
    )
    sheets = frame.group_by(_NUMBER).agg(
        *[_first(name, schema[name]) for name in stated],
        pl.col(LINE).min(),
        pl.col(DAMAGE).drop_nulls().first(),
        pl.col(COUNTED).all(),
        *[pl.col(name).min() for name in tables],
    )
    nothing = [pl.lit(None).alias(name) for name in others if name not in stated]
    return sheets.sort(_NUMBER).with_columns(nothing)


def _unknown_words(long: _Long, feed: Feed, election: Election) -> pl.DataFrame:
    rows = long.rows(long.meant < 0)
    words = rows[_WORD].drop_nulls().unique().to_list()
    elsewhere = _known_elsewhere(words, feed, election)
    unknown = pl.format("'{}' names no selection; its votes are not counted.", pl.col(_WORD).fill_null(""))
    own = feed.id.replace("{", "{{").replace("}", "}}")
    other = pl.format(
        f"'{{}}' names no selection of the feed '{own}', which reads this row; its votes are not counted. "
        "The feed '{}' knows it: name the contests of each under contests.",
        _WORD,
        pl.col(_WORD).replace_strict(elsewhere, default=None, return_dtype=pl.String),
    )
    return findings_from(
        rows,
        SELECTION_UNKNOWN,
        pl.coalesce(other, unknown) if elsewhere else unknown,
        [_joined(rows, len(long.votes)).alias("votes")],
    )


def _known_elsewhere(words: Sequence[str], feed: Feed, election: Election) -> dict[str, str]:
    """Word -> the first other feed that reads contests by a column too and takes the word for a selection.

    A file goes to the first feed that fits it, which is then the wrong one for some of its rows.
    """
    known: dict[str, str] = {}
    if feed.contest_columns and not feed.contests:
        for other in election.feeds.values():
            if other.id != feed.id and other.contest_columns and other.layout == feed.layout:
                known = dict.fromkeys(_spellings(other, election).of_words(words), other.id) | known
    return known


def _joined(rows: pl.DataFrame, columns: int) -> pl.Expr:
    names = [_VOTES.format(i) for i in range(columns)]
    texts = [code_text(name, rows.schema[name]).fill_null("nothing") for name in names]
    return pl.concat_str(texts, separator=" + ")


def _first(name: str, dtype: pl.DataType) -> pl.Expr:
    """The first value of a sheet's rows in which something stands."""
    column = pl.col(name)
    stated = column.str.strip_chars() != "" if dtype == pl.String else column.is_not_null()
    return column.filter(stated).first()


def _same_words(long: _Long) -> pl.DataFrame:
    """One row for each sheet and word that stand on several rows, unless all their numbers are 0."""
    pairs = pl.Series(long.numbers * len(long.targets) + long.meant)
    rows = long.rows(pairs.is_duplicated().to_numpy() & (long.meant >= 0))
    votes = [_VOTES.format(i) for i in range(len(long.votes))]
    zero = pl.all_horizontal(whole_number(name, rows.schema[name]) == 0 for name in votes)
    return (
        rows.filter(pl.col(_MEANT).is_not_null())
        .with_columns(_joined(rows, len(votes)).alias("votes"), zero.fill_null(value=False).alias("zero"))
        .group_by([_NUMBER, _MEANT], maintain_order=True)
        .agg(
            pl.col(sheet.SHEET).first(),
            pl.col(sheet.LINE).alias("lines"),
            pl.col(sheet.LINE).first(),
            pl.col("votes"),
            pl.col("zero").all(),
        )
        .filter((pl.col("lines").list.len() > 1) & ~pl.col("zero"))
        .with_columns(told_in_a_line(pl.col("lines", "votes")))
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


def _unlike_counts(long: _Long, which: int) -> pl.DataFrame:
    """One row for each sheet whose rows differ in a column that is the whole sheet's."""
    text = pl.col(long.counts[which]).cast(pl.String, strict=False).str.strip_chars().replace(ZERO, "0")
    stated = pl.when((text != "") & pl.col(DAMAGE).is_null()).then(text).alias("values")
    different = (
        long.frame.select(stated, pl.lit(pl.Series(long.numbers)).alias(_NUMBER))
        .drop_nulls("values")
        .unique()
        .group_by(_NUMBER)
        .len()
        .filter(pl.col("len") > 1)[_NUMBER]
    )
    rows = long.rows(np.isin(long.numbers, different.to_numpy()))
    values = pl.col(_COUNT.format(which)).cast(pl.String, strict=False).str.strip_chars()
    return (
        rows.with_columns(pl.when(values != "").then(values).alias("values"))
        .filter(pl.col("values").is_not_null() & pl.col(DAMAGE).is_null())
        .group_by(_NUMBER, maintain_order=True)
        .agg(
            pl.col(sheet.SHEET).first(),
            pl.col(sheet.LINE).alias("lines"),
            pl.col(sheet.LINE).first(),
            pl.col("values"),
        )
        .with_columns(told_in_a_line(pl.col("lines", "values")))
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


def _marked(wide: pl.DataFrame, spoilt: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The sheets, with those marked that have contradicting rows."""
    numbers = [rows[_NUMBER] for rows in spoilt if not rows.is_empty()]
    if numbers:
        doubled = pl.col(_NUMBER).is_in(pl.concat(numbers).implode())
        mark = pl.when(doubled).then(pl.lit(DOUBLED))
        wide = wide.with_columns(pl.coalesce(DAMAGE, mark).alias(DAMAGE))
    return wide.drop(_NUMBER)


def _spellings(feed: Feed, election: Election) -> Spellings[str]:
    """What each word means: the id of a selection, or the name of a count."""
    given = [(text, name) for name, parts in feed.votes.items() for texts in parts for text in texts]
    words = {key: parts[0] for key, parts in feed.counts.items() if len(parts) == 1}
    given += [(text, key) for key, texts in words.items() for text in texts]
    given += _persons(election)
    return Spellings(given, ((name, name) for name in (*election.selections, *words)))


def _persons(election: Election) -> list[tuple[str, str]]:
    """The names in the table of candidates that mean one selection each, and what they mean."""
    meant: dict[str, set[str]] = {}
    for (_, _, selection), person in election.candidates.items():
        if person.name:
            meant.setdefault(person.name, set()).add(selection)
    return [(name, only) for name, (only, *others) in meant.items() if not others]
