"""The bounds of ``top-up``: seats that are added to those of counts."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from escrutinio.bounds.election import SeatRange
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.judgement import sound
from escrutinio.law.evaluation.steps.topped_up import ToppedUp
from escrutinio.law.facts import WHOLE

OF_TOP_UP = sound("the most that can be added to one party is not set against what the others have")


def top_up(rule: ToppedUp, run: BoundsEvaluation) -> None:
    """Nobody loses a seat of the counts, and one party at most gets more. Sound."""
    votes, missing = run.votes(), run.awaited().most
    won, more = run.votes(None, rule.contest), run.awaited(None, rule.contest).most
    size = sum(won.values())
    counts = {name: SeatRange(won.get(name, 0), won.get(name, 0) + more) for name in {*votes, *won}}
    run.award(WHOLE, "count", SeatRange(size, size + more), counts)
    added = {name: _added(rule, name, votes, missing, counts) for name in votes}
    run.award(
        WHOLE,
        "top-up",
        SeatRange(0, max(added.values(), default=0)),
        {name: SeatRange(0, most) for name, most in added.items()},
    )


def _added(
    rule: ToppedUp, name: str, votes: Mapping[str, int], missing: int, counts: Mapping[str, SeatRange]
) -> int:
    """The most seats that can be added to a party."""
    own, held = votes[name] + missing, counts[name]
    others = [other for other, range_ in counts.items() if other != name and range_.max_seats]
    most = 0
    if 2 * own > sum(votes.values()) + missing:
        most = sum(counts[other].max_seats for other in others) - held.min_seats + 1
    if not held.max_seats:
        return max(0, most)
    for other in others:
        rival = votes.get(other, 0)
        if rule.relative and own > rival:
            most = max(most, counts[other].max_seats - held.min_seats + 1)
        if rule.proportional:
            # As many as bring the votes of a seat nearest, and one more for the house to be odd.
            due = Fraction(own * counts[other].max_seats, max(rival, 1)) - max(held.min_seats, 1)
            most = max(most, ceil(due) + 1)
    return max(0, most)
