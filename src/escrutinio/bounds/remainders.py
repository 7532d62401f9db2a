"""The fewest and the most seats by a quota and largest remainders. No statistics.

Seats by largest remainders are those of a common cut t: with the quota q, a list of v votes has as many seats
as there are whole numbers n from 0 with (n + t) * q <= v; t is the smallest remainder that wins a seat, as a
part of q, or, where seats are taken back, 1 more than the smallest that keeps its seat.

*Most:* with all missing votes for the list its own v/q is largest and those of the others are smallest, and
the cut that gave it a seat with fewer of them still gives it. So that completion is the best. A quota that is
rounded to whole votes jumps; then the best is that completion, or that with the last number of votes before
the jump.

*Fewest:* none go to it. It has m seats or fewer if at the cut that just costs it the next seat the others
have ``seats - m`` or more; the cheapest way to bring them there is found seat by seat, since each further
seat of a list costs the same or more. With a quota in whole votes that is exact; with other quotas votes
are taken to be divisible, so that the bound is sure and can be too low by a seat.

Where votes that can come for others cannot come for the list, or the other way round, full quotas say the
bounds, which can then be too wide by a seat.

Who takes part changes the quota; where that is open, every way it can end is tried.

Source: F. Pukelsheim, Proportional Representation (2nd ed. 2017), chapters 5 and 9.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from itertools import combinations

from escrutinio.bounds.election import SeatRange
from escrutinio.law.proportional.quotas import Quota

_MANY_SEATS = 1_000_003
"""Among so many one vote has no whole quota, unless it is rounded."""
MOST_OPEN = 7
"""So many lists at most whose taking part is open are tried in every way; above that bounds are wider."""


def remainder_bounds(
    votes: Mapping[str, int],
    seats: int,
    missing: int,
    quota: Quota,
    *,
    take_back: bool = False,
    sure: Collection[str] | None = None,
    possible: Collection[str] | None = None,
    room: Mapping[str, int] | None = None,
    against: Mapping[str, int] | None = None,
) -> dict[str, SeatRange]:
    """The fewest and the most seats each list can have by largest remainders.

    Args:
        votes: list -> counted votes; a list that stands must be named, with zero votes if need be.
        seats: the seats to be won.
        missing: the most votes that can still come, all lists together.
        quota: the price of a seat.
        take_back: whether seats are taken back where full quotas give too many.
        sure: the lists that take part whatever comes; all unless given.
        possible: those that can take part; all unless given.
        room: list -> the most votes that can come for it; ``missing`` where absent.
        against: list -> the most that can come for the others; ``missing`` where absent.
    """
    surely = {name for name in (votes if sure is None else sure) if name in votes}
    can = {name for name in (votes if possible is None else possible) if name in votes}
    bounds = {}
    if take_back and _more_than_one_back(sum(votes[name] for name in surely), seats, quota):
        return {name: SeatRange(0, seats if name in can else 0) for name in sorted(votes)}
    for name in sorted(votes):
        if name not in can or not seats:
            bounds[name] = SeatRange(0, 0)
            continue
        more = min(missing, (room or {}).get(name, missing))
        less = min(missing, (against or {}).get(name, missing))
        open_ = sorted(can - surely - {name})
        if len(open_) > MOST_OPEN:
            known = [votes[other] for other in surely if other != name]
            bounds[name] = _wide(votes[name], more, known, seats, quota, take_back)
            if name not in surely:
                bounds[name] = SeatRange(0, bounds[name].max_seats)
            continue
        lows, highs = [], []
        for others in _ways(sorted(surely - {name}), open_):
            rivals = [votes[other] for other in others]
            best = _most if more == missing else _rounded_up
            highs.append(best(votes[name], rivals, seats, more, quota))
            if name in surely and less == missing:
                lows.append(_fewest(votes[name], rivals, seats, less, quota, take_back))
            elif name in surely:
                total = votes[name] + sum(rivals) + missing
                lows.append(max(0, int(votes[name] // quota(total, seats)) - take_back) if total else 0)
        high = max(highs)
        bounds[name] = SeatRange(min(lows, default=0), high)
    return bounds


def full_quota_bounds(
    votes: Mapping[str, int],
    seats: int,
    missing: int,
    quota: Quota,
    sure: Collection[str],
    possible: Collection[str],
) -> dict[str, SeatRange]:
    """What full quotas alone say, wherever the other seats go: sure where no seat is ever taken back.

    See :func:`remainder_bounds` for the arguments.
    """
    can = [name for name in votes if name in possible]
    total = sum(votes[name] for name in can) + missing
    if not total or not seats:
        return {name: SeatRange(0, seats if name in possible else 0) for name in sorted(votes)}
    price = quota(total, seats)
    full = {name: int(votes[name] // price) if name in sure else 0 for name in can}
    taken = sum(full.values())
    return {
        name: SeatRange(full[name], max(full[name], seats - taken + full[name]))
        if name in full
        else SeatRange(0, 0)
        for name in sorted(votes)
    }


def _more_than_one_back(total: int, seats: int, quota: Quota) -> bool:
    """Whether full quotas can give two seats too many, from so many votes on: with few votes for many seats.

    A rounded quota is then so far from the exact one that a list can lose more than one seat again, which is
    not worked out. One vote less of price, for what rounding takes off. An exact quota is the same part of
    however many votes.
    """
    if not seats:
        return False
    if Fraction(quota(1, _MANY_SEATS)).denominator > 1:
        return 1 // Fraction(quota(1, seats)) - seats > 1
    if not total:
        return True
    price = quota(total, seats) - 1
    return price <= 0 or total // price - seats > 1


def _ways(sure: list[str], open_: list[str]) -> Iterator[list[str]]:
    """Every set of rivals that can take part."""
    for size in range(len(open_) + 1):
        for some in combinations(open_, size):
            yield [*sure, *some]


def _most(own: int, rivals: list[int], seats: int, missing: int, quota: Quota) -> int:
    """The most seats of a list, with rivals that get no more votes."""
    total = own + sum(rivals)
    best = 0
    for more in _last_before_jumps(total, seats, missing, quota):
        if not own + more:
            continue
        price, unit = quota(total + more, seats).as_integer_ratio()
        votes, others = (own + more) * unit, [rival * unit for rival in rivals]

        def out_of_reach(
            won: int, votes: int = votes, price: int = price, others: list[int] = others
        ) -> bool:
            # The list has won + 1 seats if the cut is not above votes - won * price.
            cut = votes - won * price
            if cut < 0:
                return True
            above = sum(_strictly(other, cut, price) for other in others)
            return above > seats - won - 1

        best = max(best, bisect_left(range(seats), True, key=out_of_reach))
    return best


def _rounded_up(own: int, rivals: list[int], seats: int, missing: int, quota: Quota) -> int:
    """The quotas of a list, rounded up, where more votes can come than for the list alone.

    Votes for one rival can then help it against another, since they raise the quota; but nobody has more
    than one seat beyond its full quotas.
    """
    total = own + sum(rivals)
    return max(
        min(seats, int((own + more) // quota(total + more, seats)) + 1) if own + more else 0
        for more in _last_before_jumps(total, seats, missing, quota)
    )


def _strictly(votes: int, cut: int, price: int) -> int:
    """The seats a rival has at a cut just above: those with n * price + cut < votes."""
    return 0 if votes <= cut else -((cut - votes) // price)


def _fewest(own: int, rivals: list[int], seats: int, missing: int, quota: Quota, take_back: bool) -> int:
    """The fewest seats of a list that gets no more votes, of so many that can come for its rivals."""
    if not own:
        return 0
    total = own + sum(rivals)
    least = seats
    for more in _last_before_jumps(total, seats, missing, quota):
        # All in parts of a vote, of which the price is a whole number.
        price, unit = quota(total + more, seats).as_integer_ratio()
        others = [rival * unit for rival in rivals]

        def affordable(
            kept: int, price: int = price, unit: int = unit, budget: int = more, others: list[int] = others
        ) -> bool:
            cut = own * unit - kept * price
            if cut <= 0:
                return True
            if cut > price * (2 if take_back else 1):
                return False
            cost = _cost(others, seats - kept, cut, price)
            return cost is not None and cost <= budget * unit

        least = min(least, bisect_left(range(seats), True, key=affordable))
    return least


def _cost(rivals: list[int], wanted: int, cut: int, price: int) -> int | None:
    """The least with which rivals have so many seats at a cut; None if there are no rivals."""
    # The number of seats a rival has is how many steps of price fit, the first of them at the cut.
    have = [(votes - cut) // price + 1 if votes >= cut else 0 for votes in rivals]
    short = wanted - sum(have)
    if short <= 0:
        return 0
    if not rivals:
        return None
    # The next seat of each costs what it lacks up to it, and every further one the price. A first step above
    # the price, which only lists have whose seats are taken back, is taken for the price.
    firsts = sorted(
        min(price, cut + seats * price - votes) for votes, seats in zip(rivals, have, strict=True)
    )[:short]
    return sum(firsts) + (short - len(firsts)) * price


def _last_before_jumps(total: int, seats: int, missing: int, quota: Quota) -> list[int]:
    """How many votes come: all of them, and, for a quota that jumps, the most before its last jump."""
    everything = [missing]
    if missing and total + missing:
        price = quota(total + missing, seats)
        first = bisect_left(range(missing), price, key=lambda more: quota(max(total + more, 1), seats))
        if price.denominator == 1 and first > 0:
            everything.append(first - 1)
    return everything


def _wide(own: int, more: int, rivals: list[int], seats: int, quota: Quota, take_back: bool) -> SeatRange:
    """The most by the quota that is cheapest for the list; the fewest is open."""
    known = sum(rivals) + own + more
    if take_back or not known:
        return SeatRange(0, seats)
    # One vote less of price, for quotas that are rounded down.
    price = max(quota(known, seats) - 1, Fraction(1, 2))
    return SeatRange(0, min(seats, int((own + more) // price) + 1))
