"""The description is valid, complete, and true: what it describes answers as it says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from escrutinio.flows.documents import PUBLISHED
from escrutinio.flows.publication import Publication, open_publication
from escrutinio.web.api.openapi import answer_schema
from escrutinio.web.api.routes import JSON, ROUTES, Route
from escrutinio.web.api.urls import urlpatterns

pytestmark = pytest.mark.django_db

DOCS = Path(__file__).parents[3] / "docs" / "reference"


@pytest.fixture
def description(client: Client, sample: Path) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").json()
    return found


def test_the_description_is_openapi_3_1(description: dict[str, Any]) -> None:
    # Its import takes seconds: not in every process that only looks for tests.
    from openapi_spec_validator import OpenAPIV31SpecValidator

    assert [str(error) for error in OpenAPIV31SpecValidator(description).iter_errors()] == []


def test_every_route_is_described_and_nothing_else(description: dict[str, Any]) -> None:
    routed = {
        "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))
        for pattern in urlpatterns
        if isinstance(pattern, URLPattern) and pattern.name
    }

    assert set(description["paths"]) == routed - {"/sitemap.xml", "/robots.txt"}


def test_names_of_routes_lead_to_their_paths() -> None:
    for route in ROUTES:
        parts = dict.fromkeys(route.parts, "es")
        assert reverse(f"api:{route.name}", kwargs=parts) == route.path.format(**parts)


def _parts(route: Route, found: Publication) -> dict[str, str]:
    contest = found.front.headline.contest
    place = next(unit for level, unit in found.units(contest) if level == "place")
    known = {"contest": contest, "level": "place", "unit": place, "language": "es", "slug": "none"}
    return {name: known[name] for name in route.parts}


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.name != "story"], ids=lambda route: route.name
)
def test_every_described_route_answers_as_described(
    client: Client, description: dict[str, Any], sample: Path, route: Route
) -> None:
    found = open_publication(sample)
    assert found is not None

    answer = client.get(reverse(f"api:{route.name}", kwargs=_parts(route, found)))

    assert answer.status_code == 200
    assert answer["Content-Type"].split(";")[0] == route.media
    assert answer["ETag"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    data = b"".join(answer) if answer.streaming else answer.content
    if route.media == JSON:
        schema = {
            **answer_schema(route),
            "components": description["components"],
        }
        jsonschema_rs.Draft202012Validator(schema).validate(json.loads(data))


def test_errors_are_as_described(client: Client, description: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/ErrorDocument", "components": description["components"]}

    jsonschema_rs.Draft202012Validator(schema).validate(client.get("/api/contests/x.json").json())


def test_every_document_of_a_publication_is_described(description: dict[str, Any]) -> None:
    assert {document.__name__ for document in PUBLISHED} <= set(description["components"]["schemas"])


def test_the_reference_page_has_every_route() -> None:
    page = (DOCS / "api.md").read_text(encoding="utf-8")

    assert {f"`{route.path}`" for route in ROUTES} <= set(re.findall(r"`/[^`]+`", page))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_for_people_lists_every_route(client: Client, sample: Path, language: str) -> None:
    text = client.get(f"/{language}/api/").content.decode()

    for route in ROUTES:
        assert f"<code>{route.path}</code>" in text
    for link in re.findall(r'href="(/(?:api|downloads|feeds|cards)[^"]+)"', text):
        answer = client.get(link)
        assert answer.status_code == 200, link
        answer.close()
