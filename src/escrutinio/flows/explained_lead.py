"""How the lead and each share moved, and which units moved the lead most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from msgspec.structs import asdict
from numpy.typing import NDArray

from escrutinio.explain import Movement, PartKind, unit_contributions
from escrutinio.flows.count import unit_names
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.explain import (
    LeadMovement,
    LeadPart,
    MovedUnit,
    MovementPart,
    SelectionMovement,
)
from escrutinio.flows.explained_sheets import SheetsBetween
from escrutinio.flows.results import selection_label
from escrutinio.model import Election

UNITS = 10
"""So many units of a level are named, those that moved the lead most."""


def by_votes(sheets: SheetsBetween) -> list[int]:
    """The numbers of the selections, those with the most votes at the later moment first."""
    votes = sheets.compared.votes.sum(axis=0)
    return sorted(range(len(sheets.selections)), key=lambda number: -int(votes[number]))


def signs(selections: Sequence[str], order: Sequence[int]) -> NDArray[np.float64] | None:
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


def selection_movement(
    election: Election, sheets: SheetsBetween, movement: Movement, number: int, names: Mapping[str, str]
) -> SelectionMovement:
    """How the share of a selection moved.

    Args:
        election: the election.
        sheets: those of both moments.
        movement: how all shares moved.
        number: of the selection.
        names: level -> its name.
    """
    earlier, later = movement.earlier[number], movement.later[number]
    return SelectionMovement(
        **asdict(selection_label(election, sheets.selections[number])),
        earlier=float(earlier),
        later=float(later),
        shift=points(later - earlier),
        parts=tuple(_part(part.kind, part.level, part.change[number], names) for part in movement.parts),
    )


def lead_movement(
    desk: Desk,
    sheets: SheetsBetween,
    movement: Movement,
    order: Sequence[int],
    signed: NDArray[np.float64] | None,
    names: Mapping[str, str],
) -> LeadMovement | None:
    """How the lead moved, and the units that moved it most; None where a single selection stands.

    Args:
        desk: the election.
        sheets: those of both moments.
        movement: how all shares moved.
        order: see :func:`by_votes`.
        signed: see :func:`signs`.
        names: level -> its name.
    """
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
    compared = sheets.compared
    number = compared.levels.index(level)
    between, _ = unit_contributions(compared, number, signed)
    cells, units = compared.cells[number], between.size
    base = np.bincount(cells, compared.base, units)
    early = np.bincount(cells[compared.early], compared.base[compared.early], units)
    lead = np.bincount(cells, compared.votes @ signed, units)
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
