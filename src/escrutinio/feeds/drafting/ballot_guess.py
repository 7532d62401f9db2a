"""Guesses whether each row of a wide table holds two ballots of its voters: first and second votes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from escrutinio.feeds.drafting.column_profile import ColumnProfile, numbers
from escrutinio.feeds.drafting.column_words import is_kind_of_voting
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.model.names import plain

_PARTS = re.compile(r"[\s_\-:/()|]+")
_BALLOTS = re.compile(
    r"(erst|zweit|haupt|wahlkreis|landes|landeslisten|listen|partei|personen|direkt|bezirks)_?stimmen?"
    r"|(first|second|1st|2nd|constituency|district|regional|region|nationwide|national|list|party_list|party"
    r"|candidate|proportional|majoritarian|plurality|single_member)_(votes?|ballots?)"
)
"""Words for one of several votes of the same voter."""
_FEWEST = 3
_ALIKE = 0.6
"""So many of the names of the smaller ballot stand on the other, too."""
_SUMS = 0.8
"""Voters who have both ballots cast about as many votes with each; of kinds of voting one has mostly more."""


@dataclass(frozen=True, slots=True)
class TwoBallots:
    """Columns of two ballots, told apart by a word at one end of their names.

    Attributes:
        read: the word of the ballot that is drafted: of two, the later.
        left: the word of the other.
        columns: those of the other.
    """

    read: str
    left: str
    columns: tuple[str, ...]


def names_ballots(words: Sequence[str]) -> bool:
    """Whether words are those of several votes of each voter: *Erststimmen* and *Zweitstimmen*.

    Args:
        words: all that stand in a column, each once.
    """
    return len(words) > 1 and all(_BALLOTS.fullmatch(plain(word)) for word in words)


def two_ballots(source: SourceTable, profiles: Sequence[ColumnProfile]) -> TwoBallots | None:
    """The two ballots of a table; None where it has one, or more than two.

    Args:
        source: the table.
        profiles: of its columns.
    """
    columns = [p for p in profiles if (p.counts or not p.filled) and p.name in source.table.frame.columns]
    for place in (-1, 0):
        stems: dict[str, dict[str, str]] = {}
        for column in columns:
            parts = [part for part in _PARTS.split(column.label) if part]
            if len(parts) < 2:
                continue
            word = parts.pop(place)
            if not plain(word) or word.isdecimal() or is_kind_of_voting(word, alone=True):
                continue
            stems.setdefault(word, {})[plain(" ".join(parts))] = column.name
        found = [
            pair
            for pair in combinations(stems.items(), 2)
            if _of_the_same_voters(source, pair[0][1], pair[1][1])
        ]
        if len(found) == 1:
            (left, others), (read, _) = found[0]
            return TwoBallots(read, left, tuple(others.values()))
    return None


def _of_the_same_voters(source: SourceTable, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two sets of columns, by the rest of their names, are two ballots."""
    both = one.keys() & other.keys()
    if len(both) < max(_FEWEST, _ALIKE * min(len(one), len(other))):
        return False
    sums = [_sum(source, [names[stem] for stem in both]) for names in (one, other)]
    return min(sums) > _SUMS * max(sums) and sums[0] != sums[1]


def _sum(source: SourceTable, columns: Sequence[str]) -> int:
    return sum(int(numbers(source.table.frame, column).sum() or 0) for column in columns)
