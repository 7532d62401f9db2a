"""Names in several languages, from election.toml to a reader."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from escrutinio.model import (
    DefinitionError,
    Election,
    has_language,
    in_language,
    languages_of,
    parse_election,
)
from escrutinio.model.languages import name_in

DEFINITION = """
[election]
id = "night"
name = { es = "Elecciones", qu = "Akllanakuy" }
date = 2031-02-23
timezone = "America/La_Paz"

[[levels]]
id = "department"
name = { es = "Departamento", en = "Department" }

[[selections]]
id = "heron"
name = { es = "La Garza", en-GB = "The Heron" }
short = { es = "Garza", en = "Heron" }
color = "#2a6f97"

[[selections]]
id = "otter"
name = "Otter"
color = "#bc6c25"

[[contests]]
id = "president"
name = { es = "Presidencia", qu = "Umalliq" }
selections = ["heron", "otter"]

[law]
id = "bo/2020"
contests = { president = "president" }
levels = { president = "nation" }

[law.names]
deputies = { es = "Cámara de Diputados", en = "Chamber of Deputies" }
senators = "Senado"
"""


def election_of(text: str = DEFINITION) -> Election:
    return parse_election(tomllib.loads(text), Path())


def names_in(election: Election) -> list[str]:
    assert election.law is not None
    return [
        election.name,
        election.levels[0].name,
        election.selections["heron"].name,
        election.label_of("heron"),
        election.label_of("otter"),
        election.contests["president"].name,
        *(next(iter(names.values())) for names in election.law.names.values()),
    ]


PLAIN = [
    "Elecciones",
    "Departamento",
    "La Garza",
    "Garza",
    "Otter",
    "Presidencia",
    "Cámara de Diputados",
    "Senado",
]


def test_the_first_name_is_the_plain_one() -> None:
    assert names_in(election_of()) == PLAIN
    assert languages_of(election_of()) == ("es", "qu", "en", "en-GB")


def test_an_election_in_the_language_of_a_reader() -> None:
    election = election_of()
    assert names_in(in_language(election, "qu")) == ["Akllanakuy", *PLAIN[1:5], "Umalliq", *PLAIN[6:]]
    assert names_in(in_language(election, "en")) == [
        "Elecciones",
        "Department",
        "The Heron",
        "Heron",
        "Otter",
        "Presidencia",
        "Chamber of Deputies",
        "Senado",
    ]
    assert in_language(election, "es") == election
    assert in_language(election, "fr") == election


def test_who_is_named_by_a_person_keeps_the_persons_name(tmp_path: Path) -> None:
    table = 'candidates = { file = "candidates.csv" }\n'
    (tmp_path / "candidates.csv").write_text(
        "contest,unit,selection,name\npresident,N,heron,La Garza\npresident,S,heron,Ann Lee\n"
    )
    text = table + DEFINITION.replace(
        'selections = ["heron", "otter"]', 'selections = ["heron"]\nlevel = "department"'
    )
    election = in_language(parse_election(tomllib.loads(text), tmp_path), "en")
    assert election.label_in("president", "N", "heron") == "Heron"
    assert election.label_in("president", "S", "heron") == "Ann Lee (Heron)"


def test_an_election_with_one_name_for_all_is_itself() -> None:
    text = DEFINITION.replace('{ es = "Elecciones", qu = "Akllanakuy" }', '"Night"')
    assert election_of(text).name == "Night"
    rest = """
[[selections]]
id = "a"
name = "A"
color = "#000000"

[[contests]]
id = "c"
name = "C"
selections = ["a"]
"""
    plain = election_of(text.split("[[levels]]")[0] + rest)
    assert in_language(plain, "es") is plain
    assert not has_language(plain, "es")


@pytest.mark.parametrize(
    ("language", "name"),
    [("es", "a"), ("ES", "a"), ("es-BO", "a"), ("qu-BO", "b"), ("qu", "b"), ("ay", "plain")],
)
def test_a_language_elsewhere_is_the_same_language(language: str, name: str) -> None:
    assert name_in({"es": "a", "qu-bo": "b"}, language, "plain") == name


@pytest.mark.parametrize(
    "names", ["{}", '{ spanish9 = "x" }', '{ es = " " }', "{ es = 7 }", "7", '{ "" = "x" }']
)
def test_what_is_no_name_in_any_language_is_a_mistake(names: str) -> None:
    with pytest.raises(DefinitionError, match=r"election\.name"):
        election_of(DEFINITION.replace('{ es = "Elecciones", qu = "Akllanakuy" }', names))
