"""Answers for programs: JSON that any site may read, and errors that say what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

from escrutinio.flows.documents import to_json
from escrutinio.flows.documents.errors import ErrorDetails, ErrorDocument
from escrutinio.flows.publication import Publication
from escrutinio.model import EscrutinioError, LedgerError, UsageError
from escrutinio.web.page_cache import public
from escrutinio.web.published import publication, published_by_another_version

Respond = Callable[..., HttpResponse]
_R = TypeVar("_R", bound=HttpResponseBase)

NOTHING = UsageError("nothing has been published yet", hint="Ask again when the count has begun.")
OTHER_VERSION = UsageError(
    "the count is published by another version of the program than the one that answers",
    hint="Ask again later: it is to be had once the site is started anew, or the count is published anew.",
)


def readable_by_all(response: _R) -> _R:
    """Let pages of other sites read a response: it is public, and no cookie changes it."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def json_response(document: object, status: int = 200) -> HttpResponse:
    """A document as JSON that any site may read."""
    response = HttpResponse(to_json(document), content_type="application/json", status=status)
    return readable_by_all(response)


def wrong(error: EscrutinioError, status: int = 404) -> HttpResponse:
    """An error as JSON."""
    details = ErrorDetails(message=error.message, hint=error.hint or "See /api/openapi.json.", status=status)
    return json_response(ErrorDocument(error=details), status)


def published(answer: Callable[..., HttpResponse]) -> Respond:
    """Make a view out of a function that answers from the publication.

    ``answer`` takes the publication and what the address says, and raises UsageError for what does not exist.
    """

    @wraps(answer)
    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        for last in (False, True):
            current = publication()
            if current is None:
                return wrong(OTHER_VERSION, 503) if published_by_another_version() else wrong(NOTHING)
            try:
                return public(readable_by_all(answer(current, **parts)))
            except UsageError as error:
                return wrong(error)
            except LedgerError as error:
                # Removed between opening and reading: by now there is a newer one.
                if last:
                    return wrong(error, 503)
        raise AssertionError("not reached")

    return view


def document(answer: Callable[..., object]) -> Respond:
    """Make a view out of a function that gives a document; see :func:`published`."""

    @wraps(answer)
    def respond(publication: Publication, **parts: str) -> HttpResponse:
        return json_response(answer(publication, **parts))

    return published(respond)


def unknown(request: HttpRequest, path: str = "") -> HttpResponse:
    """For an address below ``/api/`` that is not in the description."""
    return wrong(
        UsageError(f"there is no document {path!r}", hint="See /api/openapi.json for those there are.")
    )
