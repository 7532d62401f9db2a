"""Pages with the names in the reader's language.

What is tested: ``web.results.views``, ``web.languages``, ``flows.publication.languages``.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings
from typer.testing import CliRunner

from escrutinio.cli.main import app
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import publish
from escrutinio.model import DefinitionError
from small_elections import NOW, make_small

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "election"
    chamber = '[law.names]\ncommons = { en = "House of Commons", es = "Cámara de los Comunes" }'
    votes = {"N1": (60, 30, 10), "S1": (10, 20, 5), "S2": ()}
    make_small(folder, "uk/commons", votes, level="district", extra=chamber)
    path = folder / "election.toml"
    text = path.read_text(encoding="utf-8")
    for plain, other in (
        ('"A small election"', '{ en = "A small election", es = "Una elección pequeña" }'),
        ('"The contest"', '{ en = "The contest", es = "La contienda" }'),
        ('"Ana Álvarez"', '{ en = "Anne Alvarez", es = "Ana Álvarez" }\nshort = { en = "Anne", es = "Ana" }'),
        ('"District"', '{ en = "District", es = "Distrito" }'),
    ):
        text = text.replace(f"name = {plain}", f"name = {other}")
    path.write_text(text, encoding="utf-8")
    settings.FOLDER = folder
    publish(open_desk(folder), now=NOW)
    return folder


def test_a_page_in_two_languages(client: Client, shown: Path) -> None:
    english = client.get("/en/").content.decode()
    spanish = client.get("/es/").content.decode()
    for names, page, others in (
        (["A small election", "The contest", "Anne"], english, ["Una elección", "contienda", "Ana"]),
        (["Una elección pequeña", "La contienda", "Ana"], spanish, ["A small election", "Anne"]),
    ):
        assert all(name in page for name in names)
        assert not any(name in page for name in others)


@pytest.mark.parametrize(
    "page", ["results/main/", "results/main/district/S/", "seats/", "bounds/", "night/", "law/"]
)
def test_every_page_has_the_names_of_its_language(client: Client, shown: Path, page: str) -> None:
    spanish = client.get(f"/es/{page}").content.decode()
    assert "Una elección pequeña" in spanish
    english = ("A small election", "The contest", "Anne", "House of Commons<")
    assert not any(name in spanish for name in english)


@pytest.mark.parametrize("first", ["en", "es"])
def test_a_chamber_goes_by_the_name_of_its_only_contest(
    client: Client, tmp_path: Path, settings: Settings, first: str
) -> None:
    folder = tmp_path / "unnamed"
    make_small(folder, "uk/commons", {"N1": (60, 30, 10), "S1": (10, 20, 5)}, level="district")
    path = folder / "election.toml"
    text = path.read_text(encoding="utf-8")
    names = ['en = "Commons"', 'es = "Los Comunes"']
    named = f"name = {{ {', '.join(sorted(names, reverse=first == 'es'))} }}"
    path.write_text(text.replace('name = "The contest"', named), encoding="utf-8")
    settings.FOLDER = folder
    publish(open_desk(folder), now=NOW)
    for page in ("", "seats/", "bounds/"):
        spanish = client.get(f"/es/{page}").content.decode()
        assert "Los Comunes" in spanish
        assert "House of Commons" not in spanish


def test_a_rehearsals_note_is_in_the_readers_language(client: Client, shown: Path) -> None:
    path = shown / "election.toml"
    note = 'note = { en = "A rehearsal of ours", es = "Un ensayo nuestro" }\n'
    path.write_text(
        path.read_text(encoding="utf-8").replace("[election]\n", f"[election]\n{note}"), encoding="utf-8"
    )
    election = open_desk(shown, language="es").election
    assert election.note == "Un ensayo nuestro"
    assert open_desk(shown).election.note == "A rehearsal of ours"


def test_documents_have_the_plain_names_and_the_front_page_all(client: Client, shown: Path) -> None:
    answer = client.get("/api/front.json", headers={"accept-language": "es"})
    front = json.loads(answer.content)
    assert front["election"]["name"] == "A small election"
    assert front["headline"]["name"] == "The contest"
    assert front["names"] == {
        "election": {"en": "A small election", "es": "Una elección pequeña"},
        "contests": {"main": {"en": "The contest", "es": "La contienda"}},
        "levels": {"district": {"en": "District", "es": "Distrito"}},
        "selections": {"a": {"en": "Anne Alvarez", "es": "Ana Álvarez"}},
        "shorts": {"a": {"en": "Anne", "es": "Ana"}},
        "chambers": {"commons": {"en": "House of Commons", "es": "Cámara de los Comunes"}},
    }


def test_a_chamber_that_the_law_does_not_have_is_said(shown: Path) -> None:
    path = shown / "election.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("\ncommons =", "\nlords ="), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"names\.lords: the law has no such chamber; allowed: commons"):
        decide(open_desk(shown))


def test_the_command_line_has_the_names_of_a_language(shown: Path) -> None:
    def printed(*words: str) -> str:
        return CliRunner().invoke(app, [*words, str(shown)]).output

    assert "A small election" in printed("count")
    spanish = printed("decide", "--lang", "es")
    for name in ("Una elección pequeña", "Cámara de los Comunes"):
        assert name in spanish
    assert "La contienda" in printed("count", "--lang", "es")
    refused = CliRunner().invoke(app, ["count", str(shown), "--lang", "qu"]).exception
    assert "no names in the language 'qu'" in str(refused)
