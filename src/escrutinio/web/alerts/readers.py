"""Readers who have alerts by mail: asked for, confirmed by whoever owns the address, left with one click."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from escrutinio.web.accounts.personal_data import account_erased, account_exported
from escrutinio.web.alerts.models import Subscriber
from escrutinio.web.alerts.receivers import KINDS
from escrutinio.web.jobs.tasks import mail_question
from escrutinio.web.shared.mail import one_line

CONFIRM_WITHIN = timedelta(days=3)
KEPT = timedelta(days=365)
"""So long an address is kept after it was last confirmed: nobody waits longer for one election."""
_CONFIRM, _LEAVE = "escrutinio.alerts.confirm", "escrutinio.alerts.leave"


@dataclass(frozen=True)
class Wish:
    """What somebody asks for.

    Attributes:
        reader: whose address it is.
        language: of the mails.
        kinds: what to be told of.
    """

    reader: Subscriber
    language: str
    kinds: tuple[str, ...]


def question(reader: int, language: str, kinds: Collection[str]) -> EmailMessage | None:
    """The mail that asks; None where the address is gone meanwhile."""
    to = Subscriber.objects.filter(pk=reader).first()
    if to is None:
        return None
    with translation.override(site_language(language)):
        token = signing.dumps([reader, language, list(kinds)], salt=_CONFIRM)
        text = _(
            "Someone, perhaps you, asked %(site)s to send alerts about the count to this address.\n\n"
            "To get them, open this page within %(days)s days and press the button:\n%(address)s\n\n"
            "If it was not you, ignore this e-mail: you will get no alerts."
        ) % {
            "site": settings.SITE_URL,
            "days": CONFIRM_WITHIN.days,
            "address": settings.SITE_URL + reverse("readers:confirm", args=[token]),
        }
        subject = one_line(_("Get alerts by e-mail?"))
        return EmailMessage(subject, text, None, [to.address], headers={"Auto-Submitted": "auto-generated"})


def with_retractions(kinds: Collection[str]) -> tuple[str, ...]:
    """Kinds in their usual order; who is told of a call is told of its retraction, too."""
    wanted = {*kinds, *(["retraction"] if "call" in kinds else [])}
    return tuple(kind for kind in KINDS if kind in wanted)


def ask(address: str, language: str, kinds: Collection[str], now: datetime) -> None:
    """Have one mail sent that asks; it is the same whether the address is known or not.

    What is asked for stands in the link: it counts when the link is followed, not before.

    Args:
        address: a valid one.
        language: one of the site's.
        kinds: some of ``KINDS``.
        now: the time (UTC).
    """
    told = with_retractions(kinds)
    reader, made = Subscriber.objects.get_or_create(
        address=address.strip().lower(),
        defaults={"language": language, "kinds": " ".join(told), "asked_at": now},
    )
    if not made:
        Subscriber.objects.filter(pk=reader.pk).update(asked_at=now)  # the new link lasts from now on
    # The queue has the number of the address, and not the address: it is kept in one place.
    mail_question.enqueue(reader.pk, language, list(told))


def confirm(wish: Wish, now: datetime) -> None:
    """The owner of the address has said yes to this."""
    Subscriber.objects.filter(pk=wish.reader.pk).update(
        confirmed_at=now, language=wish.language, kinds=" ".join(wish.kinds)
    )


def read_confirm(token: str) -> Wish | None:
    """What a link to confirm is about; None where it is not ours, too old or its address has left."""
    try:
        number, language, kinds = signing.loads(token, salt=_CONFIRM, max_age=CONFIRM_WITHIN)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    reader = Subscriber.objects.filter(pk=number).first()
    return Wish(reader, language, tuple(kinds)) if reader is not None else None


def read_leave(token: str) -> Subscriber | None:
    """Who a link to leave is of; these do not grow old."""
    try:
        return Subscriber.objects.filter(pk=signing.loads(token, salt=_LEAVE)).first()
    except signing.BadSignature:
        return None


def leave_address(reader: Subscriber) -> str:
    """Where a reader leaves, in their language."""
    token = signing.dumps(reader.pk, salt=_LEAVE)
    with translation.override(site_language(reader.language)):
        return str(settings.SITE_URL) + reverse("readers:leave", args=[token])


def site_language(language: str) -> str:
    """A reader's language, or the site's first where it no longer has that."""
    return language if language in dict(settings.LANGUAGES) else str(settings.LANGUAGE_CODE)


def forget_old(now: datetime) -> None:
    """Delete the addresses whose owners have not said yes in time, and those that are a year old."""
    Subscriber.objects.filter(confirmed_at=None, asked_at__lt=now - CONFIRM_WITHIN).delete()
    Subscriber.objects.filter(confirmed_at__lt=now - KEPT).delete()


def listen() -> None:
    """Hand in our part when an account is exported, and erase it when the account is erased."""
    account_exported.connect(_exported, dispatch_uid="alerts")
    account_erased.connect(_erased, dispatch_uid="alerts")


def _own(user: User) -> list[Subscriber]:
    """Those of the addresses that somebody has shown to be theirs."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return list(Subscriber.objects.filter(address__in=[address.lower() for address in addresses]))


def _exported(sender: object, user: User, **_more: object) -> tuple[str, list[dict[str, object]]]:
    return "alerts", [
        {
            "address": reader.address,
            "kinds": reader.kinds.split(),
            "language": reader.language,
            "asked_at": reader.asked_at.isoformat(),
            "confirmed_at": reader.confirmed_at.isoformat() if reader.confirmed_at else None,
        }
        for reader in _own(user)
    ]


def _erased(sender: object, user: User, **_more: object) -> None:
    Subscriber.objects.filter(pk__in=[reader.pk for reader in _own(user)]).delete()
