"""What stories need when the count has been published; for the queue."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from escrutinio.flows.publication import Publication
from escrutinio.web.stories import flags, sample


def count_published(publication: Publication) -> int:
    """Load a sample's stories where they are missing, then look at all stories again.

    Called twice for one publication it changes nothing the second time.

    Returns:
        How many flags are new.
    """
    now = datetime.now(UTC)
    sample.load(Path(settings.FOLDER), now)
    return flags.refresh(publication, now)
