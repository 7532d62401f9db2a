"""Providers that the tests start: X and Facebook in a few lines each, OpenID Connect by oidc-provider-mock.

They are at ``localhost`` while the site is at 127.0.0.1: cookies ignore ports, so one name would mix them.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import html
import json
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

from live_site import free_port, until

CLIENT, SECRET = "site-id", "site-secret"


@dataclass
class Fake:
    """A running provider.

    Attributes:
        url: where it is.
        person: whom it knows.
        codes: a code that was given out -> what was asked with.
        asked: the queries with which readers came, the newest last.
    """

    url: str = ""
    person: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def allow(self, query: dict[str, str]) -> str:
        """Where a reader is sent who has said yes."""
        code = secrets.token_hex(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"


class Handler(BaseHTTPRequestHandler):
    """What both have in common; ``fake`` is set by :func:`running`."""

    fake: Fake

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        pass

    def answer(self, status: int, content: Any, kind: str = "application/json") -> None:
        body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def query(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}

    def ask(self) -> None:
        """The page on which a reader says yes or no."""
        query = self.query()
        self.fake.asked.append(query)
        no = f"{query['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': query['state']})}"
        page = (
            "<!doctype html><html lang=en><title>Provider</title><link rel=icon href=data:,>"
            f'<p><a href="{html.escape(self.fake.allow(query))}">Allow</a>'
            f' <a href="{html.escape(no)}">Deny</a>'
        )
        self.answer(200, page, "text/html")


class XHandler(Handler):
    """X: https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code, with PKCE."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/i/oauth2/authorize":
            self.ask()
        elif path == "/2/users/me" and self.headers["Authorization"] == "Bearer x-token":
            self.answer(200, {"data": self.fake.person})
        else:
            self.answer(404, {})

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {key: values[0] for key, values in parse_qs(text).items()}
        asked = self.fake.codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            asked is None
            or self.headers["Authorization"] != f"Basic {basic}"
            or asked["code_challenge"] != challenge
            or asked["code_challenge_method"] != "S256"
        ):
            self.answer(400, {"error": "invalid_grant"})
        else:
            self.answer(200, {"access_token": "x-token", "token_type": "bearer", "expires_in": 7200})


class FacebookHandler(Handler):
    """Facebook: https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow."""

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, self.query()
        if path == "/dialog/oauth":
            self.ask()
        elif path == "/graph/oauth/access_token":
            right = query.get("client_id") == CLIENT and query.get("client_secret") == SECRET
            if self.fake.codes.pop(query.get("code", ""), None) is None or not right:
                self.answer(400, {"error": {"message": "This authorization code has been used."}})
            else:
                self.answer(200, {"access_token": "fb-token", "token_type": "bearer", "expires_in": 5183944})
        elif path == "/graph/me":
            proof = hmac.new(SECRET.encode(), query["access_token"].encode(), "sha256").hexdigest()
            if query["access_token"] != "fb-token" or query["appsecret_proof"] != proof:
                self.answer(400, {"error": {"message": "Invalid appsecret_proof"}})
            else:
                self.answer(200, self.fake.person)
        else:
            self.answer(404, {})


@contextlib.contextmanager
def running(handler: type[Handler], **person: str) -> Iterator[Fake]:
    """A provider of one kind that knows one person."""
    fake = Fake(person=person)
    server = ThreadingHTTPServer(("localhost", 0), type("Bound", (handler,), {"fake": fake}))
    fake.url = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def openid_connect(*people: dict[str, Any]) -> Iterator[str]:
    """A provider of OpenID Connect that knows some people by their claims; its issuer."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-H", "localhost", "-p", str(port)]
    for person in people:
        command += ["--user-claims", json.dumps(person)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://localhost:{port}"

    def answers() -> bool:
        try:
            with urlopen(f"{issuer}/.well-known/openid-configuration", timeout=5):
                return True
        except OSError:
            assert process.poll() is None, "the provider ended"
            return False

    try:
        until(answers, 30, "the provider's start")
        yield issuer
    finally:
        process.terminate()
        process.wait(10)
