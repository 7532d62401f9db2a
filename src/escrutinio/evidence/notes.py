"""Signed notes: a text, and who signed it, as C2SP describes them.

See https://c2sp.org/signed-note and, for the signatures of witnesses, https://c2sp.org/tlog-cosignature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from escrutinio.model import EvidenceError

ED25519, COSIGNATURE = 1, 4
"""The kinds of signature that are known: of the log itself, and of a witness, with the time."""
_MOST_SIGNATURES, _MOST_BYTES = 64, 100_000
_VKEY = re.compile(r"(?P<name>[^\s+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/]+={0,2})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<blob>[A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key by which signatures of one name are verified.

    Attributes:
        name: whose it is; no space and no plus sign is in it.
        kind: of signature: :data:`ED25519` or :data:`COSIGNATURE`.
        public: 32 bytes, as RFC 8032 has them.
    """

    name: str
    kind: int
    public: bytes

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read it from its text: name, id and key with a plus sign between them.

        Raises:
            EvidenceError: it is none.
        """
        parts = _VKEY.fullmatch(text.strip())
        blob = _decoded(parts["key"]) if parts else None
        if parts is None or blob is None or len(blob) != 33 or blob[0] not in (ED25519, COSIGNATURE):
            raise EvidenceError(
                f"{text.strip()[:100]!r} is no public key",
                hint="It has a name, eight digits and a key, with + between them.",
            )
        key = cls(parts["name"], blob[0], blob[1:])
        if key.id.hex() != parts["id"]:
            raise EvidenceError(f"the public key of {key.name} has been changed: its id does not fit it")
        return key

    @property
    def id(self) -> bytes:
        """Four bytes that stand for name, kind and key in a signature."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        blob = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{blob}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether a signature, without its id, is this key's over a text."""
        message = text.encode()
        if self.kind == COSIGNATURE:
            if len(signature) != 72:
                return False
            message = b"cosignature/v1\ntime %d\n" % int.from_bytes(signature[:8]) + message
            signature = signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signature:
    """A line of signature: who signed, with which key, and what came out."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"— {self.name} {base64.b64encode(self.key_id + self.value).decode()}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its signatures; one without any has no signer yet.

    Attributes:
        text: ends with a line break.
        signatures: in the order of the note.
    """

    text: str
    signatures: tuple[Signature, ...] = ()

    @classmethod
    def parse(cls, data: bytes, *, most: int = _MOST_BYTES) -> Note:
        """Read a note of at most so many bytes.

        Raises:
            EvidenceError: it is none.
        """
        try:
            whole = data.decode() if len(data) <= most else ""
        except UnicodeDecodeError:
            whole = ""
        text, _, lines = whole.rpartition("\n\n")
        odd = _CONTROL.search(whole) is not None
        signatures = [_signature(line) for line in lines.split("\n")[:-1]]
        fine = [signature for signature in signatures if signature is not None]
        if not text or odd or not whole.endswith("\n") or len(fine) != len(signatures):
            raise EvidenceError("this is no signed note: a text, an empty line, and lines of signature")
        if len(fine) > _MOST_SIGNATURES:
            raise EvidenceError(f"the note has {len(fine)} signatures; at most {_MOST_SIGNATURES} are read")
        return cls(text + "\n", tuple(fine))

    def __bytes__(self) -> bytes:
        return (self.text + "\n" + "".join(f"{each}\n" for each in self.signatures)).encode()

    def signed_by(self, key: VerifierKey) -> bool:
        """Whether it has a signature of a key.

        Raises:
            EvidenceError: it has one that is false.
        """
        own = [each for each in self.signatures if (each.name, each.key_id) == (key.name, key.id)]
        if not all(key.verifies(self.text, each.value) for each in own):
            raise EvidenceError(f"the signature of {key.name} is false: the text has been changed")
        return bool(own)

    def witnesses(self, keys: Iterable[VerifierKey]) -> tuple[str, ...]:
        """The names of those who have signed, of some.

        Raises:
            EvidenceError: a signature of one of them is false.
        """
        return tuple(key.name for key in keys if self.signed_by(key))

    def with_signatures(self, more: Sequence[Signature]) -> Note:
        """The note with further signatures; those that it has stand once."""
        return Note(self.text, tuple(dict.fromkeys([*self.signatures, *more])))


def _signature(line: str) -> Signature | None:
    parts = _LINE.fullmatch(line)
    blob = _decoded(parts["blob"]) if parts else None
    if parts is None or blob is None or len(blob) < 5:
        return None
    return Signature(parts["name"], blob[:4], blob[4:])


def _decoded(text: str) -> bytes | None:
    """What base 64 stands for; None where it is not in the one form that is right."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None
