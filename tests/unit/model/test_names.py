"""Names in any script: when two spellings are one name, and when they only look it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.model.names import Spellings, composed, difference, exact, folded, look, look_alikes, plain


def test_control_signs_are_taken_out_and_line_breaks_are_not() -> None:
    for code in (*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF):
        assert composed(f"a{chr(code)}é") == "aé"
        assert composed(f"a{chr(code)}b") == "ab"
    assert composed("a\tb\r\nc é\n") == "a\tb\r\nc é\n"


def test_signs_that_turn_what_follows_are_taken_out() -> None:
    for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)):
        assert composed(f"a{chr(code)}b") == "ab"
    assert composed("\u05d0\u200f-a\u200e") == "\u05d0\u200f-a\u200e", (
        "marks of direction that hide nothing stay"
    )


@pytest.mark.parametrize(
    ("name", "without_case", "without_accents"),
    [
        ("PAN - BOL", "pan_bol", "pan_bol"),
        ("PAN_BOL", "pan_bol", "pan_bol"),
        (" Circunscripción ", "circunscripción", "circunscripcion"),
        ("VOTO  VÁLIDO", "voto_válido", "voto_valido"),
        ("Straße", "strasse", "strasse"),
        ("n.º 3", "n_o_3", "n_o_3"),
        ("Κόμμα", "κόμμα", "κομμα"),
        ("Ἀθῆναι", "ἀθῆναι", "αθηναι"),
        ("Å", "å", "a"),
        ("%", "", ""),
        # Elsewhere what is written on a letter stays.
        ("Йод", "йод", "йод"),
        ("Ёлка", "ёлка", "ёлка"),
        ("हिन्दी", "हिन्दी", "हिन्दी"),
        ("พรรคก้าวไกล", "พรรคก้าวไกล", "พรรคก้าวไกล"),
        ("මහින්ද", "මහින්ද", "මහින්ද"),
        ("မြန်မာ", "မြန်မာ", "မြန်မာ"),
        ("عَرَبي", "عَرَبي", "عَرَبي"),
        ("עִבְרִית", "עִבְרִית", "עִבְרִית"),
        ("한국", "한국", "한국"),
        ("がか", "がか", "がか"),
        ("MAS\u200b", "mas", "mas"),
        ("New\u00a0Party", "new_party", "new_party"),
        ("\uff21\uff11", "a1", "a1"),
    ],
)
def test_the_forms_of_a_name(name: str, without_case: str, without_accents: str) -> None:
    assert folded(name) == without_case
    assert plain(name) == without_accents


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("हिन्दी", "हिन्द"),  # vowel signs
        ("กา", "กี"),
        ("ක", "කි"),
        ("မ", "မာ"),
        ("ע", "עִ"),
        ("ب", "بَ"),
        ("한", "하"),
        ("И", "Й"),
        ("か", "が"),
    ],
)
def test_what_is_written_on_a_letter_makes_another_name(name: str, other: str) -> None:
    assert plain(name) != plain(other)
    assert Spellings([(name, 1), (other, 2)]).find(other) == Spellings([(other, 2)]).find(other)
    assert Spellings([(name, 1)]).find(other) is None


@given(st.text(max_size=12))
def test_composed_or_not_a_name_has_one_form(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    for form in (composed, exact, folded, plain, look):
        assert form(decomposed) == form(composed(name))
    for again in (folded, plain):
        assert again(again(name)) == again(name)
    assert plain(folded(name)) == plain(name)


def test_exact_spellings_come_first_then_case_then_accents() -> None:
    known = Spellings([("A", "red"), ("Å", "green"), ("José", "blue")])
    found = {
        word: match.meaning
        for word in ("A", "a", "Å", "A\u030a", "å", "JOSÉ", "Jose", "á")
        if (match := known.find(word))
    }
    assert found == {
        "A": "red",
        "a": "red",
        "Å": "green",
        "A\u030a": "green",
        "å": "green",
        "JOSÉ": "blue",
        "Jose": "blue",
    }, "á could be either"


def test_signs_alone_are_found_by_their_exact_spelling() -> None:
    known = Spellings([("+", 1), ("%", 2)])
    assert known.find("#") is None
    assert known.find(" + ") == known.exactly("+")


def test_beside_a_known_word_one_with_other_accents_is_another() -> None:
    known = Spellings([("A", "red"), ("Alternativet", "green")])
    assert {word: match.meaning for word, match in known.of_words(["Å", "A", "ALTERNATIVET"]).items()} == {
        "A": "red",
        "ALTERNATIVET": "green",
    }
    assert known.of_words(["Å"])["Å"].meaning == "red"


def test_implied_spellings_count_where_no_known_one_fits() -> None:
    known = Spellings([("A", "x"), ("Å", "y"), ("b", "x")], implied=[("b", "b"), ("a", "a"), ("c", "c")])
    meanings = {word: match.meaning for word in "AÅBCaá" if (match := known.find(word))}
    assert meanings == {"A": "x", "Å": "y", "B": "x", "C": "c", "a": "a"}


@pytest.mark.parametrize(
    ("name", "other", "told"),
    [
        ("PiS", "PiS\u200b", "no ZERO WIDTH SPACE (U+200B)"),
        ("PiS\u200b", "PiS", "ZERO WIDTH SPACE (U+200B)"),
        ("a b", "a\u00a0b", "SPACE (U+0020) instead of NO-BREAK SPACE (U+00A0)"),
        ("МАС", "MAC", "CYRILLIC CAPITAL LETTER EM (U+041C), "),
        ("Α1", "A1", "GREEK CAPITAL LETTER ALPHA (U+0391) instead of LATIN CAPITAL LETTER A (U+0041)"),
        ("PAN-BOL", "PAN\u2011BOL", "HYPHEN-MINUS (U+002D) instead of NON-BREAKING HYPHEN (U+2011)"),
        ("People’s", "People's", "RIGHT SINGLE QUOTATION MARK (U+2019) instead of APOSTROPHE (U+0027)"),
        ("a  b", "a b", "the order or number of characters"),
        ("ශ්\u200dරී", "ශ්රී", "ZERO WIDTH JOINER (U+200D)"),
    ],
)
def test_names_that_look_alike(name: str, other: str, told: str) -> None:
    assert list(look_alikes([name, other, "Z"])) == [(name, other)]
    assert difference(name, other).startswith(told)


@pytest.mark.parametrize(
    "names",
    [["A", "Å"], ["A", "AA"], ["O", "Ö", "Ø"], ["Lód", "Lo\u0301d"], ["a", "A"], ["ب", "بَ"], ["1", "l", "I"]],
)
def test_names_that_do_not_look_alike_or_are_one(names: list[str]) -> None:
    assert list(look_alikes(names)) == []
