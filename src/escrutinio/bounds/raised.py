"""The bounds of ``raised-averages``: the highest quotients, those of some lists raised."""

from __future__ import annotations

from escrutinio.bounds.competition import Competition, judge_method, seats_of_units
from escrutinio.bounds.evaluation import BoundsEvaluation, Participation
from escrutinio.bounds.judgement import SHARP, Judgement, sound
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.raised import RaisedQuotients
from escrutinio.law.proportional.raised import scaled_by

OF_RAISED = "every vote that comes is taken to count as much as one for a list whose quotients are raised"


def judge_raised(rule: RaisedQuotients, before: tuple[Rule, ...]) -> Judgement:
    """As good as the divisors, but never sharp."""
    judged = judge_method(rule.divisors)
    return sound(OF_RAISED) if judged == SHARP else judged


def raised(rule: RaisedQuotients, run: BoundsEvaluation) -> None:
    """The bounds of highest averages over votes multiplied as the rule counts them.

    A vote that comes is taken to count as much as it can for any list. Where it is open whether the quotients
    of a list are raised, its counted votes count plainly, and what raises them is taken to come.
    """
    plain, high = scaled_by(rule.more)
    labelled = rule.labelled(run.facts.labels)
    for unit, size in seats_of_units(run, rule, whole=rule.whole, number=rule.seats):
        where = None if rule.whole else unit
        of = Competition.of(run, where, only_if_stated=True)
        base, votes, to_come = run.base(rule.of, where), {}, of.missing * high
        for name, number in of.votes.items():
            surely = name in labelled
            if surely and rule.below is not None:
                surely = not rule.below.passes(number + of.missing, base + of.missing)
                if not surely and not rule.below.passes(number, base + of.missing):
                    to_come += number * (high - plain)
            votes[name] = number * (high if surely else plain)
        part = Participation(of.part.sure, of.part.possible)
        ranges = Competition(votes, to_come, part, {}, of.most).seats(size, rule.divisors, False)
        run.award(unit, rule.kind, size, ranges)
