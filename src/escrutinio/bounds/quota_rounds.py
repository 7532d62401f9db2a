"""The bounds of ``quota-rounds``: whole quotas of all votes, and the seats left in turn."""

from __future__ import annotations

from escrutinio.bounds.competition import Competition, seats_of_units
from escrutinio.bounds.election import SeatRange
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.judgement import Judgement, sound
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.quota_rounds import TAKING_PART, QuotaRounds

OF_ROUNDS = "beyond full quotas, a list may have any of the seats that are left"


def judge_quota_rounds(rule: QuotaRounds, before: tuple[Rule, ...]) -> Judgement:
    """Sound."""
    return sound(OF_ROUNDS)


def quota_rounds(rule: QuotaRounds, run: BoundsEvaluation) -> None:
    """The fewest are the whole quotas at the dearest price; all others are open to who can have the part."""
    for unit, size in seats_of_units(run, rule, whole=rule.whole, number=rule.seats):
        where = None if rule.whole else unit
        of = Competition.of(run, where, only_if_stated=True)
        # All lists have at least the votes of those that will take part: no quota can be dearer.
        base = run.base("lists" if rule.of == TAKING_PART else rule.of, where)
        most_votes = base + of.missing
        # A quota of fewer seats is dearer: as few as there are if every list had its seats beforehand.
        shared = max(0, size.min_seats - rule.each * len(of.votes))
        dear = rule.quota(most_votes, shared) if most_votes and shared else None
        fewest = {
            name: (int(number // dear) if dear else 0) + rule.each if number and name in of.part.sure else 0
            for name, number in of.votes.items()
        }
        left = size.max_seats - sum(fewest.values())
        ranges = {}
        for name, number in of.votes.items():
            most = fewest[name] + left
            # Its share is largest where everything that comes is for it; a vote more, for rounded quotas.
            far = dear is not None and rule.of != TAKING_PART and number + of.missing + 1 < rule.part * dear
            ranges[name] = SeatRange(fewest[name], 0 if far or not number + of.missing else max(0, most))
        run.award(unit, rule.kind, size, ranges)
