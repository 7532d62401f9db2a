"""The Atom feed of a language's stories."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from escrutinio.web.page_cache import public
from escrutinio.web.published import page_publication
from escrutinio.web.stories.models import Story

MOST = 40


class _Atom(Atom1Feed):
    """A feed without stories is always the same; Django's would be as old as its last reading."""

    def latest_post_date(self) -> datetime:
        """When the newest story changed."""
        return super().latest_post_date() if self.items else datetime.fromtimestamp(0, UTC)


class StoryFeed(Feed[Story, str]):
    """The newest stories: headline and summary, and no figures, which would grow old in a feed reader."""

    feed_type = _Atom

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The feed, the same for every reader."""
        return public(super().__call__(request, *args, **kwargs))

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """The language."""
        return get_language() or settings.LANGUAGE_CODE

    def title(self, obj: str) -> str:
        """The election and what this is."""
        current = page_publication()
        name = current.front.election.name if current else "Escrutinio"
        return _("Stories: %s") % name

    def link(self, obj: str) -> str:
        """The page that it is the feed of."""
        return settings.SITE_URL + reverse("stories:list")

    def feed_url(self, obj: str) -> str:
        """Its own address."""
        return settings.SITE_URL + reverse("stories:feed")

    def items(self, obj: str) -> Iterable[Story]:
        """The newest stories of the language."""
        return Story.public.filter(language=obj)[:MOST]

    def item_title(self, item: Story) -> str:
        """The headline."""
        return item.headline

    def item_description(self, item: Story) -> str:
        """The summary."""
        return item.summary

    def item_link(self, item: Story) -> str:
        """The story's address."""
        return settings.SITE_URL + item.get_absolute_url()

    def item_author_name(self, item: Story) -> str:
        """The byline."""
        return item.byline

    def item_pubdate(self, item: Story) -> datetime | None:
        """When it came out."""
        return item.published_at

    def item_updateddate(self, item: Story) -> datetime | None:
        """When it was last corrected."""
        return item.changed_at
