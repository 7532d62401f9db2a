"""Publishes: counts, decides, projects, checks and calls once, and keeps the answers for the site to show."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import polars as pl

from escrutinio.flows.calls import keep_calls, read_calls, record_path
from escrutinio.flows.check import check
from escrutinio.flows.count import Count, count, heading, iso
from escrutinio.flows.decide import Decision, chosen_law, decide, decision_document
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents import to_plain
from escrutinio.flows.project import (
    DRAWS,
    SEED,
    Projection,
    draws_by_unit,
    headline_contest,
    other_contest,
    project,
    projection_document,
)
from escrutinio.flows.publication import frames, front, night, store
from escrutinio.flows.publication.advice import advice_document
from escrutinio.flows.publication.counted import list_label
from escrutinio.flows.publication.reading import Publication, read_publication
from escrutinio.flows.resolved import ResolvedSheets, resolved_sheets
from escrutinio.ledger.checks import Context
from escrutinio.model import DEFINITION_FILE, NATION, EscrutinioError, LedgerError, UsageError
from escrutinio.projection import CannotSay, Settings
from escrutinio.projection.calls import Event

CALLS, REHEARSED_CALLS = "calls.jsonl", "rehearsed-calls.jsonl"
_FAULTS = (ArithmeticError, ValueError, pl.exceptions.PolarsError)
"""What figures that nobody foresaw can raise in a model."""


@dataclass(frozen=True)
class _Night:
    """Everything of a moment, worked out once; what cannot be had is None, and why stands beside it."""

    desk: Desk
    until: datetime | None
    now: datetime
    placed: ResolvedSheets

    @cached_property
    def counted(self) -> Count:
        return count(self.desk, self.until, placed=self.placed)

    @cached_property
    def headline(self) -> str:
        return headline_contest(self.desk.election)

    @cached_property
    def as_of(self) -> str:
        found = iso(self.until or self.placed.observed_at or self.now)
        assert found is not None, "now is always known"
        return found

    @cached_property
    def decision(self) -> Decision | None:
        try:
            return decide(self.desk, self.until, placed=self.placed, counted=self.counted)
        except EscrutinioError:
            return None  # an election without a law, or whose law does not fit: it is counted all the same

    @cached_property
    def projection(self) -> Projection | None:
        return self._headline[0]

    @cached_property
    def projections(self) -> dict[str, dict[str, Any]]:
        """Contest -> what ``project`` says of it; the headline contest first."""
        projection, document = self._headline
        found = {self.headline: document}
        for contest in self.desk.election.contests.values():
            if projection is not None and contest.id != self.headline:
                found[contest.id] = self._other(projection, contest.id)
        return found

    @cached_property
    def _headline(self) -> tuple[Projection | None, dict[str, Any]]:
        # A projection is the one part that looks into the future: if it fails, the count is published.
        try:
            found = project(self.desk, self.until, placed=self.placed, counted=self.counted)
            return found, _writable(projection_document(found))
        except EscrutinioError as error:
            return None, {"said": False, "reason": error.message}
        except _FAULTS as error:
            return None, {"said": False, "reason": f"The projection cannot be worked out: {error}"}

    def _other(self, projection: Projection, contest_id: str) -> dict[str, Any]:
        contest = self.desk.election.contests[contest_id]
        try:
            shown = other_contest(
                projection.headline, contest, self.placed.sheets, self.desk, DRAWS, SEED, Settings()
            )
            if isinstance(shown.draws, CannotSay):
                return {"said": False, "reason": shown.draws.reason}
            units = tuple(draws_by_unit(shown, shown.region, DRAWS, SEED))
            projected = replace(projection, shown=shown, level=shown.region, units=units)
            return _writable(projection_document(projected))
        except EscrutinioError as error:
            return {"said": False, "reason": error.message}
        except _FAULTS as error:
            return {"said": False, "reason": f"The projection cannot be worked out: {error}"}

    @cached_property
    def context(self) -> Context:
        return Context(self.desk.election, self.desk.ledger, self.desk.stations, self.until)


def publish(desk: Desk, until: datetime | None = None, *, now: datetime, calls: bool = True) -> Publication:
    """Publish the count of a moment and make it the current publication.

    Nothing that a sheet or file can hold stops it, and neither does a projection or a record of calls that
    cannot be had: the publication then says why. With nothing counted it says so.

    Args:
        desk: the election.
        until: the moment of a replay (UTC), whose calls are kept beside its publications; None for all that
            is known, whose calls go into the desk's record.
        now: the time (UTC).
        calls: whether an update of the record of calls is made; if not, the record is shown as it is.

    Raises:
        LedgerError: the ledger cannot be read, or the publication cannot be written; then the current
            publication is as it was before.
    """
    with store.publishing(desk.election.folder) as place:
        night_now = _Night(desk, until, now, resolved_sheets(desk, until))
        record, problem = _calls(night_now, place, update=calls)
        documents = _documents(night_now, record, problem)
        if night_now.counted.observed_at is not None:
            store.append_lines(place / night.FILE, [night.line(documents["front.json"])])
        documents["night.json"] = {
            "schema": "escrutinio/night/1",
            "as_of": night_now.as_of,
            "points": night.points(
                place / night.FILE, datetime.fromisoformat(night_now.as_of), rehearsal=desk.rehearsing
            ),
        }
        about = {"as_of": night_now.as_of, "replay": until is not None}
        files: dict[str, Callable[[Path], None]] = {
            name: partial(_write_document, document) for name, document in documents.items()
        }
        files |= {name: partial(_write_frame, frame) for name, frame in _frames(night_now).items()}
        # A definition that is edited meanwhile does not reach what is published.
        files[DEFINITION_FILE] = partial(shutil.copyfile, desk.election.folder / DEFINITION_FILE)
        return read_publication(place / store.keep(place, now, about, files))


def start_night(desk: Desk) -> None:
    """Forget the series of a night and its replayed calls, as a replay does before its first publication.

    Raises:
        LedgerError: it cannot be written.
    """
    with store.publishing(desk.election.folder) as place:
        for name in (night.FILE, CALLS, REHEARSED_CALLS):
            (place / name).unlink(missing_ok=True)


def _documents(of: _Night, record: tuple[Event, ...], problem: str) -> dict[str, Any]:
    election, decision = of.desk.election, of.decision
    projected = of.projections[of.headline]
    shown = front.projected_figures(projected, election)
    headline = front.headline_document(of.counted, of.headline, shown)
    outcome = projected["outcome"] if projected["said"] else None
    calls = front.calls_figures(record, election, problem)
    head = {**to_plain(heading(of.counted)), "as_of": of.as_of, "replay": of.until is not None}
    page = {
        "schema": "escrutinio/front/2",
        **head,
        "timezone": election.timezone.key,
        "status": of.counted.status(of.headline),
        "final": not any(of.counted.missing_sheets(contest) for contest in election.contests),
        "empty": of.counted.observed_at is None,
        "law": _law(of),
        "lists": {name: list_label(election, name) for name in election.selections},
        "levels": [{"id": one.id, "name": one.name, "parent": one.parent} for one in election.levels],
        "contests": [_contest(of, contest) for contest in election.contests],
        "headline": headline,
        "chambers": front.chamber_documents(decision, outcome) if decision else [],
        "calls": {key: calls[key] for key in ("standing", "retractions", "problem")},
        "bounds": front.bounds_in_short(decision) if decision else None,
    }
    said = {
        contest: {"said": one["said"], "reason": one.get("reason", "")}
        for contest, one in of.projections.items()
    }
    return {
        "front.json": page,
        "advice.json": advice_document(of.counted, of.placed.sheets, page, of.projection),
        "outcome.json": {**to_plain(decision_document(decision)), "as_of": of.as_of} if decision else None,
        "calls.json": calls,
        "projections.json": said,
    }


def _law(of: _Night) -> dict[str, Any] | None:
    try:
        law, choice = chosen_law(of.desk.election)
    except EscrutinioError:
        return None
    return {"id": law.id, "title": law.title, "statute": law.statute, "contests": dict(choice.contests)}


def _contest(of: _Night, contest_id: str) -> dict[str, Any]:
    election = of.desk.election
    contest = election.contests[contest_id]
    place = frames.place_level(election)
    return {
        "id": contest.id,
        "name": contest.name,
        "level": contest.level,
        "levels": [level for level in contest.levels if level != NATION],
        "below": {
            level: list(frames.levels_below(election, contest, level, place)) for level in contest.levels
        },
        "headline": contest.id == of.headline,
        "status": of.counted.status(contest.id),
        "lists": list(contest.selections),
        "withdrawn": list(contest.withdrawn),
    }


def _frames(of: _Night) -> Mapping[str, pl.DataFrame]:
    election = of.desk.election
    units = frames.units_frame(of.counted)
    level = frames.place_level(election)
    said = {contest: one for contest, one in of.projections.items() if one["said"]}
    return {
        "units.parquet": units,
        "projected.parquet": frames.projected_frame(said),
        "sheets.parquet": frames.sheets_frame(of.desk, of.placed),
        "versions.parquet": frames.versions_frame(of.context.history, of.desk.ledger.deliveries()),
        "findings.parquet": check(of.desk, of.until, context=of.context).findings,
        "places.parquet": frames.places_frame(units, of.desk.stations, of.headline, level),
    }


def _calls(of: _Night, place: Path, *, update: bool) -> tuple[tuple[Event, ...], str]:
    """The record up to this moment, and what is wrong with it."""
    replayed = place / (REHEARSED_CALLS if of.desk.rehearsing else CALLS)
    path = replayed if of.until is not None else record_path(of.desk)
    try:
        if update and of.decision is not None and of.counted.observed_at is not None:
            try:
                return keep_calls(path, of.decision, of.projection).record, ""
            except UsageError:
                pass  # the record knows of later moments: it is shown as it stood at this one
        until = datetime.fromisoformat(of.as_of)
        past = read_calls(path)
        return tuple(one for one in past if datetime.fromisoformat(one.moment) <= until), ""
    except LedgerError as error:
        return (), error.message


def _writable(document: dict[str, Any]) -> dict[str, Any]:
    """The document; ValueError when a number in it is none that JSON can write."""
    json.dumps(document, allow_nan=False)
    return document


def _write_document(document: Any, path: Path) -> None:
    store.write_json(path, document)


def _write_frame(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path)
