"""What a table's rows are found to be while it is mapped: without a key, damaged, not counted yet."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from escrutinio.feeds.column_choice import Columns
from escrutinio.feeds.contest_rows import contest_words, words_of
from escrutinio.feeds.raw_table import COUNTED, DAMAGE, DAMAGED, REPAIRED, RawTable
from escrutinio.feeds.words import remarks_on
from escrutinio.ledger.finding_frame import concat_findings, findings_from
from escrutinio.ledger.finding_kinds import BAD_ROW, FILE_REMARK, NOT_COUNTED, ROW_REPAIRED, UNKNOWN_COLUMN
from escrutinio.model import Election, Feed, sheet
from escrutinio.model.names import Spellings

WORD_OF_ROW = "__word"
"""The column with the word for the contest of each row."""


def without_unkeyed(frame: pl.DataFrame, feed: Feed) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that name no sheet or no known contest cannot be counted anywhere: findings, with their text."""
    keyed = pl.col(sheet.CONTEST).is_not_null() & pl.col(sheet.SHEET).is_not_null()
    lost = frame.filter(keyed.not_().fill_null(value=True))
    if lost.is_empty():
        return frame, concat_findings([])
    of_contest = pl.format(
        "This row cannot be counted: its sheet is '{}' and its contest '{}'. Ask the source, or add the "
        "contest's word to the feed.",
        pl.col(sheet.SHEET).fill_null("missing"),
        pl.col(WORD_OF_ROW).fill_null("missing"),
    )
    columns = ", ".join(feed.sheet)
    of_sheet = pl.lit(
        f"This row cannot be counted: nothing names its sheet (the feed takes it from {columns}). Ask the "
        "source, or name columns under sheet that are filled on every row."
    )
    message = pl.when(pl.col(sheet.CONTEST).is_null()).then(of_contest).otherwise(of_sheet)
    return frame.filter(keyed), findings_from(lost, BAD_ROW, message, [pl.col(WORD_OF_ROW).alias("contest")])


def not_counted(frame: pl.DataFrame, table: RawTable, feed: Feed) -> pl.DataFrame:
    """One finding about the rows of a table that are not counted yet."""
    waiting = frame.height - frame[COUNTED].sum()
    if not waiting:
        return concat_findings([])
    part = pl.DataFrame({"part": [table.part], "sheets": [frame.height], "not_counted": [waiting]})
    status = f", or have a status that the feed {feed.id!r} does not take for counted" if feed.counted else ""
    if feed.tables is not None:
        status += ", or " + ("none" if feed.tables.in_part else "not all") + " of their tables are counted"
    of = f"{waiting:,} of the file's {frame.height:,} sheets"
    text = f"{of} are not counted yet: they state no result that the feed reads{status}."
    return findings_from(part, NOT_COUNTED, pl.lit(text), ["sheets", "not_counted"])


def remark_on(table: RawTable, remark: str) -> pl.DataFrame:
    """The finding that a remark on a table is."""
    part = pl.DataFrame({"part": [table.part]})
    return findings_from(part, FILE_REMARK, pl.lit(remark))


def remarks_of(table: RawTable, feed: Feed, columns: Columns) -> list[pl.DataFrame]:
    """Findings on how a table had to be read, and on its columns that the feed does not name."""
    part = pl.DataFrame({"part": [table.part]})
    findings = [remark_on(table, remark) for remark in table.remarks]
    if columns.unused:
        names = ", ".join(columns.unused)
        text = f"The feed {feed.id!r} does not say what these columns are, so they are not read: {names}."
        text += " Map them, or list them under ignore."
        findings.append(findings_from(part, UNKNOWN_COLUMN, pl.lit(text)))
    return findings


def remarks_on_words(table: RawTable, feed: Feed, columns: Columns, election: Election) -> list[pl.DataFrame]:
    """Words for contests and units that only look like the known ones."""
    looked_up = {columns.contest: contest_words(feed, election)} if columns.contest else {}
    for level, names in columns.units.items():
        if len(names) == 1 and feed.units[level].values:
            looked_up[names[0]] = Spellings(feed.units[level].values.items())
    remarks: list[str] = []
    for column, known in looked_up.items():
        words = words_of(table.frame, pl.col(column).cast(pl.String))
        remarks += remarks_on(words, known, known.of_words(words))
    return [remark_on(table, remark) for remark in remarks]


def damage_in(frame: pl.DataFrame, torn: Mapping[int, int]) -> list[pl.DataFrame]:
    """Findings on rows that were repaired, are damaged, or torn by a quote: its line -> where it closes."""
    readable = pl.col(sheet.READABLE)
    repaired = frame.filter(readable & (pl.col(DAMAGE) == REPAIRED))
    damaged = frame.filter((pl.col(DAMAGE) == DAMAGED) & ~pl.col(sheet.LINE).is_in(list(torn)))
    return [
        *_torn(frame, torn),
        findings_from(
            repaired,
            ROW_REPAIRED,
            pl.lit(
                "A stray quote had split a text of this row in two; it was joined and all numbers are whole."
            ),
        ),
        findings_from(
            damaged,
            BAD_ROW,
            pl.lit("This row lacks fields of the header or has too many; the sheet's earlier version stays."),
        ),
    ]


def _torn(frame: pl.DataFrame, torn: Mapping[int, int]) -> list[pl.DataFrame]:
    """Findings on the rows that a quote has torn, and on those of them that name no sheet, too."""
    if not torn:
        return []
    rows = pl.DataFrame(
        {sheet.LINE: list(torn), "other_line": list(torn.values())},
        schema={sheet.LINE: pl.Int64, "other_line": pl.Int64},
    ).join(
        frame.select(*sheet.KEY, sheet.LINE, sheet.READABLE),
        on=sheet.LINE,
        how="left",
        maintain_order="left",
    )
    readable = pl.col(sheet.READABLE).fill_null(value=False)
    opens = (pl.col("other_line") > pl.col(sheet.LINE)) | (pl.col("other_line") == 0)
    until = (
        pl.when(pl.col("other_line") > 0)
        .then(pl.format("before line {}", "other_line"))
        .otherwise(pl.lit("before the end of the file"))
    )
    head = pl.format(
        "A quote opens on line {} and is not closed {}, so the row is torn and its figures are not read; the "
        "sheet's earlier version stays.",
        sheet.LINE,
        until,
    )
    whole = pl.format(
        "A quote opens on line {} and is not closed {}. Only the row's last text can be incomplete, and it "
        "is no figure; the row counts.",
        sheet.LINE,
        until,
    )
    tail = pl.format(
        "A quote opens on line {} and closes on line {}; whether that is one row or two cannot be known, so "
        "neither is read. The sheet's earlier version stays.",
        "other_line",
        sheet.LINE,
    )
    return [
        findings_from(rows.filter(opens & readable), ROW_REPAIRED, whole, ["other_line"]),
        findings_from(rows.filter(opens & ~readable), BAD_ROW, head, ["other_line"]),
        findings_from(rows.filter(~opens), BAD_ROW, tail, ["other_line"]),
    ]
