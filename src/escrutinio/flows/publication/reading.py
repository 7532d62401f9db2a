"""Reads a publication: a frozen object that loads its parts when they are asked for, and keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import polars as pl

from escrutinio.flows.chosen_law import with_persons_of_first_rounds
from escrutinio.flows.documents.advice import AdviceDocument
from escrutinio.flows.documents.boundaries import LevelMap
from escrutinio.flows.documents.called import CallsDocument
from escrutinio.flows.documents.contests import ContestDocument
from escrutinio.flows.documents.explain import MovementDocument
from escrutinio.flows.documents.findings import FindingsDocument
from escrutinio.flows.documents.forensics import ForensicsDocument
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.night import NightDocument
from escrutinio.flows.documents.photographs import Photograph
from escrutinio.flows.documents.places import PlacesDocument
from escrutinio.flows.documents.projected import ProjectionStatus
from escrutinio.flows.documents.published import PublishedHeading
from escrutinio.flows.documents.seat_draws import SeatDrawsDocument
from escrutinio.flows.documents.source_differences import SourceDifferencesDocument
from escrutinio.flows.documents.unit import UnitDocument, UnitSummary
from escrutinio.flows.documents.what_if import WhatIfDocument
from escrutinio.flows.publication import store
from escrutinio.flows.publication.frame_documents import findings_document, places_document
from escrutinio.flows.publication.frames import FRAMES, LEVEL, NAME, UNIT_NAMES, VOTE_TYPES
from escrutinio.flows.publication.languages import Renaming, body_name, chamber_by_contest
from escrutinio.flows.publication.published_outcome import PublishedOutcome
from escrutinio.flows.publication.unit_page import UnitPages
from escrutinio.flows.publication.updates import FeedEntry, updates
from escrutinio.flows.results import selection_label
from escrutinio.ledger.parquet_file import read_parquet
from escrutinio.model import (
    NATION,
    Election,
    LedgerError,
    UsageError,
    in_language,
    load_election,
    name_in,
)
from escrutinio.model.files import sha256_of
from escrutinio.model.text import many_of
from escrutinio.model.translations import SOURCE
from escrutinio.tabulation import UNIT

_DOCUMENTS = (
    "front",
    "advice",
    "outcome",
    "calls",
    "movement",
    "night",
    "seat_draws",
    "what_if",
    "projections",
    "source_differences",
    "boundaries",
    "odd_sheets",
    "photographs",
)
NO_PROJECTION = ProjectionStatus(available=False, reason="")
_T = TypeVar("_T")
_Document = TypeVar("_Document", bound=msgspec.Struct)


@dataclass(frozen=True, eq=False)
class Publication:
    """What was published at one moment.

    Every document is a Struct of :mod:`escrutinio.flows.documents`. Loading a part raises LedgerError when
    the publication has meanwhile been removed; :meth:`load` loads all parts at once, for work that takes
    longer.

    Attributes:
        folder: its own folder.
        about: its id and its moments.
        plain: the same with the plain names, where this one has those of a language.
        language: that language.
    """

    folder: Path
    about: store.About
    plain: Publication | None = None
    language: str = ""

    def in_language(self, language: str) -> Publication:
        """The same with the names for readers of a language; itself where they get the plain ones."""
        known = self._in_languages
        if language not in known:
            shown = replace(self, plain=self, language=language)
            same = shown.election == self.election and not shown.names_of_units
            same = same and not shown.renames_chamber
            known[language] = self if same else shown
        return known[language]

    @property
    def id(self) -> str:
        """A sortable moment and a hash of the content; another content has another id."""
        return self.about.id

    @property
    def as_of(self) -> datetime:
        """The moment of the count (UTC)."""
        return datetime.fromisoformat(self.about.as_of)

    @property
    def published_at(self) -> datetime:
        """The moment of publication (UTC)."""
        return datetime.fromisoformat(self.about.published_at)

    @cached_property
    def election(self) -> Election:
        """The election's definition as it was published; its folder is the election's own."""
        if self.plain is not None:
            return in_language(self.plain.election, self.language)
        try:
            election = load_election(self.folder)
        except UsageError as error:
            raise self._gone(error.message) from None
        return with_persons_of_first_rounds(replace(election, folder=self.folder.parent.parent))

    @cached_property
    def front(self) -> FrontDocument:
        """The front page."""
        return self._document("front", FrontDocument)

    @cached_property
    def heading(self) -> PublishedHeading:
        """What every document of this publication begins with."""
        front = self.front
        return PublishedHeading(
            election=front.election,
            note=front.note,
            rehearsal=front.rehearsal,
            publication=self.id,
            as_of=front.as_of,
        )

    @cached_property
    def advice(self) -> AdviceDocument:
        """What a reader should make of the count."""
        return self._document("advice", AdviceDocument)

    @cached_property
    def outcome(self) -> PublishedOutcome | None:
        """The law's decision with its derivation; None without a law."""
        document = self._decoded("outcome", object)
        return PublishedOutcome(document) if isinstance(document, dict) else None

    @cached_property
    def calls(self) -> CallsDocument:
        """Calls and retractions."""
        return self._document("calls", CallsDocument)

    @cached_property
    def night(self) -> NightDocument:
        """The series of the night up to this publication."""
        return self._document("night", NightDocument)

    @cached_property
    def seat_draws(self) -> SeatDrawsDocument:
        """The seats in each simulated finished count."""
        return self._document("seat-draws", SeatDrawsDocument)

    @cached_property
    def what_if(self) -> WhatIfDocument:
        """What is supposed of the missing votes."""
        return self._document("what-if", WhatIfDocument)

    @cached_property
    def movement(self) -> MovementDocument:
        """Why the count of the headline contest moved."""
        return self._document("movement", MovementDocument)

    @cached_property
    def updates(self) -> tuple[FeedEntry, ...]:
        """Updates and calls for a feed, the newest first."""
        return updates(self.night, self.calls)

    @cached_property
    def projections(self) -> Mapping[str, ProjectionStatus]:
        """Contest -> whether it is projected; a contest that is absent is not."""
        return self._decoded("projections", dict[str, ProjectionStatus])

    @cached_property
    def findings(self) -> FindingsDocument:
        """All findings, the most severe first, with counts by severity and by check."""
        return findings_document(self.heading, self.frame("findings"))

    @cached_property
    def source_differences(self) -> SourceDifferencesDocument:
        """Where the sources of the sheets differ."""
        return self._document("source-differences", SourceDifferencesDocument)

    @cached_property
    def odd_sheets(self) -> ForensicsDocument | None:
        """The sheets that a person has published as worth a look; None where nobody has."""
        return self._decoded("odd-sheets", ForensicsDocument | None)  # type: ignore[arg-type]

    @cached_property
    def boundaries(self) -> tuple[LevelMap, ...]:
        """The maps of the levels whose boundaries the election names; or why there is none."""
        return self._decoded("boundaries", tuple[LevelMap, ...])

    @cached_property
    def photographs(self) -> Mapping[tuple[str, str], Mapping[str, Photograph]]:
        """Contest and unit -> selection -> the photograph of who stands for it there."""
        if self.plain is not None:
            return self.plain.photographs
        known: dict[tuple[str, str], dict[str, Photograph]] = {}
        for photograph in self._decoded("photographs", tuple[Photograph, ...]):
            known.setdefault((photograph.contest, photograph.unit), {})[photograph.selection] = photograph
        return known

    @cached_property
    def places(self) -> PlacesDocument:
        """Polling places with coordinates, for the dot map of the headline contest."""
        contest = self.election.contests[self.front.headline.contest]
        return places_document(self.heading, self.frame("places"), contest, self.election)

    def contest(self, contest_id: str) -> ContestDocument:
        """A contest and its figures as a whole.

        Raises:
            UsageError: there is no such contest.
        """
        contest = next((each for each in self.front.contests if each.id == contest_id), None)
        if contest is None:
            raise UsageError(
                f"there is no contest {contest_id!r}",
                hint=f"There are: {many_of(self.front.contest_ids)}.",
            )
        return ContestDocument(
            **msgspec.structs.asdict(self.heading),
            contest=contest,
            selections=tuple(selection_label(self.election, name) for name in contest.selections),
            projection=self.projections.get(contest_id, NO_PROJECTION),
            nation=self.unit(contest_id, NATION, NATION),
        )

    def unit(self, contest: str, level: str, unit: str) -> UnitDocument:
        """A unit: its figures, the units it lies in and those below it, or its sheets.

        Raises:
            UsageError: there is no such unit.
        """
        return self._pages.document(self.heading, contest, level, unit)

    def unit_summary(self, contest: str, level: str, unit: str) -> UnitSummary:
        """A unit and its figures, without its surroundings.

        Raises:
            UsageError: there is no such unit.
        """
        return self._pages.summary(contest, level, unit)

    def units(self, contest: str) -> Iterator[tuple[str, str]]:
        """Level and code of every unit of a contest, the nation first."""
        yield from self._pages.keys(contest)

    def unit_names(self, contest: str, level: str) -> dict[str, str]:
        """Code -> name of the units of a level."""
        wanted = (pl.col("contest") == contest) & (pl.col(LEVEL) == level)
        return dict(self.frame("units").filter(wanted).select(UNIT, NAME).iter_rows())

    def frame(self, name: str) -> pl.DataFrame:
        """One of the frames: units, projected, sheets, versions, findings, places or earlier.

        Raises:
            LedgerError: the publication has been removed.
        """
        frame = self._frames.get(name)
        if frame is None:
            frame = self._frames[name] = self._read_frame(name)
        return frame

    def _read_frame(self, name: str) -> pl.DataFrame:
        if self.plain is not None:
            frame = self.plain.frame(name)
            if name != "units":
                return frame
            # The name of the whole is the election's.
            frame = frame.join(self._named_units, on=[LEVEL, UNIT], how="left", maintain_order="left")
            whole = pl.when(pl.col(LEVEL) == NATION).then(pl.lit(self.election.name))
            named = whole.otherwise(pl.coalesce("shown", NAME)).alias(NAME)
            return frame.with_columns(named).drop("shown")
        table = self.folder / f"{name}.parquet"
        try:
            digest = self.about.digests.get(table.name)
            if digest is not None and sha256_of(table) != digest:
                raise self._gone(f"{table.name} has been changed since it was written")
            return read_parquet(table)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise self._gone(str(error)) from None

    def load(self) -> Publication:
        """This publication with all parts loaded: it can be read on when its folder is gone."""
        for name in FRAMES:
            self.frame(name)
        for name in _DOCUMENTS:
            getattr(self, name)
        _ = self.election
        return self

    @cached_property
    def _named_units(self) -> pl.DataFrame:
        """Level and code of the units that have a name in this language, and the name (``shown``)."""
        languages = self.election.stations.languages
        chosen = name_in({tag: tag for tag in languages}, self.language, "")
        names = self.frame(UNIT_NAMES).filter(pl.col("language") == chosen)
        return names.select(LEVEL, UNIT, pl.col("name").alias("shown"))

    @cached_property
    def names_of_units(self) -> Mapping[tuple[str, str], str]:
        """Code and plain name of a unit -> its name for readers of this language, where that is another."""
        if self.plain is None or not self.election.stations.languages:
            return {}
        units = self.plain.frame("units").select(LEVEL, UNIT, NAME).unique()
        pairs = units.join(self._named_units, on=[LEVEL, UNIT]).filter(pl.col(NAME) != pl.col("shown"))
        return {(unit, plain): shown for _, unit, plain, shown in pairs.iter_rows()}

    @cached_property
    def renames_chamber(self) -> bool:
        """Whether the chamber goes by another name here than by the law's."""
        law, plain = self.election.law, self.plain
        if law is None or plain is None:
            return False
        # Most elections are seen at once to have nothing to rename for readers of the law's own language.
        named = any(self.election.contests[of].names for of in law.contests.values())
        if self.language == SOURCE and not named:
            return False
        known = {chamber.id: chamber.name for chamber in plain.front.chambers}
        names = chamber_by_contest(self.election, known)
        return any(names.get(key, body_name(name, self.language)) != name for key, name in known.items())

    @cached_property
    def _in_languages(self) -> dict[str, Publication]:
        return {}

    @cached_property
    def _renaming(self) -> Renaming | None:
        return (
            Renaming(
                self.plain.election,
                self.election,
                self.names_of_units,
                [chamber.id for chamber in self.plain.front.chambers],
                self.language,
            )
            if self.plain is not None
            else None
        )

    @cached_property
    def _contents(self) -> dict[str, Any]:
        return {}

    @cached_property
    def _frames(self) -> dict[str, pl.DataFrame]:
        return {}

    @cached_property
    def _pages(self) -> UnitPages:
        names = ("units", "projected", "sheets", "versions", "findings", "earlier", VOTE_TYPES)
        return UnitPages(self.election, *(self.frame(name) for name in names))

    def _document(self, name: str, of_type: type[_Document]) -> _Document:
        # The id is a hash of the content, so what is written cannot hold it yet.
        return msgspec.structs.replace(self._decoded(name, of_type), publication=self.id)

    def _decoded(self, name: str, of_type: type[_T]) -> _T:
        """The content of a file, kept, for it is asked for in several languages."""
        if name not in self._contents:
            self._contents[name] = self._content(name, of_type)
        content: _T = self._contents[name]
        return content

    def _content(self, name: str, of_type: type[_T]) -> _T:
        if self.plain is not None and self._renaming is not None:
            return self._renaming.of(self.plain._decoded(name, of_type))
        try:
            return msgspec.json.decode((self.folder / f"{name}.json").read_bytes(), type=of_type)
        except (OSError, msgspec.MsgspecError) as error:
            raise self._gone(str(error)) from None

    def _gone(self, why: str) -> LedgerError:
        return LedgerError(
            f"a part of the publication cannot be read: {why.splitlines()[0]}",
            where=str(self.folder),
            hint="Open the current publication again.",
        )
