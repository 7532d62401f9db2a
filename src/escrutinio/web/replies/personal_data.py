"""One's own replies: everything that is kept of somebody here, given out or erased."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from escrutinio.web.accounts.personal_data import account_erased, account_exported
from escrutinio.web.replies.models import Ban, Follow, Reply, Report
from escrutinio.web.replies.posting import empty
from escrutinio.web.replies.tree import locked, settle


def everything(user: User) -> dict[str, object]:
    """All that is kept here of somebody, as plain data."""
    replies = Reply.with_unshown.filter(author=user).select_related("story", "parent").order_by("pk")
    return {
        "schema": "escrutinio/own-replies/1",
        "made_at": timezone.now().isoformat(),
        "replies": [
            {
                "url": settings.SITE_URL + reply.get_absolute_url(),
                # Of a story that is no longer public its author learns no more than where they replied.
                "story": reply.story.headline if reply.story.is_public else None,
                "answers": reply.parent.number if reply.parent else None,
                "name": reply.author_name,
                "text": reply.text,
                "html": reply.html,
                "state": reply.state,
                "held_because": reply.get_hold_reason_display() or None,
                "reason": reply.reason or None,
                "posted_at": reply.posted_at.isoformat(),
                "edited_at": reply.edited_at.isoformat() if reply.edited_at else None,
            }
            for reply in replies
        ],
        "reports": [
            {
                "url": settings.SITE_URL + report.reply.get_absolute_url(),
                "at": report.at.isoformat(),
                "text": report.text,
            }
            for report in Report.objects.filter(by=user).select_related("reply__story")
        ],
        "follows": [
            {
                "story": follow.story.headline,
                "address": follow.address,
                "asked_at": follow.asked_at.isoformat(),
            }
            for follow in Follow.objects.filter(user=user).select_related("story")
        ],
        "bans": [
            {"reason": ban.reason, "at": ban.at.isoformat(), "until": ban.until and ban.until.isoformat()}
            for ban in Ban.objects.filter(user=user)
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
            for reply in own.filter(story_id=story).order_by("-path"):
                erased += 1
                empty(reply)
                settle(reply)
                if not Reply.with_unshown.filter(parent_id=reply.pk).exists():
                    reply.delete()
    Report.objects.filter(by=user).delete()
    Follow.objects.filter(user=user).delete()
    return erased


def listen() -> None:
    """Hand in our part when an account is exported, and erase it when the account is erased."""
    account_exported.connect(_exported, dispatch_uid="replies")
    account_erased.connect(_erased, dispatch_uid="replies")


def _exported(sender: object, user: User, **_more: object) -> tuple[str, dict[str, object]]:
    return "replies", everything(user)


def _erased(sender: object, user: User, **_more: object) -> None:
    erase(user)
