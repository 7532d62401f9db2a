"""The description of all documents, as OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation

from escrutinio import __version__
from escrutinio.web.api.answers import readable_by_all
from escrutinio.web.api.pages import LANGUAGES
from escrutinio.web.api.routes import JSON, PARTS, ROUTES, Route
from escrutinio.web.api.schemas import schemas
from escrutinio.web.page_cache import public


def openapi(request: HttpRequest) -> HttpResponse:
    """The description."""
    with translation.override("en"):
        found = description()
    return public(readable_by_all(JsonResponse(found, json_dumps_params={"ensure_ascii": False})))


def description() -> dict[str, Any]:
    """The description as plain data."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Escrutinio",
            "version": __version__,
            "summary": "The count of an election, what it will probably say, and what the law makes of it.",
            "description": "Shares are numbers from 0 to 1, and null when there is nothing to divide by. "
            "Moments are ISO 8601 in UTC. What is projected is never among what is counted.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": settings.SITE_URL or "/"}],
        "paths": {route.path: {"get": _operation(route)} for route in ROUTES},
        "components": {
            "schemas": schemas(),
            "responses": {
                "missing": {
                    "description": "There is no such thing, or nothing has been published yet.",
                    "content": {JSON: {"schema": {"$ref": "#/components/schemas/error"}}},
                }
            },
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{route.schema}"} if route.schema else None
    return {
        "operationId": route.name,
        "summary": str(route.summary),
        "parameters": [_parameter(name) for name in route.parts],
        "responses": {
            "200": {
                "description": str(route.summary),
                "headers": {"ETag": {"schema": {"type": "string"}, "description": "For If-None-Match."}},
                "content": {route.media: {"schema": schema} if schema else {}},
            },
            "304": {"description": "Nothing has changed since the answer with that ETag."},
            "404": {"$ref": "#/components/responses/missing"},
        },
    }


def _parameter(name: str) -> dict[str, Any]:
    kind: dict[str, Any] = {"type": "string"}
    if name == "language":
        kind["enum"] = LANGUAGES
    return {"name": name, "in": "path", "required": True, "description": str(PARTS[name]), "schema": kind}
