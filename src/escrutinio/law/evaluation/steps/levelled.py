"""Seats that make up for others: ``levelling``; and list seats beside single-member seats: ``mixed``.

``levelling``: ``size`` (all seats together), ``by`` (divisors, or a quota with largest remainders),
``more_votes_first``; ``excess`` ("kept" by a list that won more seats in the units than its share, or
"refused" where the law has a rule that is not modelled); ``place`` ("none", "figures" or "parties"), and for
the placing ``each`` (levelling seats of every unit) or a table ``room`` (of each; neither where units have no
fixed number), ``divisors`` and ``per`` ("votes-per-seat", "valid" or "nothing") of the figures, ``per_list``
(the most that a list can have in a unit).

``mixed``: ``system`` ("parallel", "additional", "overhang" or "levelled"), ``in`` ("whole" or "each unit"),
``contest`` (of the single-member seats), ``by``, ``more_votes_first``, ``size`` (else the table of seats):
of list seats in a parallel or additional system, of all seats in the others; ``tolerated`` (seats that a
levelled house need not level).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from escrutinio.law.decisions import Tie
from escrutinio.law.evaluation.definition import StepDefinition
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.fields import Fields
from escrutinio.law.evaluation.steps.methods import SCOPES, divisors_of, in_words, method_of
from escrutinio.law.evaluation.steps.shown import allocation_parts, quotient_table, tied, with_seats
from escrutinio.law.facts import WHOLE
from escrutinio.law.mixed.houses import Mixed, additional_members, levelled_house, overhang_kept, parallel
from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.levelling import Levelling, levelling
from escrutinio.law.proportional.methods import Method
from escrutinio.law.proportional.placement import Turn, place_levelling, votes_per_seat
from escrutinio.law.proportional.quotas import Quota, Rest
from escrutinio.law.step_parts import (
    Label,
    LevellingRound,
    LevellingTable,
    Number,
    PlacementRow,
    PlacementTable,
    SeatTable,
    Ties,
    VotesTable,
)
from escrutinio.model.errors import LawError

SYSTEMS = {
    "parallel": "list seats are allocated by list votes alone",
    "additional": "list seats go to the highest quotients that single-member seats have not used up",
    "overhang": "all seats are allocated by list votes; who won more single-member seats keeps them",
    "levelled": "the house grows until each list's share covers its single-member seats",
}
"""What ``mixed`` can be, and the same in words."""


PER = {
    "votes-per-seat": " and by the votes per seat of the unit",
    "valid": " and by the valid votes of the unit",
    "nothing": "",
}
"""What a figure is divided by besides its divisor, and the same in words."""


def level(run: Evaluation, step: StepDefinition) -> None:
    """Levelling seats of parties in the whole country, and in which unit each falls."""
    fields = step.open()
    size, by = fields.number("size"), method_of(fields, default="sainte_lague")
    first = fields.flag("more_votes_first")
    place = fields.choice("place", ("none", *(str(turn) for turn in Turn)), "none")
    excess = fields.choice("excess", ("kept", "refused"), "kept")
    placing = Fields(fields.rest(), fields.where)
    votes = run.taking_part()
    won = {unit: add_up(kinds.values()) for unit, kinds in run.won.items()}
    vacant = sum(run.vacant.values())
    waiting = sum(run.size.values()) - sum(run.held().values()) - vacant
    if waiting:
        _wait(run, step, size, waiting, place, placing)
        return
    given = levelling(
        run.votes(),
        add_up(won.values()),
        # Seats that no counted vote fills in the units are not levelling seats.
        max(size - vacant, sum(run.held().values())),
        qualified=set(votes),
        by=_simple(by, step),
        more_votes_first=first,
        lots=run.case.lots,
    )
    if excess == "refused" and given.rounds and given.rounds[0].left_out:
        over = ", ".join(f"{name} by {more}" for name, more in sorted(given.rounds[0].left_out.items()))
        raise LawError(
            f"seats won in the units are above the share of the whole: {over}; what the law then does is "
            "not modelled",
            where=step.where,
        )
    kept = (
        "; a list that won more seats in the units than its share keeps them and is left out, and the "
        "others share the rest"
    )
    run.explain(
        step,
        "Levelling seats",
        f"over the whole country {in_words(by, first)}{kept if excess == 'kept' else ''}.",
        [VotesTable(votes), SeatTable({Label.SEATS_IN_UNITS: given.won}), Number(Label.ALL_SEATS, size)],
        [
            LevellingTable(
                tuple(
                    LevellingRound(one.size, with_seats(one.allocation.seats), dict(one.left_out))
                    for one in given.rounds
                )
            ),
            SeatTable({Label.LEVELLING_SEATS: given.seats}),
            *([quotient_table(given.allocation)] if given.allocation else []),
            *tied(given.ties),
        ],
    )
    if place == "none":
        placing.done()
        run.award(WHOLE, "levelling", given.places, given.seats, given.ties, given.vacant)
    else:
        _place(run, step, given, won, place, first, placing)


def _wait(run: Evaluation, step: StepDefinition, size: int, waiting: int, place: str, fields: Fields) -> None:
    """Leave the levelling seats open while ties in the units are: who has too many hangs on them.

    Raises:
        LawError: the units have more seats than the house.
    """
    each, room = fields.number("each", 0), fields.numbers("room")
    for name in () if place == "none" else ("divisors", "per", "per_list"):
        fields.any(name)
    fields.done()
    seats = size - sum(run.size.values())
    if seats < 0:
        raise LawError(f"the units have {sum(run.size.values())} seats of a house of {size}")
    for unit, there in (room or dict.fromkeys(run.won, each)).items():
        if there:
            run.award(unit, "levelling", there, {})
            seats -= there
    if seats:
        run.award(WHOLE, "levelling", seats, {})
    run.explain(
        step,
        "Levelling seats",
        "they are open until the ties in the units are settled: how many seats a list has there decides "
        "how many it has here.",
        [Number(Label.ALL_SEATS, size), Number(Label.SEATS_TIED_IN_UNITS, waiting)],
        [],
    )


def _place(
    run: Evaluation,
    step: StepDefinition,
    given: Levelling,
    won: Mapping[str, Mapping[str, int]],
    place: str,
    first: bool,
    fields: Fields,
) -> None:
    """Levelling seats in units."""
    each, room = fields.number("each", 0), fields.numbers("room")
    figures = divisors_of(fields, "divisors")
    per = fields.choice("per", PER, "votes-per-seat")
    per_list = fields.number("per_list", 0)
    fields.done()
    if each and room:
        raise LawError("levelling seats by each and by room", where=fields.where, hint="Give one of them.")
    fixed = room or (dict.fromkeys(won, each) if each else None)
    votes = {unit: run.votes(unit) for unit in won}
    if per == "valid":
        base: Mapping[str, int | Fraction] = {unit: run.base("valid", unit) for unit in won}
    elif per == "nothing":
        base = dict.fromkeys(won, 1)
    else:
        base = votes_per_seat(votes, {unit: run.size[unit] for unit in won})
    found = place_levelling(
        given,
        votes,
        won,
        fixed,
        base,
        divisors=figures,
        turn=place,
        per_list=per_list or None,
        more_votes_first=first,
        lots=run.case.lots,
    )
    for unit, seats in found.placed.items():
        placed = sum(seats.values())
        there = fixed.get(unit, 0) if fixed else placed
        # While a tie is open, the places that are left are undecided; without one, nobody can take them.
        run.award(unit, "levelling", there, seats, (), 0 if found.ties else there - placed)
    rest = 0 if fixed else found.undecided + found.vacant
    if rest or found.ties:
        run.award(WHOLE, "levelling", rest, {}, found.ties, found.vacant if rest else 0)
    whose = {
        Turn.FIGURES: "the highest figure of all takes its seat",
        Turn.PARTIES: "the party of the highest quotient over the whole country takes the seat of its "
        "highest figure",
    }[Turn(place)]
    run.explain(
        step,
        "Where levelling seats fall",
        f"a list's figure in a unit is its votes there, divided by the divisor of its next seat "
        f"({figures.text}){PER[per]}; {whose}, one after the other, while its party and the unit have "
        "levelling seats left.",
        [SeatTable({Label.LEVELLING_SEATS: fixed}, "unit")] if fixed else [],
        [
            PlacementTable(
                tuple(
                    PlacementRow(
                        figure.party,
                        figure.district,
                        figure.votes,
                        figure.divisor,
                        None if per == "nothing" else figure.base,
                    )
                    for figure in found.figures
                )
            ),
            *tied(found.ties),
        ],
    )


def mixed(run: Evaluation, step: StepDefinition) -> None:
    """List seats beside single-member seats, in the whole body or in each unit."""
    fields = step.open()
    system = fields.choice("system", SYSTEMS)
    scope = fields.choice("in", SCOPES, "whole")
    size, role = fields.number("size", 0), fields.text("contest", "constituencies")
    method = method_of(fields, default="sainte_lague")
    options: dict[str, Any] = {"more_votes_first": fields.flag("more_votes_first"), "lots": run.case.lots}
    if system == "levelled":
        options["tolerated"] = fields.number("tolerated", 0)
    fields.done()
    units = [None] if scope == "whole" else run.each_unit(step)
    _known_units(run, step, role, units)
    for unit in units:
        votes, single = run.votes(unit), run.single(role, unit)
        seats = size or run.seats_of(unit or WHOLE, step)
        ties = run.tied_single(role, unit)
        run.award(unit or WHOLE, "single-member", sum(single.values()) + len(ties), single, ties)
        if ties and system != "parallel":
            _open(run, step, unit, system, seats, single, ties)
            continue
        able = frozenset(run.taking_part(unit))
        found = _mixed(step, system, votes, seats, single, able, method, options)
        rest = found.size - sum(single.values())
        run.award(unit or WHOLE, "list", rest, found.lists, found.ties, found.vacant)
        run.explain(
            step,
            "Seats" if unit is None else f"Seats of {unit}",
            f"{SYSTEMS[system]}: {in_words(method, options['more_votes_first'])}.",
            [
                VotesTable(run.taking_part(unit)),
                Number(Label.SEATS, seats),
                SeatTable({Label.SINGLE_MEMBER_SEATS: single}),
            ],
            [
                SeatTable(
                    {
                        Label.SINGLE_MEMBER_SEATS: single,
                        Label.LIST_SEATS: found.lists,
                        Label.OVERHANG: found.overhang,
                        Label.ALL_SEATS: found.seats,
                    }
                ),
                Number(Label.HOUSE_SIZE, found.size),
                *allocation_parts(found.filled or found.shares, seats=False),
            ],
        )


def _known_units(run: Evaluation, step: StepDefinition, role: str, units: Sequence[str | None]) -> None:
    """Refuse a single-member seat that belongs to none of the units: its winner would count nowhere.

    Raises:
        LawError: there is one.
    """
    if None in units:
        return
    for one in sorted(set(run.contest(role).votes) - {WHOLE}):
        if run.case.above.get(one, one) not in units:
            raise LawError(
                f"of which unit is {one}?", where=step.where, hint="Say it in the table [above] of the facts."
            )


def _open(
    run: Evaluation,
    step: StepDefinition,
    unit: str | None,
    system: str,
    seats: int,
    single: Mapping[str, int],
    ties: Sequence[Tie],
) -> None:
    """Leave the list seats open while single-member seats are tied: they make up for these."""
    won = sum(single.values()) + len(ties)
    rest = seats if system == "additional" else max(seats - won, 0)
    run.award(unit or WHOLE, "list", rest, {})
    run.explain(
        step,
        "Seats" if unit is None else f"Seats of {unit}",
        "the list seats make up for single-member seats, and are open until their ties are settled.",
        [
            VotesTable(run.taking_part(unit)),
            Number(Label.SEATS, seats),
            SeatTable({Label.SINGLE_MEMBER_SEATS: single}),
        ],
        [Number(Label.LIST_SEATS_OPEN, rest), Ties(tuple(ties))],
    )


def _mixed(
    step: StepDefinition,
    system: str,
    votes: dict[str, int],
    seats: int,
    single: dict[str, int],
    able: frozenset[str],
    method: Method,
    options: Mapping[str, Any],
) -> Mixed:
    if system == "parallel":
        return parallel(votes, seats, single, qualified=able, by=_simple(method, step), **options)
    if not isinstance(method, Divisors):
        raise LawError(f"the system {system!r} is allocated by divisors", where=step.where)
    rules = {"additional": additional_members, "overhang": overhang_kept, "levelled": levelled_house}
    given: Mixed = rules[system](votes, seats, single, qualified=able, divisors=method, **options)  # type: ignore[operator]
    return given


def _simple(method: Method, step: StepDefinition) -> Divisors | Quota:
    """Divisors, or a quota whose rest goes by largest remainders.

    Raises:
        LawError: the quota's rest goes otherwise.
    """
    if isinstance(method, Divisors):
        return method
    if method.rest is not Rest.REMAINDERS:
        raise LawError("a quota here leaves its rest to the largest remainders", where=step.where)
    return method.quota
