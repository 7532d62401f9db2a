"""The bounds of ``quota-seats``, ``unused-votes`` and ``seat-each``: quotas in units, and what they leave.

What a list has in the units is bounded by its votes and by the price of a seat there. Which lists have the
seats that are left is open to all that can take part; how many they are follows from the units.
"""

from __future__ import annotations

from escrutinio.bounds.competition import Competition
from escrutinio.bounds.election import SeatRange, added
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.judgement import sound
from escrutinio.law.evaluation.steps.left_over import SeatEach, UnusedVotes
from escrutinio.law.evaluation.steps.quota_rounds import TAKING_PART
from escrutinio.law.evaluation.steps.quotients import QuotaSeats
from escrutinio.law.facts import INDEPENDENT, WHOLE

OF_QUOTA_SEATS = sound("what one list has in a unit is not set against what the others have there")
OF_UNUSED_VOTES = sound("which lists have the seats that are left in the units is left open")
OF_SEAT_EACH = sound("whether a list takes part in the other seats is not set against its seat beside them")


def quota_seats(rule: QuotaSeats, run: BoundsEvaluation) -> None:
    """The fewest are the whole quotas at the dearest price, the most those at the cheapest."""
    for unit in run.counted.each_unit(rule):
        size, of = run.seats_in(unit, rule), Competition.of(run, unit)
        sure = sum(number for name, number in of.votes.items() if name in of.part.sure)
        able = sum(of.votes.values())
        lowest, highest = (run.base("lists", unit),) * 2 if rule.of_all else (sure, able)
        dear = rule.quota(max(1, highest + of.missing), size.min_seats) if size.min_seats else None
        persons = {name for name in of.votes if INDEPENDENT in run.facts.labels.get(name, ())}
        fewest = {
            name: int(number // dear) if dear and name in of.part.sure else 0
            for name, number in of.votes.items()
        }
        fewest |= {name: min(1, fewest[name]) for name in persons}
        spare = max(0, size.max_seats - sum(fewest.values()))
        ranges = {}
        for name, number in of.votes.items():
            more, own = of.room.get(name, of.missing), 0 if rule.of_all or name in of.part.sure else number
            # Its share is largest where all that can come is for it, or nothing; two votes less of price are
            # more than rounding takes off.
            most = max(
                _whole(number + votes, lowest + own + votes, size.max_seats, rule) for votes in (0, more)
            )
            if name in persons:
                most = min(1, most)
            ranges[name] = SeatRange(fewest[name], max(fewest[name], min(most, fewest[name] + spare)))
        run.award(unit, "quota", SeatRange(min(sum(fewest.values()), size.max_seats), size.max_seats), ranges)


def _whole(votes: int, total: int, size: int, rule: QuotaSeats) -> int:
    """The most seats that so many of all votes can have by quotas."""
    if not votes or not size:
        return 0
    price = rule.quota(total, size) - 2
    return size if price <= 0 else min(size, int(votes // price) + bool(rule.nearly))


def unused_votes(rule: UnusedVotes, run: BoundsEvaluation) -> None:
    """The seats left in the units: as many as there can be, open to all that can take part."""
    sizes = [run.seats_in(unit, rule) for unit in run.counted.each_unit(rule)]
    size = SeatRange(sum(each.min_seats for each in sizes), sum(each.max_seats for each in sizes))
    held = run.held()
    surely = sum(range_.min_seats for range_ in held.values())
    taken = sum(range_.max_seats for range_ in held.values())
    pool = SeatRange(max(0, size.min_seats - taken), max(0, size.max_seats - surely))
    part, room = run.taking_part(), run.room()
    ranges = {
        name: SeatRange(0, pool.max_seats)
        for name, number in run.votes().items()
        if name in part.possible and number + room.get(name, 0)
    }
    run.size, run.whole = size, {}
    for name in sorted({*held, *ranges}):
        first = held.get(name, SeatRange(0, 0))
        most = first.max_seats + ranges.get(name, SeatRange(0, 0)).max_seats
        run.whole[name] = SeatRange(first.min_seats, min(most, size.max_seats - surely + first.min_seats))
    run.award(WHOLE, "unused votes", pool, ranges)


def seat_each(rule: SeatEach, run: BoundsEvaluation) -> None:
    """A seat beside the others: surely, perhaps, or not."""
    part, room, labels = run.taking_part(), run.room(), run.facts.labels
    missing = run.awaited().most
    if rule.of == TAKING_PART:
        # All lists may take part at the end, or only those that are sure to now, with the votes they have.
        votes = run.votes()
        most, least, own = run.base("lists"), sum(votes.get(name, 0) for name in part.sure), 0
    else:
        most, least, own = run.base(rule.of), run.base(rule.of), 1
    ranges = {}
    for name, number in run.votes().items():
        if rule.label not in labels.get(name, frozenset()) or (run.passed and name in part.sure):
            continue
        more = room.get(name, missing)
        beside = not run.passed or name not in part.possible
        surely = beside and number > 0 and number * rule.seats >= rule.part * (most + missing)
        perhaps = number + more > 0 and (number + more) * rule.seats >= rule.part * (least + own * more)
        ranges[name] = SeatRange(int(surely), int(perhaps))
    size = SeatRange(
        sum(range_.min_seats for range_ in ranges.values()),
        sum(range_.max_seats for range_ in ranges.values()),
    )
    run.award(WHOLE, rule.kind, size, ranges)
    if run.size is not None:
        run.size = SeatRange(run.size.min_seats + size.min_seats, run.size.max_seats + size.max_seats)
        run.whole = added((run.whole, ranges))
