"""Guesses how the letters of a text are encoded: in which encoding most of its names are known words."""

from __future__ import annotations

import codecs
import itertools
import re
import unicodedata

from escrutinio.feeds.drafting.column_words import is_level, is_total, role_of

_START = 2**18
"""Bytes in which words are looked for."""
_MOST_CELLS = 2_000
_LONG = 5
_HEAD = 4
"""Lines in which a table's columns are named."""
_CELLS = re.compile('[,;\t|\r\n"]+')
_OTHERS = (
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp932",
    "cp949",
    "gb18030",
    "big5",
)
"""Those of Windows for most scripts. Where no word tells, the first of them that fits is as good as any."""


def guess_encoding(data: bytes) -> str:
    """UTF-8 or UTF-16 where the bytes are that, else the encoding that makes words of most of them.

    Where no word is known that of Windows for the west of Europe is taken if the bytes fit it, else Latin-1.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if _fits(data, "utf-8-sig"):
        return "utf-8-sig"
    start = data[:_START]
    head = b"\n".join(start.split(b"\n", _HEAD)[:_HEAD])  # the names of columns say more than those of places
    best = max(_OTHERS, key=lambda one: (_known_words(head, one), _known_words(start, one)))
    if _known_words(start, best) and _fits(data, best):
        return best
    return "cp1252" if _fits(data, "cp1252") else "latin-1"


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _tells(name: str) -> bool:
    """Whether a name says something of an encoding: short ones in Latin letters are words by chance."""
    if name.isascii():
        return False
    own = (sign for sign in name if not sign.isascii())
    return len(name) >= _LONG or any(not unicodedata.name(sign, "LATIN").startswith("LATIN") for sign in own)


def _known_words(data: bytes, encoding: str) -> int:
    """How many names with other letters than ASCII has are known words; 0 where the encoding does not fit."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return 0
    names = (name.strip() for name in dict.fromkeys(_CELLS.split(text)))
    strange = itertools.islice((name for name in names if _tells(name)), _MOST_CELLS)
    return sum(role_of(name) is not None or is_level(name) or is_total(name) for name in strange)
