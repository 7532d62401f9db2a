"""Who may sign in at the desk: adding people, their roles, bylines and passwords.

A password is made by the site, shown once and kept as a hash alone. Every change is kept with who made it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from escrutinio.web.shared.cleaning import clean
from escrutinio.web.shared.looks import looks
from escrutinio.web.shared.roles import Role, roles_of
from escrutinio.web.stories.models import DeskChange

COMMAND_LINE = "command line"
Act = DeskChange.Act


class PeopleError(Exception):
    """What cannot be done with somebody of the desk, and why."""


@dataclass(frozen=True)
class Member:
    """Somebody who may sign in at the desk, or might once.

    Attributes:
        pk: the key of the account.
        name: to sign in with.
        byline: the name that readers see over a story.
        roles: what the account is allowed; empty where it has been taken away.
        active: whether it may sign in.
        last_sign_in: when it last did; None for never.
    """

    pk: int
    name: str
    byline: str
    roles: tuple[Role, ...]
    active: bool
    last_sign_in: datetime | None


def members() -> list[Member]:
    """Everybody of the desk, by name; readers who have an account of their own are none of them."""
    return [_member(user) for user in _desk_users().order_by("username")]


def add(name: str, role: Role, by: str, *, byline: str = "", password: str = "") -> str:
    """Add somebody; their password, which is made unless one is given.

    Raises:
        PeopleError: the name is taken, looks like another one, or is no name; or the password is too weak.
    """
    name = " ".join(clean(name).split())
    if not name:
        raise PeopleError(_("The user name is empty. Give a name to sign in with."))
    user = User(username=name, first_name=_byline(byline))
    try:
        User._meta.get_field("username").clean(name, user)
    except ValidationError as error:
        raise PeopleError(" ".join(error.messages)) from None
    with transaction.atomic():
        for other in _desk_users().values_list("username", flat=True):
            if looks(other) == looks(name):
                raise PeopleError(_("There is a name like this one already: {name}").format(name=other))
        if User.objects.filter(username=name).exists():
            raise PeopleError(_("There is a name like this one already: {name}").format(name=name))
        made = _with_password(user, password)
        user.save()
        _give(user, role)
        _keep(user, Act.ADDED, by, role.value)
    return made


def change_role(name: str, role: Role, by: str) -> None:
    """Give somebody another role.

    Raises:
        PeopleError: there is no such person, or no editor would be left.
    """
    with transaction.atomic():
        user = _named(name)
        if roles_of(user) == {role}:
            return
        _give(user, role)
        _keep(user, Act.ROLE, by, role.value)
        _require_editor()


def change_byline(name: str, byline: str, by: str) -> None:
    """Change the name that readers see over somebody's stories from now on.

    Raises:
        PeopleError: there is no such person.
    """
    with transaction.atomic():
        user = _named(name)
        user.first_name, user.last_name = _byline(byline), ""
        user.save(update_fields=["first_name", "last_name"])
        _keep(user, Act.BYLINE, by, user.first_name)


def disable(name: str, by: str) -> None:
    """End somebody's access at once, wherever they are signed in; what they wrote stays.

    Raises:
        PeopleError: there is no such person, or no editor would be left.
    """
    _set_active(name, by, active=False)


def enable(name: str, by: str) -> None:
    """Let somebody sign in again, with the password they had.

    Raises:
        PeopleError: there is no such person.
    """
    _set_active(name, by, active=True)


def new_password(name: str, by: str, *, password: str = "") -> str:
    """Give somebody a new password, which ends all their sessions; it is made unless one is given.

    Raises:
        PeopleError: there is no such person, or the password is too weak.
    """
    with transaction.atomic():
        user = _named(name)
        made = _with_password(user, password)
        user.save(update_fields=["password"])
        _keep(user, Act.PASSWORD, by)
    return made


def _member(user: User) -> Member:
    roles = tuple(
        role for role in Role if user.is_superuser or role in {group.name for group in user.groups.all()}
    )
    return Member(user.pk, user.username, user.get_full_name(), roles, user.is_active, user.last_login)


def _desk_users() -> QuerySet[User]:
    # Readers have an account too, and no group.
    at_desk = Q(groups__name__in=[role.value for role in Role]) | Q(is_superuser=True)
    return User.objects.filter(at_desk).distinct().prefetch_related("groups")


def _named(name: str) -> User:
    # The editors are locked, so that two of them cannot take each other's rights at the same moment.
    list(User.objects.select_for_update().filter(groups__name=Role.EDITOR).order_by("pk").values_list("pk"))
    user = _desk_users().filter(username=name).first()
    if user is None:
        raise PeopleError(_("Nobody of the desk is called {name}.").format(name=name))
    return user


def _give(user: User, role: Role) -> None:
    user.groups.set([Group.objects.get_or_create(name=role.value)[0]])


def _set_active(name: str, by: str, *, active: bool) -> None:
    with transaction.atomic():
        user = _named(name)
        if user.is_active == active:
            return
        user.is_active = active
        user.save(update_fields=["is_active"])
        _keep(user, Act.ENABLED if active else Act.DISABLED, by)
        _require_editor()


def _require_editor() -> None:
    editors = _desk_users().filter(is_active=True)
    if not any(Role.EDITOR in roles_of(user) for user in editors):
        raise PeopleError(_("Nobody would be left who may add people. Make somebody else an editor first."))


def _with_password(user: User, password: str) -> str:
    if password:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise PeopleError(" ".join(error.messages)) from None
    made = password or secrets.token_urlsafe(15)
    user.set_password(made)
    return made


def _byline(text: str) -> str:
    return " ".join(clean(text).split())[: User._meta.get_field("first_name").max_length or 150]


def _keep(user: User, act: DeskChange.Act, by: str, detail: str = "") -> None:
    DeskChange.objects.create(at=timezone.now(), name=user.username, act=act, detail=detail, by_name=by)
