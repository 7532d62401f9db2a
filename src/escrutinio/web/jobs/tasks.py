"""What is done in the background. Each task can be run again after a crash: twice is as good as once.

The queue ``count`` holds what has to be done in order, so one thread works it; ``export`` what takes minutes,
so that nothing waits for it; the rest is in ``default``.

What counts and reads files is imported by the tasks that need it: every process of the site puts tasks into
the queue, and none but the background process should hold what they need in memory.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django_tasks import task

from escrutinio.model import UsageError
from escrutinio.web.jobs.queue import waiting

if TYPE_CHECKING:
    from escrutinio.flows.ingest import IngestResult

COUNT = "count"
"""The queue of what takes in and publishes the count."""
EXPORT = "export"
"""The queue of the export as files."""
ALERTS = "alerts"
"""The queue of what is handed to other programs, of which any may be slow or dead."""
MAIL = "mail"
"""The queue of what is handed to the mail server, which may be slow or dead, too."""
MAIL_ATTEMPTS = 6
FOR_MANY = -10
"""The priority of mail to many: a code that somebody waits for goes before it."""

logger = logging.getLogger("escrutinio.jobs")


class MailError(Exception):
    """The mail server did not take a message, however often it was asked."""


@task(queue_name=COUNT)
def publish_count(until: str | None = None) -> str:
    """Publish the count; returns the publication's id.

    Args:
        until: ISO 8601, the moment of a replay; None for all that is known.
    """
    from escrutinio.flows.desk import open_desk
    from escrutinio.flows.publication import open_publication, publish, start_night

    moment = datetime.fromisoformat(until) if until else None
    desk = open_desk(settings.FOLDER)
    before = open_publication(settings.FOLDER)
    if before is not None and before.front.rehearsal and not desk.rehearsing:
        start_night(desk)  # the first delivery is in: the count never mixes with its rehearsal
    published = publish(desk, moment, now=datetime.now(UTC))
    _say_what_is_not_in_the_log(published.id)
    _look_again()
    return published.id


def _say_what_is_not_in_the_log(publication: str) -> None:
    from escrutinio.flows.publication.evidence import log_problem

    said = log_problem(publication, Path(settings.FOLDER))
    if said is not None:
        logger.warning("Published, and not entered into the log: %s", f"{said.message}. {said.hint}".rstrip())


def _look_again() -> None:
    """Have stories and alerts look at what is published."""
    for look in (look_at_stories, look_at_alerts):
        if not waiting(look):
            look.enqueue()


@task(queue_name=COUNT)
def publish_calls() -> str:
    """Publish the moment that is shown once more, with the calls as they are now; returns the id."""
    from escrutinio.flows.desk import open_desk
    from escrutinio.flows.publication import publish_again

    published = publish_again(open_desk(settings.FOLDER), now=datetime.now(UTC))
    _look_again()
    return published.id if published is not None else ""


@task()
def look_at_stories() -> int:
    """Look at the stories again after a publication; returns how many flags are new."""
    # Stories send mail, and so come to import this module themselves.
    from escrutinio.flows.publication import open_publication
    from escrutinio.web.stories.on_publish import count_published

    newest = open_publication(settings.FOLDER)
    return count_published(newest) if newest is not None else 0


@task()
def look_at_alerts() -> int:
    """Note what has happened and have it told; returns for how many receivers something waits."""
    from escrutinio.flows.publication import open_publication
    from escrutinio.web.alerts.sending import note, waiting_for_readers

    newest = open_publication(settings.FOLDER)
    if newest is None:
        return 0
    try:
        receivers = note(newest, datetime.now(UTC))
    except UsageError as error:
        logger.error("nobody is told: %s", error)
        return 0
    for receiver in receivers:
        send_alerts.enqueue(receiver)
    for alert in waiting_for_readers():
        tell_readers.enqueue(alert)
    return len(receivers)


@task(queue_name=ALERTS)
def send_alerts(receiver: str) -> None:
    """Tell a receiver what waits for it; when it does not take it, try again later, ever more rarely."""
    from escrutinio.web.alerts.sending import send_waiting

    try:
        later = send_waiting(receiver, datetime.now(UTC))
    except UsageError as error:
        logger.error("%s is not told: %s", receiver, error)
        return
    if later is not None:
        send_alerts.using(run_after=later).enqueue(receiver)


@task(queue_name=COUNT)
def ingest_files(names: Sequence[str]) -> dict[str, str]:
    """Take files into the ledger; returns what became of each. What is known already changes nothing."""
    from escrutinio.flows.desk import open_desk
    from escrutinio.flows.ingest import ingest

    desk = open_desk(settings.FOLDER, for_ingest=True)
    statuses: dict[str, str] = {}
    for result in ingest(desk, [Path(name) for name in names], lambda: datetime.now(UTC)):
        statuses[str(result.file)] = result.status.value
        log_result(result)
    return statuses


def log_result(result: IngestResult) -> None:
    """Note what became of a file: refused, held, taken in."""
    if result.refusal is not None:
        logger.error("%s: %s: %s", result.file.name, result.status, result.refusal)
    else:
        logger.warning("%s: %s", result.file.name, result.status)


@task()
def publish_due_stories() -> int:
    """Publish the stories whose time has come; returns how many."""
    from escrutinio.web.stories.due import publish_due

    return publish_due(datetime.now(UTC))


@task(queue_name=EXPORT)
def export_files(to: str) -> int:
    """Write the public site as files, for what has changed; returns how many files were written.

    Args:
        to: the folder of the site.
    """
    # The export renders pages of all rooms, which import this module themselves.
    from escrutinio.web.export import Plan, export_site

    plan = Plan(Path(settings.FOLDER), Path(to), workers=1)
    exported = export_site(plan, settings.SITE_URL, lambda done, total: None)
    for address, reason in exported.failed.items():
        logger.error("%s is not among the exported files: %s", address, reason)
    return exported.written


@task(queue_name=MAIL)
def tell_readers(alert: int) -> None:
    """Put the mail about an alert into the queue, for each reader who has asked for it."""
    from escrutinio.web.alerts.mailing import tell

    tell(alert, datetime.now(UTC))


@task(queue_name=MAIL, priority=FOR_MANY)
def mail_alert(alert: int, reader: int, attempt: int = 1) -> None:
    """Hand in the mail about an alert to one reader; nothing where they have left meanwhile."""
    from escrutinio.web.alerts.mailing import message

    mail = message(alert, reader)
    if mail is not None and not _handed_in(mail, attempt):
        mail_alert.using(run_after=_later(attempt)).enqueue(alert, reader, attempt=attempt + 1)


@task(queue_name=MAIL)
def mail_question(reader: int, language: str, kinds: list[str], attempt: int = 1) -> None:
    """Hand in the mail that asks whether somebody wants alerts; nothing where the address is gone."""
    from escrutinio.web.alerts.readers import question

    mail = question(reader, language, kinds)
    if mail is not None and not _handed_in(mail, attempt):
        mail_question.using(run_after=_later(attempt)).enqueue(reader, language, kinds, attempt=attempt + 1)


@task(queue_name=MAIL)
def send_mail(message: dict[str, Any], attempt: int = 1) -> None:
    """Hand in one message; when the server does not take it, try again later, ever more rarely.

    Args:
        message: subject, body, sender, html (may be None), headers; to, cc, bcc and reply_to are lists of
            addresses.
        attempt: which attempt this is, from 1.
    """
    mail = EmailMultiAlternatives(
        message["subject"],
        message["body"],
        message["sender"],
        message["to"],
        cc=message["cc"],
        bcc=message["bcc"],
        reply_to=message["reply_to"],
        headers=message.get("headers"),  # a message that has waited since before there were any has none
    )
    if message["html"]:
        mail.attach_alternative(message["html"], "text/html")
    if not _handed_in(mail, attempt):
        send_mail.using(run_after=_later(attempt)).enqueue(message, attempt=attempt + 1)


def _handed_in(mail: EmailMessage, attempt: int) -> bool:
    """Whether the server has taken a message.

    Raises:
        OSError: there was no connection, and this was the last attempt.
        MailError: the server has refused it the last time, too. No address is named: failures are kept.
    """
    mail.connection = _post_office()
    try:
        mail.send()
    except OSError as error:  # no connection, and everything that smtplib raises
        if attempt < MAIL_ATTEMPTS:
            return False
        if isinstance(error, SMTPException):  # what it says may name the address
            raise MailError(f"given up after {attempt} attempts: {type(error).__name__}") from None
        raise
    return True


def _later(attempt: int) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=2**attempt)


def _post_office() -> Any:
    environment = settings.ENVIRONMENT
    if environment.mail:
        return get_connection("django.core.mail.backends.smtp.EmailBackend", **environment.mail_settings())
    return get_connection("escrutinio.web.jobs.mail.WrittenMail")
