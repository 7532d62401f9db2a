"""What columns are usually called."""

from __future__ import annotations

import pytest

from escrutinio.feeds.drafting.column_words import (
    Role,
    is_code,
    is_level,
    is_part_of_count,
    is_sure_total,
    is_total,
    role_of,
    unit_word,
)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Registered voters", Role.REGISTERED),
        ("INSCRITOS", Role.REGISTERED),
        ("Wahlberechtigte", Role.REGISTERED),
        ("Voix exprimées", Role.VALID),
        ("Votos válidos", Role.VALID),
        ("Ungültige", Role.NULL),
        ("invalid_votes", Role.NULL),
        ("Votos nulos", Role.NULL),
        ("Bulletins blancs", Role.BLANK),
        ("Votantes", Role.CAST),
        ("Total votes", Role.CAST),
        ("% turnout", Role.SHARE),
        ("candidate", Role.SELECTION),
        ("Partido", Role.PARTY),
        ("votes", Role.VOTES),
        ("Stimmen", Role.VOTES),
        ("office", Role.CONTEST),
        ("MESA", Role.SHEET),
        ("polling_station_id", Role.SHEET),
        ("COD_DEP", Role.CODE),
        ("Wahlkreisnummer", Role.CODE),
        ("Kod TERYT", Role.CODE),
        ("Wählende", Role.CAST),
        ("Liczba głosów ważnych oddanych łącznie", Role.VALID),
        ("w których nie było oświadczenia o oddaniu głosu", None),
        ("num County total", Role.SHARE),
        ("tot_tps", None),
        ("Active Voters", Role.REGISTERED),
        ("updated_at", Role.TIME),
        ("Frente Amplio", None),
        ("Число избирателей, внесенных в список", Role.REGISTERED),
        ("Недействительных бюллетеней", Role.NULL),
        ("Действительных бюллетеней", Role.VALID),
        ("無効投票", Role.NULL),
        ("有効投票数", Role.VALID),
        ("선거인수", Role.REGISTERED),
        ("Ogiltiga röster", Role.NULL),
        ("Giltiga röster", Role.VALID),
        ("Érvénytelen", Role.NULL),
        ("Alegători pe listă", Role.REGISTERED),
        ("Voturi nule", Role.NULL),
        ("Ψήφισαν", Role.CAST),
        ("الأوراق الباطلة", Role.NULL),
        ("Vydané obálky", Role.CAST),
        ("Karty wyjęte z urny", Role.CAST),
        ("Friederigh", None),
        ("Партия избирателей", None),
    ],
)
def test_the_part_that_a_name_suggests(name: str, role: Role | None) -> None:
    assert role_of(name) is role


def test_words_for_units_codes_and_totals() -> None:
    assert is_level("Departamento")
    assert is_level("region_name")
    assert is_level("Fylkenavn")
    assert not is_level("Heron list")
    assert is_code("ons_id")
    assert is_code("COD_MUN")
    assert not is_code("Unidad")
    assert unit_word("REGION_NAME") == "region"
    assert is_total("TOTAL")
    assert is_total("Total North")
    assert is_total("Gesamt")
    assert not is_total("Totalidad Unida")


@pytest.mark.parametrize(
    "word",
    [
        "Razem",
        "Łącznie",
        "Всего",
        "Итого по району",
        "合計",
        "المجموع",
        "Σύνολο",
        "Összesen",
        "Summa",
        "סה״כ",
    ],
)
def test_totals_in_many_languages(word: str) -> None:
    assert is_total(word)


@pytest.mark.parametrize(
    ("word", "total"), [("कुल", True), ("कुल मतदाता", True), ("कुल बहादुर राई", False), ("योग राज", False)]
)
def test_a_given_name_may_be_a_word_for_a_total(word: str, total: bool) -> None:
    assert is_total(word) is total


def test_a_party_may_be_called_as_a_total_is() -> None:
    assert [is_sure_total(word) for word in ("Razem", "Ensemble", "Jumlah", "Total", "Всего", "Gesamt")] == [
        False,
        False,
        False,
        True,
        True,
        True,
    ]
    assert not any(map(is_total, ("Kopa", "Sumar", "Totnes", "Tong", "Sumter")))


@pytest.mark.parametrize(
    "name",
    [
        "Boletas sobrantes",
        "Unused ballots",
        "Received",
        "Primljeni",
        "Neupotrebljeni",
        "U glasačkoj kutiji",
        "Неизползвани бюлетини",
        "Karty niewykorzystane",
    ],
)
def test_ballot_papers_are_nobody_to_vote_for(name: str) -> None:
    assert is_part_of_count(name)


def test_unused_papers_are_no_null_votes() -> None:
    assert role_of("Numărul buletinelor de vot neîntrebuinţate şi anulate") is None
    assert role_of("Numărul total al voturilor nule") is Role.NULL
    assert role_of("Numărul total al alegătorilor care s-au prezentat la urne") is Role.CAST
    assert is_part_of_count("აქტივობა 12 საათი")


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Glasali", Role.CAST),
        ("Гласали", Role.CAST),
        ("Personas que votaron", Role.CAST),
        ("Vazeci", Role.VALID),
        ("Nevazeci", Role.NULL),
        ("Уписани бирачи", Role.REGISTERED),
        ("Бирачко место", Role.SHEET),
    ],
)
def test_counts_of_serbian_and_spanish_files(name: str, role: Role) -> None:
    assert role_of(name) is role
