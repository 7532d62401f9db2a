"""The nouns that documents share: one name for one thing, from the fold to the page."""

from __future__ import annotations

from typing import Annotated

import msgspec

from escrutinio.model.figures import Share, SheetShare, SheetSum, UnitCounts, UnitFigures, Whole

__all__ = [
    "CountHeading",
    "Day",
    "ElectionHeading",
    "ElectionLabel",
    "SelectionLabel",
    "Share",
    "ShareInterval",
    "SheetShare",
    "SheetSum",
    "UnitCounts",
    "UnitFigures",
    "UtcTime",
    "Whole",
    "WholeInterval",
]

UtcTime = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$")]
"""A moment as ISO 8601 text in UTC, such as 2020-10-19T18:00:00Z."""
Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""A day as ISO 8601 text, such as 2020-10-18."""


class ElectionLabel(msgspec.Struct, frozen=True, kw_only=True):
    """An election.

    Attributes:
        id: its id in election.toml.
        name: its name.
        date: the day of voting, ISO 8601.
    """

    id: str
    name: str
    date: Day


class SelectionLabel(msgspec.Struct, frozen=True, kw_only=True):
    """A selection: what a voter can choose in a contest.

    Attributes:
        id: its id in election.toml.
        name: its full name.
        short: its short name, as in a table.
        color: its colour, such as #1b9e77; null where election.toml does not know it.
    """

    id: str
    name: str
    short: str
    color: str | None

    @classmethod
    def of_name(cls, name: str) -> SelectionLabel:
        """The label of a name that election.toml does not know, as a law makes them of alliances."""
        return cls(id=name, name=name, short=name, color=None)


class ElectionHeading(msgspec.Struct, frozen=True, kw_only=True):
    """Which election a document is about, and whether it is a rehearsal.

    Attributes:
        election: the election that the document is about.
        note: what the rehearsal's sheets are; empty when it is the count.
        rehearsal: true: these are the sheets of the rehearsal, not of the count.
    """

    election: ElectionLabel
    note: str
    rehearsal: bool


class CountHeading(ElectionHeading, frozen=True, kw_only=True):
    """Which election, which moment and which sheets a document is about.

    Attributes:
        as_of: the moment that was asked for; null when everything known is counted. ISO 8601, UTC.
        observed_at: when the newest sheet that is counted was observed; null when no sheet is in. ISO 8601,
            UTC.
        excluded_sheets: sheets left out because election.toml names a check under checks.exclude.
    """

    as_of: UtcTime | None
    observed_at: UtcTime | None
    excluded_sheets: Whole


class ShareInterval(msgspec.Struct, frozen=True, kw_only=True):
    """An interval of a share.

    Attributes:
        low: its lower end, 0 to 1.
        high: its upper end, 0 to 1.
    """

    low: float
    high: float


class WholeInterval(msgspec.Struct, frozen=True, kw_only=True):
    """An interval of a whole number, such as seats.

    Attributes:
        low: its lower end.
        high: its upper end.
    """

    low: Whole
    high: Whole
