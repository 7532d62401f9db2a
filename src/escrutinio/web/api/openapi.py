"""The description of all documents, as OpenAPI 3.1; its schemas are made from the documents' types."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from escrutinio import __version__
from escrutinio.flows.documents import JsonSchema, schema_components
from escrutinio.flows.documents.errors import ErrorDocument
from escrutinio.web.api.answers import json_response
from escrutinio.web.api.routes import JSON, PARTS, ROUTES, Route
from escrutinio.web.languages import language_codes
from escrutinio.web.page_cache import public


def openapi(request: HttpRequest) -> HttpResponse:
    """The description."""
    with translation.override("en"):
        return public(json_response(description()))


def description() -> JsonSchema:
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
                    "content": {JSON: {"schema": _reference(ErrorDocument)}},
                }
            },
        },
    }


@cache
def schemas() -> dict[str, JsonSchema]:
    """Name of a type -> its schema, for all documents of the routes and what they are made of."""
    documents = [route.document for route in ROUTES if route.document is not None]
    _, definitions = schema_components([*documents, ErrorDocument], "#/components/schemas/{name}")
    return definitions


def answer_schema(route: Route) -> JsonSchema:
    """The schema of a route's answer; of JSON without a type of its own only that it is an object."""
    if route.document is not None:
        return _reference(route.document)
    return {"type": "object"} if route.media == JSON else {}


def _reference(document: type) -> JsonSchema:
    return {"$ref": f"#/components/schemas/{document.__name__}"}


def _operation(route: Route) -> JsonSchema:
    schema = answer_schema(route)
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


def _parameter(name: str) -> JsonSchema:
    schema: JsonSchema = {"type": "string"}
    if name == "language":
        schema["enum"] = [*language_codes()]
    return {"name": name, "in": "path", "required": True, "description": str(PARTS[name]), "schema": schema}
