"""A production site behind real proxies with a certificate, set up as docs/how-to/publish.md says.

What is tested: ``web.settings``, ``web.serve`` and ``web.shared.client``.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from escrutinio.ledger import Ledger
from live_site import LiveSite, free_port, until
from support import make_election, row, take

_PLACES = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
PROGRAMS = {name: shutil.which(name, path=_PLACES) for name in ("nginx", "haproxy")}
PACKAGES = {"nginx": "nginx-light", "haproxy": "haproxy"}
HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "publish.md"
KEY = "correct-horse-battery-staple-and-thirty-more-letters-01234"
SIGN_IN, CODE = "/en/account/sign-in/", "/en/account/sign-in/mail/"

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="a certificate needs openssl: in Debian the package of that name"
)
SLOW = 12
"""Connections that send slowly: more than the site has places for."""


@dataclass
class Behind:
    """A site behind its proxy."""

    site: LiveSite
    https: int
    plain: int
    certificate: Path

    def ask(
        self, path: str, *, method: str = "GET", body: str | None = None, **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        """An answer through the proxy, over HTTPS."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        connection = HTTPSConnection("localhost", self.https, timeout=30, context=context)
        return _answer(connection, method, path, body, headers)

    def ask_plain(self, path: str) -> tuple[HTTPResponse, bytes]:
        """An answer through the proxy, over HTTP."""
        return _answer(HTTPConnection("localhost", self.plain, timeout=30), "GET", path, None, {})


def _answer(
    connection: HTTPConnection, method: str, path: str, body: str | None, headers: dict[str, str]
) -> tuple[HTTPResponse, bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, named)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


def block(kind: str, port: int) -> str:
    """The block of the how-to for a proxy, for a site at a port."""
    blocks = re.findall(rf"```{kind}\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(blocks) == 1
    return str(blocks[0]).replace("127.0.0.1:8000", f"127.0.0.1:{port}")


def nginx(place: Path, site: int, https: int, plain: int) -> list[str]:
    """Set nginx up; the command that runs it."""
    scratch = "\n".join(
        f"{kind}_temp_path {place}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    text = f"""
worker_processes 1;
daemon off;
pid {place}/pid;
error_log {place}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  {scratch}
  server {{
    listen 127.0.0.1:{https} ssl http2;
    ssl_certificate {place}/certificate.pem;
    ssl_certificate_key {place}/key.pem;
    {block("nginx", site)}
  }}
  server {{
    listen 127.0.0.1:{plain};
    {block("nginx", site)}
  }}
}}
"""
    (place / "nginx.conf").write_text(text)
    return [
        str(PROGRAMS["nginx"]),
        "-p",
        str(place),
        "-c",
        str(place / "nginx.conf"),
        "-e",
        str(place / "start.log"),
    ]


def haproxy(place: Path, site: int, https: int, plain: int) -> list[str]:
    """Set HAProxy up; the command that runs it."""
    both = (place / "certificate.pem").read_text() + (place / "key.pem").read_text()
    (place / "both.pem").write_text(both)
    text = (
        block("haproxy", site)
        .replace("bind :80", f"bind 127.0.0.1:{plain}")
        .replace("bind :443", f"bind 127.0.0.1:{https}")
        .replace("/etc/haproxy/results.pem", str(place / "both.pem"))
    )
    (place / "haproxy.cfg").write_text(text)
    return [str(PROGRAMS["haproxy"]), "-f", str(place / "haproxy.cfg"), "-db"]


@dataclass
class Started:
    """A production site, and the ports that its proxies are to listen at."""

    site: LiveSite
    place: Path
    ports: dict[str, tuple[int, int]]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory, empty_database: Path | None) -> Iterator[Started]:
    place = tmp_path_factory.mktemp("proxy")
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(place / "key.pem")]
    command += ["-out", str(place / "certificate.pem")]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    folder = place / "election"
    take(Ledger(folder, make_election(folder)), [row("001", 30, 20)])
    ports = {name: (free_port(), free_port()) for name in PROGRAMS}
    environment = {
        "ESCRUTINIO_MODE": "production",
        "ESCRUTINIO_SECRET_KEY": KEY,
        "ESCRUTINIO_HOSTS": "localhost",
        "ESCRUTINIO_URL": f"https://localhost:{ports['nginx'][0]}",
        "ESCRUTINIO_PROXIES": "1",
    }
    with LiveSite.started(folder, database=empty_database, environment=environment) as site:
        until(lambda: site.publication() is not None, what="the first publication")
        yield Started(site, place, ports)


@pytest.fixture(scope="module", params=list(PROGRAMS))
def behind(request: pytest.FixtureRequest, started: Started) -> Iterator[Behind]:
    name = request.param
    if PROGRAMS[name] is None:
        pytest.skip(f"{name} is not here: in Debian and Ubuntu the package {PACKAGES[name]}")
    https, plain = started.ports[name]
    port = int(_arguments(started.site)[_arguments(started.site).index("--port") + 1])
    command = SET_UP[name](started.place, port, https, plain)
    log = started.place / "start.log"
    with log.open("wb") as output:
        proxy = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        until(lambda: proxy.poll() is not None or _listens(https), 20, "the proxy")
        assert proxy.poll() is None, log.read_text()
        yield Behind(started.site, https, plain, started.place / "certificate.pem")
    finally:
        proxy.terminate()
        proxy.wait(20)


SET_UP = {"nginx": nginx, "haproxy": haproxy}


def _arguments(site: LiveSite) -> list[str]:
    return Path(f"/proc/{site.process.pid}/cmdline").read_text().split("\0")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_page_comes_compressed_and_says_to_stay_with_https(behind: Behind) -> None:
    answer, body = behind.ask("/en/", Accept_Encoding="gzip")
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert body[:2] == b"\x1f\x8b"
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_http_2_is_spoken(behind: Behind) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("HTTP/2 needs a client: in Debian and Ubuntu the package curl")
    command = [curl, "--silent", "--http2", "--cacert", str(behind.certificate), "--output", "-"]
    command += [
        "--write-out",
        "\n%{http_version} %{response_code}",
        f"https://localhost:{behind.https}/live.json",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.splitlines()[-1] == "2 200"


def test_http_leads_to_https_once(behind: Behind) -> None:
    answer, _ = behind.ask_plain("/en/")
    assert answer.status == 301
    assert answer.headers["Location"].startswith("https://localhost")
    assert behind.ask("/en/")[0].status == 200, "and not further"


def form(behind: Behind) -> tuple[str, str]:
    """The cookie and the token of the form to sign in."""
    answer, body = behind.ask(SIGN_IN)
    assert answer.status == 200
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body.decode())
    assert token is not None
    return answer.headers["Set-Cookie"], token[1]


def test_cookies_travel_by_https_alone(behind: Behind) -> None:
    cookie, _ = form(behind)
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}


def test_a_form_comes_through_and_counts_for_the_readers_own_address(behind: Behind) -> None:
    cookie, token = form(behind)
    own = f"https://localhost:{behind.https}"
    sent = {
        "Cookie": cookie.split(";")[0],
        "Content_Type": "application/x-www-form-urlencoded",
        "Referer": f"{own}{SIGN_IN}",
        "X_Forwarded_For": "198.51.100.7",
    }
    body = urlencode({"csrfmiddlewaretoken": token, "email": "reader@example.org"})
    answer, page = behind.ask(CODE, method="POST", body=body, **sent)
    assert answer.status == 302, page[:500]
    assert "/code/" in answer.headers["Location"]
    code = (
        "import django; django.setup()\n"
        "from escrutinio.web.accounts import limits; from escrutinio.web.accounts.models import Use\n"
        "for who in ('127.0.0.1', '198.51.100.7'):\n"
        "    print(Use.objects.filter(pk=limits._digest(limits.CODES_FROM.name, who)).exists())"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        env=dict(behind.site.environment),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert said.stdout.split() == ["True", "False"], "what a reader says of the own address is not believed"
    elsewhere = {**sent, "Referer": "https://other.example/"}
    assert behind.ask(CODE, method="POST", body=body, **elsewhere)[0].status == 403


def test_what_is_too_large_is_refused(behind: Behind) -> None:
    context = ssl.create_default_context(cafile=str(behind.certificate))
    connection = HTTPSConnection("localhost", behind.https, timeout=30, context=context)
    with contextlib.closing(connection):
        connection.putrequest("POST", SIGN_IN)
        connection.putheader("Content-Length", "400000000")
        connection.endheaders()
        assert connection.getresponse().status == 413, "unread: nothing of it was sent"


def test_slow_connections_keep_nobody_from_reading(behind: Behind) -> None:
    context = ssl.create_default_context(cafile=str(behind.certificate))
    head = b"POST /en/account/sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 40\r\n"
    with contextlib.ExitStack() as stack:
        for number in range(SLOW):
            plain = stack.enter_context(socket.create_connection(("localhost", behind.https), 10))
            slow = stack.enter_context(context.wrap_socket(plain, server_hostname="localhost"))
            # Half of them never end their head, the others their body.
            slow.sendall(head + (b"\r\na" if number % 2 else b"X-Slow: "))
        begun = time.monotonic()
        assert [behind.ask("/en/")[0].status for _ in range(5)] == [200] * 5
        assert form(behind), "a page that is made for one reader too"
        assert time.monotonic() - begun < 10, "on a machine that has other work, too"


def test_a_name_that_is_not_the_sites_is_refused(behind: Behind) -> None:
    answer, body = behind.ask("/en/", Host="other.example")
    assert answer.status == 400
    assert b"The site cannot make sense of this request" in body


def test_the_start_says_that_nobody_gets_mail_and_no_traceback(behind: Behind) -> None:
    assert "Warning: ESCRUTINIO_MAIL is not set" in behind.site.said()
    assert "Traceback" not in behind.site.said()
