"""A reporting unit: its figures, the units that it lies in and those below it, or its sheets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from escrutinio.flows.documents.counted import CountedFigures
from escrutinio.flows.documents.figures import UtcTime, Whole
from escrutinio.flows.documents.findings import FindingRow
from escrutinio.flows.documents.projected import UnitProjection
from escrutinio.flows.documents.published import ContestLabel, PublishedHeading
from escrutinio.flows.documents.since import SinceLastTime
from escrutinio.model import CountItemStatus

SheetStatus = Literal["in", "in-part", "missing", "left-out", "not-in-stations"]


class UnitLabel(msgspec.Struct, frozen=True, kw_only=True):
    """A reporting unit.

    Attributes:
        level: its level; nation for the whole.
        level_name: the level's name.
        unit: its code; nation for the whole, empty for sheets that lie in no unit.
        name: its name.
    """

    level: str
    level_name: str
    unit: str
    name: str


class UnitSummary(UnitLabel, frozen=True, kw_only=True):
    """A reporting unit and its figures.

    Attributes:
        status: how far it is counted (NIST CountItemStatus).
        counted: its counted figures.
        projected: its projection; null where there is none.
        since: the unit beside the earlier election; null where there is none, or it was of another contest.
    """

    status: CountItemStatus
    counted: CountedFigures
    projected: UnitProjection | None
    since: SinceLastTime | None


class UnitsBelow(msgspec.Struct, frozen=True, kw_only=True):
    """The units of one level that lie in a unit.

    Attributes:
        level: the level.
        level_name: its name.
        units: its units, by code; sheets that lie in no unit come last.
    """

    level: str
    level_name: str
    units: tuple[UnitSummary, ...]


class SheetCounts(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of a sheet; null is what it does not state.

    Attributes:
        registered: voters registered.
        cast: votes cast.
        valid: valid votes.
        blank: blank votes.
        null: null (spoilt) votes.
        votes: votes by selection.
    """

    registered: int | None
    cast: int | None
    valid: int | None
    blank: int | None
    null: int | None
    votes: Mapping[str, int | None]


class SheetVersion(SheetCounts, frozen=True, kw_only=True):
    """One version of a sheet and where it comes from.

    Attributes:
        version: its number among those of its source, from 1.
        change: what it is: first, changed, grown (more tables of a place, and no smaller figure), withdrawn
            or returned.
        observed_at: when it was observed. ISO 8601, UTC.
        received_at: when its file was received; null when that is not known. ISO 8601, UTC.
        source: the feed it comes from.
        delivery: the delivery, by the hash of its file.
        file: the name of the file.
        line: the line of the file; null where it has none.
        changed: what differs from the last numbers of its source: name -> before and after; tables_counted
            and tables_total are those of a place that is counted in part.
    """

    version: Whole
    change: str
    observed_at: UtcTime
    received_at: UtcTime | None
    source: str
    delivery: str
    file: str
    line: int | None
    changed: Mapping[str, tuple[int | None, int | None]]


class SheetEntry(SheetCounts, frozen=True, kw_only=True):
    """A sheet of a unit, with its history.

    Attributes:
        sheet: its id.
        status: in: it is counted. in-part: some of its tables are counted, and others are not. missing: it
            is expected. left-out: the definition leaves it out. not-in-stations: it is counted, and the
            stations file does not know it.
        registered_expected: its voters in the stations file; null when it is not in it.
        versions: all versions, oldest first.
        findings: what the checks found on it.
    """

    sheet: str
    status: SheetStatus
    registered_expected: Whole | None
    versions: tuple[SheetVersion, ...]
    findings: tuple[FindingRow, ...]


class UnitDocument(PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/unit/6"):
    """A reporting unit in one contest.

    Attributes:
        contest: the contest.
        level: its level; nation for the whole.
        level_name: the level's name.
        unit: its code; nation for the whole, empty for sheets that lie in no unit.
        name: its name.
        status: how far it is counted (NIST CountItemStatus).
        counted: its counted figures.
        projected: its projection; null where there is none.
        since: the unit beside the earlier election; null where there is none, or it was of another contest.
        parents: the units above it, from the nation down.
        also_in: units of other branches of the tree that it lies in, such as its district.
        below: the units in it, level by level.
        vote_types: its parts by vote type; null for the nation, and where types are not told apart.
        sheets: its sheets; null when it has units below it.
    """

    contest: ContestLabel
    level: str
    level_name: str
    unit: str
    name: str
    status: CountItemStatus
    counted: CountedFigures
    projected: UnitProjection | None
    since: SinceLastTime | None
    parents: tuple[UnitLabel, ...]
    also_in: tuple[UnitLabel, ...]
    below: tuple[UnitsBelow, ...]
    vote_types: UnitsBelow | None
    sheets: tuple[SheetEntry, ...] | None
