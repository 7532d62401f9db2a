"""The bounds of ``guaranteed``: a seat for a share of the votes, the others by whole shares and by rank."""

from __future__ import annotations

from escrutinio.bounds.competition import seats_of_units
from escrutinio.bounds.election import SeatRange
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.law.evaluation.steps.guaranteed import Guaranteed


def guaranteed(rule: Guaranteed, run: BoundsEvaluation) -> None:
    """The fewest and the most of each list by itself.

    With what can come for others a list keeps its seat for the share, and the whole part of its share of the
    seats that are left when as many lists as can have a seat for theirs. With all of it for itself it has at
    most the whole part of its share of the seats left by lists that surely have theirs, or one by rank; where
    there are no more lists than seats the order by rank can begin anew, and only the cap bounds it.
    """
    whole = rule.scope == "whole"
    for unit, size in seats_of_units(run, rule, whole=whole, number=rule.seats):
        where = None if whole else unit
        votes, missing, base = run.votes(where), run.awaited(where).most, run.base(rule.of, where)
        part = run.taking_part(where)
        sure = {
            name
            for name, number in votes.items()
            if name in part.sure and rule.share.passes(number, base + missing)
        }
        can = [
            name
            for name, number in votes.items()
            if name in part.possible and rule.share.passes(number + missing, base + missing)
        ]
        seats, ranges = size.max_seats, {}
        few = sum(1 for name, number in votes.items() if number and name in part.sure) <= seats
        for name, number in votes.items():
            if name not in part.possible:
                ranges[name] = SeatRange(0, 0)
                continue
            fewest = 0
            if name in part.sure and len(can) <= size.min_seats and base + missing:
                first = int(name in sure)
                rest = size.min_seats - len(can)
                fewest = min(rule.most, first + min(number * rest // (base + missing), rule.most - first))
            highest = rule.most
            if not few and base + missing:
                rest = seats - len(sure)
                further = max(1, (number + missing) * rest // (base + missing))
                highest = min(rule.most, (1 if name in can else 0) + further)
            ranges[name] = SeatRange(fewest, min(highest, seats) if number + missing else 0)
        run.award(unit, rule.kind, size, ranges)
