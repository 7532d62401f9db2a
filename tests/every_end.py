"""What a law makes of a finished count, its ties falling every way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from escrutinio.law import ContestTotals, ElectionFacts, Law, Lot, Outcome
from escrutinio.law.evaluation.steps.shown import without_margins
from escrutinio.model import LawError


def every_end(
    law: Law, totals: Mapping[str, ContestTotals], facts: ElectionFacts, lots: tuple[Lot, ...] = ()
) -> Iterator[Outcome]:
    """The outcomes without a tie; none where the law refuses, such as equal votes on which all hangs."""
    try:
        with without_margins():
            outcome = law.decide(totals, True, facts, lots=lots)
    except LawError:
        return
    if not outcome.ties:
        yield outcome
        return
    tie = outcome.ties[0]
    for drawn in combinations(tie.tied, tie.seats):
        yield from every_end(law, totals, facts, (*lots, Lot.of(tie.tied, drawn, tie.what)))
