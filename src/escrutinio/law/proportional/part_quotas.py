"""Whole quotas in a unit, and one seat more for nearly a whole one; what is left is given elsewhere.

Estonia, Riigikogu Election Act (2002), s. 62: a list has a seat of the district for each simple quota, and
one more if its remainder is 75 % of the quota at least. Slovenia, National Assembly Election Act, art. 90:
for each whole Droop quota alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.proportional.quotas import Quota, hare_quota
from escrutinio.law.totals import NotSettled, check_votes


@dataclass(frozen=True)
class PartQuotas:
    """Seats by quotas; ``size - sum(seats)`` of them are left.

    Args:
        seats: list -> seats.
        size: the seats of the unit.
        price: of a seat.
        remainders: list -> votes beyond its whole quotas.
    """

    seats: Mapping[str, int]
    size: int
    price: Fraction
    remainders: Mapping[str, Fraction]

    @property
    def left(self) -> int:
        """Seats that nobody has here."""
        return self.size - sum(self.seats.values())


def part_quotas(
    votes: Mapping[str, int],
    seats: int,
    quota: Quota = hare_quota,
    *,
    total: int | None = None,
    nearly: Fraction | None = None,
) -> PartQuotas:
    """One seat for each whole quota, and one more for a remainder of a part of it.

    Args:
        votes: list -> votes of the lists that take part.
        seats: of the unit.
        quota: the price of a seat.
        total: the votes that the price is of; those of ``votes`` unless given.
        nearly: the part of a quota that has a seat too, such as 3/4; None for none.

    Raises:
        LawError: a count is negative or not an int, or quotas give more seats than there are.
    """
    check_votes({**votes, "seats": seats})
    whole = sum(votes.values()) if total is None else max(total, sum(votes.values()))
    if not whole or not seats:
        return PartQuotas(dict.fromkeys(votes, 0), seats, Fraction(0), {})
    price = quota(whole, seats)
    won = {name: int(number // price) for name, number in votes.items()}
    remainders = {name: number - won[name] * price for name, number in votes.items()}
    if nearly is not None:
        won = {name: full + (remainders[name] >= nearly * price) for name, full in won.items()}
    if sum(won.values()) > seats:
        raise NotSettled(
            f"quotas give {sum(won.values())} seats where there are {seats}",
            hint="A rule on who of them has none is missing.",
        )
    return PartQuotas(won, seats, price, remainders)
