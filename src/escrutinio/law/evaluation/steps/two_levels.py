"""Seats of parties in the whole area and of their lists in its parts: ``covered``, ``tiers``,
``double-proportional``.

``covered``: ``size``, ``by``, ``contest`` (of the single-member seats; a unit of it belongs to the land
that ``above`` of the facts names), ``independent`` (the label of lists that stand for no party). ``tiers``:
``size``, ``by``, ``quota`` with ``rounded``, ``seat_qualifies``; the votes are of regions, the seats of
lands, and ``above`` says whose region each is. ``double-proportional``: ``quorum`` with ``of`` ("district",
"votes" or "voters") and ``inclusive``, ``rounding`` (of voters: "each district", "the sum" or "not").
"""

from __future__ import annotations

from dataclasses import replace

from escrutinio.law.decisions import Elected, Tie, Undecided
from escrutinio.law.evaluation.definition import StepDefinition
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.steps.methods import ROUNDING, divisors_of
from escrutinio.law.evaluation.steps.shown import allocation_parts, seat_table, tied
from escrutinio.law.facts import WHOLE
from escrutinio.law.mixed.cover import Covered, covered_seats
from escrutinio.law.outcome import add_up, percent
from escrutinio.law.proportional.double_proportional import Of, Quorum, Rounding, double_proportional
from escrutinio.law.proportional.levelling import levelling
from escrutinio.law.proportional.quotas import QUOTAS
from escrutinio.law.proportional.tiers import tiers as three_tiers
from escrutinio.law.step_parts import (
    DivisorTable,
    Label,
    Number,
    QuorumTable,
    SeatGrid,
    SeatTable,
    UncoveredRow,
    UncoveredTable,
    VotesTable,
)
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.model.errors import LawError


def covered(run: Evaluation, step: StepDefinition) -> None:
    """Seats of parties, of their lists in the units, and which single-member winners have one."""
    fields = step.open()
    size, by = fields.number("size"), divisors_of(fields)
    role = fields.text("contest", "constituencies")
    label = fields.text("independent", "independent")
    fields.done()
    votes = {unit: run.votes(unit) for unit in run.each_unit(step)}
    alone = {name for name, marks in run.case.labels.items() if label in marks}
    singles = {unit: one for unit, one in run.single_members(role).items() if isinstance(one, Tie)}
    for unit, tie in singles.items():
        if alone & set(tie.tied):
            raise LawError(
                f"{tie.what} is tied among {', '.join(tie.tied)}, and not all of them stand for a party; "
                "how many seats parties share hangs on that",
                where=step.where,
                hint="Record the lot that was drawn in a table [[lot]].",
            )
        land = run.case.above.get(unit, unit)
        if land not in votes:
            raise LawError(f"in which land is {unit}?", where=step.where, hint="Say it in the table [above].")
        run.award(land, "list", 0, {}, [tie])
        run.decisions[unit] = tie
    winners = [replace(one, party=None) if one.party in alone else one for one in run.winners(role)]
    found = covered_seats(
        votes, size, winners, qualified=set(run.taking_part()), divisors=by, lots=run.case.lots
    )
    for unit in sorted(votes):
        run.award(unit, "list", sum(found.lands[unit].values()), found.lands[unit])
    for one in winners:
        if one.party is None:
            run.award(one.land, "single-member", 1, {one.constituency: 1})
    # Seats that are certain for a party, but not in which land.
    here = add_up(found.lands.values())
    sure = {party: seats - here.get(party, 0) for party, seats in found.seats.items()}
    rest = sum(sure.values()) + found.undecided + found.vacant
    if rest or found.ties:
        run.award(WHOLE, "list", rest, sure, found.ties, found.vacant)
    run.explain(
        step,
        "Seats of parties",
        f"the votes of the whole country are divided by {by.text} ({by.name}); the highest quotients win "
        "a seat.",
        [VotesTable(run.taking_part()), Number(Label.SEATS, found.national.size)],
        allocation_parts(found.national),
    )
    run.explain(
        step,
        "Seats of lists in the lands",
        f"each party's seats go to its lists in the lands by the same rule ({by.name}).",
        [seat_table(found.seats)],
        [SeatGrid(Label.SEATS_IN_LANDS, found.lands)],
    )
    if winners:
        _winners(run, step, found)


def _winners(run: Evaluation, step: StepDefinition, found: Covered) -> None:
    """Who of the first in their constituencies is elected."""
    for constituency in found.independents:
        run.decisions[constituency] = Elected(constituency, "most votes, and stood for no party")
    for cover in found.covers:
        for one in cover.ranked:
            share = percent(one.votes, one.valid)
            if one.constituency in cover.seated:
                decision: Elected | Undecided = Elected(cover.party, f"most votes ({share}), and covered")
            elif one.constituency in cover.uncovered:
                decision = Undecided(f"{cover.party} has most votes ({share}), but no seat left to cover it")
            else:
                decision = Undecided(f"{cover.party} has most votes ({share}); whether it is covered is tied")
            run.decisions[one.constituency] = decision
    winners: dict[str, dict[str, int]] = {}
    for cover in found.covers:
        if cover.ranked:
            winners.setdefault(cover.land, {})[cover.party] = len(cover.ranked)
    run.explain(
        step,
        "Winners of constituencies",
        "in each land a party's winners are ranked by their share of the constituency's votes; as many "
        "as its list has "
        "seats there are elected.",
        [SeatGrid(Label.WINNERS, winners)],
        [
            UncoveredTable(
                tuple(
                    UncoveredRow(winner.constituency, cover.party, winner.votes, winner.valid)
                    for cover in found.covers
                    for winner in cover.ranked
                    if winner.constituency in cover.uncovered
                )
            ),
            *tied(cover.tie for cover in found.covers),
        ],
    )


def tiers(run: Evaluation, step: StepDefinition) -> None:
    """Whole quotas in regions, whole quotas in lands, averages in the country."""
    fields = step.open()
    size, by = fields.number("size"), divisors_of(fields, default="dhondt")
    quota = ROUNDING[fields.choice("rounded", ROUNDING, "exact")](
        QUOTAS[fields.choice("quota", QUOTAS, "hare")]
    )
    seat = fields.flag("seat_qualifies")
    fields.done()
    able = set(run.taking_part())
    regions = sorted(set(run.contest().votes) - {WHOLE})
    country = (
        f"all {size} seats are allocated to the parties that take part: the votes of the country are "
        f"divided by {by.text} "
        f"({by.name}); each has of its share what it has not won below, and who won more below keeps it."
    )
    if not regions:
        given = levelling(run.votes(), {}, size, qualified=able, by=by, lots=run.case.lots)
        run.award(WHOLE, "all tiers", size, given.seats, given.ties, given.vacant)
        run.explain(
            step,
            "Seats of parties",
            f"{country} The table has no regions, so this is the third tier alone: it gives every party "
            "all its seats, "
            "unless one has won more below than its share or takes part by a seat in a region only.",
            [VotesTable(run.taking_part()), Number(Label.SEATS, size)],
            allocation_parts(given.allocation) if given.allocation else [],
        )
        return
    votes: dict[str, dict[str, dict[str, int]]] = {}
    for region in regions:
        if region not in run.case.above:
            raise LawError(
                f"of which land is {region}?", where=step.where, hint="Say it in the table [above]."
            )
        votes.setdefault(run.case.above[region], {})[region] = run.votes(region)
    seats = {land: run.seats_of(land, step) for land in sorted(votes)}
    found = three_tiers(
        votes,
        seats,
        qualified=able,
        seat_qualifies=seat,
        size=size,
        quota=quota,
        divisors=by,
        lots=run.case.lots,
    )
    for land, tier in found.lands.items():
        for region, here in tier.regions.items():
            run.award(region, "region", sum(here.values()), here)
        run.award(land, "land", sum(tier.land.values()), tier.land)
        run.explain(
            step,
            f"Seats of {land}",
            "the votes of the land divided by its seats are its number; a list has in a region, then in "
            "the land, as "
            "many seats as the number goes into its votes, those of its regions counted.",
            [
                VotesTable(tier.votes),
                Number(Label.SEATS, tier.seats),
                Number(Label.LAND_NUMBER, tier.number),
            ],
            [
                SeatGrid(Label.SEATS_IN_REGIONS, tier.regions),
                seat_table(tier.land, Label.SEATS_IN_LAND),
                Number(Label.LEFT_FOR_COUNTRY, tier.left),
            ],
        )
    third = found.country
    run.award(WHOLE, "country", third.places, third.seats, third.ties, third.vacant)
    run.explain(
        step,
        "Seats of the country",
        country[:1].upper() + country[1:],
        [
            VotesTable(third.votes),
            seat_table(third.won, Label.SEATS_BELOW),
            Number(Label.SEATS, third.places),
        ],
        [SeatTable({Label.SEATS: third.seats, Label.ALL_SEATS: third.totals}), *tied(third.ties)],
    )


def double(run: Evaluation, step: StepDefinition) -> None:
    """Seats to lists by voter numbers, then to lists in districts, proportional both ways."""
    fields = step.open()
    of = fields.choice("of", [str(one) for one in Of], str(Of.DISTRICT))
    quorum, inclusive = fields.share("quorum", "0"), fields.flag("inclusive", True)
    rounding = fields.choice("rounding", [str(one) for one in Rounding], str(Rounding.EACH))
    fields.done()
    if quorum and run.passed:
        raise LawError(
            "a threshold, and a quorum of its own",
            where=step.where,
            hint="Say in one of them who takes part.",
        )
    votes = {unit: run.taking_part(unit) for unit in run.each_unit(step)}
    seats = {unit: run.seats_of(unit, step) for unit in votes}
    for unit in [unit for unit in votes if not any(votes[unit].values())]:
        # No vote is counted there yet, so that no list can have its seats.
        run.award(unit, "list", seats[unit], {}, vacant=seats[unit])
        del votes[unit], seats[unit]
    if not votes:
        return
    base = {Of.DISTRICT: "the votes of one district", Of.VOTES: "all votes", Of.VOTERS: "all voters"}[Of(of)]
    need = Threshold(quorum, base, inclusive)
    quorums = [Quorum(need, Of(of))] if quorum else []
    found = double_proportional(
        votes, seats, quorums=quorums, rounding=Rounding(rounding), lots=run.case.lots
    )
    run.explain(
        step,
        "Seats of lists",
        "each list's votes in a district are divided by the district's seats"
        + {
            Rounding.EACH: ", rounded to whole voters and added",
            Rounding.SUM: ", added and rounded to whole voters",
            Rounding.NONE: " and added",
        }[Rounding(rounding)]
        + "; these numbers of voters are divided by 1, 3, 5, ... (Sainte-Laguë), and the highest "
        "quotients win a seat." + (f" A list takes part with {need.text}." if quorum else ""),
        [VotesTable(found.voter_numbers, Label.VOTERS)],
        [
            QuorumTable(
                None
                if found.passed is None
                else {name: tuple(where) for name, where in found.passed.items() if where}
            ),
            *([Number(Label.ELECTORAL_KEY, found.electoral_key)] if found.electoral_key is not None else []),
            *allocation_parts(found.upper),
        ],
    )
    lower = found.lower
    if lower is None:
        upper = found.upper
        run.award(WHOLE, "list", sum(seats.values()), upper.seats, found.ties, upper.vacant)
        return
    for unit, size in seats.items():
        # A tie between districts is told once, in the first of them.
        ties = [cells.tie for cells in lower.tied if unit == min(cells.district_places)]
        run.award(unit, "list", size, lower.seats[unit], ties)
    run.explain(
        step,
        "Seats of lists in districts",
        "a list's votes in a district are divided by the district's divisor and by the list's divisor "
        "and rounded to "
        "seats; the divisors are such that every district and every list has its seats.",
        [SeatTable({Label.SEATS: seats}, "unit"), seat_table(found.upper.seats)],
        [
            DivisorTable(dict(lower.district_divisors), dict(lower.list_divisors), lower.proves()),
            *tied(lower.ties),
        ],
    )
