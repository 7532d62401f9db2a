"""Numbers with their nouns, for sentences."""

from __future__ import annotations


def so_many(number: int, noun: str) -> str:
    """Such as 1 entry, 2 entries, 3,000 files."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
