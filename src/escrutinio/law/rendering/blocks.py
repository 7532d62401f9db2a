"""Each part of a step as blocks: lines of text, and tables whose numbers are not formatted yet.

This is the one place that knows every type of part; text, HTML and the site's page set the blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from escrutinio.law.decisions import Decision, Elected, RunOff, Tie
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import Chamber
from escrutinio.law.rendering.labels import CATALOGUE, Words
from escrutinio.law.rendering.numbers import Cell, Root, Share
from escrutinio.law.seat_parts import (
    DivisorTable,
    LevellingTable,
    MarginTable,
    PlacementTable,
    QuorumTable,
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
    DecisionResult,
    DecisionTable,
    Lots,
    Names,
    Number,
    Part,
    RoundsTable,
    SpreadTable,
    ThresholdTable,
    Ties,
    TransferTable,
    VotesTable,
)


@dataclass(frozen=True)
class Line:
    """A name and what it is; ``law`` where the value is in the law's own words."""

    name: str
    value: Cell
    law: bool = False


@dataclass(frozen=True)
class Table:
    """A table; the first cell of a row is its head.

    Args:
        caption: what it shows.
        heads: of the columns.
        rows: the cells.
        sentences: the same in words, for where tables are read line by line; empty where rows say it as well.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sentences: tuple[str, ...] = ()

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Whether the cells of each column are numbers."""
        return tuple(
            any(not isinstance(row[column], (str, type(None))) for row in self.rows)
            and not any(isinstance(row[column], str) and len(str(row[column])) > 8 for row in self.rows)
            for column in range(len(self.heads))
        )


Block = Line | Table


def blocks(parts: Iterable[Part], words: Words) -> list[Block]:
    """The parts of a step as blocks, in order."""
    return [block for part in parts for block in _BY_TYPE[type(part)](part, words)]


def decision_text(decision: Decision, words: Words) -> str:
    """Who is elected, or why nobody is, in a few words."""
    if isinstance(decision, Elected):
        return words("is elected", name=decision.name)
    if isinstance(decision, Tie):
        return tie_text(decision, words)
    if isinstance(decision, RunOff):
        sure = words("run-off", names=f" {words('and')} ".join(decision.pair))
        return sure if decision.tie is None else f"{sure}; {tie_text(decision.tie, words)}"
    return words("undecided", text=decision.text)


def tie_text(tie: Tie, words: Words) -> str:
    """What is tied among whom."""
    return words("tie", what=tie.what, names=" = ".join(tie.tied), seats=tie.seats)


def chamber_table(chamber: Chamber, words: Words) -> Table:
    """The seats of a chamber by list and kind."""
    kinds = list(chamber.by_kind) if len(chamber.by_kind) > 1 else []
    rows: list[tuple[Cell, ...]] = [
        (name, *(chamber.by_kind[kind].get(name, 0) for kind in kinds), seats)
        for name, seats in _most_first(chamber.seats)
    ]
    rows += [
        (words(name), *[None] * len(kinds), number)
        for name, number in (("undecided seats", chamber.undecided), ("vacant seats", chamber.vacant))
        if number
    ]
    caption = words("chamber", name=chamber.name, size=chamber.size, majority=chamber.majority)
    heads = (words("list"), *(words.kind_of_seats(kind) for kind in kinds), words("seats"))
    return Table(caption, heads, tuple(rows))


def _most_first(numbers: Mapping[str, int | Fraction]) -> list[tuple[str, Any]]:
    """The largest first; equal ones by name, which means nothing."""
    return sorted(numbers.items(), key=lambda item: (-item[1], item[0]))


def _seats_text(seats: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in _most_first(seats) if number)


def _number(part: Number, words: Words) -> Iterator[Block]:
    yield Line(words(part.label), part.value)


def _names(part: Names, words: Words) -> Iterator[Block]:
    yield Line(words(part.label), ", ".join(part.names) or words("none"), law=True)


def _votes(part: VotesTable, words: Words) -> Iterator[Block]:
    label = words(part.label)
    if not part.votes:
        yield Line(label, words("none"))
    elif part.base is None:
        yield Table(label, (words(part.rows), label), tuple(_most_first(part.votes)))
    else:
        yield Table(
            label,
            (words(part.rows), label, words("share")),
            tuple((name, votes, Share(int(votes), part.base)) for name, votes in _most_first(part.votes)),
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
        (unit, _seats_text(seats)) for unit, seats in sorted(part.units.items()) if any(seats.values())
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
    heads = (head, words("list"), words("votes"), words("divided by"), words("quotient"))
    yield Table(caption, heads, tuple(rows))


def _remainders(part: RemainderTable, words: Words) -> Iterator[Block]:
    yield Line(words("quota"), part.quota)
    names = dict.fromkeys([name for name, _ in _most_first(part.remainders)])
    names |= dict.fromkeys([name for name, seats in _most_first(part.full) if seats])
    if part.left and part.remainders:
        yield Line(words("seats left"), part.left)
        rows: list[tuple[Cell, ...]] = [
            (name, part.full.get(name, 0), part.remainders.get(name)) for name in names
        ]
        heads = (words("list"), words("full quotas"), words("remainder"))
        yield Table(words("remainders"), heads, tuple(rows))
    elif names:
        rows = [(name, part.full.get(name, 0)) for name in names]
        yield Table(words("full quotas"), (words("list"), words("full quotas")), tuple(rows))
    else:
        yield Line(words("full quotas"), words("none"))


def _threshold(part: ThresholdTable, words: Words) -> Iterator[Block]:
    if part.place > 1:
        yield Line(words("too few", number=part.fewer_than), words("place of rule", number=part.place))
    yield Line(words("take part"), ", ".join(part.taking_part) or words("none"), law=True)
    rows = [row for row in part.lists if row.margin is not None or row.by]
    if not rows:
        return
    joined = any(row.by for row in rows)
    heads = [words("list"), words("votes"), words("takes part")]
    heads += [words("conditions")] if joined else [words("above"), words("below")]

    def cells(
        name: str, votes: int, passed: bool, margin: int | None, by: tuple[str, ...]
    ) -> tuple[Cell, ...]:
        first: list[Cell] = [name, votes, words("yes" if passed else "no")]
        if joined:
            return (*first, "; ".join(by))
        above = margin if margin is not None and margin >= 0 else None
        below = -margin if margin is not None and margin < 0 else None
        return (*first, above, below)

    yield Table(
        words("threshold"),
        tuple(heads),
        tuple(cells(row.name, row.votes, row.takes_part, row.margin, row.by) for row in rows),
    )


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


def _decision(part: DecisionResult, words: Words) -> Iterator[Block]:
    yield Line(words("decision"), decision_text(part.decision, words), law=True)


def _decisions(part: DecisionTable, words: Words) -> Iterator[Block]:
    rows = tuple((unit, decision_text(decision, words)) for unit, decision in sorted(part.decisions.items()))
    if rows:
        yield Table(words("decisions"), (words("unit"), words("decision")), rows)
    else:
        yield Line(words("decisions"), words("none"))


def _ties(part: Ties, words: Words) -> Iterator[Block]:
    if not part.ties:
        yield Line(words("ties"), words("none"))
    for tie in part.ties:
        yield Line(words("ties"), tie_text(tie, words), law=True)


def _lots(part: Lots, words: Words) -> Iterator[Block]:
    for name, lots in (("lots", part.used), ("unused lots", part.unused)):
        for lot in lots:
            yield Line(words(name), _lot_text(lot, words), law=True)


def _lot_text(lot: Lot, words: Words) -> str:
    return words("drawn", drawn=", ".join(lot.drawn), tied=", ".join(lot.tied))


def _rounds(part: RoundsTable, words: Words) -> Iterator[Block]:
    for stage in part.rounds:
        rows: list[tuple[Cell, ...]] = list(_most_first(stage.votes))
        if stage.exhausted:
            rows.append((words("exhausted"), stage.exhausted))
        yield Table(f"{words('round')} {stage.number}", (words("candidate"), words("ballots")), tuple(rows))
        if stage.excluded is not None:
            by = words(stage.by) if stage.by in CATALOGUE else stage.by
            yield Line(words("excluded"), words("excluded by", name=stage.excluded, by=by), law=True)


def _transfers(part: TransferTable, words: Words) -> Iterator[Block]:
    for stage in part.stages:
        action = words(f"{stage.action} stage", names=", ".join(stage.names))
        caption = f"{words('stage')} {stage.number}, {action}"
        yield Table(caption, (words("candidate"), words("votes")), tuple(_most_first(stage.votes)))
        if stage.elected:
            yield Line(words("elected"), ", ".join(stage.elected), law=True)


def _levelling(part: LevellingTable, words: Words) -> Iterator[Block]:
    rows = tuple(
        (number, stage.size, _seats_text(stage.shares), _seats_text(stage.left_out))
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


def _quorum(part: QuorumTable, words: Words) -> Iterator[Block]:
    if part.passed is None:
        yield Line(words("quorum"), words("every list"))
        return
    rows = tuple((name, ", ".join(where)) for name, where in sorted(part.passed.items()))
    if rows:
        yield Table(words("quorum"), (words("list"), words("quorum")), rows)
    else:
        yield Line(words("take part"), words("none"))


def _divisors(part: DivisorTable, words: Words) -> Iterator[Block]:
    for name, head, divisors in (
        ("district divisors", "district", part.districts),
        ("list divisors", "list", part.lists),
    ):
        yield Table(words(name), (words(head), words("divisor")), tuple(sorted(divisors.items())))
    yield Line(words("verified"), words("yes" if part.verified else "no"))


def _spread(part: SpreadTable, words: Words) -> Iterator[Block]:
    yield Line(
        words("spread needed"), words("of number", part=part.needed, whole=f"{part.number} {part.units}")
    )
    rows = tuple((name, number) for name, number in part.reached.items())
    caption = words("spread", units=part.units)
    if rows:
        yield Table(caption, (words("candidate"), words("reached in")), rows)


def _college(part: CollegeTable, words: Words) -> Iterator[Block]:
    rows = tuple(
        (name, electors, _seats_text(part.units.get(name, {})))
        for name, electors in _most_first(part.electors)
    )
    heads = (words("candidate"), words("electors"), words("won units"))
    yield Table(words("electors"), heads, rows) if rows else Line(words("electors"), words("none"))
    if part.undecided:
        yield Line(words("electors open"), part.undecided)


def _uncovered(part: UncoveredTable, words: Words) -> Iterator[Block]:
    rows = tuple((row.constituency, row.party, row.votes, Share(row.votes, row.valid)) for row in part.rows)
    heads = (words("unit"), words("list"), words("votes"), words("share"))
    yield Table(words("uncovered"), heads, rows) if rows else Line(words("uncovered"), words("none"))


_BY_TYPE: Mapping[type, Callable[[Any, Words], Iterator[Block]]] = {
    Number: _number,
    Names: _names,
    VotesTable: _votes,
    SeatTable: _seats,
    SeatGrid: _grid,
    QuotientTable: _quotients,
    RemainderTable: _remainders,
    ThresholdTable: _threshold,
    MarginTable: _margins,
    DecisionResult: _decision,
    DecisionTable: _decisions,
    Ties: _ties,
    Lots: _lots,
    RoundsTable: _rounds,
    TransferTable: _transfers,
    LevellingTable: _levelling,
    PlacementTable: _placement,
    QuorumTable: _quorum,
    DivisorTable: _divisors,
    SpreadTable: _spread,
    CollegeTable: _college,
    UncoveredTable: _uncovered,
}
