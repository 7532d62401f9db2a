"""Counts: the sheets of a moment, folded up for every contest at every level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
from msgspec.structs import asdict

from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.count import CountDocument, CountedContest, CountedLevel, CountedUnit
from escrutinio.flows.documents.figures import CountHeading, ElectionHeading, ElectionLabel
from escrutinio.flows.resolved import ResolvedSheets, leave_out, resolved_sheets
from escrutinio.ledger.stations import name_column
from escrutinio.model import (
    NATION,
    VOTE_TYPE,
    Election,
    ResultsStatus,
    UnitFigures,
    UsageError,
    count_item_status,
    sheet,
)
from escrutinio.model.names import natural_order
from escrutinio.model.text import many_of, some_of
from escrutinio.tabulation import (
    NO_UNIT,
    PARTS_UNEXPECTED,
    SHEETS_EXPECTED,
    SHEETS_REPORTED,
    SHEETS_UNEXPECTED,
    UNIT,
    UNSTATED_VOTES,
    open_sheets,
    tabulate,
    unit_figures,
    with_station_voters,
    with_unread,
)


@dataclass(frozen=True)
class Count:
    """The count of a moment.

    Attributes:
        until: the moment asked for (UTC); None for all that is known.
        observed_at: when the newest sheet in it was observed; None when there is none.
        rehearsing: whether it is the rehearsal.
        sums: contest -> level -> one row per unit, see :func:`escrutinio.tabulation.tabulate`.
        excluded: sheets left out, because the election's definition says so.
        open_sheets: sheets that are in and leave votes open, see
            :func:`escrutinio.tabulation.open_sheets`.
        vote_type: that of the sheets that are counted; empty: all of them.
    """

    election: Election
    stations: pl.DataFrame
    until: datetime | None
    observed_at: datetime | None
    rehearsing: bool
    sums: Mapping[str, Mapping[str, pl.DataFrame]]
    excluded: pl.DataFrame
    open_sheets: pl.DataFrame
    vote_type: str = ""

    def nation(self, contest: str) -> UnitFigures:
        """The figures of a contest as a whole."""
        row = self.sums[contest][NATION].row(0, named=True)
        all_listed = self.election.stations.complete
        return unit_figures(row, self.election.contests[contest], all_listed=all_listed)

    def missing_sheets(self, contest: str) -> int:
        """Expected sheets that are not in, or only in part, and others that are in part."""
        row = self.sums[contest][NATION].row(0, named=True)
        expected_in = row[SHEETS_REPORTED] - row[SHEETS_UNEXPECTED]
        return int(row[SHEETS_EXPECTED] - expected_in + row[PARTS_UNEXPECTED])

    def sheets_left_open(self, contest: str) -> int:
        """Sheets that are in and do not state all votes that they may hold."""
        return self.open_sheets.filter(pl.col(sheet.CONTEST) == contest).height

    def all_in(self, contest: str) -> bool:
        """Whether every expected sheet is in with all its votes; never, while not all are listed."""
        complete = self.election.stations.complete and not self.missing_sheets(contest)
        return complete and not self.sheets_left_open(contest)

    def status(self, contest: str) -> ResultsStatus:
        """Partial while expected sheets are missing, or may be, or leave votes open."""
        in_full = self.all_in(contest)
        return ResultsStatus.UNOFFICIAL_COMPLETE if in_full else ResultsStatus.UNOFFICIAL_PARTIAL


def count(
    desk: Desk,
    until: datetime | None = None,
    *,
    levels: Sequence[str] | None = None,
    without: pl.DataFrame | None = None,
    resolved: ResolvedSheets | None = None,
    vote_type: str = "",
) -> Count:
    """Count the sheets that stood at a moment.

    Args:
        desk: the election.
        until: the moment (UTC); None for all that is known.
        levels: the levels wanted beside the nation; None means all.
        without: contest and sheet of sheets to leave out, beside those the definition leaves out.
        resolved: the sheets of the moment, where they are at hand.
        vote_type: only the sheets of this type; empty for all. Its voters are not known, as a station's are
            of no type.

    Raises:
        UsageError: there is no such vote type.
    """
    resolved = resolved or resolved_sheets(desk, until)
    sheets = resolved.sheets if without is None else leave_out(resolved.sheets, without)
    stations = desk.stations
    if vote_type:
        _known("vote type", [vote_type], [known.id for known in desk.election.vote_types])
        sheets, stations = (frame.filter(pl.col(VOTE_TYPE) == vote_type) for frame in (sheets, stations))
    sums, left_open = {}, [sheets.select(sheet.KEY).clear()]
    for contest in desk.election.contests.values():
        wanted = [level for level in contest.levels if levels is None or level == NATION or level in levels]
        sums[contest.id] = tabulate(sheets, stations, contest, wanted)
        if desk.election.vote_types and not vote_type:
            sums[contest.id] = with_station_voters(sums[contest.id], sheets, stations, contest)
        unread = resolved.unread.filter(pl.col(sheet.CONTEST) == contest.id)
        if unread.height:
            waiting = open_sheets(sheets, contest, unread)
            stated = waiting.join(open_sheets(sheets, contest), on=list(sheet.KEY), how="anti")
            some = sheets.join(stated.join(unread, on=list(sheet.KEY)), on=list(sheet.KEY))
            sums[contest.id] = with_unread(sums[contest.id], some)
            left_open.append(waiting)
        elif sums[contest.id][NATION][UNSTATED_VOTES].sum():
            left_open.append(open_sheets(sheets, contest))
    return Count(
        election=desk.election,
        stations=stations,
        vote_type=vote_type,
        until=until,
        observed_at=resolved.observed_at,
        rehearsing=desk.rehearsing,
        sums=sums,
        excluded=resolved.excluded,
        open_sheets=pl.concat(left_open),
    )


def count_document(
    counted: Count,
    *,
    contests: Sequence[str] = (),
    levels: Sequence[str] = (NATION,),
    unit: str | None = None,
) -> CountDocument:
    """The count as a document.

    Args:
        counted: the count.
        contests: the contests wanted; none means all.
        levels: the levels wanted.
        unit: only this unit.

    Raises:
        UsageError: there is no such contest, level or unit.
    """
    election = counted.election
    _known("contest", contests, election.contests)
    _known("level", levels, (NATION, *election.level_ids()))
    for name in contests:
        if not set(levels) & set(election.contests[name].levels):
            raise UsageError(
                f"{name} is not tabulated at the level {some_of(levels)}",
                hint=f"It is at: {many_of(election.contests[name].levels)}.",
            )
    documents = tuple(
        CountedContest(
            id=contest.id,
            name=contest.name,
            status=counted.status(contest.id),
            levels=tuple(
                CountedLevel(level=level, units=_units(counted, contest.id, level, unit))
                for level in levels
                if level in counted.sums[contest.id]
            ),
        )
        for contest in election.contests.values()
        if not contests or contest.id in contests
    )
    if unit is not None and not any(level.units for contest in documents for level in contest.levels):
        first_level = next(iter(election.level_ids()), NATION)
        raise UsageError(
            f"there is no unit {unit!r} at the level {some_of(levels)}",
            hint=f"Name the unit's level with --level, e.g. --level {first_level}.",
        )
    return CountDocument(**asdict(heading(counted)), vote_type=counted.vote_type, contests=documents)


def election_label(election: Election) -> ElectionLabel:
    """An election's id, name and day."""
    return ElectionLabel(id=election.id, name=election.name, date=election.date.isoformat())


def election_heading(desk: Desk) -> ElectionHeading:
    """What stands at the top of a document that is about no moment of the count."""
    return ElectionHeading(
        election=election_label(desk.election),
        note=desk.election.note if desk.rehearsing else "",
        rehearsal=desk.rehearsing,
    )


def heading(counted: Count) -> CountHeading:
    """What stands at the top of a document: of which election, which moment, which sheets."""
    election = counted.election
    return CountHeading(
        election=election_label(election),
        note=election.note if counted.rehearsing else "",
        rehearsal=counted.rehearsing,
        as_of=iso(counted.until),
        observed_at=iso(counted.observed_at),
        excluded_sheets=counted.excluded.height,
    )


def iso(moment: datetime | None) -> str | None:
    """A moment as ISO 8601 text in UTC; None stays None."""
    return utc_time(moment) if moment else None


def utc_time(moment: datetime) -> str:
    """A moment as ISO 8601 text in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def local_time(moment: datetime, election: Election) -> str:
    """A moment as text in the election's own time, with the name of its time zone."""
    local = election.local(moment)
    seconds = "seconds" if local.second or local.microsecond else "minutes"
    return f"{local.replace(tzinfo=None).isoformat(' ', seconds)} ({election.timezone.key})"


def unit_names(stations: pl.DataFrame, level: str) -> dict[str, str]:
    """The names of a level's units, by code; a unit without a name has its code."""
    pairs = stations.select(level, name_column(level)).drop_nulls(level).unique(level)
    return {code: name or code for code, name in pairs.iter_rows()}


def _units(counted: Count, contest: str, level: str, unit: str | None) -> tuple[CountedUnit, ...]:
    names = {} if level == NATION else unit_names(counted.stations, level)
    rows = counted.sums[contest][level]
    if unit is not None:
        rows = rows.filter(pl.col(UNIT) == unit)
    units = []
    for row in rows.iter_rows(named=True):
        all_listed = counted.election.stations.complete
        figures = unit_figures(row, counted.election.contests[contest], all_listed=all_listed)
        code = row[UNIT]
        units.append(
            CountedUnit(
                unit=code,
                name=counted.election.name if level == NATION else names.get(code, code or "(in none)"),
                status=count_item_status(
                    figures.sheets_reported - figures.sheets_unexpected,
                    figures.sheets_expected + (not all_listed),
                ),
                counted=figures,
            )
        )
    return tuple(sorted(units, key=lambda unit: unit_order(unit.unit, unit.name)))


def unit_order(code: str, name: str) -> tuple[bool, bool, str, list[str]]:
    """Where a unit stands among others: by a code that is a number, else by its name; last comes no unit.

    Numbers within a name are in order too, and accents make no difference.
    """
    number = code.zfill(12) if code.isdigit() else ""
    return code == NO_UNIT, not number, number, natural_order(name)


def _known(kind: str, asked: Sequence[str], known: Sequence[str] | Mapping[str, object]) -> None:
    for name in asked:
        if name not in known:
            raise UsageError(f"there is no {kind} {name!r}", hint=f"There are: {many_of(known)}.")
