"""What readers may send: refuses bodies that are too large unread, and keeps threads for those who only read.

A body comes as slowly as its sender likes, and a thread waits for it. So only some of the threads may be with
requests that have one; who comes then is asked to try again. A proxy in front of the site takes bodies in
whole before it passes them on, and then this is never needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError

MOST_BYTES = 64 * 1024
"""What anybody may send: forms."""
MOST_BYTES_OF_THE_DESK = 13 * 1024 * 1024
"""What the desk may send: pictures for stories."""
AT_ONCE = 16
"""So many bodies are read at once by each process; it has more threads than these. A few who send slowly must
not keep others from sending."""
PATIENCE = 0.25
"""Seconds to wait for a place: most bodies are there at once."""

_LENGTH = re.compile(r"[0-9]{1,18}")


class Bodies:
    """The middleware; it comes before all that reads a body."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._respond = respond
        self._places = BoundedSemaphore(AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, unless the body is too large or too many are being read."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not _LENGTH.fullmatch(length):
            return _refusal(400, "The length of the request is not a number.")
        if length == "0" and not request.META.get("HTTP_TRANSFER_ENCODING"):
            return self._respond(request)
        of_the_desk = "/desk/" in request.path[:10] and request.COOKIES.get("sessionid")
        if int(length) > (MOST_BYTES_OF_THE_DESK if of_the_desk else MOST_BYTES):
            return _refusal(413, "This is more than may be sent here.")
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            return _refusal(411, "The length of the request is missing.")
        if not self._places.acquire(timeout=PATIENCE):
            return _refusal(503, "Too many are sending at this moment. Please try again in a minute.")
        try:
            if of_the_desk:
                return self._respond(request)
            _ = request.body  # it is kept: whoever asks for it later has it at once
        except UnreadablePostError:
            return _refusal(400, "The request has come in part.")
        finally:
            self._places.release()
        return self._respond(request)


def _refusal(status: int, text: str) -> HttpResponse:
    response = HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    # What has not been read must not be taken for the next request.
    response["Connection"] = "close"
    # Whoever sends without end must not fill the log as well.
    response._has_been_logged = True  # type: ignore[attr-defined]
    if status == 503:
        response["Retry-After"] = "30"
    return response
