"""What is kept of replies: the replies, the thread of each story, bans, reports, followers and the log."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from escrutinio.web.stories.models import PUBLIC_STATES, Story

MOST_TEXT = 5_000
"""Characters of a reply."""
MOST_REASON = 500
DEPTH = 4
"""Levels that a thread is shown in; deeper answers stand on the last one and say whom they answer."""


class State(models.TextChoices):
    """Where a reply stands."""

    HELD = "held", _("Waiting for a moderator")
    SHOWN = "shown", _("Shown")
    HIDDEN = "hidden", _("Hidden by a moderator")
    REMOVED = "removed", _("Removed by a moderator")
    DELETED = "deleted", _("Removed by its author")


class HoldReason(models.TextChoices):
    """Why a reply is held."""

    ALL = "all", _("A moderator reads all replies to this story before they appear.")
    FIRST = "first", _("A moderator reads your first reply before it appears.")
    LINKS = "links", _("A moderator reads replies with links before they appear.")
    WORDS = "words", _("It contains a word that a moderator has to check.")
    SPAM = "spam", _("It is being checked for spam, or looks like it.")
    IMPORTED = "imported", _("It was waiting for approval in the system it was imported from.")


class Mode(models.TextChoices):
    """When a moderator reads replies."""

    SITE = "site", _("Same as the whole site")
    BEFORE = "before", _("Before they are shown")
    AFTER = "after", _("After they are shown")


class Rules(models.Model):
    """The rules of the whole site; one row."""

    mode = models.CharField(
        _("When moderators read replies"), max_length=6, choices=Mode.choices[1:], default=Mode.AFTER
    )
    hold_first = models.BooleanField(_("Hold the first reply from each account"), default=True)
    hold_links = models.BooleanField(_("Hold replies with links"), default=True)
    words = models.TextField(
        _("Words that put a reply on hold"), blank=True, max_length=20_000, help_text=_("One per line.")
    )

    def __str__(self) -> str:
        return "rules"

    @classmethod
    def now(cls) -> Rules:
        """The rules as they are; as they begin where nobody has changed them."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Thread(models.Model):
    """The replies of one story. Who changes any of them locks this row first.

    Attributes:
        closed: whether nobody may reply any more; the reason is what readers are told.
        last_number: the number that was given last.
    """

    story = models.OneToOneField(Story, models.CASCADE, primary_key=True, related_name="thread")
    mode = models.CharField(max_length=6, choices=Mode.choices, default=Mode.SITE)
    closed = models.BooleanField(default=False)
    closed_reason = models.CharField(max_length=MOST_REASON, blank=True)
    last_number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.story_id)


class ShownReplies(models.Manager["Reply"]):
    """Replies that readers may read, of stories that they may read; no others."""

    def get_queryset(self) -> models.QuerySet[Reply]:
        """The newest first."""
        public = super().get_queryset().filter(state=State.SHOWN, story__state__in=PUBLIC_STATES)
        return public.order_by("-posted_at", "-pk")


class PlacesInThreads(models.Manager["Reply"]):
    """Replies that have a place in a public thread: shown ones, and stubs above shown ones.

    Only :mod:`escrutinio.web.replies.thread` asks for them; it gives away nothing of a stub but its state.
    """

    def get_queryset(self) -> models.QuerySet[Reply]:
        """In no order."""
        return super().get_queryset().filter(has_place=True, story__state__in=PUBLIC_STATES)


class Reply(models.Model):
    """A reply.

    ``Reply.shown`` is also the default manager, so that whoever forgets to ask gets what readers may see;
    all of them have to be asked for by name, with ``Reply.with_unshown``.

    Attributes:
        number: counts up within the story; a reply's address has it.
        path: where it stands in its thread, oldest first: for each level the moment (13 digits of
            milliseconds) and the number (7 digits) of the reply there.
        root: the first 20 signs of the path.
        has_place: whether it is shown or stands above one that is; see :func:`tree.settle`.
        author_name: as it was when the reply was written; empty once it is erased.
        text: Markdown, or HTML where it was brought from elsewhere, as written.
        html: sanitised, made once when the text is saved.
        hold_reason: why it is held or was.
        reason: what a moderator last said about it; its author reads this.
        token: of the form it was sent with, so that it is kept once; empty for what was brought in.
        external: where it was brought from and its id there; empty for what was written here.
        notified: whether followers have had their mail.
    """

    story = models.ForeignKey(Story, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="answers")
    path = models.CharField(max_length=20 * DEPTH)
    root = models.CharField(max_length=20)
    has_place = models.BooleanField(default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=80, blank=True)
    text = models.TextField(max_length=MOST_TEXT, blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices)
    hold_reason = models.CharField(max_length=8, choices=HoldReason.choices, blank=True)
    reason = models.CharField(max_length=MOST_REASON, blank=True)
    posted_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=64, null=True, unique=True)
    external = models.CharField(max_length=120, null=True, unique=True)
    notified = models.BooleanField(default=False)

    shown = ShownReplies()
    in_threads = PlacesInThreads()
    with_unshown: models.Manager[Reply] = models.Manager()

    class Meta:
        """Whoever asks for nothing in particular gets what is shown."""

        default_manager_name = "shown"
        base_manager_name = "with_unshown"
        constraints: ClassVar = [models.UniqueConstraint(fields=["story", "number"], name="reply_number")]
        indexes: ClassVar = [
            models.Index(fields=["story", "has_place", "path"], name="reply_place"),
            models.Index(fields=["state", "posted_at"], name="reply_state"),
            models.Index(fields=["author", "posted_at"], name="reply_author"),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}/{self.number}"

    @property
    def depth(self) -> int:
        """The level it stands on, from 0."""
        return len(self.path) // 20 - 1

    def get_absolute_url(self) -> str:
        """Its permanent address."""
        with translation.override(self.story.language):
            return reverse("replies:reply", args=[self.story.slug, self.number])


class Ban(models.Model):
    """Somebody who may not reply: why, and until when (None: for good)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=MOST_REASON)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.reason

    @classmethod
    def of(cls, user: Any) -> Ban | None:
        """The ban of a user that now holds, the longest first."""
        now = timezone.now()
        open_end = models.Q(until=None) | models.Q(until__gt=now)
        bans = cls.objects.filter(open_end, user=user, lifted_at=None)
        return bans.order_by(models.F("until").desc(nulls_first=True)).first()


class Report(models.Model):
    """A reader says that a moderator should look at a reply; once a reader and reply."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    text = models.CharField(max_length=MOST_REASON, blank=True)
    settled = models.BooleanField(default=False)

    class Meta:
        """Once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["reply", "by"], name="report_once")]

    def __str__(self) -> str:
        return self.text


class Follow(models.Model):
    """An address that has mail about a story's new replies; before it is confirmed it has one mail only."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        """An address follows a story once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["story", "address"], name="follow_once")]

    def __str__(self) -> str:
        return str(self.pk)


class LastLook(models.Model):
    """How far a moderator has read; only of those who have looked at the new replies.

    Attributes:
        newest: the id of the newest reply that they had on a page of the new ones.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    newest = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.newest)


class _AppendOnly(models.QuerySet["LogEntry"]):
    def update(self, **_values: Any) -> NoReturn:
        raise TypeError("the log is only added to")

    def delete(self) -> NoReturn:
        raise TypeError("the log is only added to")


class LogEntry(models.Model):
    """One act of moderation. Entries are added and never changed; the database's triggers see to it.

    Attributes:
        story: the id of the story; None for what concerns the site.
        number: the reply's number in that story; None for what concerns an account or a story.
        account: the id of the account that it concerns; no name, which may have to be erased.
    """

    class Act(models.TextChoices):
        """What was done."""

        APPROVED = "approved", _("Approved")
        HIDDEN = "hidden", _("Hidden")
        REMOVED = "removed", _("Removed")
        KEPT = "kept", _("Reviewed, no action")
        SPAM = "spam", _("Marked as spam")
        BANNED = "banned", _("Banned")
        UNBANNED = "unbanned", _("Ban lifted")
        CLOSED = "closed", _("Thread closed")
        OPENED = "opened", _("Thread opened")
        MODE = "mode", _("Rule changed")

    at = models.DateTimeField()
    by = models.CharField(max_length=160)
    act = models.CharField(max_length=8, choices=Act.choices)
    story = models.BigIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=MOST_REASON, blank=True)

    objects = _AppendOnly.as_manager()

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.story}/{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add it.

        Raises:
            TypeError: it is there already.
        """
        if self.pk is not None:
            raise TypeError("the log is only added to")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Never.

        Raises:
            TypeError: always.
        """
        raise TypeError("the log is only added to")
