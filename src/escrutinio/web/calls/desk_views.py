"""The desk page of calls: what is proposed, held, published and retracted, with the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escrutinio.flows.call_record import read_record
from escrutinio.flows.calls import MOST_REASON, CallRefusedError, confirm, hold, retract
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.publication import calls_path
from escrutinio.model import LedgerError
from escrutinio.projection.calls import Call, Person, State, calls_of
from escrutinio.web.calls.words import call_words, doubt_words, evidence_words, refusal_words, state_words
from escrutinio.web.jobs.tasks import publish_calls
from escrutinio.web.published import page_publication
from escrutinio.web.results.templatetags.names import name_of, selection_name
from escrutinio.web.results.templatetags.say import chance, percent
from escrutinio.web.shared.cleaning import clean
from escrutinio.web.shared.desk import desk, desk_page, who
from escrutinio.web.shared.desk import name_of as user_name
from escrutinio.web.shared.roles import Action

ORDER: tuple[State, ...] = ("proposed", "held", "published", "retracted")


@dataclass(frozen=True)
class Step:
    """One act on a call, in words."""

    words: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Row:
    """A call in words.

    Attributes:
        call: the call.
        title: what is called.
        evidence: what it rests on.
        now: what the newest look says of it; empty where nobody has looked since.
        doubt: what speaks against it; empty where nothing does.
        more: how many more people have to confirm it.
        mine: whether who asks has confirmed it already.
        steps: what was done with it.
    """

    call: Call
    title: str
    evidence: str
    now: str
    doubt: str
    more: int
    mine: bool
    steps: tuple[Step, ...]


@require_GET
@desk(Action.CALL)
def calls(request: HttpRequest) -> HttpResponseBase:
    """All calls: those to decide about first."""
    current = page_publication()
    front = current.front if current is not None else None
    own = open_desk(Path(settings.FOLDER))
    problem, rows = "", []
    try:
        known = calls_of(read_record(_path(own, front))) if front is not None else {}
    except LedgerError as error:
        known, problem = {}, error.message
    person = _person(request)
    for state in ORDER:
        rows += [
            _row(call, front, own, person)
            for call in reversed(known.values())
            if front is not None and call.state == state
        ]
    context = {
        "groups": [(state_words(state), [row for row in rows if row.call.state == state]) for state in ORDER],
        "problem": problem,
        "confirm_by": own.election.calls.confirm_by,
        "unattended": own.election.calls.unattended,
        "most": MOST_REASON,
        "messages": messages.get_messages(request),
    }
    return desk_page(request, "calls/desk.html", context)


@require_POST
@desk(Action.CALL)
def act(request: HttpRequest) -> HttpResponseBase:
    """Confirm, hold or retract one call; then the page again."""
    current = page_publication()
    if current is None:
        raise Http404
    own = open_desk(Path(settings.FOLDER))
    path, person, now = _path(own, current.front), _person(request), datetime.now(UTC)
    call_id, reason = request.POST.get("id", ""), clean(request.POST.get("reason", ""))
    kind, moment = request.POST.get("act"), current.front.as_of
    try:
        if kind == "confirm":
            call = confirm(path, call_id, person, settings=own.election.calls, now=now, moment=moment)
        elif kind == "hold":
            call = hold(path, call_id, person, now=now, reason=reason, moment=moment)
        elif kind == "retract":
            call = retract(path, call_id, person, reason, now=now, moment=moment)
        else:
            raise Http404
    except CallRefusedError as refused:
        messages.error(request, refusal_words(refused.code))
        return redirect("calls:calls")
    except LedgerError as error:
        messages.error(request, error.message)
        return redirect("calls:calls")
    if call.last("publication") is not None:
        publish_calls.enqueue()
    messages.success(request, f"{_title(call, current.front)}: {state_words(call.state)}")
    return redirect("calls:calls")


def _path(own: Desk, front: FrontDocument | None) -> Path:
    return calls_path(own.election.folder, own, replay=front is not None and front.replay)


def _person(request: HttpRequest) -> Person:
    user = who(request)
    return Person(user_name(user), user.get_username())


def _title(call: Call, front: FrontDocument) -> str:
    proposal = call.proposal
    names = [selection_name(front, selection) for selection in proposal.answer]
    words = call_words(proposal.question, names, name_of(front, proposal.question.of))
    return f"{words[:1].upper()}{words[1:]}"


def _row(call: Call, front: FrontDocument | None, own: Desk, person: Person) -> Row:
    assert front is not None, "without a publication there are no rows"
    confirmations = call.confirmations
    return Row(
        call=call,
        title=_title(call, front),
        evidence=evidence_words(call.proposal.evidence),
        now=_newest(call),
        doubt=doubt_words(call.doubt) if call.doubt and call.state != "retracted" else "",
        more=max(own.election.calls.confirm_by - len(confirmations), 0),
        mine=any(person.is_same(each) for each in confirmations),
        steps=tuple(
            Step(
                {
                    "confirmation": _("confirmed by"),
                    "publication": _("published by"),
                    "hold": _("held by"),
                    "retraction": _("retracted by"),
                }[each.kind],
                each.by,
                datetime.fromisoformat(each.at),
                each.reason or (doubt_words(each.doubt) if each.doubt else ""),
            )
            for each in call.acts
        ),
    )


def _newest(call: Call) -> str:
    look = call.newest
    if look is None or look.moment == call.proposal.moment:
        return ""
    share = percent(look.coverage)
    if look.sure == call.proposal.answer:
        return _("By now, with %(share)s of the sheets in, the missing sheets cannot change it.") % {
            "share": share
        }
    odds = look.chance_of(call.proposal.answer)
    if odds is None:
        return ""
    return _("By now, with %(share)s of the sheets in, the projection gives it %(chance)s.") % {
        "share": share,
        "chance": chance(odds),
    }
