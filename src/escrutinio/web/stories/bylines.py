"""The names over public stories: nobody who replies may have one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from escrutinio.web.stories.models import Story

_BETWEEN = re.compile(r"\s*[,;/&+]\s*|\s+(?:and|y|e|with|con|com)\s+")


def bylines() -> Iterator[str]:
    """Each byline as a whole, and the full names in it: "Ana Flores and Ben Mamani" has two."""
    for line in Story.public.order_by().values_list("byline", flat=True).distinct():
        yield line
        yield from (name for name in _BETWEEN.split(line) if " " in name.strip())
