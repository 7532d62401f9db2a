"""The list of words that a moderator has to check: whatever a word is written with, it is that word."""

from __future__ import annotations

import pytest

from escrutinio.web.replies.spam import has_word

WORDS = "fraude\ngana ya\nмошенник\nψευτης"


@pytest.mark.parametrize(
    "text",
    [
        "Es un FRAUDE.",
        "fraudé",
        "fra\u200bude",
        "f\u00adraude",
        "fraude\u3164",
        "frаudе",  # Cyrillic letters
        "ｆｒａｕｄｅ",
        "𝓯𝓻𝓪𝓾𝓭𝓮",
        "f\u0336r\u0336a\u0336u\u0336d\u0336e",
        "FRΑUDΕ",  # Greek capitals
        "Gana\u00a0 ya!",
        "Он МОШЕННИК",
        "ΨΕΥΤΗΣ",
        "ψεύτης",
    ],
)
def test_a_word_is_found_whatever_it_is_written_with(text: str) -> None:
    assert has_word(text, WORDS)


@pytest.mark.parametrize("text", ["fraudes", "defraude", "gana. Ya", "fall", "", "frau de"])
def test_other_words_are_not(text: str) -> None:
    assert not has_word(text, WORDS + "\nfail")


@pytest.mark.parametrize("words", ["", "\n \n", "\u200b\n"])
def test_no_words_hold_nothing(words: str) -> None:
    assert not has_word("anything", words)
