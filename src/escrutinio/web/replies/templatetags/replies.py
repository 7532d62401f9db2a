"""The thread below a story."""

from __future__ import annotations

from django import template
from django.contrib.auth.models import User

from escrutinio.web.replies import unread
from escrutinio.web.replies.thread import read_page
from escrutinio.web.stories.models import Story

register = template.Library()


@register.inclusion_tag("replies/thread.html")
def reply_thread(story: Story) -> dict[str, object]:
    """The first page of a story's replies: without a form and the same for every reader."""
    return {"story": story, "page": read_page(story), "level": 3}


@register.simple_tag
def new_replies(user: User) -> int:
    """How many replies others have written since a moderator last looked, save those they have judged."""
    return unread.unjudged(unread.seen_by(user), user).count()
