"""How often something may be done: a use is counted by one conditional update of the database.

So a hundred uses at once are no more than a hundred one after the other, whichever process counts them.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from escrutinio.web.accounts.models import Use


@dataclass(frozen=True)
class Rule:
    """A limit.

    Attributes:
        name: what is counted; each rule counts for itself.
        most: how often it may be done.
        within: the time from the first use after which the count begins anew.
    """

    name: str
    most: int
    within: timedelta


_QUARTER = timedelta(minutes=15)
CODES_TO = Rule("codes to an address from one network", 5, _QUARTER)
CODES_TO_ALL = Rule("codes to an address from anywhere", 15, _QUARTER)
"""Higher than the one before: a stranger must not be able to keep somebody from signing in."""
CODES_FROM = Rule("codes asked for from a network", 30, _QUARTER)
TRIES_FROM = Rule("codes tried from a network", 60, _QUARTER)
BEGUN_FROM = Rule("sign-ins with a provider begun from a network", 60, _QUARTER)
RENAMES = Rule("changes of a name", 5, timedelta(days=1))
KEPT = timedelta(days=2)
"""Counts older than this are deleted; no rule looks back so far."""


def take(rule: Rule, who: str, now: datetime) -> bool:
    """Count a use; False, and nothing is counted, when there have been as many as the rule allows.

    Args:
        rule: the limit.
        who: whose uses are counted, such as an address; only a keyed hash of it is kept.
        now: the moment of the use.
    """
    key = _digest(rule.name, who)
    use, _ = Use.objects.get_or_create(pk=key, defaults={"since": now})
    over = now - rule.within
    if use.since <= over:
        # Said again: another one may have begun it anew meanwhile.
        Use.objects.filter(pk=key, since__lte=over).update(count=0, since=now)
    return bool(Use.objects.filter(pk=key, count__lt=rule.most).update(count=F("count") + 1))


def take_all(uses: list[tuple[Rule, str]], now: datetime) -> bool:
    """Count uses under several rules; whether all of them allow it."""
    # All are counted, so that what is refused by one does not hide from the others.
    allowed = [take(rule, who, now) for rule, who in uses]
    return all(allowed)


def seconds_to_wait(rule: Rule, who: str, now: datetime) -> int:
    """In how many seconds a use is allowed again; 0 where it is allowed now."""
    use = Use.objects.filter(pk=_digest(rule.name, who), count__gte=rule.most).first()
    left = use.since + rule.within - now if use is not None else timedelta()
    return max(0, math.ceil(left.total_seconds()))


def forget_old(now: datetime) -> None:
    """Delete the counts that no rule looks at any more."""
    Use.objects.filter(since__lt=now - KEPT).delete()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join((settings.SECRET_KEY, "limits", *parts)).encode()).hexdigest()
