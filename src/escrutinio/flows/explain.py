"""Explains: why the count of a contest moved between two moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

import polars as pl
from msgspec import structs

from escrutinio.explain import Movement, WithinTest, explain_movement, within_by_chance
from escrutinio.explain.exchange import DRAWS
from escrutinio.flows.count import Count, count, election_heading, unit_names, utc_time
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.explain import (
    CountedMoment,
    ExplainDocument,
    Explanation,
    MovementPart,
    TurningPoint,
    WithinPlaces,
)
from escrutinio.flows.explained_late import earlier_vote, late_sheets
from escrutinio.flows.explained_lead import by_votes, lead_movement, points, selection_movement, signs
from escrutinio.flows.explained_moment import moment_before
from escrutinio.flows.explained_result import Lead, turning_points
from escrutinio.flows.explained_sheets import SheetsBetween, sheets_between
from escrutinio.flows.explained_units import explained_levels, known_unit
from escrutinio.flows.projected_contest import headline_contest, known_contest
from escrutinio.flows.resolved import ResolvedSheets, resolved_sheets
from escrutinio.model import Contest, UsageError

SEED = 1


@dataclass(frozen=True)
class Asked:
    """What is to be explained.

    Attributes:
        contest: None for the headline contest.
        since: the earlier moment: a time, or the share of the expected sheets that were in by then; None for
            a tenth of them.
        until: the later moment (UTC); None for all that is known.
        levels: of units, from the top; none for those of the projection, or all above the sheets.
        unit: a level and a unit's code: only its sheets.
        draws: how many times the early sheets are drawn.
        seed: of the random numbers.
        turning_points: whether to ask the law at which lead it would decide otherwise.
    """

    contest: str | None = None
    since: datetime | Fraction | None = None
    until: datetime | None = None
    levels: tuple[str, ...] = ()
    unit: tuple[str, str] | None = None
    draws: int = DRAWS
    seed: int = SEED
    turning_points: bool = True


def explain(
    desk: Desk, asked: Asked, *, resolved: ResolvedSheets | None = None, counted: Count | None = None
) -> Explanation:
    """Why the count moved.

    Args:
        desk: the election.
        asked: the moments, the contest and what of it.
        resolved: the sheets of the later moment, where they are at hand.
        counted: their count at all levels, where it is at hand.

    Raises:
        UsageError: there is no such contest, level or unit, no earlier moment to compare with, or there are
            no votes to compare.
    """
    election = desk.election
    contest = known_contest(election, asked.contest or headline_contest(election))
    levels = explained_levels(election, contest, asked.levels)
    unit = known_unit(desk, contest, asked.unit)
    later = resolved or resolved_sheets(desk, asked.until)
    if later.observed_at is None:
        raise UsageError("there is nothing to explain: no sheet is in", hint="Ingest deliveries first.")
    end = asked.until or later.observed_at
    begin = moment_before(desk, contest.id, asked.since, asked.until, later, unit)
    earlier = resolved_sheets(desk, begin)
    sheets = sheets_between(earlier.sheets, later.sheets, contest, levels, unit)
    movement = explain_movement(sheets.compared)
    explanation = _explanation(desk, contest, replace(asked, unit=unit), (begin, end), sheets, movement)
    if not asked.turning_points or election.law is None or unit is not None or explanation.lead is None:
        return explanation
    counted = counted or count(desk, asked.until, resolved=later)
    return structs.replace(explanation, turning_points=_turning_points(counted, explanation))


def explain_document(desk: Desk, explanation: Explanation) -> ExplainDocument:
    """The explanation as a document."""
    head = election_heading(desk)
    return ExplainDocument(
        election=head.election, note=head.note, rehearsal=head.rehearsal, explanation=explanation
    )


def explanation_rows(explanation: Explanation) -> pl.DataFrame:
    """One row for each part of the lead and of each selection, in points."""
    rows: list[tuple[str, str, str, MovementPart]] = []
    lead = explanation.lead
    if lead is not None:
        rows += [("lead", lead.first.id, lead.second.id, part) for part in lead.parts]
    rows += [
        ("share", selection.id, "", part) for selection in explanation.selections for part in selection.parts
    ]
    return pl.DataFrame(
        [
            {
                "of": of,
                "selection": first,
                "over": second,
                "part": str(part.kind),
                "level": part.level,
                "points": part.points,
            }
            for of, first, second, part in rows
        ]
    )


def _explanation(
    desk: Desk,
    contest: Contest,
    asked: Asked,
    moments: tuple[datetime, datetime],
    sheets: SheetsBetween,
    movement: Movement,
) -> Explanation:
    election = desk.election
    order = by_votes(sheets)
    signed = signs(sheets.selections, order)
    chance = None
    # Sheets of a whole country are not alike: where there are no units, chance says nothing. Nor does it of
    # tables that are not told apart.
    if signed is not None and sheets.compared.has_units and not sheets.grown:
        chance = within_by_chance(sheets.compared, signed, draws=asked.draws, seed=asked.seed)
    expected = sheets_expected(desk, contest, asked.unit)
    counts = (
        (sheets.earlier_sheets, sheets.earlier_expected, sheets.earlier_in_part),
        (sheets.later_sheets, sheets.later_expected, sheets.later_in_part),
    )
    at = [
        CountedMoment(
            as_of=utc_time(moment),
            sheets=number,
            sheets_share=known / expected if expected else None,
            sheets_in_part=in_part,
        )
        for moment, (number, known, in_part) in zip(moments, counts, strict=True)
    ]
    unit = asked.unit
    names = {level.id: level.name for level in election.levels}
    return Explanation(
        contest=contest.id,
        contest_name=contest.name,
        unit="/".join(unit) if unit else "",
        unit_name=unit_names(desk.stations, unit[0]).get(unit[1], unit[1]) if unit else "",
        earlier=at[0],
        later=at[1],
        base=sheets.base,
        levels=sheets.compared.levels,
        revised_sheets=sheets.revised,
        withdrawn_sheets=sheets.withdrawn,
        left_out=sheets.left_out,
        unstated_votes=sheets.unstated,
        lead=lead_movement(desk, sheets, movement, order, signed, names),
        selections=tuple(selection_movement(election, sheets, movement, number, names) for number in order),
        within=_within(chance, movement, order) if chance else None,
        late=late_sheets(sheets),
        earlier_vote=earlier_vote(desk, sheets, order) if signed is not None else None,
        turning_points=(),
        grown_sheets=sheets.grown,
    )


def _turning_points(counted: Count, explanation: Explanation) -> tuple[TurningPoint, ...]:
    lead = explanation.lead
    if lead is None:
        return ()
    seen = explanation.within is not None or explanation.grown_sheets
    own = lead.parts[-1].points / 100 if explanation.has_units and seen else None
    asked = Lead(lead.first.id, lead.second.id, lead.later / 100)
    return turning_points(counted, explanation.contest, asked, own)


def sheets_expected(desk: Desk, contest: Contest, unit: tuple[str, str] | None = None) -> int | None:
    """How many sheets of a contest are expected; None where that is not known."""
    if not desk.election.stations.complete:
        return None
    of = pl.col("contest") == contest.id
    if unit is not None:
        of &= pl.col(unit[0]) == unit[1]
    return desk.stations.filter(of).height or None


def _within(chance: WithinTest, movement: Movement, order: Sequence[int]) -> WithinPlaces:
    first, second = order[:2]
    own = movement.parts[-1].change[first] - movement.parts[-1].change[second]
    lead = movement.later[first] - movement.later[second]
    return WithinPlaces(
        points=points(own),
        direct_points=100 * chance.direct,
        places=chance.places,
        early_sheets=chance.early,
        late_sheets=chance.late,
        chance_mean=100 * chance.expected,
        chance_deviation=100 * chance.deviation,
        direct_deviation=100 * chance.direct_deviation,
        p=chance.p,
        p_error=chance.p_error,
        draws=chance.draws,
        seed=chance.seed,
        to_change_leader=points(own - lead) if lead else None,
    )
