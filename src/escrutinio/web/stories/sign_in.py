"""Signing in at the desk: who fails too often has to wait, wherever they try from.

A try is counted before the password is looked at, by one conditional update of the database, so that many
tries at once are no more than as many one after the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest

from escrutinio.web.shared.client import client_address, network
from escrutinio.web.stories.models import SignInTry

WINDOW = timedelta(minutes=15)
"""After this time without a success a count begins anew."""
MOST: Mapping[str, int] = {"both": 5, "address": 30, "name": 100}
"""Failures that are allowed for a name from one address, for an address, and for a name from anywhere.

The last is high: else a stranger could keep an editor out on election night.
"""


def count_try(request: HttpRequest, name: str, now: datetime) -> bool:
    """Count a try before it is made; False when it must not be made."""
    # All are counted, so that what is refused by one does not hide from the others.
    allowed = [_count(key, MOST[kind], now) for kind, key in _keys(request, name).items()]
    return all(allowed)


def forget_tries(request: HttpRequest, name: str) -> None:
    """After a success: this name may fail again from this address; the address's own count loses the try."""
    keys = _keys(request, name)
    SignInTry.objects.filter(pk=keys["both"]).delete()
    SignInTry.objects.filter(pk__in=[keys["address"], keys["name"]], failures__gt=0).update(
        failures=F("failures") - 1
    )


def _keys(request: HttpRequest, name: str) -> dict[str, str]:
    address, user = network(client_address(request)), name.strip().casefold()
    return {
        "both": _digest("both", address, user),
        "address": _digest("address", address),
        "name": _digest("name", user),
    }


def _digest(*parts: str) -> str:
    # Names that were tried are not kept: people type passwords into the wrong field.
    return hashlib.sha256("\0".join((settings.SECRET_KEY, *parts)).encode()).hexdigest()


def _count(key: str, most: int, now: datetime) -> bool:
    SignInTry.objects.get_or_create(pk=key, defaults={"since": now})
    SignInTry.objects.filter(pk=key, since__lt=now - WINDOW).update(failures=0, since=now)
    return bool(SignInTry.objects.filter(pk=key, failures__lt=most).update(failures=F("failures") + 1))
