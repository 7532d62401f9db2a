"""The addresses of everything public that stories have: for sitemaps and for the export as files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from escrutinio.web.stories.markdown import pictures_in
from escrutinio.web.stories.models import Section, State, Story
from escrutinio.web.stories.pictures import smaller_names

PER_PAGE = 20


@dataclass(frozen=True)
class Address:
    """A path on the site.

    Attributes:
        changed_at: when what is there was last changed; None where it is not known.
        page: whether it is a page that readers look for; else a document, a picture, or a notice that a story
            was withdrawn.
    """

    path: str
    changed_at: datetime | None
    page: bool


def public_addresses(language: str) -> Iterator[Address]:
    """Every path of a language's stories that a reader can come to; the search is not among them."""
    with translation.override(language):
        yield from list(_addresses(language))


def _addresses(language: str) -> Iterator[Address]:
    stories = list(Story.public.filter(language=language).select_related("section"))
    newest = max((story.changed_at for story in stories if story.changed_at), default=None)
    yield Address(reverse("stories:list"), newest, True)
    for number in range(2, _pages(len(stories)) + 1):
        yield Address(reverse("stories:list-page", args=[number]), newest, True)
    for section in Section.objects.filter(pk__in={story.section_id for story in stories if story.section_id}):
        yield Address(reverse("stories:section", args=[section.slug]), newest, True)
        own = sum(story.section_id == section.pk for story in stories)
        for number in range(2, _pages(own) + 1):
            yield Address(reverse("stories:section-page", args=[section.slug, number]), newest, True)
    for name in ("feed", "list-document", "sitemap"):
        yield Address(reverse(f"stories:{name}"), newest, False)
    for story in stories:
        yield Address(story.get_absolute_url(), story.changed_at, True)
        yield Address(reverse("stories:story-document", args=[story.slug]), story.changed_at, False)
        for name in [*([story.picture] if story.picture else []), *pictures_in(story.html)]:
            for each in (name, *smaller_names(name)):
                yield Address(reverse("stories:picture", args=[each]), story.changed_at, False)

    for gone in Story.with_unpublished.filter(language=language, state=State.WITHDRAWN):
        yield Address(gone.get_absolute_url(), gone.changed_at, False)


def _pages(stories: int) -> int:
    return -(-stories // PER_PAGE)


def own_name(language: str) -> str:
    """A language's name in itself: readers look for their own word."""
    return str(translation.get_language_info(language)["name_local"]).capitalize()


def other_languages(story: Story) -> list[tuple[str, str, str]]:
    """Code, name and path of this story in other languages, where it is public there.

    Versions of a story name the same original, or one another.
    """
    root = story.original_id or story.pk
    versions = Story.public.filter(Q(original_id=root) | Q(pk=root)).exclude(pk=story.pk)
    paths = {
        version.language: version.get_absolute_url()
        for version in versions
        if version.language != story.language
    }
    return [(code, own_name(code), path) for code, path in sorted(paths.items())]
