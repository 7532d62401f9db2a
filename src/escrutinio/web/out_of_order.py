"""What a reader sees when something fails: a page that says to try again, and when."""

from __future__ import annotations

import sys

from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views.defaults import server_error

RETRY_AFTER = 10
"""Seconds after which a database that is locked or restarted is likely to be back."""


def failed(request: HttpRequest) -> HttpResponse:
    """The answer where a page could not be made; Django calls it while the error is being handled.

    A database that is locked, full or away passes: it is no fault of the page, and is answered with 503.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    # Without the request: what every other page shows is read from places that may be out of order too.
    response = HttpResponse(get_template("503.html").render(), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response
