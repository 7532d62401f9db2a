"""The rules of Bolivia's general elections, each as one function, and ``decide`` which applies them in order.

Sources: the Constitution (CPE), Ley 026 del Régimen Electoral (2010), Ley 421 (2013). The rules as written
here reproduce every department of the official result of 2020, senate and chamber. Where the wording of an
article was not read for this module, its citation says "not verified".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from escrutinio.law.decisions import Decision, Elected, Tie
from escrutinio.law.evaluation.derivation import Derivation
from escrutinio.law.evaluation.steps.shown import margins, quotient_row, quotient_table, seat_table, tied
from escrutinio.law.library.bo.statute import ABROAD, PRESIDENT, SINGLE, SPECIAL, Department, Statute
from escrutinio.law.lots import Lot, LotRecord
from escrutinio.law.majority.plurality import plurality
from escrutinio.law.majority.two_rounds import first_round
from escrutinio.law.mixed.compensation import Compensation, compensate, possible_winners
from escrutinio.law.outcome import Chamber, Outcome, UnitSeats
from escrutinio.law.proportional.divisors import dhondt
from escrutinio.law.proportional.highest_averages import highest_averages
from escrutinio.law.seat_parts import QuotientTable, SeatTable
from escrutinio.law.step_labels import Label, Quotients
from escrutinio.law.step_parts import (
    DecisionResult,
    DecisionTable,
    Names,
    Number,
    ThresholdRow,
    ThresholdTable,
    VotesTable,
)
from escrutinio.law.totals import ContestTotals

NO_RULE_FOR_TIES = "no article names a rule for ties"


def decide(
    statute: Statute, totals: Mapping[str, ContestTotals], complete: bool, lots: Sequence[Lot] = ()
) -> Outcome:
    """Apply the statute to the totals.

    Args:
        statute: the edition.
        totals: contest (role) -> totals; a role that is absent has no counted vote.
        complete: whether every sheet is in. If not, every text says that it is of the counted sheets.
        lots: lots that were drawn, which break the ties that they name.

    Raises:
        LawError: the totals do not fit the contests (see ``Statute.read``).
    """
    contests = statute.read(totals)
    log, record = Derivation(complete), LotRecord(lots)
    note_sums(contests, log)
    president = elect_president(statute, contests[PRESIDENT], log, record)
    senate = elect_senate(statute, contests[PRESIDENT], log, record)
    deputies = elect_deputies(statute, contests, log, record)
    chambers = {chamber.id: chamber for chamber in (senate, deputies)}
    outcome = Outcome(statute.id, statute.title, complete, {PRESIDENT: president}, chambers, log.steps)
    log.settle(NO_RULE_FOR_TIES, outcome.ties, record)
    return replace(outcome, steps=log.steps)


def note_sums(contests: Mapping[str, ContestTotals], log: Derivation) -> None:
    """Say so where sheets do not add up or withdrawn lists have votes; the count goes on."""
    for role, contest in contests.items():
        if contest.short_units():
            log.add(
                "Sheets that do not add up",
                "no article; a rule of this desk",
                "the stated valid votes are fewer than the lists have; the votes of the lists are used.",
                [Names(Label.CONTEST, (role,)), Names(Label.UNITS_SHORT, tuple(contest.short_units()))],
                [Number(Label.VALID, contest.valid_votes(contest.valid))],
            )
        gone = {
            name: sum(votes.get(name, 0) for votes in contest.votes.values())
            for name in sorted(contest.withdrawn)
        }
        if any(gone.values()):
            log.add(
                "Withdrawn lists",
                "no article; a rule of this desk",
                "a withdrawn list can win nothing; its votes count only where they were counted as valid.",
                [Names(Label.CONTEST, (role,)), VotesTable(gone, Label.WITHDRAWN_VOTES)],
                [Names(Label.TAKE_PART, tuple(sorted(contest.lists())))],
            )


def elect_president(
    statute: Statute, contest: ContestTotals, log: Derivation, lots: Sequence[Lot] = ()
) -> Decision:
    """President: over half, or 40 % and a lead of ten points; else a run-off (CPE 166; Ley 026 art. 52)."""
    units = statute.units(PRESIDENT)
    votes, valid = contest.standing(units), contest.valid_votes(units)
    decision = marked(first_round(votes, valid, statute.conditions, lots=lots), log)
    log.add(
        "President and vice-president",
        "CPE 166; Ley 026 art. 52",
        "one national constituency, votes from abroad included; a candidate with "
        + ", or ".join(condition.text for condition in statute.conditions)
        + " is elected; otherwise the first two stand in a run-off.",
        [VotesTable(votes, base=valid, rows="candidate"), Number(Label.VALID, valid)],
        [DecisionResult(decision)],
    )
    return decision


def elect_senate(
    statute: Statute, contest: ContestTotals, log: Derivation, lots: Sequence[Lot] = ()
) -> Chamber:
    """Senate: four seats a department by D'Hondt over the presidential votes there; abroad does not count."""
    units = []
    for department in statute.departments:
        votes = contest.standing([department.code])
        what = f"senate seats of {department.name}"
        given = highest_averages(votes, statute.senators_each, dhondt, lots=lots, what=what)
        log.add(
            f"Senate, {department.name}",
            "CPE 148 (article not verified); Ley 026 arts. 54-55 (articles not verified)",
            f"the presidential votes of the department are divided by {dhondt.text}; "
            f"the {statute.senators_each} highest quotients win a seat.",
            [VotesTable(votes), Number(Label.SEATS, statute.senators_each)],
            [
                seat_table(given.seats),
                quotient_table(given),
                *tied([given.tie]),
                *margins(votes, statute.senators_each, dhondt, False, given.seats),
            ],
        )
        units.append(
            UnitSeats(
                department.code,
                department.name,
                statute.senators_each,
                some(given.seats),
                {"list": some(given.seats)},
                given.tie.seats if given.tie else 0,
                given.vacant,
                (given.tie,) if given.tie else (),
            )
        )
    return Chamber.of_units("senate", "Senate", units)


def elect_deputies(
    statute: Statute, contests: Mapping[str, ContestTotals], log: Derivation, lots: Sequence[Lot] = ()
) -> Chamber:
    """Chamber of Deputies: single-member by plurality, list seats by compensation, special seats apart."""
    districts: dict[str, Decision] = {
        district: marked(
            plurality(
                contests[SINGLE].standing([district]), what=f"single-member seat {district}", lots=lots
            ),
            log,
        )
        for district in statute.districts
    }
    log.add(
        "Single-member seats",
        "CPE 146; Ley 026 arts. 56-61",
        "in each district the most votes win the seat.",
        [Number(Label.DISTRICTS, len(districts))],
        [DecisionTable(districts)],
    )
    eligible = eligible_lists(statute, contests[PRESIDENT], log)
    units = []
    for department in statute.departments:
        votes = {
            name: number
            for name, number in contests[PRESIDENT].standing([department.code]).items()
            if name in eligible
        }
        local = {district: districts[district] for district in department.districts}
        special = special_seat(department, contests[SPECIAL], log, lots)
        units.append(department_deputies(department, votes, local, special, log, lots))
    return Chamber.of_units("deputies", "Chamber of Deputies", units, districts)


def eligible_lists(statute: Statute, contest: ContestTotals, log: Derivation) -> frozenset[str]:
    """The lists that reach the national threshold, and whether the other reading of its base agrees.

    The base is the valid presidential votes of the nine departments, because votes from abroad count for
    president only. "Nationally" could also be read with abroad; the step says when that would make a
    difference.
    """
    inside = passing(statute, contest, statute.codes)
    with_abroad = passing(statute, contest, (*statute.codes, ABROAD))
    valid = contest.valid_votes(statute.codes)
    votes = dict(sorted(contest.standing(statute.codes).items()))
    agree = inside == with_abroad
    least = statute.threshold.least(valid) if valid else 0
    log.add(
        "Threshold for list seats",
        "article not verified",
        f"a list needs {statute.threshold.text}. "
        "Votes from abroad count for president only, so they are left out; "
        + (
            "counting them in would change nothing."
            if agree
            else "counting them in would change who takes part!"
        ),
        [VotesTable(votes, base=valid), Number(Label.VALID, valid)],
        [
            ThresholdTable(
                tuple(
                    ThresholdRow(name, number, name in inside, number - least)
                    for name, number in sorted(votes.items(), key=lambda item: (-item[1], item[0]))
                )
            ),
            Names(Label.TAKE_PART_WITH_ABROAD, tuple(sorted(with_abroad))),
        ],
    )
    return inside


def passing(statute: Statute, contest: ContestTotals, units: tuple[str, ...]) -> frozenset[str]:
    """The lists whose votes in ``units`` reach the threshold there."""
    base = contest.valid_votes(units)
    return frozenset(
        name for name, votes in contest.standing(units).items() if statute.threshold.passes(votes, base)
    )


def special_seat(
    department: Department, contest: ContestTotals, log: Derivation, lots: Sequence[Lot] = ()
) -> Decision | None:
    """The special indigenous seat, by plurality; None where the department has none."""
    if not department.special:
        return None
    votes = contest.standing([department.code])
    decision = marked(plurality(votes, what=f"special seat of {department.name}", lots=lots), log)
    log.add(
        f"Special indigenous seat, {department.name}",
        "CPE 146; Ley 026 arts. 56-61 (plurality not verified)",
        "the most votes win the seat; it stays outside the compensation.",
        [VotesTable(votes, rows="candidate")],
        [DecisionResult(decision)],
    )
    return decision


def department_deputies(
    department: Department,
    votes: Mapping[str, int],
    districts: Mapping[str, Decision],
    special: Decision | None,
    log: Derivation,
    lots: Sequence[Lot] = (),
) -> UnitSeats:
    """All deputies of one department.

    A tied single-member seat can go to any of the tied. Its list seats are computed for each way that can
    end; a list is given what it has in all of them, and the rest is a Tie.

    Args:
        department: its seats.
        votes: presidential votes there of the lists above the threshold.
        districts: the decision in each of its districts.
        special: the decision on its special seat, if it has one.
        log: where the steps go.
        lots: lots that were drawn.
    """
    won: dict[str, int] = {}
    for decision in districts.values():
        if isinstance(decision, Elected):
            won[decision.name] = won.get(decision.name, 0) + 1
    district_ties = [decision for decision in districts.values() if isinstance(decision, Tie)]
    vacant = len(districts) - sum(won.values()) - len(district_ties)
    what = f"list seats of {department.name}"
    ways = [
        compensate(votes, department.compensated, department.listed, single, dhondt, lots=lots, what=what)
        for single in possible_winners(won, [tie.tied for tie in district_ties])
    ]
    listed, list_tie = common_list_seats(ways, what)
    explain(department, votes, won, district_ties, ways, listed, list_tie, log)

    apart = {special.name: 1} if isinstance(special, Elected) else {}
    # In the order of the lists, not of a set, so that the same votes give the same bytes.
    names = dict.fromkeys([*(name for way in ways for name in (*way.single, *way.lists.seats)), *apart])
    sure = {
        name: apart.get(name, 0) + min(way.single.get(name, 0) + way.lists.seats.get(name, 0) for way in ways)
        for name in names
    }
    vacant += ways[0].lists.vacant + (department.special if not isinstance(special, Elected | Tie) else 0)
    ties = (
        *district_ties,
        *((list_tie,) if list_tie else ()),
        *((special,) if isinstance(special, Tie) else ()),
    )
    return UnitSeats(
        department.code,
        department.name,
        department.deputies,
        some(sure),
        {"single-member": some(won), "list": some(listed), "special": apart},
        department.deputies - sum(sure.values()) - vacant,
        vacant,
        ties,
    )


def common_list_seats(ways: list[Compensation], what: str) -> tuple[dict[str, int], Tie | None]:
    """What every way gives each list for certain, and a Tie over the rest.

    A list is tied if in some way it can have more than is certain.
    """
    names = dict.fromkeys(name for way in ways for name in way.lists.seats)
    sure = {name: min(way.lists.seats[name] for way in ways) for name in names}
    most = {
        name: max(
            way.lists.seats[name] + (way.lists.tie is not None and name in way.lists.tie.tied) for way in ways
        )
        for name in names
    }
    rest = ways[0].lists.size - ways[0].lists.vacant - sum(sure.values())
    return sure, Tie.of((name for name in names if most[name] > sure[name]), rest, what) if rest else None


def explain(
    department: Department,
    votes: Mapping[str, int],
    won: Mapping[str, int],
    district_ties: list[Tie],
    ways: list[Compensation],
    listed: Mapping[str, int],
    list_tie: Tie | None,
    log: Derivation,
) -> None:
    """Write the steps of one department's list seats."""
    entitlement = ways[0].entitlement
    log.add(
        f"Entitlement, {department.name}",
        "CPE 146.IV; Ley 026 art. 59 (article not verified); Ley 421 for the number of seats",
        "the presidential votes of the department, of the lists above the threshold, are divided by "
        f"{dhondt.text}; "
        f"single-member and list seats together go to the {department.compensated} highest quotients.",
        [VotesTable(votes), Number(Label.SEATS, department.compensated)],
        [
            seat_table(entitlement.seats, Label.ENTITLEMENT),
            QuotientTable(
                (quotient_row(entitlement.last),) if entitlement.last else (),
                quotient_row(entitlement.next) if entitlement.next else None,
                Quotients.BORDER,
            ),
            *tied([entitlement.tie]),
        ],
    )
    taken = ways[0].taken if len(ways) == 1 else ()
    overhang = ways[0].overhang if len(ways) == 1 else {}
    open_seats = len(department.districts) - sum(won.values()) - len(district_ties)
    text = "list seats are the entitlement less the single-member seats won."
    if overhang:
        text += (
            " A list that won more than its entitlement keeps them; as many list seats are taken from "
            "other lists that hold one, the lowest quotient first."
        )
    if open_seats:
        text += (
            f" Single-member seats without a counted vote: {open_seats}; once decided they can change this."
        )
    if len(ways) > 1:
        text += f" Tied single-member seats can end in {len(ways)} ways; what all have in common is given."
    log.add(
        f"List seats, {department.name}",
        "CPE 146.IV; Ley 026 art. 59 (article not verified)",
        text,
        [
            SeatTable({Label.ENTITLEMENT: entitlement.seats, Label.SINGLE_MEMBER_SEATS: won}),
            Number(Label.LIST_SEATS, department.listed),
        ],
        [
            SeatTable({Label.LIST_SEATS: listed, **({Label.OVERHANG: overhang} if overhang else {})}),
            *([QuotientTable(tuple(map(quotient_row, taken)), which=Quotients.TAKEN)] if taken else []),
            *tied([list_tie]),
        ],
    )


def marked(decision: Decision, log: Derivation) -> Decision:
    """The decision, with its text marked while sheets are missing."""
    return decision if isinstance(decision, Tie) else replace(decision, text=log.words(decision.text))


def some(seats: Mapping[str, int]) -> dict[str, int]:
    """The lists that have a seat, by name."""
    return {name: seats[name] for name in sorted(seats) if seats[name]}
