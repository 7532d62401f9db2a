"""Stories as data: for programs, for search engines and for social cards."""

from __future__ import annotations

import json

import msgspec
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from escrutinio.flows.count import utc_time
from escrutinio.flows.documents.stories import (
    StoriesDocument,
    StoryCorrection,
    StoryDocument,
    StoryFigure,
    StorySummary,
)
from escrutinio.flows.publication import Publication
from escrutinio.web.shared.brand import brand
from escrutinio.web.stories.models import Story
from escrutinio.web.stories.rendering import render_story

MOST = 100


def summary(story: Story) -> StorySummary:
    """What a list says of a story."""
    path = story.get_absolute_url()
    return StorySummary(
        headline=story.headline,
        summary=story.summary,
        byline=story.byline,
        language=story.language,
        section=story.section.name if story.section else None,
        state=str(story.state),
        published_at=utc_time(story.published_at) if story.published_at else None,
        changed_at=utc_time(story.changed_at) if story.changed_at else None,
        url=settings.SITE_URL + path,
        document=f"{settings.SITE_URL}{path}story.json",
        picture=picture_url(story),
    )


def list_document(language: str) -> StoriesDocument:
    """The newest stories of a language."""
    newest = Story.public.filter(language=language).select_related("section")[:MOST]
    return StoriesDocument(language=language, stories=tuple(summary(story) for story in newest))


def story_document(story: Story, publication: Publication | None) -> StoryDocument:
    """A story with its text and its figures as they are now."""
    shown = render_story(story, publication, site=settings.SITE_URL)
    return StoryDocument(
        **msgspec.structs.asdict(summary(story)),
        html=shown.html,
        figures=tuple(
            StoryFigure(
                number=figure.number,
                text=figure.text,
                label=figure.what,
                source=figure.source,
                interval=figure.interval or None,
                as_of=utc_time(figure.as_of),
                frozen=figure.frozen,
                now=figure.now or None,
                gone=figure.gone or figure.no_count,
            )
            for figure in shown.figures
        ),
        corrections=tuple(
            StoryCorrection(at=utc_time(correction.at), text=correction.text)
            for correction in story.corrections.all()
        ),
    )


def picture_url(story: Story) -> str | None:
    """The whole address of a story's picture."""
    if not story.picture:
        return None
    with translation.override(story.language):
        return settings.SITE_URL + reverse("stories:picture", args=[story.picture])


def news_article(story: Story) -> SafeString:
    """The story as schema.org has it: JSON that can stand in a page's script element."""
    about: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.headline[:110],
        "description": story.summary,
        "inLanguage": story.language,
        "datePublished": story.published_at.isoformat() if story.published_at else None,
        "dateModified": story.changed_at.isoformat() if story.changed_at else None,
        "mainEntityOfPage": settings.SITE_URL + story.get_absolute_url(),
        "author": {"@type": "Person", "name": story.byline},
        "publisher": {"@type": "Organization", "name": brand().publisher or brand().name},
        "correction": [correction.text for correction in story.corrections.all()],
    }
    if picture_url(story):
        about["image"] = picture_url(story)
    text = json.dumps({key: value for key, value in about.items() if value}, ensure_ascii=False)
    # As Django's json_script does: nothing can close the element or open another.
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04X}")
    return mark_safe(text)
