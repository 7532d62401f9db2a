"""Alliances of lists: seats to each alliance as if it were one list, then inside it, at any number of levels.

Sources: Switzerland, Federal Act on Political Rights (BPR) arts. 31 and 42 (alliances and sub-alliances: each
group counts as one list first, then the same rule inside it); Israel, Knesset Elections Law (Consolidated
Version) 5729-1969, ss. 81 and 82, the "Bader-Ofer" law of 1973 (in
:mod:`escrutinio.law.proportional.surplus_agreements`).

A tie above leaves the seats inside an alliance open. Then only those seats are given that its lists have
whichever way the tie goes; the rest are undecided until a lot is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.plain import JsonObject, plain
from escrutinio.law.proportional.divisors import dhondt
from escrutinio.law.proportional.highest_averages import Allocation
from escrutinio.law.proportional.methods import Method, allocate
from escrutinio.law.proportional.quotas import RemainderAllocation
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class Alliance:
    """Lists, or alliances of lists, that count as one.

    Args:
        name: what the alliance is called; unlike any list.
        members: names of lists, and alliances (then sub-alliances).
    """

    name: str
    members: tuple[str | Alliance, ...]

    @classmethod
    def of(cls, *members: str | Alliance, name: str = "") -> Alliance:
        """An alliance; without a name it is called after its members."""
        words = sorted(member if isinstance(member, str) else f"({member.name})" for member in members)
        return cls(name or " + ".join(words), members)

    @property
    def lists(self) -> tuple[str, ...]:
        """Every list in it, at any level."""
        return tuple(
            name
            for member in self.members
            for name in ((member,) if isinstance(member, str) else member.lists)
        )


@dataclass(frozen=True)
class AllianceSeats:
    """Seats of lists in alliances.

    ``seats`` are those each list has for certain. ``undecided`` are seats that wait for ties: some of them
    may be sure for an alliance and open inside it. Always ``sum(seats) + undecided + vacant == size``.

    Args:
        votes: list -> votes.
        size: how many seats there are.
        seats: list -> seats for certain.
        rounds: alliance -> the allocation inside it, of each whose number of seats is certain; ``""`` is the
            allocation among lists and alliances.
        undecided: seats that wait for ties.
        vacant: seats that nobody takes.
        ties: the ties that can be broken now; another may follow from how they are.
        lots: the recorded lots that were used.
    """

    votes: Mapping[str, int]
    size: int
    seats: Mapping[str, int]
    rounds: Mapping[str, Allocation | RemainderAllocation]
    undecided: int = 0
    vacant: int = 0
    ties: tuple[Tie, ...] = ()
    lots: Sequence[Lot] = ()

    def to_dict(self) -> JsonObject:
        """The fields but for ``votes``; of each of ``rounds`` the seats."""
        return {
            "size": self.size,
            "seats": plain(self.seats),
            "rounds": {name: plain(self.rounds[name].seats) for name in sorted(self.rounds)},
            "undecided": self.undecided,
            "vacant": self.vacant,
            "ties": plain(self.ties),
            "lots": plain(self.lots),
        }


def allied(
    votes: Mapping[str, int],
    seats: int,
    alliances: Iterable[Alliance],
    method: Method = dhondt,
    *,
    inside: Method | None = None,
    most: Mapping[str, int] | None = None,
    others: int = 0,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> AllianceSeats:
    """Give seats to lists and alliances, and inside each alliance to its members.

    Args:
        votes: list -> votes; of all lists that take part, allied or not.
        seats: how many seats there are.
        alliances: each list in at most one.
        method: how seats are allocated.
        inside: how they are inside alliances, if otherwise.
        most: list -> the most seats it can take, such as its candidates; absent for no limit. An alliance
            takes as many as its lists can together; a seat that a list cannot take goes to others inside it.
        others: votes of lists that are not named; they count in the price of a seat, where there is one.
        more_votes_first: whether of equal claims that with more votes comes first.
        lots: recorded lots. A tie inside an alliance is called ``"<what> in <alliance>"``.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: an alliance is named like a list or another alliance, has no members, or names a list that
            has no votes given or is in another alliance; or what :func:`allocate` refuses.
    """
    check_votes(votes)
    groups = tuple(sorted(alliances, key=lambda alliance: alliance.name))
    _check(votes, groups)
    free = set(votes) - {name for alliance in groups for name in alliance.lists}
    top = Alliance("", (*sorted(free), *groups))
    search = _Search(votes, method, inside or method, most or {}, others, more_votes_first, lots, what)
    sure = dict.fromkeys(votes, 0)
    search.descend(top, {seats}, sure)
    undecided = seats - sum(sure.values()) - search.vacant
    return AllianceSeats(
        votes,
        seats,
        sure,
        search.rounds,
        undecided,
        search.vacant,
        tuple(search.ties),
        tuple(dict.fromkeys(search.used)),
    )


class _Search:
    """One run from the top down; each group is told how many seats it can have."""

    def __init__(
        self,
        votes: Mapping[str, int],
        method: Method,
        inside: Method,
        most: Mapping[str, int],
        others: int,
        more_votes_first: bool,
        lots: Sequence[Lot],
        what: str,
    ) -> None:
        self.votes, self.method, self.inside, self.most = votes, method, inside, most
        self.others = others
        self.more_votes_first, self.lots, self.what = more_votes_first, lots, what
        self.rounds: dict[str, Allocation | RemainderAllocation] = {}
        self.ties: list[Tie] = []
        self.used: list[Lot] = []
        self.vacant = 0

    def descend(self, group: Alliance, possible: set[int], sure: dict[str, int]) -> None:
        """Give the members what they have for certain, whichever of the possible numbers the group has."""
        total = {_name(member): self._votes(member) for member in group.members}
        method = self.inside if group.name else self.method
        what = f"{self.what} in {group.name}" if group.name else self.what
        room = {_name(member): self._room(member) for member in group.members}
        most = {name: number for name, number in room.items() if number is not None} or None
        allocations = {
            number: allocate(
                total,
                number,
                method,
                most=most,
                others=0 if group.name else self.others,
                more_votes_first=self.more_votes_first,
                lots=self.lots,
                what=what,
            )
            for number in sorted(possible)
        }
        if len(allocations) == 1:
            (only,) = allocations.values()
            self.rounds[group.name] = only
            self.vacant += only.vacant
            self.used.extend(only.lots)
            if only.tie is not None:
                self.ties.append(only.tie)
        for member in group.members:
            name = _name(member)
            can = {
                end
                for given in allocations.values()
                for end in (given.seats[name], given.seats[name] + bool(given.tie and name in given.tie.tied))
            }
            if isinstance(member, str):
                sure[name] = min(can)
            else:
                self.descend(member, can, sure)

    def _room(self, member: str | Alliance) -> int | None:
        """The most seats that a list or alliance can take; None for any number."""
        if isinstance(member, str):
            return self.most.get(member)
        # A list without votes has no claim to a seat, however many candidates it has.
        rooms = [self.most.get(name) for name in member.lists if self.votes[name]]
        return None if None in rooms else sum(room for room in rooms if room is not None)

    def _votes(self, member: str | Alliance) -> int:
        return (
            self.votes[member] if isinstance(member, str) else sum(self.votes[name] for name in member.lists)
        )


def _name(member: str | Alliance) -> str:
    return member if isinstance(member, str) else member.name


def _check(votes: Mapping[str, int], groups: Sequence[Alliance]) -> None:
    """Refuse alliances that do not fit the lists."""
    seen: set[str] = set(votes) | {""}
    lists: set[str] = set()
    waiting = list(groups)
    while waiting:
        group = waiting.pop()
        if group.name in seen or not group.members:
            problem = "has no members" if not group.members else "is named like a list or another alliance"
            raise LawError(f"the alliance {group.name!r} {problem}", hint="Give each a name of its own.")
        seen.add(group.name)
        for member in group.members:
            if isinstance(member, Alliance):
                waiting.append(member)
            elif member not in votes or member in lists:
                problem = "has no votes given" if member not in votes else "is allied twice"
                raise LawError(f"the list {member!r} {problem}", where=f"alliance {group.name}")
            else:
                lists.add(member)
