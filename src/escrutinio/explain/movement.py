"""Splits the change of a share between two moments, exactly: which units were in, and change within places.

Let ``E`` be the sheets that were counted at the earlier moment and still are, ``v`` what a share is of, and
``s(u)`` the later share in a unit ``u``. For each level of the tree of units, from the top,

    Q(level) = sum over its units u of  v(E in u) / v(E) * s(u),

what the share would be if every unit had voted as it finally did, and weighed as much as it did then. Q of
the whole is the later share. Going down the levels, each difference is the part of the change that comes from
which units of that level were in; what is left, Q of the lowest level less the share of E, is the change
within these. What the sheets themselves say otherwise by now comes first, as a part of its own. The parts
add up to the change, in fractions, whatever the tree. Every unit in the sums has counted sheets, so nothing
is assumed of units of which none was in.

Splitting a change by weights and shares is old (E. Kitagawa, Journal of the American Statistical Association
50, 1955); comparing sheets of one place for a late shift follows N. Idrobo, D. Kronick and F. Rodríguez,
Journal of Politics 84(3), 2022.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from escrutinio.model import UsageError

Ints = NDArray[np.int64]
Numbers = Ints | NDArray[np.float64]
_SAFE = 2**62


class PartKind(StrEnum):
    """What a part of the change comes from."""

    REVISED = "revised"
    BETWEEN = "between"
    WITHIN = "within"


@dataclass(frozen=True)
class ComparedSheets:
    """The sheets that are counted at the later moment, and what was counted at the earlier one.

    Attributes:
        votes: (sheets, selections), their votes at the later moment.
        base: (sheets,), what their shares are of, such as the valid votes.
        early: (sheets,), whether the sheet was counted at the earlier moment too.
        levels: the levels of units from the top; the last is that of the places.
        cells: (levels, sheets), the number of the sheet's unit at each level, from 0. A unit lies in one unit
            of the level above.
        earlier_votes: (selections,), the votes counted at the earlier moment, as the sheets had them then.
        earlier_base: what the shares at the earlier moment are of.
    """

    votes: Ints
    base: Ints
    early: NDArray[np.bool_]
    levels: tuple[str, ...]
    cells: Ints
    earlier_votes: Ints
    earlier_base: int

    @property
    def has_units(self) -> bool:
        """Whether the sheets lie in units that can be compared."""
        return bool(self.levels)

    @property
    def places(self) -> Ints:
        """(sheets,), the number of the sheet's place; 0 where there are no levels."""
        return self.cells[-1] if self.has_units else np.zeros(self.base.size, dtype=np.int64)


@dataclass(frozen=True)
class Part:
    """A part of the change.

    Attributes:
        kind: what it comes from.
        level: of a part between units, their level; else empty.
        change: (selections,), the change of each share that comes from it.
    """

    kind: PartKind
    level: str
    change: tuple[Fraction, ...]


@dataclass(frozen=True)
class Movement:
    """A change of shares and its parts, which add up to it exactly.

    Attributes:
        earlier, later: (selections,), the shares at both moments.
        parts: what sheets say otherwise by now; between the units of each level, from the top; within places.
    """

    earlier: tuple[Fraction, ...]
    later: tuple[Fraction, ...]
    parts: tuple[Part, ...]


def explain_movement(sheets: ComparedSheets) -> Movement:
    """Split the change of every share.

    Raises:
        UsageError: there are no votes at one of the moments, or none of the sheets that were counted at
            the earlier one still is.
    """
    selections = range(sheets.votes.shape[1])
    if sheets.earlier_base <= 0:
        raise UsageError("no delivery that stands held votes at the earlier moment")
    base = int(sheets.base.sum())
    if base <= 0:
        raise UsageError("no votes are counted at the later moment")
    base_early = int(sheets.base[sheets.early].sum())
    if base_early <= 0:
        raise UsageError("no sheet with votes that was counted at the earlier moment is still counted")
    earlier = [Fraction(int(sheets.earlier_votes[n]), sheets.earlier_base) for n in selections]
    later = [Fraction(int(sheets.votes[:, n].sum()), base) for n in selections]
    votes_early = sheets.votes[sheets.early].sum(axis=0)
    standing = [Fraction(int(votes_early[n]), base_early) for n in selections]
    parts = [Part(PartKind.REVISED, "", _differences(standing, earlier))]
    above = later
    for number, level in enumerate(sheets.levels):
        here = _reweighted(sheets, sheets.cells[number], base_early)
        parts.append(Part(PartKind.BETWEEN, level, _differences(above, here)))
        above = here
    parts.append(Part(PartKind.WITHIN, "", _differences(above, standing)))
    return Movement(tuple(earlier), tuple(later), tuple(parts))


def unit_contributions(
    sheets: ComparedSheets, number: int, signed: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What each unit adds to the part between the units of a level, and to that within them.

    A unit adds to the first by how much less it weighed, within the unit above it, than it does by now,
    times how far its share lies above that unit's.

    Args:
        sheets: those compared.
        number: of the level.
        signed: (selections,), 1 for the leader and -1 for the second to have their lead.

    Returns:
        Two arrays (units,); their sums are the parts, but for the rounding of floats.
    """
    cells = sheets.cells[number]
    above = sheets.cells[number - 1] if number else np.zeros_like(cells)
    difference = sheets.votes @ signed
    units, parents = int(cells.max(initial=-1)) + 1, int(above.max(initial=-1)) + 1
    parent = np.zeros(units, dtype=np.int64)
    parent[cells] = above
    early = sheets.early
    base = _float_sums(cells, sheets.base, units)
    base_early = _float_sums(cells[early], sheets.base[early], units)
    votes = _float_sums(cells, difference, units)
    votes_early = _float_sums(cells[early], difference[early], units)
    base_above = _float_sums(parent, base, parents)
    early_above = _float_sums(parent, base_early, parents)
    share_above = _ratio(_float_sums(parent, votes, parents), base_above)
    share = _ratio(votes, base)
    weighs = early_above[parent] * _ratio(base, base_above[parent]) - base_early
    whole = base_early.sum()
    between = weighs * (share - share_above[parent]) / whole
    within = (base_early * share - votes_early) / whole
    return between, within


def _reweighted(sheets: ComparedSheets, cells: Ints, base_early: int) -> list[Fraction]:
    """The share if every unit had voted as it finally did, and weighed as much as it did then."""
    units = int(cells.max(initial=-1)) + 1
    weights, bases = np.zeros(units, dtype=np.int64), np.zeros(units, dtype=np.int64)
    np.add.at(weights, cells[sheets.early], sheets.base[sheets.early])
    np.add.at(bases, cells, sheets.base)
    votes = np.zeros((units, sheets.votes.shape[1]), dtype=np.int64)
    np.add.at(votes, cells, sheets.votes)
    counted = weights > 0
    weights, bases, votes = weights[counted], bases[counted], votes[counted]
    most = int(weights.max()) * int(np.abs(votes).max(initial=0)) * weights.size
    exact = votes if most < _SAFE else votes.astype(object)
    order = np.argsort(bases, kind="stable")
    products = (exact * weights[:, None])[order]
    # Units of one size are added up first: there are fewer sizes than units, and each is a denominator.
    sizes, starts = np.unique(bases[order], return_index=True)
    sums = np.add.reduceat(products, starts, axis=0)
    common = lcm(*(int(size) for size in sizes))
    factors = [common // int(size) for size in sizes]
    return [
        Fraction(
            sum(int(value) * factor for value, factor in zip(column, factors, strict=True)),
            common * base_early,
        )
        for column in sums.T
    ]


def _differences(those: list[Fraction], less: list[Fraction]) -> tuple[Fraction, ...]:
    return tuple(one - other for one, other in zip(those, less, strict=True))


def _float_sums(cells: Ints, values: Numbers, units: int) -> NDArray[np.float64]:
    return np.bincount(cells, values.astype(np.float64), units).astype(np.float64)


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
