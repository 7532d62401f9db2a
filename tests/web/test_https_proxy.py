"""A production site behind a real proxy with a certificate: nginx, set up as docs/how-to/publish.md says."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from escrutinio.ledger import Ledger
from live_site import LiveSite, free_port, until
from support import make_election, row, take

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "publish.md"
KEY = "correct-horse-battery-staple-and-thirty-more-letters-01234"
SIGN_IN, CODE = "/en/account/sign-in/", "/en/account/sign-in/mail/"

pytestmark = pytest.mark.skipif(
    NGINX is None or shutil.which("openssl") is None,
    reason="a real proxy needs nginx and openssl: in Debian and Ubuntu the packages nginx-light and openssl",
)


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


def location(port: int) -> str:
    """The block of the how-to, for a site at a port."""
    blocks = re.findall(r"```nginx\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(blocks) == 1
    return str(blocks[0]).replace("127.0.0.1:8000", f"127.0.0.1:{port}")


def configuration(place: Path, site: int, https: int, plain: int) -> str:
    scratch = "\n".join(
        f"{kind}_temp_path {place}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"""
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
    {location(site)}
  }}
  server {{
    listen 127.0.0.1:{plain};
    {location(site)}
  }}
}}
"""


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory, empty_database: Path | None) -> Iterator[Behind]:
    place = tmp_path_factory.mktemp("proxy")
    certificate = place / "certificate.pem"
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
    subprocess.run([*command, "-out", str(certificate)], check=True, capture_output=True, timeout=60)
    folder = place / "election"
    take(Ledger(folder, make_election(folder)), [row("001", 30, 20)])
    https, plain = free_port(), free_port()
    environment = {
        "ESCRUTINIO_MODE": "production",
        "ESCRUTINIO_SECRET_KEY": KEY,
        "ESCRUTINIO_HOSTS": "localhost",
        "ESCRUTINIO_URL": f"https://localhost:{https}",
        "ESCRUTINIO_PROXIES": "1",
    }
    with LiveSite.started(folder, database=empty_database, environment=environment) as site:
        until(lambda: site.publication() is not None, what="the first publication")
        port = int(_arguments(site)[_arguments(site).index("--port") + 1])
        (place / "nginx.conf").write_text(configuration(place, port, https, plain))
        command = [
            str(NGINX),
            "-p",
            str(place),
            "-c",
            str(place / "nginx.conf"),
            "-e",
            str(place / "start.log"),
        ]
        proxy = subprocess.Popen(command)
        try:
            found = Behind(site, https, plain, certificate)
            until(lambda: proxy.poll() is not None or _listens(https), 20, "the proxy")
            assert proxy.poll() is None, (place / "start.log").read_text()
            yield found
        finally:
            proxy.terminate()
            proxy.wait(20)


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
    answer, _ = behind.ask(SIGN_IN, method="POST", body="x" * 20_000_000)
    assert answer.status == 413


def test_a_name_that_is_not_the_sites_is_refused(behind: Behind) -> None:
    answer, body = behind.ask("/en/", Host="other.example")
    assert answer.status == 400
    assert b"The site cannot make sense of this request" in body


def test_the_start_says_that_nobody_gets_mail_and_no_traceback(behind: Behind) -> None:
    assert "Warning: ESCRUTINIO_MAIL is not set" in behind.site.said()
    assert "Traceback" not in behind.site.said()
