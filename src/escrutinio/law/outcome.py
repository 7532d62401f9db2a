"""What a law gives back: decisions, seats, ties and the steps that led to them.

Everything here is a frozen value. A tie or an open question is a value like any other; nothing raises
because a law cannot name a winner. ``to_dict`` gives plain data (int, str, bool, None, list, dict) that
JSON can write; a Fraction becomes a string such as ``"123/4"``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from textwrap import fill
from typing import Any

from escrutinio.model.errors import LawError


def plain(value: object) -> Any:
    """Turn a value into data that JSON can write, with keys and sets in sorted order.

    Raises:
        LawError: the value holds something without an exact plain form, such as a float.
    """
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    to_dict = getattr(value, "to_dict", None)
    if to_dict is not None:
        return to_dict()
    raise LawError(f"a value of type {type(value).__name__} has no exact plain form")


def percent(part: int, whole: int, places: int = 2) -> str:
    """A share as text in per cent, rounded half up by whole numbers: ``percent(1, 3) == "33.33 %"``.

    For reading only: no rule ever compares it. An empty whole gives ``"-"``.
    """
    if whole == 0:
        return "-"
    scale = 10**places
    units = (2 * part * 100 * scale + whole) // (2 * whole)
    return f"{units // scale}.{units % scale:0{places}d} %"


def more_than_half(seats: int) -> int:
    """The fewest that are more than half of the seats."""
    return seats // 2 + 1


def two_thirds_of(seats: int) -> int:
    """The fewest that are at least two thirds of the seats."""
    return -(-2 * seats // 3)


@dataclass(frozen=True)
class Step:
    """One step of a derivation: the rule, its article, the numbers that went in and what came out."""

    rule: str
    article: str
    text: str
    given: Mapping[str, Any]
    gives: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Keys ``rule``, ``article``, ``text``, ``given``, ``gives``."""
        return {
            "rule": self.rule,
            "article": self.article,
            "text": self.text,
            "given": plain(self.given),
            "gives": plain(self.gives),
        }


@dataclass(frozen=True)
class Tie:
    """Some lists have equal claims to fewer seats than there are claims; a person must decide.

    Args:
        tied: the names concerned, sorted.
        seats: how many seats (or places) they share, fewer than or as many as the claims.
        what: what is tied, in words.
    """

    tied: tuple[str, ...]
    seats: int
    what: str

    @classmethod
    def of(cls, tied: Iterable[str], seats: int, what: str) -> Tie:
        """A tie whose names are put in sorted order, so that it never depends on the order of input."""
        return cls(tuple(sorted(tied)), seats, what)

    def to_dict(self) -> dict[str, Any]:
        """Keys ``kind`` ("tie"), ``tied``, ``seats``, ``what``."""
        return {"kind": "tie", "tied": list(self.tied), "seats": self.seats, "what": self.what}


@dataclass(frozen=True)
class Elected:
    """``name`` is elected; ``text`` says by which rule."""

    name: str
    text: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Keys ``kind`` ("elected"), ``name``, ``text``."""
        return {"kind": "elected", "name": self.name, "text": self.text}


@dataclass(frozen=True)
class RunOff:
    """Nobody is elected in the first round.

    ``pair`` holds the names sure to stand in the run-off, best first. It has two names, unless the law lets
    more stand or places are tied: then ``tie`` names who shares the places that are left.
    """

    pair: tuple[str, ...]
    tie: Tie | None = None
    text: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Keys ``kind`` ("run-off"), ``pair``, ``tie``, ``text``."""
        return {"kind": "run-off", "pair": list(self.pair), "tie": plain(self.tie), "text": self.text}


@dataclass(frozen=True)
class Undecided:
    """The totals do not answer the question; ``text`` says why."""

    text: str

    def to_dict(self) -> dict[str, Any]:
        """Keys ``kind`` ("undecided"), ``text``."""
        return {"kind": "undecided", "text": self.text}


Decision = Elected | RunOff | Tie | Undecided


@dataclass(frozen=True)
class UnitSeats:
    """The seats of one unit of a chamber, such as a department.

    ``seats`` are the seats each list has for certain, of all kinds together; ``by_kind`` splits them.
    Where a tie in one kind is made up for in another, ``seats`` can hold more than the kinds added.
    Always ``sum(seats) + undecided + vacant == size``.
    """

    unit: str
    name: str
    size: int
    seats: Mapping[str, int]
    by_kind: Mapping[str, Mapping[str, int]]
    undecided: int = 0
    vacant: int = 0
    ties: tuple[Tie, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Keys ``unit``, ``name``, ``size``, ``seats``, ``by_kind``, ``undecided``, ``vacant``, ``ties``."""
        return {
            "unit": self.unit,
            "name": self.name,
            "size": self.size,
            "seats": plain(self.seats),
            "by_kind": plain(self.by_kind),
            "undecided": self.undecided,
            "vacant": self.vacant,
            "ties": plain(self.ties),
        }


@dataclass(frozen=True)
class Chamber:
    """The seats of a chamber, added up from its units.

    ``districts`` holds the decision of each single-member seat, by district. ``undecided`` counts seats
    that wait for a tie to be broken, ``vacant`` those that no counted vote can fill. Always ``sum(seats)
    + undecided + vacant == size``.
    """

    id: str
    name: str
    size: int
    seats: Mapping[str, int]
    by_kind: Mapping[str, Mapping[str, int]]
    units: Mapping[str, UnitSeats]
    districts: Mapping[str, Decision] = field(default_factory=dict)
    undecided: int = 0
    vacant: int = 0
    ties: tuple[Tie, ...] = ()

    @classmethod
    def of_units(
        cls,
        chamber_id: str,
        name: str,
        units: Iterable[UnitSeats],
        districts: Mapping[str, Decision] | None = None,
    ) -> Chamber:
        """Add units up to a chamber; a chamber is nothing but its units."""
        kept = {unit.unit: unit for unit in units}
        kinds: dict[str, list[Mapping[str, int]]] = {}
        for unit in kept.values():
            for kind, seats in unit.by_kind.items():
                kinds.setdefault(kind, []).append(seats)
        return cls(
            id=chamber_id,
            name=name,
            size=sum(unit.size for unit in kept.values()),
            seats=add_up(unit.seats for unit in kept.values()),
            by_kind={kind: add_up(parts) for kind, parts in kinds.items()},
            units=kept,
            districts=dict(districts or {}),
            undecided=sum(unit.undecided for unit in kept.values()),
            vacant=sum(unit.vacant for unit in kept.values()),
            ties=tuple(tie for unit in kept.values() for tie in unit.ties),
        )

    @property
    def majority(self) -> int:
        """The fewest seats that are more than half of the chamber."""
        return more_than_half(self.size)

    @property
    def two_thirds(self) -> int:
        """The fewest seats that are at least two thirds of the chamber."""
        return two_thirds_of(self.size)

    def to_dict(self) -> dict[str, Any]:
        """The fields, with ``majority`` and ``two_thirds``; units and districts by their id."""
        return {
            "id": self.id,
            "name": self.name,
            "size": self.size,
            "majority": self.majority,
            "two_thirds": self.two_thirds,
            "seats": plain(self.seats),
            "by_kind": plain(self.by_kind),
            "units": plain(self.units),
            "districts": plain(self.districts),
            "undecided": self.undecided,
            "vacant": self.vacant,
            "ties": plain(self.ties),
        }


@dataclass(frozen=True)
class Outcome:
    """What a law makes of the totals: offices, chambers, and the derivation.

    ``final`` is False while sheets are missing: then every figure is of the counted sheets only.
    """

    law: str
    title: str
    final: bool
    offices: Mapping[str, Decision]
    chambers: Mapping[str, Chamber]
    steps: tuple[Step, ...]

    @property
    def ties(self) -> tuple[Tie, ...]:
        """Every tie that waits for a decision by people: offices first, then chambers."""
        found: list[Tie] = []
        for decision in self.offices.values():
            if isinstance(decision, Tie):
                found.append(decision)
            elif isinstance(decision, RunOff) and decision.tie is not None:
                found.append(decision.tie)
        for chamber in self.chambers.values():
            found.extend(chamber.ties)
        return tuple(found)

    @property
    def status(self) -> str:
        """One line that must stand beside every figure of this outcome."""
        return "of all sheets" if self.final else "not final: of the counted sheets"

    def to_dict(self) -> dict[str, Any]:
        """Keys ``law``, ``title``, ``final``, ``status``, ``offices``, ``chambers``, ``steps``, ``ties``."""
        return {
            "law": self.law,
            "title": self.title,
            "final": self.final,
            "status": self.status,
            "offices": plain(self.offices),
            "chambers": plain(self.chambers),
            "steps": plain(self.steps),
            "ties": plain(self.ties),
        }

    def derivation(self, width: int = 80) -> str:
        """The steps as plain text, numbered, one blank line between steps, no line longer than ``width``."""
        parts = [f"{self.law}: {self.title} ({self.status})"]
        for number, step in enumerate(self.steps, start=1):
            lines = [(f"{number}. {step.rule} [{step.article}]", 3), (f"   {step.text}", 3)]
            lines += [(f"   given  {key}: {in_words(value)}", 10) for key, value in step.given.items()]
            lines += [(f"   gives  {key}: {in_words(value)}", 10) for key, value in step.gives.items()]
            parts.append(
                "\n".join(fill(line, width, subsequent_indent=" " * indent) for line, indent in lines)
            )
        return "\n\n".join(parts)


def add_up(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Add mappings of list -> number; the keys come out sorted."""
    total: dict[str, int] = {}
    for part in parts:
        for name, number in part.items():
            total[name] = total.get(name, 0) + number
    return {name: total[name] for name in sorted(total)}


def in_words(value: object) -> str:
    """A value as a lawyer would read it in a line of text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {in_words(item)}" for key, item in value.items()) or "none"
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return ", ".join(in_words(item) for item in items) or "none"
    if isinstance(value, Tie):
        return f"{value.what}: {' = '.join(value.tied)} for {value.seats}"
    if isinstance(value, Elected):
        return f"{value.name} elected"
    if isinstance(value, RunOff):
        sure = " and ".join(value.pair)
        return f"run-off {sure}" if value.tie is None else f"run-off {sure}; {in_words(value.tie)}"
    if isinstance(value, Undecided):
        return f"undecided ({value.text})"
    return "none" if value is None else str(value)
