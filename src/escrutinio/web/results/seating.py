"""Chambers with their hemicycles: seats by the counted sheets, and projected ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escrutinio.flows.documents.chambers import ChamberSummary, ListSeatEstimate, ListSeats
from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.results import ResultState
from escrutinio.web.results.pictures import Block, hemicycle

MOST_LEVEL = 3
"""More lists that are level are not named in a sentence."""
MOST_NAMED = 9
"""More persons are not, either."""


@dataclass(frozen=True)
class SeatRow:
    """A list with a seat, counted or projected.

    Attributes:
        label: who it is.
        seats: its seats by the counted sheets.
        projected: its projected seats; None where it has none.
    """

    label: SelectionLabel
    seats: int
    projected: ListSeatEstimate | None


@dataclass(frozen=True)
class MostSeats:
    """Who has the most seats by the counted sheets.

    Attributes:
        lists: one list, or those that are level.
        seats: of each of them.
        majority: whether these are a majority.
    """

    lists: tuple[SelectionLabel, ...]
    seats: int
    majority: bool


@dataclass(frozen=True)
class Seating:
    """A chamber as a page shows it.

    Attributes:
        chamber: its document.
        rows: by the seats counted.
        counted_picture: the seats by the counted sheets.
        projected_picture: None without a projection.
    """

    chamber: ChamberSummary
    rows: Sequence[SeatRow]
    counted_picture: SafeString
    projected_picture: SafeString | None

    @property
    def settled(self) -> bool:
        """Whether the seats are given for good: by all sheets, or whatever the missing ones hold."""
        return self.chamber.complete or self.chamber.decided

    @property
    def second_round(self) -> int:
        """How many single seats the first round leaves to a second, once all its sheets are in."""
        return to_second_round(self.chamber)

    @property
    def second_round_begun(self) -> bool:
        """Whether votes of a second round are counted for some of the seats."""
        waiting = {
            district.contest for district in self.chamber.districts if district.state is ResultState.RUN_OFF
        }
        return bool(waiting) and any(district.contest not in waiting for district in self.chamber.districts)

    @property
    def given(self) -> int:
        """How many seats somebody has by the sheets counted."""
        return sum(row.seats for row in self.rows)

    @property
    def not_given(self) -> int:
        """How many other seats nobody has by the sheets counted."""
        return self.chamber.counted.undecided - self.second_round

    @property
    def nobodys_yet(self) -> int:
        """How many seats nobody has by the sheets counted, and somebody may still get."""
        counted = self.chamber.counted
        return counted.undecided + (0 if self.chamber.complete else counted.vacant)

    @property
    def vacant(self) -> int:
        """How many seats stay empty by law: while sheets are missing, their votes can fill them."""
        return self.chamber.counted.vacant if self.chamber.complete else 0

    @property
    def most(self) -> MostSeats | None:
        """Who has the most seats by the counted sheets; None without any, or where many are level.

        Nor of persons, or of parts of a body, where nobody has a second seat.
        """
        majority = self.chamber.majority
        seats = max((row.seats for row in self.rows), default=0)
        lists = tuple(row.label for row in self.rows if row.seats == seats)
        if seats < (2 if majority is None else 1) or len(lists) > MOST_LEVEL:
            return None
        return MostSeats(lists, seats, majority is not None and seats >= majority)

    @property
    def one_each(self) -> tuple[SelectionLabel, ...]:
        """Who has the seats, where they are few and nobody has two; empty before all are given."""
        labels = tuple(row.label for row in self.rows if row.seats == 1)
        few = 1 <= len(labels) == self.chamber.size <= MOST_NAMED
        return labels if few and self.settled else ()

    @property
    def first(self) -> SeatRow | None:
        """The list with the most seats by the finished count; None before that, or where two are level."""
        if not self.chamber.complete or not self.rows:
            return None
        most = max(self.rows, key=lambda row: row.seats)
        return most if sum(row.seats == most.seats for row in self.rows) == 1 else None


def to_second_round(chamber: ChamberSummary) -> int:
    """How many single seats the first round leaves to a second, once all its sheets are in."""
    return sum(result.state is ResultState.RUN_OFF for result in chamber.districts)


def seatings(front: FrontDocument) -> list[Seating]:
    """The chambers of a front page.

    The lists sit in the order of the ballot, so that they keep their places while the count goes on.
    """
    order = {name: place for place, name in enumerate(front.selections)}
    return [
        Seating(
            chamber,
            _rows(chamber),
            _picture(chamber, chamber.counted.lists, order, _("counted sheets")),
            _picture(chamber, chamber.projected.lists, order, _("projected")) if chamber.projected else None,
        )
        for chamber in front.chambers
    ]


def seat_picture(chamber: ChamberSummary, seats: Sequence[tuple[SelectionLabel, int, int]]) -> SafeString:
    """A chamber of single seats as a hemicycle: full circles are elected, rings lead.

    Args:
        chamber: the chamber.
        seats: list, seats in which it is elected, seats in which it leads; from the left.
    """
    blocks = []
    for one, elected, leading in seats:
        full = Block(_("%(name)s, elected") % {"name": one.short}, elected, one.color)
        ring = Block(_("%(name)s, leading") % {"name": one.short}, leading, one.color, hollow=True)
        blocks += [block for block in (full, ring) if block.seats]
    left = max(0, chamber.size - sum(block.seats for block in blocks))
    said = ", ".join(f"{block.name} {block.seats}" for block in blocks)
    label = f"{chamber.name}: {said}" if said else chamber.name
    return hemicycle([*blocks, Block(_("open"), left, None)], label, _majority(chamber))


def _majority(chamber: ChamberSummary) -> str:
    """How many seats are a majority; nothing where the seats are not one whole body."""
    if chamber.majority is None:
        return ""
    return ngettext("majority: %d seat", "majority: %d seats", chamber.majority) % chamber.majority


def _rows(chamber: ChamberSummary) -> list[SeatRow]:
    projected = {entry.id: entry for entry in chamber.projected.lists} if chamber.projected else {}
    rows = [SeatRow(entry, entry.seats, projected.get(entry.id)) for entry in chamber.counted.lists]
    counted = {entry.id for entry in chamber.counted.lists}
    rows += [SeatRow(entry, 0, entry) for name, entry in projected.items() if name not in counted]
    return [row for row in rows if row.seats or row.projected]


def _picture(
    chamber: ChamberSummary,
    lists: Sequence[ListSeats | ListSeatEstimate],
    order: Mapping[str, int],
    what: str,
) -> SafeString:
    by_ballot = sorted(lists, key=lambda entry: order.get(entry.id, len(order)))
    blocks = [Block(entry.short, entry.seats, entry.color) for entry in by_ballot if entry.seats]
    # Medians of single lists need not add up to the chamber; what is left belongs to nobody in the picture.
    left = chamber.size - sum(block.seats for block in blocks)
    if left < 0:
        blocks, left = _cut(blocks, chamber.size), 0
    label = _("%(chamber)s, %(what)s: %(seats)s") % {
        "chamber": chamber.name,
        "what": what,
        "seats": ", ".join(f"{block.name} {block.seats}" for block in blocks),
    }
    return hemicycle([*blocks, Block(_("open"), left, None)], label, _majority(chamber))


def _cut(blocks: list[Block], size: int) -> list[Block]:
    """Blocks that together have no more seats than there are: the largest gives way."""
    over = sum(block.seats for block in blocks) - size
    largest = max(range(len(blocks)), key=lambda place: blocks[place].seats)
    block = blocks[largest]
    return [*blocks[:largest], Block(block.name, block.seats - over, block.color), *blocks[largest + 1 :]]
