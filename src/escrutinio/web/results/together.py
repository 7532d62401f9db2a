"""What lists have together in a chamber: seats by the counted sheets, and the chance of a majority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.seat_draws import ChamberDraws, SeatDrawsDocument
from escrutinio.web.results.seating import Seating

IN_PAIRS = 6
"""The largest lists, of which every two stand in the table."""


@dataclass(frozen=True)
class Pair:
    """Two lists together.

    Attributes:
        labels: the two.
        seats: their seats by the counted sheets.
        chance: that they have the majority together; None where it is not known.
    """

    labels: Sequence[SelectionLabel]
    seats: int
    chance: float | None


@dataclass(frozen=True)
class Together:
    """What readers can put together in a chamber.

    Attributes:
        seating: the chamber and its lists.
        drawn: whether the chance of a majority is known.
        draws: from so many simulated finished counts; 0 where it is not known.
        tied: the share of these in which something is tied.
        nobodys: seats that belong to no list so far.
        pairs: every two of the largest lists; empty where there are only two.
    """

    seating: Seating
    drawn: bool
    draws: int
    tied: float
    nobodys: int
    pairs: Sequence[Pair]


def together_in(seating: Seating, document: SeatDrawsDocument) -> Together | None:
    """What lists can have together in a chamber; None for fewer than two, and without a majority."""
    chamber = seating.chamber
    if len(seating.rows) < 2 or chamber.majority is None:
        return None
    known = (seats for seats in document.chambers if seats.id == chamber.id and seats.draws)
    drawn = None if chamber.complete else next(known, None)
    return Together(
        seating,
        drawn is not None,
        drawn.draws if drawn else 0,
        document.tied_draws if drawn else 0.0,
        max(chamber.size - sum(row.seats for row in seating.rows), 0),
        _pairs(seating, drawn),
    )


def _pairs(seating: Seating, drawn: ChamberDraws | None) -> list[Pair]:
    # A list without any seat adds nothing to another.
    rows = [row for row in seating.rows if row.seats or (row.projected and row.projected.high)][:IN_PAIRS]
    if len(rows) < 3:
        return []
    return [
        Pair(
            (one.label, other.label),
            one.seats + other.seats,
            drawn.chance_together((one.label.id, other.label.id)) if drawn else None,
        )
        for one, other in combinations(rows, 2)
    ]
