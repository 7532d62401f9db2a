"""In which district a levelling seat falls.

Every list has in every district a *figure*: its votes there, divided by the divisor of its next seat there,
divided by a base of the district that makes districts comparable. Two orders of turn are known.

*Figures first* (Norway, Valgloven 2002 § 11-7 (3)): all figures of all parties that have levelling seats are
ranked; the highest takes its seat, unless its party or its district has all its levelling seats already. The
divisors are 1, 3, 5, ... and the base is the votes per district seat of the county. Of equal figures that
with more votes comes first, then the lot.

*Parties first* (Iceland, Act 24/2000 art. 108): the highest national quotient, votes divided by seats + 1,
takes a seat and gives it to its party's highest figure; both are struck out. The divisors are 1, 2, 3, ...,
the base is the valid votes of the constituency, and only two figures of each list stand. When a constituency
has all its levelling seats, its figures are struck out; when a party has no figure left, so are its national
quotients, and its seats fall to others. Of equal ones the lot decides the order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import add_up
from escrutinio.law.plain import Plain
from escrutinio.law.proportional.divisors import Divisors, sainte_lague
from escrutinio.law.proportional.highest_averages import Quotient
from escrutinio.law.proportional.levelling import Levelling, check_size
from escrutinio.law.proportional.placement_state import ComparisonFigure, PlacementState
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError


class Turn(StrEnum):
    """Whose turn it is to place a levelling seat."""

    FIGURES = "figures"
    """The highest figure of all."""
    PARTIES = "parties"
    """The party of the highest national quotient, with its highest figure."""


@dataclass(frozen=True)
class Placement(Plain):
    """Where the levelling seats fall.

    ``placed`` is district -> list -> levelling seats that are certain; ``undecided`` counts seats that wait
    for ``ties`` (here or among the parties), ``vacant`` those that no list can take in a district with room.
    Always ``sum(placed) + undecided + vacant == size``. ``figures`` are the figures that won, in the order in
    which they did; those of one turn by name, which means nothing.
    """

    size: int
    placed: Mapping[str, Mapping[str, int]]
    figures: tuple[ComparisonFigure, ...]
    undecided: int = 0
    vacant: int = 0
    ties: tuple[Tie, ...] = ()
    lots: tuple[Lot, ...] = ()

    @property
    def seats(self) -> dict[str, int]:
        """List -> levelling seats placed for certain."""
        return add_up(self.placed.values())


def votes_per_seat(votes: Mapping[str, Mapping[str, int]], seats: Mapping[str, int]) -> dict[str, Fraction]:
    """District -> votes of all its lists per district seat, the base of the Norwegian figures.

    Raises:
        LawError: a district has no seats.
    """
    for district in sorted(votes):
        if not seats.get(district):
            raise LawError(f"the district {district!r} has no district seats to divide its votes by")
    return {district: Fraction(sum(votes[district].values()), seats[district]) for district in sorted(votes)}


def place_levelling(
    given: Levelling,
    votes: Mapping[str, Mapping[str, int]],
    won: Mapping[str, Mapping[str, int]],
    room: Mapping[str, int] | None,
    base: Mapping[str, int | Fraction],
    *,
    divisors: Divisors = sainte_lague,
    turn: Turn | str = Turn.FIGURES,
    per_list: int | None = None,
    most: Mapping[str, Mapping[str, int]] | None = None,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "place of a levelling seat",
) -> Placement:
    """Place the levelling seats of the parties in districts.

    A tie that is not drawn ends the placing: whatever comes after it can depend on it. A lot about an order
    names all of the tied but one, the first first; the last follows.

    Args:
        given: the levelling seats of the parties.
        votes: district -> list -> votes.
        won: district -> list -> district seats.
        room: district -> how many levelling seats it has; None where districts have no fixed number.
        base: district -> what its figures are divided by, such as :func:`votes_per_seat` or valid votes.
        divisors: of the figures; a list with s seats in the district has the divisor of seat number s + 1.
        turn: whose turn it is.
        per_list: how many seats a list can take in one district; None for no limit.
        most: district -> list -> the most levelling seats that it can take there, such as its candidates that
            are left; absent for no limit.
        more_votes_first: whether of equal figures that with more votes comes first.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is placed, for the words of a tie.

    Raises:
        LawError: the numbers do not fit each other, or the divisors give no figure.
    """
    if room is None:
        room = dict.fromkeys(votes, given.places)
    elif sum(room.values()) != given.places:
        raise LawError(
            f"the districts have {sum(room.values())} levelling seats, the parties {given.places}",
            hint="Give both the same number: [seats] has the districts' seats without the levelling ones.",
        )
    _check(given, votes, won, room, base, divisors)
    state = PlacementState(
        votes=votes,
        base={district: Fraction(base[district]) for district in votes if district in base},
        divisors=divisors,
        per_list=per_list,
        most=most or {},
        more_votes_first=more_votes_first,
        lots=(*lots, *given.lots),
        what=what,
        taken={district: dict(won.get(district, {})) for district in votes},
        room={district: room.get(district, 0) for district in votes},
    )
    if Turn(turn) is Turn.FIGURES:
        closed = _figures_first(state, given)
        waiting = min(given.undecided, given.places - len(state.won)) if closed else 0
        spare = 0 if closed else given.vacant
    else:
        closed, waiting, spare = _parties_first(state, given), 0, 0
    rest = given.places - len(state.won)
    undecided = waiting if closed else rest - spare
    placed: dict[str, dict[str, int]] = {district: {} for district in sorted(votes)}
    for figure in state.won:
        here = placed[figure.district]
        here[figure.party] = here.get(figure.party, 0) + 1
    ties = (*given.ties, *state.ties) if Turn(turn) is Turn.FIGURES else tuple(state.ties)
    return Placement(
        given.places, placed, tuple(state.won), undecided, rest - undecided, ties, tuple(state.used)
    )


def _check(
    given: Levelling,
    votes: Mapping[str, Mapping[str, int]],
    won: Mapping[str, Mapping[str, int]],
    room: Mapping[str, int],
    base: Mapping[str, int | Fraction],
    divisors: Divisors,
) -> None:
    for district in sorted({*votes, *won, *room}):
        if district not in votes:
            raise LawError(f"the district {district!r} has no votes", where=district)
        check_votes(votes[district], where=district)
        check_votes(won.get(district, {}), where=district)
        check_size(room.get(district, 0), f"the number of levelling seats of {district}")
        if room.get(district, 0) and any(votes[district].values()) and not base.get(district, 0) > 0:
            raise LawError(f"the base of {district!r} is not above zero", where=district)
    here = {name: seats for name, seats in add_up(won.values()).items() if seats}
    there = {name: seats for name, seats in given.won.items() if seats}
    if here != there:
        raise LawError("the district seats are not those from which the levelling seats were computed")
    if not divisors.plain:
        raise LawError(f"the divisors of {divisors.name} give no figure")


def _figures_first(state: PlacementState, given: Levelling) -> bool:
    """Place by figures; whether everything that can be placed was."""
    left = dict(given.seats)
    maybe = given.may_have_more
    while True:
        figures = state.next_figures(name for name, seats in left.items() if seats or name in maybe)
        if not figures:
            return True
        level = state.best(figures)
        parties = Counter(figure.party for figure in level)
        districts = Counter(figure.district for figure in level)
        rest = {}
        for figure in level:
            # Nothing equal can take its seat away: its party and its district have room for all of them.
            if left[figure.party] >= parties[figure.party] and (
                state.room[figure.district] >= districts[figure.district]
            ):
                districts[figure.district] -= 1
                parties[figure.party] -= 1
                state.place(figure)
                left[figure.party] -= 1
            else:
                rest[figure.label] = figure
        if not rest:
            continue
        if any(figure.party in maybe for figure in rest.values()):
            return False
        drawn = state.order(rest, len(rest) - 1, f"{state.what}: order")
        if drawn is None:
            return False
        for label in (*drawn, *sorted(set(rest) - set(drawn))):
            figure = rest[label]
            if left[figure.party] and state.room[figure.district]:
                state.place(figure)
                left[figure.party] -= 1


def _parties_first(state: PlacementState, given: Levelling) -> bool:
    """Place by national quotients; whether everything that can be placed was."""
    if not isinstance(given.by, Divisors):
        raise LawError("the order of parties needs national quotients, and a quota gives none")
    by = given.by
    while len(state.won) < given.places:
        claims: dict[str, Quotient] = {}
        for name in sorted({figure.party for figure in state.next_figures(given.votes)}):
            seat = given.won.get(name, 0) + sum(figure.party == name for figure in state.won)
            claims[name] = Quotient(
                name, given.votes[name], by.at(seat), seat + 1, by.unit_of(seat), by.power
            )
        if not claims:
            return True
        first = min(claim.order for claim in claims.values())
        group: Sequence[str] = [name for name, claim in claims.items() if claim.order == first]
        if given.more_votes_first:
            most = max(given.votes[name] for name in group)
            group = [name for name in group if given.votes[name] == most]
        left = given.places - len(state.won)
        if len(group) > left:
            chosen = state.order(group, left, given.what)
            if chosen is None:
                return False
            group = sorted(chosen)
        bests = [figure for name in group for figure in state.best(state.next_figures([name]))]
        districts = Counter(figure.district for figure in bests)
        if all(number <= state.room[district] for district, number in districts.items()):
            # Nobody takes anything from another, so all are placed, even if one of them waits for a lot.
            done = [_place_best(state, name) for name in group]
            if not all(done):
                return False
            continue
        drawn = state.order(group, len(group) - 1, f"{state.what}: order")
        if drawn is None:
            return False
        for name in (*drawn, *sorted(set(group) - set(drawn))):
            if not _place_best(state, name):
                return False
    return True


def _place_best(state: PlacementState, name: str) -> bool:
    """Place a seat of a party at its highest figure, if it has one left; False where a tie is open."""
    figures = state.next_figures([name])
    if not figures:
        return True
    level = {figure.label: figure for figure in state.best(figures)}
    if len(level) > 1:
        drawn = state.order(level, 1, state.what)
        if drawn is None:
            return False
        state.place(level[drawn[0]])
    else:
        state.place(next(iter(level.values())))
    return True
