"""Display names: short, on one line, and no two that look the same at a glance."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from escrutinio.model import EscrutinioError, load_election
from escrutinio.web.accounts.models import MOST_NAME, Reader
from escrutinio.web.shared.cleaning import unseen
from escrutinio.web.shared.looks import looks
from escrutinio.web.shared.reserved import reserved_names

LEAST_NAME = 2
_OF_THE_SITE = """
    escrutinio admin administrator administration moderator moderation editor reporter newsroom desk deleted
    administrador administradora administracion moderador moderadora moderacion editora redaccion
    reportero reportera redacao moderacao administracao webmaster root sysadmin
"""
_ALIKE = str.maketrans("l1|0", "iiio")
"""Letters and digits that many typefaces do not tell apart; of what is left one letter may be two."""
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
        if kind not in _NOT_SHOWN and not unseen(sign) and marks <= MARKS:
            kept.append(sign)
    return " ".join("".join(kept).split())


def key_of(name: str) -> str:
    """What two names share when they are too much alike: letters and digits, without case and accents.

    A letter of another script that looks like a Latin one is that one.
    """
    plain = "".join(sign for sign in looks(name) if sign.isalnum() or sign == "|").translate(_ALIKE)
    return plain.replace("rn", "m").replace("vv", "w")[: MOST_NAME * 4]


RESERVED = frozenset(key_of(word) for word in _OF_THE_SITE.split())
"""Words that would pass for somebody of the site, as :func:`key_of` gives them."""


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
    if _is_reserved(tidied) or taken.exists() or _belongs_to_the_desk(key):
        raise ValidationError(_("Somebody else has this name, or one that looks like it."))
    return tidied


def free_names(wanted: str) -> Iterator[str]:
    """Names for somebody new, best first: the wanted one, then with a number; it never ends."""
    base = tidy(wanted)[: MOST_NAME - 7].strip()
    if len(base) < LEAST_NAME or not key_of(base) or _is_reserved(base):
        base = _("Reader")
    else:
        yield base
        for number in range(2, 6):
            yield f"{base} {number}"
    while True:
        yield f"{base} {secrets.randbelow(1_000_000):06d}"


def _is_reserved(name: str) -> bool:
    """Whether a name passes for the site, or for one of the roles at its desk."""
    words = {key_of(word) for word in re.split(r"[\W_]+", f"{name} {looks(name)}")} | {key_of(name)}
    words |= {word.removesuffix(end) for word in words for end in ("s", "es")}  # several of them
    return bool(words & RESERVED) or _is_of_the_site(name)


def _is_of_the_site(name: str) -> bool:
    """Whether a name is the site's, its publisher's or a byline, or has the name of the site in it.

    A site's name of one word may be a part of a person's.
    """
    key, names, brands = key_of(name), [urlsplit(settings.SITE_URL).hostname or ""], list[str]()
    with suppress(EscrutinioError, OSError):
        election = load_election(Path(settings.FOLDER))
        site = election.site
        names += [election.name, *election.names.values()]
        brands += [site.name, *site.names.values(), site.publisher, *site.publishers.values()]
    if key in {key_of(other) for other in (*names, *brands, *reserved_names())} - {""}:
        return True
    words = _keys_of_words(name)
    return any(f" {brand} " in f" {words} " for brand in map(_keys_of_words, brands) if " " in brand)


def _keys_of_words(name: str) -> str:
    return " ".join(filter(None, map(key_of, re.split(r"[\W_]+", looks(name)))))


def _belongs_to_the_desk(key: str) -> bool:
    # Few people work at a desk; nobody may pass for one of them.
    desk = User.objects.filter(reader=None)
    return any(key in (key_of(user.username), key_of(user.get_full_name())) for user in desk)
