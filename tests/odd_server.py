"""A web server on this machine that answers as it is told to, however badly."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answerer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One request; ``server.pages`` says what each path answers, the query left out."""

    protocol_version = "HTTP/1.1"
    server: OddServer

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _answer(self, body: bytes) -> None:
        self.close_connection = True
        self.server.asked.append((self.path, dict(self.headers.items())))
        self.server.bodies.append(body)
        page = self.server.pages.get(self.path.partition("?")[0])
        if page is None:
            self.whole(b"no such page", status=404)
        elif isinstance(page, bytes):
            self.whole(page)
        else:
            page(self)

    def head(self, headers: Mapping[str, str], status: int = 200) -> None:
        """Send a status and headers."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()

    def whole(self, body: bytes, headers: Mapping[str, str] | None = None, status: int = 200) -> None:
        """Send a whole answer, its length among the headers unless they have one."""
        self.head({"Content-Length": str(len(body)), **(headers or {})}, status)
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Nothing: the tests say what they need."""


class OddServer(ThreadingHTTPServer):
    """The server; ``asked`` has the path and the headers of every request, ``bodies`` what it holds."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Answerer | bytes] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.bodies: list[bytes] = []
        self.ending = threading.Event()

    def url(self, path: str = "") -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients hang up on this server; that is as it should be."""


@contextmanager
def odd_server() -> Iterator[OddServer]:
    """A server that runs as long as the block."""
    server = OddServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ending.set()
        server.shutdown()
        server.server_close()
        thread.join()
