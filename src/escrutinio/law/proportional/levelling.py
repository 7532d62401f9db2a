"""Levelling seats among parties: seats kept back to make up for what the districts gave.

The statutes tell it as a repetition. All seats of the house, less those of parties that do not take part,
are shared out nationally; a party that has more district seats than its share keeps them and is left out with
them; the rest is shared out again, until nobody has too many. A party's levelling seats are its share less
its district seats.

With divisors that is one step: the levelling seats go to the highest national quotients that district seats
have not used up. Leaving a party out takes seats from the others, so who has too many once has too many in
every later round, and what stands at the end are the highest unused quotients. That form is computed, since
it also settles what ties in the rounds leave open; the rounds are kept for the derivation. With a quota there
is no such form, and the rounds are the rule.

Sources: Norway, Constitution § 59 and Valgloven (Act 57 of 28 June 2002) §§ 11-5 to 11-7: divisors 1.4, 3,
5, ... of all 169 seats, parties with 4 % of all votes, more votes before the lot. Iceland, Act 24/2000 art.
108: a party's votes divided by its constituency seats + 1, + 2, ... Denmark, Folketingsvalgloven § 77: Hare
quota and largest remainders of 175. Sweden, Vallagen 2005:837 ch. 14, as in force until 2014: divisors 1.4,
3, 5, ... of 349.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import add_up
from escrutinio.law.plain import JsonObject, plain
from escrutinio.law.proportional.divisors import Divisors, sainte_lague
from escrutinio.law.proportional.highest_averages import Allocation, highest_averages
from escrutinio.law.proportional.methods import QuotaMethod, allocate
from escrutinio.law.proportional.quotas import Quota, RemainderAllocation
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of

NationalRule = Divisors | Quota | QuotaMethod
"""Divisors, a quota with largest remainders, or a quota with what follows it."""


def taking_part(votes: Mapping[str, int], qualified: Collection[str]) -> dict[str, int]:
    """The votes of those who may take part, sorted by name.

    Raises:
        LawError: a count is negative or not an int, or a qualified name has no entry among the votes.
    """
    check_votes(votes)
    strangers = sorted(set(qualified) - set(votes))
    if strangers:
        raise LawError(
            f"{some_of(strangers)} may take part, but the votes do not name them",
            hint="Write the names as the votes do.",
        )
    return {name: votes[name] for name in sorted(qualified)}


def check_size(size: int, what: str = "the number of seats") -> None:
    """Refuse a number of seats that is not a whole number of zero or more.

    Raises:
        LawError: as said.
    """
    if type(size) is not int or size < 0:
        raise LawError(f"{what} is {size!r}, not a whole number of zero or more")


@dataclass(frozen=True)
class Round:
    """One national allocation of all seats of those who are not left out.

    Args:
        size: the seats that were shared out.
        allocation: the shares.
        left_out: list -> seats that it has above its share; these are left out of the next round.
    """

    size: int
    allocation: Allocation | RemainderAllocation
    left_out: Mapping[str, int]


@dataclass(frozen=True)
class Levelling:
    """The levelling seats of the parties.

    ``seats`` are levelling seats that are certain, ``undecided`` those that wait for ``ties``, ``vacant``
    those that nobody who takes part has a vote for. Always ``sum(seats) + undecided + vacant == places``.

    Args:
        votes: list -> votes, of those who take part.
        won: list -> district seats, of all who have any.
        size: all seats of the house.
        places: how many of them are levelling seats.
        by: the rule of the national allocation.
        seats: list -> levelling seats, of those who take part.
        rounds: the national allocations as statutes tell them, each without those whom the one before left
            out.
        allocation: the allocation of the levelling seats themselves, with its quotients; None with a quota.
    """

    votes: Mapping[str, int]
    won: Mapping[str, int]
    size: int
    places: int
    by: NationalRule
    seats: Mapping[str, int]
    rounds: tuple[Round, ...]
    allocation: Allocation | None = None
    undecided: int = 0
    vacant: int = 0
    ties: tuple[Tie, ...] = ()
    lots: tuple[Lot, ...] = ()
    what: str = "levelling seats"
    more_votes_first: bool = False

    @property
    def totals(self) -> dict[str, int]:
        """List -> seats of both kinds that are certain."""
        return {name: seats for name, seats in add_up([self.won, self.seats]).items() if seats}

    @property
    def may_have_more(self) -> frozenset[str]:
        """Those who can have more levelling seats than are certain."""
        if not self.undecided:
            return frozenset()
        if self.allocation is None and self.undecided == self.places:
            return frozenset(name for name, votes in self.votes.items() if votes)
        return frozenset(name for tie in self.ties for name in tie.tied)

    def to_dict(self) -> JsonObject:
        """The numbers, the rounds by their shares, and the ties."""
        return {
            "size": self.size,
            "places": self.places,
            "votes": plain(self.votes),
            "won": plain(self.won),
            "seats": plain(self.seats),
            "rounds": [
                {
                    "size": stage.size,
                    "shares": plain(stage.allocation.seats),
                    "left_out": plain(stage.left_out),
                }
                for stage in self.rounds
            ],
            "undecided": self.undecided,
            "vacant": self.vacant,
            "ties": plain(self.ties),
            "lots": plain(self.lots),
        }


def levelling(
    votes: Mapping[str, int],
    won: Mapping[str, int],
    size: int,
    *,
    qualified: Collection[str],
    by: NationalRule = sainte_lague,
    most: Mapping[str, int] | None = None,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "levelling seats",
) -> Levelling:
    """How many levelling seats each party has.

    Args:
        votes: list -> votes in the whole country.
        won: list -> district seats, also of those who do not take part; they keep them.
        size: all seats of the house, district and levelling seats together.
        qualified: the names that may take part.
        by: the rule of the national allocation: divisors, a quota with largest remainders, or a quota with
            what follows it.
        most: list -> the most seats of both kinds that it can have, such as its candidates; absent for no
            limit. What it cannot take goes to the others by the same rule.
        more_votes_first: whether of equal claims that of the list with more votes comes first.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie; with a quota, later rounds add their number to it.

    Raises:
        LawError: a count is negative or not an int, the districts gave more seats than the house has, or a
            qualified name has no votes.
    """
    part = taking_part(votes, qualified)
    check_votes(won, where="district seats")
    check_size(size, "the size of the house")
    won = {name: won[name] for name in sorted(won)}
    places = size - sum(won.values())
    if places < 0:
        raise LawError(f"the districts gave {sum(won.values())} seats of a house of {size}")
    ends = {name: max(number, won.get(name, 0)) for name, number in (most or {}).items() if name in part}
    if not isinstance(by, Divisors):
        return _by_quota(part, won, size, by, ends, more_votes_first, lots, what)
    given = highest_averages(
        part,
        places,
        by,
        start=won,
        most={name: number - won.get(name, 0) for name, number in ends.items()} or None,
        more_votes_first=more_votes_first,
        lots=lots,
        what=what,
    )
    return Levelling(
        votes=part,
        won=won,
        size=size,
        places=places,
        by=by,
        seats=given.seats,
        rounds=_rounds(part, won, size, by, ends, more_votes_first),
        allocation=given,
        undecided=given.tie.seats if given.tie else 0,
        vacant=given.vacant,
        ties=(given.tie,) if given.tie else (),
        lots=given.lots,
        what=what,
        more_votes_first=more_votes_first,
    )


def _rounds(
    part: Mapping[str, int],
    won: Mapping[str, int],
    size: int,
    by: Divisors,
    ends: Mapping[str, int],
    more_votes_first: bool,
) -> tuple[Round, ...]:
    """The rounds of the statute. A tied party that may have too many stays in; the result is the same."""
    rounds: list[Round] = []
    left = dict(part)
    while left:
        free = size - sum(seats for name, seats in won.items() if name not in left)
        room = {name: number for name, number in ends.items() if name in left} or None
        shares = highest_averages(
            left, free, by, most=room, more_votes_first=more_votes_first, what="national share"
        )
        tied = shares.tie.tied if shares.tie else ()
        over = {
            name: won[name] - shares.seats[name]
            for name in left
            if won.get(name, 0) > shares.seats[name] + (name in tied)
        }
        rounds.append(Round(free, shares, over))
        if not over:
            break
        left = {name: number for name, number in left.items() if name not in over}
    return tuple(rounds)


def _by_quota(
    part: Mapping[str, int],
    won: Mapping[str, int],
    size: int,
    by: Quota | QuotaMethod,
    ends: Mapping[str, int],
    more_votes_first: bool,
    lots: Sequence[Lot],
    what: str,
) -> Levelling:
    """The rounds with a quota, where they are the rule itself."""
    method = by if isinstance(by, QuotaMethod) else QuotaMethod(by)
    start = Levelling(
        votes=part,
        won=won,
        size=size,
        places=size - sum(won.values()),
        by=by,
        seats=dict.fromkeys(part, 0),
        rounds=(),
        what=what,
        more_votes_first=more_votes_first,
    )
    rounds: list[Round] = []
    used: tuple[Lot, ...] = ()
    left = dict(part)
    while left:
        free = size - sum(seats for name, seats in won.items() if name not in left)
        words = what if not rounds else f"{what}, round {len(rounds) + 1}"
        room = {name: number for name, number in ends.items() if name in left} or None
        shares = allocate(
            left, free, method, most=room, more_votes_first=more_votes_first, lots=lots, what=words
        )
        used += shares.lots
        tied = shares.tie.tied if shares.tie else ()
        over = {
            name: won[name] - shares.seats[name]
            for name in left
            if won.get(name, 0) > shares.seats[name] + (name in tied)
        }
        rounds.append(Round(free, shares, over))
        tie = shares.tie
        if tie and any(won.get(name, 0) == shares.seats[name] + 1 for name in tied):
            # Whether one of them is left out depends on the tie, and with it every later share.
            ties = (tie,) if start.places else ()
            return replace(start, rounds=tuple(rounds), undecided=start.places, ties=ties, lots=used)
        if not over:
            return replace(
                start,
                seats={name: shares.seats[name] - won.get(name, 0) if name in left else 0 for name in part},
                rounds=tuple(rounds),
                undecided=tie.seats if tie else 0,
                vacant=shares.vacant,
                ties=(tie,) if tie else (),
                lots=used,
            )
        left = {name: number for name, number in left.items() if name not in over}
    return replace(start, rounds=tuple(rounds), vacant=start.places, lots=used)
