"""What a law gives back: decisions, seats, ties and the steps that led to them.

Everything here is a frozen value. A tie or an open question is a value like any other; nothing raises
because a law cannot name a winner. ``to_dict`` gives plain data (int, str, bool, None, list, dict) that
JSON can write; a Fraction becomes a string such as ``"123/4"``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from escrutinio.law.decisions import Decision, RunOff, Tie
from escrutinio.law.plain import Plain
from escrutinio.law.step_parts import Step


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
class UnitSeats(Plain):
    """The seats of one unit of a chamber, such as a department.

    ``seats`` are the seats each list has for certain, of all kinds together; ``by_kind`` splits them.
    Where a tie in one kind is made up for in another, ``seats`` can hold more than the kinds added.
    Always ``sum(seats) + undecided + vacant == size``.

    Args:
        unit: its code.
        name: its name.
        size: its seats.
        seats: list -> seats that it has for certain, of all kinds together.
        by_kind: kind of seat -> list -> seats.
        undecided: seats that wait for a tie to be broken.
        vacant: seats that no counted vote fills.
        ties: the ties that wait for a decision by people.
    """

    unit: str
    name: str
    size: int
    seats: Mapping[str, int]
    by_kind: Mapping[str, Mapping[str, int]]
    undecided: int = 0
    vacant: int = 0
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True)
class Chamber(Plain):
    """The seats of a chamber, added up from its units.

    ``districts`` holds the decision of each single-member seat, by district. ``undecided`` counts seats
    that wait for a tie to be broken, ``vacant`` those that no counted vote can fill. Always ``sum(seats)
    + undecided + vacant == size``. ``whole_body`` is False where these are only some of a body's seats, or
    those of several bodies: then a majority of them says nothing.
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
    whole_body: bool = True
    also: ClassVar[tuple[str, ...]] = (
        "majority",
        "two_thirds",
    )

    @classmethod
    def of_units(
        cls,
        chamber_id: str,
        name: str,
        units: Iterable[UnitSeats],
        districts: Mapping[str, Decision] | None = None,
        *,
        whole_body: bool = True,
    ) -> Chamber:
        """Add units up to a chamber; a chamber is nothing but its units."""
        by_id = {unit.unit: unit for unit in units}
        kinds: dict[str, list[Mapping[str, int]]] = {}
        for unit in by_id.values():
            for kind, seats in unit.by_kind.items():
                kinds.setdefault(kind, []).append(seats)
        return cls(
            id=chamber_id,
            name=name,
            size=sum(unit.size for unit in by_id.values()),
            seats=add_up(unit.seats for unit in by_id.values()),
            by_kind={kind: add_up(parts) for kind, parts in kinds.items()},
            units=by_id,
            districts=dict(districts or {}),
            undecided=sum(unit.undecided for unit in by_id.values()),
            vacant=sum(unit.vacant for unit in by_id.values()),
            ties=tuple(tie for unit in by_id.values() for tie in unit.ties),
            whole_body=whole_body,
        )

    @property
    def majority(self) -> int:
        """The fewest seats that are more than half of the chamber."""
        return more_than_half(self.size)

    @property
    def two_thirds(self) -> int:
        """The fewest seats that are at least two thirds of the chamber."""
        return two_thirds_of(self.size)


@dataclass(frozen=True)
class Outcome(Plain):
    """What a law makes of the totals: offices, chambers, and the derivation.

    ``final`` is False while sheets are missing: then every figure is of the counted sheets only.
    ``not_stated`` says which figure that a rule goes by is not stated on all counted sheets; empty as a rule.
    Where it is not, nothing is decided.
    ``warnings`` say what of the input may be wrong, such as an edition of the law for another day.
    """

    law: str
    title: str
    final: bool
    offices: Mapping[str, Decision]
    chambers: Mapping[str, Chamber]
    steps: tuple[Step, ...]
    not_stated: str = ""
    warnings: tuple[str, ...] = ()
    also: ClassVar[tuple[str, ...]] = (
        "status",
        "ties",
    )

    @property
    def ties(self) -> tuple[Tie, ...]:
        """Every tie that waits for a decision by people: offices first, then chambers."""
        ties: list[Tie] = []
        for decision in self.offices.values():
            if isinstance(decision, Tie):
                ties.append(decision)
            elif isinstance(decision, RunOff) and decision.tie is not None:
                ties.append(decision.tie)
        for chamber in self.chambers.values():
            ties.extend(chamber.ties)
        return tuple(ties)

    @property
    def status(self) -> str:
        """One line that must stand beside every figure of this outcome."""
        return "of all sheets" if self.final else "not final: of the counted sheets"


def add_up(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Add mappings of list -> number; the keys come out sorted."""
    total: dict[str, int] = {}
    for part in parts:
        for name, number in part.items():
            total[name] = total.get(name, 0) + number
    return {name: total[name] for name in sorted(total)}
