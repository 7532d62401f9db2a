"""Stories whose time has come."""

from __future__ import annotations

from datetime import datetime

from escrutinio.web.published import publication
from escrutinio.web.stories.models import due_stories
from escrutinio.web.stories.writing import publish_scheduled


def publish_due(now: datetime) -> int:
    """Publish the scheduled stories whose time has come, each exactly once, however many ask at once.

    Args:
        now: the time (UTC).

    Returns:
        How many this call has published.
    """
    due = due_stories(now).order_by("publish_at")
    current = publication() if due.exists() else None
    return sum(publish_scheduled(story, now, current) for story in due)
