"""What a reader does: posts, edits and deletes their own replies, and reports others'."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from escrutinio.web.replies import tasks
from escrutinio.web.replies.limits import all_allowed, seconds_to_wait, too_fast
from escrutinio.web.replies.markdown import to_html
from escrutinio.web.replies.models import (
    MOST_REASON,
    MOST_TEXT,
    Ban,
    HoldReason,
    Reply,
    Report,
    Rules,
    State,
    Thread,
)
from escrutinio.web.replies.spam import hold_reason_for
from escrutinio.web.replies.tree import give_place, locked, settle, thread_of
from escrutinio.web.shared.cleaning import clean
from escrutinio.web.shared.moments import moment_text
from escrutinio.web.shared.roles import Action, may
from escrutinio.web.stories.models import Story

EDITABLE = timedelta(minutes=10)
"""So long after posting its author may change or delete a reply."""


class RefusedError(Exception):
    """Something is not done; the text says why, for the reader. ``status`` is what HTTP calls it."""

    def __init__(self, why: str, status: int = 422) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class Sender:
    """Who sends, and from where.

    Attributes:
        name: what is shown with the reply.
        address: where from; only Akismet is told, and only where it is set up.
    """

    user: User
    name: str
    address: str
    agent: str = ""


def may_post(story: Story, user: User | None) -> None:
    """Whether somebody may reply to a story now; None for who is not signed in yet.

    Raises:
        RefusedError: they may not.
    """
    if user is not None:
        _not_banned(user)
    _open(thread_of(story))


def post(story: Story, sender: Sender, text: str, to: int | None, word: str, now: datetime) -> Reply:
    """Post a reply; with a word that was used already, nothing is done and that reply comes back.

    Args:
        story: a public one.
        sender: who posts.
        text: Markdown.
        to: the number of the reply that is answered; None for the story itself.
        word: of the form; see :func:`escrutinio.web.replies.spam.read_token`.
        now: the time (UTC).

    Raises:
        RefusedError: it is not kept.
    """
    token = hashlib.sha256(f"{sender.user.pk} {word}".encode()).hexdigest()
    before = Reply.with_unshown.filter(token=token).first()
    if before is not None:
        return before
    text = checked(text)
    _not_banned(sender.user)
    whose = {"account": str(sender.user.pk), "account-day": str(sender.user.pk), "address": sender.address}
    _not_too_often(whose, now)
    with locked(story.pk, only_adds=True) as thread:
        # Looked for again: two of one form may have waited for the lock.
        before = Reply.with_unshown.filter(token=token).first()
        if before is not None:
            return before
        _open(thread)
        parent = None
        if to is not None:
            parent = Reply.shown.filter(story=story, number=to).first()
            if parent is None:
                raise RefusedError(_("The reply you are answering is no longer there."))
        reply = Reply(story=story, author=sender.user, author_name=sender.name[:80], text=text, token=token)
        reply.html = to_html(text)
        give_place(reply, thread, parent, now)
        _decide(reply, sender, thread)
        reply.save()
        settle(reply)
        if reply.state == State.SHOWN:
            tasks.tell_followers.enqueue(reply.pk)
        elif reply.hold_reason == HoldReason.SPAM:
            tasks.ask_akismet.enqueue(reply.pk, sender.address, sender.agent[:300])
    return reply


def edit(reply: Reply, sender: Sender, text: str, now: datetime) -> Reply:
    """Change the text of one's own reply; what moderators had read may have to be read again.

    Raises:
        RefusedError: it is too late, or not theirs to change.
    """
    text = checked(text)
    _not_banned(sender.user)
    _not_too_often({"edit": str(sender.user.pk)}, now)
    with locked(reply.story_id) as thread:
        current = _own(reply, sender.user, now)
        current.text, current.html, current.edited_at = text, to_html(text), now
        before = (
            HoldReason(current.hold_reason) if current.state == State.HELD and current.hold_reason else None
        )
        _decide(current, sender, thread, keep=before)
        current.save(update_fields=["text", "html", "edited_at", "state", "hold_reason"])
        settle(current)
        if current.state == State.HELD and current.hold_reason == HoldReason.SPAM:
            tasks.ask_akismet.enqueue(current.pk, sender.address, sender.agent[:300])
    return current


def delete(reply: Reply, user: User, now: datetime) -> None:
    """Delete one's own reply: its words go, its place stays where others have answered.

    Raises:
        RefusedError: it is too late, or not theirs to delete.
    """
    with locked(reply.story_id):
        current = _own(reply, user, now)
        empty(current)
        settle(current)


def empty(reply: Reply) -> None:
    """Take everything out of a reply that somebody has said, or that says who; the thread is locked.

    The token stays, so that the form that posted it does not post it again.
    """
    reply.state = State.DELETED
    reply.author_name = reply.text = reply.html = reply.hold_reason = reply.reason = ""
    reply.author, reply.edited_at = None, None
    reply.save()
    reply.reports.all().delete()


def can_change(reply: Reply, user: User, now: datetime) -> bool:
    """Whether somebody may edit or delete a reply now."""
    own = reply.author_id is not None and reply.author_id == user.pk
    return own and reply.state in (State.HELD, State.SHOWN) and now < reply.posted_at + EDITABLE


def report(reply: Reply, user: User, text: str, now: datetime) -> None:
    """Say that a moderator should look at a reply; twice is once.

    Raises:
        RefusedError: too many at once.
    """
    _not_too_often({"report": str(user.pk)}, now)
    said = clean(text)[:MOST_REASON]
    Report.objects.get_or_create(reply=reply, by=user, defaults={"at": now, "text": said})


def checked(text: str) -> str:
    """A text as it is kept.

    Raises:
        RefusedError: it is empty or too long.
    """
    text = clean(text, lines=True).strip()
    if not text:
        raise RefusedError(_("Your reply is empty."))
    if len(text) > MOST_TEXT:
        raise RefusedError(
            _("Your reply has %(length)d characters; the limit is %(most)d.")
            % {"length": len(text), "most": MOST_TEXT}
        )
    return text


def _decide(reply: Reply, sender: Sender, thread: Thread, keep: HoldReason | None = None) -> None:
    edited = reply if reply.pk else None
    hold_reason = hold_reason_for(reply.text, sender.user, thread, Rules.now(), edited) or keep
    if hold_reason is None and settings.AKISMET_KEY and not may(sender.user, Action.MODERATE):
        hold_reason = HoldReason.SPAM
    reply.state, reply.hold_reason = (State.HELD, hold_reason) if hold_reason else (State.SHOWN, "")


def _own(reply: Reply, user: User, now: datetime) -> Reply:
    """The reply as it is now that the thread is locked."""
    current = Reply.with_unshown.select_related("story").filter(pk=reply.pk).first()
    if current is None or not can_change(current, user, now):
        raise RefusedError(_("It can no longer be changed."), 403)
    return current


def _open(thread: Thread) -> None:
    if thread.closed:
        raise RefusedError(_("Replies to this story are closed: %s") % thread.closed_reason, 403)


def _not_banned(user: User) -> None:
    ban = Ban.of(user)
    if ban is None:
        return
    about = {"reason": ban.reason, "until": moment_text(ban.until) if ban.until else ""}
    if ban.until is None:
        raise RefusedError(_("You may not reply here: %(reason)s") % about, 403)
    raise RefusedError(_("You may not reply here until %(until)s: %(reason)s") % about, 403)


def _not_too_often(uses: dict[str, str], now: datetime) -> None:
    if not all_allowed(uses, now):
        raise RefusedError(too_fast(seconds_to_wait(uses, now)), 429)
