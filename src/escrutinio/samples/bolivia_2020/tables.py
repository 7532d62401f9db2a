"""The small official tables of the sample, read as integers.

Figures only: the TSE's publication of results of 29 October 2020 and counts over the sheets' data; the
source of each table is in ``tables/README.md``. Units: sheets, registered voters, votes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from types import MappingProxyType

#: Bolivia keeps UTC-4 all year.
BOLIVIA_TIME = timezone(timedelta(hours=-4), "BOT")

#: The code of the votes cast abroad, which have a presidential contest only.
ABROAD = "EXT"

#: Lists of the presidential contest, in the order of the tables.
PRESIDENT_LISTS = ("MAS-IPSP", "CC", "CREEMOS", "FPV", "PAN-BOL")
#: LIBRE-21 had withdrawn, yet 41 votes for it stand in the counted sheets of three districts of Beni.
SINGLE_MEMBER_LISTS = (*PRESIDENT_LISTS, "LIBRE-21")
#: Indigenous organisations stand in the special district of their own department only.
SPECIAL_LISTS = (*PRESIDENT_LISTS, "APG", "BIA-YUQUI", "CPEM-B", "OICH", "ORCAWETA", "YAMINAWA")

#: Lists of the presidential contest of 2019.
EARLIER_LISTS = ("MAS-IPSP", "CC", "21F", "PDC", "MTS", "MNR", "UCS", "FPV", "PAN-BOL")

#: Kinds of polling place, densest first.
KINDS = ("city", "periurban", "rural", "remote", "abroad")


@dataclass(frozen=True, slots=True)
class OfficialTotals:
    """What one unit's count came to in one contest.

    Attributes:
        code: "1" to "9" or "EXT" for departments, "C01" to "C63" for single-member districts, "E" and the
            department's code for special districts.
        department: code of the department the unit lies in (its own code for a department).
        name: the department's own name, empty for districts.
        sheets: how many tally sheets there are.
        registered: voters in the stations file; cast, valid, blank, null: ballots.
        votes: list to votes; their sum is ``valid``.
        winner: the list that took the seat, None where the contest is wider than the unit.
    """

    code: str
    department: str
    name: str
    sheets: int
    registered: int
    cast: int
    valid: int
    blank: int
    null: int
    votes: Mapping[str, int]
    winner: str | None


@dataclass(frozen=True, slots=True)
class Stratum:
    """Polling places of one kind that serve the same districts.

    Attributes:
        department: code of the department, "EXT" abroad.
        district: single-member district, None abroad and where voters vote in the special district alone.
        special: special district, None where there is none.
        kind: one of ``KINDS``, by the density of population at the place.
        places: polling places; sheets: their tables, one sheet per contest each; registered: voters there.
        special_cast: ballots cast on the special sheets.
        arrival: mean position of the presidential sheets in the order of the count, per cent of all sheets.
    """

    department: str
    district: str | None
    special: str | None
    kind: str
    places: int
    sheets: int
    registered: int
    special_cast: int
    arrival: float


def _rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one table; lines that start with # are its note of the source."""
    text = files(__package__).joinpath("tables", name).read_text(encoding="utf-8")
    return csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))


def _totals(name: str, lists: tuple[str, ...]) -> tuple[OfficialTotals, ...]:
    return tuple(
        OfficialTotals(
            code=row["code"],
            department=row.get("department", row["code"]),
            name=row.get("name", ""),
            sheets=int(row.get("sheets", 0)),
            registered=int(row["registered"]),
            cast=int(row["cast"]),
            valid=int(row["valid"]),
            blank=int(row["blank"]),
            null=int(row["null"]),
            votes=MappingProxyType({each: int(row[each]) for each in lists}),
            winner=row.get("winner"),
        )
        for row in _rows(name)
    )


@cache
def departments() -> tuple[OfficialTotals, ...]:
    """The presidential contest in the nine departments, in official order, and abroad (10 rows)."""
    return _totals("departments.csv", PRESIDENT_LISTS)


@cache
def earlier_departments() -> tuple[OfficialTotals, ...]:
    """The presidential contest of 2019 in the departments and abroad (10 rows); ``sheets`` is 0."""
    return _totals("earlier.csv", EARLIER_LISTS)


@cache
def districts() -> tuple[OfficialTotals, ...]:
    """The 63 single-member districts, C01 to C63."""
    return _totals("districts.csv", SINGLE_MEMBER_LISTS)


@cache
def special_districts() -> tuple[OfficialTotals, ...]:
    """The 7 special indigenous districts, by department."""
    return _totals("special.csv", SPECIAL_LISTS)


@cache
def strata() -> tuple[Stratum, ...]:
    """The kinds of polling place within each district and abroad, by department, district and kind."""
    return tuple(
        Stratum(
            department=row["department"],
            district=row["district"] or None,
            special=row["special"] or None,
            kind=row["kind"],
            places=int(row["places"]),
            sheets=int(row.get("sheets", 0)),
            registered=int(row["registered"]),
            special_cast=int(row["special_cast"]),
            arrival=float(row["arrival"]),
        )
        for row in _rows("strata.csv")
    )


@cache
def pace() -> tuple[tuple[float, datetime], ...]:
    """The pace of the count: (per cent of presidential sheets in, time), both strictly rising."""
    return tuple(
        (float(row["position"]), datetime.fromisoformat(row["local_time"]).replace(tzinfo=BOLIVIA_TIME))
        for row in _rows("arrival.csv")
    )
