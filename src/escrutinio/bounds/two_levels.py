"""The bounds of rules that give seats in the whole area and in its parts: ``covered``, ``tiers`` and
``double-proportional``.

The seats of parties in the whole are bounded by what their votes there can be; those in a part by what is
missing there. How the two hang together is left open, so that all of them are sound and none are sharp.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from escrutinio.bounds.compensation import level
from escrutinio.bounds.competition import Competition, judge_method
from escrutinio.bounds.election import NO_SEATS, SeatRange, Sharpness
from escrutinio.bounds.evaluation import BoundsEvaluation, Participation
from escrutinio.bounds.highest_averages import Averages, Contender, fewest_seats, most_seats
from escrutinio.bounds.judgement import Judgement, sound
from escrutinio.bounds.thresholds import singles
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.covered import CoveredSeats
from escrutinio.law.evaluation.steps.two_levels import DoublyProportional, ThreeTiers
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.divisors import sainte_lague
from escrutinio.law.proportional.double_proportional import Of
from escrutinio.law.thresholds.conditions import Threshold

OF_PARTS = "seats in the whole are not set against those in its parts"
OF_WINNERS = "and which winners of single-member seats have one of them is left open"
OF_CELLS = "how the seats of a list fall on the units is left open"


def judge_covered(rule: CoveredSeats, before: tuple[Rule, ...]) -> Judgement:
    """Sound, by divisors."""
    judged = judge_method(rule.divisors)
    return judged if judged.sharpness is Sharpness.NONE else sound(f"{OF_PARTS}, {OF_WINNERS}")


def covered(rule: CoveredSeats, run: BoundsEvaluation) -> None:
    """Seats of parties, and of their lists in the lands.

    Winners who stand for no party take their seats out of the house first.
    """
    alone = {name for name, marks in run.facts.labels.items() if rule.independent in marks}
    lands = run.counted.each_unit(rule)
    singles(run, rule.contest)
    free = {
        unit: (len(alone & set(bound.can_win)), bound.decided and bound.leader in alone)
        for unit, bound in run.districts.get(rule.contest, {}).items()
    }
    # Who has the most votes in a constituency has a seat for that only if they stand for no party.
    districts = run.districts.pop(rule.contest, {})
    fewest, most = sum(sure for _, sure in free.values()), sum(bool(can) for can, _ in free.values())
    of = replace(Competition.of(run, None), most={})
    parties = of.seats(
        SeatRange(max(0, rule.size - most), rule.size - fewest), rule.divisors, more_votes_first=False
    )
    by = Averages(rule.divisors)
    for land in lands:
        ranges = {}
        for name, range_ in parties.items():
            if name in run.votes(land):
                ranges[name] = _of_land(run, by, name, land, lands, range_)
        total = sum(range_.max_seats for range_ in ranges.values())
        least = sum(range_.min_seats for range_ in ranges.values())
        run.award(land, "list", SeatRange(least, min(rule.size, max(total, least))), ranges)
    for unit in districts:
        can, sure = free[unit]
        if can:
            land = run.facts.above.get(unit, unit)
            run.award(land, "single-member", SeatRange(int(sure), 1), {unit: SeatRange(int(sure), 1)})
    run.size = SeatRange.just(rule.size)
    run.whole = dict(parties)


def _of_land(
    run: BoundsEvaluation, by: Averages, name: str, land: str, lands: list[str], seats: SeatRange
) -> SeatRange:
    """The seats of a party in a land: fewest where votes come for it in the others only."""
    own = run.votes(land)[name]
    more = {unit: run.awaited(unit).most for unit in lands if name in run.votes(unit)}
    low = [Contender(run.votes(unit)[name], more[unit]) for unit in more if unit != land]
    high = [Contender(run.votes(unit)[name], 0) for unit in more if unit != land]
    least = fewest_seats(Contender(own, 0), low, seats.min_seats, sum(more.values()) - more[land], by)
    most = most_seats(Contender(own, more[land]), high, seats.max_seats, by)
    return SeatRange(least, max(least, most))


def judge_tiers(rule: ThreeTiers, before: tuple[Rule, ...]) -> Judgement:
    """Sound, by divisors."""
    judged = judge_method(rule.divisors)
    return judged if judged.sharpness is Sharpness.NONE else sound(OF_PARTS)


def tiers(rule: ThreeTiers, run: BoundsEvaluation) -> None:
    """Whole quotas in regions and in lands, and averages in the country that make up for them."""
    regions = sorted(set(run.counted.contest().votes) - {WHOLE})
    lands: dict[str, list[str]] = {}
    for region in regions:
        lands.setdefault(run.facts.above.get(region, region), []).append(region)
    below: dict[str, dict[str, SeatRange]] = {}
    prices = {}
    for land, inside in lands.items():
        total = sum(sum(run.votes(region).values()) + run.counted.others(region) for region in inside)
        more = sum(run.awaited(region).most for region in inside)
        seats = run.seats_of(land, rule)
        # The number of a land grows with its votes.
        low, high = (
            rule.quota(votes, seats) if votes and seats else Fraction(0) for votes in (total, total + more)
        )
        prices[land] = low, high
        for region in inside:
            below[region] = {
                name: _whole(votes, run.awaited(region).most, *prices[land], seats)
                for name, votes in run.votes(region).items()
            }
    part = run.taking_part()
    if rule.seat_qualifies:
        # A seat in a region is enough.
        can = {name for won in below.values() for name, range_ in won.items() if range_.max_seats}
        sure = {name for won in below.values() for name, range_ in won.items() if range_.min_seats}
        part = Participation(part.sure | sure, part.possible | can)
        run.passed[WHOLE] = part
    for region, won in below.items():
        run.award(region, "region", _sum(won), won)
    for land, inside in lands.items():
        ranges = {}
        for name in {name for region in inside for name in run.votes(region)}:
            votes = sum(run.votes(region).get(name, 0) for region in inside)
            more = sum(run.awaited(region).most for region in inside)
            whole = _whole(votes, more, *prices[land], run.seats_of(land, rule))
            held = [below[region].get(name, NO_SEATS) for region in inside]
            ranges[name] = SeatRange(
                max(0, whole.min_seats - sum(range_.max_seats for range_ in held))
                if name in part.sure
                else 0,
                max(0, whole.max_seats - sum(range_.min_seats for range_ in held))
                if name in part.possible
                else 0,
            )
        run.award(land, "land", _sum(ranges), ranges)
    held_below = run.held()
    # A seat below is a whole quota, which no unit lacks for want of votes.
    whole_seats = level(run, held_below, rule.size, rule.divisors, more_votes_first=False, vacant=0)
    run.whole, run.size = whole_seats, SeatRange.just(rule.size)
    least = sum(size.min_seats for size in run.sizes.values())
    most = sum(size.max_seats for size in run.sizes.values())
    run.award(
        WHOLE,
        "country" if regions else "all tiers",
        SeatRange(max(0, rule.size - most), max(0, rule.size - least)),
        {
            name: SeatRange(
                max(0, range_.min_seats - held_below.get(name, NO_SEATS).max_seats),
                max(0, range_.max_seats - held_below.get(name, NO_SEATS).min_seats),
            )
            for name, range_ in whole_seats.items()
        },
    )


def _whole(votes: int, more: int, low: Fraction, high: Fraction, seats: int) -> SeatRange:
    """How often the number of a land goes into votes, while both can grow."""
    least = int(votes // high) if high else 0
    most = int((votes + more) // low) if low else seats
    return SeatRange(least, min(seats, max(least, most)) if seats else least)


def _sum(ranges: Mapping[str, SeatRange]) -> SeatRange:
    return SeatRange(
        sum(range_.min_seats for range_ in ranges.values()),
        sum(range_.max_seats for range_ in ranges.values()),
    )


def judge_double(rule: DoublyProportional, before: tuple[Rule, ...]) -> Judgement:
    """Sound."""
    return sound(OF_CELLS)


def double(rule: DoublyProportional, run: BoundsEvaluation) -> None:
    """Seats of lists by numbers of voters; in a unit a list can have any of them.

    A list's number of voters is its votes divided by the seats of the unit, added over the units; rounding
    adds or takes less than one for each of them.
    """
    units = run.counted.each_unit(rule)
    seats = {unit: run.seats_of(unit, rule) for unit in units}
    part = _quorum(rule, run, units) if rule.quorum else None
    low: dict[str, int] = {}
    high: dict[str, int] = {}
    # A unit without votes drops out, with its seats.
    empty = 0
    for unit in units:
        here = part or run.taking_part(unit)
        more = run.awaited(unit).most
        votes = {name: number for name, number in run.votes(unit).items() if name in here.possible}
        if not any(number for name, number in votes.items() if name in here.sure) and more:
            empty += seats[unit]
        for name, number in votes.items():
            of = max(seats[unit], 1)
            low[name] = low.get(name, 0) + (floor(Fraction(number, of)) if name in here.sure else 0)
            high[name] = high.get(name, 0) + ceil(Fraction(number + more, of))
    size = sum(seats.values())
    by = Averages(sainte_lague)
    ranges = {}
    for name in high:
        others = [other for other in high if other != name]
        most = most_seats(Contender(high[name], 0), [Contender(low[other], 0) for other in others], size, by)
        least = fewest_seats(
            Contender(low[name], 0), [Contender(high[other], 0) for other in others], size - empty, 0, by
        )
        if part is not None and name not in part.sure:
            least = 0
        ranges[name] = SeatRange(least, max(least, most))
    for unit in units:
        cells = {
            name: SeatRange(0, min(seats[unit], range_.max_seats))
            for name, range_ in ranges.items()
            if name in run.votes(unit)
        }
        run.award(unit, "list", SeatRange.just(seats[unit]), cells)
    run.whole, run.size = ranges, SeatRange.just(size)


def _quorum(rule: DoublyProportional, run: BoundsEvaluation, units: list[str]) -> Participation:
    """Who surely reaches the quorum, and who can."""
    everybody = frozenset(run.votes())
    if rule.of is Of.VOTERS:
        return Participation(frozenset(), everybody)
    share = Threshold(rule.quorum, "votes", rule.inclusive)
    places: list[str | None] = [*units] if rule.of is Of.DISTRICT else [None]
    sure, possible = set(), set()
    for place in places:
        votes, room = run.votes(place), run.room(place)
        base, more = sum(votes.values()) + run.counted.others(place), run.awaited(place).most
        for name, number in votes.items():
            if share.passes(number, base + more):
                sure.add(name)
            if share.passes(number + room[name], base + room[name]):
                possible.add(name)
    return Participation(frozenset(sure), frozenset(possible | sure))
