"""Holds an ElectionReport against the public rules of NIST SP 1500-100 version 2, as far as it uses them.

Written from the standard's description: for each class that is written here its required and optional
properties, their types and enumerations, and what each reference may point at. It is not the standard's own
schema, and it knows no class that is not written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

PREFIX = "ElectionResults."

_STATUS = ("certified", "correction", "pre-election", "recount", "unofficial-complete", "unofficial-partial")
_COUNT_STATUS = ("completed", "in-process", "not-processed", "unknown")
_COUNT_TYPE = (
    *("absentee", "absentee-fwab", "absentee-in-person", "absentee-mail", "early", "election-day"),
    *("other", "provisional", "seats", "total", "uocava", "write-in"),
)
_IDENTIFIER = ("fips", "local-level", "national-level", "ocd-id", "other", "state-level")
_ELECTION_TYPE = (
    *("general", "other", "partisan-primary-closed", "partisan-primary-open"),
    *("primary", "runoff", "special"),
)
_UNIT_TYPE = (
    *("ballot-batch", "ballot-style-area", "borough", "city", "city-council", "combined-precinct"),
    *("congressional", "country", "county", "county-council", "drop-box", "judicial", "municipality"),
    *("other", "polling-place", "precinct", "school", "special", "split-precinct", "state", "state-house"),
    *("state-senate", "town", "township", "utility", "village", "vote-center", "ward", "water"),
)


@dataclass(frozen=True)
class Kind:
    """What a property may hold; at most one of the fields that follow ``many`` is filled.

    Attributes:
        many: a list of them.
        plain: "string", "integer", "number", "boolean", "date", "moment" or "color".
        one_of: an enumeration.
        nodes: the classes of the object.
        refers: the classes of the object whose ``@id`` this is.
    """

    many: bool = False
    plain: str = ""
    one_of: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Class:
    """The properties of a class; every object of it has ``@type``, and ``@id`` where it is ``named``."""

    required: Mapping[str, Kind]
    optional: Mapping[str, Kind] = field(default_factory=dict)
    named: bool = False


def _text(plain: str = "string") -> Kind:
    return Kind(plain=plain)


def _of(*nodes: str) -> Kind:
    return Kind(nodes=nodes)


def _list(*nodes: str) -> Kind:
    return Kind(many=True, nodes=nodes)


_INTEGER, _STRING, _NAME = _text("integer"), _text(), _of("InternationalizedText")
_UNIT_REF = Kind(refers=("ReportingUnit", "ReportingDevice"))
_DISTRICT = Kind(refers=("ReportingUnit",))
_COVERAGE = {"CountStatus": _list("CountStatus"), "SubUnitsReported": _INTEGER, "TotalSubUnits": _INTEGER}

CLASSES: Mapping[str, Class] = {
    "ElectionReport": Class(
        {
            "Format": Kind(one_of=("precinct-level", "summary-contest")),
            "GeneratedDate": _text("moment"),
            "Issuer": _STRING,
            "IssuerAbbreviation": _STRING,
            "SequenceStart": _INTEGER,
            "SequenceEnd": _INTEGER,
            "Status": Kind(one_of=_STATUS),
            "VendorApplicationId": _STRING,
        },
        {
            "Election": _list("Election"),
            "GpUnit": _list("ReportingUnit"),
            "Party": _list("Party"),
            "IsTest": _text("boolean"),
            "TestType": _STRING,
            "Notes": _STRING,
        },
    ),
    "Election": Class(
        {
            "ElectionScopeId": _DISTRICT,
            "StartDate": _text("date"),
            "EndDate": _text("date"),
            "Name": _NAME,
            "Type": Kind(one_of=_ELECTION_TYPE),
        },
        {
            "Contest": _list("PartyContest"),
            "BallotCounts": _list("BallotCounts"),
            "CountStatus": _list("CountStatus"),
            "OtherType": _STRING,
        },
    ),
    "ReportingUnit": Class(
        {"Type": Kind(one_of=_UNIT_TYPE)},
        {
            **_COVERAGE,
            "Name": _NAME,
            "OtherType": _STRING,
            "ComposingGpUnitIds": Kind(many=True, refers=_UNIT_REF.refers),
            "ExternalIdentifier": _list("ExternalIdentifier"),
            "VotersRegistered": _INTEGER,
            "VotersParticipated": _INTEGER,
        },
        named=True,
    ),
    "Party": Class({"Name": _NAME}, {"Abbreviation": _NAME, "Color": _text("color")}, named=True),
    "PartyContest": Class(
        {"ElectionDistrictId": _DISTRICT, "Name": _STRING},
        {**_COVERAGE, "ContestSelection": _list("PartySelection"), "OtherCounts": _list("OtherCounts")},
        named=True,
    ),
    "PartySelection": Class(
        {"PartyIds": Kind(many=True, refers=("Party", "Coalition"))},
        {"SequenceOrder": _INTEGER, "VoteCounts": _list("VoteCounts")},
        named=True,
    ),
    "VoteCounts": Class(
        {"Count": _text("number"), "GpUnitId": _UNIT_REF, "Type": Kind(one_of=_COUNT_TYPE)},
        {"OtherType": _STRING},
    ),
    "BallotCounts": Class(
        {"GpUnitId": _UNIT_REF, "Type": Kind(one_of=_COUNT_TYPE)},
        {"BallotsCast": _INTEGER, "BallotsRejected": _INTEGER, "BallotsOutstanding": _INTEGER}
        | {"OtherType": _STRING},
    ),
    "OtherCounts": Class(
        {"GpUnitId": _UNIT_REF}, {"Overvotes": _text("number"), "Undervotes": _text("number")}
    ),
    "CountStatus": Class({"Status": Kind(one_of=_COUNT_STATUS), "Type": Kind(one_of=_COUNT_TYPE)}),
    "ExternalIdentifier": Class(
        {"Type": Kind(one_of=_IDENTIFIER), "Value": _STRING}, {"OtherType": _STRING, "Label": _STRING}
    ),
    "InternationalizedText": Class({"Text": _list("LanguageString")}, {"Label": _STRING}),
    "LanguageString": Class({"Content": _STRING, "Language": _STRING}),
}

_NOT_EMPTY = {("InternationalizedText", "Text"), ("PartySelection", "PartyIds")}


def report_problems(report: Any) -> list[str]:
    """What in an ElectionReport is against the rules, each as ``path: what``; empty when nothing is."""
    problems = list(_node(report, ("ElectionReport",), "$"))
    named: dict[str, str] = {}
    for path, node in _nodes(report, "$"):
        own = node.get("@id")
        if isinstance(own, str):
            if own in named:
                problems.append(f"{path}: the id {own!r} stands twice")
            named[own] = str(node.get("@type", "")).removeprefix(PREFIX)
    problems += _references(report, named)
    return problems


def _node(node: Any, allowed: tuple[str, ...], path: str) -> Iterator[str]:
    if not isinstance(node, dict):
        yield f"{path}: found {type(node).__name__}, allowed: an object"
        return
    name = str(node.get("@type", "")).removeprefix(PREFIX)
    if node.get("@type") != PREFIX + name or name not in allowed:
        wanted = ", ".join(PREFIX + name for name in allowed)
        yield f"{path}: its @type is {node.get('@type')!r}; allowed: {wanted}"
        return
    rules = CLASSES[name]
    for key in (*rules.required, *(["@id"] if rules.named else [])):
        if key not in node:
            yield f"{path}: {key} is missing"
    known = {**rules.required, **rules.optional}
    for key, value in node.items():
        if key == "@type":
            continue
        if key == "@id" and rules.named:
            yield from _plain(value, "string", f"{path}.@id")
        elif key not in known:
            yield f"{path}: {key} is no property of {name}"
        else:
            yield from _several(value, known[key], name, f"{path}.{key}")


def _several(value: Any, kind: Kind, owner: str, path: str) -> Iterator[str]:
    if not kind.many:
        yield from _single(value, kind, path)
        return
    if not isinstance(value, list):
        yield f"{path}: found {type(value).__name__}, allowed: a list"
        return
    if not value and (owner, path.rpartition(".")[2]) in _NOT_EMPTY:
        yield f"{path}: it is empty"
    for place, item in enumerate(value):
        yield from _single(item, kind, f"{path}[{place}]")


def _single(value: Any, kind: Kind, path: str) -> Iterator[str]:
    if kind.nodes:
        yield from _node(value, kind.nodes, path)
    elif kind.one_of:
        if value not in kind.one_of:
            yield f"{path}: found {value!r}; allowed: {', '.join(kind.one_of)}"
    else:
        yield from _plain(value, kind.plain or "string", path)


def _plain(value: Any, kind: str, path: str) -> Iterator[str]:
    if not _PLAIN[kind](value):
        yield f"{path}: found {value!r}; allowed: {kind}"


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value)) and len(value) == 10
    except ValueError:
        return False


def _is_moment(value: Any) -> bool:
    """A moment with its zone and no part of a second."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})")
_COLOR = re.compile(r"[0-9a-f]{6}")
_PLAIN: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "date": _is_date,
    "moment": _is_moment,
    "color": lambda value: isinstance(value, str) and bool(_COLOR.fullmatch(value)),
}


def _nodes(value: Any, path: str) -> Iterator[tuple[str, dict[str, object]]]:
    if isinstance(value, dict):
        yield path, value
        for key, below in value.items():
            yield from _nodes(below, f"{path}.{key}")
    elif isinstance(value, list):
        for place, below in enumerate(value):
            yield from _nodes(below, f"{path}[{place}]")


def _references(report: Any, named: Mapping[str, str]) -> Iterator[str]:
    """References to what is not in the report, or is of another class."""
    for path, node in _nodes(report, "$"):
        rules = CLASSES.get(str(node.get("@type", "")).removeprefix(PREFIX))
        if rules is None:
            continue
        for key, kind in {**rules.required, **rules.optional}.items():
            if not kind.refers or key not in node:
                continue
            value = node[key]
            for target in value if isinstance(value, list) else [value]:
                if named.get(target if isinstance(target, str) else "") not in kind.refers:
                    yield f"{path}.{key}: there is no {' or '.join(kind.refers)} with the id {target!r}"
