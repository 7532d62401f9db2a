"""What a reader should make of the count."""

from __future__ import annotations

from typing import Literal

import msgspec

from escrutinio.flows.documents.counted import Lead
from escrutinio.flows.documents.figures import SelectionLabel, Share, Whole
from escrutinio.flows.documents.published import PublishedHeading

AdviceCode = Literal["nothing_counted", "finished", "not_projected", "cannot_say", "understates", "agrees"]


class FinalResult(msgspec.Struct, frozen=True, kw_only=True):
    """How a finished count ended.

    Attributes:
        leader: the selection with the most votes; null when several have as many, or the first two stand
            against each other nowhere.
        runner_up: the second; null where there is no leader, or no second.
        lead: of the first over the second.
    """

    leader: str | None
    runner_up: str | None
    lead: Lead | None


class SelectionGap(msgspec.Struct, frozen=True, kw_only=True):
    """How far a selection's share is expected to move.

    Attributes:
        selection: the selection.
        counted: its counted share.
        projected: its projected share.
        low: the lower end of the projection's 90 % interval.
        high: the upper end of it.
        difference: projected less counted.
        outside_interval: whether the counted share lies outside the interval.
    """

    selection: str
    counted: Share
    projected: Share
    low: float
    high: float
    difference: float
    outside_interval: bool


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The count beside the projection.

    Attributes:
        understated: the selection that the count shows lowest against its projection.
        overstated: the selection that it shows highest.
        counted_leader: who leads the count; null when several do.
        projected_leader: who leads the projection.
        leader_changes: whether both are known and not the same.
        counted_lead: points by which the projection's first is ahead of its second in the count, 0 to 1;
            negative when it is behind, null when there is no second.
        projected_lead: the same in the projection.
    """

    understated: SelectionGap
    overstated: SelectionGap
    counted_leader: str | None
    projected_leader: str | None
    leader_changes: bool
    counted_lead: float | None
    projected_lead: float | None


class VoterGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group of registered voters, and how much of it is counted.

    Attributes:
        registered_expected: its voters in the stations file.
        registered_share: the part of them on sheets that are in; null when there are none.
        share_of_expected: its part of all voters in the stations file.
        share_of_reported: its part of the voters on sheets that are in; null when none are in.
        excess: share_of_reported less share_of_expected; 0 when nothing is in.
    """

    registered_expected: Whole
    registered_share: Share | None
    share_of_expected: Share | None
    share_of_reported: Share | None
    excess: float


class RegionGroup(VoterGroup, frozen=True, kw_only=True):
    """The voters of a region.

    Attributes:
        unit: its code.
        name: its name.
    """

    unit: str
    name: str


class KindGroup(VoterGroup, frozen=True, kw_only=True):
    """The voters of a kind of place.

    Attributes:
        kind: the kind, as the stations file names it.
    """

    kind: str


class Representation(msgspec.Struct, frozen=True, kw_only=True):
    """Whose sheets are in, by registered voters.

    Attributes:
        registered_share: the part of all voters on sheets that are in; null when the voters of the expected
            sheets are not known. Then nothing is said of regions and kinds either.
        sheets_share: the part of the expected sheets that is in; null when none is expected.
        level: the level of the regions; empty when there is none.
        regions: all regions.
        regions_over: those that have reported more than others, the farthest first, at most three.
        regions_under: those that have reported less, likewise.
        kinds: all kinds of place; none where the stations file names none.
        kinds_over: as regions_over.
        kinds_under: as regions_under.
        displaced: the part of the counted voters that would have to lie in other regions for an even count.
    """

    registered_share: Share | None
    sheets_share: Share | None
    level: str
    regions: tuple[RegionGroup, ...]
    regions_over: tuple[RegionGroup, ...]
    regions_under: tuple[RegionGroup, ...]
    kinds: tuple[KindGroup, ...]
    kinds_over: tuple[KindGroup, ...]
    kinds_under: tuple[KindGroup, ...]
    displaced: float


class EarlierElection(msgspec.Struct, frozen=True, kw_only=True):
    """The earlier election where sheets are in and where they are missing, in shares of its valid votes.

    Attributes:
        selection: of the earlier election.
        same_selection: whether it is the one that the count understates; if not, it is that election's first.
        where_reported: its share where sheets are in.
        where_missing: its share where sheets are missing.
        whole: its share in both.
    """

    selection: SelectionLabel
    same_selection: bool
    where_reported: Share
    where_missing: Share
    whole: Share


class AdviceDocument(
    PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/advice/3"
):
    """What a reader should make of the count of the headline contest.

    Attributes:
        contest: the headline contest.
        code: nothing_counted: no valid vote is in. not_projected: the election's definition asks for no
            projection. cannot_say: there is none yet. understates: a selection's projected share is a point
            or more from the counted one. agrees: none is. finished: no sheet is missing.
        reason: why there is no projection; empty unless the code is cannot_say.
        result: how it ended; null unless the code is finished.
        comparison: the count beside the projection; null unless the code is understates or agrees.
        representation: whose sheets are in.
        earlier: the earlier election; null without one that matches.
    """

    contest: str
    code: AdviceCode
    reason: str
    result: FinalResult | None
    comparison: Comparison | None
    representation: Representation
    earlier: EarlierElection | None
