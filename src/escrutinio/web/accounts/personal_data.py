"""What the site knows of a reader: given to them as JSON, and deleted for real when they ask for it.

Other rooms add their part and remove theirs by the two signals.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.db import transaction
from django.dispatch import Signal
from django_tasks_db.models import DBTaskResult

from escrutinio.web.accounts.identity import provider_name
from escrutinio.web.accounts.models import OpenSession
from escrutinio.web.accounts.readers import end_sessions, of_desk
from escrutinio.web.jobs.tasks import send_mail

account_exported = Signal()
"""Sent with ``user``; a receiver returns (name of its part, what it knows as plain JSON data)."""
account_erased = Signal()
"""Sent with ``user`` before the account is deleted, in one transaction: a receiver that fails undoes all."""


def export(user: User) -> dict[str, object]:
    """All that is known of a reader, as plain JSON data; times are ISO 8601 in UTC."""
    known: dict[str, object] = {
        "account": {
            "name": user.reader.name,
            "picture": user.reader.avatar,
            "since": user.reader.since.isoformat(),
            "last_signed_in": user.last_login.isoformat() if user.last_login else None,
            "open_sessions": OpenSession.objects.filter(user=user).count(),
        },
        "identities": [
            {
                "provider": provider_name(account.provider),
                "id_there": account.uid,
                "name_there": account.extra_data.get("name", ""),
                "since": account.date_joined.isoformat(),
            }
            for account in SocialAccount.objects.filter(user=user).order_by("pk")
        ],
        "email_addresses": [
            address.email for address in EmailAddress.objects.filter(user=user, verified=True).order_by("pk")
        ],
    }
    parts: list[tuple[Any, Any]] = account_exported.send(User, user=user)
    known |= dict(part for _, part in parts)
    return known


def erase(user: User) -> None:
    """Delete a reader's account: sessions, identities, addresses, name, and the mail that was sent to them.

    Raises:
        ValueError: it is an account of the desk, which is not a reader's to delete.
    """
    if of_desk(user):
        raise ValueError("an account of the desk")
    with transaction.atomic():
        account_erased.send(User, user=user)
        addresses = set(EmailAddress.objects.filter(user=user).values_list("email", flat=True))
        end_sessions(user)
        if addresses:
            _forget_mail(addresses)
        user.delete()


def _forget_mail(addresses: set[str]) -> None:
    sent = DBTaskResult.objects.filter(task_path=send_mail.module_path)
    keys = [
        result.pk
        for result in sent.only("pk", "args_kwargs").iterator()
        if result.args_kwargs["args"] and addresses & set(result.args_kwargs["args"][0].get("to", ()))
    ]
    DBTaskResult.objects.filter(pk__in=keys).delete()
