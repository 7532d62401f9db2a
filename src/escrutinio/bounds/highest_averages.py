"""The fewest and the most seats by highest averages, for any sequence of divisors. No statistics.

*Most:* all missing votes go to the list; votes for others would only raise their quotients.

*Fewest:* none go to it. It stays at m seats or fewer if the others can show ``seats - m`` quotients that come
before its quotient number m + 1. What that costs them in votes is the cheapest way to spread those quotients
over them; it must not exceed what is missing. Where a list has to pass a threshold first, the votes up to it
are part of the cost.

Both are exact: a completion of the count, with ties resolved in some way, reaches them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from escrutinio.bounds.election import SeatRange
from escrutinio.law.proportional.divisors import Divisors, dhondt

Bar = Callable[[int], int]
"""The fewest votes with which a list takes part, once so many votes have come for all lists together."""

LARGEST_SEARCH = 20_000
"""Steps of the search for the cheapest spread; beyond them it is taken to be affordable, which is sure."""


@dataclass(frozen=True)
class Contender:
    """A list that competes for seats.

    Args:
        votes: its counted votes.
        room: the most votes that can still come for it.
        held: seats it has before, whose quotients are used up.
        most: the most seats that it can take here; None for any number.
        bar: the votes that it needs to take part; None where it surely does.
    """

    votes: int
    room: int
    held: int = 0
    most: int | None = None
    bar: Bar | None = None


@dataclass(frozen=True)
class Averages:
    """How quotients are compared.

    Args:
        divisors: of the votes; the first above zero.
        more_votes_first: whether of equal quotients that of the list with more votes comes first.
    """

    divisors: Divisors = dhondt
    more_votes_first: bool = False

    def needed(self, own: int, own_divisor: int, divisor: int) -> int:
        """The fewest votes whose quotient by ``divisor`` can come before ``own`` / ``own_divisor``.

        Of equal quotients that with the larger divisor has more votes.
        """
        if self.more_votes_first:
            loses = divisor < own_divisor
        else:
            loses = self.divisors.fewer_votes_first and divisor > own_divisor
        return self._least(own, own_divisor, divisor, above=loses)

    def surely_needed(self, own: int, own_divisor: int, divisor: int) -> int:
        """The fewest votes whose quotient by ``divisor`` surely comes before ``own`` / ``own_divisor``."""
        if self.more_votes_first:
            wins = divisor > own_divisor
        else:
            wins = self.divisors.fewer_votes_first and divisor < own_divisor
        return self._least(own, own_divisor, divisor, above=not wins)

    def _least(self, own: int, own_divisor: int, divisor: int, *, above: bool) -> int:
        """The fewest votes whose quotient is at least another one, or above it.

        Where divisors have roots, powers of quotients are compared.
        """
        power = self.divisors.power
        product = own**power * divisor
        least = product // own_divisor + 1 if above else -(-product // own_divisor)
        return least if power == 1 else _root(least, power)

    def count(self, list_: Contender, votes: int, seats: int, needed: Callable[[int], int]) -> int:
        """How many of a list's unused quotients come before another one, at most ``seats`` of them."""
        limit = seats if list_.most is None else min(seats, list_.most)
        if not votes:
            return 0
        at = self.divisors.at
        return bisect_left(range(limit), True, key=lambda n: votes < needed(at(list_.held + n)))


def _root(number: int, power: int) -> int:
    """The smallest whole number whose power is at least a number."""
    low, high = 0, 1 << (max(number, 1).bit_length() // power + 1)
    while low < high:
        middle = (low + high) // 2
        if middle**power >= number:
            high = middle
        else:
            low = middle + 1
    return low


def most_seats(own: Contender, rivals: Sequence[Contender], seats: int, by: Averages) -> int:
    """The seats of a list to which all votes go that can, every open tie falling its way.

    Args:
        own: the list.
        rivals: the others that take part in spite of that.
        seats: to be won.
        by: how quotients are compared.
    """
    votes = own.votes + own.room
    if not votes:
        return 0

    def out_of_reach(won: int) -> bool:
        divisor = by.divisors.at(own.held + won)
        above = 0
        for rival in rivals:
            above += by.count(
                rival, rival.votes, seats - won, lambda other: by.surely_needed(votes, divisor, other)
            )
            if above > seats - won - 1:
                return True
        return False

    limit = seats if own.most is None else min(seats, own.most)
    return bisect_left(range(limit), True, key=out_of_reach)


def fewest_seats(own: Contender, rivals: Sequence[Contender], seats: int, budget: int, by: Averages) -> int:
    """The seats of a list that gets no more votes, every open tie falling the rivals' way.

    Args:
        own: the list; it takes part.
        rivals: the others that can take part, each with its ``bar``.
        seats: to be won.
        budget: the votes that can still come for all rivals together.
        by: how quotients are compared.
    """
    if not own.votes:
        return 0

    def affordable(kept: int) -> bool:
        divisor = by.divisors.at(own.held + kept)
        return _affordable(own.votes, divisor, rivals, seats - kept, budget, by)

    limit = seats if own.most is None else min(seats, own.most)
    return bisect_left(range(limit), True, key=affordable)


def _affordable(
    own: int, divisor: int, rivals: Sequence[Contender], wanted: int, budget: int, by: Averages
) -> bool:
    """Whether rivals can show ``wanted`` quotients that come before ``own`` / ``divisor``."""

    def needed(other: int) -> int:
        return by.needed(own, divisor, other)

    spent = 0
    for _ in range(32):
        bars = [rival.bar(spent) if rival.bar else 0 for rival in rivals]
        cost = _cheapest(rivals, bars, wanted, budget, by, needed)
        if cost is None or cost > budget:
            return False
        # More votes for all raise the bar, so the cost is asked again with what was spent.
        if cost <= spent or not any(rival.bar for rival in rivals):
            return True
        spent = cost
    return True


def _cheapest(
    rivals: Sequence[Contender],
    bars: Sequence[int],
    wanted: int,
    budget: int,
    by: Averages,
    needed: Callable[[int], int],
) -> int | None:
    """The fewest votes with which rivals have ``wanted`` such quotients; None if ``budget`` buys them not.

    Because votes are whole, the cheapest next quotient is not always part of the cheapest set, so all ways to
    spread them are compared, list by list. Where that takes too long, 0: they may be affordable.
    """
    at = by.divisors.at
    free, extra = [], []
    for rival, bar in zip(rivals, bars, strict=True):
        free.append(by.count(rival, rival.votes, wanted, needed) if rival.votes >= bar else 0)
        most = rival.votes + min(rival.room, budget)
        extra.append(by.count(rival, most, wanted, needed) - free[-1] if most >= bar else 0)
    short = wanted - sum(free)
    if short <= 0:
        return 0
    if sum(extra) < short:
        return None
    costs = [
        [0]
        + [max(needed(at(rival.held + already + n)), bar, 1) - rival.votes for n in range(min(more, short))]
        for rival, already, more, bar in zip(rivals, free, extra, bars, strict=True)
    ]
    alone = min((cost[short] for cost in costs if len(cost) > short), default=None)
    steps = sum(len(cost) * min(short, sum(extra)) for cost in costs)
    if steps > LARGEST_SEARCH:
        if not any(bars) and (lower := _at_least(costs, short)) > budget:
            return lower
        return alone if alone is not None and alone <= budget else 0
    cheapest: list[int | None] = [0]
    for cost in costs:
        longest = min(short, len(cheapest) + len(cost) - 2)
        joined: list[int | None] = [None] * (longest + 1)
        for had, before in enumerate(cheapest):
            if before is None:
                continue
            for n, more in enumerate(cost[: longest + 1 - had]):
                total = before + more
                old = joined[had + n]
                if total <= budget and (old is None or total < old):
                    joined[had + n] = total
        cheapest = joined
    return cheapest[short] if len(cheapest) > short else None


def _at_least(costs: Sequence[Sequence[int]], short: int) -> int:
    """Less than what ``short`` quotients cost: the cheapest steps of all, each less what rounding can add."""
    steps = sorted(max(0, cost[n + 1] - cost[n] - 1) for cost in costs for n in range(len(cost) - 1))
    return sum(steps[:short])


def averages_bounds(
    votes: Mapping[str, int],
    seats: int,
    missing: int,
    by: Averages,
    *,
    sure: Collection[str] | None = None,
    possible: Collection[str] | None = None,
    fewest_held: Mapping[str, int] | None = None,
    most_held: Mapping[str, int] | None = None,
    most: Mapping[str, int] | None = None,
    room: Mapping[str, int] | None = None,
    bars: Mapping[str, Bar] | None = None,
    min_seats: int | None = None,
    only: Collection[str] = (),
) -> dict[str, SeatRange]:
    """The fewest and the most seats each list can have.

    Args:
        votes: list -> counted votes; a list that stands must be named, with zero votes if need be.
        seats: the seats to be won; the most of them, where their number can still change.
        missing: the most votes that can still come, all lists together.
        by: how quotients are compared.
        sure: the lists that take part whatever comes; all unless given.
        possible: those that can take part; all unless given.
        fewest_held: list -> seats held before, for the fewest: a list has the more seats of both kinds the
            more it and the others hold.
        most_held: the same for the most.
        most: list -> the most seats that it can take here.
        room: list -> the most votes that can come for it; ``missing`` where absent.
        bars: list -> the votes that one of the lists that are not sure needs to take part.
        min_seats: the fewest seats to be won, where their number can still change.
        only: the lists to answer for; all unless given.
    """
    surely = set(votes if sure is None else sure)
    can = set(votes if possible is None else possible)
    rooms, limits, needs = room or {}, most or {}, bars or {}

    def contender(name: str, held: Mapping[str, int] | None) -> Contender:
        return Contender(
            votes[name],
            min(missing, rooms.get(name, missing)),
            (held or {}).get(name, 0),
            limits.get(name),
            None if name in surely else needs.get(name),
        )

    low = {name: contender(name, fewest_held) for name in votes if name in can}
    high = {name: contender(name, most_held) for name in votes if name in can}
    bounds = {}
    for name in sorted(only or votes):
        least = highest = 0
        if name in can:
            rivals = [high[other] for other in high if other in surely and other != name]
            highest = most_seats(high[name], rivals, seats, by)
        if name in surely and name in can:
            rivals = [low[other] for other in low if other != name]
            least = fewest_seats(low[name], rivals, seats if min_seats is None else min_seats, missing, by)
        bounds[name] = SeatRange(least, max(least, highest))
    return bounds
