"""Asks a web server for one file, within limits and only for what has changed, or hands one over.

A server may be slow, broken or hostile. Whatever it does, the answer is a whole file, "not changed", or a
:class:`SourceDownError` that says why.
"""

from __future__ import annotations

import hashlib
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import responses
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3 import exceptions

from escrutinio import __version__
from escrutinio.feeds.raw_table import first_line
from escrutinio.model import FeedError, address_fault

USER_AGENT = f"escrutinio/{__version__} (election desk; asks for public results)"
_REDIRECTS = 5
_SILENCE = 20.0
"""Seconds without a byte after which a server is given up."""
_PIECE = 2**16
_INFLATED = 2**20
_HEADER = 1000
"""Characters of a header that are kept; a longer one is left out."""
_REDIRECTED = (301, 302, 303, 307, 308)
_BUSY = (429, 503)


class SourceDownError(FeedError):
    """A server gives no whole answer.

    Attributes:
        retry_after: seconds that it asks to be left alone; None when it does not say.
        whole_server: whether the server itself did not answer, so that its other pages will not either.
    """

    def __init__(
        self, message: str, *, where: str, retry_after: float | None = None, whole_server: bool = False
    ) -> None:
        super().__init__(message, where=where)
        self.retry_after = retry_after
        self.whole_server = whole_server


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an answer that is held already: of which address, and how the server marked it."""

    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server has answered.

    Attributes:
        known: how the server marks it, for the next request.
        changed: False: it is what was held already, and the rest says nothing.
        digest: SHA-256 of the bytes.
        size: bytes.
        names: names that the file may have, the best first; any of them may be of no use.
        media_type: what the server calls its content.
        modified_at: when the file was changed last, as the server says.
        dated_at: the server's time.
    """

    known: Known
    changed: bool
    digest: str = ""
    size: int = 0
    names: tuple[str, ...] = ()
    media_type: str = ""
    modified_at: datetime | None = None
    dated_at: datetime | None = None


def fetch(
    url: str,
    to: Path,
    *,
    timeout: float,
    most: int,
    known: Known | None = None,
    stop: threading.Event | None = None,
) -> Answer:
    """Ask for a file.

    Args:
        url: its address; up to five redirects are followed.
        to: where its bytes are written; there is no such file afterwards when there is no whole answer, or
            nothing has changed.
        timeout: seconds for all of it. The name of a server that cannot be looked up may take longer.
        most: bytes that the file may have.
        known: the answer that is held already.
        stop: to be set by another thread that no longer waits.

    Raises:
        SourceDownError: there is no whole answer; says why.
        OSError: the file cannot be written.
    """
    ends = time.monotonic() + timeout

    def on_time() -> None:
        if time.monotonic() > ends or (stop is not None and stop.is_set()):
            raise SourceDownError(f"the answer is not complete after {timeout:g} seconds", where=url)

    with _in_words(url, timeout):
        address = url
        for _ in range(_REDIRECTS + 1):
            on_time()
            response = _ask(address, known, min(_SILENCE, max(ends - time.monotonic(), 0.1)))
            try:
                if response.status in _REDIRECTED and response.headers.get("Location"):
                    address = _next(address, response.headers["Location"], url)
                    continue
                return _answer(response, address, to, url, most, known, on_time)
            finally:
                response.close()  # what is left of an answer is not read
        raise SourceDownError(f"it is redirected more than {_REDIRECTS} times", where=url)


def hand_over(url: str, body: bytes, headers: Mapping[str, str], *, timeout: float, most: int = 0) -> bytes:
    """Hand something over with one POST. No redirect is followed.

    Args:
        url: the address that takes it.
        body: what is handed over.
        headers: besides ``User-Agent``.
        timeout: seconds until it has to be answered.
        most: bytes that the answer may have; with 0 only its status is read.

    Returns:
        The answer.

    Raises:
        SourceDownError: it was not taken, or it is not known that it was; says why.
    """
    failed: list[SourceDownError] = []
    answered: list[bytes] = []

    def post() -> None:
        try:
            with _in_words(url, timeout):
                response = _pool_for(url).request(
                    "POST",
                    url,
                    body=body,
                    headers={"User-Agent": USER_AGENT, **headers},
                    redirect=False,
                    retries=False,
                    preload_content=False,
                    timeout=urllib3.Timeout(connect=timeout, read=timeout),
                )
                if most:
                    answered.append(response.read(most + 1, decode_content=False))
                response.close()
            if not 200 <= response.status < 300:
                said = f"the server says {response.status} {responses.get(response.status, '')}".rstrip()
                retry = _retry_after(response.headers.get("Retry-After"), None)
                failed.append(SourceDownError(said, where=url, retry_after=retry))
            elif answered and len(answered[0]) > most:
                failed.append(SourceDownError(f"the answer is larger than {most:,} bytes", where=url))
        except SourceDownError as error:
            failed.append(error)

    # A server may send its answer letter by letter: nobody waits for the end of that.
    thread = threading.Thread(target=post, name="hand-over", daemon=True)
    thread.start()
    thread.join(timeout)
    if thread.is_alive():
        raise SourceDownError(f"the answer is not complete after {timeout:g} seconds", where=url)
    if failed:
        raise failed[0]
    return answered[0] if answered else b""


@contextmanager
def _in_words(url: str, timeout: float) -> Iterator[None]:
    """Say in words what the library raises."""
    try:
        yield
    except (exceptions.HTTPError, TimeoutError, ValueError) as error:
        words, whole_server = _words(error, min(_SILENCE, timeout))
        raise SourceDownError(words, where=url, whole_server=whole_server) from None


def _words(error: Exception, silence: float) -> tuple[str, bool]:
    """What went wrong, and whether it concerns the whole server."""
    match error:
        case exceptions.NameResolutionError():
            return "the server's name is not known", True
        case exceptions.NewConnectionError():
            return "the server cannot be reached", True
        case exceptions.ConnectTimeoutError():
            return "the server does not answer", True
        case exceptions.TimeoutError() | TimeoutError():
            return f"the server says nothing for {silence:g} seconds", False
        case exceptions.SSLError() | exceptions.ProxyError():
            return f"there is no safe connection: {first_line(error)}", True
        case exceptions.ProtocolError() if "IncompleteRead" in repr(error):
            return "the answer breaks off", False
        case exceptions.ProtocolError():
            return "the connection breaks off", False
        case _:
            return f"the answer cannot be understood: {first_line(error)}", False


@cache
def _manager(proxy: str) -> urllib3.PoolManager:
    return urllib3.ProxyManager(proxy, num_pools=16) if proxy else urllib3.PoolManager(num_pools=16)


def _pool_for(address: str) -> urllib3.PoolManager:
    """The connections to an address, through the proxy that the environment names."""
    parts = urlsplit(address)
    proxy = "" if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme, "")
    return _manager(proxy)


def _ask(address: str, known: Known | None, silence: float) -> urllib3.BaseHTTPResponse:
    headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip"}
    if known is not None and known.url == address:
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
    return _pool_for(address).request(
        "GET",
        address,
        headers=headers,
        redirect=False,
        retries=False,
        preload_content=False,
        decode_content=False,
        timeout=urllib3.Timeout(connect=silence, read=silence),
    )


def _next(address: str, location: str, url: str) -> str:
    """Where a redirect leads."""
    target = urljoin(address, location)
    fault = address_fault(target)
    if fault:
        raise SourceDownError(f"it is redirected to {target[:200]!r}: {fault}", where=url)
    if urlsplit(address).scheme == "https" and urlsplit(target).scheme == "http":
        raise SourceDownError(f"it is redirected from https to http: {target[:200]}", where=url)
    host = urlsplit(target).hostname or ""
    if host != urlsplit(url).hostname and _is_inside(host):
        raise SourceDownError(
            f"it is redirected to {target[:200]}, on this machine or a network that is not public", where=url
        )
    return target


def _is_inside(host: str) -> bool:
    """Whether some address of a server is none of the public internet's, so that no source may lead there."""
    try:
        found = {str(answer[4][0]) for answer in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return False  # nobody can ask it
    addresses = [ip_address(text.partition("%")[0]) for text in found]
    return any(not (getattr(address, "ipv4_mapped", None) or address).is_global for address in addresses)


def _answer(
    response: urllib3.BaseHTTPResponse,
    address: str,
    to: Path,
    url: str,
    most: int,
    known: Known | None,
    on_time: Callable[[], None],
) -> Answer:
    headers = response.headers
    mark = Known(address, _header(headers.get("ETag")), _header(headers.get("Last-Modified")))
    if response.status == 304 and known is not None and known.url == address:
        return Answer(known, changed=False)
    if response.status != 200:
        retry = _retry_after(headers.get("Retry-After"), _time(headers.get("Date")))
        reason = responses.get(response.status, "")
        raise SourceDownError(
            f"the server says {response.status} {reason}".rstrip(),
            where=url,
            retry_after=retry,
            whole_server=response.status in _BUSY and retry is not None,
        )
    digest, size = hashlib.sha256(), 0
    try:
        with to.open("wb") as file:
            for piece in _pieces(response, url, most, on_time):
                size += len(piece)
                if size > most:
                    raise SourceDownError(f"the answer is larger than {_mib(most)} MiB", where=url)
                digest.update(piece)
                file.write(piece)
    except BaseException:
        to.unlink(missing_ok=True)
        raise
    return Answer(
        mark,
        changed=True,
        digest=digest.hexdigest(),
        size=size,
        names=(_offered_name(headers.get("Content-Disposition")), *map(_last_part, (address, url))),
        media_type=(headers.get("Content-Type") or "").partition(";")[0].strip().lower(),
        modified_at=_time(headers.get("Last-Modified")),
        dated_at=_time(headers.get("Date")),
    )


def _mib(size: int) -> str:
    return f"{size / 2**20:,.6g}"


def _pieces(
    response: urllib3.BaseHTTPResponse, url: str, most: int, on_time: Callable[[], None]
) -> Iterator[bytes]:
    """The content piece by piece, unpacked; a packed one that stops too soon is not whole."""
    encoding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        words = f"the answer is packed as {encoding[:20]!r}, which was not asked for"
        raise SourceDownError(words, where=url)
    length = response.headers.get("Content-Length") or ""
    if length.isdecimal() and len(length) < 20 and int(length) > most:
        raise SourceDownError(f"the answer is larger than {_mib(most)} MiB", where=url)
    packed = encoding != "identity"
    unpacker = zlib.decompressobj(wbits=31)
    started = False
    while piece := response.read1(_PIECE, decode_content=False):
        on_time()
        if not packed:
            yield piece
            continue
        while piece:
            started = True
            if unpacker.eof:  # several packed parts, one after the other, are one file
                unpacker = zlib.decompressobj(wbits=31)
            try:
                yield unpacker.decompress(piece, _INFLATED)
            except zlib.error:
                raise SourceDownError("the answer is packed and cannot be unpacked", where=url) from None
            piece = unpacker.unconsumed_tail or unpacker.unused_data
    if packed and started and not unpacker.eof:
        raise SourceDownError("the answer breaks off", where=url)


def _header(text: str | None) -> str:
    return text if text and len(text) <= _HEADER and text.isascii() and text.isprintable() else ""


def _time(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _retry_after(text: str | None, dated_at: datetime | None) -> float | None:
    """Seconds to wait, from a number of seconds or from a time; None where it is neither."""
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text.strip()[:9])
    until = _time(text)
    return max(0.0, (until - (dated_at or datetime.now(UTC))).total_seconds()) if until else None


def _offered_name(disposition: str | None) -> str:
    message = Message()
    message["Content-Disposition"] = _header(disposition) or "inline"
    try:
        return message.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return ""


def _last_part(address: str) -> str:
    return unquote(urlsplit(address).path.rpartition("/")[2])
