"""What the contests, selections, levels and vote types of a drafted election are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import polars as pl

from escrutinio.feeds.drafting.column_profile import texts
from escrutinio.feeds.drafting.column_words import Role, role_of, spaced, unit_word
from escrutinio.feeds.drafting.feed_guess import FeedGuess
from escrutinio.feeds.drafting.toml_text import (
    Name,
    named,
)
from escrutinio.feeds.drafting.type_guess import type_words
from escrutinio.model import RESERVED_LEVELS, sheet

_WORD_FOR_VOTES = r"(?:votes?|votos|voix|stimmen|voti|stemmen|stemmer|glosy|głosy|hlasy|suara|voturi|гласови)"
_VOTES_LAST = re.compile(rf"(?i)(.*\w)[\W_]+{_WORD_FOR_VOTES}")
_VOTES_FIRST = re.compile(rf"(?i){_WORD_FOR_VOTES}[\W_]+(\w.*)")
_FEWEST_BELOW = 3
"""So many columns have a contest's name above them, or more."""
_SAYS_VOTES = re.compile(r"(?i)\W*votes?$")


def contests_of(tables: Sequence[FeedGuess]) -> list[list[Name]]:
    """The contests of each table; where there are several tables, each has one, called after its part."""
    if len(tables) == 1:
        return [contest_names(tables[0])]
    return [[one] for one in named([table.source.table.part for table in tables])]


def selections_of(
    tables: Sequence[FeedGuess], known: Mapping[str, str] = MappingProxyType({})
) -> list[list[Name]]:
    """The selections of each table; those of one name are the same in all. ``known``: word -> its name."""
    called = [[known.get(one, one) for one in _selection_names(table)] for table in tables]
    if len(tables) == 1:
        return [named(tables[0].selections, avoid=sheet.COUNTS, called=called[0])]
    different = list(dict.fromkeys(name for names in called for name in names))
    ids = {one.name: one.id for one in named(different, avoid=sheet.COUNTS)}
    return [
        [Name(ids[name], word, name) for word, name in zip(one.selections, names, strict=True)]
        for one, names in zip(tables, called, strict=True)
    ]


def _selection_names(guess: FeedGuess) -> list[str]:
    """What the selections are called: a person above a party with both, such as ``Ann Heron (HRN)``.

    A cell above is that of the columns to its right too, so that only the first of its columns is sure.
    """
    called: list[str] = []
    above = [_above(guess, word) for word in guess.selections]
    first = len(set(above)) + 1 >= len(above) > 1 and all(above)
    for place, word in enumerate(guess.selections):
        label = guess.source.labels.get(word, word)
        if above[place] and role_of(label) in (Role.VOTES, Role.CAST):
            called.append(above[place].rpartition("/")[2] if guess.source.rows else above[place])
        elif first and above[place] not in above[:place]:
            called.append(f"{above[place]} ({label})")
        else:
            called.append(label)
    # Two columns of a sheet are two selections, whatever their last line says alike.
    called = [
        word if called.count(name) > 1 else name for word, name in zip(guess.selections, called, strict=True)
    ]
    if guess.ballots:
        ballot = re.escape(guess.ballots.read)
        return _without(called, (re.compile(rf"(.*\w)[\W_]+{ballot}"), re.compile(rf"{ballot}[\W_]+(\w.*)")))
    return _without(called, (_VOTES_LAST, _VOTES_FIRST))


def headings_of(guess: FeedGuess) -> list[str]:
    """What stands above several columns of votes each, where there are several such names."""
    above = Counter(_above(guess, word) for word in guess.selections)
    several = [name for name, times in above.items() if name and times >= _FEWEST_BELOW]
    return several if len(several) > 1 and not guess.long and not guess.types else []


def _without(called: list[str], patterns: Sequence[re.Pattern[str]]) -> list[str]:
    """Names without the word, such as for votes, that all of them end or begin with: *PS* of *PS_Votes*."""
    for pattern in patterns:
        found = [pattern.fullmatch(name) for name in called]
        names = [match.group(1).rstrip("_ ") for match in found if match]
        if len(called) > 1 and len({*names}) == len(called):
            return names
    return called


def _above(guess: FeedGuess, word: str) -> str:
    """What stands above the last line of the header of a column."""
    label = guess.source.labels.get(word, word)
    return word.removesuffix(label).strip("/ ") if word.endswith(label) else ""


def contest_names(guess: FeedGuess) -> list[Name]:
    """The contests and the words for them; one without a word where the table has only one."""
    return named(guess.contests) if guess.contests else [Name("contest", "Contest", "Contest")]


def level_names(guess: FeedGuess) -> list[Name]:
    """The levels, called after their columns."""
    words = [unit_word(level.label) or level.label for level in guess.levels]
    return named([word.capitalize() for word in words], avoid=sorted(RESERVED_LEVELS))


def type_names(guess: FeedGuess) -> list[Name]:
    """The vote types and the words for them; none where types are not told apart."""
    if not guess.vote_type:
        return []
    words = type_words(guess.rows, guess.vote_type)
    return named(words, called=[_SAYS_VOTES.sub("", spaced(word)) or word for word in words])


def joined_code(rows: pl.DataFrame, columns: Sequence[str], *, optional: bool = False) -> pl.Series:
    """The values of columns joined to one code; where they are ``optional`` the empty are left out."""
    parts = pl.DataFrame([texts(rows, column) for column in columns])
    return parts.select(pl.concat_str(pl.all(), separator="-", ignore_nulls=optional))[columns[0]]
