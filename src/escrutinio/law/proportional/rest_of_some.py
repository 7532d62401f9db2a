"""Whole quotas for all, and what they leave by remainders for some only, round after round.

Source: Cyprus, Law 72 of 1979 on the election of members of the House of Representatives, as the Ministry of
Interior explains its second distribution: in its first phase whole quotas of unused votes, in its second the
seats left, for lists with a share of the votes that the others need not have. Costa Rica, Código Electoral
(Ley 8765), arts. 203 to 205: the seats left go to lists with half of the quotient of all votes, in turn.
Moldova, Electoral Code of 1997 as in force from 2010 to 2018: shares are rounded to whole numbers, and the
seats left go one by one to lists in the order of their votes. Georgia, Election Code: the same order, without
rounding, and in 2016 six seats at least for whoever passes the threshold.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from escrutinio.law.lots import Lot
from escrutinio.law.proportional.highest_averages import break_tie
from escrutinio.law.proportional.quotas import Quota, RemainderAllocation, in_quotas
from escrutinio.law.totals import NotSettled, check_votes
from escrutinio.model.text import many_of


def rest_of_some(
    votes: Mapping[str, int],
    seats: int,
    quota: Quota,
    able: Collection[str],
    *,
    total: int | None = None,
    nearly: Fraction | None = None,
    by_votes: bool = False,
    least: int = 0,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> RemainderAllocation:
    """One seat for each whole quota, and the seats left to the largest remainders of some lists.

    Where there are more seats left than such lists, their remainders are asked again, in the same order. With
    no such list, or none with votes, they stay vacant. Where more quotas are nearly whole than there are
    seats, the largest remainders have the last of them.

    Args:
        votes: list -> votes.
        seats: how many there are.
        quota: the price of a seat.
        able: the lists that take part in the seats left.
        total: the votes that the price is of; those of ``votes`` unless given.
        nearly: the part of a quota that wins a seat as a whole one does; None for no such part.
        by_votes: whether the seats left go by the most votes, and not by the largest remainders.
        least: the seats to which lists with votes are raised that have fewer by quotas; the others have what
            is left after that.
        lots: recorded lots.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, whole quotas give more seats than there are, or too few
            are left to raise lists to their least.
    """
    check_votes({**votes, "seats": seats}, where=what)
    whole, nothing = max(sum(votes.values()), total or 0), dict.fromkeys(votes, 0)
    price = quota(whole, seats) if whole and seats else Fraction(0)
    if not price:
        return RemainderAllocation(votes, seats, price, nothing, dict(nothing), None, seats)
    full, _ = in_quotas(votes, price)
    if sum(full.values()) > seats:
        raise NotSettled(f"quotas give {sum(full.values())} seats where there are {seats}")
    remainders = {name: number % price for name, number in votes.items()}
    close = {name for name, rest in remainders.items() if nearly is not None and rest >= nearly * price}
    have = _more(full, close)
    raised = {name for name, number in have.items() if number < least and votes[name]}
    have |= dict.fromkeys(raised, least)
    if raised and sum(have.values()) > seats:
        raise NotSettled(
            f"{many_of(sorted(raised))} should have {least} seats at least, and too few are left",
            hint="A rule on who of them has how many is missing.",
        )
    if sum(have.values()) > seats:
        # More are nearly whole than there are seats for: the largest remainders have them.
        return rest_of_some(votes, seats, quota, votes, total=total, lots=lots, what=what)
    allocation = RemainderAllocation(votes, seats, price, full, dict(have))
    ranks: Mapping[str, Fraction | int] = votes if by_votes else remainders
    claims = {name: ranks[name] for name in sorted(able) if votes.get(name) and name not in raised}
    left = seats - sum(have.values())
    if not claims or not left:
        return replace(allocation, vacant=left)
    rounds, last = divmod(left, len(claims))
    won = {name: number + (rounds if name in claims else 0) for name, number in have.items()}
    if not last:
        return replace(allocation, seats=won)
    ranked = sorted(claims, key=lambda name: -claims[name])
    edge = claims[ranked[last - 1]]
    chosen = [name for name in ranked if claims[name] > edge]
    level = [name for name in ranked if claims[name] == edge]
    places = last - len(chosen)
    if len(level) == places:
        return replace(allocation, seats=_more(won, (*chosen, *level)))
    sure, tie, drawn = break_tie(level, places, votes, False, lots, what)
    return replace(allocation, seats=_more(won, (*chosen, *sure)), tie=tie, lots=drawn)


def _more(won: Mapping[str, int], names: Collection[str]) -> dict[str, int]:
    """One seat more for each of some."""
    return {name: number + (name in names) for name, number in won.items()}
