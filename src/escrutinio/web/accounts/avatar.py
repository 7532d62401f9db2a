"""A reader's picture: drawn here from a few random digits, so that no page asks anybody else for one."""

from __future__ import annotations

import re

SEED = re.compile(r"[0-9a-f]{16}")
_SIZE = 5
"""Squares a side; the right half mirrors the left."""
_COLOURS = ("#175a8f", "#1d6b3a", "#8a4b00", "#7a2e5d", "#4a4f9c", "#0b6470", "#8f2f2f", "#5b5b12")


def svg(seed: str) -> str:
    """The picture as SVG.

    Args:
        seed: 16 hexadecimal digits.

    Raises:
        ValueError: it is something else.
    """
    if not SEED.fullmatch(seed):
        raise ValueError("no seed of a picture")
    number = int(seed, 16)
    colour = _COLOURS[number % len(_COLOURS)]
    bits = number >> 8
    half = (_SIZE + 1) // 2
    squares = []
    for place in range(_SIZE * half):
        if not bits >> place & 1:
            continue
        row, column = divmod(place, half)
        squares += [f"M{at + 1} {row + 1}h1v1h-1z" for at in {column, _SIZE - 1 - column}]
    path = "".join(sorted(squares)) or "M3 3h1v1h-1z"
    side = _SIZE + 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="64" height="64">'
        f'<rect width="{side}" height="{side}" fill="#f1eee6"/>'
        f'<path d="{path}" fill="{colour}" shape-rendering="crispEdges"/></svg>'
    )
