"""Units: their figures, the units they lie in and those below them, or their sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import polars as pl

from escrutinio.flows.count import iso, unit_order
from escrutinio.flows.documents.counted import CountedFigures
from escrutinio.flows.documents.findings import FindingRow
from escrutinio.flows.documents.projected import SelectionEstimate, ShareEstimate, UnitProjection
from escrutinio.flows.documents.published import ContestLabel, PublishedHeading
from escrutinio.flows.documents.since import SinceLastTime
from escrutinio.flows.documents.unit import (
    SheetCounts,
    SheetEntry,
    SheetVersion,
    UnitDocument,
    UnitLabel,
    UnitsBelow,
    UnitSummary,
)
from escrutinio.flows.publication import frames
from escrutinio.flows.publication.comparing import since_last_time
from escrutinio.flows.publication.counted import counted_figures, labelled
from escrutinio.flows.publication.frames import LEVEL, NAME, STATUS, lies_in
from escrutinio.flows.results import selection_label
from escrutinio.ledger import schema
from escrutinio.ledger.state import CHANGE, VERSION, WITHDRAWN
from escrutinio.model import (
    NATION,
    VOTE_TYPE,
    Contest,
    CountItemStatus,
    Election,
    UsageError,
    sheet,
    votes_column,
)
from escrutinio.tabulation import STATIONS_REGISTERED, UNIT, unit_figures

Key = tuple[str, str, str]
Row = Mapping[str, Any]
"""A row of a frame: its cells by column."""


class UnitPages:
    """Answers about units out of a publication's frames, each within milliseconds.

    Args:
        election: the definition.
        units: see :func:`escrutinio.flows.publication.frames.units_frame`.
        projected: see :func:`escrutinio.flows.publication.projecting.projected_frame`.
        sheets, versions, findings: the frames of those names.
        earlier: see :func:`escrutinio.flows.publication.earlier.earlier_frame`.
        vote_types: see :func:`escrutinio.flows.publication.frames.vote_types_frame`.
    """

    def __init__(
        self,
        election: Election,
        units: pl.DataFrame,
        projected: pl.DataFrame,
        sheets: pl.DataFrame,
        versions: pl.DataFrame,
        findings: pl.DataFrame,
        earlier: pl.DataFrame,
        vote_types: pl.DataFrame,
    ) -> None:
        self._election = election
        self._units = units
        self._sheets = sheets
        self._versions = versions
        self._findings = findings.filter(pl.col(sheet.SHEET) != "")
        self._types: dict[Key, list[Row]] = {}
        for row in vote_types.iter_rows(named=True):
            self._types.setdefault((row[sheet.CONTEST], row[LEVEL], row[UNIT]), []).append(row)
        self._place = frames.place_level(election)
        keys = units.select(sheet.CONTEST, LEVEL, UNIT).iter_rows()
        self._at: dict[Key, int] = {(c, level, unit): number for number, (c, level, unit) in enumerate(keys)}
        self._earlier = earlier
        earlier_keys = earlier.select(sheet.CONTEST, LEVEL, UNIT).iter_rows()
        self._earlier_at: dict[Key, int] = {(c, lv, unit): n for n, (c, lv, unit) in enumerate(earlier_keys)}
        self._projected: dict[Key, list[Row]] = {}
        for row in projected.iter_rows(named=True):
            self._projected.setdefault((row[sheet.CONTEST], row[LEVEL], row[UNIT]), []).append(row)

    def keys(self, contest: str) -> Sequence[tuple[str, str]]:
        """Level and unit of every unit of a contest."""
        return [(level, unit) for c, level, unit in self._at if c == contest]

    def row(self, contest: str, level: str, unit: str) -> Row:
        """The unit's row of the frame of units.

        Raises:
            UsageError: there is no such unit.
        """
        number = self._at.get((contest, level, unit))
        if number is None:
            raise UsageError(f"there is no unit {unit!r} of {contest!r} at the level {level!r}")
        return self._units.row(number, named=True)

    def projected(self, contest: str, level: str, unit: str) -> UnitProjection | None:
        """The projection of a unit; None where there is none."""
        rows = self._projected.get((contest, level, unit))
        if rows is None:
            return None
        estimates = [
            labelled(
                SelectionEstimate,
                selection_label(self._election, row["selection"]),
                votes=row["votes"],
                share=row["share"],
                low=row["low"],
                high=row["high"],
            )
            for row in rows
            if row["selection"]
        ]
        turnout = next((row for row in rows if not row["selection"]), None)
        return UnitProjection(
            selections=tuple(sorted(estimates, key=lambda estimate: -estimate.share)),
            turnout=ShareEstimate(share=turnout["share"], low=turnout["low"], high=turnout["high"])
            if turnout
            else None,
        )

    def since(self, contest: str, level: str, unit: str) -> SinceLastTime | None:
        """A unit beside the earlier election; None where there is nothing to compare with."""
        number = self._earlier_at.get((contest, level, unit))
        if number is None:
            return None
        row = self._earlier.row(number, named=True)
        return since_last_time(row, self._election, self._election.contests[contest], self._level_name)

    def summary(self, contest: str, level: str, unit: str) -> UnitSummary:
        """A unit without its surroundings.

        Raises:
            UsageError: there is no such unit.
        """
        return self._summary(self.row(contest, level, unit), self._election.contests[contest])

    def document(self, heading: PublishedHeading, contest_id: str, level: str, unit: str) -> UnitDocument:
        """The document of a unit.

        Raises:
            UsageError: there is no such unit.
        """
        row = self.row(contest_id, level, unit)
        contest = self._election.contests[contest_id]
        levels_below = frames.levels_below(self._election, contest, level, self._place)
        return UnitDocument(
            **msgspec.structs.asdict(heading),
            **msgspec.structs.asdict(self._summary(row, contest)),
            contest=ContestLabel(id=contest.id, name=contest.name),
            parents=self._parents(row, contest),
            also_in=self._also_in(row, contest),
            below=tuple(self._below(contest, level, unit, below) for below in levels_below),
            vote_types=self._by_type(contest, level, unit),
            sheets=None if levels_below else self._sheets_of(contest, level, unit),
        )

    def _summary(self, row: Row, contest: Contest) -> UnitSummary:
        level, unit = row[LEVEL], row[UNIT]
        return UnitSummary(
            level=level,
            level_name=self._level_name(level),
            unit=unit,
            name=row[NAME],
            status=CountItemStatus(row[STATUS]),
            counted=self._counted(row, contest),
            projected=self.projected(contest.id, level, unit),
            since=self.since(contest.id, level, unit),
        )

    def _counted(self, row: Row, contest: Contest) -> CountedFigures:
        figures = unit_figures(row, contest, all_listed=self._election.stations.complete)
        return counted_figures(figures, self._election, contest, self._decided_in(row, contest))

    @staticmethod
    def _decided_in(row: Row, contest: Contest) -> str:
        """The one unit in which the contest is decided that a unit lies in; NATION where there is none."""
        if contest.level in (NATION, row[LEVEL]):
            return row[UNIT] if contest.level != NATION else NATION
        return row.get(lies_in(contest.level)) or NATION

    def _level_name(self, level_id: str) -> str:
        names = (level.name for level in self._election.levels if level.id == level_id)
        return next(names, self._election.name)

    def _parents(self, row: Row, contest: Contest) -> tuple[UnitLabel, ...]:
        """The units above, from the nation down."""
        around = (self._around(row, contest, level) for level in self._levels_above(row[LEVEL]))
        return tuple(unit for unit in around if unit is not None)

    def _also_in(self, row: Row, contest: Contest) -> tuple[UnitLabel, ...]:
        """Units of other branches of the tree that the unit lies in, such as its district."""
        if row[LEVEL] == NATION:
            return ()
        chain = (*self._levels_above(row[LEVEL]), row[LEVEL])
        below = [level.id for level in self._election.levels if row[LEVEL] in self._levels_above(level.id)]
        others = [level for level in contest.levels if level not in chain and level not in below]
        around = (self._around(row, contest, level) for level in others)
        return tuple(unit for unit in around if unit is not None)

    def _levels_above(self, level: str) -> list[str]:
        """The levels above a level, from the nation down."""
        parents = {each.id: each.parent for each in self._election.levels}
        above = []
        while level != NATION:
            level = parents[level]
            above.append(level)
        return above[::-1]

    def _around(self, row: Row, contest: Contest, level: str) -> UnitLabel | None:
        """The one unit of a level that a unit lies in."""
        code = NATION if level == NATION else row.get(lies_in(level))
        if level not in contest.levels or code is None or (contest.id, level, code) not in self._at:
            return None
        name = self.row(contest.id, level, code)[NAME]
        return UnitLabel(level=level, level_name=self._level_name(level), unit=code, name=name)

    def _below(self, contest: Contest, level: str, unit: str, below: str) -> UnitsBelow:
        wanted = (pl.col(sheet.CONTEST) == contest.id) & (pl.col(LEVEL) == below)
        if level != NATION:
            wanted &= pl.col(lies_in(level)) == unit
        rows = self._units.filter(wanted).iter_rows(named=True)
        units = sorted(
            (self._summary(row, contest) for row in rows),
            key=lambda summary: unit_order(summary.unit, summary.name),
        )
        return UnitsBelow(level=below, level_name=self._level_name(below), units=tuple(units))

    def _by_type(self, contest: Contest, level: str, unit: str) -> UnitsBelow | None:
        """The parts of a unit by vote type; None where there are none, or where they are the units below."""
        rows = self._types.get((contest.id, level, unit), [])
        if not rows or level == NATION:
            return None
        level_name = self._level_name(VOTE_TYPE)
        names = {vote_type.id: vote_type.name for vote_type in self._election.vote_types}
        parts = tuple(
            UnitSummary(
                level=VOTE_TYPE,
                level_name=level_name,
                unit=row["vote_type"],
                name=names[row["vote_type"]],
                status=CountItemStatus(row[STATUS]),
                counted=self._counted(row, contest),
                projected=None,
                since=None,
            )
            for row in rows
        )
        return UnitsBelow(level=VOTE_TYPE, level_name=level_name, units=parts)

    def _sheets_of(self, contest: Contest, level: str, unit: str) -> tuple[SheetEntry, ...]:
        wanted = pl.col(sheet.CONTEST) == contest.id
        if level != NATION:
            wanted &= pl.col(level) == unit
        rows = self._sheets.filter(wanted)
        names = rows[sheet.SHEET].implode()
        own = (pl.col(sheet.CONTEST) == contest.id) & pl.col(sheet.SHEET).is_in(names)
        versions: dict[str, list[Row]] = {}
        for version in self._versions.filter(own).iter_rows(named=True):
            versions.setdefault(version[sheet.SHEET], []).append(version)
        findings: dict[str, list[FindingRow]] = {}
        for finding in self._findings.filter(own).iter_rows(named=True):
            findings.setdefault(finding[sheet.SHEET], []).append(finding_row(finding))
        here = self.row(contest.id, level, unit)
        everywhere = contest.level == NATION
        standing = [
            name for name in contest.selections if everywhere or here.get(votes_column(name)) is not None
        ]
        return tuple(
            SheetEntry(
                **msgspec.structs.asdict(_counts(row, standing)),
                sheet=row[sheet.SHEET],
                status=row[STATUS],
                registered_expected=row[STATIONS_REGISTERED],
                versions=_versions(versions.get(row[sheet.SHEET], []), standing),
                findings=tuple(findings.get(row[sheet.SHEET], ())),
            )
            for row in sorted(rows.iter_rows(named=True), key=_sheet_order)
        )


def _sheet_order(row: Row) -> tuple[bool, bool, str, list[str]]:
    return unit_order(row[sheet.SHEET], row[sheet.SHEET])


def finding_row(row: Row) -> FindingRow:
    """A finding out of a row of the frame of findings."""
    return msgspec.convert({**row, "numbers": msgspec.json.decode(row["numbers"])}, FindingRow)


def _counts(row: Row, standing: Sequence[str]) -> SheetCounts:
    return SheetCounts(
        **{name: row[name] for name in sheet.COUNTS},
        votes={name: row.get(votes_column(name)) for name in standing},
    )


def _versions(rows: Sequence[Row], standing: Sequence[str]) -> tuple[SheetVersion, ...]:
    """The versions of a sheet, oldest first.

    Each says what differs from the last numbers of its source; a withdrawal has no numbers of its own.
    """
    versions = []
    last_numbers: dict[str, dict[str, int | None]] = {}
    for row in rows:
        counts = _counts(row, standing)
        numbers = {**{name: getattr(counts, name) for name in sheet.COUNTS}, **counts.votes}
        numbers |= {name: row.get(name) for name in sheet.TABLES}
        changed = {}
        if row[CHANGE] != WITHDRAWN:
            before = last_numbers.get(row[schema.SOURCE], numbers)
            changed = {
                name: (before[name], numbers[name]) for name in numbers if before[name] != numbers[name]
            }
            last_numbers[row[schema.SOURCE]] = numbers
        observed_at = iso(row[sheet.OBSERVED_AT])
        assert observed_at is not None, "every version was observed at some time"
        versions.append(
            SheetVersion(
                **msgspec.structs.asdict(counts),
                version=row[VERSION],
                change=row[CHANGE],
                observed_at=observed_at,
                received_at=iso(row[schema.RECEIVED_AT]),
                source=row[schema.SOURCE],
                delivery=row[schema.DELIVERY],
                file=row[schema.FILE],
                line=row[sheet.LINE],
                changed=changed,
            )
        )
    return tuple(versions)
