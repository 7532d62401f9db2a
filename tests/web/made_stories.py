"""Stories for tests of what is made of them elsewhere: documents, feeds, the export."""

from __future__ import annotations

from django.contrib.auth.models import User

from escrutinio.web.published import publication
from escrutinio.web.stories.models import Story
from escrutinio.web.stories.writing import Act, Content, write
from support import at

PUBLIC = {"one": "en", "uno": "es"}
DRAFT = "secret"


def make_stories() -> list[Story]:
    """A published story in each language, and a draft that nobody may see."""
    by = User.objects.create_user("made-stories")
    found = []
    for slug, language in {**PUBLIC, DRAFT: "en"}.items():
        what = Content(
            headline=f"Headline {slug}", slug=slug, language=language, summary="", byline="B", body="Text."
        )
        act = Act.CREATED if slug == DRAFT else Act.PUBLISHED
        found.append(write(Story(), what, act, by, at(20), publication()))
    return found
