"""The front page."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.bounds import Sharpness, WithoutBounds
from escrutinio.flows.documents.called import CallsSummary
from escrutinio.flows.documents.chambers import ChamberSummary
from escrutinio.flows.documents.counted import CountedFigures
from escrutinio.flows.documents.figures import CountHeading, SelectionLabel, UtcTime, Whole
from escrutinio.flows.documents.names import NamesByLanguage
from escrutinio.flows.documents.projected import HeadlineProjection
from escrutinio.flows.documents.published import ContestHeading, LawLabel, LevelLabel
from escrutinio.flows.documents.results import OfficeResult
from escrutinio.model import NATION, ResultsStatus

_LISTS_NAMED = 8


class UnitsLed(SelectionLabel, frozen=True, kw_only=True):
    """A list, and in how many units it alone has the most votes.

    Attributes:
        number: of units.
    """

    number: Whole


class DecidedInUnits(msgspec.Struct, frozen=True, kw_only=True):
    """How far a contest is that is decided unit by unit, where no law says who wins.

    Attributes:
        level: that of its units.
        units: how many they are; null while it is not known which sheets are expected.
        reported: in so many of them some sheet is counted.
        counted: in so many of them every sheet is; null as above.
        leading: lists that alone have the most votes in some unit, the most units first; of candidates those
            that they stand for.
        others: units in which somebody alone has the most votes who stands for no list that is known.
    """

    level: LevelLabel
    units: Whole | None
    reported: Whole
    counted: Whole | None
    leading: tuple[UnitsLed, ...]
    others: Whole

    @property
    def finished(self) -> bool:
        """Whether every sheet of every unit is counted."""
        return self.units is not None and self.counted == self.units

    @property
    def largest(self) -> tuple[UnitsLed, ...]:
        """The lists that a sentence names."""
        return self.leading[:_LISTS_NAMED]

    @property
    def elsewhere(self) -> int:
        """The units that others lead."""
        return self.others + sum(entry.number for entry in self.leading[_LISTS_NAMED:])


class Headline(msgspec.Struct, frozen=True, kw_only=True):
    """The contest that the front page is about.

    Attributes:
        contest: its id.
        name: its name.
        counted: its counted figures as a whole.
        projected: what the finished count will probably say; never among what is counted.
        units: how far its units are, where it is decided unit by unit and no law says who wins; else null.
    """

    contest: str
    name: str
    counted: CountedFigures
    projected: HeadlineProjection
    units: DecidedInUnits | None = None


class OfficeBounds(msgspec.Struct, frozen=True, kw_only=True):
    """What the missing sheets can still change for an office, whatever they hold.

    Attributes:
        id: the office, a role of the law.
        decided: whether nothing can change.
        elected: who is elected whatever happens; null while that is open, or when nobody is.
        leader: who leads the count; null without votes.
        runner_up: the second.
        margin: the leader's votes less those of the second.
        missing: the most votes that the missing sheets can hold: their registered voters, as far as they are
            known, each with the votes that a ballot has.
        unknown_sheets: missing sheets whose registered voters are not known; while there are any, nothing is
            decided.
        can_be_elected: who can still be elected, in the first round where there are two.
        run_off_possible: whether there can still be a run-off.
        run_off_sure: whether there is one whatever happens.
        can_reach_run_off: who can still be in it.
        nobody_possible: whether the votes can still leave it open who is elected, by a tie or because nobody
            has the majority that the law asks for.
        adopting: of a ballot measure, the id of the answer that adopts it, and ``elected`` is the answer
            that it ends with; null for an office.
    """

    id: str
    decided: bool
    elected: str | None
    leader: str | None
    runner_up: str | None
    margin: Whole
    missing: Whole
    unknown_sheets: Whole
    can_be_elected: tuple[str, ...]
    run_off_possible: bool
    run_off_sure: bool
    can_reach_run_off: tuple[str, ...]
    nobody_possible: bool
    adopting: str | None = None


class MajorityBounds(msgspec.Struct, frozen=True, kw_only=True):
    """What the missing sheets can still change about a chamber's majority, whatever they hold.

    Attributes:
        id: the chamber.
        name: its name.
        decided: whether no list can gain or lose a seat any more.
        majority_decided: whether the majority cannot change any more.
        majority_holder: who has it whatever happens; null when it is open or nobody does.
        can_have_majority: who can still have it.
        unknown_sheets: missing sheets whose registered voters are not known; while there are any, the chamber
            is not decided.
    """

    id: str
    name: str
    decided: bool
    majority_decided: bool
    majority_holder: str | None
    can_have_majority: tuple[str, ...]
    unknown_sheets: Whole


class BoundsSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What the missing sheets can still change, in short.

    Attributes:
        sharpness: "sharp" if some content of the missing sheets brings about each thing that is called
            possible; "sound" if nothing else is possible, but perhaps less; "none" if there are no bounds for
            this law yet.
        without: the rules of the law that have no bounds, and why.
        not_stated: which figure the law goes by that not all counted sheets state, so that there are no
            bounds; empty as a rule.
        decided: whether nothing can change any more; false where there are no bounds.
        open_sheets: sheets that are in and do not state all votes that they may hold: those that they state
            count, and whoever has not voted there may still.
        offices: the offices.
        chambers: the chambers.
    """

    sharpness: Sharpness
    without: tuple[WithoutBounds, ...]
    not_stated: str
    decided: bool
    open_sheets: Whole
    offices: tuple[OfficeBounds, ...]
    chambers: tuple[MajorityBounds, ...]


class FrontDocument(CountHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/front/6"):
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
        law_problem: why the law that is named decides nothing; null when it decides, or none is named.
        names: names in several languages, of what has them.
        selections: all selections by id.
        levels: the levels of reporting units.
        contests: the contests.
        headline: the headline contest.
        results: what can be said of each office that the law fills.
        chambers: the chambers of the law.
        calls: what has been called.
        bounds: what can still change; null without a law.
        places_on_map: polling places of the headline contest whose coordinates are known.
        levels_on_map: levels whose units can be drawn with their boundaries.
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
    law_problem: str | None
    names: NamesByLanguage
    selections: Mapping[str, SelectionLabel]
    levels: tuple[LevelLabel, ...]
    contests: tuple[ContestHeading, ...]
    headline: Headline
    results: tuple[OfficeResult, ...]
    chambers: tuple[ChamberSummary, ...]
    calls: CallsSummary
    bounds: BoundsSummary | None
    places_on_map: Whole
    levels_on_map: tuple[str, ...]

    @property
    def contest_ids(self) -> tuple[str, ...]:
        """The ids of the contests."""
        return tuple(contest.id for contest in self.contests)

    def decided_in_parts(self, contest: str, level: str = NATION) -> bool:
        """Whether a contest is decided in parts of a level's units, where the most votes decide nothing.

        Where a law decides the contest, it says what follows from the parts, and the answer is no.
        """
        decided_at = next((entry.level for entry in self.contests if entry.id == contest), NATION)
        law = self.law if self.law_problem is None else None
        if decided_at == NATION or (law is not None and contest in law.contests.values()):
            return False
        parents = {entry.id: entry.parent for entry in self.levels}
        while level not in (decided_at, NATION):
            level = parents.get(level, NATION)
        return level != decided_at
