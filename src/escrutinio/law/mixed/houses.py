"""Mixed systems: single-member seats and list seats in one house.

*Parallel*: list seats are shared out as if there were no others (:func:`parallel`).

*Compensatory*: list seats make up for what single-member seats gave. A list can win more single-member seats
than its share, its *overhang*. Laws differ in what follows:

- It keeps them, the others keep their full shares, and the house grows: :func:`overhang_kept`. New Zealand,
  Electoral Act 1993 ss 191 and 192: Sainte-Laguë of 120, less the seats of members who stood for no party
  of the party vote, among parties with 5 % or a constituency.
- It keeps them in a house of fixed size, at the cost of the others: :func:`additional_members`. Scotland Act
  1998 ss 7 and 8, Government of Wales Act 2006 ss 8 and 9: D'Hondt, constituency seats used up. (Bolivia's
  rule is this one too; see :mod:`escrutinio.law.mixed.compensation`.)
- The house grows until the seats that everybody must have are within its share: :func:`levelled_house`.
  Germany, Bundeswahlgesetz § 6 (5) and (6) as of 2013; with up to three seats not levelled, as of 2020.
- It does not have them: winners without cover stay out. See :mod:`escrutinio.law.mixed.cover`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import add_up
from escrutinio.law.plain import JsonObject, plain
from escrutinio.law.proportional.divisors import Divisors, dhondt, sainte_lague
from escrutinio.law.proportional.highest_averages import Allocation, highest_averages
from escrutinio.law.proportional.levelling import check_size, taking_part
from escrutinio.law.proportional.quotas import Quota, RemainderAllocation, largest_remainder
from escrutinio.law.totals import NotSettled, check_votes
from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class Mixed:
    """Single-member and list seats together.

    Always ``sum(single) + sum(lists) + undecided + vacant == size``. Where the size of the house itself hangs
    on a tie, ``size`` is the largest that can come out and ``least`` the smallest.

    Args:
        single: list -> single-member seats, also of those who do not take part in the list seats.
        lists: list -> list seats that are certain, of those who take part.
        size: all seats of the house, with those that made it grow.
        least: the fewest seats that the house can have when ties are broken.
        shares: the allocation that tells who is due what: of the list seats in a parallel system, of all
            seats in a compensatory one.
        overhang: list -> single-member (or otherwise guaranteed) seats above its share, for certain.
        filled: the allocation of the list seats themselves, where that is a separate one.
    """

    single: Mapping[str, int]
    lists: Mapping[str, int]
    size: int
    least: int
    shares: Allocation | RemainderAllocation
    overhang: Mapping[str, int]
    filled: Allocation | None = None
    undecided: int = 0
    vacant: int = 0
    ties: tuple[Tie, ...] = ()
    lots: tuple[Lot, ...] = ()

    @property
    def seats(self) -> dict[str, int]:
        """List -> seats of both kinds that are certain, of lists that have any."""
        return {name: seats for name, seats in add_up([self.single, self.lists]).items() if seats}

    def to_dict(self) -> JsonObject:
        """The numbers as plain data, with the shares."""
        return {
            "size": self.size,
            "least": self.least,
            "seats": plain(self.seats),
            "single": plain(self.single),
            "lists": plain(self.lists),
            "shares": plain(self.shares.seats),
            "share_size": self.shares.size,
            "overhang": plain(self.overhang),
            "undecided": self.undecided,
            "vacant": self.vacant,
            "ties": plain(self.ties),
            "lots": plain(self.lots),
        }


def parallel(
    votes: Mapping[str, int],
    list_seats: int,
    single: Mapping[str, int],
    *,
    qualified: Collection[str] | None = None,
    by: Divisors | Quota = dhondt,
    most: Mapping[str, int] | None = None,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "list seats",
) -> Mixed:
    """List seats by list votes alone.

    Args:
        votes: list -> list votes.
        list_seats: how many list seats there are.
        single: list -> single-member seats won.
        qualified: the names that may have list seats; all unless given.
        by: the rule of the list seats, divisors or a quota with largest remainders.
        most: list -> the most list seats that it can take; absent for no limit.
        more_votes_first: whether of equal claims that of the list with more votes comes first.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, or a qualified name has no votes.
    """
    part, won = _checked(votes, single, qualified)
    given: Allocation | RemainderAllocation
    if isinstance(by, Divisors):
        given = highest_averages(
            part, list_seats, by, most=most, more_votes_first=more_votes_first, lots=lots, what=what
        )
    else:
        given = largest_remainder(
            part, list_seats, by, most=most, more_votes_first=more_votes_first, lots=lots, what=what
        )
    size = sum(won.values()) + list_seats
    return Mixed(won, given.seats, size, size, given, {}, None, *_open(given))


def additional_members(
    votes: Mapping[str, int],
    list_seats: int,
    single: Mapping[str, int],
    *,
    qualified: Collection[str] | None = None,
    divisors: Divisors = dhondt,
    most: Mapping[str, int] | None = None,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "list seats",
) -> Mixed:
    """A house of fixed size: list seats to the highest quotients that single-member seats have not used up.

    Args:
        votes: list -> list votes; an independent is a list with one candidate.
        list_seats: how many list seats there are.
        single: list -> single-member seats won.
        qualified: the names that may have list seats; all unless given.
        divisors: the divisor sequence.
        most: list -> the most list seats that it can take; absent for no limit.
        more_votes_first: whether of equal quotients that of the list with more votes comes first.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, or a qualified name has no votes.
    """
    part, won = _checked(votes, single, qualified)
    given = highest_averages(
        part,
        list_seats,
        divisors,
        start=won,
        most=most,
        more_votes_first=more_votes_first,
        lots=lots,
        what=what,
    )
    inside = sum(won.get(name, 0) for name in part)
    shares = highest_averages(part, list_seats + inside, divisors, what="shares of all seats")
    size = sum(won.values()) + list_seats
    return Mixed(won, given.seats, size, size, shares, _overhang(shares, won), given, *_open(given))


def overhang_kept(
    votes: Mapping[str, int],
    size: int,
    single: Mapping[str, int],
    *,
    qualified: Collection[str],
    within: bool = True,
    divisors: Divisors = sainte_lague,
    most: Mapping[str, int] | None = None,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "shares of all seats",
) -> Mixed:
    """Each list has its share or its single-member seats, whichever is more; the house grows by the overhang.

    Args:
        votes: list -> list votes.
        size: the seats of the house without overhang.
        single: list -> single-member seats won, also by lists and independents that do not take part.
        qualified: the names that may have list seats.
        within: whether seats of those who do not take part are of ``size``, so that fewer are shared out.
        divisors: of the shares.
        most: list -> the most list seats that it can take; absent for no limit.
        more_votes_first: whether of equal quotients that of the list with more votes comes first.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, a qualified name has no votes, or those who do not take
            part won more seats than the house has.
    """
    part, won = _checked(votes, single, qualified)
    shared = _less_outside(size, part, won) if within else size
    shares = highest_averages(
        part,
        shared,
        divisors,
        most=_with_single(most, won),
        more_votes_first=more_votes_first,
        lots=lots,
        what=what,
    )
    return _with_floor(shares, won, {name: won.get(name, 0) for name in part})


def levelled_house(
    votes: Mapping[str, int],
    size: int,
    single: Mapping[str, int],
    *,
    qualified: Collection[str],
    minimum: Mapping[str, int] | None = None,
    tolerated: int = 0,
    largest: int = 10_000,
    within: bool = True,
    divisors: Divisors = sainte_lague,
    most: Mapping[str, int] | None = None,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "shares of all seats",
) -> Mixed:
    """The house grows until the shares cover what each list must have.

    It is the smallest house in which each list has that many seats for certain, whatever a lot would say. The
    share of a list never falls when the house grows, so a search by halves finds it.

    Args:
        votes: list -> list votes.
        size: the seats of the house before it grows.
        single: list -> single-member seats won.
        qualified: the names that may have list seats.
        minimum: list -> seats that it must have; its single-member seats unless given.
        tolerated: how many of those seats, of all lists together, need not be covered; they come on top.
        largest: a house above this is refused.
        within: whether seats of those who do not take part are of ``size``, so that fewer are shared out.
        divisors: of the shares.
        most: list -> the most list seats that it can take; absent for no limit.
        more_votes_first: whether of equal quotients that of the list with more votes comes first.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, a qualified name has no votes, a minimum is below the
            single-member seats, or the house would grow above ``largest``.
    """
    part, won = _checked(votes, single, qualified)
    check_votes(minimum or {}, where="minimum")
    floor = {name: (minimum or won).get(name, won.get(name, 0)) for name in part}
    low = sorted(name for name in part if floor[name] < won.get(name, 0))
    if low or set(minimum or {}) - set(part):
        wrong = ", ".join(low or sorted(set(minimum or {}) - set(part)))
        raise LawError(f"the minimum of {wrong} is below its single-member seats or of one not taking part")
    check_size(tolerated, "the number of seats not levelled")
    room = _with_single(most, won)

    def shared(seats: int) -> Allocation:
        return highest_averages(
            part, seats, divisors, most=room, more_votes_first=more_votes_first, lots=lots, what=what
        )

    def enough(seats: int) -> bool:
        given = highest_averages(part, seats, divisors, most=room, more_votes_first=more_votes_first).seats
        return sum(max(0, floor[name] - given[name]) for name in part) <= tolerated

    high = _less_outside(size, part, won) if within else size
    check_size(high, "the size of the house")
    if enough(high):
        return _with_floor(shared(high), won, floor)
    low_size, high = high, max(2 * high, 1)
    while high < largest and not enough(high):
        low_size, high = high, 2 * high
    high = min(high, largest)
    if not enough(high):
        raise NotSettled(
            f"not even a house of {largest} covers the seats that each list must have",
            hint="Check the minimum seats and the votes.",
        )
    while high - low_size > 1:
        middle = (low_size + high) // 2
        low_size, high = (low_size, middle) if enough(middle) else (middle, high)
    return _with_floor(shared(high), won, floor)


def _checked(
    votes: Mapping[str, int], single: Mapping[str, int], qualified: Collection[str] | None
) -> tuple[dict[str, int], dict[str, int]]:
    part = taking_part(votes, votes if qualified is None else qualified)
    check_votes(single, where="single-member seats")
    return part, {name: single[name] for name in sorted(single)}


def _with_single(most: Mapping[str, int] | None, won: Mapping[str, int]) -> dict[str, int] | None:
    """The most seats of both kinds, of lists that can take only so many list seats."""
    return {name: number + won.get(name, 0) for name, number in (most or {}).items()} or None


def _less_outside(size: int, part: Mapping[str, int], won: Mapping[str, int]) -> int:
    """The seats to share out: those of winners who do not take part are gone."""
    check_size(size, "the size of the house")
    outside = sum(seats for name, seats in won.items() if name not in part)
    if outside > size:
        raise NotSettled(f"those who do not take part won {outside} seats of a house of {size}")
    return size - outside


def _open(
    given: Allocation | RemainderAllocation,
) -> tuple[int, int, tuple[Tie, ...], tuple[Lot, ...]]:
    """Undecided, vacant, ties and lots of an allocation."""
    tie = given.tie
    return tie.seats if tie else 0, given.vacant, (tie,) if tie else (), given.lots


def _overhang(shares: Allocation, floor: Mapping[str, int]) -> dict[str, int]:
    """What each has above its share for certain; a tied list may yet have one seat more in its share."""
    tied = shares.tie.tied if shares.tie else ()
    above = {name: floor.get(name, 0) - due - (name in tied) for name, due in shares.seats.items()}
    return {name: seats for name, seats in above.items() if seats > 0}


def _with_floor(shares: Allocation, won: Mapping[str, int], floor: Mapping[str, int]) -> Mixed:
    """Each list has its share or its floor, whichever is more."""
    lists = {name: max(due, floor[name]) - won.get(name, 0) for name, due in shares.seats.items()}
    _, vacant, ties, lots = _open(shares)
    most = fewest = 0
    if shares.tie:
        # A tied seat that falls to a list above its share adds nothing to the house.
        places = shares.tie.seats
        covered = sum(floor[name] > shares.seats[name] for name in shares.tie.tied)
        most = min(places, len(shares.tie.tied) - covered)
        fewest = max(0, places - covered)
    sure = sum(won.values()) + sum(lists.values()) + vacant
    return Mixed(
        single=won,
        lists=lists,
        size=sure + most,
        least=sure + fewest,
        shares=shares,
        overhang=_overhang(shares, floor),
        undecided=most,
        vacant=vacant,
        ties=ties,
        lots=lots,
    )
