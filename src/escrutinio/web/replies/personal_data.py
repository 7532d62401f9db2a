"""One's own replies: everything that is kept of somebody here, given out or erased."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from escrutinio.web.accounts.personal_data import account_erased, account_exported
from escrutinio.web.replies.models import Ban, Follow, Reply, Report
from escrutinio.web.replies.posting import empty
from escrutinio.web.replies.tree import locked, settle


def everything(user: User) -> dict[str, Any]:
    """All that is kept here of somebody, as plain data."""
    replies = Reply.with_unshown.filter(author=user).select_related("story", "parent").order_by("pk")
    return {
        "schema": "escrutinio/own-replies/1",
        "made_at": timezone.now().isoformat(),
        "replies": [
            {
                "url": settings.SITE_URL + one.get_absolute_url(),
                # Of a story that is no longer public its author learns no more than where they replied.
                "story": one.story.headline if one.story.is_public else None,
                "answers": one.parent.number if one.parent else None,
                "name": one.author_name,
                "text": one.text,
                "html": one.html,
                "state": one.state,
                "held_because": one.get_hold_reason_display() or None,
                "reason": one.reason or None,
                "posted_at": one.posted_at.isoformat(),
                "edited_at": one.edited_at.isoformat() if one.edited_at else None,
            }
            for one in replies
        ],
        "reports": [
            {
                "url": settings.SITE_URL + one.reply.get_absolute_url(),
                "at": one.at.isoformat(),
                "text": one.text,
            }
            for one in Report.objects.filter(by=user).select_related("reply__story")
        ],
        "follows": [
            {"story": one.story.headline, "address": one.address, "asked_at": one.asked_at.isoformat()}
            for one in Follow.objects.filter(user=user).select_related("story")
        ],
        "bans": [
            {"reason": one.reason, "at": one.at.isoformat(), "until": one.until and one.until.isoformat()}
            for one in Ban.objects.filter(user=user)
        ],
    }


def erase(user: User) -> int:
    """Erase everything of somebody but their bans; returns how many replies.

    What nobody has answered is gone as if it had never been; of the rest the place stays, empty.
    """
    own = Reply.with_unshown.filter(author=user)
    erased = 0
    for story in own.order_by().values_list("story_id", flat=True).distinct():
        with locked(story):
            # From the last to the first, so that an answer is gone before what it answers is looked at.
            for one in own.filter(story_id=story).order_by("-path"):
                erased += 1
                empty(one)
                settle(one)
                if not Reply.with_unshown.filter(parent_id=one.pk).exists():
                    one.delete()
    Report.objects.filter(by=user).delete()
    Follow.objects.filter(user=user).delete()
    return erased


def listen() -> None:
    """Hand in our part when an account is exported, and erase it when the account is erased."""
    account_exported.connect(_exported, dispatch_uid="replies")
    account_erased.connect(_erased, dispatch_uid="replies")


def _exported(sender: object, user: User, **_more: object) -> tuple[str, dict[str, Any]]:
    return "replies", everything(user)


def _erased(sender: object, user: User, **_more: object) -> None:
    erase(user)
