"""How often readers may do things here, by the setting ``REPLIES_LIMITS``."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escrutinio.web.accounts import limits
from escrutinio.web.accounts.limits import Rule, take, take_all

_MINUTES_FROM = 120
"""Seconds from which on minutes are said."""


def too_fast(seconds: int) -> str:
    """What somebody is told who has to wait, with how long."""
    if seconds < _MINUTES_FROM:
        left = ngettext("%(number)s second", "%(number)s seconds", seconds) % {"number": seconds}
    else:
        minutes = math.ceil(seconds / 60)
        left = ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    return _("You are posting too fast. You can send it in %(time)s.") % {"time": left}


def seconds_to_wait(uses: dict[str, str], now: datetime) -> int:
    """In how many seconds all of some acts are allowed; see :func:`all_allowed`."""
    return max(limits.seconds_to_wait(_rule(kind), whose, now) for kind, whose in uses.items())


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
