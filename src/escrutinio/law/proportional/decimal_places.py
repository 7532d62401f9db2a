"""In which district a seat of the whole falls: whole quotients, the largest decimals, then exchanges.

Italy, D.P.R. 361/1957, art. 83(1)(h) and (i), as amended by Law 165/2017 (from memory). A district's
quotient is the votes there of all who have seats, divided by its seats, the fraction left out. Each has a
seat for every whole quotient, and the seats left go to the largest decimals, of equal ones to the one with
more votes in the whole. Whoever then has more seats than are due to it gives them back, the one with the
most such seats first: where it has a seat by its smallest decimals and somebody who is due a seat has
decimals that are not used, of several the one with the largest there. What cannot be exchanged
inside a district is taken where the decimals are the smallest, and given where unused ones are the largest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.coalitions import Admitted, CoalitionSeats, coalition_name
from escrutinio.model.errors import LawError

Cell = tuple[str, str]
"""A district and who has votes there."""


@dataclass(frozen=True)
class Places:
    """Where seats fall.

    Args:
        placed: district -> name -> seats; empty where they cannot be placed.
        why_not: why they cannot; empty where they are placed.
    """

    placed: Mapping[str, Mapping[str, int]]
    why_not: str = ""


class _NotPlacedError(LawError):
    """The seats cannot be placed; caught in this module."""


def place_coalitions(
    given: CoalitionSeats,
    who: Admitted,
    votes: Mapping[str, Mapping[str, int]],
    seats: Mapping[str, int],
) -> Places:
    """Place the seats of coalitions and of lists that stand alone, then those of the lists of each coalition.

    Only the votes of lists that can have seats count here.

    Args:
        given: the seats of the whole.
        who: takes part.
        votes: district -> list -> votes.
        seats: district -> seats.
    """
    if given.ties or given.undecided or given.vacant:
        return Places({}, "not all seats of the whole are decided")
    members = {coalition_name(each.lists): each.able for each in who.coalitions}
    members |= {name: (name,) for name in who.alone}
    figures = {
        district: {name: sum(row.get(each, 0) for each in lists) for name, lists in members.items()}
        for district, row in votes.items()
    }
    national = add_up(votes.values())
    try:
        among = place_by_decimals(figures, seats, given.among.seats, add_up(figures.values()))
        placed: dict[str, dict[str, int]] = {district: {} for district in among}
        for name, lists in members.items():
            inside = place_by_decimals(
                {district: {each: votes[district].get(each, 0) for each in lists} for district in among},
                {district: row.get(name, 0) for district, row in among.items()},
                {each: given.seats.get(each, 0) for each in lists},
                national,
            )
            for district, row in inside.items():
                placed[district] |= {each: number for each, number in row.items() if number}
    except _NotPlacedError as error:
        return Places({}, error.message)
    return Places(placed)


def place_by_decimals(
    figures: Mapping[str, Mapping[str, int]],
    seats: Mapping[str, int],
    due: Mapping[str, int],
    rank: Mapping[str, int],
) -> dict[str, dict[str, int]]:
    """District -> name -> seats, with the seats of each district and those due to each name.

    Args:
        figures: district -> name -> votes.
        seats: district -> seats.
        due: name -> seats in all districts.
        rank: name -> votes in the whole, which decide between equal ones.

    Raises:
        LawError: the numbers do not fit each other, a district has fewer votes than seats, or equal claims
            are left.
    """
    if sum(seats.values()) != sum(due.values()):
        raise _NotPlacedError(f"the units have {sum(seats.values())} seats, not {sum(due.values())}")
    state = _State(rank, {district: {} for district in sorted(seats)})
    for district in state.placed:
        if seats[district]:
            state.fill(district, figures.get(district, {}), seats[district])
    state.exchange(due)
    return state.placed


@dataclass
class _State:
    """Seats placed so far, the decimals of every cell, and the cells with a seat by their decimals."""

    rank: Mapping[str, int]
    placed: dict[str, dict[str, int]]
    decimals: dict[Cell, Fraction] = field(default_factory=dict)
    used: set[Cell] = field(default_factory=set)

    def fill(self, district: str, votes: Mapping[str, int], size: int) -> None:
        """Give a district's seats by whole quotients and the largest decimals."""
        quotient = sum(votes.values()) // size
        if not quotient:
            raise _NotPlacedError(f"{district} has fewer votes than seats")
        free = size
        for name, number in votes.items():
            if number:
                whole = number // quotient
                self.placed[district][name] = whole
                self.decimals[district, name] = Fraction(number, quotient) - whole
                free -= whole
        if free < 0:
            raise _NotPlacedError(f"{district} has more whole quotients than seats")
        for _ in range(free):
            self._give(self._best(self._unused([district]), self._largest, district))

    def exchange(self, due: Mapping[str, int]) -> None:
        """Move seats until everybody has those that are due."""
        held = add_up(self.placed.values())
        over = {name: held.get(name, 0) - number for name, number in due.items()}
        givers = [name for name, number in over.items() if number > 0]
        for giver in sorted(givers, key=lambda name: (-over[name], -self.rank.get(name, 0), name)):
            while over[giver] > 0:
                lost, won = self._exchange(giver, {name for name, number in over.items() if number < 0})
                self._take(lost)
                self._give(won)
                over[giver] -= 1
                over[won[1]] += 1

    def _exchange(self, giver: str, takers: set[str]) -> tuple[Cell, Cell]:
        """The seat that a giver loses, and the one that is won for it."""
        mine = {cell for cell in self.used if cell[1] == giver}
        open_to = {district: self._unused([district], takers) for district, _ in mine}
        inside = {cell for cell in mine if open_to[cell[0]]}
        lost = self._best(inside or mine, self._smallest, giver)
        there = open_to[lost[0]] if inside else self._unused(self.placed, takers)
        return lost, self._best(there, self._largest, giver)

    def _unused(self, districts: Iterable[str], names: set[str] | None = None) -> set[Cell]:
        """The cells of some districts whose decimals have won no seat."""
        where = set(districts)
        return {
            cell
            for cell in self.decimals
            if cell[0] in where and cell not in self.used and (names is None or cell[1] in names)
        }

    def _largest(self, cell: Cell) -> tuple[Fraction, int]:
        return self.decimals[cell], self.rank.get(cell[1], 0)

    def _smallest(self, cell: Cell) -> tuple[Fraction, int]:
        return -self.decimals[cell], 0

    def _best(self, cells: set[Cell], key: Callable[[Cell], tuple[Fraction, int]], whose: str) -> Cell:
        """The one cell with the highest key."""
        if not cells:
            raise _NotPlacedError(f"no decimals are left to place a seat of {whose} by")
        highest = max(key(cell) for cell in cells)
        best = [cell for cell in cells if key(cell) == highest]
        if len(best) > 1:
            raise _NotPlacedError(f"decimals are equal where a seat of {whose} depends on them")
        return best[0]

    def _give(self, cell: Cell) -> None:
        district, name = cell
        self.placed[district][name] += 1
        self.used.add(cell)

    def _take(self, cell: Cell) -> None:
        district, name = cell
        self.placed[district][name] -= 1
        self.used.discard(cell)
