"""The facts of one election that no ballot says, and how a TOML file states them.

Its keys are those of :class:`ElectionFacts` that are not in the table of votes: ``seats``, ``levelling``,
``above``, ``agreements``, ``parties``, ``labels`` (label -> lists), ``candidates``, ``groups`` (group ->
candidates), and ``[[lot]]`` tables with ``tied``, ``drawn`` and ``what``. Under a law of several bodies each
body has its own: ``[bodies.senate.seats]``, ``[[bodies.senate.lot]]``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from escrutinio.law.lots import Lot
from escrutinio.model.errors import LawError, LawFileError
from escrutinio.model.names import composed
from escrutinio.model.toml_table import TomlTable

WHOLE = "whole"
"""The unit of a table without units: the whole country, or the whole body."""
INDEPENDENT = "independent"
"""The label of a list that is one person, who stands for no party."""
COUNTS = ("valid", "blank", "null", "cast", "registered", "population", "others")
"""What can stand in square brackets instead of a list's name."""
OF_VERIFICATIONS = ("law", "title", "source", "day", "grade", "notes", "result")
"""What the facts of a verification hold besides facts; see :mod:`escrutinio.flows.verifications`."""

Rankings = Mapping[tuple[str, ...], int]


@dataclass(frozen=True)
class ElectionFacts:
    """The facts of one election besides the votes of lists.

    Args:
        seats: unit -> seats, where the law leaves them to a decree.
        levelling: region -> its levelling seats, where a decree gives them.
        above: unit -> the unit it belongs to, such as the Land of a region.
        agreements: groups of lists that stand together for some purpose of the law.
        parties: list -> how many parties stand together on it; 1 where it is absent.
        labels: list -> what else the law asks for, such as "minority".
        counts: contest -> what is counted -> unit -> number; see :data:`COUNTS`.
        ballots: contest -> unit -> ranking -> ballots.
        lots: lots that were drawn.
        candidates: unit -> list -> how many candidates it has, where that can be too few; those of
            :data:`WHOLE` are of every unit.
        groups: unit -> group -> its candidates in their order, where ballots can rank groups; those of
            :data:`WHOLE` are of every unit.
        bodies: body -> the facts of its own, under a law of several bodies.
    """

    seats: Mapping[str, int] = field(default_factory=dict)
    levelling: Mapping[str, int] = field(default_factory=dict)
    above: Mapping[str, str] = field(default_factory=dict)
    agreements: tuple[tuple[str, ...], ...] = ()
    parties: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    counts: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)
    ballots: Mapping[str, Mapping[str, Rankings]] = field(default_factory=dict)
    lots: tuple[Lot, ...] = ()
    candidates: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    bodies: Mapping[str, ElectionFacts] = field(default_factory=dict)

    def rankings(self, contest: str) -> dict[str, Rankings]:
        """Unit -> ranking of candidates -> ballots: a group stands for its candidates in their order."""
        units = self.ballots.get(contest, {})
        if not self.groups:
            return dict(units)
        of_all = self.groups.get(WHOLE, {})
        return {unit: _ungrouped(of, {**of_all, **self.groups.get(unit, {})}) for unit, of in units.items()}


def _ungrouped(rankings: Rankings, groups: Mapping[str, tuple[str, ...]]) -> Rankings:
    """Rankings in which candidates stand for their group, each once, where they are named first."""
    ballots: dict[tuple[str, ...], int] = {}
    for ranking, number in rankings.items():
        names = tuple(dict.fromkeys(member for name in ranking for member in groups.get(name, (name,))))
        ballots[names] = ballots.get(names, 0) + number
    return ballots


def read_facts(text: str, where: str = "facts") -> ElectionFacts:
    """The facts of an election from TOML that holds nothing else, save what a verification says of itself.

    Raises:
        LawFileError: it has mistakes; all of them are listed.
        LawError: it is no TOML.
    """
    table = toml_of(text, where)
    facts = facts_of(table)
    table.skip(*OF_VERIFICATIONS)
    table.finish()
    if table.problems:
        raise LawFileError(table.told(), where=where)
    return facts


def toml_of(text: str, where: str) -> TomlTable:
    """A TOML file as a table to be read key by key.

    Raises:
        LawError: it is no TOML.
    """
    try:
        return TomlTable(tomllib.loads(composed(text)), "", [], text)
    except tomllib.TOMLDecodeError as error:
        raise LawError(f"not TOML: {error}", where=where) from None


def facts_of(table: TomlTable) -> ElectionFacts:
    """The facts that a table states; mistakes and the other keys are left with it."""
    labels: dict[str, frozenset[str]] = {}
    by_label = table.table("labels")
    for label in by_label.names():
        for name in by_label.texts(label, "a list of lists"):
            labels[name] = labels.get(name, frozenset()) | {label}
    bodies = {}
    by_body = table.table("bodies")
    for body in by_body.names():
        own = by_body.table(body)
        bodies[body] = facts_of(own)
        own.finish()
    by_body.finish()
    return ElectionFacts(
        seats=table.counts("seats"),
        levelling=table.counts("levelling"),
        above=table.text_map("above"),
        agreements=table.groups("agreements", 'groups of lists such as [["A", "B"]]'),
        parties=table.counts("parties"),
        labels=labels,
        candidates=_candidates(table.table("candidates")),
        groups=_groups(table.table("groups")),
        lots=tuple(lot for row in table.tables("lot") for lot in _lot(row)),
        bodies=bodies,
    )


def _candidates(table: TomlTable) -> dict[str, dict[str, int]]:
    """Numbers of candidates: of every unit, or in a table for one."""
    candidates: dict[str, dict[str, int]] = {}
    for name in table.names():
        if table.is_table(name):
            candidates[name] = table.counts(name)
        else:
            candidates.setdefault(WHOLE, {})[name] = table.count(name)
    return candidates


def _groups(table: TomlTable) -> dict[str, dict[str, tuple[str, ...]]]:
    """Groups of candidates: of every unit, or in a table for one."""
    groups: dict[str, dict[str, tuple[str, ...]]] = {}
    for name in table.names():
        part, unit = (table.table(name), name) if table.is_table(name) else (table, WHOLE)
        for group in part.names() if part is not table else [name]:
            groups.setdefault(unit, {})[group] = part.texts(group, "a list of candidates", required=True)
    return groups


def _lot(table: TomlTable) -> Iterator[Lot]:
    before = len(table.problems)
    tied = table.texts("tied", 'a list of names such as ["A", "B"]', required=True)
    drawn = table.texts("drawn", 'a list of names such as ["B"]', required=True)
    what = table.text("what", "what was tied, as the outcome says it", "")
    table.finish()
    if len(table.problems) > before:
        return
    try:
        yield Lot.of(tied, drawn, what)
    except LawError as error:
        table.problem("drawn", error.message, "names of tied, each once")
