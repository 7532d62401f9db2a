"""Decides: the law applied to the count, and what the missing sheets can still change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from escrutinio.bounds import Bounds, Missing, Sharpness, bounds_of, no_bounds
from escrutinio.flows.chosen_law import (
    chosen_law,
    election_facts,
    law_on_the_day,
    played_roles,
    seats_of_no_station,
    second_rounds,
)
from escrutinio.flows.count import Count, count
from escrutinio.flows.desk import Desk
from escrutinio.flows.resolved import ResolvedSheets, resolved_sheets
from escrutinio.law import ContestTotals, ElectionFacts, Law, Outcome
from escrutinio.law.table_checks import idle_lot_error, lots_in_words, unused_lots
from escrutinio.ledger.checks import CHECKS, Context, run_checks
from escrutinio.model import (
    DEFINITION_FILE,
    NATION,
    Contest,
    DefinitionError,
    Election,
    LawChoice,
    Severity,
    sheet,
    votes_column,
)
from escrutinio.tabulation import (
    PART_REGISTERED,
    SHEETS_EXPECTED,
    SHEETS_IN_PART,
    SHEETS_REPORTED,
    UNIT,
    as_in_part,
    missing_voters,
    sheets_with,
)

UNLISTED = (
    "the stations file does not list all sheets that are expected, so how many are missing is not known"
)
"""Why nothing can be said of what is missing."""
_COUNTED = pl.col(SHEETS_REPORTED) + pl.col(SHEETS_IN_PART)
"""The sheets of a unit that are counted, whole or in part."""


@dataclass(frozen=True)
class Decision:
    """What the law makes of a count.

    Attributes:
        counted: the count.
        outcome: who is elected and the seats, with the derivation.
        bounds: what can still change.
        outside: contest -> valid votes in units that the law, or a complete list of stations, does not have;
            they take no part.
        questioned: sheets treated as missing in the bounds, because a check finds an error on them.
        left_open: others that do not state all votes that they may hold. In the bounds they are in part: the
            votes that they state count, and whoever has not voted there may still.
        law: the law that decides.
        choice: which contests play its roles, and at which levels.
    """

    counted: Count
    outcome: Outcome
    bounds: Bounds
    outside: Mapping[str, int]
    questioned: int
    left_open: int
    law: Law
    choice: LawChoice


@dataclass(frozen=True)
class LawInput:
    """What a law decides by.

    Attributes:
        law: the law.
        choice: which contests play its roles, and at which levels.
        totals: role -> the totals of its contest.
        facts: what was counted besides votes, and what no ballot says.
        missing: what is known of the sheets that are not in.
    """

    law: Law
    choice: LawChoice
    totals: Mapping[str, ContestTotals]
    facts: ElectionFacts
    missing: Missing


def law_input(counted: Count) -> LawInput:
    """What the election's law decides by in a count.

    Raises:
        UsageError: the election names no law.
        DefinitionError: the law's roles are not filled.
        LawError: the law is not in force, or its facts have mistakes.
    """
    law, choice = chosen_law(counted.election)
    return LawInput(
        law,
        choice,
        _totals(counted, law, choice)[0],
        _case(counted, law, choice),
        _missing(counted, law, choice),
    )


def decide(
    desk: Desk,
    until: datetime | None = None,
    *,
    question_errors: bool = False,
    refuse_idle_lots: bool = False,
    resolved: ResolvedSheets | None = None,
    counted: Count | None = None,
) -> Decision:
    """Apply the election's law to the sheets of a moment.

    Args:
        desk: the election.
        until: the moment (UTC); None for all that is known.
        question_errors: in the bounds, treat sheets with an error among their findings as missing; those that
            leave votes open always are.
        refuse_idle_lots: refuse a whole count of all that is known with a recorded lot that fits no tie; else
            that is a warning of the outcome, so that a slip in a lot does not silence what is published.
        resolved: the sheets of the moment, where they are at hand.
        counted: their count at all levels, where it is at hand.

    Raises:
        UsageError: the election names no law.
        DefinitionError: the law's roles are not filled.
        LawError: the law cannot be applied, or a recorded lot is refused.
    """
    law, choice, warnings = law_on_the_day(desk.election)
    levels = sorted(set(choice.levels.values()) - {NATION})
    resolved = resolved or resolved_sheets(desk, until)
    counted = counted or count(desk, until, levels=levels, resolved=resolved)
    totals, outside = _totals(counted, law, choice)
    begun = [
        contest
        for role, contest in choice.contests.items()
        if role not in second_rounds(law) or counted.nation(contest).sheets_reported
    ]
    complete = all(counted.all_in(contest) for contest in begun)
    case = _case(counted, law, choice)
    outcome = law.decide(totals, complete, case)
    lots = _idle_lots(outcome, desk.election, choice, until, refuse=refuse_idle_lots)
    strange = seats_of_no_station(desk.election, law, case, counted.stations)
    outcome = replace(outcome, warnings=(*warnings, *outcome.warnings, *strange, *lots))
    of_law = counted.open_sheets.filter(pl.col(sheet.CONTEST).is_in(list(choice.contests.values())))
    questioned = _with_errors(desk, until) if question_errors else of_law.clear()
    left_open = of_law.join(questioned, on=list(sheet.KEY), how="anti")
    if not desk.election.stations.complete:
        bounds = no_bounds(law, _missing(counted, law, choice), UNLISTED)
    elif questioned.is_empty() and left_open.is_empty():
        bounds = bounds_of(law, totals, _missing(counted, law, choice), case)
    else:
        waiting = replace(resolved, sheets=as_in_part(resolved.sheets, left_open, desk.election))
        sure = count(desk, until, levels=levels, without=questioned, resolved=waiting)
        bounds = bounds_of(
            law, _totals(sure, law, choice, counted)[0], _missing(sure, law, choice), _case(sure, law, choice)
        )
        if not left_open.is_empty() and bounds.sharpness is Sharpness.SHARP:
            # They do not know that only the selections that are left out can have more.
            bounds = replace(bounds, sharpness=Sharpness.SOUND)
    outcome, bounds = _called(outcome, bounds, desk.election)
    times = {role: desk.election.contests[contest].votes_allowed for role, contest in choice.contests.items()}
    missing = {role: votes // times.get(role, 1) for role, votes in bounds.missing.items()}
    bounds = replace(bounds, missing=missing)
    return Decision(
        counted, outcome, bounds, outside, questioned.height, left_open.height, law=law, choice=choice
    )


def _called(outcome: Outcome, bounds: Bounds, election: Election) -> tuple[Outcome, Bounds]:
    """Both with the chambers called as the election's definition has it.

    Raises:
        DefinitionError: the law has no such chamber.
    """
    names = election.law.names if election.law else {}
    if not names:
        return outcome, bounds
    allowed = ", ".join(outcome.chambers) or "none: the law fills no chamber"
    problems = [
        f"law.names.{body}: the law has no such chamber; allowed: {allowed}"
        for body in names
        if body not in outcome.chambers
    ]
    if problems:
        raise DefinitionError(problems, where=str(election.folder / DEFINITION_FILE))
    plain = {body: next(iter(by_language.values())) for body, by_language in names.items()}
    counted = {body: replace(one, name=plain.get(body, one.name)) for body, one in outcome.chambers.items()}
    sure = {body: replace(one, name=plain.get(body, one.name)) for body, one in bounds.chambers.items()}
    return replace(outcome, chambers=counted), replace(bounds, chambers=sure)


def _idle_lots(
    outcome: Outcome, election: Election, choice: LawChoice, until: datetime | None, *, refuse: bool
) -> list[str]:
    """What to say of recorded lots that no tie asked for; no lot is drawn before its tie is there.

    Args:
        outcome: what the law makes of the count.
        election: whose count it is.
        choice: says which file has the lots.
        until: the moment of the count; None for all that is known.
        refuse: whether to refuse them where all that is known is a complete count, so that no tie can come
            any more.

    Raises:
        LawError: they are refused.
    """
    unused = unused_lots(outcome)
    if not unused:
        return []
    if not outcome.final:
        when = " so far, and may be waiting for one"
    elif until is not None:
        when = " at this moment of the count"
    elif refuse:
        raise idle_lot_error(unused, str(election.folder / choice.facts))
    else:
        when = ""
    return [f"A recorded lot fits no tie{when}: {lots_in_words(unused)}."]


def _case(counted: Count, law: Law, choice: LawChoice) -> ElectionFacts:
    """What was counted besides the votes of lists; and what no ballot says, from the election's file.

    What only some of a unit's sheets state is no count of the unit: it is left out.
    """
    counts = {}
    for role in played_roles(law, choice):
        rows = _with_parts(counted.sums[choice.contests[role]][choice.levels[role]], counted.election)
        counts[role] = {
            kind: dict(rows.filter(pl.col(sheets_with(kind)) == _COUNTED).select(UNIT, kind).iter_rows())
            for kind in (sheet.BLANK, sheet.NULL, sheet.CAST, sheet.REGISTERED)
        }
    facts = election_facts(counted.election, law, choice, counted.stations)
    return replace(facts, counts=counts)


def _with_parts(rows: pl.DataFrame, election: Election) -> pl.DataFrame:
    """A level of a tabulation, with the voters of places in part as far as their tables are counted.

    Where vote types are told apart, the voters are those of whole stations.
    """
    if election.vote_types:
        return rows
    stated = sheets_with(sheet.REGISTERED)
    both = pl.col(sheet.REGISTERED).fill_null(0) + pl.col(PART_REGISTERED)
    some = pl.col(sheets_with(PART_REGISTERED)) > 0
    return rows.with_columns(
        pl.when(some).then(both).otherwise(sheet.REGISTERED).alias(sheet.REGISTERED),
        (pl.col(stated) + pl.col(sheets_with(PART_REGISTERED))).alias(stated),
    )


def _known(rows: pl.DataFrame, law: Law, role: str, election: Election) -> pl.Series:
    """Which rows are of units that elect: those of the law; where it takes any, those of the stations file.

    What a complete list of stations does not have is a slip of the pen, a total, or of another election: it
    is no seat more.
    """
    if law.units.get(role):
        return rows[UNIT].is_in(list(law.units[role]))
    expected = rows[SHEETS_EXPECTED] > 0
    if election.stations.complete and expected.any():
        return expected
    return pl.Series([True] * rows.height, dtype=pl.Boolean)


def _totals(
    counted: Count, law: Law, choice: LawChoice, heard: Count | None = None
) -> tuple[dict[str, ContestTotals], dict[str, int]]:
    """The law's totals, and the valid votes in units that it does not know.

    Where ``counted`` leaves sheets out, ``heard`` is the count of all of them: it says who stands where.
    """
    totals, outside = {}, {}
    for role in played_roles(law, choice):
        contest = counted.election.contests[choice.contests[role]]
        rows = counted.sums[contest.id][choice.levels[role]]
        of_law = _known(rows, law, role, counted.election)
        known, lost = rows.filter(of_law), rows.filter(~of_law)
        everything = known
        if heard is not None:
            everything = heard.sums[contest.id][choice.levels[role]]
            everything = everything.filter(_known(everything, law, role, counted.election))
        if contest.level == NATION:  # all selections stand everywhere: null is what no sheet states
            known, everything = (
                frame.with_columns(pl.col(*_columns(frame, contest).values()).fill_null(0))
                for frame in (known, everything)
            )
        votes = _votes(known, contest, everything)
        valid = dict(known.select(UNIT, sheet.VALID).drop_nulls().iter_rows())
        unstated, stray = _unstated(_with_parts(known, counted.election)), int(lost[sheet.VALID].sum())
        if contest.votes_allowed > 1:  # valid are ballots; the valid votes are those of the lists
            valid, unstated = {}, {kind: by for kind, by in unstated.items() if kind != sheet.VALID}
            stray = int(lost.select(pl.sum_horizontal(_columns(lost, contest).values())).sum().item() or 0)
        totals[role] = ContestTotals(votes, valid, frozenset(contest.withdrawn), unstated)
        if stray:
            outside[contest.id] = stray
    return totals, outside


def _votes(rows: pl.DataFrame, contest: Contest, heard: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Unit -> selection -> votes, of all that may stand in the unit.

    Where no table says who stands where, the sheets show it. As long as everybody has votes in one unit
    alone, these are persons, who stand there and nowhere else; else any list may stand in any unit.

    Args:
        rows: one row per unit, with votes that are null where a selection does not stand.
        contest: whose votes they are.
        heard: the same with all sheets, to learn from who stands where.
    """
    standing = _standing(heard, contest)
    counted: dict[str, dict[str, int]] = {unit: {} for unit in rows[UNIT].to_list()}
    for unit, votes in counted.items():
        votes.update(dict.fromkeys(standing.get(unit, ()), 0))
    named = _columns(rows, contest)
    for unit, *numbers in rows.select(UNIT, *named.values()).iter_rows():
        counted[unit] |= {
            name: number for name, number in zip(named, numbers, strict=True) if number is not None
        }
    return counted


def _columns(rows: pl.DataFrame, contest: Contest) -> dict[str, str]:
    """Selection -> its column of votes, of those that are there."""
    there = set(rows.columns)
    return {name: column for name in contest.selections if (column := votes_column(name)) in there}


def _standing(heard: pl.DataFrame, contest: Contest) -> Mapping[str, Sequence[str]]:
    """Unit -> the selections that may stand there."""
    units: list[str] = heard[UNIT].to_list()
    named = _columns(heard, contest)
    where: dict[str, list[str]] = {name: [] for name in named}
    here: dict[str, list[str]] = {unit: [] for unit in units}
    # Row by row: there may be thousands of candidates, and few units in which each of them stands.
    for unit, *numbers in heard.select(UNIT, *named.values()).iter_rows():
        for name, number in zip(named, numbers, strict=True):
            if number is not None:
                where[name].append(unit)
                here[unit].append(name)
    if contest.ballots:
        return here
    persons = sum(map(bool, here.values())) > 1 and all(len(known) <= 1 for known in where.values())
    if not persons:
        everybody = tuple(where)
        return dict.fromkeys(units, everybody)
    unheard = [name for name, known in where.items() if not known]
    return {unit: names or unheard for unit, names in here.items()}


def _unstated(rows: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Ballot count -> unit -> counted sheets that neither state nor imply it, where there are any."""
    unstated = {}
    for figure in sheet.COUNTS:
        sheets = (_COUNTED - pl.col(sheets_with(figure))).alias("sheets")
        unstated[figure] = dict(rows.select(UNIT, sheets).filter(pl.col("sheets") > 0).iter_rows())
    return unstated


def _missing(counted: Count, law: Law, choice: LawChoice) -> Missing:
    """What is known of the sheets that are not in, by role and unit.

    Where a ballot has several votes, each voter counts as many times: so many votes can still come.
    """
    voters, unknown, fewer = {}, {}, {}
    for role in played_roles(law, choice):
        rows = counted.sums[choice.contests[role]][choice.levels[role]]
        left = missing_voters(rows.filter(_known(rows, law, role, counted.election)))
        times = counted.election.contests[choice.contests[role]].votes_allowed
        voters[role] = dict(left.select(UNIT, times * pl.col("voters")).iter_rows())
        unknown[role] = dict(left.select(UNIT, "unknown_sheets").iter_rows())
        fewer[role] = dict(left.select(UNIT, pl.col("voters") - pl.col("registered")).iter_rows())
    return Missing(voters, unknown, fewer)


def _with_errors(desk: Desk, until: datetime | None) -> pl.DataFrame:
    codes = [check.code for check in CHECKS if check.severity is Severity.ERROR]
    findings = run_checks(Context(desk.election, desk.ledger, desk.stations, until), codes)
    errors = findings.filter(pl.col("sheet") != "")
    return errors.select(sheet.CONTEST, sheet.SHEET).unique()
