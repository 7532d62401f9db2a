"""A unit's page as data: its figures, the units it lies in and those below it, or its sheets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from escrutinio.flows.count import iso
from escrutinio.flows.publication import frames
from escrutinio.flows.publication.counted import counted_figures, list_label
from escrutinio.flows.publication.frames import LEVEL, NAME, STATUS, lies_in
from escrutinio.ledger import schema
from escrutinio.ledger.state import CHANGE, VERSION, WITHDRAWN
from escrutinio.model import NATION, Contest, Election, UsageError, sheet, votes_column
from escrutinio.tabulation import NO_UNIT, UNIT, unit_figures

Key = tuple[str, str, str]
Row = Mapping[str, Any]


class UnitPages:
    """Answers about units out of a publication's frames, each within milliseconds.

    Args:
        election: the definition.
        units: see :func:`escrutinio.flows.publication.frames.units_frame`.
        projected: see :func:`escrutinio.flows.publication.frames.projected_frame`.
        sheets, versions, findings: the frames of those names.
    """

    def __init__(
        self,
        election: Election,
        units: pl.DataFrame,
        projected: pl.DataFrame,
        sheets: pl.DataFrame,
        versions: pl.DataFrame,
        findings: pl.DataFrame,
    ) -> None:
        self._election = election
        self._units = units
        self._sheets = sheets
        self._versions = versions
        self._findings = findings.filter(pl.col(sheet.SHEET) != "")
        self._place = frames.place_level(election)
        keys = units.select(sheet.CONTEST, LEVEL, UNIT).iter_rows()
        self._at: dict[Key, int] = {(c, level, unit): number for number, (c, level, unit) in enumerate(keys)}
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

    def projected(self, contest: str, level: str, unit: str) -> dict[str, Any] | None:
        """Projected lists and turnout of a unit with 90 % intervals; None where there is no projection."""
        rows = self._projected.get((contest, level, unit))
        if rows is None:
            return None
        lists = [
            {
                **list_label(self._election, row["selection"]),
                **{key: row[key] for key in ("votes", "share", "low", "high")},
            }
            for row in rows
            if row["selection"]
        ]
        went = next(row for row in rows if not row["selection"])
        return {
            "lists": sorted(lists, key=lambda one: -one["share"]),
            "turnout": {key: went[key] for key in ("share", "low", "high")},
        }

    def brief(self, contest: str, level: str, unit: str) -> dict[str, Any]:
        """A unit without its surroundings.

        Raises:
            UsageError: there is no such unit.
        """
        return self._brief(self.row(contest, level, unit), self._election.contests[contest])

    def page(self, contest_id: str, level: str, unit: str) -> dict[str, Any]:
        """The document of a unit.

        Raises:
            UsageError: there is no such unit.
        """
        row = self.row(contest_id, level, unit)
        contest = self._election.contests[contest_id]
        below = frames.levels_below(self._election, contest, level, self._place)
        return {
            "schema": "escrutinio/unit/1",
            "contest": {"id": contest.id, "name": contest.name},
            **self._brief(row, contest),
            "parents": self._parents(row, contest),
            "also_in": self._also_in(row, contest),
            "below": [self._below(contest, level, unit, other) for other in below],
            "sheets": None if below else self._sheets_of(contest, level, unit),
        }

    def _brief(self, row: Row, contest: Contest) -> dict[str, Any]:
        level, unit = row[LEVEL], row[UNIT]
        return {
            "level": level,
            "level_name": self._level_name(level),
            "unit": unit,
            "name": row[NAME],
            "status": row[STATUS],
            "counted": counted_figures(unit_figures(row, contest), self._election, contest),
            "projected": self.projected(contest.id, level, unit),
        }

    def _level_name(self, level: str) -> str:
        return next((one.name for one in self._election.levels if one.id == level), self._election.name)

    def _parents(self, row: Row, contest: Contest) -> list[dict[str, Any]]:
        """The units above, from the nation down."""
        return [found for level in self._chain(row[LEVEL]) if (found := self._around(row, contest, level))]

    def _also_in(self, row: Row, contest: Contest) -> list[dict[str, Any]]:
        """Units of other branches of the tree that the unit lies in, such as its district."""
        if row[LEVEL] == NATION:
            return []
        chain = (*self._chain(row[LEVEL]), row[LEVEL])
        below = [one.id for one in self._election.levels if row[LEVEL] in self._chain(one.id)]
        others = [level for level in contest.levels if level not in chain and level not in below]
        return [found for level in others if (found := self._around(row, contest, level))]

    def _chain(self, level: str) -> list[str]:
        """The levels above a level, from the nation down."""
        parents = {one.id: one.parent for one in self._election.levels}
        found = []
        while level != NATION:
            level = parents[level]
            found.append(level)
        return found[::-1]

    def _around(self, row: Row, contest: Contest, level: str) -> dict[str, Any] | None:
        """The one unit of a level that a unit lies in."""
        code = NATION if level == NATION else row.get(lies_in(level))
        if level not in contest.levels or code is None or (contest.id, level, code) not in self._at:
            return None
        name = self.row(contest.id, level, code)[NAME]
        return {"level": level, "level_name": self._level_name(level), "unit": code, "name": name}

    def _below(self, contest: Contest, level: str, unit: str, other: str) -> dict[str, Any]:
        wanted = (pl.col(sheet.CONTEST) == contest.id) & (pl.col(LEVEL) == other)
        if level != NATION:
            wanted &= pl.col(lies_in(level)) == unit
        rows = self._units.filter(wanted).iter_rows(named=True)
        units = [self._brief(row, contest) for row in rows]
        units.sort(key=lambda one: (one["unit"] == NO_UNIT, not one["unit"].isdigit(), one["unit"].zfill(12)))
        return {"level": other, "level_name": self._level_name(other), "units": units}

    def _sheets_of(self, contest: Contest, level: str, unit: str) -> list[dict[str, Any]]:
        wanted = pl.col(sheet.CONTEST) == contest.id
        if level != NATION:
            wanted &= pl.col(level) == unit
        rows = self._sheets.filter(wanted)
        names = rows[sheet.SHEET].implode()
        own = (pl.col(sheet.CONTEST) == contest.id) & pl.col(sheet.SHEET).is_in(names)
        versions: dict[str, list[Row]] = {}
        for version in self._versions.filter(own).iter_rows(named=True):
            versions.setdefault(version[sheet.SHEET], []).append(version)
        findings: dict[str, list[Row]] = {}
        for finding in self._findings.filter(own).iter_rows(named=True):
            findings.setdefault(finding[sheet.SHEET], []).append(finding)
        return [
            {
                "sheet": row[sheet.SHEET],
                "status": row[STATUS],
                "registered_on_roll": row["stations_registered"],
                **_counts(row, contest),
                "versions": _versions(versions.get(row[sheet.SHEET], []), contest),
                "findings": [finding_document(found) for found in findings.get(row[sheet.SHEET], [])],
            }
            for row in rows.iter_rows(named=True)
        ]


def finding_document(row: Row) -> dict[str, Any]:
    """A finding as plain data; its numbers as an object."""
    return {**row, "numbers": json.loads(row["numbers"])}


def _counts(row: Row, contest: Contest) -> dict[str, Any]:
    return {
        **{name: row[name] for name in sheet.COUNTS},
        "votes": {name: row.get(votes_column(name)) for name in contest.selections},
    }


def _versions(rows: Sequence[Row], contest: Contest) -> list[dict[str, Any]]:
    """The versions of a sheet, oldest first.

    Each says what differs from the last numbers of its source; a withdrawal has no numbers of its own.
    """
    found = []
    before: dict[str, dict[str, Any]] = {}
    for row in rows:
        counts = _counts(row, contest)
        flat = {**{name: counts[name] for name in sheet.COUNTS}, **counts["votes"]}
        changed = {}
        if row[CHANGE] != WITHDRAWN:
            earlier = before.get(row[schema.SOURCE], flat)
            changed = {n: [earlier[n], flat[n]] for n in flat if earlier[n] != flat[n]}
            before[row[schema.SOURCE]] = flat
        found.append(
            {
                "version": row[VERSION],
                "change": row[CHANGE],
                "observed_at": iso(row[sheet.OBSERVED_AT]),
                "received_at": iso(row[schema.RECEIVED_AT]),
                "source": row[schema.SOURCE],
                "delivery": row[schema.DELIVERY],
                "file": row[schema.FILE],
                "line": row[sheet.LINE],
                **counts,
                "changed": changed,
            }
        )
    return found
