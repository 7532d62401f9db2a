"""Who may do what at the desk: one table, asked by every view."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User


class Role(StrEnum):
    """The groups of the desk."""

    REPORTER = "reporter"
    EDITOR = "editor"
    MODERATOR = "moderator"
    DATA_DESK = "data desk"


class Action(StrEnum):
    """What can be done at the desk."""

    ENTER = "enter"
    WRITE = "write"
    SEE = "see"
    EDIT = "edit"
    PUBLISH = "publish"
    CALL = "call"
    CORRECT = "correct"
    SORT = "sort"
    FINDINGS = "findings"
    MARK = "mark"
    MODERATE = "moderate"
    PEOPLE = "people"


_ANYONE = {Action.ENTER}
_MAY: dict[Role, set[Action]] = {
    Role.REPORTER: _ANYONE | {Action.WRITE},
    Role.EDITOR: _ANYONE
    | {Action.WRITE, Action.SEE, Action.EDIT, Action.PUBLISH, Action.CORRECT, Action.SORT, Action.MARK}
    | {Action.CALL, Action.MODERATE, Action.PEOPLE},
    # Of stories a moderator sees what every reader sees.
    Role.MODERATOR: _ANYONE | {Action.MODERATE},
    Role.DATA_DESK: _ANYONE | {Action.SEE, Action.FINDINGS, Action.MARK},
}
_OWN: dict[Role, set[Action]] = {Role.REPORTER: {Action.SEE, Action.EDIT}}


class Authored(Protocol):
    """What a right can depend on: whose it is, and whether it is still a draft."""

    @property
    def author_id(self) -> int | None:
        """The key of the user who wrote it."""

    @property
    def is_draft(self) -> bool:
        """Whether it is neither public nor about to be."""


Somebody = User | AbstractBaseUser | AnonymousUser


def roles_of(user: Somebody) -> frozenset[Role]:
    """The roles of an active user; a superuser has all of them."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return frozenset(Role)
    names = set(user.groups.values_list("name", flat=True))
    return frozenset(role for role in Role if role in names)


def may(user: Somebody, action: Action, story: Authored | None = None) -> bool:
    """Whether somebody may do something, with a story where it concerns one.

    A reporter sees and edits their own stories, and edits them only while they are drafts.
    """
    for role in roles_of(user):
        if action in _MAY[role]:
            return True
        if story is None or action not in _OWN.get(role, set()) or story.author_id != user.pk:
            continue
        if action is Action.SEE or story.is_draft:
            return True
    return False
