"""Proposes calls, and lets people publish, hold and retract them; see :mod:`escrutinio.projection.calls`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from msgspec import structs

from escrutinio.flows.call_looks import Night, looks
from escrutinio.flows.call_record import append, read_record, record_path, writing
from escrutinio.flows.count import heading, iso
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.calls import CallDocument, CallEntry, QuestionNow
from escrutinio.model import CallSettings, UsageError
from escrutinio.model.text import many_of
from escrutinio.projection.calls import (
    MACHINE,
    Act,
    ActKind,
    Call,
    Doubt,
    Event,
    Look,
    Person,
    Proposal,
    calls_of,
    likeliest,
    open_calls,
    proposals,
)

MOST_REASON = 500
"""The most characters of a reason."""


RefusalCode = Literal[
    "no-name", "no-such-call", "retracted", "published", "held", "in-doubt", "same-person", "no-reason"
]


class CallRefusedError(UsageError):
    """Something cannot be done with a call.

    Args:
        code: why not.
        message: the same in words.
        hint: what can be done.
    """

    def __init__(self, code: RefusalCode, message: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code


@dataclass(frozen=True)
class Calls:
    """The record after an update: what was added, and all of it.

    Attributes:
        night: the count that was looked at.
        settings: who publishes calls.
        added: the lines that were added.
        record: all lines, oldest first.
    """

    night: Night
    settings: CallSettings
    added: tuple[Event, ...]
    record: tuple[Event, ...]

    def with_record(self, path: Path, before: int) -> Calls:
        """The same with what was added to the record since it had so many lines.

        Raises:
            LedgerError: the record cannot be read.
        """
        record = tuple(read_record(path))
        return replace(self, added=(*self.added, *record[before:]), record=record)


def update_calls(
    desk: Desk, until: datetime | None = None, *, now: datetime, risk: float | None = None
) -> Calls:
    """Look at the count of a moment and propose the calls that follow.

    Args:
        desk: the election.
        until: the moment (UTC); None for all that is known.
        now: the time (UTC).
        risk: the risk that is allowed, above 0 and below 0.5; None for that of election.toml.

    Raises:
        UsageError: the risk is out of bounds, nothing is counted, or the record knows of a later moment.
        LedgerError: the record cannot be read or written.
    """
    settings = desk.election.calls
    risk = settings.risk if risk is None else risk
    if not 0 < risk < 0.5:
        raise UsageError(f"the risk is {risk:g}", hint="Give a number above 0 and below 0.5, such as 0.005.")
    night = Night(desk, until)
    if night.moment is None:
        raise UsageError("nothing is counted yet, so nothing can be called")
    return keep_calls(record_path(desk), night, replace(settings, risk=risk), now)


def keep_calls(path: Path, night: Night, settings: CallSettings, now: datetime) -> Calls:
    """Add to a record what follows for the calls from a count in which something is counted.

    Without a projection only what the missing sheets cannot change is proposed.

    Raises:
        UsageError: the record knows of a later moment.
        LedgerError: the record cannot be read or written.
    """
    moment = night.moment
    assert moment is not None, "something is counted"
    # What takes time is done before others have to wait: nobody else adds looks to a record of this moment.
    with writing(path):
        past = read_record(path)
        last = [event for event in past if isinstance(event, Look)]
        newest = max((datetime.fromisoformat(look.moment) for look in last), default=None)
        if newest is not None and newest > moment:
            raise UsageError(
                f"the record of calls goes on to {iso(newest)}, after {iso(moment)}",
                hint="A record only grows: calls are made in the order of time.",
            )
        answers = {question: call.proposal.answer for question, call in open_calls(past).items()}
        record = list(past)
        for look in looks(night, newest, {look.question: look for look in last}, answers):
            record.append(look)
            record += _follows(record, look, settings, now)
        # What a person retracted since can make way for another answer, without a new look.
        record += _proposed(record, settings, now)
        added = record[len(past) :]
        append(path, added)
    return Calls(night, settings, tuple(added), tuple(record))


def _follows(record: Sequence[Event], look: Look, settings: CallSettings, now: datetime) -> list[Event]:
    """What the machine does after a look: it proposes, and takes back what nobody has published."""
    added: list[Event] = []
    call = open_calls(record).get(look.question)
    if call is not None and call.doubt is not None and (call.state != "published" or settings.unattended):
        added.append(_act("retraction", call, Person(MACHINE), now, look.moment, doubt=call.doubt))
    return [*added, *_proposed([*record, *added], settings, now)]


def _proposed(record: Sequence[Event], settings: CallSettings, now: datetime) -> list[Event]:
    """What the looks of a record propose, published at once where the election lets the machine do so."""
    added: list[Event] = []
    for proposal in proposals(record, settings.risk):
        added.append(proposal)
        if settings.unattended:
            published = calls_of([*record, *added])[proposal.id]
            added.append(_act("publication", published, Person(MACHINE), now, proposal.moment))
    return added


def confirm(
    path: Path,
    call_id: str,
    person: Person,
    *,
    settings: CallSettings,
    now: datetime,
    moment: str = "",
) -> Call:
    """Confirm a call; with the last confirmation that is needed it is published.

    Args:
        path: the record.
        call_id: which call.
        person: who confirms it.
        settings: how many people that takes.
        now: the time (UTC).
        moment: the newest moment of the count that is known, ISO 8601 in UTC; empty for that of the record.

    Raises:
        CallRefusedError: there is no such call, it cannot be confirmed, or this person has done so already.
        LedgerError: the record cannot be read or written.
    """
    with writing(path):
        record, call = _open_call(path, call_id, person)
        if call.state == "published":
            raise CallRefusedError("published", f"{call_id} is published already")
        if call.doubt is not None:
            raise CallRefusedError(
                "in-doubt", f"{call_id} cannot be published: by now the count speaks against it"
            )
        if any(person.is_same(act) for act in call.confirmations):
            raise CallRefusedError(
                "same-person",
                f"{person.name} has confirmed {call_id} already",
                hint="The election asks for different people to confirm a call (calls.confirm_by).",
            )
        moment = moment or _newest(record)
        acts = [_act("confirmation", call, person, now, moment)]
        if len(call.confirmations) + 1 >= settings.confirm_by:
            acts.append(_act("publication", call, person, now, moment))
        append(path, acts)
        return calls_of([*record, *acts])[call_id]


def hold(
    path: Path, call_id: str, person: Person, *, now: datetime, reason: str = "", moment: str = ""
) -> Call:
    """Hold a call that is proposed: its confirmations are void until it is confirmed anew.

    Raises:
        CallRefusedError: there is no such call, or it is no longer proposed.
        LedgerError: the record cannot be read or written.
    """
    with writing(path):
        record, call = _open_call(path, call_id, person)
        if call.state == "published":
            raise CallRefusedError(
                "published", f"{call_id} is published", hint="It can be retracted, with a reason."
            )
        if call.state == "held":
            raise CallRefusedError("held", f"{call_id} is held already")
        act = _act("hold", call, person, now, moment or _newest(record), reason=_reason(reason))
        append(path, [act])
        return calls_of([*record, act])[call_id]


def retract(
    path: Path, call_id: str, person: Person, reason: str, *, now: datetime, moment: str = ""
) -> Call:
    """Retract a call; if it was published, its retraction is shown with the reason.

    Raises:
        CallRefusedError: there is no such call, it is retracted already, or there is no reason.
        LedgerError: the record cannot be read or written.
    """
    if not _reason(reason):
        raise CallRefusedError(
            "no-reason", "a retraction needs a reason", hint="Readers are shown it, in these words."
        )
    with writing(path):
        record, call = _open_call(path, call_id, person)
        act = _act("retraction", call, person, now, moment or _newest(record), reason=_reason(reason))
        append(path, [act])
        return calls_of([*record, act])[call_id]


def _open_call(path: Path, call_id: str, person: Person) -> tuple[list[Event], Call]:
    if not person.name.strip():
        raise CallRefusedError(
            "no-name", "it is not said who does this", hint="Give a name, as the record shall show it."
        )
    record = read_record(path)
    known = calls_of(record)
    if call_id not in known:
        there = many_of(known) or "none"
        raise CallRefusedError("no-such-call", f"there is no call {call_id!r}", hint=f"There are: {there}.")
    if not known[call_id].is_open:
        raise CallRefusedError("retracted", f"{call_id} is retracted already")
    return record, known[call_id]


def _newest(record: Sequence[Event]) -> str:
    return max(event.moment for event in record)


def _reason(text: str) -> str:
    return " ".join(text.split())[:MOST_REASON]


def _act(
    kind: ActKind,
    call: Call,
    person: Person,
    now: datetime,
    moment: str,
    *,
    reason: str = "",
    doubt: Doubt | None = None,
) -> Act:
    newest = call.newest
    return Act(
        kind=kind,
        id=call.id,
        moment=moment,
        at=iso(now) or "",
        by=" ".join(person.name.split()),
        account=person.account,
        reason=reason,
        doubt=doubt,
        coverage=newest.coverage if newest else None,
        chance=newest.chance_of(call.proposal.answer) if newest else None,
        sure=bool(newest and newest.sure == call.proposal.answer),
    )


def calls_document(calls: Calls) -> CallDocument:
    """What can be called, what has been, and what this update added."""
    night, standing = calls.night, open_calls(calls.record)
    assert night.moment is not None, "something is counted"
    questions = []
    for question in night.questions():
        says = night.says(question, night.moment)
        call = standing.get(question)
        questions.append(
            QuestionNow(
                question=question,
                sure=says.sure,
                chances=likeliest(says.chances),
                silences=says.silences,
                call=call.id if call else None,
            )
        )
    return CallDocument(
        **structs.asdict(heading(night.decision.counted)),
        confirm_by=calls.settings.confirm_by,
        unattended=calls.settings.unattended,
        questions=tuple(questions),
        calls=tuple(_entry(call) for call in calls_of(calls.record).values()),
        proposed=tuple(event for event in calls.added if isinstance(event, Proposal)),
        acts=tuple(event for event in calls.added if isinstance(event, Act)),
    )


def _entry(call: Call) -> CallEntry:
    return CallEntry(
        id=call.id,
        state=call.state,
        question=call.proposal.question,
        answer=call.proposal.answer,
        evidence=call.proposal.evidence,
        confirmed_by=tuple(act.by for act in call.confirmations),
        doubt=call.doubt,
        acts=call.acts,
    )
