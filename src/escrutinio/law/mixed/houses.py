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
- The house grows until the seats that everybody must have are within its share. Germany, Bundeswahlgesetz
  § 6 (5) and (6) as of 2013; with up to three seats not levelled, as of 2020. German lands: by Hare's quota
  too, and to an odd number of seats (Mecklenburg-Vorpommern, LKWG § 58 (6)). Or it grows once, by twice the
  overhang, and overhang that is left stays (Lower Saxony, NLWG § 33 (7)). See
  :mod:`escrutinio.law.mixed.growing_houses`.
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
    part, won = checked(votes, single, qualified)
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
    part, won = checked(votes, single, qualified)
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
    return Mixed(won, given.seats, size, size, shares, overhang_above(shares, won), given, *_open(given))


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
    part, won = checked(votes, single, qualified)
    shared = less_outside(size, part, won) if within else size
    shares = highest_averages(
        part,
        shared,
        divisors,
        most=with_single(most, won),
        more_votes_first=more_votes_first,
        lots=lots,
        what=what,
    )
    return with_floor(shares, won, {name: won.get(name, 0) for name in part})


def checked(
    votes: Mapping[str, int], single: Mapping[str, int], qualified: Collection[str] | None
) -> tuple[dict[str, int], dict[str, int]]:
    """The votes of those who take part, and the single-member seats, both looked at.

    Raises:
        LawError: a count is negative or not an int, or a qualified name has no votes.
    """
    part = taking_part(votes, votes if qualified is None else qualified)
    check_votes(single, where="single-member seats")
    return part, {name: single[name] for name in sorted(single)}


def with_single(most: Mapping[str, int] | None, won: Mapping[str, int]) -> dict[str, int] | None:
    """The most seats of both kinds, of lists that can take only so many list seats."""
    return {name: number + won.get(name, 0) for name, number in (most or {}).items()} or None


def less_outside(size: int, part: Mapping[str, int], won: Mapping[str, int]) -> int:
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


def overhang_above(shares: Allocation | RemainderAllocation, floor: Mapping[str, int]) -> dict[str, int]:
    """What each has above its share for certain; a tied list may yet have one seat more in its share."""
    tied = shares.tie.tied if shares.tie else ()
    above = {name: floor.get(name, 0) - due - (name in tied) for name, due in shares.seats.items()}
    return {name: seats for name, seats in above.items() if seats > 0}


def with_floor(
    shares: Allocation | RemainderAllocation, won: Mapping[str, int], floor: Mapping[str, int]
) -> Mixed:
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
        overhang=overhang_above(shares, floor),
        undecided=most,
        vacant=vacant,
        ties=ties,
        lots=lots,
    )
