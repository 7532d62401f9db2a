"""Alerts as mail to readers: each event is put into the queue once for each of them, and sent from there."""

from __future__ import annotations

import hashlib
from datetime import datetime
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from escrutinio.flows.documents.alert import AlertDocument
from escrutinio.web.alerts.models import Delivery, State, Subscriber
from escrutinio.web.alerts.readers import leave_address, site_language
from escrutinio.web.alerts.sending import GIVE_UP_AFTER
from escrutinio.web.jobs.tasks import mail_alert
from escrutinio.web.shared.brand import brand
from escrutinio.web.shared.mail import leave_headers, one_line
from escrutinio.web.shared.moments import moment_text, zone

CHUNK = 200
"""Readers whose mail is put into the queue in one transaction: others write between two of them."""


def tell(alert: int, now: datetime) -> None:
    """Put the mail about an alert into the queue, for everybody who had asked for it when it was noted.

    How far that has come is kept in the same transactions: begun again after a crash it goes on from there.
    """
    while _tell_some(alert, now):
        pass


def _tell_some(alert: int, now: datetime) -> bool:
    """Go on with one chunk; whether there may be more."""
    with transaction.atomic():
        told = Delivery.objects.select_for_update().filter(pk=alert, state=State.WAITING).first()
        if told is None:
            return False
        if now - told.noted_at > GIVE_UP_AFTER:
            told.state = State.GIVEN_UP
            told.save(update_fields=["state"])
            return False
        waiting = Subscriber.objects.filter(pk__gt=told.reached, confirmed_at__lte=told.noted_at)
        some = list(waiting.order_by("pk")[:CHUNK])
        for reader in some:
            if told.kind in reader.kinds.split():
                mail_alert.enqueue(told.pk, reader.pk)
        if len(some) < CHUNK:
            told.state, told.sent_at = State.SENT, now
        else:
            told.reached = some[-1].pk
        told.save(update_fields=["state", "sent_at", "reached"])
        return len(some) == CHUNK


def message(alert: int, reader: int) -> EmailMultiAlternatives | None:
    """The mail about an alert to a reader, the same at each attempt; None where they have left meanwhile."""
    told = Delivery.objects.filter(pk=alert).first()
    to = Subscriber.objects.filter(pk=reader).exclude(confirmed_at=None).first()
    if told is None or to is None:
        return None
    language = site_language(to.language)
    documents = msgspec.json.decode(told.body, type=dict[str, AlertDocument])
    document = documents.get(language) or next(iter(documents.values()))
    leave = leave_address(to)
    with translation.override(language):
        context = {
            "alert": document,
            # Of calls the text begins with the title, which stands above it already.
            "text": document.text.removeprefix(f"{document.title}.").strip(),
            "as_of": f"{moment_text(datetime.fromisoformat(document.as_of))} ({zone().key})",
            "leave": leave,
            "site": settings.SITE_URL,
            "name": brand().name,
            "language": language,
        }
        mail = EmailMultiAlternatives(
            one_line(document.title),
            render_to_string("alerts/mail.txt", context),
            None,
            [to.address],
            headers={
                **leave_headers(leave),
                "Message-ID": _message_id(told, to),
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(render_to_string("alerts/mail.html", context), "text/html")
    return mail


def _message_id(alert: Delivery, reader: Subscriber) -> str:
    """The same at each attempt: should one be taken though it seemed to fail, the second looks like it."""
    words = "\0".join((settings.SECRET_KEY, "alert", alert.alert, str(reader.pk)))
    return f"<{hashlib.sha256(words.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname}>"
