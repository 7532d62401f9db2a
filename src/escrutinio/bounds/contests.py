"""Bounds for one contest: what missing votes can still change, whatever they are. No statistics.

Each function takes the counted votes and ``missing``: the most valid votes that can still come, which is
the number of voters registered on the sheets that are missing or questioned. Any number from zero to
``missing`` may come, for any of the lists named in ``votes`` (name a list with zero votes if it stands),
or for none of them, as valid votes of withdrawn lists. A tie counts as possible in both directions,
because the law names no rule for ties.

Whole numbers only; every bound is exact: some completion of the count, with ties resolved in some way,
reaches it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence

from escrutinio.bounds.election import OfficeBound, SeatBound, SeatRange
from escrutinio.law import Condition, Elected, first_round
from escrutinio.law.totals import check_votes


def plurality_bound(votes: Mapping[str, int], missing: int) -> SeatBound:
    """One seat for the most votes: decided if the leader's margin exceeds the missing votes.

    The worst case for the leader is that all missing votes go to one rival: votes for anybody else leave
    both as they are. The strongest rival needs the fewest. A list that is not named counts as a rival
    with no votes.

    Raises:
        LawError: a count is negative or not an int.
    """
    check_votes({**votes, "missing votes": missing})
    ranked = _ranked(votes)
    best, second = _best_two(ranked)
    margin = best - second
    # Who leads is beaten only by the others; to win, a list must reach the best of them, with at least
    # one vote.
    can_win = [
        name
        for number, name in ranked
        if number + missing > 0 and number + missing >= (second if name == ranked[0][1] else best)
    ]
    return SeatBound(
        decided=margin > missing,
        leader=ranked[0][1] if margin else None,
        runner_up=ranked[1][1] if len(ranked) > 1 else None,
        votes=best,
        margin=margin,
        missing=missing,
        needed=margin,
        can_win=tuple(sorted(can_win)),
    )


def first_round_bound(
    votes: Mapping[str, int], valid: int, missing: int, conditions: Sequence[Condition]
) -> OfficeBound:
    """The first round of a two-round election, for conditions such as "40 % and ten points ahead".

    Why it is enough to look at completions that give all their votes to one list:

    * *Can x be elected?* Each vote more for x makes every condition easier, and takes no condition away;
      each vote for anybody else makes them harder or leaves them. So x can be elected if and only if it is
      with all the missing votes for itself.
    * *Can the elected x fail?* Given how many votes come that are not for x, the valid votes are the same
      wherever they go, and only the second-best count matters, which is highest if they all go to the
      strongest rival. More of them only make it harder. So x can fail if and only if it does with all the
      missing votes for the strongest rival.
    * *Is there then a run-off, or is the rival elected instead?* Add the votes one by one. With the first
      vote after which x is not elected, the rival has at most as many votes as x had to begin with, so it
      does not lead, and nobody is elected. So a run-off is possible if and only if x can fail.
    * *Can c reach the run-off?* It must draw level with the second (a tie counts) and nobody may be
      elected. All votes for c do both at once: they bring it level soonest, and from then on c is the
      strongest rival. By the previous argument there is then a completion with a run-off in which c has a
      place or shares one.

    Raises:
        LawError: a count is negative or not an int.
    """
    check_votes({**votes, "valid votes": valid, "missing votes": missing})
    ranked = _ranked(votes)
    valid = max(valid, sum(votes.values()))

    def elected(more: int = 0, name: str | None = None) -> str | None:
        """Who is elected if ``more`` votes go to ``name``, or to a withdrawn list."""
        after = dict(votes)
        if name is not None:
            after[name] = after.get(name, 0) + more
        decision = first_round(after, valid + more, conditions)
        return decision.name if isinstance(decision, Elected) else None

    now = elected()
    best, second = _best_two(ranked)
    rival = ranked[1][1] if len(ranked) > 1 else None
    can_be_elected = tuple(sorted(name for _, name in ranked if elected(missing, name) == name))
    # Whether some completion does not elect who is elected now, or elects nobody.
    fails = now is None or elected(missing, rival) != now
    reach: list[str] = []
    # A run-off needs two lists that have at least one vote each.
    with_votes = sum(number > 0 for number, _ in ranked)
    if fails and with_votes + min(missing, len(ranked) - with_votes) >= 2:
        reach = [
            name
            for number, name in ranked
            if number >= second
            or (number + missing >= second and (now is None or elected(missing, name) != now))
        ]
    two_sure = len(reach) == 2 and with_votes >= 2
    return OfficeBound(
        decided=not fails or (not can_be_elected and two_sure),
        leader=ranked[0][1] if best > second else None,
        runner_up=rival,
        margin=best - second,
        missing=missing,
        elected_now=now,
        needed=_needed(ranked, valid, now, elected),
        can_be_elected=can_be_elected,
        run_off_possible=bool(reach),
        can_reach_run_off=tuple(sorted(reach)),
        nobody_possible=with_votes == 0 or (with_votes == 1 and elected(missing) is None),
    )


def _needed(
    ranked: Sequence[tuple[int, str]],
    valid: int,
    now: str | None,
    elected: Callable[[int, str | None], str | None],
) -> int | None:
    """The fewest votes that change the answer; see OfficeBound."""
    # Nobody needs more votes than this to be elected, nor to keep somebody else from it, under conditions
    # in use.
    votes = range(10 * valid + 10)

    def fewest(changed: Callable[[int], bool]) -> int | None:
        place = bisect_left(votes, True, key=changed)
        return place if place < len(votes) else None

    if now is not None:
        rival = ranked[1][1] if len(ranked) > 1 else None
        return fewest(lambda more: elected(more, rival) != now)
    ways = [fewest(lambda more, name=name: elected(more, name) == name) for _, name in ranked]  # type: ignore[misc]
    if len(ranked) > 2:
        ways.append(ranked[1][0] - ranked[2][0])
    return min((way for way in ways if way is not None), default=None)


def dhondt_bounds(
    votes: Mapping[str, int], seats: int, missing: int, *, seats_already_won: Mapping[str, int] | None = None
) -> dict[str, SeatRange]:
    """The fewest and the most seats each list can have by D'Hondt.

    *Most:* all missing votes go to the list; votes for others would only raise their quotients.

    *Fewest:* none go to it. It stays at m seats or fewer if the others can show ``seats - m`` quotients
    that are at least its quotient number m + 1. What that costs them in votes is the cheapest way to
    spread those quotients over the rivals (``_affordable``); it must not exceed ``missing``.

    Args:
        votes: list -> counted votes; a list that stands must be named, with zero votes if need be.
        seats: the seats to be won.
        missing: the most valid votes that can still come.
        seats_already_won: list -> seats held before, whose quotients are used up (see ``highest_averages``).

    Raises:
        LawError: a count is negative or not an int.
    """
    check_votes({**votes, "missing votes": missing, "seats": seats})
    held = seats_already_won or {}
    bounds = {}
    for name in sorted(votes):
        rivals = [(number, held.get(other, 0)) for other, number in votes.items() if other != name]
        min_seats = _min_seats(votes[name], held.get(name, 0), rivals, seats, missing)
        max_seats = _max_seats(votes[name] + missing, held.get(name, 0), rivals, seats)
        bounds[name] = SeatRange(min_seats, max_seats)
    return bounds


def _max_seats(own: int, held: int, rivals: Sequence[tuple[int, int]], seats: int) -> int:
    """The seats ``own`` votes win if every tie falls their way."""
    if own == 0:
        return 0

    def out_of_reach(won: int) -> bool:
        # Seat number ``won`` + 1 is lost if the rivals have so many strictly higher quotients that none
        # is left.
        divisor = held + won + 1
        # v/k > own/divisor holds for k < v*divisor/own, that is for k up to (v*divisor - 1) // own.
        above = sum(max(0, (number * divisor - 1) // own - used) for number, used in rivals if number)
        return above > seats - won - 1

    return bisect_left(range(seats), True, key=out_of_reach)


def _min_seats(own: int, held: int, rivals: Sequence[tuple[int, int]], seats: int, missing: int) -> int:
    """The seats ``own`` votes keep if ``missing`` votes and every tie fall the rivals' way."""
    if own == 0:
        return 0

    def affordable(kept: int) -> bool:
        return _affordable(own, held + kept + 1, rivals, seats - kept, missing)

    return bisect_left(range(seats), True, key=affordable)


def _affordable(own: int, divisor: int, rivals: Sequence[tuple[int, int]], wanted: int, missing: int) -> bool:
    """Whether ``missing`` votes buy rivals ``wanted`` quotients of at least ``own``/``divisor``.

    Nearly always two sums say it. Before rounding, a rival's first quotient that does not come free has a
    price of its own, and each further one costs own/divisor; so the lowest of these prices are no more than
    it takes, and one way to spread the quotients, rounded up, is enough.
    """
    free = [max(0, number * divisor // own - used) for number, used in rivals]
    short = wanted - sum(free)
    if short <= 0:
        return True
    if not rivals:
        return False
    # Prices in parts of a vote, ``divisor`` to one.
    prices = sorted(
        (used + already + 1) * own - number * divisor
        for (number, used), already in zip(rivals, free, strict=True)
    )
    low = [price for price in prices[:short] if price <= own]
    if sum(low) + (short - len(low)) * own > missing * divisor:
        return False
    first, *others = low or prices[:1]
    spread = [first + (short - 1 - len(others)) * own, *others]
    if sum(-(-price // divisor) for price in spread) <= missing:
        return True
    cost = _cheapest(own, divisor, rivals, wanted)
    return cost is not None and cost <= missing


def _cheapest(own: int, divisor: int, rivals: Sequence[tuple[int, int]], wanted: int) -> int | None:
    """The fewest votes with which rivals have ``wanted`` quotients of at least ``own``/``divisor``.

    A rival with v votes and u quotients used up has n such quotients if it has at least (u + n) * own /
    divisor votes, rounded up. Because of the rounding up, the cheapest next quotient is not always part
    of the cheapest set, so all ways to spread them are compared, list by list. None if there is no rival.
    """
    free = [max(0, number * divisor // own - used) for number, used in rivals]
    short = wanted - sum(free)
    if short <= 0:
        return 0
    # cheapest[n]: the fewest votes for n quotients more than come free, over the rivals seen so far.
    cheapest: list[int | None] = [0] + [None] * short
    for (number, used), already in zip(rivals, free, strict=True):
        costs = [0] + [
            -(-(used + already + extra) * own // divisor) - number for extra in range(1, short + 1)
        ]
        cheapest = [
            min(
                (
                    before + costs[total - had]
                    for had, before in enumerate(cheapest[: total + 1])
                    if before is not None
                ),
                default=None,
            )
            for total in range(short + 1)
        ]
    return cheapest[short]


def _ranked(votes: Mapping[str, int]) -> list[tuple[int, str]]:
    """Votes and names, most votes first; equal ones by name."""
    return sorted(((number, name) for name, number in votes.items()), key=lambda item: (-item[0], item[1]))


def _best_two(ranked: Sequence[tuple[int, str]]) -> tuple[int, int]:
    """The highest and the second-highest number, zero where there is none."""
    numbers = [number for number, _ in ranked[:2]] + [0, 0]
    return numbers[0], numbers[1]
