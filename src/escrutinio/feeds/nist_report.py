"""Writes results as a NIST SP 1500-100 version 2 ElectionReport (JSON).

Lists are Parties and every contest is a PartyContest: the sheets name lists, and no persons. A contest that
is decided in units of its own, such as districts, is one PartyContest for each. Blank votes are Undervotes.
Null votes have no place beside a contest; those of the first contest are BallotsRejected. A figure that not
every counted sheet states is left out. Where vote types are told apart, each total stands beside its parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl

from escrutinio import __version__
from escrutinio.model import NATION, Contest, Election, ResultsStatus, count_item_status, votes_column

PARENT_LEVEL, PARENT, DECIDED_IN = "parent_level", "parent", "decided_in"

_TYPE = "ElectionResults."
_LANGUAGE = "und"  # a definition does not say which language its names are in
# Levels with the name of a ReportingUnitType are of that type; all others are "other".
_UNIT_TYPES = frozenset(
    ["borough", "city", "county", "municipality", "precinct", "state", "town", "township", "village", "ward"]
)

Node = dict[str, object]
Row = Mapping[str, Any]


def election_report(
    election: Election,
    units: pl.DataFrame,
    *,
    headline: str,
    generated: datetime,
    status: ResultsStatus,
    rehearsal: bool,
    note: str = "",
    place: str = "",
    types: pl.DataFrame | None = None,
) -> Node:
    """The report as plain data.

    Args:
        election: the definition.
        units: one row per contest, level and unit, in the order of the tree from the nation down:
            ``contest``, ``level``, ``unit``, ``name``, ``parent_level`` and ``parent`` (null for the nation),
            ``decided_in`` (the unit of the contest's own level that it lies in, null where there is not one),
            the columns of a tabulation and the votes of each selection.
        headline: the contest whose ballots and voters are those of a unit.
        generated: the moment of the report (UTC).
        status: how final it is.
        rehearsal: whether the figures are those of a rehearsal.
        note: what must be known of it.
        place: the level of polling places.
        types: the same columns for each ``vote_type`` of a unit; None where types are not told apart.
    """
    by_type = _Types(election, types)
    ballots = units.filter(pl.col("contest") == headline)
    seen = pl.concat([ballots, units]).unique(["level", "unit"], keep="first", maintain_order=True)
    report: Node = {
        "@type": f"{_TYPE}ElectionReport",
        "Format": "precinct-level" if place in units["level"] else "summary-contest",
        "GeneratedDate": generated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "IsTest": rehearsal,
        "Issuer": "Escrutinio",
        "IssuerAbbreviation": "Escrutinio",
        "SequenceStart": 1,
        "SequenceEnd": 1,
        "Status": str(status),
        "VendorApplicationId": f"Escrutinio {__version__}",
        "GpUnit": _gp_units(seen, headline, place),
        "Party": [_party(election, name) for name in election.selections],
        "Election": [
            {
                "@type": f"{_TYPE}Election",
                "ElectionScopeId": unit_id(NATION, NATION),
                "StartDate": election.date.isoformat(),
                "EndDate": election.date.isoformat(),
                "Name": _text(election.name),
                "Type": "general",
                "Contest": [
                    node
                    for contest in election.contests.values()
                    for node in _contests(contest, units, by_type)
                ],
                "BallotCounts": [
                    _ballots(part, kind)
                    for row in ballots.iter_rows(named=True)
                    for kind, part in by_type.of(row)
                ],
            }
        ],
    }
    return {**report, "Notes": note} if note else report


class _Types:
    """The parts of units by vote type.

    Args:
        election: says which of NIST's types each is.
        frame: see :func:`election_report`.
    """

    def __init__(self, election: Election, frame: pl.DataFrame | None) -> None:
        self._types = {vote_type.id: vote_type for vote_type in election.vote_types}
        self._rows: dict[tuple[str, str, str], list[Row]] = {}
        for row in frame.iter_rows(named=True) if frame is not None else ():
            self._rows.setdefault((row["contest"], row["level"], row["unit"]), []).append(row)

    def of(self, row: Row) -> list[tuple[Node, Row]]:
        """The total and its parts, each as its properties of a count and its figures."""
        parts: list[tuple[Node, Row]] = [({"Type": "total"}, row)]
        for part in self._rows.get((row["contest"], row["level"], row["unit"]), ()):
            own = self._types[part["vote_type"]]
            kind: Node = {"Type": own.count_item_type}
            alike = [vote_type.count_item_type for vote_type in self._types.values()].count(
                own.count_item_type
            ) > 1
            parts.append((kind | {"OtherType": own.name} if alike or kind["Type"] == "other" else kind, part))
        return parts


def unit_id(level: str, unit: str) -> str:
    """The id of a unit, a name that XML allows as well."""
    return "gp-" + _plain(f"{level}-{unit}" if level != NATION else NATION)


def _gp_units(units: pl.DataFrame, headline: str, place: str) -> list[Node]:
    below: dict[str, list[str]] = {}
    rows = units.rows(named=True)
    for row in rows:
        if row[PARENT_LEVEL] is not None:
            below.setdefault(unit_id(row[PARENT_LEVEL], row[PARENT]), []).append(
                unit_id(row["level"], row["unit"])
            )
    return [_gp_unit(row, below, headline, place) for row in rows]


def _gp_unit(row: Row, below: Mapping[str, Sequence[str]], headline: str, place: str) -> Node:
    own = unit_id(row["level"], row["unit"])
    node: Node = {"@type": f"{_TYPE}ReportingUnit", "@id": own, "Name": _text(row["name"])}
    if row["level"] == NATION:
        node["Type"] = "country"
    elif row["level"] == place:
        node["Type"] = "polling-place"
    elif row["level"] in _UNIT_TYPES:
        node["Type"] = row["level"]
    else:
        node |= {"Type": "other", "OtherType": row["level"]}
    if row["unit"] and row["level"] != NATION:
        node["ExternalIdentifier"] = [
            {
                "@type": f"{_TYPE}ExternalIdentifier",
                "Type": "other",
                "OtherType": row["level"],
                "Value": row["unit"],
            }
        ]
    if own in below:
        node["ComposingGpUnitIds"] = list(below[own])
    if row["contest"] == headline:
        known = row["registered_expected_sheets"] == row["sheets_expected"]
        node |= {"VotersRegistered": row["registered_expected"]} if known else {}
        node |= {"VotersParticipated": row["cast"]} if _stated(row, "cast") else {}
    return {**node, **_coverage(row)}


def _coverage(row: Row) -> Node:
    reported = row["sheets_reported"] - row["sheets_unexpected"]
    status = count_item_status(reported, row["sheets_expected"])
    return {
        "SubUnitsReported": row["sheets_reported"],
        "TotalSubUnits": row["sheets_expected"],
        "CountStatus": [{"@type": f"{_TYPE}CountStatus", "Type": "total", "Status": str(status)}],
    }


def _party(election: Election, name: str) -> Node:
    selection = election.selections[name]
    return {
        "@type": f"{_TYPE}Party",
        "@id": _party_id(name),
        "Name": _text(selection.name),
        "Abbreviation": _text(name),
        "Color": selection.color.removeprefix("#").lower(),
    }


def _contests(contest: Contest, units: pl.DataFrame, types: _Types) -> list[Node]:
    own = units.filter(pl.col("contest") == contest.id)
    districts = own.filter(pl.col("level") == contest.level).rows(named=True)
    within = own.drop_nulls(DECIDED_IN).partition_by(DECIDED_IN, as_dict=True)
    return [_contest(contest, row, within[row["unit"],].rows(named=True), types) for row in districts]


def _contest(contest: Contest, district: Row, rows: Sequence[Row], types: _Types) -> Node:
    alone = contest.level == NATION
    standing = [name for name in contest.selections if alone or district.get(votes_column(name)) is not None]
    own = "contest-" + _plain(contest.id if alone else f"{contest.id}-{district['unit']}")
    return {
        "@type": f"{_TYPE}PartyContest",
        "@id": own,
        "Name": contest.name if alone else f"{contest.name}, {district['name']}",
        "ElectionDistrictId": unit_id(district["level"], district["unit"]),
        "ContestSelection": [
            {
                "@type": f"{_TYPE}PartySelection",
                "@id": f"{own}-{_plain(name)}",
                "PartyIds": [_party_id(name)],
                "SequenceOrder": place,
                "VoteCounts": [
                    {
                        "@type": f"{_TYPE}VoteCounts",
                        "GpUnitId": unit_id(row["level"], row["unit"]),
                        **kind,
                        "Count": part[votes_column(name)],
                    }
                    for row in rows
                    for kind, part in types.of(row)
                    if part.get(votes_column(name)) is not None
                ],
            }
            for place, name in enumerate(standing, start=1)
        ],
        "OtherCounts": [
            {
                "@type": f"{_TYPE}OtherCounts",
                "GpUnitId": unit_id(row["level"], row["unit"]),
                "Undervotes": row["blank"],
            }
            for row in rows
            if _stated(row, "blank")
        ],
        **_coverage(district),
    }


def _ballots(row: Row, kind: Node) -> Node:
    counts = {"BallotsCast": "cast", "BallotsRejected": "null"}
    return {
        "@type": f"{_TYPE}BallotCounts",
        "GpUnitId": unit_id(row["level"], row["unit"]),
        **kind,
        **{name: row[figure] for name, figure in counts.items() if _stated(row, figure)},
    }


def _stated(row: Row, figure: str) -> bool:
    """Whether every sheet states or implies a figure: a part of a sum is not written as the sum."""
    return bool(row[f"{figure}_sheets"] == row["sheets_reported"])


def _text(content: str) -> Node:
    string = {"@type": f"{_TYPE}LanguageString", "Language": _LANGUAGE, "Content": content}
    return {"@type": f"{_TYPE}InternationalizedText", "Text": [string]}


def _party_id(name: str) -> str:
    return "party-" + _plain(name)


def _plain(name: str) -> str:
    """Letters, digits, dots and dashes of ASCII stay; all else becomes its code point between underscores."""
    return "".join(c if (c.isascii() and c.isalnum()) or c in "-." else f"_{ord(c):x}_" for c in name)
