"""Reads election reports of NIST SP 1500-100, versions 1 and 2, JSON and XML, as one long table.

https://doi.org/10.6028/NIST.SP.1500-100r2. A row is a number of one kind for one selection, or one count, of
a contest in a unit. Its columns are those of :data:`COLUMNS`. Counts stand under their own names, such as
``Undervotes`` or ``BallotsCast``, in the column of the selections.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from escrutinio.feeds.node_rows import Above, NodeRows
from escrutinio.feeds.raw_table import FETCH_AGAIN, RawTable
from escrutinio.feeds.xml_reader import Node
from escrutinio.model import FeedError

COLUMNS = (
    "contest", "contest id", "unit", "unit name", "unit type",
    "selection", "abbreviation", "party", "type", "votes",
)  # fmt: skip
"""``unit`` is the unit's first external identifier, or its name, or its id in the report; ``unit type`` is
its type, or the other type where that is "other"; ``type`` says how the votes were cast."""

_OF_CONTEST = ("Overvotes", "Undervotes", "WriteIns", "BallotsCast", "BallotsOutstanding", "BallotsRejected")
_OF_UNIT = ("VotersRegistered", "VotersParticipated")

COUNTS = (*_OF_CONTEST[:2], *_OF_CONTEST[3:], *_OF_UNIT)
"""Words in the column of the selections that are no selections. Write-ins are votes."""

Item = Mapping[str, object]


def is_report(document: object) -> bool:
    """Whether a JSON document is an election report."""
    return (
        isinstance(document, dict) and str(document.get("@type", "")).rpartition(".")[2] == "ElectionReport"
    )


def read_report(document: Item) -> list[RawTable]:
    """The numbers of a report, as JSON has it or :func:`report_of` gives it.

    Raises:
        FeedError: it holds no votes.
    """
    units = {_id(item): _Unit.of(item) for item in _items(document, "GpUnit")}
    rows = NodeRows()
    for election in _items(document, "Election"):
        names = _Names.of(document, election)
        for contest in _items(election, "Contest"):
            for row in _rows(contest, election, names, units):
                rows.add(row, Above(), len(rows.own) + 1)
    if not rows.own:
        raise FeedError("the election report holds no votes", hint=FETCH_AGAIN)
    return [rows.table()]


def report_of(root: Node) -> Item:
    """A report in XML in the form that it has in JSON."""
    value = _value(root)
    return value if isinstance(value, dict) else {}


@dataclass(frozen=True)
class _Unit:
    code: str
    name: str
    kind: str
    counts: Mapping[str, str]

    @classmethod
    def of(cls, item: Item) -> _Unit:
        identifiers = [_text(identifier.get("Value")) for identifier in _items(item, "ExternalIdentifier")]
        name = _text(item.get("Name"))
        kind = _text(item.get("Type"))
        counts = {key: _text(item[key]) for key in _OF_UNIT if key in item}
        return cls(
            next(filter(None, identifiers), name or _id(item)),
            name,
            _text(item.get("OtherType")) if kind == "other" and item.get("OtherType") else kind,
            counts,
        )


@dataclass(frozen=True)
class _Names:
    """Names, and abbreviations of parties, by the ids of a report."""

    candidates: Mapping[str, str]
    party_of: Mapping[str, str]
    parties: Mapping[str, str]
    abbreviations: Mapping[str, str]

    @classmethod
    def of(cls, document: Item, election: Item) -> _Names:
        candidates = list(_items(election, "Candidate"))
        parties = list(_items(document, "Party"))
        return cls(
            {_id(candidate): _text(candidate.get("BallotName")) for candidate in candidates},
            {_id(candidate): _text(candidate.get("PartyId")) for candidate in candidates},
            {_id(party): _text(party.get("Name")) for party in parties},
            {_id(party): _text(party.get("Abbreviation")) for party in parties},
        )

    def selection(self, item: Item) -> dict[str, str]:
        """The name of what can be voted for, its abbreviation and its party."""
        persons = [
            self.candidates.get(candidate, candidate)
            for candidate in _ids(item, "CandidateIds", "CandidateId")
        ]
        parties = _ids(item, "PartyIds", "PartyId", "EndorsementPartyIds")
        parties += [
            self.party_of.get(candidate, "") for candidate in _ids(item, "CandidateIds", "CandidateId")
        ]
        parties = [party for party in dict.fromkeys(parties) if party]
        names = persons or [self.parties.get(party, party) for party in parties]
        name = " / ".join(filter(None, names)) or _text(item.get("Selection")) or _text(item.get("Name"))
        if not name and _text(item.get("IsWriteIn")) == "true":
            name = "write-in"
        abbreviations = [self.abbreviations.get(party) or self.parties.get(party, party) for party in parties]
        return {
            "selection": name or _id(item),
            "abbreviation": "" if persons else " / ".join(abbreviations),
            "party": " / ".join(abbreviations),
        }


def _rows(
    contest: Item, election: Item, names: _Names, units: Mapping[str, _Unit]
) -> Iterator[dict[str, str | None]]:
    about = {"contest": _text(contest.get("Name")), "contest id": _id(contest)}
    seen: dict[str, None] = {}
    for selection in (*_items(contest, "ContestSelection"), *_items(contest, "BallotSelection")):
        named = names.selection(selection)
        for counted in _items(selection, "VoteCounts"):
            unit = _text(counted.get("GpUnitId"))
            seen[unit] = None
            yield {**about, **_place(unit, units), **named, **_number(counted, "Count")}
    for counted in (*_items(contest, "OtherCounts"), *_items(contest, "SummaryCounts")):
        unit = _text(counted.get("GpUnitId"))
        for key in _OF_CONTEST:
            if key in counted:
                yield {**about, **_place(unit, units), **_count(key), **_number(counted, key)}
    for counted in _items(election, "BallotCounts"):
        unit = _text(counted.get("GpUnitId"))
        for key in (key for key in _OF_CONTEST if key in counted and unit in seen):
            yield {**about, **_place(unit, units), **_count(key), **_number(counted, key)}
    for unit in seen:
        for key, number in (units[unit].counts if unit in units else {}).items():
            yield {**about, **_place(unit, units), **_count(key), "type": "total", "votes": number}


def _place(unit: str, units: Mapping[str, _Unit]) -> dict[str, str]:
    known = units.get(unit) or _Unit(unit, "", "", {})
    return {"unit": known.code, "unit name": known.name, "unit type": known.kind}


def _count(name: str) -> dict[str, str]:
    return {"selection": name, "abbreviation": "", "party": ""}


def _number(item: Item, key: str) -> dict[str, str]:
    kind = _text(item.get("Type")) or "total"
    if kind == "other" and item.get("OtherType"):
        kind = _text(item.get("OtherType"))
    return {"type": kind, "votes": _text(item.get(key))}


def _items(item: Item, name: str) -> Iterator[Item]:
    """The objects of a name, also within a collection, as version 1 has them."""
    within = item.get(f"{name}Collection")
    found = [item.get(name), within.get(name) if isinstance(within, dict) else None]
    for value in found:
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict):
                yield cast("Item", entry)


def _id(item: Item) -> str:
    return str(item.get("@id", ""))


def _ids(item: Item, *names: str) -> list[str]:
    """Ids that stand as a list, as an array, or separated by blanks."""
    ids: list[str] = []
    for name in names:
        value = item.get(name)
        for entry in value if isinstance(value, list) else [value]:
            ids += str(entry).split() if isinstance(entry, str) else []
    return ids


def _text(value: object) -> str:
    """A text, a number, or the first of the texts in several languages."""
    if isinstance(value, dict):
        inner = value.get("Text", value.get("Content", ""))
        return _text(inner)
    if isinstance(value, list):
        return next(filter(None, map(_text, value)), "")
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).strip()


def _value(node: Node) -> object:
    renamed = {"ObjectId": "@id", "objectId": "@id", "type": "@type"}
    if not node.children and not node.attributes:
        return node.text
    value: dict[str, object] = {renamed.get(name, name): text for name, text in node.attributes.items()}
    if not node.children:
        return {**value, "Content": node.text}
    several: dict[str, list[object]] = {}
    for child in node.children:
        several.setdefault(child.name, []).append(_value(child))
    return value | {name: values[0] if len(values) == 1 else values for name, values in several.items()}
