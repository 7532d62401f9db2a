"""Names of units and of persons in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from escrutinio.flows.count import count, count_document
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.unit import UnitLabel
from escrutinio.flows.ingest import ingest
from escrutinio.flows.publication import Publication, publish
from escrutinio.flows.publication.languages import Renaming
from escrutinio.model import DefinitionError, languages_of, load_election

NOW = datetime(2031, 5, 5, tzinfo=UTC)
DEFINITION = """
[election]
id = "vote"
name = { en = "Vote", qu = "Akllanakuy" }
date = 2031-05-04
timezone = "UTC"

[[levels]]
id = "region"
name = "Region"

[[selections]]
id = "red"
name = "Reds"
color = "#aa0000"

[[contests]]
id = "house"
name = "House"
level = "region"
selections = ["red"]

[stations]
file = "stations.csv"
languages = ["qu", "es-BO"]

[candidates]
languages = ["qu"]

[[feeds]]
id = "night"
name = "Night"
files = ["*.csv"]
contest = "house"
sheet = "sheet"

[feeds.counts]
valid = "valid"

[feeds.observed]
default = 2031-05-04T20:00:00Z
"""
STATIONS = (
    "contest,sheet,registered,region,region_name,region_name_qu,region_name_es-BO\n"
    "house,1,100,N,North,Chincha,Norte\nhouse,2,100,S,South,,Sur\n"
)
CANDIDATES = (
    "unit,selection,name,name_qu,list,list_qu\n"
    "N,ann,Ann,Ana,Reds,Pukakuna\nN,red,Bo Roe,Puka Bo,,\nS,red,Cy Fox,,,\n"
)
FIGURES = "sheet,valid,ann,red\n1,60,40,20\n2,50,,50\n"


def night(folder: Path, stations: str = STATIONS, definition: str = DEFINITION) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "election.toml").write_text(definition, encoding="utf-8")
    (folder / "stations.csv").write_text(stations, encoding="utf-8")
    (folder / "candidates.csv").write_text(CANDIDATES, encoding="utf-8")
    (folder / "night.csv").write_text(FIGURES, encoding="utf-8")
    (taken,) = ingest(open_desk(folder, for_ingest=True), [folder / "night.csv"], lambda: NOW)
    assert taken.refusal is None
    return folder


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return publish(open_desk(night(tmp_path_factory.mktemp("names"))), now=NOW)


def names(publication: Publication) -> dict[str, str]:
    return publication.unit_names("house", "region")


@pytest.mark.parametrize(
    ("language", "north", "south"),
    [("qu", "Chincha", "South"), ("es", "Norte", "Sur"), ("es-BO", "Norte", "Sur"), ("de", "North", "South")],
)
def test_readers_get_the_names_of_units_in_their_language(
    published: Publication, language: str, north: str, south: str
) -> None:
    shown = published.in_language(language)

    assert names(shown) == {"N": north, "S": south}
    assert shown.unit("house", "region", "N").name == north
    (below,) = shown.unit("house", "nation", "nation").below
    assert {unit.unit: unit.name for unit in below.units} == {"N": north, "S": south}
    entry = UnitLabel(level="region", level_name="Region", unit="S", name="South")
    assert Renaming(published.election, shown.election, shown.names_of_units).of(entry).name == south
    assert names(published) == {"N": "North", "S": "South"}


def test_readers_get_the_names_of_persons_in_their_language(published: Publication) -> None:
    def shown(language: str) -> list[str]:
        election = published.in_language(language).election
        return [
            election.label_in("house", unit, selection)
            for unit, selection in (("N", "ann"), ("N", "red"), ("S", "red"))
        ]

    assert shown("de") == ["Ann (Reds)", "Bo Roe (Reds)", "Cy Fox (Reds)"]
    assert shown("qu") == ["Ana (Pukakuna)", "Puka Bo (Reds)", "Cy Fox (Reds)"]
    label = SelectionLabel(id="red", name="Bo Roe (Reds)", short="Bo Roe (Reds)", color="#aa0000")
    renamed = Renaming(published.election, published.in_language("qu").election, {}).of(label)
    assert (renamed.name, renamed.short) == ("Puka Bo (Reds)", "Puka Bo (Reds)")


def test_the_command_line_shows_them_too(tmp_path: Path) -> None:
    desk = open_desk(night(tmp_path), language="es")
    levels = count_document(count(desk), levels=["region"]).contests[0].levels
    assert [unit.name for unit in levels[0].units] == ["Norte", "Sur"]
    assert languages_of(load_election(tmp_path)) == ("en", "qu", "es-BO")


def test_a_file_that_states_none_has_the_plain_ones(tmp_path: Path) -> None:
    lines = [",".join(line.split(",")[:5]) for line in STATIONS.splitlines()]
    publication = publish(open_desk(night(tmp_path, "\n".join(lines) + "\n")), now=NOW)
    assert names(publication.in_language("qu")) == {"N": "North", "S": "South"}


@pytest.mark.parametrize("wrong", ['["9"]', "[7]", '["the language"]'])
def test_what_is_no_language_is_a_mistake(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="languages"):
        night(tmp_path, definition=DEFINITION.replace('["qu", "es-BO"]', wrong))
