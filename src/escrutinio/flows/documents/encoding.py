"""Documents as JSON. What has no JSON form of its own, such as an exact fraction, becomes text."""

from __future__ import annotations

from fractions import Fraction
from pathlib import PurePath
from typing import Any

import msgspec


def to_json(document: object, *, indent: int = 0) -> str:
    """A document as JSON text; with ``indent`` 0 in one line."""
    encoded = msgspec.json.encode(document, enc_hook=_as_text)
    return (msgspec.json.format(encoded, indent=indent) if indent else encoded).decode()


def to_plain(document: object) -> Any:
    """A document as a reader of its JSON gets it: dicts, lists, text, numbers, bool and None."""
    return msgspec.json.decode(msgspec.json.encode(document, enc_hook=_as_text))


def _as_text(value: object) -> str:
    if isinstance(value, (Fraction, PurePath)):
        return str(value)
    if isinstance(value, str):
        return str.__str__(value)  # of a type of its own, such as text that is marked as safe HTML
    raise NotImplementedError(f"{type(value).__name__} has no form in JSON")
