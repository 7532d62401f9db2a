"""Names that the tests of stories share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib.auth.models import User

from escrutinio.web.stories.models import Story

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "a long enough pass phrase"
WORD = "quokka"
"""A word that every story made here has in each of its texts."""

MakeUser = Callable[..., User]
MakeStory = Callable[..., Story]
