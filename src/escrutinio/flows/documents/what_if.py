"""Seats under the law if a list did better or worse among the missing votes than among the counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from escrutinio.flows.documents.figures import Whole
from escrutinio.flows.documents.published import PublishedHeading

Unanswered = Literal[
    "all counted",
    "nothing counted",
    "nothing beside",
    "stations unknown",
    "voters unknown",
    "not stated",
    "second round",
    "too slow",
    "no law",
    "law",
]
"""Why nothing is supposed; :class:`WhatIfDocument` says what each means."""


class SupposedOffice(msgspec.Struct, frozen=True, kw_only=True):
    """Who would fill an office.

    Attributes:
        elected: the id of who would be elected; null where nobody would be, or a tie waits for a decision.
        run_off: the ids of who would stand in the run-off; empty where there would be none, and short where a
            place in it is tied.
        tied: whether a place in the run-off is tied.
    """

    elected: str | None
    run_off: tuple[str, ...]
    tied: bool


class Supposition(msgspec.Struct, frozen=True, kw_only=True):
    """One supposed finished count.

    Attributes:
        selection: the id of the list that is moved; null where the missing votes are as the counted.
        points: percentage points by which its share of the missing votes differs from that of the counted
            votes of the same unit, wherever it has votes.
        office: who would fill the office; null where the law fills none.
        seats: chamber -> list -> seats, of the lists that would have any.
    """

    selection: str | None
    points: int
    office: SupposedOffice | None
    seats: Mapping[str, Mapping[str, Whole]]


class WhatIfDocument(
    PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/what-if/1"
):
    """Supposed finished counts under the law: no projection, and no chance belongs to them.

    Attributes:
        unanswered: why nothing is supposed; null where something is. ``nothing beside``: where sheets are
            missing nothing is counted. ``stations unknown``: which sheets are expected is not known.
            ``voters unknown``: the voters of more than one in 1,000 sheets are not. ``not stated``: counted
            sheets do not state what the law goes by. ``second round``: the law gives single seats in
            two rounds, and of the votes of a second those of the first say nothing. ``too slow``: the law has
            no form for many counts at once. ``law``: the law cannot be applied to this count.
        silent_units: units of the law where sheets are missing and no vote is counted: no votes are assumed
            there, and their seats are nobody's.
        unknown_sheets: missing sheets whose voters are not known, few enough that they hardly matter: no
            votes are assumed for them.
        suppositions: the first moves no list; then come the largest lists, each moved by the same points.
    """

    unanswered: Unanswered | None
    silent_units: Whole
    unknown_sheets: Whole = 0
    suppositions: tuple[Supposition, ...]

    def of(self, selection: str | None, points: int) -> Supposition | None:
        """The supposition that moves a list by so many points."""
        wanted = (selection, points) if points else (None, 0)
        return next(
            (
                supposition
                for supposition in self.suppositions
                if (supposition.selection, supposition.points) == wanted
            ),
            None,
        )
