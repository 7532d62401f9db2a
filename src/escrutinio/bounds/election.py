"""What can still change in a whole election: the bounds as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from escrutinio.bounds.contests import FirstRoundBound, SeatBound, SeatRange
from escrutinio.law.outcome import more_than_half, two_thirds_of

# Role -> unit -> voters registered on missing sheets.
Missing = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class ShareOfSeats:
    """Whether some list has ``needed`` seats of a chamber, such as a majority.

    Args:
        needed: the number of seats.
        decided: the answer is the same in every completion: one list surely has them, or no list can.
        holder: the list that surely has them; None where there is none.
        can_have: every list that is not ruled out.
    """

    needed: int
    decided: bool
    holder: str | None
    can_have: tuple[str, ...]

    @classmethod
    def of(cls, needed: int, seats: Mapping[str, SeatRange]) -> ShareOfSeats:
        """Read it off the fewest and most seats of each list; ``needed`` is more than half of the seats."""
        sure = sorted(name for name, range_ in seats.items() if range_.min_seats >= needed)
        can_have = tuple(sorted(name for name, range_ in seats.items() if range_.max_seats >= needed))
        return cls(needed, bool(sure) or not can_have, sure[0] if sure else None, can_have)


@dataclass(frozen=True)
class ChamberBounds:
    """What can still change in a chamber.

    Args:
        id: the chamber, as in the Outcome.
        name: its name.
        size: its seats.
        decided: no list can have more or fewer seats, in any unit.
        exact: whether every bound is reached by some completion; if not, the bounds are sure but may be wide.
        seats: list -> fewest and most seats in the whole chamber.
        units: unit -> list -> fewest and most seats there.
        districts: single seats by their unit.
        majority: more than half of the seats.
        two_thirds: at least two thirds of them.
    """

    id: str
    name: str
    size: int
    decided: bool
    exact: bool
    seats: Mapping[str, SeatRange]
    units: Mapping[str, Mapping[str, SeatRange]]
    districts: Mapping[str, Mapping[str, SeatBound]]
    majority: ShareOfSeats
    two_thirds: ShareOfSeats

    @classmethod
    def of_units(
        cls,
        chamber_id: str,
        name: str,
        sizes: Mapping[str, int],
        units: Mapping[str, Mapping[str, SeatRange]],
        *,
        exact: bool,
        districts: Mapping[str, Mapping[str, SeatBound]] | None = None,
    ) -> ChamberBounds:
        """Add the units up.

        Args:
            chamber_id: its id.
            name: its name.
            sizes: unit -> its seats.
            units: unit -> list -> fewest and most seats.
            exact: whether the units' bounds are all reached.
            districts: role -> unit -> the bound of a single seat.
        """
        size = sum(sizes.values())
        by_unit = {unit: capped(ranges, sizes[unit]) for unit, ranges in units.items()}
        seats = capped(added(by_unit.values()), size)
        return cls(
            id=chamber_id,
            name=name,
            size=size,
            decided=all(
                range_.min_seats == range_.max_seats for unit in by_unit.values() for range_ in unit.values()
            )
            and sum(range_.min_seats for range_ in seats.values()) == size,
            exact=exact,
            seats=seats,
            units=by_unit,
            districts=dict(districts or {}),
            majority=ShareOfSeats.of(more_than_half(size), seats),
            two_thirds=ShareOfSeats.of(two_thirds_of(size), seats),
        )


@dataclass(frozen=True)
class Bounds:
    """What can still change in an election.

    ``missing`` is role -> the voters registered on missing or questioned sheets, all units together.
    ``decided`` is True if nothing that is named here can change.
    """

    law: str
    missing: Mapping[str, int]
    offices: Mapping[str, FirstRoundBound]
    chambers: Mapping[str, ChamberBounds]

    @property
    def decided(self) -> bool:
        """Whether every office and every chamber is decided."""
        offices = all(bound.decided for bound in self.offices.values())
        return offices and all(chamber.decided for chamber in self.chambers.values())


def added(parts: Iterable[Mapping[str, SeatRange]]) -> dict[str, SeatRange]:
    """Add ranges list by list: no list can do better than its best in every unit at once, nor worse."""
    total: dict[str, SeatRange] = {}
    for part in parts:
        for name, range_ in part.items():
            so_far = total.get(name, SeatRange(0, 0))
            total[name] = SeatRange(so_far.min_seats + range_.min_seats, so_far.max_seats + range_.max_seats)
    return {name: total[name] for name in sorted(total)}


def capped(ranges: Mapping[str, SeatRange], size: int) -> dict[str, SeatRange]:
    """Ranges with what others surely have taken off the most."""
    taken = sum(range_.min_seats for range_ in ranges.values())
    return {
        name: SeatRange(range_.min_seats, min(range_.max_seats, size - (taken - range_.min_seats)))
        for name, range_ in sorted(ranges.items())
    }
