"""The bounds of seats that votes alone fill: those of the first and the second list, and of two rounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from escrutinio.bounds.contests import first_round_bound, plurality_bound
from escrutinio.bounds.election import OfficeBound, SeatBound, SeatRange
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.law.evaluation.steps.quotients import FirstAndSecond
from escrutinio.law.evaluation.steps.two_round_seats import TwoRoundSeats
from escrutinio.law.majority.two_rounds import MoreThan
from escrutinio.model.errors import LawError


def first_and_second(rule: FirstAndSecond, run: BoundsEvaluation) -> None:
    """So many seats of each unit to the list with the most votes, so many to the next. Sharp.

    A list does best with everything that comes, and worst where its nearest rivals draw level with it: one of
    them takes the first place from it, two of them both. A tie counts as possible either way.
    """
    for unit in run.counted.districts(rule):
        votes, more = run.votes(unit), run.awaited(unit).most
        ranges = {
            name: SeatRange(
                _seats(rule, _worst_place(name, votes, more)), _seats(rule, _best_place(name, votes, more))
            )
            for name in votes
        }
        size = SeatRange.just(rule.first + rule.second)
        run.award(unit, "majority and minority", size, ranges)


def _seats(rule: FirstAndSecond, place: int) -> int:
    return {1: rule.first, 2: rule.second}.get(place, 0)


def _best_place(name: str, votes: Mapping[str, int], more: int) -> int:
    """The best place that a list can have; 0 for none."""
    own = votes[name] + more
    return 1 + sum(number > own for other, number in votes.items() if other != name) if own else 0


def _worst_place(name: str, votes: Mapping[str, int], more: int) -> int:
    """The worst place that a list can have; 0 for none."""
    own = votes[name]
    if not own:
        return 0
    place, left = 1, more
    # What it takes to draw level, the cheapest first, goes to as many rivals as it is enough for.
    for needed in sorted(max(0, own - number) for other, number in votes.items() if other != name):
        if needed > left:
            break
        place, left = place + 1, left - needed
    return place


def two_round_seats(rule: TwoRoundSeats, run: BoundsEvaluation) -> None:
    """The seat of each unit in two rounds. Sound.

    Once the second round has votes in a unit, the most of them win. Until then the seat can go to whoever can
    be elected in the first round or stand in the second, whose votes are not among those that are missing.
    Who has no vote in a second round, and cannot be one of those who stand in it, cannot win it. Nothing is
    known of a seat whose rounds contradict each other, or in which a figure of the first is not there.
    """
    again = run.counted.contest(rule.second).votes
    units = sorted({*run.counted.districts(rule, rule.contest), *again})
    bounds: dict[str, tuple[SeatBound, str]] = {}
    failed: dict[str, LawError] = {}
    for unit in units:
        role = rule.second if any(again.get(unit, {}).values()) else rule.contest
        try:
            in_unit = _after_the_first if role == rule.second else _before_the_second
            bounds[unit] = in_unit(rule, run, unit), role
        except LawError as error:  # a figure that is not there; the law says which
            failed[unit] = error
            bounds[unit] = _open(rule, run, unit), role
    run.counted.leave_open_or_refuse(failed, units)
    for unit, (bound, role) in bounds.items():
        run.award_district(unit, rule.kind, bound, role)


def _open(rule: TwoRoundSeats, run: BoundsEvaluation, unit: str) -> SeatBound:
    """A seat of which nothing is known but who stood for it."""
    rounds = [role for role in (rule.contest, rule.second) if unit in run.counted.contest(role).votes]
    everybody = sorted({name for role in rounds for name in run.votes(unit, role)})
    missing = sum(run.awaited(unit, role).voters for role in rounds)
    return SeatBound(False, None, None, 0, 0, missing, 0, tuple(everybody))


def _after_the_first(rule: TwoRoundSeats, run: BoundsEvaluation, unit: str) -> SeatBound:
    """The most votes of the second round win, unless they cannot be after a whole first round."""
    second, first = run.votes(unit, rule.second), run.votes(unit, rule.contest)
    whole = run.awaited(unit, rule.contest).nothing
    if whole and rule.contradiction(run.counted, unit) is not None:
        return _open(rule, run, unit)
    bound = plurality_bound(second, run.awaited(unit, rule.second).most)
    # If the first round leaves nobody to a second, votes of one contradict it, and the law says so.
    if any(first.values()) and (stand := _may_stand(rule, run, unit)):
        able = {name for name, number in second.items() if number} | stand
        bound = replace(bound, can_win=tuple(name for name in bound.can_win if name in able))
    return bound


def _before_the_second(rule: TwoRoundSeats, run: BoundsEvaluation, unit: str) -> SeatBound:
    role = rule.contest
    votes, more = run.votes(unit, role), run.awaited(unit, role).most
    first = _first_round(rule, run, unit)
    elected = first.elected_now
    sure = first.decided and elected is not None
    if elected is not None and rule.registered is not None:
        # All voters of the missing sheets are registered, whether they voted or not.
        registered = run.base("registered", unit, role)
        sure = sure and rule.registered.passes(votes[elected], registered + more)
    stand = set() if sure else _may_stand(rule, run, unit)
    return SeatBound(
        decided=sure,
        leader=first.leader,
        runner_up=first.runner_up,
        votes=max(votes.values(), default=0),
        margin=first.margin,
        missing=more,
        needed=first.needed or 0,
        can_win=(elected,) if sure and elected else tuple(sorted({*first.can_be_elected, *stand})),
    )


def _first_round(rule: TwoRoundSeats, run: BoundsEvaluation, unit: str) -> OfficeBound:
    role = rule.contest
    votes, more = run.votes(unit, role), run.awaited(unit, role).most
    return first_round_bound(votes, run.base(rule.of, unit, role), more, [MoreThan(rule.more_than)])


def _may_stand(rule: TwoRoundSeats, run: BoundsEvaluation, unit: str) -> set[str]:
    """Who may stand in a second round: who can be among the first two, or can have the share for it."""
    if rule.registered is None and rule.stand is None:
        return set(_first_round(rule, run, unit).can_reach_run_off)
    votes, more = run.votes(unit, rule.contest), run.awaited(unit, rule.contest).most
    stand = {name for name in votes if 0 < _best_place(name, votes, more) <= 2}
    if rule.stand is not None:
        registered = run.base("registered", unit, rule.contest)
        stand |= {name for name, number in votes.items() if rule.stand.passes(number + more, registered)}
    return stand
