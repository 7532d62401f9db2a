"""Names of columns in the words of many countries."""

from __future__ import annotations

import pytest

from escrutinio.feeds.drafting.column_words import Role, is_level, is_total, role_of

NAMES = {
    Role.REGISTERED: (
        "Possible voters",
        "Number of voters",
        "Eleitores inscritos",
        "Électeurs inscrits",
        "Aventi diritto",
        "Uprawnieni",
        "Alegători înscriși",
        "Kayıtlı seçmen sayısı",
        "Stemgerechtigden",
        "Äänioikeutetut",
        "Oprávnění voliči",
        "Választásra jogosultak",
        "Εγγεγραμμένοι",
        "Внесені до списку",
        "Amomrchevelta raodenoba",
        "عدد الناخبين المسجلين",
        "कुल मतदाता",
    ),
    Role.CAST: (
        "Ballots signed for",
        "Eleitores que votaram",
        "Bulletins trouvés dans l'urne",
        "Wählerinnen und Wähler",
        "Elettori votanti",
        "Oddane głosy",
        "Liczba wydanych kart",
        "Alegători prezentați la urne",
        "Pengguna hak pilih",
        "Suara sah dan tidak sah",
        "Toegelaten kiezers",
        "Totalt antal röster",
        "Annetut äänet",
        "Účast",
        "Szavazók száma",
        "Отримали бюлетені",
        "Число принявших участие в голосовании",
        "عدد المقترعين",
    ),
    Role.VALID: ("Suffrages valables", "Godkjente", "Namdvili biuletenebi", "वैध मत"),
    Role.VOTES: ("гласови", "Glasova", "Szavazatok", "득표수"),
    Role.PARTY: ("партија", "Stranka", "Erakond"),
    Role.SELECTION: ("кандидат", "Υποψήφιος", "候選人"),
    Role.NULL: (
        "Schede non valide",
        "Hylätyt äänet",
        "Forkastede stemmer",
        "Batili biuletenebi",
        "الأصوات الملغاة",
    ),
}


@pytest.mark.parametrize(
    ("name", "role"),
    [(name, role) for role, names in NAMES.items() for name in names],
)
def test_a_count_is_known_by_its_whole_name(name: str, role: Role) -> None:
    assert role_of(name) is role


@pytest.mark.parametrize(
    "name", ["Rea Voters", "Giles Gild", "Nule Vane", "Unity of possible voters", "Balsavo Front"]
)
def test_a_name_that_holds_one_is_no_count(name: str) -> None:
    assert role_of(name) is None


def test_a_list_may_have_a_word_for_sums_in_its_name() -> None:
    assert not is_total("Navarra Suma")
    assert is_total("Suma")
    assert is_total("Suma województwa")


@pytest.mark.parametrize(
    "name",
    [
        "UF",
        "SG_UF",
        "Concelho",
        "nome_freguesia",
        "Entidad federativa",
        "Arrondissement",
        "Governorate",
        "Bezirk",
        "Fylke",
        "Länskod",
        "Valkrets",
        "Vaalipiiri",
        "Opstillingskreds",
        "Maakond",
        "Novads",
        "Savivaldybė",
        "Upazila",
        "Tambon",
        "Barangay",
        "Township_EN",
        "Wilaya",
    ],
)
def test_words_for_units(name: str) -> None:
    assert is_level(name)


@pytest.mark.parametrize(
    "name", ["Partido", "Candidate", "Votos", "Islander Party", "Emirates Bank", "Plan", "Island Alliance"]
)
def test_words_that_are_no_units(name: str) -> None:
    assert not is_level(name)
