"""The bounds of a ballot measure: whether it can still be adopted, and whether it can still fail.

Each function takes a rule and the law whose bounds are being composed; see
:mod:`escrutinio.bounds.evaluation` for what it can ask and note.
"""

from __future__ import annotations

from escrutinio.bounds.contests import plurality_bound
from escrutinio.bounds.election import OfficeBound
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.law.evaluation.steps.measures import BallotMeasure, Coming
from escrutinio.law.facts import WHOLE


def ballot_measure(rule: BallotMeasure, run: BoundsEvaluation) -> None:
    """Whether it is adopted. Sharp.

    Every condition is of one answer and gets easier with each vote for it: a share of the valid votes, of the
    votes cast or of the voters, a quorum of ballots, and a majority of units. So all conditions can be met if
    and only if they are when every missing ballot is for that answer. One of them can fail if and only if
    it does when every missing ballot is for the other answer, which is worst for its share of votes and for
    its units, or when no ballot comes at all, which is worst for a quorum of voters.
    """
    votes = run.votes()
    if not run.counted.any_ballots() or len(votes) < 2:
        return
    yes, no = rule.answers(run.counted)
    awaited = run.awaited()

    def with_all_for(answer: str | None) -> str:
        """The answer that the measure ends with."""
        if answer is None:
            coming = Coming(registered=awaited.registered)
        else:
            more = {unit: {answer: run.awaited(None if unit == WHOLE else unit).most} for unit in run.units()}
            coming = Coming(more, awaited.most, awaited.registered)
        return rule.result(run.counted, coming).name

    possible = {with_all_for(yes), with_all_for(no), with_all_for(None)}
    seat = plurality_bound(votes, awaited.most)
    run.decide_office(
        OfficeBound(
            decided=len(possible) == 1,
            leader=seat.leader,
            runner_up=seat.runner_up,
            margin=seat.margin,
            missing=seat.missing,
            elected_now=rule.result(run.counted).name,
            needed=None,
            can_be_elected=tuple(sorted(possible)),
            run_off_possible=False,
            can_reach_run_off=(),
            adopting=yes,
        )
    )
