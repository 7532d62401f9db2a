"""Checkpoints: how long a log is, and the root of its tree, in the form that a log signs.

See https://c2sp.org/tlog-checkpoint.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from escrutinio.evidence.notes import Note
from escrutinio.model import EvidenceError

_SIZE = re.compile(r"0|[1-9]\d{0,17}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log at one size.

    Attributes:
        origin: the name of the log.
        size: its entries.
        root: the root of its tree, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def of(cls, note: Note) -> Checkpoint:
        """Read it from a note.

        Raises:
            EvidenceError: the note is no checkpoint.
        """
        lines = note.text.split("\n")[:-1]
        try:
            origin, size, root = lines
            value = base64.b64decode(root, validate=True)
        except (ValueError, binascii.Error):
            origin, size, value = "", "", b""
        read = cls(origin, int(size) if _SIZE.fullmatch(size) else 0, value)
        if not origin or len(value) != 32 or read.text != note.text:
            raise EvidenceError("this is no checkpoint: a name, a size and a root, each on its line")
        return read
