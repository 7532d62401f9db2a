"""Guesses the columns of text without a delimiter: between them nearly every line has a blank."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress

from escrutinio.feeds.drafting.header_guess import looks_like_number
from escrutinio.feeds.raw_table import distinct

_FEWEST_LINES = 5
_FEWEST_COLUMNS = 3
_SAME = 0.9
"""A share of the lines: so many are of one length."""


def guess_places(lines: Sequence[str], delimiters: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """Column -> its first and last character on the line, from 1; empty where the text has no such columns.

    The first line has to name them: nothing else says what they are.

    Args:
        lines: the first lines of the text.
        delimiters: where one of them stands in most lines, the columns are told by it.
    """
    filled = [line.rstrip("\r\n\x1a").rstrip() for line in lines if line.strip()]
    if len(filled) < _FEWEST_LINES or any(_is_delimited(filled, sign) for sign in delimiters):
        return {}
    lengths = Counter(map(len, filled))
    width = max(length for length in lengths)
    if sum(times for length, times in lengths.items() if 2 * length > width) < _SAME * len(filled):
        return {}
    padded = [line.ljust(width) for line in filled]
    blank = [all(line[place] == " " for line in padded[1:]) for place in range(width)]
    places: list[tuple[int, int]] = []
    for place in range(width):
        if not blank[place]:
            first = places.pop()[0] if places and places[-1][1] == place else place + 1
            places.append((first, place + 1))
    numbers = [all(looks_like_number(line[a - 1 : b]) for line in padded[1:]) for a, b in places]
    if len(places) < _FEWEST_COLUMNS or sum(numbers) < 2:
        return {}
    places = _with_gaps(places, numbers, padded[0])
    words = padded[0].split()
    cut = [padded[0][first - 1 : last].strip() for first, last in places]
    names = words if len(words) == len(places) else cut
    if not all(names) or any(map(looks_like_number, names)):
        return {}
    header, doubled = distinct(names)
    return {} if doubled else dict(zip(header, places, strict=True))


def _with_gaps(
    places: Sequence[tuple[int, int]], numbers: Sequence[bool], names: str
) -> list[tuple[int, int]]:
    """The places with the blanks beside them, where longer numbers, and else longer texts, have room.

    ``names``: the line with the names of the columns; a text is at least as long as its name.
    """
    wide: list[tuple[int, int]] = []
    for i, (first, last) in enumerate(places):
        following = places[i + 1] if i + 1 < len(places) else (len(names) + 1, len(names) + 1)
        end = last
        if not numbers[i]:
            named = names[first - 1 :].partition(" ")[0]
            whole = first - 1 + len(named) if i + 1 == len(places) or numbers[i + 1] else following[0] - 1
            end = max(last, min(whole, following[0] - 1))
        start = wide[-1][1] + 1 if numbers[i] and wide else first
        wide.append((start, end if i + 1 < len(places) else max(end, len(names))))
    return wide


def _is_delimited(lines: Sequence[str], delimiter: str) -> bool:
    widths = row_widths(lines, delimiter)
    return 2 * (len(lines) - widths[1]) > len(lines)


def row_widths(lines: Sequence[str], delimiter: str) -> Counter[int]:
    """Number of fields -> how many rows have it, up to a text that is too long for one."""
    widths: Counter[int] = Counter()
    with suppress(csv.Error):
        widths.update(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells)
    return widths
