"""What a count says of the questions that can be called, and at which of its moments it is asked.

The moments follow from the sheets alone: those at which a mark was reached, and those from which the bounds
decide something. However often somebody looks, the same count gives the same looks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import polars as pl

from escrutinio.flows.call_assessments import (
    Assessment,
    bounds_assessment,
    office_question,
    projected_chances,
    projection_or_silence,
)
from escrutinio.flows.chosen_law import chosen_law, of_body
from escrutinio.flows.count import iso
from escrutinio.flows.decide import Decision, decide
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.calls import Silence
from escrutinio.flows.project import Projection
from escrutinio.flows.resolved import ResolvedSheets, resolved_sheets
from escrutinio.law.evaluation.steps.shown import without_margins
from escrutinio.ledger import coming_in
from escrutinio.ledger.arrivals import CAME_IN
from escrutinio.model import NATION, sheet
from escrutinio.projection.calls import MARKS, Answer, Look, Question, likeliest
from escrutinio.tabulation import SHEETS_EXPECTED


@dataclass(frozen=True)
class Coverage:
    """How much was in at a moment of a count in which something had come in.

    Attributes:
        moment: UTC.
        share: of the expected sheets of the contests that had begun; None where none are expected.
        begun: the contests of which a sheet was in.
    """

    moment: datetime
    share: float | None
    begun: frozenset[str]


class Night:
    """An election's count at any moment up to one, each worked out once and only when it is asked for.

    Args:
        desk: the election.
        until: the moment (UTC); None for all that is known.
        decision: that of the moment, where it is at hand.
        projection: that of the moment, or why there is none, where it is at hand.
    """

    def __init__(
        self,
        desk: Desk,
        until: datetime | None,
        decision: Decision | None = None,
        projection: Projection | Silence | None = None,
    ) -> None:
        self.desk = desk
        self.law, self.choice = chosen_law(desk.election)
        self._until = until
        self._resolved: dict[datetime | None, ResolvedSheets] = {}
        self._decisions = {until: decision} if decision else {}
        self._projections = {until: projection} if projection else {}

    @property
    def decision(self) -> Decision:
        """The decision of the last moment."""
        return self.decision_at(self._until)

    def decision_at(self, moment: datetime | None) -> Decision:
        """The law's answer and its bounds at a moment."""
        if moment not in self._decisions:
            with without_margins():
                self._decisions[moment] = decide(self.desk, moment, resolved=self._sheets(moment))
        return self._decisions[moment]

    def _projection_at(self, moment: datetime | None) -> Projection | Silence:
        if moment not in self._projections:
            counted = self.decision_at(moment).counted
            self._projections[moment] = projection_or_silence(
                self.desk, moment, self._sheets(moment), counted
            )
        return self._projections[moment]

    def _sheets(self, moment: datetime | None) -> ResolvedSheets:
        if moment not in self._resolved:
            self._resolved = {
                moment: resolved_sheets(self.desk, moment)
            }  # of the others only answers are kept
        return self._resolved[moment]

    def _key(self, moment: datetime) -> datetime | None:
        return self._until if moment == self.moment else moment

    @cached_property
    def moment(self) -> datetime | None:
        """When the newest sheet was observed; None when there is none."""
        return self.decision.counted.observed_at

    @property
    def is_complete(self) -> bool:
        """Whether every expected sheet of the contests that the law asks for is in."""
        return not any(map(self.decision.counted.missing_sheets, self.choice.contests.values()))

    @cached_property
    def coverage(self) -> tuple[Coverage, ...]:
        """How much was in at each moment at which something came in, oldest first."""
        contests = sorted(set(self.choice.contests.values()))
        nation = self.decision.counted.sums
        expected = {name: int(nation[name][NATION][SHEETS_EXPECTED].sum()) for name in contests}
        feeds = self.desk.election.feeds.values()
        counts_alone = [feed.id for feed in feeds if feed.figures == "counts"]
        first = (
            # A sheet is in when its votes are, not its counts alone; a place comes in with its tables.
            coming_in(self.desk.ledger, without=counts_alone)
            .filter(pl.col(sheet.CONTEST).is_in(contests))
            .join(self.desk.stations.select(sheet.KEY), on=list(sheet.KEY), how="semi")
            .group_by(sheet.OBSERVED_AT, sheet.CONTEST)
            .agg(pl.col(CAME_IN).sum())
            .sort(sheet.OBSERVED_AT)
        )
        if self._until is not None:
            first = first.filter(pl.col(sheet.OBSERVED_AT) <= self._until)
        reported, due = 0.0, 0
        begun: frozenset[str] = frozenset()
        series: list[Coverage] = []
        for moment, contest, number in first.iter_rows():
            if contest not in begun:
                begun |= {contest}
                due += expected[contest]
            reported += number
            share = round(reported, 9) / due if due else None
            if series and series[-1].moment == moment:
                series.pop()
            series.append(Coverage(moment, share, begun))
        return tuple(series)

    def coverage_at(self, moment: datetime) -> float | None:
        """The share of the expected sheets that were in at a moment."""
        place = bisect_right(self.coverage, moment, key=lambda each: each.moment)
        return self.coverage[place - 1].share if place else None

    def questions(self) -> list[Question]:
        """What can be asked of the law: who is elected to each office, who has a majority in each chamber."""
        decision = self.decision
        offices = sorted({*decision.outcome.offices, *decision.bounds.offices})
        filled = (decision.outcome.chambers, decision.bounds.chambers)
        whole = {name for chambers in filled for name, chamber in chambers.items() if chamber.whole_body}
        return [
            *(
                Question(office_question(*of_body(self.law, self.choice, office), decision), office)
                for office in offices
            ),
            *(Question("majority", chamber) for chamber in sorted(whole)),
        ]

    def bounds_say(self, question: Question, moment: datetime) -> Assessment:
        """What the bounds of a moment say of a question."""
        return bounds_assessment(question, self.decision_at(self._key(moment)).bounds)

    def says(self, question: Question, moment: datetime) -> Assessment:
        """What the bounds and the projection of a moment say of a question."""
        bounds = self.bounds_say(question, moment)
        chances = projected_chances(question, self._projection_at(self._key(moment)))
        if isinstance(chances, Silence):
            return Assessment({}, bounds.sure, bounds.possible, (*bounds.silences, chances))
        return Assessment(chances, bounds.sure, bounds.possible, bounds.silences)


def marks(coverage: Sequence[Coverage]) -> list[datetime]:
    """The moments at which a share of :data:`MARKS` was reached; of several at once there is one look.

    When another contest begins the marks begin anew, for what has come in is then a smaller part of all.
    """
    moments: list[datetime] = []
    begun: frozenset[str] = frozenset()
    reached = 0
    for each in coverage:
        if each.begun != begun:
            begun, reached = each.begun, 0
        level = bisect_right(MARKS, (each.share or 0.0) + 1e-12)
        if level > reached:
            moments.append(each.moment)
            reached = level
    return moments


def first_moment(moments: Sequence[datetime], holds: Callable[[datetime], bool]) -> datetime:
    """The first moment at which something holds that holds at the last one, and once it does does so on."""
    low, high = 0, len(moments) - 1
    while low < high:
        middle = (low + high) // 2
        if holds(moments[middle]):
            high = middle
        else:
            low = middle + 1
    return moments[high]


def looks(
    night: Night,
    after: datetime | None,
    last_looks: Mapping[Question, Look],
    answers: Mapping[Question, Answer],
) -> list[Look]:
    """The looks at a count, oldest first.

    Args:
        night: the count.
        after: the moment of the newest look there was.
        last_looks: question -> the newest look at it.
        answers: question -> the answer that is proposed or called.
    """
    assert night.moment is not None, "something is counted"
    questions = night.questions()
    since = [each.moment for each in night.coverage if after is None or each.moment > after]
    if night.moment not in since and (after is None or night.moment > after):
        since.append(night.moment)  # nothing new, but a sheet that was corrected or taken back
    if not since:
        return []
    asked = [moment for moment in marks(night.coverage) if after is None or moment > after]
    if after is None and night.is_complete:
        # A finished count that nobody has looked at is looked at once: there is nothing left to foresee.
        since, asked = [night.moment], []
    taken = [_look(night, question, moment, answers, mark=True) for moment in asked for question in questions]
    for question in questions:
        moment = _turning_point(night, question, since, last_looks.get(question), answers.get(question))
        if moment is not None and moment not in asked:
            taken.append(_look(night, question, moment, answers, mark=False))
    return sorted(taken, key=lambda look: (look.moment, questions.index(look.question)))


def _turning_point(
    night: Night, question: Question, since: Sequence[datetime], last: Look | None, answer: Answer | None
) -> datetime | None:
    """From when on the bounds say otherwise than at the last look: they decide, or no longer do."""
    now = night.bounds_say(question, since[-1])
    sure_then = last.sure if last else None
    if now.sure != sure_then:
        return first_moment(since, lambda moment: night.bounds_say(question, moment).sure == now.sure)
    out_then = bool(last and answer in last.ruled_out)
    if answer is not None and now.rules_out(answer) and not out_then:
        return first_moment(since, lambda moment: night.bounds_say(question, moment).rules_out(answer))
    return None


def _look(
    night: Night, question: Question, moment: datetime, answers: Mapping[Question, Answer], *, mark: bool
) -> Look:
    says = night.bounds_say(question, moment)
    if mark and says.sure is None:
        says = night.says(question, moment)  # what is sure needs no projection
    asked = answers.get(question)
    ranked = likeliest(says.chances)
    candidates = dict.fromkeys([*([asked] if asked is not None else []), *(each.answer for each in ranked)])
    return Look(
        moment=iso(moment) or "",
        question=question,
        coverage=night.coverage_at(moment),
        chances=ranked,
        sure=says.sure,
        ruled_out=tuple(answer for answer in candidates if says.rules_out(answer)),
        mark=mark,
    )
