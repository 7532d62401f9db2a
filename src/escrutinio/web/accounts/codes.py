"""Mailed codes: made, and tried a few times within a few minutes in the browser that asked for one.

Asking for a code does the same for every address: nobody is looked up before the code comes back. Tries are
counted in the database before the code is looked at, so that many at once are no more than many one after the
other. (The codes of django-allauth count their tries in the session, which two requests at once can both read
before either writes.)
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db.models import F

from escrutinio.web.accounts.models import MailedCode
from escrutinio.web.accounts.private_parts import new_code, normal_code

VALID = timedelta(minutes=10)
MOST_TRIES = 5
"""Of 20**8 codes; see :func:`escrutinio.web.accounts.private_parts.new_code`."""


class Tried(Enum):
    """What became of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"
    """The code has been used, was tried too often, or is too old."""


def make_code(now: datetime) -> tuple[str, str]:
    """A new code: (what the browser's session keeps, what is mailed)."""
    MailedCode.objects.filter(until__lt=now).delete()
    ticket, code = secrets.token_urlsafe(24), new_code()
    MailedCode.objects.create(key=_key(ticket), code=_hash(ticket, code), until=now + VALID)
    return ticket, code


def try_code(ticket: str, code: str, now: datetime) -> Tried:
    """Try a code; a right one is used up by it."""
    rows = MailedCode.objects.filter(pk=_key(ticket))
    if not rows.filter(tries__lt=MOST_TRIES, until__gt=now).update(tries=F("tries") + 1):
        return Tried.OVER
    row = rows.first()
    if row is None:
        return Tried.OVER
    if not hmac.compare_digest(row.code, _hash(ticket, code)):
        return Tried.OVER if row.tries >= MOST_TRIES else Tried.WRONG
    # Of two tries at once with the right code one deletes it.
    return Tried.RIGHT if rows.delete()[0] else Tried.OVER


def drop_code(ticket: str) -> None:
    """Forget a code, because another one is asked for."""
    MailedCode.objects.filter(pk=_key(ticket)).delete()


def _key(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def _hash(ticket: str, code: str) -> str:
    secret = f"{settings.SECRET_KEY}\0mailed-code\0{ticket}".encode()
    return hmac.new(secret, normal_code(code).encode(), "sha256").hexdigest()
