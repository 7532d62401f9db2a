"""Alerts on their way: each receiver has its own in their order, and a dead one holds up nobody else."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from escrutinio.feeds.web_fetch import SourceDownError, hand_over
from escrutinio.flows.documents.alert import AlertDocument
from escrutinio.flows.publication import Publication
from escrutinio.web.alerts.events import Event, events_of, in_words
from escrutinio.web.alerts.models import Delivery, State
from escrutinio.web.alerts.receivers import KINDS, Receiver, read_alerting
from escrutinio.web.alerts.signing import signature
from escrutinio.web.shared.mail import offers_mail

TIMEOUT = 15.0
"""Seconds that a receiver has to answer."""
CLAIM = timedelta(seconds=60)
"""So long an attempt is nobody else's: more than it can take."""
FIRST_WAIT, LONGEST_WAIT = 15.0, 1800.0
"""Seconds before the second attempt; they double from attempt to attempt up to the longest."""
GIVE_UP_AFTER = timedelta(hours=6)
"""An alert that could not be handed over for so long is news no more."""
READERS = "readers by mail"
"""All readers together, among the receivers: none of ``alerts.toml`` can be called so."""
BEGUN = "begun"
"""The first row of a receiver: what had happened by then is not told."""

logger = logging.getLogger("escrutinio.alerts")


def note(publication: Publication, now: datetime) -> list[str]:
    """Note what has happened, for everyone who is to be told of it; called again it changes nothing.

    Returns:
        The receivers for whom something waits; what waits for readers is :func:`waiting_for_readers`.

    Raises:
        UsageError: ``alerts.toml`` cannot be read, or has mistakes.
    """
    alerting = read_alerting(Path(settings.FOLDER))
    to_readers = offers_mail() and not publication.front.rehearsal
    if not alerting.receivers and not to_readers:
        return []
    events = events_of(publication, alerting.batch)
    if to_readers:
        _note_events(READERS, KINDS, events, now, lambda event: _in_all_languages(publication, event))
    for receiver in alerting.receivers:
        if publication.front.rehearsal and not receiver.rehearsal:
            continue
        _note_for(receiver, publication, events, now)
    waiting = Delivery.objects.filter(state=State.WAITING, due_at__lte=now).values_list("receiver", flat=True)
    return sorted({*waiting} & {receiver.id for receiver in alerting.receivers})


def waiting_for_readers() -> list[int]:
    """The alerts that readers have not been told of yet, the oldest first."""
    waiting = Delivery.objects.filter(receiver=READERS, state=State.WAITING).order_by("pk")
    return list(waiting.values_list("pk", flat=True))


def _note_for(receiver: Receiver, publication: Publication, events: list[Event], now: datetime) -> None:
    language = receiver.language or settings.LANGUAGE_CODE

    def body(event: Event) -> str:
        return _body(receiver, in_words(publication, event, language))

    _note_events(receiver.id, receiver.events, events, now, body)


def _note_events(
    receiver: str,
    kinds: Collection[str],
    events: list[Event],
    now: datetime,
    body: Callable[[Event], str],
) -> None:
    known = set(Delivery.objects.filter(receiver=receiver).values_list("alert", flat=True))
    begins = BEGUN not in known
    if begins:
        _keep(receiver, BEGUN, "", now, State.OLD)
    for event in events:
        if event.id in known or event.kind not in kinds:
            continue
        if begins:
            _keep(receiver, event.id, event.kind, now, State.OLD)
        else:
            _keep(receiver, event.id, event.kind, now, State.WAITING, body(event))


def note_test(receiver: Receiver, publication: Publication, now: datetime) -> None:
    """Put a test into the way to a receiver."""
    event = Event(f"urn:escrutinio:{publication.front.election.id}:test:{now.isoformat()}", "test", now)
    body = _body(receiver, in_words(publication, event, receiver.language or settings.LANGUAGE_CODE))
    _keep(receiver.id, event.id, event.kind, now, State.WAITING, body)


def _keep(receiver: str, alert: str, kind: str, now: datetime, state: State, body: str = "") -> None:
    try:
        with transaction.atomic():
            Delivery.objects.create(
                receiver=receiver, alert=alert, kind=kind, noted_at=now, body=body, state=state, due_at=now
            )
    except IntegrityError:
        pass  # somebody else has noted it meanwhile


def _in_all_languages(publication: Publication, event: Event) -> str:
    """An alert in each language of the site, as one document: readers have it in theirs."""
    languages = [code for code, _name in settings.LANGUAGES]
    return msgspec.json.encode({code: in_words(publication, event, code) for code in languages}).decode()


def _body(receiver: Receiver, alert: AlertDocument) -> str:
    if receiver.format == "json":
        return msgspec.json.encode(alert).decode()
    head, text = (_for_slack(part) for part in (alert.title, alert.text))
    return json.dumps({"text": f"*{head}*\n{text}\n<{alert.url}>"}, ensure_ascii=False)


def _for_slack(text: str) -> str:
    """A text in which nothing is a link or an address of people, as Slack asks (from memory)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def send_waiting(name: str, now: datetime) -> datetime | None:
    """Hand over what waits for a receiver, the oldest first, until one is not taken.

    Returns:
        When to try again; None where nothing waits, or somebody else will.

    Raises:
        UsageError: ``alerts.toml`` cannot be read, or has mistakes.
    """
    receiver = read_alerting(Path(settings.FOLDER)).receiver(name)
    if receiver is None:
        return None
    while True:
        oldest = Delivery.objects.filter(receiver=name, state=State.WAITING).order_by("pk").first()
        if oldest is None:
            return None
        if not _claim(oldest, now):
            # Who has it at hand may die before saying what became of it; who failed comes back by itself.
            oldest.refresh_from_db()
            at_hand = oldest.claimed_until
            return at_hand if oldest.state == State.WAITING and at_hand is not None else None
        try:
            _hand_over(receiver, oldest, now)
        except SourceDownError as error:
            later = _failed(oldest, error, now)
            if later is not None:
                return later
            continue
        Delivery.objects.filter(pk=oldest.pk).update(
            state=State.SENT, sent_at=now, attempts=oldest.attempts + 1, problem="", claimed_until=None
        )


def _claim(delivery: Delivery, now: datetime) -> bool:
    """Whether an alert is due and now ours; for a minute nobody else gets it."""
    due = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING, due_at__lte=now)
    free = due.filter(Q(claimed_until=None) | Q(claimed_until__lte=now))
    return free.update(claimed_until=now + CLAIM) == 1


def _hand_over(receiver: Receiver, delivery: Delivery, now: datetime) -> None:
    body, stamp = delivery.body.encode(), int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": delivery.alert,
        "Webhook-Id": delivery.alert,
        "Webhook-Timestamp": str(stamp),
    }
    if receiver.secret:
        headers["Webhook-Signature"] = signature(receiver.secret, delivery.alert, stamp, body)
    hand_over(receiver.url, body, headers, timeout=TIMEOUT)


def _failed(delivery: Delivery, error: SourceDownError, now: datetime) -> datetime | None:
    """Note a failure; when to try again, None where it is given up."""
    attempts = delivery.attempts + 1
    logger.warning("%s was not notified (attempt %d): %s", delivery.receiver, attempts, error.message)
    given_up = now - delivery.noted_at > GIVE_UP_AFTER
    wait = min(max(FIRST_WAIT * 2.0 ** min(attempts - 1, 20), error.retry_after or 0.0), LONGEST_WAIT)
    later = now + timedelta(seconds=wait)
    Delivery.objects.filter(pk=delivery.pk).update(
        state=State.GIVEN_UP if given_up else State.WAITING,
        attempts=attempts,
        due_at=later,
        claimed_until=None,
        problem=error.message[:500],
    )
    return None if given_up else later
