"""Explains: why the count of a contest moved between two moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

import numpy as np
import polars as pl
from msgspec.structs import asdict
from numpy.typing import NDArray

from escrutinio.explain import (
    Movement,
    PartKind,
    WithinTest,
    explain_movement,
    unit_contributions,
    within_by_chance,
)
from escrutinio.explain.exchange import DRAWS
from escrutinio.flows.count import election_heading, unit_names, utc_time
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.explain import (
    CountedMoment,
    EarlierVote,
    ExplainDocument,
    Explanation,
    LateSheets,
    LeadMovement,
    LeadPart,
    MovedUnit,
    MovementPart,
    SelectionMovement,
    WithinPlaces,
)
from escrutinio.flows.earlier_vote import EarlierShares, earlier_shares_at
from escrutinio.flows.explained_moment import moment_before
from escrutinio.flows.explained_sheets import SheetsBetween, sheets_between
from escrutinio.flows.projected_contest import headline_contest, known_contest
from escrutinio.flows.resolved import ResolvedSheets, resolved_sheets
from escrutinio.flows.results import selection_label
from escrutinio.model import NATION, Contest, Election, UsageError
from escrutinio.model.names import folded

UNITS = 10
"""So many units of a level are named, those that moved the lead most."""
SEED = 1
_FEW = 0.05
"""With the voters of more sheets than this unknown, sheets are counted and not voters."""


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
        draws: how many times the early tables are drawn.
        seed: of the random numbers.
    """

    contest: str | None = None
    since: datetime | Fraction | None = None
    until: datetime | None = None
    levels: tuple[str, ...] = ()
    unit: tuple[str, str] | None = None
    draws: int = DRAWS
    seed: int = SEED


def explain(desk: Desk, asked: Asked, *, resolved: ResolvedSheets | None = None) -> Explanation:
    """Why the count moved.

    Args:
        desk: the election.
        asked: the moments, the contest and what of it.
        resolved: the sheets of the later moment, where they are at hand.

    Raises:
        UsageError: there is no such contest, level or unit, no earlier moment to compare with, or there are
            no votes to compare.
    """
    election = desk.election
    contest = known_contest(election, asked.contest or headline_contest(election))
    levels = explained_levels(election, contest, asked.levels)
    unit = _known_unit(desk, contest, asked.unit)
    later = resolved or resolved_sheets(desk, asked.until)
    if later.observed_at is None:
        raise UsageError("there is nothing to explain: no sheet is in", hint="Ingest deliveries first.")
    end = asked.until or later.observed_at
    begin = moment_before(desk, contest.id, asked.since, asked.until, later, unit)
    earlier = resolved_sheets(desk, begin)
    sheets = sheets_between(earlier.sheets, later.sheets, contest, levels, unit)
    movement = explain_movement(sheets.tables)
    return _explanation(desk, contest, replace(asked, unit=unit), (begin, end), sheets, movement)


def explained_levels(election: Election, contest: Contest, asked: Sequence[str] = ()) -> tuple[str, ...]:
    """The levels of units, from the top, each within the one before it; the last is that of the places.

    Those of the projection, where the election names them; else all levels of the contest from its lowest up.

    Raises:
        UsageError: the contest is not counted at a level that is asked for.
    """
    own = [level for level in contest.levels if level != NATION]
    for level in asked:
        if level not in own:
            raise UsageError(
                f"{contest.id} is not counted at the level {level!r}",
                hint=f"It is at: {', '.join(own) or 'none below the whole'}.",
            )
    if asked:
        return tuple(dict.fromkeys(asked))
    choice = election.projection
    if choice is not None:
        of_projection = [level for level in (choice.region, choice.area, choice.place) if level in own]
        if of_projection:
            return tuple(dict.fromkeys(of_projection))
    parents = {level.id: level.parent for level in election.levels}
    chains = [_chain(level, parents) for level in own]
    longest = max(chains, key=len, default=[])
    place = election.checks.place_level
    chosen = _chain(place, parents) if place in own else longest
    return tuple(level for level in chosen if level in own)


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
    rows += [("share", one.id, "", part) for one in explanation.selections for part in one.parts]
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


def _chain(level: str, parents: Mapping[str, str]) -> list[str]:
    chain: list[str] = []
    while level in parents and level not in chain:
        chain.insert(0, level)
        level = parents[level]
    return chain


def _known_unit(desk: Desk, contest: Contest, unit: tuple[str, str] | None) -> tuple[str, str] | None:
    """The level and code of the unit that is asked for by its code or its name."""
    if unit is None:
        return None
    level, asked = unit
    if level not in contest.levels or level == NATION:
        own = ", ".join(name for name in contest.levels if name != NATION)
        raise UsageError(
            f"{contest.id} is not counted at the level {level!r}", hint=f"It is at: {own or 'none'}."
        )
    names = unit_names(desk.stations.filter(pl.col("contest") == contest.id), level)
    if asked in names:
        return level, asked
    codes = [code for code, name in names.items() if folded(name) == folded(asked)]
    if len(codes) == 1:
        return level, codes[0]
    if codes:
        raise UsageError(
            f"{len(codes)} units of the level {level} are called {asked!r}",
            hint=f"Give the code, one of: {', '.join(sorted(codes)[:8])}.",
        )
    raise UsageError(
        f"there is no unit {asked!r} at the level {level}",
        hint=f"Units there: {', '.join(sorted(names)[:8])}.",
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
    order = _by_votes(sheets)
    signed = _signed(sheets.selections, order)
    chance = None
    # Sheets of a whole country are not alike: where there are no units, chance says nothing.
    if signed is not None and sheets.tables.levels:
        chance = within_by_chance(sheets.tables, signed, draws=asked.draws, seed=asked.seed)
    expected = sheets_expected(desk, contest, asked.unit)
    counts = (sheets.earlier_sheets, sheets.later_sheets)
    at = [
        CountedMoment(
            as_of=utc_time(moment), sheets=number, sheets_share=number / expected if expected else None
        )
        for moment, number in zip(moments, counts, strict=True)
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
        levels=sheets.tables.levels,
        revised_sheets=sheets.revised,
        withdrawn_sheets=sheets.withdrawn,
        left_out=sheets.left_out,
        unstated_votes=sheets.unstated,
        lead=_lead(desk, sheets, movement, order, signed, names),
        selections=tuple(_selection(election, sheets, movement, number, names) for number in order),
        within=_within(chance, movement, order) if chance else None,
        late=_late(sheets),
        earlier_vote=_earlier_vote(desk, sheets, order) if signed is not None else None,
    )


def sheets_expected(desk: Desk, contest: Contest, unit: tuple[str, str] | None = None) -> int | None:
    """How many sheets of a contest are expected; None where that is not known."""
    if not desk.election.stations.complete:
        return None
    of = pl.col("contest") == contest.id
    if unit is not None:
        of &= pl.col(unit[0]) == unit[1]
    return desk.stations.filter(of).height or None


def _by_votes(sheets: SheetsBetween) -> list[int]:
    votes = sheets.tables.votes.sum(axis=0)
    return sorted(range(len(sheets.selections)), key=lambda number: -int(votes[number]))


def _signed(selections: Sequence[str], order: Sequence[int]) -> NDArray[np.float64] | None:
    """1 for who leads, -1 for who is second; None where a single selection stands."""
    if len(order) < 2:
        return None
    signed = np.zeros(len(selections))
    signed[order[0]], signed[order[1]] = 1.0, -1.0
    return signed


def points(change: Fraction) -> float:
    """A change of a share in percentage points."""
    return float(100 * change)


def _part(kind: PartKind, level: str, change: Fraction, names: Mapping[str, str]) -> MovementPart:
    return MovementPart(kind=kind, level=level, level_name=names.get(level, ""), points=points(change))


def _selection(
    election: Election, sheets: SheetsBetween, movement: Movement, number: int, names: Mapping[str, str]
) -> SelectionMovement:
    earlier, later = movement.earlier[number], movement.later[number]
    return SelectionMovement(
        **asdict(selection_label(election, sheets.selections[number])),
        earlier=float(earlier),
        later=float(later),
        shift=points(later - earlier),
        parts=tuple(_part(part.kind, part.level, part.change[number], names) for part in movement.parts),
    )


def _lead(
    desk: Desk,
    sheets: SheetsBetween,
    movement: Movement,
    order: Sequence[int],
    signed: NDArray[np.float64] | None,
    names: Mapping[str, str],
) -> LeadMovement | None:
    if signed is None:
        return None
    first, second = order[:2]
    earlier = movement.earlier[first] - movement.earlier[second]
    later = movement.later[first] - movement.later[second]
    parts = []
    for part in movement.parts:
        level = part.level
        parts.append(
            LeadPart(
                kind=part.kind,
                level=level,
                level_name=names.get(level, ""),
                points=points(part.change[first] - part.change[second]),
                units=_moved_units(desk, sheets, level, signed) if part.kind is PartKind.BETWEEN else (),
            )
        )
    return LeadMovement(
        first=selection_label(desk.election, sheets.selections[first]),
        second=selection_label(desk.election, sheets.selections[second]),
        earlier=points(earlier),
        later=points(later),
        shift=points(later - earlier),
        parts=tuple(parts),
    )


def _moved_units(
    desk: Desk, sheets: SheetsBetween, level: str, signed: NDArray[np.float64]
) -> tuple[MovedUnit, ...]:
    tables = sheets.tables
    number = tables.levels.index(level)
    between, _ = unit_contributions(tables, number, signed)
    cells, units = tables.cells[number], between.size
    base = np.bincount(cells, tables.base, units)
    early = np.bincount(cells[tables.early], tables.base[tables.early], units)
    lead = np.bincount(cells, tables.votes @ signed, units)
    names = unit_names(desk.stations, level)
    largest = np.argsort(-np.abs(between), kind="stable")[:UNITS]
    return tuple(
        MovedUnit(
            unit=(code := sheets.units[number][int(unit)]),
            name=names.get(code, code),
            points=100 * float(between[unit]),
            lead=100 * float(lead[unit] / base[unit]),
            counted_earlier=float(early[unit] / base[unit]),
        )
        for unit in largest
        if between[unit] and base[unit]
    )


def _within(chance: WithinTest, movement: Movement, order: Sequence[int]) -> WithinPlaces:
    first, second = order[:2]
    own = movement.parts[-1].change[first] - movement.parts[-1].change[second]
    lead = movement.later[first] - movement.later[second]
    return WithinPlaces(
        points=points(own),
        direct_points=100 * chance.direct,
        places=chance.places,
        early_tables=chance.early,
        late_tables=chance.late,
        chance_mean=100 * chance.expected,
        chance_deviation=100 * chance.deviation,
        direct_deviation=100 * chance.direct_deviation,
        p=chance.p,
        p_error=chance.p_error,
        draws=chance.draws,
        seed=chance.seed,
        to_change_leader=points(own - lead) if lead else None,
    )


def _late(sheets: SheetsBetween) -> LateSheets:
    late, places = ~sheets.tables.early, sheets.tables.places
    seen = np.zeros(int(places.max(initial=-1)) + 1, dtype=bool)
    seen[places[sheets.tables.early]] = True
    voters = sheets.registered[late]
    unknown = int(np.isnan(voters).sum())
    stated = bool(late.any()) and unknown <= _FEW * voters.size
    weights = np.nan_to_num(voters) if stated else np.ones(voters.size)
    total = float(weights.sum())
    return LateSheets(
        sheets=int(late.sum()),
        voters=int(total) if stated else None,
        sheets_without_voters=unknown,
        in_counted_places=float(weights[seen[places[late]]].sum() / total)
        if total and sheets.tables.levels
        else None,
        counted_by="voters" if stated else "sheets",
    )


def _earlier_vote(desk: Desk, sheets: SheetsBetween, order: Sequence[int]) -> EarlierVote | None:
    tables = sheets.tables
    found: EarlierShares | None = None
    with suppress(UsageError):
        found = earlier_shares_at(
            desk, sheets.place_units, sheets.selections[order[0]], sheets.selections[order[1]]
        )
    if found is None:
        return None
    own, lead = found.own[tables.places], found.lead[tables.places]
    weights = tables.base.astype(float)
    sides = []
    for side in (tables.early, ~tables.early):
        weight = weights[side & own]
        if not weight.sum():
            return None
        sides.append(100 * float((weight * lead[side & own]).sum() / weight.sum()))
    return EarlierVote(
        matched=float(weights[own].sum() / weights.sum()), counted_lead=sides[0], late_lead=sides[1]
    )


__all__ = [
    "Asked",
    "explain",
    "explain_document",
    "explained_levels",
    "explanation_rows",
    "points",
    "sheets_expected",
]
