"""What a derivation shows of votes, seats and allocations, so that a person can follow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from escrutinio.law.proportional.highest_averages import Allocation, Quotient
from escrutinio.law.proportional.methods import Method
from escrutinio.law.proportional.quotas import RemainderAllocation
from escrutinio.law.seat_margins import last_seat_votes
from escrutinio.model.errors import LawError

ALL_QUOTIENTS = 40
"""Up to so many winning quotients are shown one by one; of more, only the last of each list."""


def by_votes(votes: Mapping[str, int]) -> dict[str, int]:
    """The most votes first; equal ones by name, which means nothing."""
    return dict(sorted(votes.items(), key=lambda item: (-item[1], item[0])))


def some(seats: Mapping[str, int]) -> dict[str, int]:
    """The lists that have a seat, the most first."""
    return {name: number for name, number in by_votes(seats).items() if number}


def exact(number: Fraction) -> str:
    """A number as offices print it: whole, and the rest as a fraction."""
    whole, rest = divmod(number.numerator, number.denominator)
    return f"{whole} {rest}/{number.denominator}" if rest and whole else str(number)


def shown(given: Allocation | RemainderAllocation, *, seats: bool = True) -> dict[str, Any]:
    """What a derivation shows of an allocation, with its seats or without."""
    found: dict[str, Any] = {"seats": some(given.seats)} if seats else {}
    if isinstance(given, Allocation):
        found |= _quotients(given)
    else:
        left = given.size - sum(given.full.values())
        found |= {"quota": exact(given.quota), "full quotas": some(given.full)}
        if given.rest is not None:
            found |= _quotients(given.rest)
        elif left:
            ranked = sorted(given.remainders.items(), key=lambda item: (-item[1], item[0]))
            found |= {"seats left": left, "remainders": {name: exact(rest) for name, rest in ranked}}
    if given.tie is not None:
        found["tied"] = given.tie
    if given.lots:
        found["lots"] = [f"{', '.join(lot.drawn)} of {', '.join(lot.tied)}" for lot in given.lots]
    return found


def _quotients(given: Allocation) -> dict[str, Any]:
    awards: Sequence[Quotient] = given.awards
    if len(awards) <= ALL_QUOTIENTS:
        return {"quotients that won": awards, "next quotient": given.next}
    last = {quotient.name: quotient for quotient in awards}
    lowest = sorted(last.values(), key=lambda quotient: (quotient.order, quotient.name))
    return {"last quotient that won, of each": lowest, "next quotient": given.next}


def margins(
    votes: Mapping[str, int], size: int, method: Method, first: bool, seats: Mapping[str, int]
) -> dict[str, dict[str, str]]:
    """By how many votes the lists with seats won their last one and lack for their next.

    Empty for a quota method that does not let it be said. The largest list without a seat is told too.
    """
    out = [name for name in by_votes(votes) if votes[name] and not seats.get(name)][:1]
    try:
        found = last_seat_votes(votes, size, (*some(seats), *out), method, more_votes_first=first)
    except LawError:
        return {}
    told = {name: _told(*changes) for name, changes in found.items()}
    return {"votes on which a seat hangs": told} if told else {}


def _told(fewer: int | None, more: int | None) -> str:
    words = [f"{fewer} fewer lose one"] if fewer else []
    return " and ".join([*words, *([f"{more} more win one"] if more else [])]) or "none"
