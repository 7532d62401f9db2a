"""A sample's stories, put on the site when its night begins."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from escrutinio.flows.publication import open_publication
from escrutinio.samples.stories import sample_stories
from escrutinio.web.stories.models import Section, Slug, Story
from escrutinio.web.stories.writing import Act, Content, write


def load(folder: Path, now: datetime | None = None) -> int:
    """Publish the stories that the election's sample brings and that have never been on this site.

    Nothing happens before something is counted, so that a figure can be frozen; nor where real sheets are
    counted instead of the sample's.

    Args:
        folder: the election's folder.
        now: the time (UTC).

    Returns:
        How many were published.
    """
    publication = open_publication(folder)
    if publication is None or publication.front.empty or not publication.front.rehearsal:
        return 0
    loaded = 0
    for language, text in sample_stories(publication.election.id).items():
        content = read_sample(text, language)
        if Slug.objects.filter(slug=content.slug).exists():
            continue
        write(Story(), content, Act.PUBLISHED, None, now or datetime.now(UTC), publication)
        loaded += 1
    return loaded


def read_sample(text: str, language: str) -> Content:
    """What a sample's story says; its section is made where it is missing."""
    head, _, body = text.partition("\n\n")
    values = {
        key.strip(): value.strip() for key, _, value in (line.partition(":") for line in head.split("\n"))
    }
    Section.objects.get_or_create(
        slug=values["section-slug"], language=language, defaults={"name": values["section"]}
    )
    return Content(
        headline=values["headline"],
        slug=values["slug"],
        language=language,
        summary=values["summary"],
        byline=values["byline"],
        section=values["section-slug"],
        body=body,
        original=values.get("original", ""),
    )
