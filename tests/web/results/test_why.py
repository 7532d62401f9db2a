"""Why the lead moved: the same parts in the sentence, the picture, the table and the document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest
from django.test import Client

from escrutinio.flows.publication import Publication
from escrutinio.web.results.why import adding_up

SCHEMA = Path(__file__).parents[3] / "docs" / "reference" / "schemas" / "movement.schema.json"


@pytest.mark.django_db
@pytest.mark.usefixtures("sample")
def test_the_night_shows_the_parts_of_the_shift(client: Client) -> None:
    page = client.get("/en/night/").content.decode()
    document = client.get("/api/movement.json").json()

    jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    lead = document["explanation"]["lead"]
    assert sum(part["points"] for part in lead["parts"]) == pytest.approx(lead["shift"])
    section = page[page.index('id="why"') :]
    picture = section[: section.index("</figure>")]
    # Nothing was revised, so that part is left out; the two leads are bars too.
    assert picture.count("<rect") == len(lead["parts"]) - 1 + 2
    assert "Change within: Polling place" in section
    assert re.search(r'<svg [^>]*role="img" aria-label="The earlier lead', section)
    assert section.index("points; to change who leads") < section.index("with a probability")


@pytest.mark.django_db
@pytest.mark.usefixtures("sample")
def test_the_front_page_says_why_in_both_languages(client: Client) -> None:
    english = re.sub(r"\s+", " ", client.get("/en/").content.decode())
    spanish = re.sub(r"\s+", " ", client.get("/es/").content.decode())

    said = re.search(r"<p data-why>(.*?)</p>", english)
    dicho = re.search(r"<p data-why>(.*?)</p>", spanish)
    assert said
    assert "Which places were counted accounts for" in said[1]
    assert dicho
    assert "se deben a qué recintos estaban computados" in dicho[1]


@pytest.mark.django_db
@pytest.mark.usefixtures("sample")
def test_the_night_says_at_which_lead_the_law_would_decide_otherwise(client: Client) -> None:
    points = client.get("/api/movement.json").json()["explanation"]["turning_points"]
    english = re.sub(r"\s+", " ", client.get("/en/night/").content.decode())
    spanish = re.sub(r"\s+", " ", client.get("/es/night/").content.decode())

    assert points
    for page, words in ((english, "At a lead of"), (spanish, "Con una ventaja de")):
        said = re.search(r"<ul class=\"quiet\" data-turning>(.*?)</ul>", page)
        assert said
        assert said[1].count("<li>") == len(points)
        assert said[1].count(words) == len(points)


@pytest.mark.django_db
def test_an_election_that_came_in_at_once_says_nothing(
    client: Client, deliver: Callable[[int, int, int], Publication]
) -> None:
    deliver(0, 30, 20)
    document = client.get("/api/movement.json").json()

    assert document["explanation"] is None
    assert document["reason"]
    assert 'id="why"' not in client.get("/en/night/").content.decode()


@pytest.mark.parametrize(
    ("points", "whole", "shown"),
    [
        ([-5.24, 0.17], -5.1, [-5.3, 0.2]),
        ([0.05, 0.05, 0.05], 0.2, [0.1, 0.1, 0.0]),
        ([1.04, 1.04], 2.1, [1.1, 1.0]),
        ([-0.26], -0.3, [-0.3]),
        ([], 0.0, []),
    ],
)
def test_rounded_parts_add_up_to_the_change_that_is_shown(
    points: list[float], whole: float, shown: list[float]
) -> None:
    assert sorted(adding_up(points, whole)) == sorted(shown)
