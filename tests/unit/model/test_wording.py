"""Texts in English that are read back into their forms, and said in another language."""

from __future__ import annotations

import pytest

from escrutinio.model.wording import Wording

LISTS = Wording(
    {
        "text": (
            "lists with {condition} take part.",
            "{name} could end anywhere from {number} to {number_2} of the valid votes",
            "the votes are divided by {numbers} ({name}); the highest quotients win a seat",
        ),
        "condition": ("{condition} or {condition_2}", "({condition})", "at least {percent} {of_base}"),
        "of_base": ("of the valid votes", "of the votes cast"),
    }
)


@pytest.mark.parametrize(
    "text",
    [
        "lists with at least 5 % of the valid votes take part.",
        "lists with (at least 0.8 % of the votes cast or at least 5 % of the valid votes) take part.",
        "Heron from 1 to 2 could end anywhere from 3 to 1,234 % of the valid votes",
        "the votes are divided by 1.4, 3, 5, ... (own); the highest quotients win a seat",
    ],
)
def test_a_text_is_read_back_as_it_was_written(text: str) -> None:
    assert LISTS.said(text, "text", "en") == text


def test_a_first_letter_may_be_large() -> None:
    text = "Lists with at least 5 % of the valid votes take part."
    assert LISTS.said(text, "text", "en") == text
    assert LISTS.said("Nothing of the kind.", "text", "en") is None


@pytest.mark.parametrize(
    "text",
    [
        "lists with at least five % of the valid votes take part.",
        "lists with at least 5 % of the valid votes or take part.",
        "lists with at least 5 % of the valid votes take part. And more.",
        "",
    ],
)
def test_another_text_is_not_guessed(text: str) -> None:
    assert LISTS.said(text, "text", "es") is None


def test_a_number_is_written_as_the_language_does() -> None:
    words = Wording({"text": ("{numbers}", "{name}")})
    assert words.said("1,234.5 %", "text", "es") == "1.234,5 %"
    assert words.said("1, 2, 3, ...", "text", "es") == "1, 2, 3, ..."
    assert words.said("1.4, 3, 5, ...", "text", "es") == "1,4; 3; 5; ..."
    assert words.said("J. S. Bach", "text", "es") == "J. S. Bach"
