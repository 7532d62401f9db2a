"""A delivery: one file of one source, as it came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is kept of every file that was taken in, beside its bytes.

    Attributes:
        id: SHA-256 of the bytes, in hexadecimal; the bytes are kept under this name.
        source: the feed it came by.
        observed_at: when the source showed it (UTC); of a file with a time per row, the newest.
        file: its name.
        size: bytes.
        rows: sheet rows it holds.
        snapshot: whether it holds the whole count so far of its contests.
        contests: the contests it speaks for.
    """

    id: str
    source: str
    observed_at: datetime
    file: str
    size: int
    rows: int
    snapshot: bool
    contests: tuple[str, ...]
