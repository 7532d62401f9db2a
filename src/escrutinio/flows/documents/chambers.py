"""The seats of a chamber: by the counted sheets, the bounds of what can still change, and projected."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from escrutinio.flows.documents.figures import SelectionLabel, Whole
from escrutinio.flows.documents.projected import SelectionChance
from escrutinio.flows.documents.results import DistrictResult
from escrutinio.flows.documents.since import Standing


class MajorityState(StrEnum):
    """What can be said of the majority in a chamber."""

    NOTHING_COUNTED = "nothing_counted"
    """No sheet is counted."""
    OPEN = "open"
    """It is not decided yet, or a tie has to be broken first."""
    HELD = "held"
    """One has it: every sheet is in, or the missing ones cannot change it."""
    NOBODY = "nobody"
    """Nobody has it: every sheet is in, or the missing ones cannot change it."""
    PART = "part"
    """The seats are those of a part of a body, of several bodies, or of persons: a majority says nothing."""


class MajorityResult(msgspec.Struct, frozen=True, kw_only=True):
    """Who has more than half of the seats, as far as it can be said.

    Attributes:
        state: what can be said.
        holder: who has them; null where nobody does or it is open.
    """

    state: MajorityState
    holder: SelectionLabel | None


class ListSeats(SelectionLabel, frozen=True, kw_only=True):
    """A list and its seats.

    Attributes:
        seats: its seats.
    """

    seats: Whole


class ListSeatBounds(SelectionLabel, frozen=True, kw_only=True):
    """The seats that a list can still end with, whatever the missing sheets hold.

    Attributes:
        min_seats: the fewest.
        max_seats: the most.
    """

    min_seats: Whole
    max_seats: Whole


class ListSeatEstimate(SelectionLabel, frozen=True, kw_only=True):
    """A list and its projected seats.

    Attributes:
        seats: the median of the simulated finished counts.
        low: the lower end of the 90 % interval.
        high: the upper end of it.
    """

    seats: Whole
    low: Whole
    high: Whole


class CountedSeats(msgspec.Struct, frozen=True, kw_only=True):
    """Seats as the law gives them by the sheets that are in.

    Attributes:
        lists: the lists and their seats, the most first.
        undecided: seats that nobody has yet, because nothing is counted for them or a tie is open.
        vacant: seats that stay empty by law.
    """

    lists: tuple[ListSeats, ...]
    undecided: Whole
    vacant: Whole


class ChamberSeatBounds(msgspec.Struct, frozen=True, kw_only=True):
    """What the missing sheets can still change in a chamber, whatever they hold.

    Attributes:
        lists: the seats that each list can still end with.
        majority: the list that has the majority whatever happens; null when there is none.
        majority_open: whether the majority can still change; false where none is spoken of.
        unknown_sheets: missing sheets whose registered voters are not known; what depends on them is open.
    """

    lists: tuple[ListSeatBounds, ...]
    majority: str | None
    majority_open: bool
    unknown_sheets: Whole


class ProjectedSeats(msgspec.Struct, frozen=True, kw_only=True):
    """Projected seats; a list that is not here has no seat in any simulated finished count.

    Attributes:
        lists: the lists and their projected seats, the most first.
        majority: the chances to have the majority; none of zero.
        two_thirds: the chances to have two thirds of the seats; none of zero.
    """

    lists: tuple[ListSeatEstimate, ...]
    majority: tuple[SelectionChance, ...]
    two_thirds: tuple[SelectionChance, ...]


class NextSeat(SelectionLabel, frozen=True, kw_only=True):
    """Who is closest to one seat more in a unit, everything else as it is counted.

    Attributes:
        votes: the votes that it lacks for it: with so many more of its own it has the seat.
    """

    votes: Whole


class ListSeatsSince(SelectionLabel, frozen=True, kw_only=True):
    """A list's seats now and last time.

    Attributes:
        standing: whether it comes from a list of its own, or from one that is divided now.
        seats: its seats now, by the counted sheets.
        seats_then: its seats last time; of the list that it comes from, where that is divided.
        change: seats less seats_then; null where seats are still open, or of a divided list.
    """

    standing: Standing
    seats: Whole
    seats_then: Whole
    change: int | None


class SeatsSince(msgspec.Struct, frozen=True, kw_only=True):
    """Seats now beside those of the earlier election, as its file states them.

    Attributes:
        size_then: the seats that there were.
        lists: the lists with seats now or then, the most now first.
    """

    size_then: Whole
    lists: tuple[ListSeatsSince, ...]

    @property
    def known(self) -> bool:
        """Whether it can be said who has gained or lost seats."""
        return any(entry.change is not None for entry in self.lists)

    @property
    def moved(self) -> list[ListSeatsSince]:
        """The lists with seats gained or lost, the largest gain first, and those that are divided now."""
        moved = [entry for entry in self.lists if entry.change or entry.standing is Standing.DIVIDED]
        return sorted(moved, key=lambda one: -(one.change or 0))

    @property
    def then(self) -> list[ListSeatsSince]:
        """The lists that had seats, the most first."""
        return sorted(
            (entry for entry in self.lists if entry.seats_then), key=lambda entry: -entry.seats_then
        )


class SeatsOfUnit(msgspec.Struct, frozen=True, kw_only=True):
    """The seats of a chamber that belong to one unit, such as a department, by the counted sheets.

    Attributes:
        contest: a contest that the unit has a page in.
        level: its level.
        unit: its code.
        name: its name.
        size: its seats.
        lists: the lists with seats there, the most first.
        next_seat: who lacks the fewest votes for one seat more there; null where that cannot be said: nothing
            is counted, or other seats make up for those of the unit.
        since: the seats of last time beside them; null where they are not known.
    """

    contest: str
    level: str
    unit: str
    name: str
    size: Whole
    lists: tuple[ListSeats, ...]
    next_seat: NextSeat | None = None
    since: SeatsSince | None = None


class ChamberSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A chamber.

    Attributes:
        id: its id in the law.
        name: its name.
        size: its seats.
        majority: the seats of a majority; null where the seats are not one whole body.
        two_thirds: the seats of a two-thirds majority; likewise.
        complete: whether all seats are given by a finished count.
        decided: whether no list can gain or lose a seat any more.
        majority_result: who has the majority, as far as it can be said.
        counted: seats by the sheets that are in.
        bounds: what can still change; null where there are no bounds for the law.
        projected: projected seats; null without a projection.
        districts: who wins each single seat, by district; empty where the chamber has none.
        units: the seats by unit, where the chamber's seats belong to several; empty where they belong to
            the whole, or each unit has a single one.
        since: all seats beside those of last time; null where they are not known.
    """

    id: str
    name: str
    size: Whole
    majority: Whole | None
    two_thirds: Whole | None
    complete: bool
    decided: bool
    majority_result: MajorityResult
    counted: CountedSeats
    bounds: ChamberSeatBounds | None
    projected: ProjectedSeats | None
    districts: tuple[DistrictResult, ...]
    units: tuple[SeatsOfUnit, ...] = ()
    since: SeatsSince | None = None
