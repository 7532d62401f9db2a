"""Highest averages in which the quotients of some lists are raised.

Source: Serbia, Law on the Election of Representatives, article 81(2) as amended (Official Gazette 12/2020):
the quotients of lists of national minorities are raised by 35 per cent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.lots import Lot
from escrutinio.law.plain import Plain
from escrutinio.law.proportional.divisors import Divisors, dhondt
from escrutinio.law.proportional.highest_averages import Allocation, highest_averages
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class RaisedAverages(Plain):
    """Seats by quotients of which some are raised.

    Args:
        raised: the lists whose quotients are raised, sorted.
        scale: what all votes were multiplied by, so that raised ones are whole.
        allocation: of the votes multiplied so, those of the raised lists raised too.
    """

    raised: tuple[str, ...]
    scale: int
    allocation: Allocation


def scaled_by(more: Fraction) -> tuple[int, int]:
    """Whole numbers for other lists and for raised ones that stand to each other as 1 to 1 + more.

    Raises:
        LawError: it is not more than 0.
    """
    if more <= 0:
        raise LawError(f"quotients are raised by {more}, which is not more than 0")
    return more.denominator, more.denominator + more.numerator


def raised_averages(
    votes: Mapping[str, int],
    seats: int,
    raised: Collection[str],
    more: Fraction,
    divisors: Divisors = dhondt,
    *,
    most: Mapping[str, int] | None = None,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> RaisedAverages:
    """Give ``seats`` to the highest quotients, those of some lists times 1 + ``more``.

    Args:
        votes: list -> votes.
        seats: how many there are.
        raised: lists whose quotients are raised; others than those with votes do not matter.
        more: by how much, such as 35/100.
        divisors: the divisor sequence.
        most: list -> the most seats it can take.
        lots: recorded lots.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: votes or seats are negative or not int, or ``more`` is not above 0.
    """
    check_votes(votes)
    plain, high = scaled_by(more)
    favoured = tuple(sorted(name for name in raised if name in votes))
    scaled = {name: number * (high if name in favoured else plain) for name, number in votes.items()}
    allocation = highest_averages(scaled, seats, divisors, most=most, lots=lots, what=what)
    return RaisedAverages(favoured, plain, allocation)
