"""The letters that German electoral software calls counts and lists by: A, B, C, D and D1, D2 ...

A are the voters registered, B those who voted, C the invalid and D the valid votes, D1, D2 ... those of each
list; where voters have a second vote, E, F and F1, F2 ... are those of it. A1, B1 ... are parts of A and B.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from escrutinio.feeds.drafting.ballot_guess import TwoBallots
from escrutinio.feeds.drafting.column_profile import numbers
from escrutinio.feeds.drafting.plain_rows import without_columns
from escrutinio.feeds.drafting.source_table import SourceTable

_LETTER = re.compile(r"[A-F]\d{0,3}")
_IN_BRACKETS = re.compile(r".*\(([A-F]\d?)\)\s*")
_NEEDED = {"A", "B", "C", "D", "D1"}
_COUNTS = {"A": "registered", "B": "ballots cast", "C": "invalid", "D": "valid"}
_OF_SECOND_VOTES = {"A": "registered", "B": "ballots cast", "E": "invalid", "F": "valid"}


def read_by_letters(source: SourceTable) -> tuple[SourceTable, TwoBallots | None]:
    """A table whose columns go by these letters, without those that are no counts and no lists of one ballot.

    Of first and second votes the second are kept. Where voters have several votes, their number is no sum of
    ballots, and B is left out too.

    Args:
        source: the table; any other is given back as it is.

    Returns:
        The table, and the two ballots where it has them.
    """
    letters = _letters(source)
    if not set(letters) >= _NEEDED:
        return source, None
    second = {"F", "F1"} <= set(letters)
    kept = _OF_SECOND_VOTES if second else _COUNTS
    lists = re.compile(r"F\d+" if second else r"D\d+")
    of_others = [
        name for letter, name in letters.items() if letter not in kept and not lists.fullmatch(letter)
    ]
    ballots = None
    if second:
        first = [name for letter, name in letters.items() if letter[0] in "CD"]
        ballots = TwoBallots(read="F", left="D", columns=tuple(first))
    if _several_votes(source, letters["F" if second else "D"], letters["B"]):
        of_others.append(letters["B"])
    labels = {
        **source.labels,
        **{letters[letter]: word for letter, word in kept.items() if letter in letters},
    }
    return without_columns(replace(source, labels=labels), of_others), ballots


def _letters(source: SourceTable) -> Mapping[str, str]:
    """Letter, perhaps with a number -> the column that is called so, or ends with it in brackets."""
    letters: dict[str, str] = {}
    for name in source.table.header():
        alone, within = _LETTER.fullmatch(name), _IN_BRACKETS.fullmatch(name)
        if alone or within:
            letters.setdefault(within.group(1) if within else name, name)
    return letters


def _several_votes(source: SourceTable, valid: str, cast: str) -> bool:
    """Whether on most rows there are more valid votes than voters."""
    frame = source.table.frame
    share = (numbers(frame, valid) > numbers(frame, cast)).mean()
    return isinstance(share, float) and 2 * share > 1
