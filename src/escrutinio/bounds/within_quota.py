"""The bounds of ``balinski-young``: no list has fewer seats than its share rounded down, nor more than up.

The method keeps this quota at both ends (Balinski and Young 1975), so that the share that a list can have of
the votes bounds its seats.
"""

from __future__ import annotations

from escrutinio.bounds.competition import Competition, seats_of_units
from escrutinio.bounds.election import SeatRange
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.judgement import Judgement, sound
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.within_quota import WithinQuota

OF_QUOTAS = "a list may have its exact share rounded down or up, whatever the others have"


def judge_within_quota(rule: WithinQuota, before: tuple[Rule, ...]) -> Judgement:
    """Sound."""
    return sound(OF_QUOTAS)


def within_quota(rule: WithinQuota, run: BoundsEvaluation) -> None:
    """The least and the greatest share of the votes of those who take part, rounded down and up."""
    for unit, size in seats_of_units(run, rule, whole=rule.whole, number=rule.seats):
        of = Competition.of(run, None if rule.whole else unit, only_if_stated=True)
        everything = sum(of.votes.values()) + of.missing
        sure = {name: number for name, number in of.votes.items() if name in of.part.sure}
        ranges = {}
        for name, number in of.votes.items():
            high = number + of.room.get(name, of.missing)
            rivals = sum(sure.values()) - sure.get(name, 0)
            least = sure.get(name, 0) * size.min_seats // everything if everything else 0
            most = -(-high * size.max_seats // (high + rivals)) if high else 0
            ranges[name] = SeatRange(least, most)
        run.award(unit, rule.kind, size, ranges)
