"""The key by which a desk signs its log: made once, and kept where nobody but its owner can read it."""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from escrutinio.evidence.notes import ED25519, Note, Signature, VerifierKey
from escrutinio.model import EvidenceError

KEY_FILE, PUBLIC_FILE = "signing.key", "signing.pub"
_NAME = re.compile(r"[^\s+]+")
_KEY = re.compile(r"PRIVATE\+KEY\+(?P<name>[^\s+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and whose it is. Its text never shows the key."""

    name: str
    _private: Ed25519PrivateKey

    @property
    def public(self) -> VerifierKey:
        """The key by which others verify what it signs."""
        return VerifierKey(self.name, ED25519, self._private.public_key().public_bytes_raw())

    def named(self, name: str) -> SigningKey:
        """The same key under another name: for another log of the desk."""
        return SigningKey(name, self._private)

    def sign(self, text: str) -> Note:
        """A text with this key's signature; the same text always gets the same."""
        signature = Signature(self.name, self.public.id, self._private.sign(text.encode()))
        return Note(text, (signature,))

    def __repr__(self) -> str:
        return f"SigningKey({self.name})"


def default_name(election: str) -> str:
    """The name of an election's log where nobody gives one."""
    return "escrutinio/" + (re.sub(r"[\s+]+", "-", election) or "election")


def make_key(folder: Path, name: str) -> SigningKey:
    """Make the key of an election's folder, which nobody but its owner may read.

    Args:
        folder: the election's.
        name: of the log, such as ``results.example.org/2031``.

    Raises:
        EvidenceError: there is one already, the name has a space or a plus sign, or it cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise EvidenceError(f"{name!r} is no name of a log", hint="It has no space and no plus sign.")
    key = SigningKey(name, Ed25519PrivateKey.generate())
    blob = base64.b64encode(bytes([ED25519]) + key._private.private_bytes_raw()).decode()
    text = f"PRIVATE+KEY+{name}+{key.public.id.hex()}+{blob}\n"
    path = folder / KEY_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        (folder / PUBLIC_FILE).write_text(f"{key.public}\n", encoding="utf-8")
    except FileExistsError:
        raise EvidenceError(
            "the election has a key already",
            where=str(path),
            hint="Anyone who trusts the old key would refuse what a new one signs.",
        ) from None
    except OSError as error:
        raise EvidenceError(f"the key cannot be written: {error.strerror}", where=str(path)) from None
    return key


def key_of(folder: Path) -> SigningKey | None:
    """The key of an election's folder; None where it has none.

    Raises:
        EvidenceError: it cannot be read.
    """
    path = folder / KEY_FILE
    try:
        text = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise EvidenceError(f"the key cannot be read: {reason}", where=str(path)) from None
    parts = _KEY.fullmatch(text)
    blob = base64.b64decode(parts["key"]) if parts else b""
    if parts is None or len(blob) != 33 or blob[0] != ED25519:
        raise EvidenceError("the file holds no key", where=str(path), hint="Put it back from a copy.")
    key = SigningKey(parts["name"], Ed25519PrivateKey.from_private_bytes(blob[1:]))
    if key.public.id.hex() != parts["id"]:
        raise EvidenceError("the key has been damaged", where=str(path), hint="Put it back from a copy.")
    return key
