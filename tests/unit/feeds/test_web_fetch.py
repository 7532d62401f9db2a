"""Asking a web server for a file, whatever the server does."""

from __future__ import annotations

import gzip
import hashlib
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from escrutinio import __version__
from escrutinio.feeds import Known, SourceDownError, fetch, web_fetch
from odd_server import Handler, OddServer, odd_server

BODY = b"station,otter,heron\n101,3,4\n" * 50


@pytest.fixture(scope="module")
def running() -> Iterator[OddServer]:
    with odd_server() as server:
        yield server


@pytest.fixture
def server(running: OddServer, monkeypatch: pytest.MonkeyPatch) -> OddServer:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    running.pages.clear()
    running.asked.clear()
    return running


def get(server: OddServer, path: str, to: Path, *, timeout: float = 5.0, most: int = 10**6) -> bytes:
    """The bytes of a page."""
    answer = fetch(server.url(path), to, timeout=timeout, most=most)
    assert answer.digest == hashlib.sha256(to.read_bytes()).hexdigest()
    assert answer.size == to.stat().st_size
    return to.read_bytes()


def test_a_good_answer_is_kept_with_what_the_server_says_of_it(server: OddServer, tmp_path: Path) -> None:
    marks = {
        "ETag": '"a1"',
        "Last-Modified": "Sun, 04 May 2031 20:00:00 GMT",
        "Content-Type": "text/csv; x=y",
    }
    server.pages["/r.csv"] = lambda handler: handler.whole(BODY, marks)
    answer = fetch(server.url("/r.csv"), tmp_path / "r", timeout=5, most=10**6)
    assert (tmp_path / "r").read_bytes() == BODY
    assert answer.changed
    assert answer.known == Known(server.url("/r.csv"), '"a1"', marks["Last-Modified"])
    assert answer.modified_at == datetime(2031, 5, 4, 20, tzinfo=UTC)
    assert answer.dated_at is not None
    assert answer.media_type == "text/csv"
    assert "r.csv" in answer.names
    ((_, headers),) = server.asked
    assert headers["User-Agent"].startswith(f"escrutinio/{__version__} ")
    assert headers["Accept-Encoding"] == "gzip"


def test_what_is_known_is_not_sent_again(server: OddServer, tmp_path: Path) -> None:
    def page(handler: Handler) -> None:
        same = handler.headers.get("If-None-Match") == '"a1"'
        handler.whole(b"" if same else BODY, {"ETag": '"a1"'}, 304 if same else 200)

    server.pages["/r.csv"] = page
    known = fetch(server.url("/r.csv"), tmp_path / "r", timeout=5, most=10**6).known
    again = fetch(server.url("/r.csv"), tmp_path / "again", timeout=5, most=10**6, known=known)
    assert not again.changed
    assert again.known == known
    assert not (tmp_path / "again").exists()


def test_a_mark_is_not_shown_to_another_address(server: OddServer, tmp_path: Path) -> None:
    server.pages["/latest"] = lambda handler: handler.whole(b"", {"Location": "/night_2.csv"}, 302)
    server.pages["/night_2.csv"] = BODY
    known = Known(server.url("/night_1.csv"), '"a1"', "Sun, 04 May 2031 20:00:00 GMT")
    answer = fetch(server.url("/latest"), tmp_path / "r", timeout=5, most=10**6, known=known)
    assert answer.changed
    assert answer.known.url == server.url("/night_2.csv")
    assert answer.names[1:] == ("night_2.csv", "latest")
    assert not any("If-None-Match" in headers for _, headers in server.asked)


def test_packed_answers_are_unpacked(server: OddServer, tmp_path: Path) -> None:
    packed = gzip.compress(BODY) + gzip.compress(b"x" * 3_000_000)  # two parts of one file
    server.pages["/r.csv"] = lambda handler: handler.whole(packed, {"Content-Encoding": "gzip"})
    assert get(server, "/r.csv", tmp_path / "r", most=10**7) == BODY + b"x" * 3_000_000


def test_chunks_are_put_together(server: OddServer, tmp_path: Path) -> None:
    def page(handler: Handler) -> None:
        handler.head({"Transfer-Encoding": "chunked"})
        for piece in (BODY[:10], BODY[10:]):
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        handler.wfile.write(b"0\r\n\r\n")

    server.pages["/r.csv"] = page
    assert get(server, "/r.csv", tmp_path / "r") == BODY


def truncated(handler: Handler) -> None:
    handler.head({"Content-Length": str(len(BODY) + 1000)})
    handler.wfile.write(BODY)


def truncated_in_a_chunk(handler: Handler) -> None:
    handler.head({"Transfer-Encoding": "chunked"})
    handler.wfile.write(b"ffff\r\n" + BODY)


def truncated_before_the_last_chunk(handler: Handler) -> None:
    handler.head({"Transfer-Encoding": "chunked"})
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(BODY), BODY))


def truncated_while_packed(handler: Handler) -> None:
    handler.whole(gzip.compress(BODY)[:-12], {"Content-Encoding": "gzip"})


def packed_badly(handler: Handler) -> None:
    handler.whole(b"\x1f\x8b no gzip at all", {"Content-Encoding": "gzip"})


def packed_unasked(handler: Handler) -> None:
    handler.whole(zlib.compress(BODY), {"Content-Encoding": "deflate"})


def endless(handler: Handler) -> None:
    handler.head({})
    while True:
        handler.wfile.write(b"0" * 65536)


def announced_too_large(handler: Handler) -> None:
    handler.head({"Content-Length": "999999999999"})


def bomb(handler: Handler) -> None:
    handler.head({"Content-Encoding": "gzip"})
    packer = zlib.compressobj(9, wbits=31)
    while True:
        handler.wfile.write(packer.compress(bytes(2**22)) + packer.flush(zlib.Z_SYNC_FLUSH))


def nonsense(handler: Handler) -> None:
    handler.wfile.write(b"\xff\xfe this is no answer\r\n\r\n")


def hung_up(handler: Handler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def round_in_circles(handler: Handler) -> None:
    handler.whole(b"", {"Location": "/page?" + "x" * len(handler.path)}, 302)


def to_a_file(handler: Handler) -> None:
    handler.whole(b"", {"Location": "file:///etc/passwd"}, 302)


def to_nowhere(handler: Handler) -> None:
    handler.whole(b"", {"Location": "https:///r.csv"}, 301)


def to_a_bad_port(handler: Handler) -> None:
    handler.whole(b"", {"Location": "http://127.0.0.1:99999999/"}, 301)


def never_changed(handler: Handler) -> None:
    handler.whole(b"", {}, 304)


def in_part(handler: Handler) -> None:
    handler.whole(BODY, {"Content-Range": "bytes 0-9/99"}, 206)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (truncated, "the answer breaks off"),
        (truncated_in_a_chunk, "the answer breaks off"),
        (truncated_before_the_last_chunk, "the answer breaks off"),
        (truncated_while_packed, "the answer breaks off"),
        (packed_badly, "the answer is packed and cannot be unpacked"),
        (packed_unasked, "the answer is packed as 'deflate', which was not asked for"),
        (endless, "the answer is larger than 0.953674 MiB"),
        (announced_too_large, "the answer is larger than 0.953674 MiB"),
        (bomb, "the answer is larger than 0.953674 MiB"),
        (nonsense, "the connection breaks off"),
        (hung_up, "the connection breaks off"),
        (round_in_circles, "it is redirected more than 5 times"),
        (to_a_file, "it is redirected to 'file:///etc/passwd': it does not begin with https:// or http://"),
        (to_nowhere, "it is redirected to 'https:///r.csv': it names no server"),
        (to_a_bad_port, "it is redirected to 'http://127.0.0.1:99999999/': Port out of range 0-65535"),
        (never_changed, "the server says 304 Not Modified"),
        (in_part, "the server says 206 Partial Content"),
    ],
)
def test_a_bad_answer_is_said_in_words(
    server: OddServer, tmp_path: Path, page: Callable[[Handler], None], words: str
) -> None:
    server.pages["/page"] = page
    with pytest.raises(SourceDownError) as caught:
        get(server, "/page", tmp_path / "r")
    assert caught.value.message == words
    assert caught.value.where == server.url("/page")
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    ("status", "headers", "retry_after", "whole_server"),
    [
        (500, {}, None, False),
        (404, {}, None, False),
        (429, {"Retry-After": "120"}, 120.0, True),
        (503, {"Retry-After": "Sun, 04 May 2031 20:02:00 GMT"}, 120.0, True),
        (503, {"Retry-After": "soon"}, None, False),
        (503, {"Retry-After": "9" * 50}, 999999999.0, True),
        (503, {}, None, False),
    ],
)
def test_a_server_in_trouble_says_when_it_may_be_asked_again(
    server: OddServer,
    tmp_path: Path,
    status: int,
    headers: dict[str, str],
    retry_after: float | None,
    whole_server: bool,
) -> None:
    def page(handler: Handler) -> None:
        handler.send_response_only(status)
        for name, value in {
            **headers,
            "Date": "Sun, 04 May 2031 20:00:00 GMT",
            "Content-Length": "0",
        }.items():
            handler.send_header(name, value)
        handler.end_headers()

    server.pages["/r.csv"] = page
    with pytest.raises(SourceDownError, match=f"the server says {status} ") as caught:
        get(server, "/r.csv", tmp_path / "r")
    assert (caught.value.retry_after, caught.value.whole_server) == (retry_after, whole_server)


def test_a_server_that_says_nothing_is_given_up(
    server: OddServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_fetch, "_SILENCE", 0.2)

    def page(handler: Handler) -> None:
        handler.server.ending.wait(5)

    server.pages["/r.csv"] = page
    with pytest.raises(SourceDownError, match=r"the server says nothing for 0\.2 seconds"):
        get(server, "/r.csv", tmp_path / "r")


def test_a_server_that_drips_is_given_up(server: OddServer, tmp_path: Path) -> None:
    def page(handler: Handler) -> None:
        handler.head({"Content-Length": "100000"})
        while not handler.server.ending.wait(0.05):
            handler.wfile.write(b"0")

    server.pages["/r.csv"] = page
    begun = time.monotonic()
    with pytest.raises(SourceDownError, match=r"the answer is not complete after 0\.4 seconds"):
        get(server, "/r.csv", tmp_path / "r", timeout=0.4)
    assert time.monotonic() - begun < 4
    assert not (tmp_path / "r").exists()


def test_nobody_waits_any_more(server: OddServer, tmp_path: Path) -> None:
    server.pages["/r.csv"] = endless
    stop = threading.Event()
    stop.set()
    with pytest.raises(SourceDownError):
        fetch(server.url("/r.csv"), tmp_path / "r", timeout=5, most=10**6, stop=stop)
    assert server.asked == []


def test_a_server_that_is_not_there(server: OddServer, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(SourceDownError, match="the server cannot be reached") as caught:
        fetch(f"http://127.0.0.1:{port}/", tmp_path / "r", timeout=5, most=10**6)
    assert caught.value.whole_server


def test_a_name_that_nobody_has(server: OddServer, tmp_path: Path) -> None:
    with pytest.raises(SourceDownError, match="the server's name is not known"):
        fetch("http://results.invalid/", tmp_path / "r", timeout=5, most=10**6)


def test_https_does_not_lead_to_http() -> None:
    with pytest.raises(SourceDownError, match="it is redirected from https to http"):
        web_fetch._next("https://example.org/a", "http://example.org/b", "https://example.org/a")
    assert web_fetch._next("http://example.org/a/b", "../c", "") == "http://example.org/c"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "10.0.0.5",
        "2130706433",
        "0.0.0.0",
    ],
)
def test_no_source_leads_to_this_machine_or_its_network(host: str) -> None:
    with pytest.raises(SourceDownError, match="on this machine or a network that is not public"):
        web_fetch._next("http://192.0.2.7/a", f"http://{host}:8000/admin", "http://192.0.2.7/a")


def test_a_source_that_the_desk_has_named_may_lead_to_itself() -> None:
    url = "http://127.0.0.1:8000/a"
    assert web_fetch._next(url, "http://127.0.0.1:9000/b", url) == "http://127.0.0.1:9000/b"
    assert web_fetch._next(url, "https://8.8.8.8/b", url) == "https://8.8.8.8/b"
