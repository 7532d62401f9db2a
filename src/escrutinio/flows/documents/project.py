"""The answer of ``escrutinio project``: figures of the finished count, each with its intervals."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.flows.documents.figures import (
    CountHeading,
    Share,
    ShareInterval,
    UnitFigures,
    Whole,
    WholeInterval,
)
from escrutinio.flows.documents.projected import (
    PollsUsed,
    RunOffPairChance,
    UnseenDistricts,
    UnseenRegion,
)


class VotesInterval(msgspec.Struct, frozen=True, kw_only=True):
    """An interval of votes.

    Attributes:
        low: its lower end.
        high: its upper end.
    """

    low: float
    high: float


class ProjectedSelection(msgspec.Struct, frozen=True, kw_only=True):
    """A selection in the finished count.

    Attributes:
        votes: its expected votes; null while a poll average stands alone, which says nothing of the turnout.
        share: its expected share of the valid votes.
        intervals: level in per cent -> interval of the share: with a 90 % interval, the chance that the share
            lies in it is 9 in 10.
        earlier: its share of the valid votes in the earlier election, at the places of the unit; null without
            one, and for a list that did not stand in it.
        swing: share - earlier; its interval is that of the share less ``earlier``. Null like it.
    """

    votes: Whole | None
    share: Share
    intervals: Mapping[str, ShareInterval]
    earlier: Share | None = None
    swing: float | None = None


class ProjectedValid(msgspec.Struct, frozen=True, kw_only=True):
    """The valid votes of the finished count.

    Attributes:
        votes: their expected number.
        intervals: level in per cent -> interval of the number.
    """

    votes: Whole
    intervals: Mapping[str, VotesInterval]


class ProjectedTurnout(msgspec.Struct, frozen=True, kw_only=True):
    """The turnout of the finished count.

    Attributes:
        share: votes cast as a share of the registered voters, as expected.
        intervals: level in per cent -> interval of the share.
    """

    share: Share
    intervals: Mapping[str, ShareInterval]


class ProjectedChances(msgspec.Struct, frozen=True, kw_only=True):
    """What may come of the votes alone, whatever the law says of them.

    Shares of the draws, the likeliest first; selections with no chance are left out.

    Attributes:
        leads: it has more votes than every other.
        first_two: it is among the two with the most votes.
        above_half: it has more than half of the valid votes.
        ahead: it leads by at least ``ahead_by`` of the valid votes.
        ahead_by: as a share of the valid votes, 0 to 1.
    """

    leads: Mapping[str, Share]
    first_two: Mapping[str, Share]
    above_half: Mapping[str, Share]
    ahead: Mapping[str, Share]
    ahead_by: Share


class ProjectedFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What is expected of the finished count.

    Attributes:
        selections: by id; withdrawn ones are not projected.
        valid: the valid votes; null while a poll average stands alone.
        turnout: the turnout; null like it, and when the counted sheets do not state it.
        chances: who may lead, and by how much.
    """

    selections: Mapping[str, ProjectedSelection]
    valid: ProjectedValid | None
    turnout: ProjectedTurnout | None
    chances: ProjectedChances


class ProjectedUnit(ProjectedFigures, frozen=True, kw_only=True):
    """A reporting unit in the finished count.

    Attributes:
        unit: its code; empty for sheets that lie in no unit.
        name: its name.
    """

    unit: str
    name: str


class ProjectedFirstRound(msgspec.Struct, frozen=True, kw_only=True):
    """How the first round ends; under a law without a second one, how the election ends.

    Attributes:
        elected: selection -> the share of the draws in which it is elected, the likeliest first; those that
            never are elected are left out.
        run_off: the share of the draws in which there is a run-off; null where the law knows none.
        pairs: who meets in the run-off, the likeliest first.
        adopting: of a ballot measure, the id of the answer that adopts it; null for an office.
    """

    elected: Mapping[str, Share]
    run_off: Share | None
    pairs: tuple[RunOffPairChance, ...]
    adopting: str | None = None


class SeatEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """The seats of a list.

    Attributes:
        seats: the median of the draws.
        intervals: level in per cent -> interval of the seats.
    """

    seats: Whole
    intervals: Mapping[str, WholeInterval]


class ProjectedMajorities(msgspec.Struct, frozen=True, kw_only=True):
    """Who has which majority.

    Attributes:
        majority: list -> the share of the draws in which it has more than half of the seats, the likeliest
            first; those that never have it are left out.
        two_thirds: the same of at least two thirds of the seats.
        whole_body: whether the seats are one whole body; else a majority of them says nothing, and none has a
            chance here.
    """

    majority: Mapping[str, Share]
    two_thirds: Mapping[str, Share]
    whole_body: bool = True


class ProjectedChamber(ProjectedMajorities, frozen=True, kw_only=True):
    """The seats of a chamber.

    Attributes:
        size: its seats; of a house that grows, the median of the draws.
        lists: the lists by id; those without a seat in any draw are left out.
    """

    size: Whole
    lists: Mapping[str, SeatEstimate]


class OutcomeProjection(msgspec.Struct, frozen=True, kw_only=True):
    """What follows under the law: the law is applied to each draw.

    Attributes:
        tied_draws: the share of the draws in which something is tied; there the seats are those won for
            certain.
        draws: to how many draws the law was applied: fewer than all where that takes long.
        first_round: how the first round ends, of several offices that of the first; null where the law fills
            no office.
        offices: the same of every office, by id.
        chambers: by id.
        in_every_chamber: who has which majority in every chamber at once.
    """

    tied_draws: Share
    draws: Whole
    first_round: ProjectedFirstRound | None
    offices: Mapping[str, ProjectedFirstRound] = msgspec.field(default_factory=dict)
    chambers: Mapping[str, ProjectedChamber]
    in_every_chamber: ProjectedMajorities


class ProjectDocument(
    CountHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/project/6"
):
    """Answer of escrutinio project.

    What the finished count will say, with intervals, beside the count it starts from.

    Attributes:
        contest: the contest that is projected.
        registered_share: the share of the registered voters whose sheets are in.
        baseline_matched: the share of the registered voters at places with an earlier vote of their own; null
            without an earlier election.
        baseline_used: whether the earlier election was used: one that explains next to nothing is not.
        baseline_explained: the share of what differs between places that the earlier election explains; null
            without one, and when there is no projection.
        polls: the poll average that has its part in the figures; null without one.
        unseen: the regions of which no sheet is in. They stay uncertain however much else is in.
        unseen_districts: the same of the units that the contest is decided in, by number; null where it is
            decided as a whole, where ``unseen`` names them, and where all have a sheet.
        impossible: the sheets that cannot be right: more votes than voters, or parts larger than their whole.
            They count as they stand, but the projection learns nothing from them.
        empty_sheets: rows of zeros that wait for their figures; the projection takes them as missing.
        open_sheets: sheets that do not state all votes that they may hold; the projection takes them as
            missing.
        estimated_voters: missing sheets whose registered voters are not known: the earlier election's, or the
            mean of the other stations, stand in.
        partial_places: places whose figures grow while they are counted and that seem not to be finished.
        counted: what is counted, for the whole contest.
        available: whether there is a projection.
        reason: why there is none; empty when there is one.
        draws: how many finished counts were drawn; 0 when there is no projection.
        nation: the whole contest; null when there is no projection.
        level: the level of the units.
        units: the units of that level; empty when there is no projection, and where a poll average stands
            alone without an earlier election to say how they differ.
        outcome: what follows under the law; null for a contest that only follows the headline's pattern, and
            when the law cannot be applied to the draws.
        outcome_reason: why the law cannot be applied to the draws; else empty.
    """

    contest: str
    registered_share: Share
    baseline_matched: Share | None
    baseline_used: bool
    baseline_explained: Share | None = None
    polls: PollsUsed | None = None
    unseen: tuple[UnseenRegion, ...] = ()
    unseen_districts: UnseenDistricts | None = None
    impossible: tuple[str, ...] = ()
    empty_sheets: Whole = 0
    open_sheets: Whole = 0
    estimated_voters: Whole = 0
    partial_places: Whole = 0
    counted: UnitFigures
    available: bool
    reason: str = ""
    draws: Whole = 0
    nation: ProjectedFigures | None = None
    level: str
    units: tuple[ProjectedUnit, ...] = ()
    outcome: OutcomeProjection | None = None
    outcome_reason: str = ""
