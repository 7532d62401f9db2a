"""Seats that make up for others: ``levelling``, ``mixed``, ``covered``; and ``double-proportional``.

``levelling``: ``size`` (all seats together), ``by``, ``place`` ("none", "figures" or "parties"), ``each`` (levelling seats
of every unit; else the table ``levelling`` of the step), ``divisors`` and ``per`` ("votes-per-seat" or "valid") of
the figures, ``per_list``. ``mixed``: ``system`` ("parallel", "additional", "overhang" or "levelled"), ``size``, ``contest``,
``by``. ``covered``: ``size``, ``by``. ``double-proportional``: ``quorum`` and ``of``, ``rounding``.
"""

from __future__ import annotations

from escrutinio.law.case import WHOLE
from escrutinio.law.cover import covered_seats
from escrutinio.law.definition import StepDefinition
from escrutinio.law.divisors import Divisors
from escrutinio.law.double_proportional import Of, Quorum, Rounding, double_proportional
from escrutinio.law.levelling import Levelling, levelling
from escrutinio.law.methods import Method
from escrutinio.law.mixed import Mixed, additional_members, levelled_house, overhang_kept, parallel
from escrutinio.law.outcome import add_up
from escrutinio.law.placement import Turn, place_levelling, votes_per_seat
from escrutinio.law.steps.methods import divisors_of, in_words, method_of
from escrutinio.law.steps.run import Run
from escrutinio.law.steps.shares import shown, some
from escrutinio.law.thresholds import Threshold
from escrutinio.model.errors import LawError

SYSTEMS = ("parallel", "additional", "overhang", "levelled")


def level(run: Run, step: StepDefinition) -> None:
    """Levelling seats of parties in the whole country, and in which unit each falls."""
    fields = step.open()
    size, by = fields.number("size"), divisors_of(fields)
    place = fields.choice("place", ("none", *(str(turn) for turn in Turn)), "none")
    each, room = fields.number("each", 0), fields.numbers("room")
    figures = divisors_of(fields, "divisors")
    per = fields.choice("per", ("votes-per-seat", "valid"), "votes-per-seat")
    per_list = fields.number("per_list", 0)
    fields.done()
    votes = run.taking_part()
    won = {unit: add_up(kinds.values()) for unit, kinds in run.won.items()}
    given = levelling(
        run.votes(), add_up(won.values()), size, qualified=set(votes), by=by, lots=run.case.lots
    )
    run.explain(
        step,
        "Levelling seats",
        f"over the whole country the votes are divided by {by.text} ({by.name}); the levelling seats go to "
        "the highest quotients that seats won in the units have not used up.",
        {"votes": votes, "seats won in the units": some(given.won), "all seats": size},
        {
            "levelling seats": some(given.seats),
            "rounds": [{"seats": one.size, "left out": dict(one.left_out)} for one in given.rounds],
            "ties": given.ties,
        },
    )
    if place == "none":
        run.award(WHOLE, "levelling", given.places, given.seats, given.ties, given.vacant, given.lots)
        return
    _place(
        run,
        step,
        given,
        won,
        place,
        room or (dict.fromkeys(won, each) if each else {}),
        figures,
        per,
        per_list,
    )


def _place(
    run: Run,
    step: StepDefinition,
    given: Levelling,
    won: dict[str, dict[str, int]],
    place: str,
    room: dict[str, int],
    figures: Divisors,
    per: str,
    per_list: int,
) -> None:
    votes = {unit: run.votes(unit) for unit in won}
    if per == "valid":
        base: dict[str, object] = {unit: run.base("valid", unit) for unit in won}
    else:
        base = dict(votes_per_seat(votes, {unit: run.size[unit] for unit in won}))
    found = place_levelling(
        given,
        votes,
        won,
        room or None,
        base,  # type: ignore[arg-type]
        divisors=figures,
        turn=place,
        per_list=per_list or None,
        lots=run.case.lots,
    )
    for unit, seats in found.placed.items():
        size = room.get(unit, sum(seats.values())) if not found.ties else sum(seats.values())
        run.award(
            unit, "levelling", size, seats, (), max(size - sum(seats.values()), 0) if not found.ties else 0
        )
    placed = sum(run.size[unit] for unit in won) - sum(sum(one.values()) for one in won.values())
    open_places = given.places - sum(sum(seats.values()) for seats in found.placed.values())
    if found.ties or given.ties:
        run.award(WHOLE, "levelling", open_places, {}, (*given.ties, *found.ties), found.vacant)
    del placed
    run.lots.extend((*given.lots, *found.lots))
    run.explain(
        step,
        "Where levelling seats fall",
        "each party's figure in a unit is its votes there, divided by the divisor of its next seat and by "
        f"{'the votes per seat' if per == 'votes-per-seat' else 'the valid votes'} of the unit; the highest come first.",
        {"divisors": figures.text},
        {
            "placed": {unit: some(seats) for unit, seats in found.placed.items() if some(seats)},
            "ties": found.ties,
        },
    )


def mixed(run: Run, step: StepDefinition) -> None:
    """List seats beside single-member seats, in the whole body or in each unit."""
    fields = step.open()
    system = fields.choice("system", SYSTEMS)
    scope = fields.choice("in", ("whole", "each unit"), "whole")
    size, role = fields.number("size", 0), fields.text("contest", "constituencies")
    method = method_of(fields, default="sainte_lague")
    fields.done()
    for unit in [None] if scope == "whole" else run.units():
        votes = run.votes(unit)
        single = run.single(role, unit)
        seats = size or run.seats_of(unit or WHOLE, step)
        found = _mixed(run, step, system, votes, seats, single, frozenset(run.taking_part(unit)), method)
        by_kind = add_up([found.single])
        run.award(unit or WHOLE, "single-member", sum(by_kind.values()), by_kind)
        rest = found.size - sum(by_kind.values())
        run.award(unit or WHOLE, "list", rest, found.lists, found.ties, found.vacant, found.lots)
        run.explain(
            step,
            "Seats" if unit is None else f"Seats of {unit}",
            {
                "parallel": "list seats are allocated by list votes alone.",
                "additional": "list seats go to the highest quotients that single-member seats have not used up.",
                "overhang": "all seats are allocated by list votes; who won more single-member seats keeps them.",
                "levelled": "the house grows until each list's share covers its single-member seats.",
            }[system]
            + f" {in_words(method)[:1].upper()}{in_words(method)[1:]}.",
            {"votes": votes, "seats": seats, "single-member seats": some(single)},
            {
                "seats of all kinds": some(found.seats),
                "list seats": some(found.lists),
                "overhang": some(found.overhang),
                "size of the house": found.size,
                "shares": shown(found.shares),
                "ties": found.ties,
            },
        )


def _mixed(
    run: Run,
    step: StepDefinition,
    system: str,
    votes: dict[str, int],
    seats: int,
    single: dict[str, int],
    qualified: frozenset[str],
    method: Method,
) -> Mixed:
    lots = run.case.lots
    if not isinstance(method, Divisors):
        raise LawError("mixed systems are allocated by divisors", where=step.where, mend="Name a sequence.")
    if system == "parallel":
        return parallel(votes, seats, single, qualified=qualified, by=method, lots=lots)
    if system == "additional":
        return additional_members(votes, seats, single, qualified=qualified, divisors=method, lots=lots)
    if system == "overhang":
        return overhang_kept(votes, seats, single, qualified=qualified, divisors=method, lots=lots)
    return levelled_house(votes, seats, single, qualified=qualified, divisors=method, lots=lots)


def covered(run: Run, step: StepDefinition) -> None:
    """Seats of parties, of their lists in the units, and which single-member winners have one."""
    fields = step.open()
    size, by = fields.number("size"), divisors_of(fields)
    role = fields.text("contest", "constituencies")
    fields.done()
    votes = {unit: run.votes(unit) for unit in run.units()}
    winners = run.winners(role)
    found = covered_seats(
        votes, size, winners, qualified=set(run.taking_part()), divisors=by, lots=run.case.lots
    )
    for unit in sorted(votes):
        seats = {party: lands.get(unit, 0) for party, lands in found.lands.items()}
        run.award(unit, "list", sum(seats.values()), seats)
    rest = size - sum(run.size.values())
    if rest:
        run.award(WHOLE, "list", rest, {}, found.ties, found.vacant)
    run.lots.extend(found.lots)
    run.explain(
        step,
        "Seats of parties and of their lists",
        f"the votes of the whole country are divided by {by.text} ({by.name}); then each party's seats are "
        "divided among its lists by the same rule. A single-member winner needs one of these seats.",
        {"votes": run.taking_part(), "seats": size, "single-member winners known": len(winners)},
        {
            **shown(found.national),
            "seats of lists": {party: some(lands) for party, lands in sorted(found.lands.items())},
            "winners without a seat": sorted(name for one in found.covers for name in one.uncovered),
        },
    )


def double(run: Run, step: StepDefinition) -> None:
    """Seats to lists by voter numbers, then to lists in districts, proportional both ways."""
    fields = step.open()
    of = fields.choice("of", [str(one) for one in Of], str(Of.DISTRICT))
    quorum = fields.share("quorum", "0")
    inclusive = fields.flag("inclusive", True)
    rounding = fields.choice("rounding", [str(one) for one in Rounding], str(Rounding.EACH))
    fields.done()
    votes = {unit: run.votes(unit) for unit in run.units()}
    seats = {unit: run.seats_of(unit, step) for unit in votes}
    quorums = [Quorum(Threshold(quorum, "the votes", inclusive), Of(of))] if quorum else []
    found = double_proportional(
        votes, seats, quorums=quorums, rounding=Rounding(rounding), lots=run.case.lots
    )
    run.explain(
        step,
        "Seats of lists",
        "each list's votes in a district are divided by the district's seats; these voter numbers, added, are "
        "divided by 1, 3, 5, ... and the highest quotients win a seat.",
        {"voter numbers": found.voter_numbers, "take part": sorted(found.passed)},
        shown(found.upper),
    )
    lower = found.lower
    if lower is None:
        run.award(WHOLE, "list", sum(seats.values()), found.upper.seats, found.ties, 0, found.lots)
        return
    for unit, size in seats.items():
        certain = lower.seats[unit]
        ties = [tied.tie for tied in lower.tied if unit in tied.district_places]
        run.award(unit, "list", size, certain, ties, 0)
    run.lots.extend(found.lots)
    run.explain(
        step,
        "Seats of lists in districts",
        "each vote count is divided by the district's and the list's divisor and rounded; the divisors are "
        "such that every district and every list has its seats.",
        {"seats of districts": seats, "seats of lists": some(found.upper.seats)},
        {
            "district divisors": dict(lower.district_divisors),
            "list divisors": dict(lower.list_divisors),
            "proved by its divisors": lower.proves(),
            "ties": lower.ties,
        },
    )
