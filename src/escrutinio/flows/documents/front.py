"""The front page."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.flows.documents.called import CallsSummary
from escrutinio.flows.documents.chambers import ChamberSummary
from escrutinio.flows.documents.counted import CountedFigures
from escrutinio.flows.documents.figures import CountHeading, SelectionLabel, UtcTime, Whole
from escrutinio.flows.documents.projected import HeadlineProjection
from escrutinio.flows.documents.published import ContestHeading, LawLabel, LevelLabel
from escrutinio.model import ResultsStatus


class Headline(msgspec.Struct, frozen=True, kw_only=True):
    """The contest that the front page is about.

    Attributes:
        contest: its id.
        name: its name.
        counted: its counted figures as a whole.
        projected: what the finished count will probably say; never among what is counted.
    """

    contest: str
    name: str
    counted: CountedFigures
    projected: HeadlineProjection


class OfficeBounds(msgspec.Struct, frozen=True, kw_only=True):
    """What the missing sheets can still change for an office, whatever they hold.

    Attributes:
        id: the office, a role of the law.
        decided: whether nothing can change.
        elected: who is elected whatever happens; null while that is open, or when nobody is.
        leader: who leads the count; null without votes.
        runner_up: the second.
        margin: the leader's votes less those of the second.
        missing: the voters registered on the missing sheets.
        can_be_elected: who can still be elected in the first round.
        run_off_possible: whether there can still be a run-off.
        can_reach_run_off: who can still be in it.
    """

    id: str
    decided: bool
    elected: str | None
    leader: str | None
    runner_up: str | None
    margin: Whole
    missing: Whole
    can_be_elected: tuple[str, ...]
    run_off_possible: bool
    can_reach_run_off: tuple[str, ...]


class MajorityBounds(msgspec.Struct, frozen=True, kw_only=True):
    """What the missing sheets can still change about a chamber's majority, whatever they hold.

    Attributes:
        id: the chamber.
        name: its name.
        decided: whether no list can gain or lose a seat any more.
        majority_decided: whether the majority cannot change any more.
        majority_holder: who has it whatever happens; null when it is open or nobody does.
        can_have_majority: who can still have it.
    """

    id: str
    name: str
    decided: bool
    majority_decided: bool
    majority_holder: str | None
    can_have_majority: tuple[str, ...]


class BoundsSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What the missing sheets can still change, in short.

    Attributes:
        decided: whether nothing can change any more.
        offices: the offices.
        chambers: the chambers.
    """

    decided: bool
    offices: tuple[OfficeBounds, ...]
    chambers: tuple[MajorityBounds, ...]


class FrontDocument(CountHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/front/2"):
    """The front page of a publication.

    The count and, apart from it, the projection, the chambers, the calls and what can still change.

    Attributes:
        publication: the publication's id; it changes with every publication.
        published_at: when it was published. ISO 8601, UTC.
        as_of: the moment of the count. ISO 8601, UTC.
        replay: whether an earlier moment is shown.
        timezone: the election's time zone, as in the IANA database.
        status: how complete the count of the headline contest is (NIST ResultsStatus).
        final: whether no expected sheet of any contest is missing.
        empty: whether nothing is counted.
        law: the law that decides; null when the election names none.
        selections: all selections by id.
        levels: the levels of reporting units.
        contests: the contests.
        headline: the headline contest.
        chambers: the chambers of the law.
        calls: what has been called.
        bounds: what can still change; null without a law.
    """

    publication: str
    published_at: UtcTime
    as_of: UtcTime
    replay: bool
    timezone: str
    status: ResultsStatus
    final: bool
    empty: bool
    law: LawLabel | None
    selections: Mapping[str, SelectionLabel]
    levels: tuple[LevelLabel, ...]
    contests: tuple[ContestHeading, ...]
    headline: Headline
    chambers: tuple[ChamberSummary, ...]
    calls: CallsSummary
    bounds: BoundsSummary | None

    @property
    def contest_ids(self) -> tuple[str, ...]:
        """The ids of the contests."""
        return tuple(contest.id for contest in self.contests)
