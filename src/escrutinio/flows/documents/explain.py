"""Why the count moved between two moments."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

from escrutinio.explain import PartKind
from escrutinio.flows.documents.figures import ElectionHeading, SelectionLabel, Share, UtcTime, Whole
from escrutinio.flows.documents.published import PublishedHeading

Points = float
"""Percentage points; may be negative."""


class ResultKind(StrEnum):
    """What a law makes of the votes for an office, or of the seats of a chamber."""

    ELECTED = "elected"
    """One is elected."""
    RUN_OFF = "run_off"
    """There is a run-off."""
    ADOPTED = "adopted"
    """The ballot measure is adopted."""
    NOT_ADOPTED = "not_adopted"
    """The ballot measure is not adopted."""
    UNDECIDED = "undecided"
    """The votes do not answer the question, or are equal."""
    MAJORITY = "majority"
    """One has more than half of the seats."""
    NO_MAJORITY = "no_majority"
    """Nobody has."""


class CountedMoment(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of the count.

    Attributes:
        as_of: the moment. ISO 8601, UTC.
        sheets: sheets that were counted at it.
        sheets_share: which share of the expected sheets that is, without those that nobody expected; null
            where it is not known how many are expected.
        sheets_in_part: beside them, places of which some tables were counted.
    """

    as_of: UtcTime
    sheets: Whole
    sheets_share: Share | None
    sheets_in_part: Whole = 0


class MovedUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that moved the lead.

    Attributes:
        unit: its code; empty for sheets that lie in no unit.
        name: its name.
        points: what it adds to the part between the units of its level.
        lead: the lead in it at the later moment, in points; negative where the second leads.
        counted_earlier: the part of its votes of the later moment that was counted at the earlier one.
    """

    unit: str
    name: str
    points: Points
    lead: Points
    counted_earlier: Share


class MovementPart(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the movement of a share or of a lead.

    Attributes:
        kind: revised: what sheets counted at the earlier moment say otherwise by now; between: which units of
            a level were in, and how much of each; within: change within the units of the lowest level.
        level: of a part between units, their level; else empty.
        level_name: the level's name; else empty.
        points: the part.
    """

    kind: PartKind
    level: str
    level_name: str
    points: Points


class LeadPart(MovementPart, frozen=True, kw_only=True):
    """A part of the movement of the lead.

    Attributes:
        units: of a part between units, those that moved it most, the largest first.
    """

    units: tuple[MovedUnit, ...]


class LeadMovement(msgspec.Struct, frozen=True, kw_only=True):
    """How the lead moved, in points; the parts add up to the shift.

    Attributes:
        first: who leads at the later moment; of equals the first on the ballot.
        second: who is second then.
        earlier: the lead of first over second at the earlier moment; negative where second was ahead.
        later: their lead at the later one.
        shift: later less earlier.
        parts: the parts.
    """

    first: SelectionLabel
    second: SelectionLabel
    earlier: Points
    later: Points
    shift: Points
    parts: tuple[LeadPart, ...]


class SelectionMovement(SelectionLabel, frozen=True, kw_only=True):
    """How the share of a selection moved, in points; the parts add up to the shift.

    Attributes:
        earlier: its share at the earlier moment, 0 to 1.
        later: its share at the later one.
        shift: the difference.
        parts: the parts.
    """

    earlier: Share
    later: Share
    shift: Points
    parts: tuple[MovementPart, ...]


class WithinPlaces(msgspec.Struct, frozen=True, kw_only=True):
    """The change of the lead within places beside chance, if the sheets of a place are exchangeable.

    Attributes:
        points: the part of the shift within places.
        direct_points: by how much the later lead would be another if the late sheets had voted as the early
            ones of their place did, in places that have both.
        places: places that have early and late sheets.
        early_sheets: the early sheets in these.
        late_sheets: the late sheets in these.
        chance_mean: the mean of the part when the early sheets of each place are drawn at random.
        chance_deviation: the standard deviation of the part when they are.
        direct_deviation: that of direct_points.
        p: the chance of a part at least so large, either way.
        p_error: the standard error of p that comes from drawing.
        draws: how many times the sheets were drawn.
        seed: of the random numbers.
        to_change_leader: what the part would have to be for the two to be equal at the later moment; null
            where they are.
    """

    points: Points
    direct_points: Points
    places: Whole
    early_sheets: Whole
    late_sheets: Whole
    chance_mean: Points
    chance_deviation: Points
    direct_deviation: Points
    p: float
    p_error: float
    draws: Whole
    seed: int
    to_change_leader: Points | None


class LawResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a law makes of the votes for an office, or of the seats of a chamber.

    Attributes:
        kind: what it makes of them.
        selections: who is elected, stands in the run-off or has the majority; else empty.
    """

    kind: ResultKind
    selections: tuple[SelectionLabel, ...]


class TurningPoint(msgspec.Struct, frozen=True, kw_only=True):
    """The lead at which the law would decide otherwise, if as large a share of the votes of every unit moved.

    Votes move between the first and the second alone. Of a smaller and a larger lead the nearer one is given.

    Attributes:
        body: the office or the chamber, as the law calls it.
        name: the chamber's name; empty for an office.
        lead: the lead at which the result is another.
        within: what the part within places would have to be for such a lead; null where no place has early
            and late sheets.
        result: what the law makes of the votes as they are counted.
        instead: what it would make of them.
    """

    body: str
    name: str
    lead: Points
    within: Points | None
    result: LawResult
    instead: LawResult


class LateSheets(msgspec.Struct, frozen=True, kw_only=True):
    """The sheets that came in between the two moments.

    Attributes:
        sheets: how many.
        voters: their registered voters, as far as they are known; null where counted_by is sheets.
        sheets_without_voters: of the sheets, those whose voters are not known.
        in_counted_places: of their voters, the part in places that had counted sheets at the earlier moment;
            of the sheets, where the voters of more than one in twenty are not known; null where none came in.
            The tables that came to a place in part are a sheet here, with the voters of as large a part.
        counted_by: what in_counted_places is of: voters or sheets.
    """

    sheets: Whole
    voters: Whole | None
    sheets_without_voters: Whole
    in_counted_places: Share | None
    counted_by: Annotated[str, msgspec.Meta(pattern="^(voters|sheets)$")]


class EarlierVote(msgspec.Struct, frozen=True, kw_only=True):
    """What an earlier election says of the places that were in, and of those that came in later.

    Attributes:
        matched: the part of the votes at places with an earlier vote of their own; the others are left out.
        counted_lead: the earlier lead of first over second at the places of the sheets that were in, each
            place weighted with the votes of these sheets.
        late_lead: the same at the places of the sheets that came in between.
    """

    matched: Share
    counted_lead: Points
    late_lead: Points


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Why the count of a contest moved between two moments.

    Attributes:
        contest: its id.
        contest_name: its name.
        unit: the unit that is explained alone, as level and code; empty for the whole.
        unit_name: its name; empty for the whole.
        earlier: the earlier moment.
        later: the later moment.
        base: what shares are of: valid votes, or the votes of all selections.
        levels: the levels of units, from the top; the last is that of the places.
        revised_sheets: sheets counted at both moments whose figures have changed, but for what more tables
            added to a place.
        withdrawn_sheets: sheets counted at the earlier moment that are not counted at the later one.
        left_out: sheets of the later moment that do not say how many votes they hold; they are left out.
        unstated_votes: figures of votes that the sheets should state and do not; the sums leave them out.
        lead: how the lead moved; null where a single selection stands.
        selections: how each share moved, in the order of the votes at the later moment.
        within: the change within places beside chance; null where no place had early and late sheets, where a
            place has grown, as its tables are not told apart, or a single selection stands.
        late: the sheets that came in between.
        earlier_vote: what an earlier election says; null without one that matches, or without a lead.
        turning_points: leads at which the election's law would decide otherwise, the nearest first; empty
            without a law, for a unit alone, and where nothing changes within reach.
        grown_sheets: places of which more tables are counted at the later moment.
    """

    contest: str
    contest_name: str
    unit: str
    unit_name: str
    earlier: CountedMoment
    later: CountedMoment
    base: Annotated[str, msgspec.Meta(pattern="^(valid|votes)$")]
    levels: tuple[str, ...]
    revised_sheets: Whole
    withdrawn_sheets: Whole
    left_out: Whole
    unstated_votes: Whole
    lead: LeadMovement | None
    selections: tuple[SelectionMovement, ...]
    within: WithinPlaces | None
    late: LateSheets
    earlier_vote: EarlierVote | None
    turning_points: tuple[TurningPoint, ...]
    grown_sheets: Whole = 0

    @property
    def has_units(self) -> bool:
        """Whether the sheets lie in units; if not, it cannot be told which were in from how they voted."""
        return bool(self.levels)

    @property
    def has_revised(self) -> bool:
        """Whether sheets that were counted at the earlier moment have other figures by now, or are gone."""
        return bool(self.revised_sheets or self.withdrawn_sheets)


class ExplainDocument(
    ElectionHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/explain/2"
):
    """Answer of escrutinio explain.

    Attributes:
        explanation: why the count moved.
    """

    explanation: Explanation


class MovementDocument(
    PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/movement/2"
):
    """Why the count of the headline contest moved up to a publication.

    Attributes:
        explanation: why it moved; null where that cannot be said.
        reason: why it cannot be said; empty where it can.
    """

    explanation: Explanation | None
    reason: str
