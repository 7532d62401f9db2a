"""Where figures come from: a publication, or the ledger as it stood at an earlier moment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import polars as pl

from escrutinio.flows.count import count, unit_names
from escrutinio.flows.decide import Decision, decide
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.chambers import ChamberSummary, ListSeatEstimate, ProjectedSeats
from escrutinio.flows.documents.counted import CountedFigures
from escrutinio.flows.documents.explain import LeadMovement
from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.night import NightPoint
from escrutinio.flows.documents.projected import FirstRoundChances, ShareEstimate
from escrutinio.flows.earlier_seats import EarlierSeats
from escrutinio.flows.projected_contest import headline_contest
from escrutinio.flows.publication import front, night, store
from escrutinio.flows.publication.counted import counted_figures, labelled
from escrutinio.flows.publication.earlier import NO_EARLIER
from escrutinio.flows.publication.expression import Expression, Names, unknown
from escrutinio.flows.publication.movement import explained
from escrutinio.flows.publication.projecting import selection_chances
from escrutinio.flows.publication.reading import NO_PROJECTION, Publication
from escrutinio.flows.resolved import ResolvedSheets, resolved_sheets
from escrutinio.flows.results import selection_label
from escrutinio.law.evaluation.steps.shown import without_margins
from escrutinio.model import NATION, Election, EscrutinioError, UnknownFigure
from escrutinio.model.names import folded
from escrutinio.tabulation import UNIT, unit_figures


@dataclass(frozen=True)
class ProjectedShares:
    """Projected shares of a unit with their 90 % intervals.

    Attributes:
        selections: selection -> its share of the valid votes; those that do not stand are absent.
        turnout: None where it was not kept.
    """

    selections: Mapping[str, ShareEstimate]
    turnout: ShareEstimate | None


@dataclass(frozen=True)
class LeadShift:
    """How the lead of the headline contest moved; None, and why, where that cannot be said."""

    lead: LeadMovement | None
    reason: str


class FigureSource(ABC):
    """What figures are made of, at one moment."""

    as_of: datetime
    election: Election

    @cached_property
    @abstractmethod
    def names(self) -> Names:
        """What an expression may name."""

    @abstractmethod
    def counted(self, contest: str, level: str, unit: str) -> CountedFigures:
        """Counted figures of a unit."""

    @abstractmethod
    def projected(self, contest: str, level: str, unit: str) -> ProjectedShares | None:
        """Projected shares of a unit; None where nothing is projected."""

    @abstractmethod
    def why_not_projected(self, contest: str) -> str:
        """Why nothing is projected."""

    @abstractmethod
    def chamber(self, chamber: str) -> ChamberSummary:
        """A chamber."""

    @abstractmethod
    def first_round(self) -> FirstRoundChances | None:
        """How the first round may end; None where nothing is projected."""

    @abstractmethod
    def movement(self) -> LeadShift:
        """How the lead of the headline contest moved."""

    @abstractmethod
    def unit_names(self, contest: str, level: str) -> dict[str, str]:
        """Code -> name."""

    def standing(self, contest_id: str) -> list[str]:
        """The selections that have not withdrawn."""
        contest = self.election.contests[contest_id]
        return [name for name in contest.selections if name not in contest.withdrawn]

    def selection_label(self, selection: str) -> SelectionLabel:
        """Who a selection is."""
        return selection_label(self.election, selection)

    def contest_name(self, contest: str) -> str:
        """The contest's name."""
        return self.election.contests[contest].name

    def level_name(self, level_id: str) -> str:
        """The level's name."""
        return next(level.name for level in self.election.levels if level.id == level_id)

    def unit_name(self, asked: Expression) -> str:
        """The name of a unit that is given by its code."""
        return self.unit_names(asked.about, asked.level)[asked.unit]

    def unit_code(self, asked: Expression, text: str) -> str:
        """The code of the unit that an expression names by code or name.

        Raises:
            UnknownFigure: there is none, or several have the name.
        """
        if asked.level == NATION:
            return NATION
        names = self.unit_names(asked.about, asked.level)
        if asked.unit in names:
            return asked.unit
        wanted = folded(asked.unit)
        codes = [code for code, name in names.items() if folded(name) == wanted]
        if len(codes) == 1:
            return codes[0]
        if codes:
            raise UnknownFigure(
                f"{len(codes)} units are called {asked.unit!r}",
                where=text,
                hint=f"Give its code, one of: {', '.join(sorted(codes)[:8])}.",
            )
        raise unknown(asked.level, asked.unit, [*names.values(), *names], text)


def _names(election: Election, chambers: tuple[str, ...]) -> Names:
    headline = headline_contest(election)
    lists = {contest.id: contest.selections for contest in election.contests.values()}
    # Seats can go to the lists of any contest.
    stands = {
        name
        for contest in election.contests.values()
        for name in contest.selections
        if name not in contest.withdrawn
    }
    order = [*lists[headline], *election.selections]
    return Names(
        headline=headline,
        lists=lists,
        levels={contest.id: contest.levels for contest in election.contests.values()},
        chambers=chambers,
        office_lists=tuple(dict.fromkeys(name for name in order if name in stands)),
    )


class CurrentFigures(FigureSource):
    """A publication."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self.as_of = publication.as_of
        self.election = publication.election

    @cached_property
    def names(self) -> Names:
        """See :class:`FigureSource`."""
        return _names(self.election, tuple(chamber.id for chamber in self._publication.front.chambers))

    def counted(self, contest: str, level: str, unit: str) -> CountedFigures:
        """See :class:`FigureSource`."""
        return self._publication.unit_summary(contest, level, unit).counted

    def projected(self, contest: str, level: str, unit: str) -> ProjectedShares | None:
        """See :class:`FigureSource`."""
        projected = self._publication.unit_summary(contest, level, unit).projected
        if projected is None:
            return None
        return ProjectedShares(
            {
                estimate.id: ShareEstimate(share=estimate.share, low=estimate.low, high=estimate.high)
                for estimate in projected.selections
            },
            projected.turnout,
        )

    def why_not_projected(self, contest: str) -> str:
        """See :class:`FigureSource`."""
        status = self._publication.projections.get(contest, NO_PROJECTION)
        return status.reason or "there is no projection of it"

    def chamber(self, chamber: str) -> ChamberSummary:
        """See :class:`FigureSource`."""
        return next(entry for entry in self._publication.front.chambers if entry.id == chamber)

    def first_round(self) -> FirstRoundChances | None:
        """See :class:`FigureSource`."""
        return self._publication.front.headline.projected.first_round

    def movement(self) -> LeadShift:
        """See :class:`FigureSource`."""
        document = self._publication.movement
        return LeadShift(document.explanation.lead if document.explanation else None, document.reason)

    def unit_names(self, contest: str, level: str) -> dict[str, str]:
        """See :class:`FigureSource`."""
        return self._publication.unit_names(contest, level)


class HistoricalFigures(FigureSource):
    """The ledger at an earlier moment, with the series of the night for what was projected."""

    def __init__(self, desk: Desk, moment: datetime) -> None:
        self._desk = desk
        self.as_of = moment
        self.election = desk.election

    @cached_property
    def names(self) -> Names:
        """See :class:`FigureSource`."""
        chambers = self._decision.outcome.chambers if self._decision else ()
        return _names(self.election, tuple(chambers))

    @cached_property
    def _resolved(self) -> ResolvedSheets:
        return resolved_sheets(self._desk, self.as_of)

    @cached_property
    def _decision(self) -> Decision | None:
        try:
            with without_margins():
                return decide(self._desk, self.as_of, resolved=self._resolved)
        except EscrutinioError:
            return None

    @cached_property
    def _point(self) -> NightPoint | None:
        path = store.published(self.election.folder) / night.FILE
        points = night.points(path, self.as_of, rehearsal=self._desk.rehearsing)
        return points[-1] if points else None

    def counted(self, contest: str, level: str, unit: str) -> CountedFigures:
        """See :class:`FigureSource`."""
        sums = count(self._desk, self.as_of, levels=[level], resolved=self._resolved).sums[contest][level]
        row = sums.row(by_predicate=pl.col(UNIT) == unit, named=True)
        of = self.election.contests[contest]
        return counted_figures(
            unit_figures(row, of, all_listed=self.election.stations.complete), self.election, of
        )

    def projected(self, contest: str, level: str, unit: str) -> ProjectedShares | None:
        """See :class:`FigureSource`."""
        point = self._point
        if point is None or not point.available or contest != point.contest or level != NATION:
            return None
        return ProjectedShares(
            {
                name: ShareEstimate(share=entry.projected, low=entry.low, high=entry.high)
                for name, entry in point.selections.items()
                if entry.projected is not None and entry.low is not None and entry.high is not None
            },
            point.turnout,
        )

    def why_not_projected(self, contest: str) -> str:
        """See :class:`FigureSource`."""
        return "" if self._point is None else "nothing was projected of it then"

    def chamber(self, chamber: str) -> ChamberSummary:
        """See :class:`FigureSource`."""
        assert self._decision is not None, "chambers are named by the decision"
        return next(
            entry
            for entry in front.chamber_summaries(
                self._decision, self._projected_seats, NO_EARLIER, EarlierSeats()
            )
            if entry.id == chamber
        )

    @cached_property
    def _projected_seats(self) -> Mapping[str, ProjectedSeats]:
        chambers = self._point.chambers if self._point else {}
        return {
            name: ProjectedSeats(
                lists=tuple(
                    labelled(
                        ListSeatEstimate,
                        self.selection_label(selection),
                        seats=estimate.seats,
                        low=estimate.low,
                        high=estimate.high,
                    )
                    for selection, estimate in chamber.projected.items()
                ),
                majority=selection_chances(chamber.majority or {}, self.election),
                two_thirds=(),
            )
            for name, chamber in chambers.items()
            if chamber.projected is not None
        }

    def first_round(self) -> FirstRoundChances | None:
        """See :class:`FigureSource`."""
        point = self._point
        if point is None or point.run_off is None:
            return None
        chances = {name: entry.chance for name, entry in point.selections.items() if entry.chance is not None}
        elected = selection_chances(chances, self.election)
        return FirstRoundChances(elected=elected, run_off=point.run_off, pairs=())

    def movement(self) -> LeadShift:
        """See :class:`FigureSource`."""
        explanation, reason = explained(self._desk, self.as_of, self._resolved, draws=1)
        return LeadShift(explanation.lead if explanation else None, reason)

    def unit_names(self, contest: str, level: str) -> dict[str, str]:
        """See :class:`FigureSource`."""
        return unit_names(self._desk.stations.filter(pl.col("contest") == contest), level)
