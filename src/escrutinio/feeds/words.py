"""Remarks on the words of a file that are not quite the known ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from escrutinio.model.names import Match, Spellings, difference, exact


def remarks_on(
    words: Iterable[str], known: Spellings[str], matches: Mapping[str, Match[str]]
) -> Iterator[str]:
    """A sentence for each word that only looks like a known one, and for each that is there in two forms.

    Args:
        words: of one column of a file.
        known: what they may mean.
        matches: what they mean, as far as it is known.
    """
    written: dict[str, str] = {}
    for word in words:
        match = matches.get(word)
        other = written.setdefault(exact(word), word)
        if other.strip() != word.strip():
            yield (
                f"The word {exact(word)!r} is there with composed letters and with decomposed ones; both are "
                "read as the same word."
            )
        elif match is not None and match.looks_exact(word):
            yield (
                f"The word {word!r} is read as {match.spelling!r}. It looks the same but has "
                f"{difference(word, match.spelling)}."
            )
        elif match is None and (alike := known.like(word)):
            yield (
                f"The word {word!r} is not read as {alike!r}, though it looks the same: it has "
                f"{difference(word, alike)}. If it is meant, add it to the feed."
            )
