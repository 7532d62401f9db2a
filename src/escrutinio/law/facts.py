"""What a law is applied to: the votes of one election, and the facts that no ballot says.

A votes table is a CSV with a header. Its columns are ``contest`` (left out: the contest that the law asks
for first), ``unit`` (left out: the whole country), ``list`` or ``ballot``, and ``votes``. Instead of a
list's name, ``[valid]``, ``[blank]``, ``[null]``, ``[cast]``, ``[registered]`` and ``[population]`` count
ballots or people. ``ballot`` holds a ranking such as ``A > B > C``. Everything else is in a TOML file beside
it; see :func:`read_facts`.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from escrutinio.law.evaluation.fields import Fields
from escrutinio.law.lots import Lot, read_lots
from escrutinio.law.totals import ContestTotals
from escrutinio.model.errors import LawError

WHOLE = "whole"
"""The unit of a table without units: the whole country, or the whole body."""
COUNTS = ("valid", "blank", "null", "cast", "registered", "population")
"""What can stand in square brackets instead of a list's name."""
OF_VERIFICATIONS = ("law", "title", "source", "day", "notes", "result")
"""What the facts of a verification hold besides facts; see :mod:`escrutinio.flows.verifications`."""
COLUMNS = ("contest", "unit", "list", "ballot", "votes")

Rankings = Mapping[tuple[str, ...], int]


@dataclass(frozen=True)
class ElectionFacts:
    """The facts of one election besides the votes of lists.

    Args:
        seats: unit -> seats, where the law leaves them to a decree.
        above: unit -> the unit it belongs to, such as the Land of a region.
        agreements: groups of lists that stand together for some purpose of the law.
        parties: list -> how many parties stand together on it; 1 where it is absent.
        labels: list -> what else the law asks for, such as "minority".
        counts: contest -> what is counted -> unit -> number; see :data:`COUNTS`.
        ballots: contest -> unit -> ranking -> ballots.
        lots: lots that were drawn.
        candidates: unit -> list -> how many candidates it has, where that can be too few; those of
            :data:`WHOLE` are of every unit.
    """

    seats: Mapping[str, int] = field(default_factory=dict)
    above: Mapping[str, str] = field(default_factory=dict)
    agreements: tuple[tuple[str, ...], ...] = ()
    parties: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    counts: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)
    ballots: Mapping[str, Mapping[str, Rankings]] = field(default_factory=dict)
    lots: tuple[Lot, ...] = ()
    candidates: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Votes:
    """A votes table that has been read: contest -> unit -> list, count or ranking -> number."""

    lists: Mapping[str, Mapping[str, Mapping[str, int]]]
    counts: Mapping[str, Mapping[str, Mapping[str, int]]]
    ballots: Mapping[str, Mapping[str, Rankings]]

    def case(self, facts: ElectionFacts) -> ElectionFacts:
        """The facts of the election, with the counts of ballots and the rankings of this table."""
        return replace(facts, counts=self.counts, ballots=self.ballots)

    def totals(self) -> dict[str, ContestTotals]:
        """The totals of each contest; its valid votes are those that the table states."""
        return {
            contest: ContestTotals(units, dict(self.counts.get(contest, {}).get("valid", {})))
            for contest, units in self.lists.items()
        }


def read_votes(lines: Iterable[str], contest: str, where: str = "votes") -> Votes:
    """Read a votes table.

    Args:
        lines: of the CSV, the header first.
        contest: of rows that do not name theirs.
        where: the file, for messages.

    Raises:
        LawError: a column is unknown or missing, a number is none, or a row is there twice, with the line.
    """
    rows = csv.DictReader(lines)
    header = [name.strip() for name in rows.fieldnames or ()]
    rows.fieldnames = header
    _check_header(header, where)
    lists: dict[str, dict[str, dict[str, int]]] = {}
    counts: dict[str, dict[str, dict[str, int]]] = {}
    ballots: dict[str, dict[str, dict[tuple[str, ...], int]]] = {}
    for row in _rows(rows, where):
        line = f"{where}, line {rows.line_num}"
        if None in row or None in row.values():
            raise LawError("a row with more or fewer fields than the header", where=line)
        cells = {name: text.strip() for name, text in row.items()}
        if not any(cells.values()):
            continue
        number = _whole(cells["votes"], line)
        role, unit = cells.get("contest") or contest, cells.get("unit") or WHOLE
        name, ranking = cells.get("list", ""), cells.get("ballot", "")
        if name and ranking:
            raise LawError("a row with a list and a ballot", where=line, hint="Give each a row of its own.")
        if ranking.startswith("["):
            name, ranking = ranking, ""
        kept: dict[Any, int]
        key: Any = name
        if ranking:
            kept, key = ballots.setdefault(role, {}).setdefault(unit, {}), _ranking(ranking, line)
        elif name.startswith("[") and name.endswith("]"):
            if name[1:-1] not in COUNTS:
                known = ", ".join(f"[{one}]" for one in COUNTS)
                raise LawError(f"unknown count {name}", where=line, hint=f"Counts are {known}.")
            kept, key = counts.setdefault(role, {}).setdefault(name[1:-1], {}), unit
        elif name:
            kept = lists.setdefault(role, {}).setdefault(unit, {})
        else:
            raise LawError(
                "a row without a list or a ballot", where=line, hint="Name whom the votes are for."
            )
        if key in kept:
            raise LawError(f"the votes of {name or ranking} are there twice", where=line)
        kept[key] = number
    return Votes(lists, counts, ballots)


def _rows(rows: csv.DictReader[str], where: str) -> Iterator[dict[Any, Any]]:
    """The rows; what the reader cannot read is an error of ours.

    Raises:
        LawError: a field is longer than the reader takes, or a line is broken.
    """
    try:
        yield from rows
    except csv.Error as error:
        raise LawError(f"not CSV: {error}", where=f"{where}, line {rows.line_num}") from None


def _check_header(header: list[str], where: str) -> None:
    """Refuse a header that lacks a column, has one twice, or has one that nobody reads.

    Raises:
        LawError: as said.
    """
    unknown = [name for name in header if name not in COLUMNS]
    if len(set(header)) < len(header):
        hint = "Give each column once."
    elif len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        hint = "Separate the columns by commas."
    elif unknown:
        hint = f"Leave out {', '.join(name or 'the one without a name' for name in unknown)}."
    elif "votes" not in header or not {"list", "ballot"} & set(header):
        hint = ""
    else:
        return
    raise LawError(
        f"the header of the votes is {', '.join(header) or 'empty'}",
        where=where,
        hint=f"Its columns are votes, list or ballot, and if needed unit and contest. {hint}".strip(),
    )


def _ranking(text: str, where: str) -> tuple[str, ...]:
    """The candidates of a ballot such as ``A > B > C``.

    Raises:
        LawError: a place is empty, or somebody is ranked twice.
    """
    names = tuple(part.strip() for part in text.split(">"))
    if not all(names) or len(set(names)) < len(names):
        raise LawError(
            f"the ballot is {text!r}", where=where, hint="Write it as A > B > C, each candidate once."
        )
    return names


def read_facts(text: str, where: str = "facts") -> tuple[ElectionFacts, dict[str, Any]]:
    """Read the facts of an election from TOML; and whatever else the file holds.

    Tables ``seats`` and ``above``, by unit; ``parties`` by list; ``labels``: label -> lists;
    ``agreements``: a list of groups; ``candidates`` by list, or by unit and list; ``lot``: tables of
    ``tied``, ``drawn`` and, if needed, ``what``.

    Raises:
        LawError: it is no TOML, or a field is not of its form.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LawError(f"not TOML: {error}", where=where) from None
    fields = Fields(document, where)
    groups = fields.any("agreements", [])
    if not isinstance(groups, list) or not all(
        isinstance(group, list) and all(isinstance(name, str) for name in group) for group in groups
    ):
        raise fields.wrong("agreements", groups, 'groups of lists such as [["A", "B"]]')
    labels: dict[str, frozenset[str]] = {}
    for label, names in fields.table("labels").items():
        for name in Fields({label: names}, f"{where}, labels").texts(label):
            labels[name] = labels.get(name, frozenset()) | {label}
    lots = fields.any("lot", [])
    if not isinstance(lots, list) or not all(isinstance(lot, Mapping) for lot in lots):
        raise fields.wrong("lot", lots, "tables [[lot]]")
    above = fields.table("above")
    candidates: dict[str, dict[str, int]] = {}
    own = Fields(fields.table("candidates"), f"{where}, candidates")
    for name in own.names():
        if own.holds_table(name):
            candidates[name] = own.numbers(name)
        else:
            candidates.setdefault(WHOLE, {})[name] = own.number(name)
    case = ElectionFacts(
        seats=fields.numbers("seats"),
        above={unit: str(name) for unit, name in above.items()},
        agreements=tuple(tuple(group) for group in groups),
        parties=fields.numbers("parties"),
        labels=labels,
        candidates=candidates,
        lots=tuple(lot for number, row in enumerate(lots, start=1) for lot in _lot(row, where, number)),
    )
    return case, dict(fields.rest())


def case_of(text: str, where: str = "facts") -> ElectionFacts:
    """The facts of an election from TOML that holds nothing else, save what a verification says of itself.

    Raises:
        LawError: as :func:`read_facts`, or there is a field that nobody reads.
    """
    case, rest = read_facts(text, where)
    fields = Fields(rest, where)
    for name in OF_VERIFICATIONS:
        fields.any(name)
    fields.done()
    return case


def _lot(row: Mapping[str, Any], where: str, number: int) -> tuple[Lot, ...]:
    fields = Fields(row, f"{where}, lot {number}")
    for name in ("tied", "drawn", "what"):
        fields.any(name)
    fields.done()
    try:
        return read_lots([row])
    except LawError as error:
        raise LawError(error.message, where=fields.where, hint=error.hint) from None


def _whole(text: str, where: str) -> int:
    # int alone would take 1_000, +5, and the digits of every script.
    try:
        number = int(text) if text.isascii() and text.isdecimal() else -1
    except ValueError:  # More digits than Python takes.
        number = -1
    if number < 0:
        raise LawError(
            f"the votes are {text!r}", where=where, hint="Give a whole number without spaces or separators."
        )
    return number
