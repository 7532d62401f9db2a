"""How often readers may do things here, by the setting ``REPLIES_LIMITS``."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from escrutinio.web.accounts.limits import Rule, take, take_all


def allowed(kind: str, whose: str, now: datetime) -> bool:
    """Count one act before it is done; False when it must not be done.

    Args:
        kind: one of the keys of ``REPLIES_LIMITS``, which gives a number and seconds.
        whose: an account or an address; only a hash of it is kept.
        now: the time (UTC).
    """
    return take(_rule(kind), whose, now)


def all_allowed(uses: dict[str, str], now: datetime) -> bool:
    """The same for several kinds at once; all are counted."""
    return take_all([(_rule(kind), whose) for kind, whose in uses.items()], now)


def _rule(kind: str) -> Rule:
    most, seconds = settings.REPLIES_LIMITS[kind]
    return Rule(f"replies {kind}", most, timedelta(seconds=seconds))
