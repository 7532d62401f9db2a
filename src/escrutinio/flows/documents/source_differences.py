"""Sheets on which two sources differ, figure by figure, and what that is for the totals."""

from __future__ import annotations

from typing import Literal

import msgspec

from escrutinio.flows.documents.figures import Whole
from escrutinio.flows.documents.published import PublishedHeading


class SourceLabel(msgspec.Struct, frozen=True, kw_only=True):
    """A source of sheets.

    Attributes:
        id: of its feed in election.toml.
        name: what it is called; its id where it has no name.
        precedence: of two sources of a sheet, the one with the higher precedence counts.
    """

    id: str
    name: str
    precedence: int


class SourceDifference(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of a sheet that another source states differently.

    Attributes:
        contest: the contest.
        sheet: the sheet.
        level: the level of the unit whose page shows the sheet.
        unit: that unit's code; empty when the sheet lies in none.
        unit_name: that unit's name.
        figure: registered, cast, valid, blank or null, or votes_ and the id of a selection.
        name: the figure in words: the selection's name, or the figure itself.
        source: the source that goes first of those that state the figure.
        value: what it states.
        counts: whether its figures of the sheet are the ones that stand; else neither number is counted.
        other: the source that differs.
        other_value: what that one states.
        difference: other_value - value.
        effect: what the total would gain if the other number were counted; null where neither is counted.
        reason: why the source goes before the other. precedence: its precedence is higher. later: the
            precedence is the same, and it was observed later. order: both are the same, so the order of the
            files' hashes decides.
        file: the file of the source.
        line: the line there; null where it has none.
        other_file: the file of the other source.
        other_line: the line there; null where it has none.
    """

    contest: str
    sheet: str
    level: str
    unit: str
    unit_name: str
    figure: str
    name: str
    source: str
    value: int
    counts: bool
    other: str
    other_value: int
    difference: int
    effect: int | None
    reason: Literal["precedence", "later", "order"]
    file: str
    line: int | None
    other_file: str
    other_line: int | None


class FigureEffect(msgspec.Struct, frozen=True, kw_only=True):
    """What the numbers of another source would do to a total.

    Attributes:
        figure: as in the differences.
        name: as in the differences.
        total: of the contest, as it is counted: over the sheets that state or imply it; null where none does.
        difference: the sum of the effects.
        total_with_other: total + difference; null where the total is not known.
    """

    figure: str
    name: str
    total: int | None
    difference: int
    total_with_other: int | None


class SourceEffect(msgspec.Struct, frozen=True, kw_only=True):
    """A source that differs in a contest, and the totals if its numbers were counted where it differs.

    Attributes:
        contest: the contest.
        other: the source.
        sheets: sheets on which it differs from what is counted.
        figures: the totals that would change, with those of the selections first.
    """

    contest: str
    other: str
    sheets: Whole
    figures: tuple[FigureEffect, ...]


class SourceDifferences(msgspec.Struct, frozen=True, kw_only=True):
    """Where the sources of a moment differ.

    Attributes:
        sources: all sources of the election, by precedence.
        sheets_compared: sheets that two sources or more speak of.
        sheets_differing: of these, sheets with a figure that two sources state differently.
        effects: what each source would change.
        differences: the differences, by contest and sheet.
    """

    sources: tuple[SourceLabel, ...]
    sheets_compared: Whole
    sheets_differing: Whole
    effects: tuple[SourceEffect, ...]
    differences: tuple[SourceDifference, ...]


class SourceDifferencesDocument(
    PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/source-differences/1"
):
    """Where the sources of the sheets differ.

    Attributes:
        sources: all sources of the election, by precedence.
        sheets_compared: sheets that two sources or more speak of.
        sheets_differing: of these, sheets with a figure that two sources state differently.
        effects: what each source would change.
        differences: the differences, by contest and sheet.
    """

    sources: tuple[SourceLabel, ...]
    sheets_compared: Whole
    sheets_differing: Whole
    effects: tuple[SourceEffect, ...]
    differences: tuple[SourceDifference, ...]
