"""A figure that a story is bound to: its value, how it is rounded, and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from escrutinio.flows.documents.figures import SelectionLabel

PERCENT, VOTES, POINTS, SEATS = "percent", "votes", "points", "seats"
CHANCE, MOMENT, LIST, COUNT = "chance", "moment", "list", "count"
COUNTED, PROJECTED, DECIDED = "counted", "projected", "decided"

DECIMALS: Mapping[str, int] = {PERCENT: 1, POINTS: 1, CHANCE: 0}
_HUNDREDFOLD = (PERCENT, POINTS, CHANCE)


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A thing with an id and a name."""

    id: str
    name: str


class FigureLabel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a figure is, in parts to be put into any language; what does not apply is None or empty.

    Attributes:
        measure: what is measured, see :mod:`escrutinio.flows.publication.expression`.
        of: of a chance, what it is a chance of.
        contest: the contest.
        chamber: the chamber.
        selection: the selection or list.
        leader: of a figure that is a list, that list; of others None.
        level: the level of the unit.
        unit: the unit.
    """

    measure: str
    of: str = ""
    contest: Named | None = None
    chamber: Named | None = None
    selection: SelectionLabel | None = None
    leader: SelectionLabel | None = None
    level: Named | None = None
    unit: Named | None = None


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure at one moment.

    Attributes:
        expression: what was asked for, in full.
        kind: percent, points and chance are numbers from 0 to 1 (points from -1), shown a hundredfold;
            votes, seats and count are whole numbers; list is an id; moment is ISO 8601 in UTC.
        value: None when there is nothing to say; then ``reason`` says why.
        numerator: of a counted share as whole numbers; None for all others.
        denominator: likewise.
        low: the lower end of a projection's 90 % interval.
        high: the upper end of it.
        decimals: so many of the number as it is shown.
        as_of: the moment of the count that it rests on (UTC).
        source: counted, projected, or decided: by the law, from the counted sheets.
        label: what it is.
        reason: why there is no value; empty when there is one.
    """

    expression: str
    kind: str
    value: int | float | str | None
    as_of: datetime
    source: str
    label: FigureLabel
    numerator: int | None = None
    denominator: int | None = None
    low: int | float | None = None
    high: int | float | None = None
    decimals: int = 0
    reason: str = ""

    @property
    def rounded(self) -> Decimal | None:
        """The number as it is shown, a hundredfold where its kind is; None where it is no number."""
        if self.numerator is not None and self.denominator:
            return self._round(Decimal(self.numerator) / Decimal(self.denominator))
        return self._number(self.value)

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """The 90 % interval as it is shown; None where there is none."""
        low, high = self._number(self.low), self._number(self.high)
        return None if low is None or high is None else (low, high)

    def to_dict(self) -> Any:
        """All fields as plain data, to be kept with a story."""
        return msgspec.to_builtins(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, object]) -> Figure:
        """The figure that :meth:`to_dict` gave."""
        return msgspec.convert(kept, cls)

    def _number(self, value: float | str | None) -> Decimal | None:
        return None if value is None or isinstance(value, str) else self._round(Decimal(str(value)))

    def _round(self, value: Decimal) -> Decimal:
        shown = value * 100 if self.kind in _HUNDREDFOLD else value
        step = Decimal(1).scaleb(-self.decimals)
        rounded = shown.quantize(step, rounding=ROUND_HALF_UP)
        # It is 100 % when the last sheet is in, and not before.
        return rounded - step if self.kind == "percent" and rounded >= 100 > shown else rounded


def agrees(frozen: Figure, now: Figure) -> bool:
    """Whether a figure that a story was written with still says the same, as it is shown there."""
    as_then = msgspec.structs.replace(now, decimals=frozen.decimals)
    if frozen.rounded is None or as_then.rounded is None:
        return frozen.value == now.value
    return frozen.rounded == as_then.rounded and frozen.interval == as_then.interval
