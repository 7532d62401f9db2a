"""Finds reporting units by name or code: an index made once for each publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import polars as pl

from escrutinio.flows.publication import Publication
from escrutinio.flows.publication.frames import LEVEL, NAME, lies_in
from escrutinio.model import NATION, sheet
from escrutinio.model.names import plain
from escrutinio.tabulation import NO_UNIT, UNIT

LONGEST = 80
"""Signs of a question that are read."""
MOST = 60
SUGGESTED = 8


@dataclass(frozen=True)
class FoundUnit:
    """A unit that was found.

    Attributes:
        contest: the headline contest.
        level: its level.
        level_name: the level's name.
        unit: its code.
        name: its name.
        within: the names of the units it lies in, the nearest first.
    """

    contest: str
    level: str
    level_name: str
    unit: str
    name: str
    within: Sequence[str]


@dataclass(frozen=True)
class _Entry:
    words: str
    around: str
    code: str
    rank: int
    found: FoundUnit


_INDICES: WeakKeyDictionary[Publication, list[_Entry]] = WeakKeyDictionary()


def find(publication: Publication, asked: str, most: int = MOST) -> list[FoundUnit]:
    """The units that have a code, or in whose name words begin with those asked for; the best first.

    Words may also be of the units that a unit lies in, such as "San Juan, La Paz".
    """
    words = _words(asked[:LONGEST]).split()
    code = asked.strip()[:LONGEST].casefold()
    if not words:
        return []
    best = []
    for entry in _index(publication):
        if entry.code == code:
            score = 0
        elif all(f" {word}" in entry.words for word in words):
            score = 1 if entry.words.startswith(f" {' '.join(words)}") else 2
        elif all(f" {word}" in entry.words or f" {word}" in entry.around for word in words):
            score = 3
        else:
            continue
        best.append((score, entry.rank, entry.words, entry.found))
    return [found for *_, found in sorted(best, key=lambda one: one[:3])[:most]]


def _index(publication: Publication) -> list[_Entry]:
    known = _INDICES.get(publication)
    if known is None:
        known = _INDICES[publication] = _made(publication)
    return known


def _made(publication: Publication) -> list[_Entry]:
    first = publication.front.headline.contest
    # Units where that is not voted on, such as those that a first round has settled, are found in another.
    order = [first, *(other.id for other in publication.front.contests if other.id != first)]
    levels = [level.id for level in publication.front.levels]
    names = {level.id: level.name for level in publication.front.levels}
    called = {
        (contest, level): publication.unit_names(contest, level) for contest in order for level in levels
    }
    units = publication.frame("units").filter((pl.col(LEVEL) != NATION) & (pl.col(UNIT) != NO_UNIT))
    place = pl.col(sheet.CONTEST).replace_strict(order, range(len(order)), default=len(order))
    units = units.sort(place, maintain_order=True).unique([LEVEL, UNIT], keep="first", maintain_order=True)
    columns = [level for level in levels if lies_in(level) in units.columns]
    rows = units.select(sheet.CONTEST, LEVEL, UNIT, NAME, *map(lies_in, columns)).iter_rows()
    entries = []
    for contest, level, code, name, *around in rows:
        above = zip(reversed(columns), reversed(around), strict=True)
        within = [
            called[contest, other].get(unit, unit)
            for other, unit in above
            if unit and levels.index(other) < levels.index(level)
        ]
        found = FoundUnit(contest, level, names[level], code, name, within)
        entries.append(
            _Entry(_words(name), _words(" ".join(within)), code.casefold(), levels.index(level), found)
        )
    return entries


def _words(name: str) -> str:
    """A name without case and accents, with a space before every word."""
    return f" {plain(name).replace('_', ' ')}"
