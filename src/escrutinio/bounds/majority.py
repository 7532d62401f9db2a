"""The bounds of rules by which the most votes win: single seats, offices, electoral colleges.

Each function takes a rule and the law whose bounds are being composed; see
:mod:`escrutinio.bounds.evaluation` for what it can ask and note.
"""

from __future__ import annotations

from escrutinio.bounds.contests import plurality_bound
from escrutinio.bounds.election import OfficeBound, SeatBound
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.law.evaluation.steps.winners import Plurality


def plurality(rule: Plurality, run: BoundsEvaluation) -> None:
    """The most votes win: the office, or the seat of each unit. Sharp."""
    role = rule.contest
    if run.law.body == "office":
        bound = plurality_bound(run.votes(None, role), run.awaited(None, role).most)
        run.decide_office(office_by_most_votes(bound), role)
        return
    for unit in run.units(role):
        bound = plurality_bound(run.votes(unit, role), run.awaited(unit, role).most)
        run.award_district(unit, rule.kind, bound, role)


def office_by_most_votes(bound: SeatBound) -> OfficeBound:
    """An office that goes to the most votes, as one seat does."""
    return OfficeBound(
        decided=bound.decided,
        leader=bound.leader,
        runner_up=bound.runner_up,
        margin=bound.margin,
        missing=bound.missing,
        elected_now=bound.leader,
        needed=bound.needed if bound.leader else None,
        can_be_elected=bound.can_win,
        run_off_possible=False,
        can_reach_run_off=(),
        nobody_possible=not bound.decided,
    )
