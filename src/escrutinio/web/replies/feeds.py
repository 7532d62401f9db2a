"""The Atom feed of a story's replies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from escrutinio.web.page_cache import of_story, public
from escrutinio.web.replies.models import Reply
from escrutinio.web.replies.views import MOST, public_story
from escrutinio.web.stories.models import Story


class ReplyFeed(Feed[Reply, Story]):
    """The newest replies that are shown."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The feed, the same for every reader."""
        story = public_story(kwargs["slug"])
        return public(super().__call__(request, *args, story=story), of_story(story.pk))

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Story:
        """The story, as it was found above."""
        story: Story = kwargs["story"]
        return story

    def title(self, obj: Story) -> str:
        """What this is."""
        return _("Replies: %s") % obj.headline

    def link(self, obj: Story) -> str:
        """The story."""
        return settings.SITE_URL + obj.get_absolute_url()

    def feed_url(self, obj: Story) -> str:
        """Its own address."""
        return settings.SITE_URL + reverse("replies:feed", args=[obj.slug])

    def items(self, obj: Story) -> Iterable[Reply]:
        """The newest."""
        return Reply.shown.filter(story=obj).select_related("story")[:MOST]

    def item_title(self, item: Reply) -> str:
        """Who replied."""
        return item.author_name

    def item_description(self, item: Reply) -> str:
        """What they said, as clean HTML."""
        return item.html

    def item_link(self, item: Reply) -> str:
        """Its permanent address."""
        return settings.SITE_URL + item.get_absolute_url()

    def item_author_name(self, item: Reply) -> str:
        """Who replied."""
        return item.author_name

    def item_pubdate(self, item: Reply) -> datetime:
        """When."""
        return item.posted_at

    def item_updateddate(self, item: Reply) -> datetime:
        """When it was last changed."""
        return item.edited_at or item.posted_at
