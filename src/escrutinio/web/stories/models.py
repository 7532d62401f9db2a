"""What the desk keeps: stories with every revision, the figures bound in them, corrections and flags."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from escrutinio.web.languages import language_choices

MOST_TEXT = 60_000
"""Characters of a story's text."""


class State(models.TextChoices):
    """Where a story stands."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("For review")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    CORRECTED = "corrected", _("Corrected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


PUBLIC_STATES = (State.PUBLISHED, State.CORRECTED)


class Section(models.Model):
    """A part of the site that stories are sorted into, in one language."""

    name = models.CharField(_("Name"), max_length=60)
    slug = models.SlugField(_("Address"), max_length=60)
    language = models.CharField(_("Language"), max_length=12, choices=language_choices)

    class Meta:
        """One address a language."""

        ordering: ClassVar = ["language", "name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["language", "slug"], name="section_address")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The section's first page, in its own language."""
        with translation.override(self.language):
            return reverse("stories:section", args=[self.slug])


class PublicStories(models.Manager["Story"]):
    """Stories that readers may see: published and corrected ones, and no others."""

    def get_queryset(self) -> models.QuerySet[Story]:
        """Public stories, the newest first."""
        return super().get_queryset().filter(state__in=PUBLIC_STATES).order_by("-published_at", "-pk")


def due_stories(now: datetime) -> models.QuerySet[Story]:
    """The scheduled stories whose time has come.

    Args:
        now: the time (UTC).
    """
    return Story.with_unpublished.filter(state=State.SCHEDULED, publish_at__lte=now)


class Story(models.Model):
    """A story as it now stands; its past is in its revisions.

    ``Story.public`` is also the default manager, so that whoever forgets to ask gets public stories only;
    drafts and scheduled stories have to be asked for by name, with ``Story.with_unpublished``.

    Attributes:
        body: Markdown with bound figures, as written.
        html: the body as sanitised HTML with a mark where each figure stands; made when it is saved.
        bound: the figures of the marks, in order; see :class:`escrutinio.web.stories.markdown.Asked`.
        search_text: what a search looks in; lower case, without accents.
        original: the story of which this is the version in another language.
        revision: the number of the newest revision; whoever saves says which one they changed.
        changed_at: when what readers see was last changed.
    """

    headline = models.CharField(_("Headline"), max_length=160)
    summary = models.CharField(_("Summary"), max_length=400, blank=True)
    slug = models.SlugField(_("Address"), max_length=80, unique=True)
    byline = models.CharField(_("Byline"), max_length=160, blank=True)
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Section")
    )
    language = models.CharField(_("Language"), max_length=12, choices=language_choices)
    original = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    body = models.TextField(_("Text"), max_length=MOST_TEXT, blank=True)
    html = models.TextField(editable=False, blank=True)
    bound: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        default=list, editable=False
    )
    search_text = models.TextField(editable=False, blank=True)
    picture = models.CharField(max_length=80, blank=True, editable=False)
    picture_width = models.PositiveIntegerField(default=0, editable=False)
    picture_height = models.PositiveIntegerField(default=0, editable=False)
    picture_alt = models.CharField(_("What the picture shows"), max_length=300, blank=True)
    picture_caption = models.CharField(_("Caption"), max_length=300, blank=True)
    picture_credit = models.CharField(_("Credit"), max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    publish_at = models.DateTimeField(_("Publish at"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    saved_at = models.DateTimeField(editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=0, editable=False)

    public = PublicStories()
    with_unpublished: models.Manager[Story] = models.Manager()

    class Meta:
        """Whoever asks for nothing in particular gets what is public."""

        default_manager_name = "public"
        # Saving and deleting have to find drafts, too; Django uses this one for nothing that is shown.
        base_manager_name = "with_unpublished"
        indexes: ClassVar = [models.Index(fields=["language", "-published_at"], name="story_by_language")]

    def __str__(self) -> str:
        return self.headline

    @property
    def is_public(self) -> bool:
        """Whether readers may see it."""
        return self.state in PUBLIC_STATES

    @property
    def is_draft(self) -> bool:
        """Whether it is being written: neither public nor about to be, and not withdrawn."""
        return self.state in (State.DRAFT, State.REVIEW)

    @property
    def is_withdrawn(self) -> bool:
        """Whether readers are told that it was withdrawn."""
        return self.state == State.WITHDRAWN

    def get_absolute_url(self) -> str:
        """Its page, in its own language."""
        with translation.override(self.language):
            return reverse("stories:story", args=[self.slug])


class Slug(models.Model):
    """An address that a story has or had; it is never given to another story."""

    slug = models.SlugField(max_length=80, primary_key=True)
    story = models.ForeignKey(Story, models.CASCADE, related_name="slugs")

    def __str__(self) -> str:
        return self.slug


class Revision(models.Model):
    """A story as it stood after one act of somebody at the desk."""

    class Act(models.TextChoices):
        """What was done."""

        CREATED = "created", _("Created")
        SAVED = "saved", _("Saved")
        SUBMITTED = "submitted", _("Sent for review")
        SCHEDULED = "scheduled", _("Scheduled")
        UNSCHEDULED = "unscheduled", _("Returned to draft")
        PUBLISHED = "published", _("Published")
        CORRECTED = "corrected", _("Corrected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    story = models.ForeignKey(Story, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=160)
    act = models.CharField(max_length=12, choices=Act.choices)
    note = models.TextField(blank=True)
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()

    class Meta:
        """Numbers count up from 1 in each story."""

        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["story", "number"], name="revision_number")]

    def __str__(self) -> str:
        return f"{self.story_id}/{self.number}"


class Correction(models.Model):
    """A note that readers see: what was wrong, and since when it is right."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="corrections")
    at = models.DateTimeField()
    text = models.CharField(max_length=600)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text


class BoundFigure(models.Model):
    """A figure of a story as it was last known, or as it was frozen.

    Attributes:
        expression: what was asked for, such as ``share: president/CC``.
        frozen: the moment it is frozen at, as written in the text; empty for one that follows the count.
        known: the figure as plain data; see :class:`escrutinio.flows.publication.Figure`.
    """

    story = models.ForeignKey(Story, models.CASCADE, related_name="figures")
    expression = models.CharField(max_length=200)
    frozen = models.CharField(max_length=40, blank=True)
    known: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    publication = models.CharField(max_length=80)

    class Meta:
        """A frozen figure is kept once: it does not change when its story is saved again."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["story", "expression", "frozen"], name="figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.expression} | {self.frozen}" if self.frozen else self.expression


class Flag(models.Model):
    """Something in a story that somebody at the desk should look at.

    Attributes:
        what: the kind, the word or expression and the line: the same trouble has the same ``what``.
        details: what the message is made from.
        seen_by: who has looked at it and left it as it is; empty while nobody has.
    """

    class Kind(models.TextChoices):
        """What is the matter."""

        MOVED = "moved", _("A frozen figure no longer agrees with the count")
        GONE = "gone", _("A figure no longer exists")
        EARLY = "early", _("A word that says a contest is decided, before it is")
        CLAIM = "claim", _("Somebody is said to lead who does not lead the count")

    story = models.ForeignKey(Story, models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    what = models.CharField(max_length=300)
    details: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=160, blank=True)

    class Meta:
        """The same trouble is flagged once."""

        ordering: ClassVar = ["kind", "what"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["story", "kind", "what"], name="flag_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


class FindingMark(models.Model):
    """What the data desk made of a finding of the count.

    Attributes:
        key: which finding: a hash of what it says and of which sheet.
    """

    key = models.CharField(max_length=64, primary_key=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=160)

    def __str__(self) -> str:
        return self.note


class DeskChange(models.Model):
    """What was changed of somebody who may sign in at the desk; only ever added to.

    Attributes:
        name: whose account it is.
        act: what was done.
        detail: the new role or byline.
        by_name: who did it; "command line" where that is all that is known.
    """

    class Act(models.TextChoices):
        """What can be changed."""

        ADDED = "added", _("Added")
        ROLE = "role", _("New role")
        BYLINE = "byline", _("New byline")
        PASSWORD = "password", _("New password")
        DISABLED = "disabled", _("Disabled")
        ENABLED = "enabled", _("Enabled")

    at = models.DateTimeField()
    name = models.CharField(max_length=150)
    act = models.CharField(max_length=12, choices=Act.choices)
    detail = models.CharField(max_length=160, blank=True)
    by_name = models.CharField(max_length=160)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name}: {self.act}"


class SignInTry(models.Model):
    """How often somebody has tried to sign in and failed since a moment."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} since {self.since:%H:%M}"
