"""What is sent to the site: too large, without length, slowly, or from somewhere else."""

from __future__ import annotations

import threading

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from escrutinio.web.bodies import AT_ONCE, MOST_BYTES, Bodies


def answered(request: HttpRequest) -> HttpResponse:
    response = Bodies(answer)(request)
    assert isinstance(response, HttpResponse)
    return response


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"read {len(request.body)}")


class Unread:
    """A body that must not be read."""

    def read(self, *_sizes: int) -> bytes:
        raise AssertionError("the body is read")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"CONTENT_LENGTH": "400000000"}, 413),
        ({"CONTENT_LENGTH": str(MOST_BYTES + 1)}, 413),
        ({"CONTENT_LENGTH": "-5"}, 400),
        ({"CONTENT_LENGTH": "many"}, 400),
        ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, 411),
    ],
)
def test_what_is_too_large_is_refused_unread(headers: dict[str, str], status: int) -> None:
    request = RequestFactory().post("/en/account/sign-in/")
    request.META.update({**headers, "wsgi.input": Unread()})
    request._stream = Unread()  # type: ignore[assignment]
    response = Bodies(answer)(request)
    assert response.status_code == status
    assert response["Connection"] == "close"


def test_a_session_may_send_a_picture_to_the_desk() -> None:
    factory = RequestFactory()
    large = b"x" * (MOST_BYTES + 1)
    request = factory.post("/en/desk/stories/1/", large, content_type="application/octet-stream")
    assert answered(request).status_code == 413
    request = factory.post("/en/desk/stories/1/", large, content_type="application/octet-stream")
    request.COOKIES["sessionid"] = "s"
    assert answered(request).content == b"read 65537"


def test_slow_senders_leave_threads_to_readers() -> None:
    sent, reading = threading.Event(), threading.Barrier(AT_ONCE + 1)

    class Slow:
        def read(self, *_sizes: int) -> bytes:
            reading.wait(20)
            sent.wait(20)
            return b""

        def close(self) -> None:
            pass

    bodies = Bodies(lambda request: HttpResponse("fine"))

    def send() -> None:
        request = RequestFactory().post("/en/", b"abc", content_type="text/plain")
        request._stream = Slow()  # type: ignore[assignment]
        bodies(request)

    senders = [threading.Thread(target=send) for _ in range(AT_ONCE)]
    for sender in senders:
        sender.start()
    reading.wait(20)
    reader = bodies(RequestFactory().get("/en/"))
    refused = bodies(RequestFactory().post("/en/", b"abc", content_type="text/plain"))
    sent.set()
    for sender in senders:
        sender.join()
    assert (reader.status_code, refused.status_code) == (200, 503)
    assert refused["Retry-After"] == "30"
    assert bodies(RequestFactory().post("/en/", b"abc", content_type="text/plain")).status_code == 200


@pytest.mark.django_db
def test_refusals_have_pages_of_their_own() -> None:
    client = Client(enforce_csrf_checks=True)
    refused = client.post("/en/account/sign-in/", {"email": "a@example.org"})
    assert refused.status_code == 403
    assert b"The form is too old" in refused.content
    assert b"El formulario" in refused.content
    stranger = client.get("/en/", headers={"host": "other.example"})
    assert stranger.status_code == 400
    assert b"The site cannot make sense of this request." in stranger.content
