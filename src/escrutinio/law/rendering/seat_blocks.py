"""Parts of a step that tell how seats were won, as blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from escrutinio.law.rendering.block import Block, Line, Table, in_order, most_first, seats_text
from escrutinio.law.rendering.labels import Words
from escrutinio.law.rendering.numbers import Cell, Root, Share
from escrutinio.law.seat_parts import (
    DivisorTable,
    LevellingTable,
    MarginTable,
    PlacementTable,
    QuotientRow,
    QuotientTable,
    RemainderTable,
    SeatGrid,
    SeatTable,
    UncoveredTable,
)
from escrutinio.law.step_labels import Quotients
from escrutinio.law.step_parts import (
    CollegeTable,
)


def _seats(part: SeatTable, words: Words) -> Iterator[Block]:
    labels = [words(label) for label in part.columns]
    columns = list(part.columns.values())
    names = {name for column in columns for name, number in column.items() if number}
    if not names:
        yield from (Line(label, words("none")) for label in labels)
        return
    ordered = sorted(names, key=lambda name: (*(-column.get(name, 0) for column in reversed(columns)), name))
    rows: list[tuple[Cell, ...]] = [(name, *(column.get(name, 0) for column in columns)) for name in ordered]
    yield Table(labels[0] if len(labels) == 1 else words("seats"), (words(part.rows), *labels), tuple(rows))


def _grid(part: SeatGrid, words: Words) -> Iterator[Block]:
    label = words(part.label)
    rows = tuple(
        (unit, seats_text(part.units[unit]))
        for unit in in_order(part.units)
        if any(part.units[unit].values())
    )
    yield Table(label, (words("unit"), label), rows) if rows else Line(label, words("none"))


def _quotients(part: QuotientTable, words: Words) -> Iterator[Block]:
    caption = words(f"quotients {part.which}")
    # The number of a seat in the house is known where all quotients that won are there.
    numbered = part.which in (Quotients.WON, Quotients.SEATS_LEFT)
    head = words("seat" if numbered else "own seat")

    def row(first: Cell, quotient: QuotientRow) -> tuple[Cell, ...]:
        value: Cell = quotient.quotient
        if quotient.quotient is None:
            value = words("infinite")
        elif quotient.squared:
            value = Root(quotient.quotient)
        divisor: Cell = int(quotient.divisor) if quotient.divisor.isdecimal() else quotient.divisor
        return first, quotient.name, quotient.votes, divisor, value

    rows = [
        row(number if numbered else quotient.seat, quotient)
        for number, quotient in enumerate(part.rows, start=1)
    ]
    if part.next is not None:
        rows.append(row(words("next"), part.next))
    if not rows:
        yield Line(caption, words("none"))
        return
    heads = (head, words(part.about), words("votes"), words("divided by"), words("quotient"))
    yield Table(caption, heads, tuple(rows))


def _remainders(part: RemainderTable, words: Words) -> Iterator[Block]:
    yield Line(words("quota"), part.quota)
    names = dict.fromkeys([name for name, _ in most_first(part.remainders)])
    names |= dict.fromkeys([name for name, seats in most_first(part.full) if seats])
    if part.left and part.remainders:
        yield Line(words("seats left"), part.left)
        rows: list[tuple[Cell, ...]] = [
            (name, part.full.get(name, 0), part.remainders.get(name)) for name in names
        ]
        heads = (words(part.rows), words("full quotas"), words("remainder"))
        yield Table(words("remainders"), heads, tuple(rows))
    elif names:
        rows = [(name, part.full.get(name, 0)) for name in names]
        yield Table(words("full quotas"), (words(part.rows), words("full quotas")), tuple(rows))
    else:
        yield Line(words("full quotas"), words("none"))


def _margins(part: MarginTable, words: Words) -> Iterator[Block]:
    sentences = []
    for row in part.rows:
        if row.fewer:
            key = "loses sentence one" if row.fewer == 1 else "loses sentence"
            sentences.append(words(key, name=row.name, number=row.fewer))
        if row.more:
            key = "wins sentence one" if row.more == 1 else "wins sentence"
            sentences.append(words(key, name=row.name, number=row.more))
    yield Table(
        words("margins"),
        (words("list"), words("loses with"), words("wins with")),
        tuple((row.name, row.fewer or None, row.more or None) for row in part.rows),
        tuple(sentences),
    )


def _levelling(part: LevellingTable, words: Words) -> Iterator[Block]:
    rows = tuple(
        (number, stage.size, seats_text(stage.shares), seats_text(stage.left_out))
        for number, stage in enumerate(part.rounds, start=1)
    )
    heads = (words("round"), words("size"), words("shares"), words("left out"))
    if rows:
        yield Table(words("levelling"), heads, rows)


def _placement(part: PlacementTable, words: Words) -> Iterator[Block]:
    if not part.rows:
        yield Line(words("placement"), words("none"))
        return
    heads = [
        words("seat"),
        words("list"),
        words("unit"),
        words("votes"),
        words("divided by"),
        words("figure"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for number, row in enumerate(part.rows, start=1):
        rows.append((number, row.name, row.unit, row.votes, row.divisor, row.value))
    yield Table(words("placement"), tuple(heads), tuple(rows))


def _divisors(part: DivisorTable, words: Words) -> Iterator[Block]:
    for name, head, divisors in (
        ("district divisors", "district", part.districts),
        ("list divisors", "list", part.lists),
    ):
        yield Table(
            words(name),
            (words(head), words("divisor")),
            tuple((unit, divisors[unit]) for unit in in_order(divisors)),
        )
    yield Line(words("verified"), words("yes" if part.verified else "no"))


def _college(part: CollegeTable, words: Words) -> Iterator[Block]:
    rows = tuple(
        (name, electors, seats_text(part.units.get(name, {}))) for name, electors in most_first(part.electors)
    )
    heads = (words("candidate"), words("electors"), words("won units"))
    yield Table(words("electors"), heads, rows) if rows else Line(words("electors"), words("none"))
    if part.undecided:
        yield Line(words("electors open"), part.undecided)


def _uncovered(part: UncoveredTable, words: Words) -> Iterator[Block]:
    rows = tuple((row.constituency, row.party, row.votes, Share(row.votes, row.valid)) for row in part.rows)
    heads = (words("unit"), words("list"), words("votes"), words("share"))
    yield Table(words("uncovered"), heads, rows) if rows else Line(words("uncovered"), words("none"))


SEAT_BLOCKS: Mapping[type, Callable[[Any, Words], Iterator[Block]]] = {
    SeatTable: _seats,
    SeatGrid: _grid,
    QuotientTable: _quotients,
    RemainderTable: _remainders,
    MarginTable: _margins,
    LevellingTable: _levelling,
    PlacementTable: _placement,
    DivisorTable: _divisors,
    CollegeTable: _college,
    UncoveredTable: _uncovered,
}
"""Type of a part -> its blocks."""
