"""Who is a reader: made at the first sign-in, never somebody of the desk."""

from __future__ import annotations

import secrets
from typing import cast

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from escrutinio.web.accounts.models import OpenSession, Reader
from escrutinio.web.accounts.names import checked, free_names, key_of


def of_desk(user: User | AnonymousUser | object) -> bool:
    """Whether an account is of the desk or could become so: it has a password, a group or rights."""
    if not isinstance(user, User) or user.pk is None:
        return False
    if user.is_superuser or user.is_staff or user.has_usable_password():
        return True
    return user.groups.exists() or user.user_permissions.exists() or not hasattr(user, "reader")


def new_user() -> User:
    """An account for a reader, not saved yet: no password, no e-mail address, a name that says nothing."""
    user = User(username=f"reader-{secrets.token_hex(12)}")
    user.set_unusable_password()
    return user


def make_reader(user: User, wanted_name: str) -> Reader:
    """What readers have and other accounts have not.

    Args:
        user: a saved account of :func:`new_user`.
        wanted_name: what they would like to be called; where it is taken they get one like it.
    """
    for name in free_names(wanted_name):
        try:
            fitting = checked(name)
            with transaction.atomic():
                return Reader.objects.create(
                    user=user, name=fitting, name_key=key_of(fitting), avatar=secrets.token_hex(8)
                )
        except (ValidationError, IntegrityError):
            continue
    raise AssertionError("names never end")


def reader_of_address(address: str, wanted_name: str) -> User:
    """The reader whose address this is; its owner has just proved it, so one is made where there is none."""
    for _ in range(2):
        known = EmailAddress.objects.filter(email=address, verified=True).select_related("user").first()
        if known is not None:
            return cast(User, known.user)
        try:
            with transaction.atomic():
                user = new_user()
                user.save()
                EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
                make_reader(user, wanted_name)
                return user
        except IntegrityError:
            continue  # two codes for the same new address at once: the other one was faster
    raise AssertionError("the address is there and is not")


def note_session(request: HttpRequest, user: User) -> None:
    """Remember in which session a reader is signed in."""
    if request.session.session_key is None:
        request.session.save()
    key = str(request.session.session_key)
    OpenSession.objects.update_or_create(session=key, defaults={"user": user})
    kept = set(Session.objects.filter(session_key__in=_keys(user)).values_list("session_key", flat=True))
    OpenSession.objects.filter(user=user).exclude(session__in=kept | {key}).delete()


def end_sessions(user: User, but: str | None = None) -> int:
    """End the sessions in which a reader is signed in, perhaps but one; returns how many."""
    keys = [key for key in _keys(user) if key != but]
    OpenSession.objects.filter(session__in=keys).delete()
    return Session.objects.filter(session_key__in=keys).delete()[0]


def _keys(user: User) -> list[str]:
    return list(OpenSession.objects.filter(user=user).values_list("session", flat=True))
