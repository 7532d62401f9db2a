"""What a reader sees when something fails: a page that says to try again, and when."""

from __future__ import annotations

import sys

from django.db.utils import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views.defaults import server_error

RETRY_AFTER = 10
"""Seconds after which a database that is locked or restarted is likely to be back."""


def failed(request: HttpRequest) -> HttpResponse:
    """The answer where a page could not be made; Django calls it while the error is being handled.

    A database that is locked, full or away passes: it is no fault of the page, and is answered with 503.
    """
    error = sys.exc_info()[1]
    not_set_up = _lacks_tables(error)
    if not not_set_up and not isinstance(error, OperationalError | InterfaceError):
        return server_error(request)
    # Without the request: what every other page shows is read from places that may be out of order too.
    page = get_template("503.html").render({"not_set_up": not_set_up})
    response = HttpResponse(page, status=503)
    if not not_set_up:  # that does not pass by itself
        response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _lacks_tables(error: BaseException | None) -> bool:
    """Whether the database has no tables yet: each kind of database says so in its own way."""
    if isinstance(error, OperationalError):
        return "no such table" in str(error)
    return isinstance(error, ProgrammingError) and "relation" in str(error) and "exist" in str(error)
