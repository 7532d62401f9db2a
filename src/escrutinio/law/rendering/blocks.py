"""Each part of a step as blocks: lines of text, and tables whose numbers are not formatted yet.

Here and in :mod:`escrutinio.law.rendering.seat_blocks` every type of part is known; text, HTML and the site's
page set the blocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from escrutinio.law.decisions import Decision, Elected, MeasureResult, RunOff, Tie
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import Chamber
from escrutinio.law.rendering.block import Block, Line, Table, in_order, most_first
from escrutinio.law.rendering.labels import Words
from escrutinio.law.rendering.numbers import Cell, Share
from escrutinio.law.rendering.seat_blocks import SEAT_BLOCKS
from escrutinio.law.seat_parts import (
    QuorumTable,
)
from escrutinio.law.step_parts import (
    DecisionResult,
    DecisionTable,
    Lots,
    Names,
    Number,
    PairsTable,
    Part,
    RoundsTable,
    SpreadTable,
    ThresholdTable,
    Ties,
    TransferTable,
    VotesTable,
)

_OF_ONE = re.compile(
    r"^(the (seat|office|run-off|most votes)|exclusion|last vacancy|special seat|single-member seat )"
    r"| at stage \d+$|: order$"
)
"""What is tied where nothing is shared: one seat or office, or who is next to be excluded or named."""


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
        sure = [words("run-off", names=words.together(decision.pair))] if decision.pair else []
        return "; ".join([*sure, *([tie_text(decision.tie, words)] if decision.tie else [])])
    if isinstance(decision, MeasureResult):
        said = words.said(decision.text, "reason")
        return words("is adopted" if decision.adopted else "is not adopted", text=said)
    return words("undecided", text=words.said(decision.text, "reason"))


def tie_text(tie: Tie, words: Words) -> str:
    """Who is level, and for what."""
    of = _what_is_shared(tie.what)
    key = f"level for {of}{'' if tie.seats == 1 else 's'}" if of else "level"
    names = words.together(tie.tied)
    return words(key, what=words.said(tie.what, "claim"), names=names, number=tie.seats)


def _what_is_shared(what: str) -> str:
    """A seat, a place or an elector; empty where one thing alone can be had, or somebody is excluded."""
    if _OF_ONE.search(what):
        return ""
    return "place" if what.startswith("places") else "elector" if what.startswith("electors") else "seat"


def chamber_table(chamber: Chamber, words: Words) -> Table:
    """The seats of a chamber by list and kind."""
    kinds = list(chamber.by_kind) if len(chamber.by_kind) > 1 else []
    rows: list[tuple[Cell, ...]] = [
        (name, *(chamber.by_kind[kind].get(name, 0) for kind in kinds), seats)
        for name, seats in most_first(chamber.seats)
    ]
    rows += [
        (words(name), *[None] * len(kinds), number)
        for name, number in (("undecided seats", chamber.undecided), ("vacant seats", chamber.vacant))
        if number
    ]
    if chamber.whole_body:
        caption = words("chamber", name=chamber.name, size=chamber.size, majority=chamber.majority)
    else:
        caption = words("part of a body", name=chamber.name, size=chamber.size)
    heads = (words("list"), *(words.kind_of_seats(kind) for kind in kinds), words("seats"))
    return Table(caption, heads, tuple(rows))


def _number(part: Number, words: Words) -> Iterator[Block]:
    yield Line(words(part.label), part.value)


def _names(part: Names, words: Words) -> Iterator[Block]:
    yield Line(words(part.label), ", ".join(part.names) or words("none"))


def _votes(part: VotesTable, words: Words) -> Iterator[Block]:
    label = words(part.label)
    if not part.votes:
        yield Line(label, words("none"))
    elif part.base is None:
        yield Table(label, (words(part.rows), label), tuple(most_first(part.votes)))
    else:
        yield Table(
            label,
            (words(part.rows), label, words("share")),
            tuple((name, votes, Share(int(votes), part.base)) for name, votes in most_first(part.votes)),
        )


def _threshold(part: ThresholdTable, words: Words) -> Iterator[Block]:
    if part.place > 1:
        yield Line(words("too few", number=part.fewer_than), words("place of rule", number=part.place))
    yield Line(words("take part"), ", ".join(part.taking_part) or words("none"))
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
            return (*first, "; ".join(words.said(condition, "condition") for condition in by))
        above = margin if margin is not None and margin >= 0 else None
        below = -margin if margin is not None and margin < 0 else None
        return (*first, above, below)

    yield Table(
        words("threshold"),
        tuple(heads),
        tuple(cells(row.name, row.votes, row.takes_part, row.margin, row.by) for row in rows),
    )


def _decision(part: DecisionResult, words: Words) -> Iterator[Block]:
    yield Line(words("decision"), decision_text(part.decision, words))


def _decisions(part: DecisionTable, words: Words) -> Iterator[Block]:
    rows = tuple((unit, decision_text(part.decisions[unit], words)) for unit in in_order(part.decisions))
    if rows:
        yield Table(words("decisions"), (words("unit"), words("decision")), rows)
    else:
        yield Line(words("decisions"), words("none"))


def _ties(part: Ties, words: Words) -> Iterator[Block]:
    if not part.ties:
        yield Line(words("ties"), words("none"))
    for tie in part.ties:
        yield Line(words("ties"), tie_text(tie, words))


def _lots(part: Lots, words: Words) -> Iterator[Block]:
    for name, lots in (("lots", part.used), ("unused lots", part.unused)):
        for lot in lots:
            yield Line(words(name), _lot_text(lot, words))


def _lot_text(lot: Lot, words: Words) -> str:
    return words("drawn", drawn=", ".join(lot.drawn), tied=", ".join(lot.tied))


def _rounds(part: RoundsTable, words: Words) -> Iterator[Block]:
    for stage in part.rounds:
        rows: list[tuple[Cell, ...]] = list(most_first(stage.votes))
        if stage.exhausted:
            rows.append((words("exhausted"), stage.exhausted))
        yield Table(f"{words('round')} {stage.number}", (words("candidate"), words("ballots")), tuple(rows))
        if stage.excluded is not None:
            by = words.said(stage.by, "by")
            yield Line(words("excluded"), words("excluded by", name=stage.excluded, by=by))


def _pairs(part: PairsTable, words: Words) -> Iterator[Block]:
    rows: list[tuple[Cell, ...]] = []
    for first, second in combinations(sorted(part.pairs), 2):
        over, back = part.pairs[first][second], part.pairs[second][first]
        # Who is preferred stands first.
        rows.append((first, second, over, back) if over >= back else (second, first, back, over))
    if rows:
        heads = (words("candidate"), words("over"), words(part.label), words("back"))
        yield Table(words(part.label), heads, tuple(rows))
    else:
        yield Line(words(part.label), words("none"))


def _transfers(part: TransferTable, words: Words) -> Iterator[Block]:
    for stage in part.stages:
        action = words(f"{stage.action} stage", names=", ".join(stage.names))
        caption = f"{words('stage')} {stage.number}, {action}"
        heads: tuple[str, ...] = (words("candidate"), words("votes"))
        rows: tuple[tuple[Cell, ...], ...] = tuple(most_first(stage.votes))
        if stage.keep:
            heads = (*heads, words("keep value"))
            rows = tuple((*row, stage.keep[str(row[0])]) for row in rows)
        yield Table(caption, heads, rows)
        if stage.quota is not None:
            yield Line(words("quota"), stage.quota)
        if stage.elected:
            yield Line(words("elected"), ", ".join(stage.elected))


def _quorum(part: QuorumTable, words: Words) -> Iterator[Block]:
    if part.passed is None:
        yield Line(words("quorum"), words("every list"))
        return
    rows = tuple((name, ", ".join(where)) for name, where in sorted(part.passed.items()))
    if rows:
        yield Table(words("quorum"), (words("list"), words("quorum")), rows)
    else:
        yield Line(words("take part"), words("none"))


def _spread(part: SpreadTable, words: Words) -> Iterator[Block]:
    yield Line(
        words("spread needed"),
        words("of number", part=part.needed, whole=f"{part.number} {words.said(part.units, 'units')}"),
    )
    rows = tuple((name, number) for name, number in part.reached.items())
    of_answers = part.rows == "answer"
    caption = words("ahead" if of_answers else "spread", units=words.said(part.units, "units"))
    if rows:
        yield Table(caption, (words(part.rows), words("ahead in" if of_answers else "reached in")), rows)


_BY_TYPE: Mapping[type, Callable[[Any, Words], Iterator[Block]]] = {
    **SEAT_BLOCKS,
    Number: _number,
    Names: _names,
    VotesTable: _votes,
    ThresholdTable: _threshold,
    DecisionResult: _decision,
    DecisionTable: _decisions,
    Ties: _ties,
    Lots: _lots,
    RoundsTable: _rounds,
    PairsTable: _pairs,
    TransferTable: _transfers,
    QuorumTable: _quorum,
    SpreadTable: _spread,
}
