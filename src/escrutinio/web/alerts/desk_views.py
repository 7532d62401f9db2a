"""The desk page of alerts: who is told, what waits, and what was not taken."""

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
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from escrutinio.model import UsageError
from escrutinio.web.alerts.models import Delivery, State, Subscriber
from escrutinio.web.alerts.receivers import ALERTS_FILE, Alerting, Receiver, read_alerting
from escrutinio.web.alerts.sending import READERS, note_test
from escrutinio.web.jobs.tasks import mail_alert, send_alerts
from escrutinio.web.published import publication
from escrutinio.web.shared.desk import desk, desk_page
from escrutinio.web.shared.mail import offers_mail
from escrutinio.web.shared.roles import Action

RECENT = 20
"""Alerts of a receiver that are listed."""


@dataclass(frozen=True)
class Row:
    """A receiver and how it fares.

    Attributes:
        receiver: it.
        kinds: what it is told of, in words.
        waiting: how many alerts wait for it.
        oldest: the one that is tried next; None where none waits.
        recent: the newest, with what became of them.
    """

    receiver: Receiver
    kinds: str
    waiting: int
    oldest: Delivery | None
    recent: list[tuple[str, Delivery, str]]


@dataclass(frozen=True)
class ByMail:
    """How many readers have alerts by mail: never who.

    Attributes:
        confirmed: addresses that have them.
        asked: addresses that have not said yes yet.
        waiting: mails in the queue, those that were not taken yet among them.
        failed: mails that the server has not taken, however often it was asked, in the last days.
        recent: the newest alerts, with what became of them.
    """

    confirmed: int
    asked: int
    waiting: int
    failed: int
    recent: list[tuple[str, Delivery, str]]


@desk(Action.CALL)
@require_GET
def alerts(request: HttpRequest) -> HttpResponseBase:
    """Who is told of what, what waits and what failed."""
    alerting, problem = _read()
    context = {
        "rows": [_row(receiver) for receiver in alerting.receivers],
        "problem": problem,
        "file": ALERTS_FILE,
        "by_mail": _by_mail() if offers_mail() else None,
        "messages": messages.get_messages(request),
    }
    return desk_page(request, "alerts/desk.html", context)


@desk(Action.CALL)
@require_POST
def test(request: HttpRequest) -> HttpResponseBase:
    """Send a test to a receiver."""
    receiver = _read()[0].receiver(request.POST.get("receiver", ""))
    newest = publication()
    if receiver is None or newest is None:
        raise Http404
    note_test(receiver, newest, datetime.now(UTC))
    send_alerts.enqueue(receiver.id)
    messages.success(request, _("A test is on its way to %(receiver)s.") % {"receiver": receiver.id})
    return redirect("alerts:alerts")


def _read() -> tuple[Alerting, str]:
    """Who is told, and what is wrong with the file."""
    try:
        return read_alerting(Path(settings.FOLDER)), ""
    except UsageError as error:
        return Alerting(), str(error)


def _row(receiver: Receiver) -> Row:
    own = Delivery.objects.filter(receiver=receiver.id)
    waiting = own.filter(state=State.WAITING).order_by("pk")
    told = own.exclude(state=State.OLD).order_by("-pk")[:RECENT]
    return Row(
        receiver,
        ", ".join(_kind(kind) for kind in receiver.events),
        waiting.count(),
        waiting.first(),
        [(_kind(alert.kind), alert, _state(alert.state)) for alert in told],
    )


def _by_mail() -> ByMail:
    told = Delivery.objects.filter(receiver=READERS).exclude(state=State.OLD).order_by("-pk")[:RECENT]
    asked = Subscriber.objects.filter(confirmed_at=None).count()
    said = {State.WAITING: _("waiting"), State.SENT: _("on its way"), State.GIVEN_UP: _("given up")}
    recent = [(_kind(alert.kind), alert, str(said[State(alert.state)])) for alert in told]
    mails = DBTaskResult.objects.filter(task_path=mail_alert.module_path)
    waiting, failed = mails.filter(status=TaskResultStatus.READY), mails.failed()
    return ByMail(Subscriber.objects.count() - asked, asked, waiting.count(), failed.count(), recent)


def _kind(kind: str) -> str:
    return {
        "call": _("call"),
        "retraction": _("retraction"),
        "leader": _("change of leader"),
        "batch": _("big batch"),
        "revision": _("revision"),
        "test": _("test"),
    }.get(kind, kind)


def _state(state: str) -> str:
    return {
        State.WAITING: _("waiting"),
        State.SENT: _("taken"),
        State.GIVEN_UP: _("given up"),
    }.get(State(state), state)
