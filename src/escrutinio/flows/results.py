"""From the law's decision and its bounds to what can be said of it: a state for each office and district."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl
from msgspec import structs

from escrutinio.bounds import OfficeBound, SeatBound
from escrutinio.flows.chosen_law import of_body, played_roles, second_rounds
from escrutinio.flows.count import Count, heading, unit_names
from escrutinio.flows.decide import Decision
from escrutinio.flows.documents.decide import BoundsOfCount, DecideDocument
from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.outcome import ChamberSeats
from escrutinio.flows.documents.results import (
    DistrictResult,
    OfficeResult,
    PartOfTheWhole,
    ResultState,
)
from escrutinio.flows.lists_of_persons import lists_of_persons
from escrutinio.law import Chamber, Elected, RunOff, Tie
from escrutinio.law.decisions import Decision as LawDecision
from escrutinio.law.decisions import MeasureResult, NoSeat, Undecided
from escrutinio.law.evaluation.steps.pairs import Pairwise
from escrutinio.law.evaluation.steps.preferences import Contingent, InstantRunOff
from escrutinio.law.evaluation.steps.winners import ElectoralCollege, Plurality
from escrutinio.law.rendering.names import names_of_codes, person_key
from escrutinio.model import NATION, Contest, Election, sheet, votes_column
from escrutinio.tabulation import (
    PARTS_UNEXPECTED,
    SHEETS_EXPECTED,
    SHEETS_REPORTED,
    SHEETS_UNEXPECTED,
    UNIT,
    UNSTATED_VOTES,
    ratio,
)

_ALONE = (Plurality, InstantRunOff, Pairwise, Contingent, ElectoralCollege)
"""Rules by which a district's own votes fill its seat or choose its electors; else the whole has a say."""
_WITH_REASON = (
    ResultState.ELECTED,
    ResultState.RUN_OFF,
    ResultState.ADOPTED,
    ResultState.NOT_ADOPTED,
    ResultState.UNDECIDED,
)
"""States with a rule of the law behind them."""


def selection_label(election: Election, selection: str) -> SelectionLabel:
    """Who a selection is; one that the definition does not know has its id as its name."""
    known = election.selections.get(selection)
    if known is None:
        return SelectionLabel.of_name(selection)
    return SelectionLabel(id=selection, name=known.name, short=known.label, color=known.color)


def label_in_unit(election: Election, contest: str, unit: str, selection: str) -> SelectionLabel:
    """Who a selection is in one unit: by the table of candidates the person, with the list."""
    label = selection_label(election, selection)
    if (contest, unit, selection) not in election.candidates:
        return label
    name = election.label_in(contest, unit, selection)
    return SelectionLabel(id=selection, name=name, short=name, color=label.color)


def office_results(decision: Decision) -> tuple[OfficeResult, ...]:
    """What can be said of each office that the law fills."""
    return tuple(
        _office_result(decision, office, answer)
        for office, answer in sorted(decision.outcome.offices.items())
    )


def _office_result(decision: Decision, office: str, answer: LawDecision) -> OfficeResult:
    election = decision.counted.election
    contest = _contest_of(decision, office)
    votes = _standing(decision, contest)
    bound = decision.bounds.offices.get(office)
    adopting = bound.adopting if bound is not None else None
    state, names = _said(answer, votes, bound, final=decision.outcome.final)
    tied = _tied(answer, state)
    # Which conditions of a measure are met or not can change, even where what follows cannot.
    says_why = state in _WITH_REASON and (decision.outcome.final or not isinstance(answer, MeasureResult))
    return OfficeResult(
        id=office,
        contest=contest.id,
        name=contest.name,
        state=state,
        selections=tuple(label_in_unit(election, contest.id, NATION, name) for name in names),
        tied=tuple(label_in_unit(election, contest.id, NATION, name) for name in tied),
        final=decision.outcome.final,
        reason=getattr(answer, "text", "") if says_why else "",
        adopting=adopting,
    )


def _contest_of(decision: Decision, office: str) -> Contest:
    """The contest that an office depends on: a second round once there are votes in it, else the first."""
    election = decision.counted.election
    law, choice = of_body(decision.law, decision.choice, office)
    if not decision.law.parts and office in choice.contests:
        return election.contests[choice.contests[office]]
    roles = played_roles(law, choice)
    for role in roles:
        if role in second_rounds(law) and decision.counted.nation(choice.contests[role]).sheets_reported:
            return election.contests[choice.contests[role]]
    return election.contests[choice.contests[roles[0]]]


def voters_missing(decision: Decision, office: str, bound: OfficeBound) -> int:
    """The voters registered on the missing sheets of an office's contest, as far as they are known."""
    return bound.missing // _contest_of(decision, office).votes_allowed


def _standing(decision: Decision, contest: Contest) -> Mapping[str, int]:
    votes = decision.counted.nation(contest.id).least_votes
    return {name: number for name, number in votes.items() if name not in contest.withdrawn}


def _said(
    answer: LawDecision, votes: Mapping[str, int], bound: OfficeBound | None, *, final: bool
) -> tuple[ResultState, tuple[str, ...]]:
    """The state, and whom it names."""
    # A measure is decided by blank ballots too: not one of them is for it.
    if not any(votes.values()) and not isinstance(answer, MeasureResult):
        return ResultState.NOTHING_COUNTED, ()
    if final:
        if isinstance(answer, Elected):
            return ResultState.ELECTED, (answer.name,)
        if isinstance(answer, RunOff):
            return ResultState.RUN_OFF, tuple(answer.pair)
        if isinstance(answer, Tie):
            return ResultState.TIE, tuple(answer.tied)
        if isinstance(answer, MeasureResult):
            return _of_measure(adopted=answer.adopted), (answer.name,)
        return ResultState.UNDECIDED, ()
    if bound is not None and bound.elected and isinstance(answer, MeasureResult):
        return _of_measure(adopted=bound.elected == bound.adopting), (bound.elected,)
    if bound is not None and bound.elected:
        return ResultState.ELECTED, (bound.elected,)
    if bound is not None and bound.decided and bound.run_off_sure and isinstance(answer, RunOff):
        return ResultState.RUN_OFF, tuple(answer.pair)
    if isinstance(answer, Elected):
        # By electors it need not be who has the most votes.
        return ResultState.LEADS, (answer.name,)
    return _ahead(votes)


def _of_measure(*, adopted: bool) -> ResultState:
    return ResultState.ADOPTED if adopted else ResultState.NOT_ADOPTED


def _ahead(votes: Mapping[str, int]) -> tuple[ResultState, tuple[str, ...]]:
    most = max(votes.values())
    first = tuple(name for name, number in votes.items() if number == most)
    return (ResultState.LEADS if len(first) == 1 else ResultState.LEVEL), first


def district_results(decision: Decision, chamber: Chamber) -> tuple[DistrictResult, ...]:
    """What can be said of each single seat of a chamber; nothing where it has none."""
    if not chamber.districts:
        return ()
    counted, bounds = decision.counted, decision.bounds.chambers.get(chamber.id)
    sure: dict[str, SeatBound] = {}
    for units in bounds.districts.values() if bounds else ():
        sure.update(units)
    rows, names, contest, level = units_of_law(decision, chamber.districts, chamber.id)
    law, _ = of_body(decision.law, decision.choice, chamber.id)
    alone = any(isinstance(rule, _ALONE) for rule in law.rules)
    in_two_rounds = bool(law.reads.second_rounds)
    parts = _parts_of_the_whole(counted, contest, level)
    lists = lists_of_persons(counted.election, contest.id)
    again = _second_rounds_counted(decision, chamber.id)

    def called(own: Contest, unit: str, name: str) -> SelectionLabel:
        return label_in_unit(counted.election, own.id, unit, name)

    results = []
    for unit, answer in chamber.districts.items():
        # Once a second round has votes in a unit, they fill its seat, and the margin is theirs.
        own, row = again.get(unit, (contest, rows.get(unit, {})))
        votes = _votes_standing(own, row)
        final = decision.outcome.final or (alone and counted.election.stations.complete and _all_in(row))
        # Who stands in a second round depends on the votes of the unit's first round alone.
        first_in = in_two_rounds and own is contest and counted.election.stations.complete and _all_in(row)
        state, winners = _seat(
            answer, votes, sure.get(unit), final=final or (first_in and isinstance(answer, RunOff))
        )
        won = winners[0] if state in (ResultState.ELECTED, ResultState.LEADS) else None
        tied = _tied(answer, state)
        ranked = sorted(votes.values(), reverse=True)
        margin = ranked[0] - ranked[1] if len(ranked) > 1 and ranked[1] else None
        results.append(
            DistrictResult(
                contest=own.id,
                level=level,
                unit=unit,
                name=contest.name if level == NATION else names.get(unit) or unit,
                state=state,
                selections=tuple(called(own, unit, name) for name in winners),
                tied=tuple(called(own, unit, name) for name in tied),
                margin=margin,
                margin_share=ratio(margin, max(row.get(sheet.VALID) or 0, sum(ranked))),
                part_of=parts.get(unit),
                of_list=lists.get(won) or selection_label(counted.election, won) if won else None,
            )
        )
    return tuple(results)


def contest_of_single_seats(decision: Decision, chamber: Chamber) -> str:
    """The contest of a chamber's single seats: of two rounds, the first."""
    return units_of_law(decision, chamber.districts, chamber.id)[2].id


def _votes_standing(contest: Contest, row: Mapping[str, Any]) -> dict[str, int]:
    """The votes of a unit's row for those who have not withdrawn, as far as they are known."""
    standing = [name for name in contest.selections if name not in contest.withdrawn]
    return {name: row[votes_column(name)] for name in standing if row.get(votes_column(name)) is not None}


def _second_rounds_counted(decision: Decision, body: str) -> dict[str, tuple[Contest, Mapping[str, Any]]]:
    """Unit -> the second round that fills its single seat, and its row, where votes of one are counted."""
    counted = decision.counted
    law, choice = of_body(decision.law, decision.choice, body)
    found: dict[str, tuple[Contest, Mapping[str, Any]]] = {}
    for role in sorted(law.reads.second_rounds & set(choice.contests)):
        contest = counted.election.contests[choice.contests[role]]
        rows = counted.sums[contest.id][choice.levels[role]].iter_rows(named=True)
        found |= {row[UNIT]: (contest, row) for row in rows if any(_votes_standing(contest, row).values())}
    return found


def _parts_of_the_whole(counted: Count, contest: Contest, level: str) -> dict[str, PartOfTheWhole]:
    """District -> the one unit right below the whole in which it lies, where it lies in one."""
    parents = {each.id: each.parent for each in counted.election.levels}
    top = level
    while parents.get(top, NATION) != NATION:
        top = parents[top]
    if top in (level, NATION):
        return {}
    pairs = counted.stations.filter(pl.col(sheet.CONTEST) == contest.id).select(level, top).unique()
    names = unit_names(counted.stations, top)
    alone = pairs.drop_nulls().filter(pl.len().over(level) == 1)
    return {
        unit: PartOfTheWhole(level=top, unit=above, name=names.get(above, above))
        for unit, above in alone.iter_rows()
    }


def _all_in(row: Mapping[str, Any]) -> bool:
    """Whether every expected sheet of a unit is in with all its votes.

    A unit that expects none cannot be known to be whole.
    """
    if not row or row[PARTS_UNEXPECTED] or row[UNSTATED_VOTES]:
        return False
    return bool(0 < row[SHEETS_EXPECTED] <= row[SHEETS_REPORTED] - row[SHEETS_UNEXPECTED])


def units_of_law(
    decision: Decision, codes: Collection[str], body: str = ""
) -> tuple[dict[str, dict[str, Any]], dict[str, str], Contest, str]:
    """The counted rows of units of the law, their names, and the contest and level that they belong to.

    Args:
        decision: what the law makes of a count.
        codes: the units.
        body: whose they are, where the law decides several.
    """
    counted = decision.counted
    law, choice = of_body(decision.law, decision.choice, body)
    best: tuple[int, str] = (-1, "")
    for role in played_roles(law, choice):
        sums = counted.sums[choice.contests[role]][choice.levels[role]]
        known = len(set(sums[UNIT].to_list()) & set(codes))
        best = max(best, (known, role), key=lambda pair: pair[0])
    role = best[1]
    contest, level = counted.election.contests[choice.contests[role]], choice.levels[role]
    rows = {row[UNIT]: row for row in counted.sums[contest.id][level].iter_rows(named=True)}
    names = {} if level == NATION else unit_names(counted.stations, level)
    return rows, names, contest, level


def _tied(answer: LawDecision, state: ResultState) -> tuple[str, ...]:
    """Who shares the places of a run-off that are left by a tie."""
    if state is not ResultState.RUN_OFF or not isinstance(answer, RunOff) or answer.tie is None:
        return ()
    return tuple(answer.tie.tied)


def _seat(
    answer: LawDecision, votes: Mapping[str, int], bound: SeatBound | None, *, final: bool
) -> tuple[ResultState, tuple[str, ...]]:
    if not any(votes.values()):
        return ResultState.NOTHING_COUNTED, ()
    if isinstance(answer, Elected) and (final or (bound is not None and bound.decided)):
        return ResultState.ELECTED, (answer.name,)
    if isinstance(answer, Tie) and final:
        return ResultState.TIE, tuple(answer.tied)
    if isinstance(answer, RunOff) and final:
        return ResultState.RUN_OFF, tuple(answer.pair)
    state, first = _ahead(votes)
    if isinstance(answer, Undecided) and final:
        return ResultState.NO_SEAT if isinstance(answer, NoSeat) else ResultState.UNDECIDED, first
    return state, first


def names_of_answers(decision: Decision) -> dict[str, str]:
    """Office or chamber -> its name: what a question can be about."""
    chambers = {chamber.id: chamber.name for chamber in decision.outcome.chambers.values()}
    chambers |= {chamber.id: chamber.name for chamber in decision.bounds.chambers.values()}
    return chambers | {result.id: result.name for result in office_results(decision)}


def names_in_law(decision: Decision) -> dict[str, str]:
    """Code -> name of the selections, and of the units at the levels where the law takes their totals."""
    counted, choice = decision.counted, decision.choice
    units: dict[str, str] = {}
    for level in dict.fromkeys(choice.levels.values()):
        if level != NATION:
            units |= unit_names(counted.stations, level)
    selections = {name: selection.label for name, selection in counted.election.selections.items()}
    contests = set(choice.contests.values())
    persons = {
        person_key(unit, selection): counted.election.label_in(contest, unit, selection)
        for contest, unit, selection in counted.election.candidates
        if contest in contests
    }
    return {**names_of_codes(selections, units), **persons}


def decision_document(decision: Decision) -> DecideDocument:
    """The decision as it is published."""
    counted, outcome, bounds = decision.counted, decision.outcome, decision.bounds
    return DecideDocument(
        **structs.asdict(heading(counted)),
        totals={contest: counted.nation(contest) for contest in counted.election.contests},
        missing_sheets={contest: counted.missing_sheets(contest) for contest in counted.election.contests},
        outside=dict(decision.outside),
        law=outcome.law,
        title=outcome.title,
        final=outcome.final,
        status=outcome.status,
        offices=dict(outcome.offices),
        results=office_results(decision),
        chambers={chamber.id: ChamberSeats.of(chamber) for chamber in outcome.chambers.values()},
        steps=outcome.steps,
        ties=outcome.ties,
        warnings=outcome.warnings,
        bounds=BoundsOfCount(
            questioned_sheets=decision.questioned,
            open_sheets=decision.left_open,
            sharpness=bounds.sharpness,
            without=bounds.without,
            not_stated=bounds.not_stated,
            decided=bounds.decided,
            missing=dict(bounds.missing),
            unknown_sheets=dict(bounds.unknown_sheets),
            offices=dict(bounds.offices),
            chambers=dict(bounds.chambers),
        ),
    )
