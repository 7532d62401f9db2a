"""Single-member winners who need cover: a seat of their party's list, or they stay out.

All seats are shared out among the parties, then each party's seats among its lists in the lands. In each land
a party's winners are ranked by their share of the first votes of their constituency; the first of them take
the seats of the party's list there, as far as these go; its list has what is left. Winners without a seat
are not elected, and their constituency has no member of its own. The house never grows.

Source: Germany, Bundeswahlgesetz as of 8 June 2023, §§ 4 to 6: 630 seats (§ 1), parties with 5 % of the valid
second votes (by the Constitutional Court's judgment of 30 July 2024, 2 BvF 1/23, also those with three
constituencies) and parties of national minorities; Sainte-Laguë with standard rounding, ties by lot (§ 5);
ranking and cover (§ 6 (1)), winners who stood for no party (§ 6 (2)), whose seats are taken off first
(§ 4 (2)). Second votes that do not count because of them (§ 4 (2)) are for the caller to leave out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import add_up
from escrutinio.law.plain import JsonObject, Plain, plain
from escrutinio.law.proportional.divisors import Divisors, sainte_lague
from escrutinio.law.proportional.highest_averages import Allocation, break_tie, highest_averages
from escrutinio.law.proportional.levelling import check_size, taking_part
from escrutinio.law.totals import NotSettled, check_votes
from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class Winner(Plain):
    """Who has most first votes in a constituency. ``party`` is None for one who stood for no party."""

    constituency: str
    land: str
    party: str | None
    votes: int
    valid: int
    also: ClassVar[tuple[str, ...]] = ("share",)

    @property
    def share(self) -> Fraction:
        """The share of the valid first votes of the constituency."""
        return Fraction(self.votes, self.valid)


@dataclass(frozen=True)
class Cover(Plain):
    """The winners of one party in one land, and its seats there.

    ``seats`` are certain; ``more`` is 1 where a tie elsewhere can give one seat more. Every winner is in one
    of ``seated``, ``uncovered`` and ``waiting`` (by constituency, in the order of the ranking).
    """

    land: str
    party: str
    seats: int
    more: int
    ranked: tuple[Winner, ...]
    seated: tuple[str, ...]
    uncovered: tuple[str, ...]
    waiting: tuple[str, ...] = ()
    tie: Tie | None = None
    lots: tuple[Lot, ...] = ()
    also: ClassVar[tuple[str, ...]] = ("lists",)

    @property
    def lists(self) -> int:
        """Seats that the candidates of the list have for certain."""
        return max(0, self.seats - len(self.ranked))


@dataclass(frozen=True)
class Covered:
    """The seats of parties and lands, and which winners have one.

    ``seats`` counts the seats of parties; with ``independents`` always ``sum(seats) + len(independents) +
    undecided + vacant == size``. A seat that is certain for a party but tied between its lands is certain in
    ``seats`` and missing in ``lands``.

    Args:
        national: the allocation among parties.
        parties: party -> the allocation of its seats among its lands.
        lands: land -> party -> seats that are certain.
        covers: each party in each land where it has seats or winners, sorted by land and party.
        independents: constituencies whose winner stood for no party; all are seated.
    """

    size: int
    national: Allocation
    parties: Mapping[str, Allocation]
    lands: Mapping[str, Mapping[str, int]]
    covers: tuple[Cover, ...]
    independents: tuple[str, ...] = ()
    undecided: int = 0
    vacant: int = 0
    ties: tuple[Tie, ...] = ()
    lots: tuple[Lot, ...] = ()

    @property
    def seats(self) -> dict[str, int]:
        """Party -> seats that are certain, of parties that have any."""
        return {name: seats for name, seats in self.national.seats.items() if seats}

    @property
    def uncovered(self) -> tuple[str, ...]:
        """The constituencies whose winner surely has no seat, sorted."""
        return tuple(sorted(name for cover in self.covers for name in cover.uncovered))

    def to_dict(self) -> JsonObject:
        """The fields as plain data."""
        return {
            "size": self.size,
            "seats": plain(self.seats),
            "lands": plain(self.lands),
            "covers": plain(self.covers),
            "uncovered": plain(self.uncovered),
            "independents": plain(self.independents),
            "undecided": self.undecided,
            "vacant": self.vacant,
            "ties": plain(self.ties),
            "lots": plain(self.lots),
        }


def covered_seats(
    votes: Mapping[str, Mapping[str, int]],
    size: int,
    winners: Iterable[Winner],
    *,
    qualified: Collection[str],
    divisors: Divisors = sainte_lague,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> Covered:
    """The seats of the parties, of their lists in the lands, and which winners have one.

    Args:
        votes: land -> party -> second votes.
        size: all seats of the house.
        winners: who has most first votes, of any constituencies; no winners, no ranking.
        qualified: the parties that may have seats.
        divisors: of both allocations.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, a constituency is named twice or in an unknown land, or a
            qualified name has no votes.
    """
    for land in sorted(votes):
        check_votes(votes[land], where=land)
    check_size(size, "the size of the house")
    known = _check_winners(winners, votes)
    independents = tuple(winner.constituency for winner in known if winner.party is None)
    if len(independents) > size:
        raise NotSettled(f"those who stood for no party won {len(independents)} seats of a house of {size}")
    part = taking_part(add_up(votes.values()), qualified)
    national = highest_averages(part, size - len(independents), divisors, lots=lots, what=what)
    ties = [national.tie] if national.tie else []
    used = [*national.lots]
    parties: dict[str, Allocation] = {}
    lands: dict[str, dict[str, int]] = {land: {} for land in sorted(votes)}
    maybe: dict[str, tuple[str, ...]] = {}
    for name in part:
        here = {land: votes[land][name] for land in sorted(votes) if votes[land].get(name, 0)}
        words = f"{what} of {name}"
        given = highest_averages(here, national.seats[name], divisors, lots=lots, what=words)
        parties[name] = given
        ties += [given.tie] if given.tie else []
        used += given.lots
        for land, seats in given.seats.items():
            if seats:
                lands[land][name] = seats
        may = set(given.tie.tied) if given.tie else set()
        if national.tie and name in national.tie.tied:
            after = highest_averages(here, national.seats[name] + 1, divisors)
            may.update(land for land in here if after.seats[land] > given.seats[land])
            may.update(after.tie.tied if after.tie else ())
        maybe[name] = tuple(sorted(may))
    covers = tuple(
        cover(
            land,
            name,
            lands[land].get(name, 0),
            [winner for winner in known if winner.land == land and winner.party == name],
            more=land in maybe.get(name, ()),
            lots=lots,
        )
        for land in lands
        for name in sorted(
            {*lands[land], *(str(winner.party) for winner in known if winner.land == land and winner.party)}
        )
    )
    return Covered(
        size=size,
        national=national,
        parties=parties,
        lands=lands,
        covers=covers,
        independents=independents,
        undecided=national.tie.seats if national.tie else 0,
        vacant=national.vacant,
        ties=(*ties, *(covering.tie for covering in covers if covering.tie)),
        lots=(*used, *(lot for covering in covers for lot in covering.lots)),
    )


def cover(
    land: str,
    party: str,
    seats: int,
    winners: Iterable[Winner],
    *,
    more: bool = False,
    lots: Sequence[Lot] = (),
) -> Cover:
    """Which winners of a party in a land have a seat.

    Args:
        land: the land.
        party: the party.
        seats: its seats there.
        winners: its winners there.
        more: whether a tie elsewhere can give it one seat more.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.

    Raises:
        LawError: the number of seats or a winner's votes are not as they must be.
    """
    check_size(seats, f"the number of seats of {party} in {land}")
    ranked = sorted(_check_winners(winners, None), key=lambda winner: (-winner.share, winner.constituency))
    names = tuple(winner.constituency for winner in ranked)
    sure = _above(ranked, seats)
    out = names[len(_above(ranked, seats + more, reach=True)) :]
    level = names[len(sure) : len(names) - len(out)]
    if not level or more:
        return Cover(land, party, seats, int(more), tuple(ranked), sure, out, level)
    chosen, tie, used = break_tie(level, seats - len(sure), {}, False, lots, f"cover of {party} in {land}")
    if tie is None:
        left = tuple(name for name in names if name not in sure and name not in chosen)
        seated = tuple(name for name in names if name not in left)
        return Cover(land, party, seats, 0, tuple(ranked), seated, left, (), None, used)
    return Cover(land, party, seats, 0, tuple(ranked), sure, out, level, tie)


def _above(ranked: Sequence[Winner], seats: int, *, reach: bool = False) -> tuple[str, ...]:
    """Those who surely have one of the seats; with ``reach``, those who may."""
    if seats >= len(ranked):
        return tuple(winner.constituency for winner in ranked)
    if seats == 0:
        return ()
    last, following = ranked[seats - 1].share, ranked[seats].share
    if last != following:
        return tuple(winner.constituency for winner in ranked[:seats])
    return tuple(
        winner.constituency for winner in ranked if winner.share > last or (reach and winner.share == last)
    )


def _check_winners(winners: Iterable[Winner], lands: Mapping[str, Mapping[str, int]] | None) -> list[Winner]:
    """The winners, sorted by constituency."""
    known = sorted(winners, key=lambda winner: winner.constituency)
    seen: set[str] = set()
    for winner in known:
        check_votes({winner.constituency: winner.votes}, where=winner.constituency)
        check_votes({winner.constituency: winner.valid}, where=winner.constituency)
        if winner.valid < winner.votes or not winner.votes:
            raise LawError(
                f"the winner has {winner.votes} of {winner.valid} valid votes", where=winner.constituency
            )
        if winner.constituency in seen or (lands is not None and winner.land not in lands):
            raise LawError(
                "the constituency is named twice or lies in an unknown land", where=winner.constituency
            )
        seen.add(winner.constituency)
    return known
