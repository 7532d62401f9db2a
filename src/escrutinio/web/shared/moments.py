"""Moments in the election's own time and a reader's language."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_time
from django.conf import settings
from django.utils.translation import get_language

from escrutinio.model import load_election


def zone() -> ZoneInfo:
    """The election's own time."""
    return _zone(Path(settings.FOLDER))


@lru_cache(maxsize=8)
def _zone(folder: Path) -> ZoneInfo:
    return load_election(folder).timezone


def babel_locale() -> str:
    """The reader's language as Babel writes it."""
    return (get_language() or "en").replace("-", "_")


def moment_text(moment: datetime) -> str:
    """A day and a time."""
    return str(format_datetime(moment.astimezone(zone()), "d MMM y, HH:mm", locale=babel_locale()))


def short_moment(moment: datetime, beside: datetime) -> str:
    """A time alone where it is of the same day as another moment; else with its day."""
    local = moment.astimezone(zone())
    if local.date() == beside.astimezone(zone()).date():
        return str(format_time(local, "HH:mm", locale=babel_locale()))
    return moment_text(moment)
