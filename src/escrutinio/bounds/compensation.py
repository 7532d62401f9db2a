"""The bounds of rules whose seats make up for those of units: ``levelling``.

By highest averages a list's seats of both kinds never fall when it, or anybody else, holds more before: what
others hold uses up their quotients. So the fewest are found with the fewest that everybody holds, the most
with the most.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import ceil

from escrutinio.bounds.competition import Competition, judge_method
from escrutinio.bounds.election import NO_SEATS, SeatRange, Sharpness
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.judgement import Judgement, sound, without
from escrutinio.bounds.remainders import MOST_OPEN
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.levelling import LevellingSeats
from escrutinio.law.evaluation.steps.shares import Allocate
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.levelling import NationalRule
from escrutinio.law.proportional.methods import QuotaMethod
from escrutinio.law.proportional.quotas import Over, Quota, hare_quota

OF_LEVELLING = (
    "seats in the units and the share of the whole are bounded apart, and in which unit a levelling seat "
    "falls is left open"
)


def judge_levelling(rule: LevellingSeats, before: tuple[Rule, ...]) -> Judgement:
    """Sound, by divisors and by quotas that never give more seats than there are."""
    if rule.also and rule.excess == "returned":
        return without("seats that go back by votes of two ballots are not worked out")
    if isinstance(rule.method, Divisors):
        judged = judge_method(rule.method)
        return judged if judged.sharpness is Sharpness.NONE else sound(OF_LEVELLING)
    if isinstance(rule.method, QuotaMethod) and rule.method.over is not Over.REFUSE:
        return without("levelling by full quotas of which some are taken back is not worked out")
    return sound(OF_LEVELLING)


def levelling(rule: LevellingSeats, run: BoundsEvaluation) -> None:
    """Levelling seats: of parties, and where they fall."""
    if rule.excess == "returned":
        _open_where_seats_may_go_back(rule, run)
    held = run.held()
    places = SeatRange(
        max(0, rule.size - sum(size.max_seats for size in run.sizes.values())),
        max(0, rule.size - sum(size.min_seats for size in run.sizes.values())),
    )
    of = _with_other_ballot(Competition.of(run, None), rule.also, run)
    whole = level(run, held, rule.size, rule.method, rule.more_votes_first, of=of)
    ranges = {
        name: SeatRange(
            max(0, range_.min_seats - held.get(name, NO_SEATS).max_seats),
            max(0, min(places.max_seats, range_.max_seats - held.get(name, NO_SEATS).min_seats)),
        )
        for name, range_ in whole.items()
    }
    run.whole, run.size = whole, SeatRange.just(rule.size)
    placing = rule.placing
    if placing is None or placing.by_list_only(run.counted.facts):
        run.award(WHOLE, "levelling", places, ranges)
        return
    units = sorted(run.won)
    fixed = placing.fixed(units)
    for unit in units:
        there = fixed.get(unit, 0) if fixed is not None else places.max_seats
        most = min(there, placing.per_list) if placing.per_list else there
        run.award(
            unit,
            "levelling",
            SeatRange(0 if fixed is None else there, there),
            {
                name: SeatRange(0, min(most, range_.max_seats))
                for name, range_ in ranges.items()
                if name in run.votes(unit)
            },
        )


def _with_other_ballot(of: Competition, role: str, run: BoundsEvaluation) -> Competition:
    """The same with the votes of another ballot added; those of lists that stand on both."""
    if not role:
        return of
    more, awaited = run.votes(None, role), run.awaited(None, role).most
    return replace(
        of,
        votes={name: number + more.get(name, 0) for name, number in of.votes.items()},
        missing=of.missing + awaited,
        room={name: number + (awaited if name in more else 0) for name, number in of.room.items()},
    )


def _open_where_seats_may_go_back(rule: LevellingSeats, run: BoundsEvaluation) -> None:
    """Leave open who has which seats in the units, where a list may have more of them than its share.

    The share is bounded as if all that lists hold were lost to the others, so that it is never too high.
    """
    held = run.held()
    assert isinstance(rule.method, Divisors)
    due = Competition.of(run, None).seats(SeatRange.just(rule.size), rule.method, rule.more_votes_first)
    outside = sum(range_.max_seats for name, range_ in held.items() if name not in run.taking_part(None).sure)
    if all(
        range_.max_seats <= due.get(name, NO_SEATS).min_seats - outside
        for name, range_ in held.items()
        if name in run.taking_part(None).possible
    ):
        return
    for unit, kinds in run.won.items():
        for kind, seats in kinds.items():
            kinds[kind] = {
                name: SeatRange(0, run.sizes[unit].max_seats) for name in {*seats, *run.votes(unit)}
            }


def level(
    run: BoundsEvaluation,
    held: Mapping[str, SeatRange],
    size: int,
    method: NationalRule,
    more_votes_first: bool,
    vacant: int | None = None,
    of: Competition | None = None,
) -> dict[str, SeatRange]:
    """All seats of each list, where the share of the whole makes up for what it holds.

    A list that holds more than its share keeps it, at the cost of the others: each such seat costs another
    list one at most, since leaving a list out with its share leaves the others theirs. Seats of lists that
    take no part, and seats that nobody took in a unit, are lost to the others likewise.

    Args:
        run: the law whose bounds are being composed.
        held: list -> its seats in the units.
        size: all seats.
        method: of the share of the whole.
        more_votes_first: whether of equal claims that with more votes comes first.
        vacant: the seats that can stay empty in the units; found unless given.
        of: who competes in the whole; those of the law's own contest unless given.
    """
    of = of or Competition.of(run, None)
    limited = run.counted.candidates_of_all() if vacant is None else {}
    # Whoever takes no part in the share of the whole, such as independents, is bounded in the units.
    of = replace(of, most={name: number for name, number in limited.items() if name in of.votes})
    if vacant is not None:
        empty = vacant
    elif of.most:
        empty = sum(range_.max_seats for range_ in run.sizes.values())
    else:
        empty = sum(_may_stay_empty(run, unit, limited) for unit in run.won)
    if isinstance(method, Divisors):
        due = of.seats(SeatRange.just(size), method, more_votes_first)
        lost = {
            name: max(0, range_.max_seats - due.get(name, NO_SEATS).min_seats)
            for name, range_ in held.items()
        }
        least = {
            name: range_.min_seats - (sum(lost.values()) - lost.get(name, 0)) - empty
            for name, range_ in due.items()
        }
        most = {name: range_.max_seats for name, range_ in due.items()}
    elif method is hare_quota:
        least, most = _by_hare(of, held, size, empty)
    else:
        quota = method.quota if isinstance(method, QuotaMethod) else method
        in_units = sum(range_.max_seats for range_ in run.sizes.values())
        least, most = _by_full_quotas(of, held, size, empty, quota, in_units)
    return {
        name: SeatRange(
            max(
                held.get(name, NO_SEATS).min_seats,
                least[name] if name in of.part.sure and name in least else 0,
            ),
            max(held.get(name, NO_SEATS).max_seats, min(size, most.get(name, 0))),
        )
        for name in sorted({*held, *of.votes})
    }


def _by_hare(
    of: Competition, held: Mapping[str, SeatRange], size: int, empty: int
) -> tuple[dict[str, int], dict[str, int]]:
    """The fewest and the most by Hare's quota, round after round.

    Leaving out a list with more seats than its share never lowers the votes that a seat costs. So nobody has
    more than its share of the first round, rounded up; nor fewer than its share at the lowest seats per vote
    of any round, rounded down.
    """
    votes, total = of.votes, sum(of.votes.values()) + of.missing
    if not total or of.most:
        return dict.fromkeys(votes, 0), dict.fromkeys(votes, size)
    sure = {name: votes[name] for name in votes if name in of.part.sure}
    most = {}
    for name, number in votes.items():
        own = number + of.room.get(name, of.missing)
        rivals = sum(sure.values()) - sure.get(name, 0)
        most[name] = ceil(Fraction(own * size, own + rivals)) if own else 0
    rate = Fraction(size - empty, total)
    while True:
        # Those who may be left out with what they hold, with their votes if they surely take part.
        over = {
            name: range_.max_seats
            for name, range_ in held.items()
            if range_.max_seats and (name not in sure or range_.max_seats > sure[name] * rate // 1)
        }
        lowest = _lowest_rate(over, sure, size - empty, total)
        if lowest >= rate:
            break
        rate = lowest
    return {name: max(0, int(number * rate // 1)) for name, number in votes.items()}, most


def _may_stay_empty(run: BoundsEvaluation, unit: str, limited: Collection[str]) -> int:
    """The seats of a unit that nobody may take.

    Where it is not sure that anybody has a seat, the unit may have no vote for those who take part; or only
    for those who have too few candidates. Full quotas and one seat for each remainder are fewer than the
    seats only where a quota is raised to a whole number and there are fewer votes than the square of the
    seats.
    """
    size = run.sizes[unit].max_seats
    sure = sum(range_.min_seats for seats in run.won[unit].values() for range_ in seats.values())
    part = run.taking_part(unit).sure
    votes = {name: number for name, number in run.votes(unit).items() if name in part}
    if not sure or (limited and not any(number for name, number in votes.items() if name not in limited)):
        return size
    by_quotas = any(
        isinstance(rule, Allocate) and not rule.whole and isinstance(rule.method, QuotaMethod)
        for rule in run.law.rules
    )
    return max(0, size - sure) if by_quotas and sum(votes.values()) < size * size else 0


def _by_full_quotas(
    of: Competition, held: Mapping[str, SeatRange], size: int, empty: int, quota: Quota, in_units: int
) -> tuple[dict[str, int], dict[str, int]]:
    """The fewest and the most by another quota, whoever has the seats that full quotas leave.

    In every round a list has its full quotas at least; one that is left out holds more than they are. A quota
    is dearest with all votes, and with as few seats as lists that may be left out can leave.

    Args:
        of: who competes in the whole.
        held: list -> its seats in the units.
        size: all seats.
        empty: seats that may stay empty in the units.
        quota: the price of a seat.
        in_units: the seats of the units.
    """
    votes, total = of.votes, sum(of.votes.values()) + of.missing
    if not total or of.most:
        return dict.fromkeys(votes, 0), dict.fromkeys(votes, size)
    over: set[str] = set()
    while True:
        # Those who may be left out hold no more of the seats of units than the others leave.
        left = in_units - sum(range_.min_seats for name, range_ in held.items() if name not in over)
        seats = size - empty - min(left, sum(held[name].max_seats for name in over))
        price = quota(total, seats) if seats > 0 else 0
        least = {
            name: int(number // price) if price and name in of.part.sure else 0
            for name, number in votes.items()
        }
        more = {name for name, range_ in held.items() if range_.max_seats > least.get(name, 0)} - over
        if not more:
            break
        over |= more
    sure = {name: max(least.get(name, 0), held.get(name, NO_SEATS).min_seats) for name in {*held, *votes}}
    most = {name: size - (sum(sure.values()) - sure[name]) for name in votes}
    return least, most


def _lowest_rate(over: Mapping[str, int], votes: Mapping[str, int], size: int, total: int) -> Fraction:
    """The lowest seats per vote with any of some lists left out."""
    if len(over) > MOST_OPEN:
        return Fraction(max(0, size - sum(over.values())), total)
    lowest = Fraction(max(0, size), total)
    for number in range(1, len(over) + 1):
        for some in combinations(over, number):
            left = total - sum(votes.get(name, 0) for name in some)
            if left > 0:
                lowest = min(lowest, Fraction(max(0, size - sum(over[name] for name in some)), left))
    return lowest
