"""The page of the law shows the steps of any law as a person would write them, in the reader's language."""

from __future__ import annotations

import html
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from escrutinio.flows.desk import open_desk
from escrutinio.flows.ingest import ingest
from escrutinio.flows.publication import publish
from escrutinio.flows.publication.published_outcome import PublishedOutcome
from escrutinio.law.rendering.names import person_key
from escrutinio.web.results.law_page import names_on_page, page_steps
from every_law import LAW_IDS, by_country, no_sign_of_python, outcome_of

LAKELAND = Path(__file__).parents[3] / "docs" / "how-to" / "lakeland"


@pytest.fixture
def lakeland(tmp_path: Path, settings: Settings) -> Path:
    """Lakeland with its two snapshots, published; its law is a file of its own."""
    folder = tmp_path / "lk"
    shutil.copytree(LAKELAND, folder)
    desk = open_desk(folder, for_ingest=True)
    now = datetime(2031, 5, 4, 23, tzinfo=UTC)
    list(ingest(desk, sorted((folder / "files").glob("commission_*.csv")), lambda: now))
    publish(open_desk(folder), now=now)
    settings.FOLDER = folder
    return folder


@by_country(LAW_IDS)
def test_every_law_reads_as_a_person_writes(names: list[str]) -> None:
    # What a language says of each law is seen where its text is rendered; the page takes them in turns.
    for place, law_id in enumerate(names):
        outcome = PublishedOutcome(json.loads(json.dumps(outcome_of(law_id).to_dict())))
        check_steps(law_id, outcome, ("en", "es")[place % 2])


def check_steps(law_id: str, outcome: PublishedOutcome, language: str) -> None:
    with translation.override(language):
        steps = page_steps(outcome.steps, language)
        page = "".join(
            render_to_string("results/parts/step.html", {"step": step, "number": number})
            for number, step in enumerate(steps, start=1)
        )
    assert "<dd" in page or "<td" in page, law_id
    assert no_sign_of_python(html.unescape(re.sub(r"<[^>]*>", " ", page))) == []


def test_a_name_that_two_have_stands_with_the_code() -> None:
    # In one district the list has somebody of another name.
    persons = (SimpleNamespace(id="a", name="Zoe (Ann)"), SimpleNamespace(id="b", name="Ann"))
    district = SimpleNamespace(unit="2", selections=persons, tied=())
    front = SimpleNamespace(
        selections={
            "a": SimpleNamespace(short="Ann", name="Ann"),
            "b": SimpleNamespace(short="Ann", name="Ann"),
            "1": SimpleNamespace(short="C", name="C"),
        },
        chambers=(SimpleNamespace(districts=(district,)),),
        law=SimpleNamespace(levels={"seats": "region"}, contests={"seats": "house"}),
    )
    units = {"1": "North", "2": "South"}
    # No table of candidates says who else stands there.
    election = SimpleNamespace(candidates={})
    publication = SimpleNamespace(front=front, election=election, unit_names=lambda contest, level: units)

    assert names_on_page(cast(Any, publication)) == {
        "a": "Ann (a)",
        "b": "Ann (b)",
        "2": "South",
        person_key("2", "a"): "Zoe (Ann)",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "caption", "head", "title"),
    [
        ("en", "Quotients that win a seat", "Divided by", "Seats of North Shore"),
        ("es", "Cocientes que ganan un escaño", "Dividido entre", "Escaños de North Shore"),
    ],
)
def test_a_law_of_ones_own_shows_its_quotients(
    client: Client, lakeland: Path, language: str, caption: str, head: str, title: str
) -> None:
    page = client.get(f"/{language}/law/").content.decode()
    assert lakeland.exists()
    assert caption in page
    assert head in page
    figures = "".join(re.findall(r"<(?:table|dl).*?</(?:table|dl)>", page, re.DOTALL))
    assert "Heron list" in figures
    assert not re.search(r">\s*heron\b", figures)
    assert title in page
    assert no_sign_of_python(html.unescape(re.sub(r"<[^>]*>", " ", figures))) == []
