"""In which units seats of the whole fall: by quotas there, and by remainders that move to other lists.

Source: Bulgaria, Electoral Code 2014, annex 1 (to art. 248), 4.5 and 4.6, but for 4.6.3 and 4.6.4, by which
remainders are used anew where none is left to move. Each unit shares its seats by whole quotas and largest
remainders. While a list has more seats in the units than in the whole, the smallest remainder by which such a
list has one loses it to the list with the largest remainder in that unit that has none by it; a list takes
none back where it lost one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.proportional.quotas import largest_remainder
from escrutinio.law.totals import check_votes

NO_VOTES = "a unit has no votes yet"
TIED = "remainders in the units are equal"
NOT_SETTLED = "no seat by a remainder is left to move"


@dataclass(frozen=True)
class MovedSeats:
    """Where the seats fall.

    Args:
        placed: unit -> list -> seats; empty where it cannot be said.
        moves: unit, the list that lost a seat there, and the one that has it, in the order of the moves.
        why_not: why it cannot be said; empty where it can.
    """

    placed: Mapping[str, Mapping[str, int]]
    moves: tuple[tuple[str, str, str], ...] = ()
    why_not: str = ""


def move_remainders(
    votes: Mapping[str, Mapping[str, int]], seats: Mapping[str, int], whole: Mapping[str, int]
) -> MovedSeats:
    """Place seats of the whole in units.

    Args:
        votes: unit -> list -> votes, of the lists that take part.
        seats: unit -> its seats, together those of the whole.
        whole: list -> its seats in the whole.

    Raises:
        LawError: a count is negative or not an int.
    """
    placed: dict[str, dict[str, int]] = {}
    remainders: dict[str, dict[str, Fraction]] = {}
    by_remainder: dict[str, set[str]] = {}
    for unit, size in seats.items():
        check_votes(votes[unit], where=unit)
        if not any(votes[unit].values()):
            return MovedSeats({}, why_not=NO_VOTES)
        given = largest_remainder(votes[unit], size)
        if given.tie:
            return MovedSeats({}, why_not=TIED)
        placed[unit] = {name: given.seats.get(name, 0) for name in votes[unit]}
        price = Fraction(sum(votes[unit].values()), size)
        remainders[unit] = {name: number / price % 1 for name, number in votes[unit].items()}
        by_remainder[unit] = {
            name for name, number in votes[unit].items() if placed[unit][name] > number // price
        }
    return _moved(placed, remainders, by_remainder, whole)


def _moved(
    placed: dict[str, dict[str, int]],
    remainders: Mapping[str, Mapping[str, Fraction]],
    by_remainder: Mapping[str, set[str]],
    whole: Mapping[str, int],
) -> MovedSeats:
    """Move seats by remainders until all lists have those of the whole."""
    over = {
        name: sum(there.get(name, 0) for there in placed.values()) - number for name, number in whole.items()
    }
    open_ = {(unit, name) for unit, names in by_remainder.items() for name in names}
    barred: set[tuple[str, str]] = set()
    moves: list[tuple[str, str, str]] = []
    while any(over.values()):
        givers = {where: remainders[where[0]][where[1]] for where in open_ if over[where[1]] > 0}
        if not givers:
            return MovedSeats({}, tuple(moves), NOT_SETTLED)
        least = min(givers.values())
        first, *others = [where for where, remainder in givers.items() if remainder == least]
        unit, loser = first
        takers = {
            name: remainder
            for name, remainder in remainders[unit].items()
            if name not in by_remainder[unit] and (unit, name) not in barred
        }
        winners = [name for name, remainder in takers.items() if remainder == max(takers.values())]
        if others or len(winners) > 1:
            return MovedSeats({}, tuple(moves), TIED)
        open_.discard(first)
        if not winners:
            continue
        barred.add(first)
        by_remainder[unit].discard(loser)
        by_remainder[unit].add(winners[0])
        open_.add((unit, winners[0]))
        placed[unit][loser] -= 1
        placed[unit][winners[0]] += 1
        over[loser] -= 1
        over[winners[0]] += 1
        moves.append((unit, loser, winners[0]))
    return MovedSeats(placed, tuple(moves))
