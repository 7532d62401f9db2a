"""What can still change in a whole election: the bounds as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from escrutinio.law.outcome import more_than_half, two_thirds_of


class Sharpness(StrEnum):
    """How good bounds are; none are ever wrong."""

    SHARP = "sharp"
    """Everything that is called possible is: some content of the missing sheets brings it about."""
    SOUND = "sound"
    """Nothing else is possible than what they say, but they may be wider than what is."""
    NONE = "none"
    """There are no bounds."""


@dataclass(frozen=True)
class WithoutBounds:
    """A rule that has no bounds.

    Args:
        rule: its name, as law files write it.
        why: the reason, in words.
    """

    rule: str
    why: str


@dataclass(frozen=True)
class SeatRange:
    """The fewest and the most seats that are possible.

    Args:
        min_seats: the fewest.
        max_seats: the most.
    """

    min_seats: int
    max_seats: int

    @classmethod
    def just(cls, seats: int) -> SeatRange:
        """A number of seats that cannot change."""
        return cls(seats, seats)

    @property
    def fixed(self) -> bool:
        """Whether it cannot change."""
        return self.min_seats == self.max_seats


NO_SEATS = SeatRange.just(0)


@dataclass(frozen=True)
class SeatBound:
    """Whether one seat that goes to the most votes is decided.

    Args:
        decided: the leader wins in every completion.
        leader: the only list with the most votes; None where there is none.
        runner_up: the best of the others; of several with equal votes, the first by name.
        votes: the most votes that any list has.
        margin: votes of the leader less those of the runner-up.
        missing: the most valid votes that can still come, as far as the voters of missing sheets are known.
        needed: the votes the runner-up needs to draw level; 0 where there is no leader.
        can_win: every list that can still win, or share the lead.
        unknown_sheets: missing sheets whose voters are not known; while there are any, nothing is decided.
    """

    decided: bool
    leader: str | None
    runner_up: str | None
    votes: int
    margin: int
    missing: int
    needed: int
    can_win: tuple[str, ...]
    unknown_sheets: int = 0


@dataclass(frozen=True)
class OfficeBound:
    """What can still happen to an office, or in the first round for it.

    Args:
        decided: every completion elects the same list, or sends the same two to the run-off, or leaves the
            choice to others than the voters.
        leader: the only list with the most votes; None where there is none.
        runner_up: the best of the others; of several with equal votes, the first by name.
        margin: votes of the leader less those of the runner-up.
        missing: the most valid votes that can still come, as far as the voters of missing sheets are known.
        elected_now: who is elected on the counted votes alone.
        needed: the fewest votes that change the answer on the counted votes: if somebody is elected,
            those that must all go to the runner-up so that nobody is; if nobody is elected, those that
            elect somebody or, as a tie at least, change the pair. None where no number can, or where the
            law has no such number.
        can_be_elected: every list that some completion elects.
        run_off_possible: whether some completion ends in a run-off.
        can_reach_run_off: every list that some completion sends to the run-off, or ties for a place in it.
        nobody_possible: whether some completion neither elects anybody nor ends in a run-off: equal votes,
            or a majority that nobody has.
        sharpness: whether some completion brings about each thing that is called possible.
        unknown_sheets: missing sheets whose voters are not known; while there are any, nothing is decided.
        adopting: of a ballot measure, the answer that adopts it; to be elected is then to be the answer that
            it ends with. None for an office.
    """

    decided: bool
    leader: str | None
    runner_up: str | None
    margin: int
    missing: int
    elected_now: str | None
    needed: int | None
    can_be_elected: tuple[str, ...]
    run_off_possible: bool
    can_reach_run_off: tuple[str, ...]
    nobody_possible: bool = False
    sharpness: Sharpness = Sharpness.SHARP
    unknown_sheets: int = 0
    adopting: str | None = None

    @classmethod
    def of_seat(cls, bound: SeatBound) -> OfficeBound:
        """An office that goes to the most votes, as a single seat does."""
        return cls(
            decided=bound.decided,
            leader=bound.leader,
            runner_up=bound.runner_up,
            margin=bound.margin,
            missing=bound.missing,
            elected_now=bound.leader,
            needed=bound.needed if bound.leader else None,
            can_be_elected=bound.can_win,
            run_off_possible=False,
            can_reach_run_off=(),
            nobody_possible=not bound.decided,
        )

    @property
    def elected(self) -> str | None:
        """Who is elected whatever the missing sheets hold; None where that is open, or nobody is."""
        return self.can_be_elected[0] if self.decided and len(self.can_be_elected) == 1 else None

    @property
    def run_off_sure(self) -> bool:
        """Whether there is a run-off whatever the missing sheets hold."""
        return self.run_off_possible and not self.can_be_elected and not self.nobody_possible


@dataclass(frozen=True)
class ShareOfSeats:
    """Whether some list has ``needed`` seats of a chamber, such as a majority.

    Args:
        needed: the number of seats; the highest, where the size of the chamber can still change.
        decided: the answer is the same in every completion: one list surely has them, or no list can.
        holder: the list that surely has them; None where there is none.
        can_have: every list that is not ruled out.
    """

    needed: int
    decided: bool
    holder: str | None
    can_have: tuple[str, ...]

    @classmethod
    def of(cls, needed: int, seats: Mapping[str, SeatRange], least: int | None = None) -> ShareOfSeats:
        """Read it off the fewest and most seats of each list.

        Args:
            needed: more than half of the seats.
            seats: list -> its range.
            least: what is needed of the smallest chamber, where its size can still change.
        """
        sure = sorted(name for name, range_ in seats.items() if range_.min_seats >= needed)
        fewest = needed if least is None else least
        can_have = tuple(sorted(name for name, range_ in seats.items() if range_.max_seats >= fewest))
        return cls(needed, bool(sure) or not can_have, sure[0] if sure else None, can_have)


@dataclass(frozen=True)
class ChamberBounds:
    """What can still change in a chamber.

    Args:
        id: the chamber, as in the Outcome.
        name: its name.
        size: its seats; the most, where that can still change.
        min_size: its seats; the fewest, where that can still change.
        decided: no list can have more or fewer seats, in any unit.
        sharpness: whether every bound is reached by some completion.
        seats: list -> fewest and most seats in the whole chamber.
        units: unit -> list -> fewest and most seats there.
        districts: single seats by role and unit.
        majority: more than half of the seats.
        two_thirds: at least two thirds of them.
        unknown_sheets: missing sheets whose voters are not known; while there are any, the chamber is not
            decided.
        whole_body: whether the seats are one whole body; else a majority of them says nothing.
    """

    id: str
    name: str
    size: int
    min_size: int
    decided: bool
    sharpness: Sharpness
    seats: Mapping[str, SeatRange]
    units: Mapping[str, Mapping[str, SeatRange]]
    districts: Mapping[str, Mapping[str, SeatBound]]
    majority: ShareOfSeats
    two_thirds: ShareOfSeats
    unknown_sheets: int = 0
    whole_body: bool = True

    @classmethod
    def of_units(
        cls,
        chamber_id: str,
        name: str,
        sizes: Mapping[str, SeatRange],
        units: Mapping[str, Mapping[str, SeatRange]],
        *,
        sharpness: Sharpness,
        districts: Mapping[str, Mapping[str, SeatBound]] | None = None,
        whole: Mapping[str, SeatRange] | None = None,
        whole_size: SeatRange | None = None,
        unknown_sheets: int = 0,
        whole_body: bool = True,
    ) -> ChamberBounds:
        """Add the units up.

        Args:
            chamber_id: its id.
            name: its name.
            sizes: unit -> its seats.
            units: unit -> list -> fewest and most seats.
            sharpness: of the units' bounds.
            districts: role -> unit -> the bound of a single seat.
            whole: list -> fewest and most seats in the whole chamber, where that is known apart from units.
            whole_size: all seats, where that is known apart from units.
            unknown_sheets: missing sheets whose voters are not known.
            whole_body: whether the seats are one whole body.
        """
        size = sum(range_.max_seats for range_ in sizes.values())
        min_size = sum(range_.min_seats for range_ in sizes.values())
        if whole_size is not None:
            size, min_size = min(size, whole_size.max_seats), max(min_size, whole_size.min_seats)
        by_unit = {unit: capped(ranges, sizes[unit].max_seats) for unit, ranges in units.items()}
        seats = capped(narrowed(added(by_unit.values()), whole or {}), size)
        fixed = all(range_.fixed for unit in by_unit.values() for range_ in unit.values())
        return cls(
            id=chamber_id,
            name=name,
            size=size,
            min_size=min_size,
            decided=not unknown_sheets
            and fixed
            and size == min_size == sum(range_.min_seats for range_ in seats.values()),
            sharpness=sharpness,
            seats=seats,
            units=by_unit,
            districts=dict(districts or {}),
            majority=ShareOfSeats.of(more_than_half(size), seats, more_than_half(min_size)),
            two_thirds=ShareOfSeats.of(two_thirds_of(size), seats, two_thirds_of(min_size)),
            unknown_sheets=unknown_sheets,
            whole_body=whole_body,
        )


@dataclass(frozen=True)
class Bounds:
    """What can still change in an election.

    Args:
        law: its id.
        missing: role -> the voters registered on missing or questioned sheets, all units together, as far as
            they are known.
        unknown_sheets: role -> missing sheets whose voters are not known.
        offices, chambers: by id; empty where there are no bounds.
        sharpness: of the law's bounds; ``none`` where some of its rules have none; of several bodies, of
            those that have bounds.
        without: the rules that have none.
        not_stated: which figure the law goes by that not all counted sheets state, so that there are no
            bounds; empty as a rule.
    """

    law: str
    missing: Mapping[str, int]
    unknown_sheets: Mapping[str, int]
    offices: Mapping[str, OfficeBound]
    chambers: Mapping[str, ChamberBounds]
    sharpness: Sharpness
    without: tuple[WithoutBounds, ...] = ()
    not_stated: str = ""

    @property
    def nothing_missing(self) -> bool:
        """Whether no voter is on a missing sheet: what is open then, the votes alone do not decide."""
        return not any(self.missing.values()) and not any(self.unknown_sheets.values())

    @property
    def decided(self) -> bool:
        """Whether every office and every chamber is decided; False where there are no bounds."""
        offices = all(bound.decided for bound in self.offices.values())
        chambers = all(chamber.decided for chamber in self.chambers.values())
        # Of several bodies some may have bounds and others not.
        of_all = self.sharpness is not Sharpness.NONE and not self.without and not self.not_stated
        return of_all and offices and chambers


def added(parts: Iterable[Mapping[str, SeatRange]]) -> dict[str, SeatRange]:
    """Add ranges list by list: no list can do better than its best in every unit at once, nor worse."""
    fewest: dict[str, int] = {}
    most: dict[str, int] = {}
    for part in parts:
        for name, range_ in part.items():
            fewest[name] = fewest.get(name, 0) + range_.min_seats
            most[name] = most.get(name, 0) + range_.max_seats
    return {name: SeatRange(fewest[name], most[name]) for name in sorted(fewest)}


def narrowed(ranges: Mapping[str, SeatRange], known: Mapping[str, SeatRange]) -> dict[str, SeatRange]:
    """Ranges with what is known of them besides."""
    nothing = SeatRange(0, 0)
    return {
        name: SeatRange(
            max(ranges.get(name, nothing).min_seats, known[name].min_seats),
            min(ranges.get(name, nothing).max_seats, known[name].max_seats),
        )
        if name in known
        else ranges[name]
        for name in sorted({*ranges, *known})
    }


def capped(ranges: Mapping[str, SeatRange], size: int) -> dict[str, SeatRange]:
    """Ranges with what others surely have taken off the most."""
    taken = sum(range_.min_seats for range_ in ranges.values())
    return {
        name: SeatRange(range_.min_seats, min(range_.max_seats, size - (taken - range_.min_seats)))
        for name, range_ in sorted(ranges.items())
    }
