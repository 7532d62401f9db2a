"""The bounds of ``bonus``: seats for whoever is first, and the others in proportion."""

from __future__ import annotations

from dataclasses import replace

from escrutinio.bounds.competition import Competition, judge_method, seats_of_units
from escrutinio.bounds.contests import plurality_bound
from escrutinio.bounds.election import SeatRange, Sharpness
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.judgement import Judgement, sound
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.bonus import Bonus, BonusRule

OF_FIRST = "who is first is not set against how the other seats are shared"


def judge_bonus(rule: Bonus, before: tuple[Rule, ...]) -> Judgement:
    """As good as the method, but never sharp."""
    judged = judge_method(rule.method)
    return judged if judged.sharpness is Sharpness.NONE else sound(OF_FIRST)


def bonus(rule: Bonus, run: BoundsEvaluation) -> None:
    """Seats with those for being first: found for whoever can be first, and for every number of them."""
    for unit, size in seats_of_units(run, rule, whole=rule.whole, number=rule.seats):
        where = None if rule.whole else unit
        competition = Competition.of(run, where, only_if_stated=True)
        ranges = _bonus(rule, run, competition, size.max_seats, where)
        run.award(unit, rule.kind, size, ranges)


def _bonus(
    rule: Bonus, run: BoundsEvaluation, of: Competition, size: int, unit: str | None
) -> dict[str, SeatRange]:
    votes = of.votes
    bound = plurality_bound(votes, of.missing)
    leader = bound.leader if bound.decided and bound.leader in of.part.sure else None
    first = {leader} if leader is not None else set(votes)

    def shared(seats: int, lists: Competition) -> dict[str, SeatRange]:
        return lists.seats(SeatRange.just(seats), rule.method, rule.more_votes_first)

    numbers = _numbers(rule.bonus, size, max(votes.values(), default=0), run.base(rule.bonus.of, unit), of)
    cases: dict[str, list[SeatRange]] = {name: [] for name in votes}
    whole = shared(size, of)
    if rule.bonus.least:
        for least in numbers:
            for name, range_ in whole.items():
                floor = min(least, of.most.get(name, least))
                if name in first:
                    cases[name].append(SeatRange(max(floor, range_.min_seats), max(floor, range_.max_seats)))
            for top in first:
                floor = min(least, of.most.get(top, least))
                if whole[top].max_seats >= floor or leader is None:
                    for name in votes:
                        if name != top:
                            cases[name].append(whole[name])
                if whole[top].min_seats < floor:
                    for name, range_ in shared(size - floor, of.without(top)).items():
                        cases[name].append(range_)
    else:
        for number in numbers if not of.most else ():
            for name, range_ in shared(size - number, of).items():
                if leader != name:
                    cases[name].append(range_)
                if name in first:
                    cases[name].append(SeatRange(range_.min_seats + number, range_.max_seats + number))
        for top in first if of.most else ():
            # Of the bonus the first takes what it has candidates for.
            for number in numbers:
                own = min(number, of.most.get(top, number))
                room = {name: left - own * (name == top) for name, left in of.most.items()}
                for name, range_ in shared(size - own, replace(of, most=room)).items():
                    more = own if name == top else 0
                    cases[name].append(SeatRange(range_.min_seats + more, range_.max_seats + more))
    if not any(votes.values()):
        # Nobody is first if no vote comes.
        for name in votes:
            cases[name].append(SeatRange(0, 0))
    return {
        name: SeatRange(
            min((range_.min_seats for range_ in ranges), default=0) if name in of.part.sure else 0,
            max((range_.max_seats for range_ in ranges), default=0),
        )
        for name, ranges in cases.items()
    }


def _numbers(bonus: BonusRule, size: int, best: int, base: int, of: Competition) -> list[int]:
    """Every number of seats that being first can give."""
    if bonus.least and not bonus.start:
        return [bonus.seats(size, 1, 1)]
    grown = base + of.missing
    low = bonus.seats(size, best, grown)
    high = bonus.seats(size, best + of.missing, max(base if bonus.of == "registered" else grown, 1))
    if bonus.least:
        return sorted({low, high})
    return list(range(min(low, high), min(high, size) + 1))
