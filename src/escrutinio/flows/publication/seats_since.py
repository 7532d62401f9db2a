"""From the seats of two elections to who has gained and lost some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from escrutinio.flows.decide import Decision
from escrutinio.flows.documents.chambers import ListSeatsSince, SeatsSince
from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.results import DistrictResult, SeatChange
from escrutinio.flows.documents.since import Standing
from escrutinio.flows.earlier_seats import EarlierSeats
from escrutinio.flows.lists_of_persons import added_up
from escrutinio.flows.publication.counted import labelled
from escrutinio.flows.results import selection_label
from escrutinio.law import Chamber
from escrutinio.model import Election

_OF_PERSONS = "list:"
"""How the ids of lists of persons begin; see :func:`~escrutinio.flows.lists_of_persons.lists_of_persons`."""


@dataclass(frozen=True)
class Holder:
    """Who had a single seat last time.

    Attributes:
        label: the list.
        change: what becomes of the seat; None where it cannot be said.
    """

    label: SelectionLabel
    change: SeatChange | None


@dataclass(frozen=True)
class ChamberThen:
    """A chamber beside the earlier election.

    Args:
        decision: the law's answer.
        chamber: the chamber.
        earlier: who had which seats last time.
        lists: selection -> list, where persons are voted for.
    """

    decision: Decision
    chamber: Chamber
    earlier: EarlierSeats
    lists: Mapping[str, SelectionLabel]

    @property
    def election(self) -> Election:
        """What is voted on now."""
        return self.decision.counted.election

    @cached_property
    def heirs(self) -> Mapping[str, list[str]]:
        """List of then -> the lists that stand now and come from it."""
        heirs_of: dict[str, list[str]] = {}
        for name in added_up(dict.fromkeys(self.election.selections, 0), self.lists):
            heirs_of.setdefault(earlier_list(self.election, name), []).append(name)
        return heirs_of

    @cached_property
    def comparable(self) -> bool:
        """Whether any list of then stands now: the file may have others, such as parties beside persons."""
        return any(name in self.heirs for seats in self.earlier.by_unit.values() for name in seats)

    def label(self, name: str) -> SelectionLabel:
        """Who a list is, be it one of persons."""
        of_persons = {label.id: label for label in self.lists.values()}
        return of_persons.get(name) or selection_label(self.election, name)

    def seats_then(self, unit: str = "") -> Mapping[str, int] | None:
        """List of then -> its seats in a unit, or in all of the chamber; None where they are not known."""
        alone = len(self.decision.outcome.chambers) == 1
        then = self.earlier.of(self.chamber.id, unit, alone=alone)
        if then is not None or unit:
            return then
        parts = [self.earlier.of(self.chamber.id, code, alone=alone) for code in self.chamber.units]
        known = [part for part in parts if part is not None]
        if not known or len(known) < len(parts):
            return None
        whole: dict[str, int] = {}
        for part in known:
            for name, seats in part.items():
                whole[name] = whole.get(name, 0) + seats
        return whole

    def of_unit(self, unit: str) -> SeatsSince | None:
        """The seats of a unit of several; None where those of last time are not known."""
        own = self.chamber.units[unit]
        given = not own.undecided and (self.decision.outcome.final or not own.vacant)
        return self._since(own.seats, self.seats_then(unit), given=given)

    def of_chamber(self) -> SeatsSince | None:
        """All seats; None where those of last time are not known."""
        own = self.chamber
        given = not own.undecided and (self.decision.outcome.final or not own.vacant)
        return self._since(own.seats, self.seats_then(), given=given)

    def holder(self, result: DistrictResult) -> Holder | None:
        """Who had a single seat last time, and what became of it; None where that is not known."""
        then = self.seats_then(result.unit)
        if then is None or sum(then.values()) != 1 or not self.comparable:
            return None
        (old,) = then
        heirs = self.heirs.get(old, [])
        label = self.label(heirs[0]) if len(heirs) == 1 else selection_label(self.election, old)
        if result.of_list is None:
            return Holder(label, None)
        if earlier_list(self.election, result.of_list.id) != old:
            return Holder(label, SeatChange.GAIN)
        # Of a divided list it is not said which part held the seat.
        return Holder(label, SeatChange.HOLD if len(heirs) == 1 else None)

    def _since(
        self, seats: Mapping[str, int], then: Mapping[str, int] | None, *, given: bool
    ) -> SeatsSince | None:
        heirs = self.heirs
        if then is None or not self.comparable:
            return None
        now = {name: number for name, number in added_up(seats, self.lists).items() if number}

        def row(name: str, old: str) -> ListSeatsSince:
            divided = old in then and len(heirs.get(old, ())) > 1
            number, before = now.get(name, 0), then.get(old, 0)
            return labelled(
                ListSeatsSince,
                self.label(name),
                standing=Standing.DIVIDED if divided else Standing.STOOD,
                seats=number,
                seats_then=before,
                change=number - before if given and not divided else None,
            )

        rows = [row(name, earlier_list(self.election, name)) for name in now]
        rows += [row(name, old) for old in then for name in heirs.get(old, (old,)) if name not in now]
        ordered = sorted(rows, key=lambda one: (-one.seats, -one.seats_then))
        return SeatsSince(size_then=sum(then.values()), lists=tuple(ordered))


def earlier_list(election: Election, name: str) -> str:
    """What the earlier election's files call a list of this one, or the list of persons."""
    own = name.removeprefix(_OF_PERSONS)
    renamed = election.baseline.lists if election.baseline else {}
    return renamed.get(own, own)
