"""The answer of ``escrutinio feed try``."""

from __future__ import annotations

import msgspec

from escrutinio.flows.documents.figures import UtcTime, Whole


class TriedColumn(msgspec.Struct, frozen=True, kw_only=True):
    """What is read, and from which columns.

    Attributes:
        figure: sheet, contest, a level, selection, votes, time, a count, or votes_ and a selection.
        columns: the file's columns; several are joined (codes) or added up (numbers).
    """

    figure: str
    columns: tuple[str, ...]


class TriedSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet as it was read.

    Attributes:
        contest: its contest.
        sheet: its code.
        units: level -> code of its unit, where the file says it.
        figures: count, or votes_ and a selection -> what it states; null where it states nothing.
    """

    contest: str
    sheet: str
    units: dict[str, str | None]
    figures: dict[str, Whole | None]


class TriedTotal(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of a contest over all sheets of the file.

    Attributes:
        contest: the contest.
        figure: a count, or votes_ and a selection.
        sheets: the sum over the sheets that state it; null where none does.
        stated: how many sheets state it.
        file: what the largest total in the rows that the feed leaves out says; null where there is none.
    """

    contest: str
    figure: str
    sheets: Whole | None
    stated: Whole
    file: Whole | None


class TriedFindings(msgspec.Struct, frozen=True, kw_only=True):
    """The findings of one kind.

    Attributes:
        code: the kind.
        severity: error, warning or info.
        findings: how many.
        example: the first of them, as a sentence.
    """

    code: str
    severity: str
    findings: Whole
    example: str


class TriedFeed(msgspec.Struct, frozen=True, kw_only=True):
    """How one feed reads the file.

    Attributes:
        feed: the feed.
        observed_at: when the source showed it. ISO 8601, UTC.
        sheets: rows that are sheets.
        sheets_not_counted: of these, those that the source has not counted yet.
        sheets_unexpected: of the others, those that the stations file does not expect in their contest.
        columns: what is read from where.
        unused: columns that are neither read nor ignored.
        first: the first three sheets.
        totals: of each contest, figure by figure.
        findings: what was found while reading, by kind.
    """

    feed: str
    observed_at: UtcTime
    sheets: Whole
    sheets_not_counted: Whole
    sheets_unexpected: Whole
    columns: tuple[TriedColumn, ...]
    unused: tuple[str, ...]
    first: tuple[TriedSheet, ...]
    totals: tuple[TriedTotal, ...]
    findings: tuple[TriedFindings, ...]


class FeedTryDocument(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/feed-try/1"
):
    """Answer of escrutinio feed try.

    How a file would be read. Nothing is taken in.

    Attributes:
        election: the election's id.
        file: the file, as it was given.
        feeds: the feeds that read something of it; at least one.
    """

    election: str
    file: str
    feeds: tuple[TriedFeed, ...]
