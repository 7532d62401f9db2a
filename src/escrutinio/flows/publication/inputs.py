"""What is published of a moment: its count, decision and projections, each worked out once."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import msgspec
import polars as pl

from escrutinio.flows.call_assessments import FAULTS
from escrutinio.flows.chosen_law import first_rounds
from escrutinio.flows.count import Count, count, iso
from escrutinio.flows.decide import Decision, decide
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.boundaries import LevelMap
from escrutinio.flows.documents.project import ProjectDocument
from escrutinio.flows.documents.projected import ProjectionStatus
from escrutinio.flows.earlier_seats import EarlierSeats, read_earlier_seats
from escrutinio.flows.project import Projection, project
from escrutinio.flows.project_document import poll_sentences, projection_document
from escrutinio.flows.projected_contest import DRAWS, SEED, draws_by_unit, headline_contest, other_contest
from escrutinio.flows.publication import frames
from escrutinio.flows.publication.boundaries import level_maps
from escrutinio.flows.publication.earlier import NO_EARLIER, earlier_frame
from escrutinio.flows.resolved import ResolvedSheets
from escrutinio.ledger.checks import Context
from escrutinio.model import EscrutinioError
from escrutinio.projection import CannotSay, Settings


@dataclass(frozen=True)
class PublicationInputs:
    """Everything of a moment, worked out once; what cannot be had is None, and why stands beside it.

    Attributes:
        until: only what had been received by then counts; None: all.
        now: the time of the publication.
        resolved: the sheets that stand at this moment.
    """

    desk: Desk
    until: datetime | None
    now: datetime
    resolved: ResolvedSheets

    @cached_property
    def counted(self) -> Count:
        """The count."""
        return count(self.desk, self.until, resolved=self.resolved)

    @cached_property
    def first(self) -> str:
        """The contest that is projected and compared with the earlier election: of two rounds, the first."""
        return headline_contest(self.desk.election)

    @cached_property
    def headline(self) -> str:
        """The contest that the front page is about: a second round once it is counted."""
        for second, first in first_rounds(self.desk.election).items():
            if first == self.first and self.counted.nation(second).sheets_reported:
                return second
        return self.first

    @cached_property
    def as_of(self) -> str:
        """The moment itself, as ISO 8601 has it."""
        moment = iso(self.until or self.resolved.observed_at or self.now)
        assert moment is not None, "now is always known"
        return moment

    @property
    def decision(self) -> Decision | None:
        """What the law decides; None without a law, or where it decides nothing."""
        return self._decided[0]

    @property
    def law_problem(self) -> str | None:
        """Why the law that the election names decides nothing."""
        return self._decided[1]

    @cached_property
    def _decided(self) -> tuple[Decision | None, str | None]:
        if self.desk.election.law is None:
            return None, None
        try:
            return decide(self.desk, self.until, resolved=self.resolved, counted=self.counted), None
        except EscrutinioError as error:
            return None, error.message  # it is counted all the same

    @cached_property
    def projection(self) -> Projection | None:
        """That of the first contest; None where there is none."""
        return self._projected[0]

    @cached_property
    def projections(self) -> dict[str, ProjectDocument | ProjectionStatus]:
        """Contest -> its projection, or why there is none; the first contest first."""
        projection, document = self._projected
        documents = {self.first: document}
        for contest in self.desk.election.contests.values():
            if projection is not None and contest.id != self.first:
                documents[contest.id] = self._other(projection, contest.id)
        return documents

    @cached_property
    def _projected(self) -> tuple[Projection | None, ProjectDocument | ProjectionStatus]:
        if self.desk.election.projection is None:
            reason = "This election is counted without a projection."
            return None, ProjectionStatus(available=False, reason=reason, set_up=False)
        # A projection is the one part that looks into the future: if it fails, the count is published.
        try:
            projection = project(self.desk, self.until, resolved=self.resolved, counted=self.counted)
            document = projection_document(projection)
            if document.polls is not None and document.polls.alone:
                # No figure, picture or story of the count may rest on polls: they stand as a sentence.
                reason = poll_sentences(document, self.desk.election)
                return projection, ProjectionStatus(available=False, reason=reason)
            return projection, _writable(document)
        except EscrutinioError as error:
            return None, ProjectionStatus(available=False, reason=error.message)
        except FAULTS as error:
            return None, _faulty(error)

    def _other(self, projection: Projection, contest_id: str) -> ProjectDocument | ProjectionStatus:
        contest = self.desk.election.contests[contest_id]
        try:
            shown = other_contest(
                projection.headline, contest, projection.sheets, self.desk, DRAWS, SEED, Settings()
            )
            if isinstance(shown.draws, CannotSay):
                return ProjectionStatus(available=False, reason=shown.draws.reason)
            units = draws_by_unit(shown, shown.region, DRAWS, SEED)
            projected = replace(projection, shown=shown, level=shown.region, units=units)
            return _writable(projection_document(projected))
        except EscrutinioError as error:
            return ProjectionStatus(available=False, reason=error.message)
        except FAULTS as error:
            return _faulty(error)

    @cached_property
    def units(self) -> pl.DataFrame:
        """The figures of every unit of every contest."""
        return frames.units_frame(self.counted)

    @cached_property
    def vote_types(self) -> pl.DataFrame:
        """The figures of every unit by vote type."""
        types = [vote_type.id for vote_type in self.desk.election.vote_types]
        counts = [count(self.desk, self.until, resolved=self.resolved, vote_type=kind) for kind in types]
        return frames.vote_types_frame(counts)

    @cached_property
    def places(self) -> pl.DataFrame:
        """Polling places of the headline contest with coordinates."""
        level = frames.place_level(self.desk.election)
        return frames.places_frame(self.units, self.desk.stations, self.headline, level)

    @cached_property
    def boundaries(self) -> tuple[LevelMap, ...]:
        """The maps of the levels that have boundaries."""
        return level_maps(self.desk.election, self.units, self.headline)

    @cached_property
    def earlier(self) -> pl.DataFrame:
        """The first contest beside the earlier election, unit by unit; none where that cannot be read."""
        try:
            return earlier_frame(self.counted, self.first)
        except EscrutinioError:
            return NO_EARLIER  # the projection says why: it is counted all the same

    @cached_property
    def earlier_seats(self) -> EarlierSeats:
        """Who had which seats last time; none where that cannot be read."""
        try:
            return read_earlier_seats(self.desk.election)
        except EscrutinioError:
            return EarlierSeats()  # a finding says why

    @cached_property
    def context(self) -> Context:
        """What the checks look at."""
        return Context(self.desk.election, self.desk.ledger, self.desk.stations, self.until)


def _faulty(error: BaseException) -> ProjectionStatus:
    what = (
        str(error) if isinstance(error, ArithmeticError | ValueError) else f"{type(error).__name__}: {error}"
    )
    return ProjectionStatus(available=False, reason=f"The projection cannot be worked out: {what}")


def _writable(document: ProjectDocument) -> ProjectDocument:
    """The document; ValueError when a number in it is none that JSON can write."""
    json.dumps(msgspec.to_builtins(document), allow_nan=False)
    return document
