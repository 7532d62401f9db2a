"""Display names: short, on one line, and no two that look the same at a glance."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from escrutinio.model.names import look
from escrutinio.web.accounts.models import MOST_NAME, Reader

LEAST_NAME = 2
_OF_THE_SITE = """
    escrutinio admin administrator moderator moderation editor reporter newsroom deleted
    administrador administradora administracion moderador moderadora moderacion editora redaccion
    reportero reportera
"""
RESERVED = frozenset(_OF_THE_SITE.split())
"""Names that would pass for somebody of the site, as ``key_of`` gives them."""
_NOT_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
MARKS = 2
"""So many accents may stand on one letter."""


def tidy(text: str) -> str:
    """A name as it is shown: without control signs and signs that turn the writing round, spaces single."""
    composed = unicodedata.normalize("NFC", text)
    kept, marks = [], 0
    for sign in " ".join(composed.split()):
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind == "Mn" else 0
        if kind not in _NOT_SHOWN and marks <= MARKS:
            kept.append(sign)
    return " ".join("".join(kept).split())


def key_of(name: str) -> str:
    """What two names share when they are too much alike: letters and digits, without case and accents."""
    # A letter of another script that looks like a Latin one is that one.
    plain = unicodedata.normalize("NFKD", look(name))
    return "".join(sign for sign in plain.casefold() if sign.isalnum())[: MOST_NAME * 4]


def checked(name: str, reader: Reader | None = None) -> str:
    """A name that a reader may have.

    Args:
        name: as typed.
        reader: who wants it; None for somebody new.

    Raises:
        ValidationError: it is too short or too long, or somebody else has it.
    """
    tidied = tidy(name)
    key = key_of(tidied)
    if not key or len(tidied) < LEAST_NAME:
        raise ValidationError(_("A name needs at least two characters, one of them a letter or a digit."))
    if len(tidied) > MOST_NAME:
        raise ValidationError(_("A name can have at most %(most)d characters.") % {"most": MOST_NAME})
    taken = Reader.objects.filter(name_key=key)
    if reader is not None:
        taken = taken.exclude(pk=reader.pk)
    if key in RESERVED or taken.exists() or _belongs_to_the_desk(key):
        raise ValidationError(_("Somebody else has this name, or one that looks like it."))
    return tidied


def free_names(wanted: str) -> Iterator[str]:
    """Names for somebody new, best first: the wanted one, then with a number; it never ends."""
    base = tidy(wanted)[: MOST_NAME - 7].strip()
    if len(base) < LEAST_NAME or not key_of(base):
        base = _("Reader")
    else:
        yield base
        for number in range(2, 6):
            yield f"{base} {number}"
    while True:
        yield f"{base} {secrets.randbelow(1_000_000):06d}"


def _belongs_to_the_desk(key: str) -> bool:
    # Few people work at a desk; nobody may pass for one of them.
    desk = User.objects.filter(reader=None)
    return any(key in (key_of(user.username), key_of(user.get_full_name())) for user in desk)
