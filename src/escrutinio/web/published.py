"""The publication that the pages show: always the newest."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from escrutinio.flows.publication import Publication, open_publication


def publication() -> Publication | None:
    """The newest publication; None before the first. It stays open until there is a newer one."""
    return open_publication(Path(settings.FOLDER))
