"""The bounds of ``pooled``: whole quotas in the units, and what is left in the country.

What a list has in the units is bounded by its votes and by the price of a seat there; the seats of the second
scrutiny are bounded by how many there can be alone.
"""

from __future__ import annotations

from fractions import Fraction

from escrutinio.bounds.election import SeatRange
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.judgement import Judgement, sound
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.pooled import PooledQuotas
from escrutinio.law.facts import WHOLE

OF_POOL = "which lists have the seats that are left for the second scrutiny is left open"


def judge_pooled(rule: PooledQuotas, before: tuple[Rule, ...]) -> Judgement:
    """Sound."""
    return sound(OF_POOL)


def pooled(rule: PooledQuotas, run: BoundsEvaluation) -> None:
    """Seats of both scrutinies: fewest where the second gives a list none, most where it gives it all."""
    sizes = {unit: run.seats_in(unit, rule) for unit in run.counted.each_unit(rule)}
    size = run.size.max_seats if run.size else sum(seats.max_seats for seats in sizes.values())
    first = {unit: _first(rule, run, unit, seats) for unit, seats in sizes.items()}
    surely = sum(range_.min_seats for won in first.values() for range_ in won.values())
    pool = max(0, size - surely)
    everybody = sorted({name for won in first.values() for name in won})
    run.whole, run.size = {}, SeatRange.just(size)
    for name in everybody:
        ranges = [won[name] for won in first.values() if name in won]
        least = sum(range_.min_seats for range_ in ranges)
        others = surely - least
        run.whole[name] = SeatRange(
            least, min(size - others, sum(range_.max_seats for range_ in ranges) + pool)
        )
    for unit, won in first.items():
        ranges_here = {
            name: SeatRange(range_.min_seats, range_.max_seats + pool) for name, range_ in won.items()
        }
        least = sum(range_.min_seats for range_ in won.values())
        run.award(unit, "list", SeatRange(least, size), ranges_here)
    run.award(WHOLE, "second scrutiny", SeatRange(0, pool), dict.fromkeys(everybody, SeatRange(0, pool)))


def _first(rule: PooledQuotas, run: BoundsEvaluation, unit: str, size: SeatRange) -> dict[str, SeatRange]:
    """The seats of lists in the first scrutiny of a unit."""
    part, votes, more = run.taking_part(unit), run.votes(unit), run.awaited(unit).most
    room = run.room(unit)
    able = {name: number for name, number in votes.items() if name in part.possible}
    fewest = sum(number for name, number in able.items() if name in part.sure)
    dear = rule.first(max(1, sum(able.values()) + more), max(1, size.min_seats))
    cheap = rule.first(max(1, fewest), max(1, size.max_seats))
    candidates = run.counted.candidates(unit, only_if_stated=True)
    most = {
        name: _whole(number + min(more, room.get(name, more)), cheap, size.max_seats)
        for name, number in able.items()
    }
    # Seats are taken back only where whole quotas give too many. No quota gives more than two too many,
    # unless votes are so few that rounding its price counts. Each list loses one first, so that one can lose
    # more only where few others have any.
    back = max(0, sum(most.values()) - size.min_seats)
    if fewest >= (size.max_seats + 2) ** 2:
        back = min(back, size.max_seats + 2 - size.min_seats)
    holders = sum(number >= dear for name, number in able.items() if name in part.sure)
    back = min(back, 1) if holders >= back else back
    return {
        name: SeatRange(
            min(
                candidates.get(name, size.max_seats),
                max(0, int(number // dear) - back) if name in part.sure and size.min_seats else 0,
            ),
            min(candidates.get(name, size.max_seats), most[name]),
        )
        for name, number in able.items()
    }


def _whole(votes: int, price: Fraction, size: int) -> int:
    return min(size, int(votes // price)) if price else size
