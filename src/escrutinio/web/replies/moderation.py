"""What moderators do: each act has a reason, which is logged, and which its author reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from escrutinio.web.replies import tasks
from escrutinio.web.replies.models import MOST_REASON, Ban, LogEntry, Mode, Reply, Rules, State
from escrutinio.web.replies.posting import RefusedError
from escrutinio.web.replies.tree import locked, set_state
from escrutinio.web.shared.cleaning import clean
from escrutinio.web.shared.desk import name_of
from escrutinio.web.shared.roles import Action, may
from escrutinio.web.stories.models import Story

Act = LogEntry.Act
_TO: Mapping[str, State] = {
    Act.APPROVED: State.SHOWN,
    Act.HIDDEN: State.HIDDEN,
    Act.REMOVED: State.REMOVED,
    Act.SPAM: State.REMOVED,
}
NEED_REASON = (Act.HIDDEN, Act.REMOVED)
"""Acts whose reason the author of the reply reads; spam is reason enough."""
DAYS = (1, 7, 30, 0)
"""For how long somebody may be banned; 0 is for good."""


def judge(reply: Reply, act: str, reason: str, by: User, now: datetime, seen: str) -> None:
    """Approve, hide or remove a reply, or leave it as it is; its reports are settled.

    Args:
        reply: which one.
        act: one of ``approved``, ``hidden``, ``removed``, ``spam`` and ``kept``.
        reason: needed to hide and remove; of spam its author reads that it is, unless there is another.
        by: the moderator.
        now: the time (UTC).
        seen: the :func:`version` of the reply that the moderator has read.

    Raises:
        RefusedError: there is no reason, or the reply has changed since it was read.
    """
    reason = _reason(reason, needed=act in NEED_REASON)
    with locked(reply.story_id):
        current = Reply.with_unshown.select_related("story").filter(pk=reply.pk).first()
        if current is None or current.state == State.DELETED:
            raise RefusedError(_("Its author has deleted it in the meantime."), 409)
        if version(current) != seen:
            raise RefusedError(_("It has changed since you opened it. Please read it again."), 409)
        if act == Act.SPAM and not reason:
            with translation.override(current.story.language):
                reason = str(Act.SPAM.label)
        _log(act, by, now, reason, current.story_id, current.number, current.author_id)
        current.reports.filter(settled=False).update(settled=True)
        if act not in _TO:
            return
        current.reason, current.hold_reason = reason, ""
        current.save(update_fields=["reason", "hold_reason"])
        set_state(current, _TO[act])
        if current.state == State.SHOWN:
            tasks.tell_followers.enqueue(current.pk)


@dataclass(frozen=True)
class Judged:
    """What became of several replies.

    Attributes:
        done: the names of the authors of those that were judged.
        left: for each that was left as it is, its author's name and why.
        gone: how many are not there any more.
    """

    done: tuple[str, ...]
    left: tuple[tuple[str, str], ...]
    gone: int


def judge_several(chosen: Mapping[int, str], act: str, reason: str, by: User, now: datetime) -> Judged:
    """The same act on several replies, each by itself: one that is refused keeps back no other.

    Args:
        chosen: the ids of the replies, each with its :func:`version` that the moderator has read.
        act: see :func:`judge`.
        reason: see :func:`judge`.
        by: the moderator.
        now: the time (UTC).

    Raises:
        RefusedError: there is no reason and the act needs one; nothing is done.
    """
    _reason(reason, needed=act in NEED_REASON)
    done, left = [], []
    for reply in Reply.with_unshown.filter(pk__in=chosen).order_by("pk"):
        try:
            judge(reply, act, reason, by, now, chosen[reply.pk])
            done.append(reply.author_name)
        except RefusedError as refused:
            left.append((reply.author_name, str(refused)))
    return Judged(tuple(done), tuple(left), len(chosen) - len(done) - len(left))


def fits(act: str, reply: Reply) -> bool:
    """Whether an act would change anything about a reply, or say that it was looked at."""
    if reply.state == State.DELETED or _TO.get(act) == reply.state:
        return False
    return act != Act.KEPT or reply.state != State.HELD


def version(reply: Reply) -> str:
    """What changes when a reply's text or state does."""
    edited = reply.edited_at.timestamp() if reply.edited_at else 0
    return f"{reply.state} {edited:.6f}"


def ban(user: User, days: int, reason: str, by: User, now: datetime) -> Ban:
    """Keep somebody from replying, for some days or for good (0).

    Raises:
        RefusedError: there is no reason, or it is a moderator.
    """
    reason = _reason(reason, needed=True)
    if may(user, Action.MODERATE):
        raise RefusedError(_("A moderator cannot be banned."), 403)
    with transaction.atomic():
        _log(Act.BANNED, by, now, reason, None, None, user.pk)
        until = now + timedelta(days=days) if days else None
        return Ban.objects.create(user=user, reason=reason, at=now, until=until)


def unban(user: User, reason: str, by: User, now: datetime) -> None:
    """Let somebody reply again.

    Raises:
        RefusedError: there is no reason.
    """
    reason = _reason(reason, needed=True)
    with transaction.atomic():
        _log(Act.UNBANNED, by, now, reason, None, None, user.pk)
        Ban.objects.filter(user=user, lifted_at=None).update(lifted_at=now)


def set_thread(story: Story, closed: bool, mode: str, reason: str, by: User, now: datetime) -> None:
    """Close or open the replies of a story, and say when moderators read them.

    Raises:
        RefusedError: it is closed without a reason, or there is no such mode.
    """
    reason = _reason(reason, needed=closed)
    if mode not in Mode.values:
        raise RefusedError(_("There is no such rule."))
    with locked(story.pk) as thread:
        if closed != thread.closed:
            _log(Act.CLOSED if closed else Act.OPENED, by, now, reason, story.pk)
        if mode != thread.mode:
            _log(Act.MODE, by, now, reason or str(Mode(mode).label), story.pk)
        thread.closed, thread.mode = closed, mode
        thread.closed_reason = reason if closed else ""
        thread.save(update_fields=["closed", "mode", "closed_reason"])


def set_rules(rules: Rules, by: User, now: datetime) -> None:
    """Change the rules of the site."""
    with transaction.atomic():
        rules.pk = 1
        rules.save()
        said = _("%(mode)s; first replies are held: %(first)s; links are held: %(links)s") % {
            "mode": Mode(rules.mode).label,
            "first": _("yes") if rules.hold_first else _("no"),
            "links": _("yes") if rules.hold_links else _("no"),
        }
        _log(Act.MODE, by, now, said)


def _reason(reason: str, *, needed: bool) -> str:
    reason = " ".join(clean(reason).split())[:MOST_REASON]
    if needed and not reason:
        raise RefusedError(_("Give a reason; the person concerned will read it."))
    return reason


def _log(
    act: str,
    by: User,
    now: datetime,
    reason: str,
    story: int | None = None,
    number: int | None = None,
    account: int | None = None,
) -> None:
    LogEntry(
        at=now, by=name_of(by), act=act, story=story, number=number, account=account, reason=reason
    ).save()
