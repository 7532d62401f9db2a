"""Verify a law on an official result: apply it to the votes of a real election and compare.

A verification is a folder with ``votes.csv`` and ``facts.toml``; see :mod:`escrutinio.law.facts`. Besides the
facts, the TOML names ``law``, ``title``, ``source``, ``day``, ``grade`` (see :class:`Grade`), ``notes`` and,
in ``result``, what was officially announced: ``seats`` (list -> seats), ``units`` (unit -> list -> seats of
all kinds), ``kinds`` (kind -> unit -> list -> seats), ``elected`` (of an office), ``winners`` (unit -> names
of those elected there) and ``without_seat`` (constituencies whose winner has no seat). Where a law fills
several chambers, ``chambers`` holds the same for each by its id.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from escrutinio.law import Chamber, Elected, Law, Outcome, get_law
from escrutinio.law.decisions import chosen
from escrutinio.law.evaluation.reading import one_line
from escrutinio.law.facts import ElectionFacts, facts_of, toml_of
from escrutinio.law.votes_table import Votes, read_votes
from escrutinio.model.errors import LawError, LawFileError
from escrutinio.model.toml_table import TomlTable

_FIRST_TABLE = re.compile(r"^\[", re.MULTILINE)

VERIFICATIONS = Path(__file__).parents[1] / "samples" / "verifications"
"""Official results that laws are verified on: a folder each, with ``votes.csv`` and ``facts.toml``."""


class Grade(StrEnum):
    """How near the figures of a verification are to what was officially published, the nearest first."""

    OFFICIAL_FILE = "official file"
    """Read from the authority's own file, or a copy of it."""
    OFFICIAL_FIGURE = "official figure copied"
    """Copied by hand from an official publication."""
    REPOSITORY = "book or repository"
    """Taken from a book, the press or the data of other people."""
    MEMORY = "memory"
    """As commonly cited: not checked against anything."""

    @property
    def official(self) -> bool:
        """Whether the law can be called verified on official results."""
        return self in (Grade.OFFICIAL_FILE, Grade.OFFICIAL_FIGURE)


def in_words(verified_on: Iterable[VerifiedOn]) -> str:
    """How many verifications there are of each grade, such as "2 memory, 1 official file"; or "none"."""
    grades = Counter(verification.grade for verification in verified_on)
    return ", ".join(f"{grades[grade]} {grade}" for grade in Grade if grade in grades) or "none"


def verified_words(law: Law, verified_on: Sequence[VerifiedOn]) -> str:
    """On how many elections of each grade a law is verified; of a law of several bodies, body by body."""
    if not law.parts:
        return in_words(each for each in verified_on if each.law.id == law.id)
    of_bodies = ((part, in_words(v for v in verified_on if v.law.id == part.of)) for part in law.parts)
    return "; ".join(f"{part.id} {words}" for part, words in of_bodies)


@dataclass(frozen=True)
class Official:
    """What was officially announced; empty parts were not, or are not known."""

    seats: Mapping[str, int]
    units: Mapping[str, Mapping[str, int]]
    kinds: Mapping[str, Mapping[str, Mapping[str, int]]]
    winners: Mapping[str, tuple[str, ...]]
    without_seat: tuple[str, ...]
    elected: str
    chambers: Mapping[str, Official]

    @property
    def checks(self) -> int:
        """How many figures there are."""
        return (
            len(self.seats)
            + sum(len(seats) for seats in self.units.values())
            + sum(len(seats) for units in self.kinds.values() for seats in units.values())
            + sum(len(names) for names in self.winners.values())
            + len(self.without_seat)
            + bool(self.elected)
            + sum(chamber.checks for chamber in self.chambers.values())
        )


@dataclass(frozen=True)
class VerifiedOn:
    """A real election that a law is verified on: what it is, and its official result.

    Args:
        id: the folder's name.
        law: the law that it verifies.
        title: the election in words.
        source: where the figures are from.
        day: of the election.
        grade: how near its figures are to the official ones.
        notes: what is not official in it.
        folder: where its files are.
    """

    id: str
    law: Law
    title: str
    source: str
    day: str
    grade: Grade
    notes: str
    folder: Path

    @property
    def official(self) -> Official:
        """The result, read when it is asked for: it can be long, and a list of laws needs none.

        Raises:
            LawError: the file is not of its form.
        """
        return _result_in(self.folder)

    @property
    def checks(self) -> int:
        """How many official figures are compared."""
        return self.official.checks


@dataclass(frozen=True)
class Verification(VerifiedOn):
    """The same with what a law needs to decide it.

    Args:
        votes: the table.
        facts: what no ballot says.
        result: what was officially announced.
    """

    votes: Votes
    facts: ElectionFacts
    result: Official

    @property
    def official(self) -> Official:
        """The result."""
        return self.result

    def decide(self) -> Outcome:
        """What the law decides."""
        return self.law.decide(self.votes.totals(), True, self.facts)

    def differences(self, outcome: Outcome) -> list[str]:
        """Where an outcome differs from the official result, in words; empty where it is the same."""
        return list(_differences(self.official, outcome))


def read_verified_on(folder: Path) -> VerifiedOn:
    """Read what election a verification is, without its votes, its facts and its result.

    Raises:
        LawError: what it says of itself is missing or not of its form, or the law is unknown.
    """
    where, text = str(folder / "facts.toml"), _text(folder, "facts.toml")
    first = _FIRST_TABLE.search(text)
    try:
        # A file that is cut where a table begins is the same file without it, or no TOML.
        table = toml_of(text[: first.start()] if first else text, where)
    except LawError:
        table = toml_of(text, where)
    election = _election(table, folder)
    if table.problems:
        raise LawFileError(table.told(), where=where)
    return election


def read_verification(folder: Path) -> Verification:
    """Read a verification.

    Raises:
        LawError: a file is missing or not of its form, or the law is unknown.
    """
    where = str(folder / "facts.toml")
    table = toml_of(_text(folder, "facts.toml"), where)
    facts, election = facts_of(table), _election(table, folder)
    official = _official(table.table("result"))
    table.finish()
    if table.problems:
        raise LawFileError(table.told(), where=where)
    lines = _text(folder, "votes.csv").splitlines()
    votes = read_votes(lines, election.law.first_contest, str(folder / "votes.csv"))
    return Verification(
        election.id,
        election.law,
        election.title,
        election.source,
        election.day,
        election.grade,
        election.notes,
        folder,
        votes,
        votes.complete(facts),
        official,
    )


@cache
def _result_in(folder: Path) -> Official:
    where = str(folder / "facts.toml")
    table = toml_of(_text(folder, "facts.toml"), where)
    official = _official(table.table("result"))
    if table.problems:
        raise LawFileError(table.told(), where=where)
    return official


def _election(table: TomlTable, folder: Path) -> VerifiedOn:
    """What election it is; mistakes are left with the table, save those about its law.

    Raises:
        LawError: the law is unknown, or was not in force on the day.
    """
    where = str(folder / "facts.toml")
    law_id = table.text("law", "the id of a law")
    title = one_line(table.text("title", "the election in words"))
    source = one_line(table.text("source", "where the figures are from"))
    grade = table.choice("grade", list(Grade), Grade.MEMORY) or Grade.MEMORY
    day, notes = table.day("day"), table.text("notes", "what is not official", "")
    if day is None and not table.has("day"):
        table.problem("day", "it is missing", "the day of the election")
    if table.problems:
        raise LawFileError(table.told(), where=where)
    law = get_law(law_id)
    _in_force(law, day, where)
    return VerifiedOn(folder.name, law, title, source, str(day), Grade(grade), one_line(notes), folder)


def _text(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LawError(f"the verification cannot be read: {error}", where=str(folder)) from None


def _in_force(law: Law, day: date | None, where: str) -> None:
    """Refuse an election on a day on which the law was not in force.

    Raises:
        LawError: it was not in force, or there is no day.
    """
    if day is None:
        raise LawError("the field day is missing", where=where, hint="Give the day of the election.")
    if not law.in_force_on(day):
        raise LawError(f"{law.id} was not in force on {day}", where=where, hint="Name the edition that was.")


def _official(table: TomlTable) -> Official:
    parts, kinds, winners = table.table("chambers"), table.table("kinds"), table.table("winners")
    official = Official(
        seats=table.counts("seats"),
        units=_by_unit(table.table("units")),
        kinds={kind: _by_unit(kinds.table(kind)) for kind in kinds.names()},
        winners={unit: winners.texts(unit, "a list of names") for unit in winners.names()},
        without_seat=table.texts("without_seat", "a list of constituencies"),
        elected=table.text("elected", "a name", ""),
        chambers={name: _official(parts.table(name)) for name in parts.names()},
    )
    table.finish()
    return official


def _by_unit(table: TomlTable) -> dict[str, dict[str, int]]:
    return {unit: table.counts(unit) for unit in table.names()}


def _differences(official: Official, outcome: Outcome) -> Iterator[str]:
    if official.elected:
        decisions = list(outcome.offices.values())
        decision = decisions[0] if decisions else None
        if chosen(decision) != official.elected:
            yield f"elected: officially {official.elected}, here {decision}"
    for name, part in official.chambers.items():
        yield from _chamber(part, outcome.chambers.get(name), outcome)
    if any((official.seats, official.units, official.winners, official.kinds, official.without_seat)):
        chambers = list(outcome.chambers.values())
        yield from _chamber(official, chambers[-1] if chambers else None, outcome)


def _chamber(official: Official, chamber: Chamber | None, outcome: Outcome) -> Iterator[str]:
    if chamber is None:
        yield "there are no seats"
        return
    if official.seats:
        yield from _seats("all", official.seats, chamber.seats)
    units = chamber.units
    for unit, seats in official.units.items():
        yield from _seats(unit, seats, units[unit].seats if unit in units else {})
    for kind, by_unit in official.kinds.items():
        for unit, seats in by_unit.items():
            yield from _seats(
                f"{unit}, {kind}", seats, units[unit].by_kind.get(kind, {}) if unit in units else {}
            )
    for unit, names in official.winners.items():
        here = sorted(units[unit].seats) if unit in units else []
        if here != sorted(names):
            yield f"{unit}: officially {', '.join(sorted(names))}, here {', '.join(here)}"

    if official.without_seat:
        without = {name for name, decision in chamber.districts.items() if not isinstance(decision, Elected)}
        for name in sorted(without ^ set(official.without_seat)):
            yield f"{name}: {'officially' if name in official.without_seat else 'here'} without a seat"


def _seats(where: str, official: Mapping[str, int], here: Mapping[str, int]) -> Iterator[str]:
    for name in sorted({*official, *here}):
        if official.get(name, 0) != here.get(name, 0):
            yield f"{where}: {name} has officially {official.get(name, 0)}, here {here.get(name, 0)}"
