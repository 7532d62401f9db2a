"""What the desk does with a story: each act checks, saves, keeps a revision, and tells the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F

from escrutinio.flows.publication import Publication
from escrutinio.web.page_cache import stories_changed
from escrutinio.web.shared.cleaning import normal
from escrutinio.web.shared.desk import name_of
from escrutinio.web.stories import flags
from escrutinio.web.stories.figures import freeze_body
from escrutinio.web.stories.markdown import read_text
from escrutinio.web.stories.models import Correction, Revision, Section, Slug, State, Story

Act = Revision.Act
PICTURE_WORDS = ("picture_alt", "picture_caption", "picture_credit")
"""What is said of the picture at the head of a story."""


class ConflictError(Exception):
    """Somebody else has changed the story meanwhile; nothing was saved."""


class SlugTakenError(Exception):
    """The address belongs, or once belonged, to another story; nothing was saved."""


@dataclass(frozen=True)
class Content:
    """What a story says, as plain text; a revision keeps it whole.

    Attributes:
        section: the section's address; empty for none.
        picture: the name of the picture that is kept; empty for none.
        original: the address of the story in another language that this one tells; empty for none.
    """

    headline: str
    slug: str
    language: str
    summary: str = ""
    byline: str = ""
    section: str = ""
    body: str = ""
    picture: str = ""
    picture_width: int = 0
    picture_height: int = 0
    picture_alt: str = ""
    picture_caption: str = ""
    picture_credit: str = ""
    original: str = ""

    @classmethod
    def of(cls, story: Story) -> Content:
        """What a story says now."""
        plain = ("headline", "slug", "language", "summary", "byline", "body", *PICTURE_WORDS)
        return cls(
            **{name: getattr(story, name) for name in plain},
            section=story.section.slug if story.section else "",
            original=story.original.slug if story.original else "",
            picture=story.picture,
            picture_width=story.picture_width,
            picture_height=story.picture_height,
        )

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Content:
        """What a revision kept; what it did not know is empty."""
        return cls(**{name: kept[name] for name in cls.__dataclass_fields__ if name in kept})


def write(
    story: Story,
    content: Content,
    act: Act,
    by: User | None,
    now: datetime,
    publication: Publication | None,
    *,
    note: str = "",
    publish_at: datetime | None = None,
) -> Story:
    """Save a story with new content, in the state that follows from the act.

    Args:
        story: as it was read, or a new one that is in no database yet; it is brought up to date.
        content: checked already: see :mod:`escrutinio.web.stories.forms`.
        act: what is done.
        by: who does it; None for the site itself.
        now: the time (UTC).
        publication: gives the figures.
        note: for a correction or a withdrawal what readers are told; else what the history says.
        publish_at: when a story that is scheduled comes out.

    Raises:
        ConflictError: it was changed since it was read.
        SlugTakenError: its address is another's.
    """
    body = freeze_body(content.body, publication)
    text = read_text(body)
    for name in ("headline", "slug", "language", "summary", "byline", *PICTURE_WORDS):
        setattr(story, name, getattr(content, name))
    story.picture, story.picture_width = content.picture, content.picture_width
    story.picture_height = content.picture_height
    story.body, story.html = body, text.html
    story.bound = [asdict(figure) for figure in text.figures]
    said = (content.headline, content.summary, content.byline, *(part.text for part in text.paragraphs))
    story.search_text = normal(" ".join(said))
    story.section = Section.objects.filter(slug=content.section, language=content.language).first()
    story.original = _original(content, story)
    with transaction.atomic():
        _claim(story, by)
        _set_state(story, act, now, publish_at)
        story.saved_at = now
        _save(story)
        _keep_revision(story, act, by, now, note)
        if act in (Act.CORRECTED, Act.WITHDRAWN):
            Correction.objects.create(story=story, at=now, text=note)
        flags.refresh_story(story, publication, now)
        if story.is_public or act == Act.WITHDRAWN:
            transaction.on_commit(lambda: stories_changed(story.pk))
    return story


def _claim(story: Story, by: User | None) -> None:
    """Take the next number of revision, unless somebody else has taken it since the story was read."""
    if story.pk is None:
        story.author, story.revision = by, 1
        return
    mine = Story.with_unpublished.filter(pk=story.pk, revision=story.revision)
    if not mine.update(revision=F("revision") + 1):
        raise ConflictError
    story.revision += 1


def _set_state(story: Story, act: Act, now: datetime, publish_at: datetime | None) -> None:
    match act:
        case Act.SUBMITTED:
            story.state = State.REVIEW
        case Act.SCHEDULED:
            story.state, story.publish_at = State.SCHEDULED, publish_at
        case Act.PUBLISHED:
            story.state, story.publish_at = State.PUBLISHED, None
            story.published_at = story.changed_at = now
        case Act.CORRECTED:
            story.state, story.changed_at = State.CORRECTED, now
        case Act.WITHDRAWN:
            story.state, story.changed_at = State.WITHDRAWN, now
        case Act.UNSCHEDULED:
            story.state, story.publish_at = State.DRAFT, None


def _save(story: Story) -> None:
    try:
        # Its own savepoint: what fails here must not spoil the transaction around it.
        with transaction.atomic():
            story.save()
            mine, _ = Slug.objects.get_or_create(slug=story.slug, defaults={"story": story})
    except IntegrityError:
        raise SlugTakenError from None
    if mine.story_id != story.pk:
        raise SlugTakenError


def _keep_revision(story: Story, act: Act, by: User | None, now: datetime, note: str) -> None:
    Revision.objects.create(
        story=story,
        number=story.revision,
        at=now,
        by=by,
        by_name=name_of(by),
        act=act,
        note=note,
        content=asdict(Content.of(story)),
    )


def publish_scheduled(story: Story, now: datetime, publication: Publication | None) -> bool:
    """Publish a story whose time has come; False when that has just been done, or taken back."""
    with transaction.atomic():
        due = Story.with_unpublished.filter(pk=story.pk, state=State.SCHEDULED, publish_at__lte=now)
        if not due.update(
            state=State.PUBLISHED,
            publish_at=None,
            published_at=now,
            changed_at=now,
            saved_at=now,
            revision=F("revision") + 1,
        ):
            return False
        story.refresh_from_db()
        _keep_revision(story, Act.PUBLISHED, None, now, "")
        flags.refresh_story(story, publication, now)
        transaction.on_commit(lambda: stories_changed(story.pk))
    return True


def _original(content: Content, story: Story) -> Story | None:
    slug = Slug.objects.filter(slug=content.original).select_related("story").first()
    # The relation's own manager is used for one address that the desk has given, not for a list.
    if slug is None or slug.story_id == story.pk or slug.story.language == content.language:
        return None
    return slug.story
