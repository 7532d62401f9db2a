"""Following a story by mail: asked for, confirmed by whoever owns the address, left with one click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from escrutinio.web.replies.models import Follow, Reply
from escrutinio.web.shared.mail import leave_headers, one_line
from escrutinio.web.stories.models import Story

CONFIRM_WITHIN = 3 * 24 * 3600
"""Seconds."""
ANSWER_WITHIN = 14 * 24 * 3600
"""Seconds in which the link of a mail leads to the form of an answer."""
_CONFIRM, _LEAVE = "escrutinio.replies.confirm", "escrutinio.replies.leave"
_ANSWER = "escrutinio.replies.answer"


def ask(story: Story, address: str, user: User | None, verified: bool, now: datetime) -> bool:
    """Begin to follow a story; whether it is confirmed already.

    Nobody who asks with an address that is not known to be theirs learns whether it follows.

    Args:
        story: a public one.
        address: where mail goes.
        user: who asks; None for somebody who is not signed in.
        verified: whether the address is known to be theirs; else it has one mail that asks.
        now: the time (UTC).
    """
    address = address.strip().lower()
    follow, _made = Follow.objects.get_or_create(
        story=story,
        address=address,
        defaults={"language": story.language, "asked_at": now, "user": user if verified else None},
    )
    if verified and follow.confirmed_at is None:
        follow.confirmed_at, follow.user = now, user
        follow.save(update_fields=["confirmed_at", "user"])
    elif follow.confirmed_at is None:
        Follow.objects.filter(pk=follow.pk).update(asked_at=now)  # the new link lasts from now on
        _send_question(follow)
    return verified


def confirm(follow: Follow, now: datetime) -> None:
    """The owner of the address has said yes."""
    if follow.confirmed_at is None:
        follow.confirmed_at = now
        follow.save(update_fields=["confirmed_at"])


def forget_unconfirmed(now: datetime) -> None:
    """Delete the addresses whose owners have not said yes while they could."""
    over = now - timedelta(seconds=CONFIRM_WITHIN)
    Follow.objects.filter(confirmed_at=None, asked_at__lt=over).delete()


def read_confirm(token: str) -> Follow | None:
    """What a link to confirm is about; None where it is not ours, too old or gone."""
    return _read(token, _CONFIRM, CONFIRM_WITHIN)


def read_leave(token: str) -> Follow | None:
    """What a link to leave is about; these do not grow old."""
    return _read(token, _LEAVE, None)


def leave_address(follow: Follow) -> str:
    """The address to leave at."""
    with translation.override(follow.language):
        token = signing.dumps(follow.pk, salt=_LEAVE)
        return settings.SITE_URL + reverse("replies:leave", args=[token])


@dataclass(frozen=True)
class AnswerLink:
    """What the link to answer in a mail is about.

    Attributes:
        reply: the one that the mail brought; shown or not.
        old: whether the link is older than it may be.
    """

    reply: Reply
    old: bool


def answer_address(reply: Reply, language: str) -> str:
    """The address at which a reply that was mailed is answered; the same for all who had that mail.

    It says nothing about who opens it and signs nobody in: a mail that is passed on gives nothing away.
    """
    with translation.override(language):
        token = signing.dumps(reply.pk, salt=_ANSWER)
        return settings.SITE_URL + reverse("replies:answer", args=[token])


def read_answer(token: str) -> AnswerLink | None:
    """What a link to answer is about; None where it is not ours or the reply is gone."""
    try:
        number, old = signing.loads(token, salt=_ANSWER, max_age=ANSWER_WITHIN), False
    except signing.SignatureExpired:
        number, old = signing.loads(token, salt=_ANSWER), True
    except signing.BadSignature:
        return None
    reply = Reply.with_unshown.select_related("story").filter(pk=number).first()
    return AnswerLink(reply, old) if reply is not None else None


def send_all(reply: Reply) -> int:
    """Put a mail about a reply into the queue for each address that follows its story; returns how many."""
    followers = Follow.objects.filter(story=reply.story_id).exclude(confirmed_at=None)
    if reply.author_id is not None:
        followers = followers.exclude(user=reply.author_id)
    sent = 0
    with translation.override(reply.story.language):
        for follow in followers.select_related("story").order_by("pk").iterator(chunk_size=200):
            _send_news(reply, follow)
            sent += 1
    return sent


def _read(token: str, salt: str, within: int | None) -> Follow | None:
    try:
        number = signing.loads(token, salt=salt, max_age=within)
    except signing.BadSignature:
        return None
    return Follow.objects.select_related("story").filter(pk=number).first()


def _send_question(follow: Follow) -> None:
    with translation.override(follow.language):
        token = signing.dumps(follow.pk, salt=_CONFIRM)
        address = settings.SITE_URL + reverse("replies:confirm", args=[token])
        text = _(
            "Someone, perhaps you, asked for e-mails about new replies to this story:\n\n"
            "%(headline)s\n\nTo confirm, open this page and press the button:\n%(address)s\n\n"
            "If it was not you, ignore this e-mail: you will get no others."
        )
        about = {"headline": follow.story.headline, "address": address}
        EmailMessage(one_line(_("Follow the replies?")), text % about, None, [follow.address]).send()


def _send_news(reply: Reply, follow: Follow) -> None:
    leave = leave_address(follow)
    text = _(
        "%(name)s replied to “%(headline)s”:\n\n%(text)s\n\nRead it: %(address)s\n\n"
        "Answer it (for %(days)d days): %(answer)s\n\nUnsubscribe: %(leave)s"
    )
    about = {
        "name": reply.author_name,
        "headline": reply.story.headline,
        "text": reply.text,
        "address": settings.SITE_URL + reply.get_absolute_url(),
        "answer": answer_address(reply, reply.story.language),
        "days": ANSWER_WITHIN // (24 * 3600),
        "leave": leave,
    }
    subject = one_line(_("New reply: %s") % reply.story.headline)
    EmailMessage(subject, text % about, None, [follow.address], headers=leave_headers(leave)).send()
