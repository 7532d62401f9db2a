"""Columns with a second figure of the same selections: seats, ranks or changes beside the votes of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from escrutinio.feeds.drafting.column_words import names_votes
from escrutinio.model.names import plain

_FEWEST = 2
"""So many selections have the same word beside their names not by chance."""


def second_figures(names: Sequence[str]) -> set[str]:
    """The columns that say of selections what other columns, which have their votes, do not.

    "Heron seats" and "Otter seats" stand beside "Heron" and "Otter", or beside "Heron votes" and "Otter
    votes": they hold no votes for a fifth and a sixth selection, whatever the word means.

    Args:
        names: of the columns that may hold votes.
    """
    for split in (_named_first, _named_last):
        families = _families(names, split)
        for word, own in families.items():
            for other, theirs in families.items():
                same = own.keys() & theirs.keys()
                if word in ("", other) or word in families[""]:
                    continue  # "Heron Otter" is an alliance where Heron and Otter stand alone too
                if len(same) < max(_FEWEST, len(own)) or not _holds_votes(other, word):
                    continue
                return {own[base] for base in same}
    return set()


def _holds_votes(word: str, beside: str) -> bool:
    """Whether names with a word, or with none, are those of votes, and names with another word are not."""
    if names_votes(beside):
        return False
    return not word or names_votes(word)


def _families(
    names: Sequence[str], split: Callable[[str], Iterator[tuple[str, str]]]
) -> dict[str, dict[str, str]]:
    """The word beside a name, empty for none -> what is named -> the column.

    A word is one of all names that have it: of "Juan Roe" and "Ana Roe" it is so too, but then there is no
    "Juan" and no "Ana".
    """
    families: dict[str, dict[str, str]] = {"": {plain(name): name for name in names}}
    for name in names:
        for base, word in split(name):
            families.setdefault(word, {})[base] = name
    return families


def _named_first(name: str) -> Iterator[tuple[str, str]]:
    """What is named, and the words after it."""
    words = plain(name).split("_")
    return (("_".join(words[:at]), "_".join(words[at:])) for at in range(1, len(words)))


def _named_last(name: str) -> Iterator[tuple[str, str]]:
    """What is named, and the words before it."""
    words = plain(name).split("_")
    return (("_".join(words[at:]), "_".join(words[:at])) for at in range(1, len(words)))
