"""Publishes: counts, decides, projects, checks and calls once, and keeps the answers for the site to show."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from msgspec.structs import asdict
from msgspec.structs import replace as replace_fields

from escrutinio.flows.call_looks import Night
from escrutinio.flows.call_record import read_record, record_path
from escrutinio.flows.calls import keep_calls
from escrutinio.flows.check import check
from escrutinio.flows.chosen_law import chosen_law
from escrutinio.flows.count import heading as count_heading
from escrutinio.flows.count import iso
from escrutinio.flows.desk import Desk, require_nothing_lost
from escrutinio.flows.documents.called import CallsDocument, CallsSummary
from escrutinio.flows.documents.calls import Silence
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.night import NightDocument
from escrutinio.flows.documents.project import ProjectDocument
from escrutinio.flows.documents.projected import ProjectionStatus
from escrutinio.flows.documents.published import ContestHeading, LawLabel, LevelLabel, PublishedHeading
from escrutinio.flows.documents.source_differences import SourceDifferencesDocument
from escrutinio.flows.evidence import log_deliveries, log_publication
from escrutinio.flows.package_results import totals_csv
from escrutinio.flows.photographs import keep_photographs
from escrutinio.flows.publication import frames, front, night, odd_sheets, store
from escrutinio.flows.publication.advice import advice_document
from escrutinio.flows.publication.evidence import LogProblem
from escrutinio.flows.publication.inputs import PublicationInputs
from escrutinio.flows.publication.languages import names_by_language
from escrutinio.flows.publication.movement import movement_document
from escrutinio.flows.publication.opening import open_publication, read_publication
from escrutinio.flows.publication.projecting import headline_projection, projected_frame, projected_seats
from escrutinio.flows.publication.reading import Publication
from escrutinio.flows.publication.seat_draws import seat_draws_document
from escrutinio.flows.publication.what_if import what_if_document
from escrutinio.flows.resolved import resolved_sheets
from escrutinio.flows.results import decision_document, office_results, selection_label
from escrutinio.flows.source_differences import where_sources_differ
from escrutinio.ledger.stations import unit_names_by_language
from escrutinio.model import DEFINITION_FILE, NATION, EscrutinioError, LedgerError, UsageError
from escrutinio.projection.calls import Event

CALLS, REHEARSED_CALLS = "calls.jsonl", "rehearsed-calls.jsonl"


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
        LedgerError: the ledger cannot be read or has lost what its log has, or the publication cannot be
            written; then the current publication is as it was before.
    """
    require_nothing_lost(desk, until)
    with store.publishing(desk.election.folder) as place:
        night_now = PublicationInputs(desk, until, now, resolved_sheets(desk, until))
        record, problem = _calls(night_now, update=calls)
        written = _documents(night_now, record, problem, place / night.FILE)
        photographs = {"photographs.json": keep_photographs(desk.election, place)}
        files: dict[str, Callable[[Path], None]] = {
            name: partial(_write_document, document) for name, document in {**written, **photographs}.items()
        }
        files |= {name: partial(_write_frame, frame) for name, frame in _frames(night_now).items()}
        # A definition that is edited meanwhile does not reach what is published.
        logo = desk.election.site.logo
        defining = (DEFINITION_FILE, desk.election.candidates_file, logo.file if logo else "")
        for name in filter(None, defining):
            files[Path(name).name] = partial(shutil.copyfile, desk.election.folder / name)
        publication = store.keep(
            place,
            now,
            night_now.as_of,
            replay=until is not None,
            files=files,
            before_shown=lambda publication: _enter(night_now, publication, place),
        )
        return read_publication(place / publication)


def _enter(of: PublicationInputs, publication: str, place: Path) -> None:
    """Enter what has come in into the log, and a publication that is no replay; why not stays beside it."""
    problem = place / store.LOG_PROBLEM
    try:
        if of.until is not None:
            log_deliveries(of.desk)
        else:
            log_publication(
                of.desk,
                publication=publication,
                as_of=of.as_of,
                published_at=of.now,
                files=place / publication,
                totals=totals_csv(of.counted),
            )
    except EscrutinioError as error:  # it is published all the same
        said = LogProblem(publication=publication, message=error.message, hint=error.hint)
        store.write_json(problem, said)
    else:
        problem.unlink(missing_ok=True)


def publish_again(desk: Desk, *, now: datetime) -> Publication | None:
    """Publish the moment that is shown once more, with its calls as they are now; None where none is shown.

    Raises:
        LedgerError: as for :func:`publish`.
    """
    shown = open_publication(desk.election.folder)
    if shown is None:
        return None
    until = datetime.fromisoformat(shown.front.as_of) if shown.front.replay else None
    return publish(desk, until, now=now)


def start_night(desk: Desk) -> None:
    """Forget the series of a night, its replayed calls and its list of odd sheets.

    A replay does so before its first publication.

    Raises:
        LedgerError: it cannot be written.
    """
    with store.publishing(desk.election.folder) as place:
        for name in (night.FILE, CALLS, REHEARSED_CALLS, odd_sheets.FILE):
            (place / name).unlink(missing_ok=True)


def _documents(
    of: PublicationInputs, record: tuple[Event, ...], problem: str, series: Path
) -> Mapping[str, object]:
    """File name -> document; the point of this moment is added to the series of the night."""
    page = _front(of, record, problem)
    heading = PublishedHeading(
        election=page.election,
        note=page.note,
        rehearsal=page.rehearsal,
        publication=page.publication,
        as_of=page.as_of,
    )
    if of.counted.observed_at is not None:
        store.append_lines(series, [night.point(page, of.desk.ledger.deliveries().height)])
    points = night.points(series, datetime.fromisoformat(of.as_of), rehearsal=of.desk.rehearsing)
    # The night of a second round is another one.
    points = tuple(point for point in points if point.contest == of.headline)
    decision = of.decision
    # What is said of whose sheets the projection has rests on the first contest.
    shown = of.projection if of.headline == of.first else None
    differences = where_sources_differ(
        of.desk, of.until, context=of.context, resolved=of.resolved, counted=of.counted
    )
    return {
        "front.json": page,
        "source-differences.json": SourceDifferencesDocument(**asdict(heading), **asdict(differences)),
        "advice.json": advice_document(of.counted, of.resolved.sheets, page, shown),
        "outcome.json": replace_fields(decision_document(decision), as_of=of.as_of) if decision else None,
        "calls.json": CallsDocument(
            **asdict(heading),
            **asdict(page.calls),
            record=front.published_calls(record, of.desk.election),
        ),
        "boundaries.json": of.boundaries,
        "movement.json": movement_document(heading, of.desk, of.until, of.resolved, of.counted, of.headline),
        odd_sheets.FILE: odd_sheets.kept_odd_sheets(series.parent, of.desk),
        "seat-draws.json": seat_draws_document(heading, of),
        "what-if.json": what_if_document(heading, of),
        "night.json": NightDocument(**asdict(heading), points=points),
        "projections.json": {
            contest: ProjectionStatus(
                available=document.available,
                reason=document.reason,
                set_up=of.desk.election.projection is not None,
            )
            for contest, document in of.projections.items()
        },
    }


def _front(of: PublicationInputs, record: tuple[Event, ...], problem: str) -> FrontDocument:
    election, decision = of.desk.election, of.decision
    first = of.projections[of.first]
    outcome = first.outcome if isinstance(first, ProjectDocument) else None
    # Without a projection of the first contest none follows it; why is said of both.
    projected = of.projections.get(of.headline, ProjectionStatus(available=False, reason=first.reason))
    seats = (
        {name: projected_seats(chamber, election) for name, chamber in outcome.chambers.items()}
        if outcome
        else {}
    )
    published = front.published_calls(record, election)
    heading = count_heading(of.counted)
    return FrontDocument(
        election=heading.election,
        note=heading.note,
        rehearsal=heading.rehearsal,
        observed_at=heading.observed_at,
        excluded_sheets=heading.excluded_sheets,
        publication="",  # a hash of what is written here, known when it is read
        published_at=iso(of.now) or "",
        as_of=of.as_of,
        replay=of.until is not None,
        timezone=election.timezone.key,
        status=of.counted.status(of.headline),
        final=all(of.counted.all_in(contest) for contest in election.contests),
        empty=of.counted.observed_at is None,
        law=_law(of),
        law_problem=of.law_problem,
        names=names_by_language(election),
        selections={name: selection_label(election, name) for name in election.selections},
        levels=tuple(
            LevelLabel(id=level.id, name=level.name, parent=level.parent) for level in election.levels
        ),
        contests=tuple(_contest(of, contest) for contest in election.contests),
        headline=front.headline(
            of.counted,
            of.headline,
            headline_projection(projected, election),
            by_law=decision is not None,
        ),
        results=office_results(decision) if decision else (),
        chambers=front.chamber_summaries(decision, seats, of.earlier, of.earlier_seats) if decision else (),
        calls=CallsSummary(
            standing=front.standing(published),
            retractions=tuple(event for event in published if event.kind == "retraction"),
            problem=problem,
        ),
        bounds=front.bounds_summary(decision) if decision else None,
        places_on_map=of.places.height,
        levels_on_map=tuple(boundaries.level for boundaries in of.boundaries if not boundaries.problem),
    )


def _law(of: PublicationInputs) -> LawLabel | None:
    try:
        law, choice = chosen_law(of.desk.election)
    except EscrutinioError:
        return None
    contests = dict(choice.contests)
    levels = {role: level for role, level in choice.levels.items() if role in contests}
    return LawLabel(id=law.id, title=law.title, statute=law.statute, contests=contests, levels=levels)


def _contest(of: PublicationInputs, contest_id: str) -> ContestHeading:
    election = of.desk.election
    contest = election.contests[contest_id]
    place = frames.place_level(election)
    return ContestHeading(
        id=contest.id,
        name=contest.name,
        level=contest.level,
        levels=tuple(level for level in contest.levels if level != NATION),
        units_below={
            level: tuple(frames.levels_below(election, contest, level, place)) for level in contest.levels
        },
        headline=contest.id == of.headline,
        status=of.counted.status(contest.id),
        selections=tuple(contest.selections),
        withdrawn=tuple(contest.withdrawn),
    )


def _frames(of: PublicationInputs) -> Mapping[str, pl.DataFrame]:
    available = {
        contest: document
        for contest, document in of.projections.items()
        if isinstance(document, ProjectDocument)
    }
    return {
        "units.parquet": of.units,
        "projected.parquet": projected_frame(available),
        "sheets.parquet": frames.sheets_frame(of.desk, of.resolved),
        "versions.parquet": frames.versions_frame(of.context.history, of.desk.ledger.deliveries()),
        "findings.parquet": check(of.desk, of.until, context=of.context).findings,
        "places.parquet": of.places,
        f"{frames.UNIT_NAMES}.parquet": unit_names_by_language(of.desk.stations, of.desk.election),
        "earlier.parquet": of.earlier,
        f"{frames.VOTE_TYPES}.parquet": of.vote_types,
    }


def calls_path(folder: Path, desk: Desk, *, replay: bool) -> Path:
    """The record of the calls that a publication shows: a replay has one of its own.

    Args:
        folder: the election's.
        desk: the election.
        replay: whether an earlier moment is shown.
    """
    if not replay:
        return record_path(desk)
    return store.published(folder) / (REHEARSED_CALLS if desk.rehearsing else CALLS)


def _calls(of: PublicationInputs, *, update: bool) -> tuple[tuple[Event, ...], str]:
    """The record up to this moment, and what is wrong with it."""
    path = calls_path(of.desk.election.folder, of.desk, replay=of.until is not None)
    try:
        if update and of.decision is not None and of.counted.observed_at is not None:
            projection = of.projection or Silence("no-projection", detail=_reason(of))
            night_so_far = Night(of.desk, of.until, of.decision, projection)
            try:
                return keep_calls(path, night_so_far, of.desk.election.calls, of.now).record, ""
            except UsageError:
                pass  # the record knows of later moments: it is shown as it stood at this one
        until = datetime.fromisoformat(of.as_of)
        past = read_record(path)
        return tuple(event for event in past if datetime.fromisoformat(event.moment) <= until), ""
    except LedgerError as error:
        return (), error.message


def _reason(of: PublicationInputs) -> str:
    return of.projections[of.first].reason


def _write_document(document: Any, path: Path) -> None:
    store.write_json(path, document)


def _write_frame(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path)
