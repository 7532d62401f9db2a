"""The log as static files: tiles of hashes and bundles of entries, as C2SP's tlog-tiles describes them.

A tile holds up to 256 hashes of one height; a bundle up to 256 entries, each after its length in two bytes.
One that is not full says its width in its name. See https://c2sp.org/tlog-tiles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from escrutinio.evidence.merkle import root

WIDTH = 256
_TILE = re.compile(
    r"tile/(?P<level>entries|0|[1-9]\d?)/(?P<index>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?"
)


def tile_files(entries: Sequence[bytes], leaves: Sequence[bytes]) -> dict[str, bytes]:
    """All tiles and bundles of a log: path -> content.

    Args:
        entries: of the log, in order.
        leaves: their hashes.
    """
    files = {}
    for first in range(0, len(entries), WIDTH):
        part = entries[first : first + WIDTH]
        files[_path("entries", first // WIDTH, len(part))] = bundle(part)
    level, hashes = 0, list(leaves)
    while hashes:
        for first in range(0, len(hashes), WIDTH):
            tile = hashes[first : first + WIDTH]
            files[_path(str(level), first // WIDTH, len(tile))] = b"".join(tile)
        full = len(hashes) // WIDTH
        hashes = [root(hashes[place * WIDTH : (place + 1) * WIDTH]) for place in range(full)]
        level += 1
    return files


def tile(path: str, entries: Sequence[bytes], leaves: Sequence[bytes]) -> bytes | None:
    """One tile or bundle; None where the log has no such file, or not yet.

    Also those of the log's earlier sizes: they begin the ones of today.

    Args:
        path: such as ``tile/0/000.p/5``.
        entries: of the log, in order.
        leaves: their hashes.
    """
    parts = _TILE.fullmatch(path)
    if parts is None:
        return None
    width = int(parts["width"] or WIDTH)
    if width > WIDTH or (parts["width"] and width == WIDTH):
        return None
    index = int(parts["index"].replace("/", "").replace("x", ""))
    if _path(parts["level"], index, width) != path:
        return None
    level = 0 if parts["level"] == "entries" else int(parts["level"])
    each = WIDTH**level
    if (index * WIDTH + width) * each > len(leaves):
        return None
    starts = [(index * WIDTH + place) * each for place in range(width)]
    if parts["level"] == "entries":
        return bundle([entries[start] for start in starts])
    return b"".join(root(leaves[start : start + each]) for start in starts)


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries, each after its length as two bytes, the larger first."""
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def _path(level: str, index: int, width: int) -> str:
    digits = f"{index:03}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
    name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"tile/{level}/{name}" + ("" if width == WIDTH else f".p/{width}")
