"""Quotas of a region, and one seat more for a large part of one; what is left counts for the national list.

Hungary, Act XXXIV of 1989 on the Election of Members of Parliament, arts. 8 and 9, in force for the elections
of 1990 to 2010: a list has a seat for each quota of its region; seats left go to lists with more than two
thirds of one, the largest first, and what such a seat lacks is taken off the votes that count for the party's
national list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.lots import Lot
from escrutinio.law.proportional.highest_averages import break_tie
from escrutinio.law.proportional.quotas import Quota
from escrutinio.law.totals import NotSettled, check_votes
from escrutinio.model.text import many_of


@dataclass(frozen=True)
class RegionalSeats:
    """The seats of one region.

    Args:
        price: the votes of a seat.
        full: list -> seats by whole quotas.
        seats: list -> seats, those by a part of a quota among them.
        remainders: list -> votes that whole quotas leave.
        unused: list -> votes that won nothing; less than none where a seat had a part of its quota alone.
        left: seats that nobody has here.
        lots: the recorded lots that were used.
    """

    price: Fraction
    full: Mapping[str, int]
    seats: Mapping[str, int]
    remainders: Mapping[str, Fraction]
    unused: Mapping[str, Fraction]
    left: int
    lots: tuple[Lot, ...] = ()


def regional_seats(
    votes: Mapping[str, int],
    seats: int,
    quota: Quota,
    part: Fraction,
    *,
    total: int | None = None,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> RegionalSeats:
    """One seat for each whole quota, then one each for the largest remainders above a part of it.

    Args:
        votes: list -> votes of the lists that take part.
        seats: of the region.
        quota: the price of a seat.
        part: of the quota, which a remainder has to exceed.
        total: the votes that the price is of; those of ``votes`` unless given.
        lots: recorded lots.
        what: what is given, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int; quotas give more seats than there are; or equal
            remainders claim the last seat, and who has it decides what counts for the national list.
    """
    check_votes({**votes, "seats": seats}, where=what)
    whole, nothing = max(sum(votes.values()), total or 0), dict.fromkeys(votes, 0)
    price = quota(whole, seats) if whole and seats else Fraction(0)
    if not price:
        unused = {name: Fraction(number) for name, number in votes.items()}
        return RegionalSeats(price, nothing, dict(nothing), dict(unused), unused, seats)
    full = {name: int(number // price) for name, number in votes.items()}
    left = seats - sum(full.values())
    if left < 0:
        raise NotSettled(f"quotas give {seats - left} seats where there are {seats}")
    remainders = {name: number - full[name] * price for name, number in votes.items()}
    close = sorted(
        (name for name, rest in remainders.items() if rest > part * price),
        key=lambda name: (-remainders[name], name),
    )
    chosen = close[:left]
    drawn: tuple[Lot, ...] = ()
    if left and len(close) > left and remainders[close[left]] == remainders[close[left - 1]]:
        edge = remainders[close[left]]
        above = [name for name in close if remainders[name] > edge]
        level = [name for name in close if remainders[name] == edge]
        sure, tie, drawn = break_tie(level, left - len(above), votes, False, lots, what)
        if tie is not None:
            raise NotSettled(
                f"the remainders of {many_of(sorted(level))} are equal, and what counts for the national "
                f"list depends on who has the seat ({what})",
                hint="Record the lot that was drawn.",
            )
        chosen = [*above, *sure]
    won = {name: full[name] + (name in chosen) for name in votes}
    unused = {name: number - won[name] * price for name, number in votes.items()}
    return RegionalSeats(price, full, won, remainders, unused, left - len(chosen), tuple(drawn))
