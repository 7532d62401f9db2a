"""Which replies a moderator has not had on a page yet."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from escrutinio.web.replies.models import LastLook, LogEntry, Reply, State
from escrutinio.web.shared.desk import name_of


def seen_by(user: User) -> int:
    """The id of the newest reply that a moderator has looked at.

    Who has never looked begins with what was written since they have their account.
    """
    look = LastLook.objects.filter(user=user).first()
    if look is not None:
        return int(look.newest)
    earlier = Reply.with_unshown.filter(posted_at__lt=user.date_joined)
    return int(earlier.aggregate(newest=Max("pk"))["newest"] or 0)


def since(seen: int, user: User) -> QuerySet[Reply]:
    """The replies that others have written here after one, whatever became of them; the oldest first.

    What was brought from elsewhere is not new, and of what its author has deleted nothing is left to read.
    """
    written = Reply.with_unshown.filter(pk__gt=seen, external=None).exclude(state=State.DELETED)
    return written.exclude(author=user).order_by("pk")


def unjudged(seen: int, user: User) -> QuerySet[Reply]:
    """Of :func:`since`, those that a moderator has not judged as they are now: who judges has read it."""
    judged = LogEntry.objects.filter(
        by=name_of(user),
        story=OuterRef("story_id"),
        number=OuterRef("number"),
        at__gte=Coalesce(OuterRef("edited_at"), OuterRef("posted_at")),
    )
    return since(seen, user).exclude(Exists(judged))


def looked(user: User, newest: int) -> None:
    """Note that a moderator has had a reply on a page, and those before it."""
    if newest > seen_by(user):
        LastLook.objects.update_or_create(user=user, defaults={"newest": newest})
