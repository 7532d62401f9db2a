"""The languages that there are, and their catalogues."""

from __future__ import annotations

from escrutinio.model.translations import catalogue, numbers_in, translated_languages


def test_english_comes_first_and_a_folder_is_a_language() -> None:
    english, *others = translated_languages()
    assert english == "en"
    assert "es" in others


def test_a_catalogue_serves_the_variants_of_its_language() -> None:
    assert catalogue("es")("Seats") == catalogue("es-BO")("Seats") == "Escaños"
    assert catalogue("en")("Seats") == catalogue("xx")("Seats") == "Seats"


def test_numbers_within_a_text() -> None:
    assert numbers_in("from 1,234 to 5.5 % of it, 3 times.", "es") == "from 1.234 to 5,5 % of it, 3 times."
    assert numbers_in("from 1,234 to 5.5 %", "en") == "from 1,234 to 5.5 %"
