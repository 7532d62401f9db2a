"""The bounds of ``overhang-lands``: seats of parties, of their lists by land, and those above them.

The seats of parties in the whole, of their lists in the lands and of constituencies are bounded apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil

from escrutinio.bounds.competition import Competition, judge_method
from escrutinio.bounds.election import NO_SEATS, SeatRange, Sharpness
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.highest_averages import Averages, Contender, fewest_seats, most_seats
from escrutinio.bounds.judgement import Judgement, sound, without
from escrutinio.bounds.thresholds import singles
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.overhang import OverhangByLand
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.methods import Method
from escrutinio.law.proportional.quotas import hare_quota


def judge_overhang(rule: OverhangByLand, before: tuple[Rule, ...]) -> Judgement:
    """Sound, by divisors and by Hare's quota."""
    if not isinstance(rule.method, Divisors) and rule.method.quota is not hare_quota:
        return without("lands that share by another quota than Hare's are not worked out")
    judged = judge_method(rule.method)
    if judged.sharpness is Sharpness.NONE:
        return judged
    return sound("seats in the whole, of lists in the lands and of constituencies are bounded apart")


def overhang_lands(rule: OverhangByLand, run: BoundsEvaluation) -> None:
    """A party keeps constituency seats above what its list is due in the land. Sound."""
    lands = run.counted.each_unit(rule)
    part = run.taking_part()
    won = {land: singles(run, rule.contest, land) for land in lands}
    of_land = {land: found.seats for land, found in won.items()}
    singly = [pair for seats in of_land.values() for pair in seats.items()]
    outside = SeatRange(
        sum(range_.min_seats for name, range_ in singly if name not in part.possible),
        sum(range_.max_seats for name, range_ in singly if name not in part.sure),
    )
    of = replace(Competition.of(run, None), most={})
    size = SeatRange(max(0, rule.size - outside.max_seats), max(0, rule.size - outside.min_seats))
    shares = of.seats(size, rule.method, more_votes_first=False)
    above = dict.fromkeys(shares, 0)
    for land in lands:
        run.award(land, "single-member", won[land].size, of_land[land])
        ranges = {}
        for name, share in shares.items():
            if name not in run.votes(land):
                above[name] += of_land[land].get(name, NO_SEATS).max_seats
                continue
            due, held = _due(run, name, land, lands, share, rule.method), of_land[land].get(name, NO_SEATS)
            above[name] += max(0, held.max_seats - due.min_seats)
            ranges[name] = SeatRange(
                max(0, due.min_seats - held.max_seats), max(0, due.max_seats - held.min_seats)
            )
        seats = SeatRange(
            sum(range_.min_seats for range_ in ranges.values()),
            sum(range_.max_seats for range_ in ranges.values()),
        )
        run.award(land, "list", seats, ranges)
    held_by = run.held("single-member")
    run.whole = {
        name: SeatRange(
            max(share.min_seats, held_by.get(name, NO_SEATS).min_seats),
            max(share.max_seats + above[name], held_by.get(name, NO_SEATS).max_seats),
        )
        for name, share in shares.items()
    }
    given = rule.size if any(of.votes[name] for name in part.sure & set(of.votes)) else outside.min_seats
    run.size = SeatRange(given, rule.size + sum(above.values()))


def _due(
    run: BoundsEvaluation, name: str, land: str, lands: Sequence[str], share: SeatRange, method: Method
) -> SeatRange:
    """What a list is due in a land: fewest where votes come for it in the others only."""
    votes: Mapping[str, int] = {unit: run.votes(unit)[name] for unit in lands if name in run.votes(unit)}
    more = {unit: run.awaited(unit).most for unit in votes}
    others = [unit for unit in votes if unit != land]
    elsewhere = sum(more[unit] for unit in others)
    if isinstance(method, Divisors):
        by = Averages(method)
        low = [Contender(votes[unit], more[unit]) for unit in others]
        high = [Contender(votes[unit], 0) for unit in others]
        least = fewest_seats(Contender(votes[land], 0), low, share.min_seats, elsewhere, by)
        most = most_seats(Contender(votes[land], more[land]), high, share.max_seats, by)
        return SeatRange(least, max(least, most))
    own, rest = votes[land], sum(votes[unit] for unit in others)
    dear, cheap = own + rest + elsewhere, own + more[land] + rest
    least = int(Fraction(own * share.min_seats, dear)) if dear else 0
    most = ceil(Fraction((own + more[land]) * share.max_seats, cheap)) if cheap else 0
    return SeatRange(least, max(least, most))
