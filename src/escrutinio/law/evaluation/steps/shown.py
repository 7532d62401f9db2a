"""The parts of a step that show an allocation: quotients, remainders, ties and margins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from escrutinio.law.decisions import Tie
from escrutinio.law.proportional.highest_averages import Allocation, Quotient, highest_first
from escrutinio.law.proportional.methods import Method
from escrutinio.law.proportional.quotas import RemainderAllocation
from escrutinio.law.seat_margins import last_seat_votes
from escrutinio.law.seat_parts import (
    MarginRow,
    MarginTable,
    QuotientRow,
    QuotientTable,
    RemainderTable,
    SeatTable,
)
from escrutinio.law.step_labels import Label, Quotients, Rows
from escrutinio.law.step_parts import Lots, Part, Ties
from escrutinio.model.errors import LawError

_MARGINS = ContextVar("margins", default=True)
ALL_QUOTIENTS = 40
"""Up to so many winning quotients are shown one by one; of more, only the last of each list."""


def by_votes(votes: Mapping[str, int]) -> dict[str, int]:
    """The most votes first; equal ones by name, which means nothing."""
    return dict(sorted(votes.items(), key=lambda item: (-item[1], item[0])))


def with_seats(seats: Mapping[str, int]) -> dict[str, int]:
    """The lists that have a seat, the most first."""
    return {name: number for name, number in by_votes(seats).items() if number}


def seat_table(seats: Mapping[str, int], label: Label = Label.SEATS) -> SeatTable:
    """The seats of lists, of one kind."""
    return SeatTable({label: with_seats(seats)})


def tied(ties: Iterable[Tie | None]) -> tuple[Ties, ...]:
    """The ties as a part, where there are any."""
    waiting = tuple(tie for tie in ties if tie is not None)
    return (Ties(waiting),) if waiting else ()


def allocation_parts(
    allocation: Allocation | RemainderAllocation, *, seats: bool = True, rows: Rows = "list"
) -> list[Part]:
    """What a derivation shows of an allocation to lists or to units, with its seats or without."""
    parts: list[Part] = [seat_table(allocation.seats)] if seats else []
    if isinstance(allocation, Allocation):
        parts.append(quotient_table(allocation, about=rows))
    else:
        left = allocation.size - sum(allocation.full.values())
        remainders = allocation.remainders if allocation.rest is None and left else {}
        full = with_seats(allocation.full)
        parts.append(RemainderTable(allocation.quota, full, left, dict(remainders), rows))
        if allocation.rest is not None:
            parts.append(quotient_table(allocation.rest, Quotients.SEATS_LEFT, rows))
    parts += tied([allocation.tie])
    if allocation.lots:
        parts.append(Lots(tuple(allocation.lots)))
    return parts


def quotient_row(quotient: Quotient) -> QuotientRow:
    """A quotient as a row of a table."""
    return QuotientRow(
        quotient.name,
        quotient.votes,
        quotient.shown_divisor,
        quotient.seat,
        quotient.shown,
        quotient.power == 2,
    )


def quotient_table(
    allocation: Allocation, which: Quotients = Quotients.WON, about: Rows = "list"
) -> QuotientTable:
    """The quotients that won, and the next; of very many, the last of each list."""
    awards: Sequence[Quotient] = allocation.awards
    if len(awards) > ALL_QUOTIENTS:
        last = {quotient.name: quotient for quotient in awards}
        awards = highest_first(last.values())
        which = Quotients.LAST_OF_EACH
    rows = tuple(quotient_row(quotient) for quotient in awards)
    return QuotientTable(rows, quotient_row(allocation.next) if allocation.next else None, which, about)


@contextmanager
def without_margins() -> Iterator[None]:
    """Leave the margins of last seats out of derivations: they take longer than the seats themselves."""
    before = _MARGINS.set(False)
    try:
        yield
    finally:
        _MARGINS.reset(before)


def margins(
    votes: Mapping[str, int], size: int, method: Method, first: bool, seats: Mapping[str, int]
) -> tuple[MarginTable, ...]:
    """By how many votes the lists with seats won their last one and lack for their next.

    Nothing for a quota method that does not let it be said. The largest list without a seat is there too.
    """
    if not _MARGINS.get():
        return ()
    without = [name for name in by_votes(votes) if votes[name] and not seats.get(name)][:1]
    try:
        changes = last_seat_votes(votes, size, (*with_seats(seats), *without), method, more_votes_first=first)
    except LawError:
        return ()
    rows = tuple(MarginRow(name, fewer, more) for name, (fewer, more) in changes.items() if fewer or more)
    return (MarginTable(rows),) if rows else ()
