"""Panama's circuits of several deputies: quotients, half quotients, and the candidates with the most votes.

Código Electoral of Panama, art. 452, as prensa.com quotes it (read on 2026-11-30): the valid votes of a
circuit by its seats are the quotient; a list has a seat for each whole one. Seats left go to lists without
one that have half a quotient, one each, in the order of their votes. Those still left go to the candidates
with the most votes of all lists, for which the votes of one on several lists are added, whatever their lists
have. In 2024 a list had one of these seats at most, and quotient and half quotient were whole numbers, their
fractions left out: so the acts of proclamation of the circuits 8-2 and 8-4 of that year (read on 2026-11-30).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.highest_averages import break_tie
from escrutinio.law.proportional.quotas import Quota
from escrutinio.law.totals import NotSettled, check_votes


@dataclass(frozen=True)
class HalfQuotaSeats:
    """Seats by quotas, parts of a quota, and candidates.

    Args:
        price: the quota.
        full: list -> seats for whole quotas.
        part: list -> seats for a part of one.
        rest: list -> seats of its candidates with the most votes of all that are left.
        elected: the candidates of these, the most votes first.
        ties: for the last seat of a stage.
        vacant: seats that nobody can take.
        lots: recorded lots that were used.
    """

    price: Fraction
    full: Mapping[str, int]
    part: Mapping[str, int]
    rest: Mapping[str, int]
    elected: tuple[str, ...]
    ties: tuple[Tie, ...]
    vacant: int
    lots: tuple[Lot, ...]

    @property
    def seats(self) -> dict[str, int]:
        """List -> seats that are certain."""
        return {name: self.full[name] + self.part[name] + self.rest[name] for name in self.full}


def half_quota_seats(
    votes: Mapping[str, int],
    seats: int,
    candidates: Mapping[str, Mapping[str, int]],
    quota: Quota,
    part: Fraction,
    *,
    total: int | None = None,
    whole_part: bool = False,
    most: int = 0,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> HalfQuotaSeats:
    """Seats of lists, the last of them by the votes of candidates.

    Args:
        votes: list -> votes.
        seats: how many there are.
        candidates: list -> candidate -> votes. A list has no more seats than candidates.
        quota: the price of a seat.
        part: of a quota, which has one seat where a list has no whole one.
        total: the votes that the price is of; those of ``votes`` unless given.
        whole_part: whether a fraction of a vote in the part of a quota is left out.
        most: seats that a list has at most by the votes of its candidates; 0 for no such bound.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, or whole quotas give more seats than there are.
    """
    check_votes({**votes, "seats": seats}, where=what)
    whole, nothing = max(sum(votes.values()), total or 0), dict.fromkeys(votes, 0)
    price = quota(whole, seats) if whole and seats else Fraction(0)
    if not price:
        return HalfQuotaSeats(price, nothing, dict(nothing), dict(nothing), (), (), seats, ())
    full = {name: min(int(number // price), len(candidates.get(name, ()))) for name, number in votes.items()}
    if sum(full.values()) > seats:
        raise NotSettled(f"quotas give {sum(full.values())} seats where there are {seats}")
    left, ties = seats - sum(full.values()), []
    used: list[Lot] = []
    least = part * price // 1 if whole_part else part * price
    halves = {
        name: number
        for name, number in votes.items()
        if number < price and number >= least and candidates.get(name)
    }
    chosen, tie, drawn = _most(halves, left, lots, f"{what}, part of a quota")
    by_part = {name: int(name in chosen) for name in votes}
    used += drawn
    if tie is not None:
        # Whose they are decides which candidates are left.
        return HalfQuotaSeats(price, full, by_part, dict(nothing), (), (tie,), 0, tuple(used))
    left -= len(chosen)
    seated = _seated({name: full[name] + by_part[name] for name in votes}, candidates)
    claims: dict[str, int] = {}
    of: dict[str, dict[str, int]] = {}
    for name, own in candidates.items():
        for person, number in own.items():
            if person not in seated and name in votes:
                claims[person] = claims.get(person, 0) + number
                of.setdefault(person, {})[name] = number
    list_of = {person: max(own, key=lambda name: (own[name], name)) for person, own in of.items()}
    claims = {person: number for person, number in claims.items() if number}
    if most:
        claims = _first_of_each(claims, list_of, most)
    elected, tie, drawn = _most(claims, left, lots, what)
    used += drawn
    ties += [tie] if tie is not None else []
    rest = dict(nothing)
    for person in elected:
        rest[list_of[person]] += 1
    vacant = left - len(elected) - (tie.seats if tie is not None else 0)
    return HalfQuotaSeats(price, full, by_part, rest, tuple(elected), tuple(ties), vacant, tuple(used))


def _first_of_each(claims: Mapping[str, int], list_of: Mapping[str, str], most: int) -> dict[str, int]:
    """So many of each list, the most votes first; among equals of one list, it has the seat all the same."""
    kept: dict[str, int] = {}
    taken: dict[str, int] = {}
    for person in sorted(claims, key=lambda person: (-claims[person], person)):
        name = list_of[person]
        if taken.get(name, 0) < most:
            taken[name] = taken.get(name, 0) + 1
            kept[person] = claims[person]
    return kept


def _most(
    claims: Mapping[str, int], places: int, lots: Sequence[Lot], what: str
) -> tuple[list[str], Tie | None, tuple[Lot, ...]]:
    """Those with the most votes, and the tie for the last place."""
    ranked = sorted(claims, key=lambda name: (-claims[name], name))
    if places <= 0 or not ranked:
        return [], None, ()
    if len(ranked) <= places:
        return ranked, None, ()
    edge = claims[ranked[places - 1]]
    above = [name for name in ranked if claims[name] > edge]
    level = [name for name in ranked if claims[name] == edge]
    if len(above) + len(level) == places:
        return [*above, *level], None, ()
    sure, tie, drawn = break_tie(level, places - len(above), claims, False, lots, what)
    return [*above, *sure], tie, tuple(drawn)


def _seated(seats: Mapping[str, int], candidates: Mapping[str, Mapping[str, int]]) -> set[str]:
    """The candidates who have the seats of their lists: those with the most votes on each."""
    seated: set[str] = set()
    for name in sorted(seats):
        own = candidates.get(name, {})
        ranked = sorted((person for person in own if person not in seated), key=lambda p: (-own[p], p))
        seated |= set(ranked[: seats[name]])
    return seated
