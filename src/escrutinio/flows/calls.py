"""Keeps the record of calls beside the ledger: one JSON object a line, only ever appended to."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import structs

from escrutinio.flows.count import heading, iso
from escrutinio.flows.decide import Decision, decide
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.calls import CallDocument
from escrutinio.flows.project import Projection, headline_contest, project
from escrutinio.flows.resolved import resolved_sheets
from escrutinio.flows.seats import ProjectedOutcome, outcome_projection
from escrutinio.model import LedgerError, UsageError
from escrutinio.projection.calls import (
    FIRST_ROUND,
    MAJORITY,
    RISK,
    UPDATE,
    Assessment,
    Event,
    Question,
    next_events,
    standing_calls,
)

FILE = "calls.jsonl"


@dataclass(frozen=True)
class Calls:
    """The record after an update: what was added, and all of it."""

    decision: Decision
    added: tuple[Event, ...]
    record: tuple[Event, ...]


def update_calls(desk: Desk, until: datetime | None = None, *, risk: float = RISK) -> Calls:
    """Evaluate the count of a moment and record the calls and retractions that follow.

    Args:
        desk: the election.
        until: the moment (UTC); None for all that is known.
        risk: the risk that is allowed, above 0 and below 0.5.

    Raises:
        UsageError: the risk is out of bounds, nothing is counted, or the record knows of a later moment.
        LedgerError: the record cannot be read or written.
    """
    if not 0 < risk < 0.5:
        raise UsageError(f"the risk is {risk:g}", hint="Give a number above 0 and below 0.5, such as 0.005.")
    resolved = resolved_sheets(desk, until)
    decision = decide(desk, until, resolved=resolved)
    if decision.counted.observed_at is None:
        raise UsageError("nothing is counted yet, so nothing can be called")
    projection = project(desk, until, resolved=resolved)
    return keep_calls(record_path(desk), decision, projection, risk=risk)


def record_path(desk: Desk) -> Path:
    """Where the desk's own record is."""
    return desk.ledger.table_path.parent / FILE


def keep_calls(path: Path, decision: Decision, projection: Projection | None, *, risk: float = RISK) -> Calls:
    """Add to a record what follows for the calls from a count in which something is counted.

    Without a projection only what the missing sheets cannot change is called.

    Raises:
        UsageError: the record knows of a later moment.
        LedgerError: the record cannot be read or written.
    """
    moment = iso(decision.counted.observed_at)
    assert moment is not None, "something is counted"
    past = read_calls(path)
    if past and past[-1].moment > moment:
        raise UsageError(
            f"the record of calls goes on to {past[-1].moment}, after {moment}",
            hint="A record only grows: calls are made in the order of time.",
        )
    added = next_events(past, moment, assessments(decision, projection), risk)
    _append(path, added)
    return Calls(decision, tuple(added), (*past, *added))


def assessments(decision: Decision, projection: Projection | None) -> dict[Question, Assessment]:
    """What the decision's bounds and the projection say of offices and majorities."""
    projected = projection.outcome if projection else None
    outcome = outcome_projection(projected) if isinstance(projected, ProjectedOutcome) else None
    election = decision.counted.election
    contest = election.contests[headline_contest(election)]
    answers: dict[Question, Assessment] = {}
    # A law without bounds rules nothing out and nobody in.
    for office_id in sorted(decision.outcome.offices):
        office = decision.bounds.offices.get(office_id)
        answers[Question(FIRST_ROUND, office_id)] = Assessment(
            chances=outcome.first_round.elected if outcome and outcome.first_round else {},
            sure=office.elected if office else None,
            ruled_out=frozenset(set(contest.selections) - set(office.can_be_elected) if office else ()),
        )
    for chamber_id in sorted(decision.outcome.chambers):
        chamber = decision.bounds.chambers.get(chamber_id)
        drawn = outcome.chambers.get(chamber_id) if outcome else None
        answers[Question(MAJORITY, chamber_id)] = Assessment(
            chances=drawn.majority if drawn else {},
            sure=chamber.majority.holder if chamber else None,
            ruled_out=frozenset(set(chamber.seats) - set(chamber.majority.can_have) if chamber else ()),
        )
    return answers


def read_calls(path: Path) -> list[Event]:
    """The record, oldest first; empty when there is none.

    Raises:
        LedgerError: it cannot be read, or is damaged.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise LedgerError(f"the record of calls cannot be read: {error.strerror}", where=str(path)) from None
    events = []
    for number, line in enumerate(lines, start=1):
        # A process that died while writing can leave a torn line; what it meant to say was never said.
        if not line.strip().endswith("}"):
            continue
        try:
            events.append(msgspec.json.decode(line, type=Event))
        except msgspec.MsgspecError as error:
            raise LedgerError(
                f"line {number} of the record of calls is damaged: {error}",
                where=str(path),
                hint="Restore the file from a copy, or move it away to begin a new record.",
            ) from None
    return events


def _append(path: Path, events: list[Event]) -> None:
    if not events:
        return
    # The leading line break closes a line that a process may have left torn.
    text = "\n" + "".join(msgspec.json.encode(event).decode() + "\n" for event in events)
    try:
        # One write to the end of the file: two desks that do so at once do not mix their lines.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(descriptor, text.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise LedgerError(
            f"the record of calls cannot be written: {error.strerror}", where=str(path)
        ) from None


def calls_document(calls: Calls) -> CallDocument:
    """The record, and what this update added to it."""
    return CallDocument(
        **structs.asdict(heading(calls.decision.counted)),
        standing=tuple(standing_calls(calls.record).values()),
        added=calls.added,
        record=tuple(event for event in calls.record if event.kind != UPDATE),
    )
