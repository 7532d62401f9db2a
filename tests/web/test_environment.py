"""What the site is told from outside, and what it refuses to start with."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import publish
from escrutinio.model import UsageError
from escrutinio.web import environment, serve
from escrutinio.web.environment import KEY_FILE, Environment, read_environment
from live_site import site_environment
from small_elections import NOW, make_small
from support import make_election

KEY = "correct-horse-battery-staple-and-thirty-more-letters-01234"
SAFE = {
    "ESCRUTINIO_MODE": "production",
    "ESCRUTINIO_SECRET_KEY": KEY,
    "ESCRUTINIO_HOSTS": "results.example.org",
    "ESCRUTINIO_URL": "https://results.example.org/",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    make_election(tmp_path)
    return tmp_path


def read(place: Path, **values: str) -> Environment:
    return read_environment({"ESCRUTINIO_FOLDER": str(place), **values})


def test_local_mode_needs_nothing_and_keeps_a_key_of_its_own(place: Path) -> None:
    first, second = read(place), read(place)

    assert not first.production
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 50
    assert (place / KEY_FILE).stat().st_mode & 0o077 == 0
    assert first.database_settings()["ENGINE"].endswith("sqlite3")


def test_production_with_all_it_asks_for(place: Path) -> None:
    found = read(place, **SAFE)

    assert found.production
    assert found.hosts == ("results.example.org",)
    assert found.url == "https://results.example.org"
    assert not (place / KEY_FILE).exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "", "SECRET_KEY"),
        ("SECRET_KEY", "short", "SECRET_KEY"),
        ("SECRET_KEY", "a" * 60, "SECRET_KEY"),
        ("HOSTS", "", "HOSTS"),
        ("HOSTS", "*", "HOSTS"),
        ("HOSTS", "results.example.org, *", "HOSTS"),
        ("URL", "http://results.example.org", "https://"),
        ("MODE", "Production", "MODE"),
        ("DATABASE", "mysql://localhost/site", "DATABASE"),
        ("MAIL", "http://mail.example.org", "MAIL"),
        ("PROXIES", "-1", "PROXIES"),
        ("PROXIES", "one", "PROXIES"),
        ("WORKERS", "0", "WORKERS"),
    ],
)
def test_each_unsafe_or_mistaken_value_is_refused(place: Path, name: str, value: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read(place, **{**SAFE, f"ESCRUTINIO_{name}": value})


def test_all_mistakes_are_named_at_once(place: Path) -> None:
    with pytest.raises(UsageError) as refusal:
        read(place, ESCRUTINIO_MODE="production")

    assert all(name in refusal.value.message for name in ("SECRET_KEY", "HOSTS", "URL"))


def test_a_folder_without_election_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not an election folder"):
        read(tmp_path)


def test_the_parts_of_a_database_address(place: Path) -> None:
    address = "postgresql://desk:p%40ss@db.example.org:5433/site%20a?sslmode=require"

    found = read(place, ESCRUTINIO_DATABASE=address).database_settings()

    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example.org", "5433", "site a")
    assert (found["USER"], found["PASSWORD"]) == ("desk", "p@ss")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_database_behind_a_socket(place: Path) -> None:
    found = read(place, ESCRUTINIO_DATABASE="postgresql:///site?host=/run/postgresql").database_settings()

    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("/run/postgresql", "", {})


@pytest.mark.parametrize(
    ("address", "port", "use_ssl", "use_tls"),
    [
        ("smtp://127.0.0.1:2525", 2525, False, False),
        ("smtp://desk:secret@mail.example.org", 587, False, True),
        ("smtps://desk:secret@mail.example.org", 465, True, False),
    ],
)
def test_a_password_for_mail_never_travels_in_the_clear(
    place: Path, address: str, port: int, use_ssl: bool, use_tls: bool
) -> None:
    found = read(place, ESCRUTINIO_MAIL=address).mail_settings()

    assert (found["port"], found["use_ssl"], found["use_tls"]) == (port, use_ssl, use_tls)


def test_django_finds_nothing_to_say_about_a_production_site(place: Path) -> None:
    checked = subprocess.run(
        [sys.executable, "-W", "error", "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env={**site_environment(place), **SAFE},
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


def test_no_migration_is_missing(place: Path) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
        env=site_environment(place),
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_cookies_of_a_production_site_travel_encrypted_only(place: Path) -> None:
    code = (
        "import django; django.setup(); from django.conf import settings as s; "
        "assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SESSION_COOKIE_HTTPONLY; "
        "assert s.SECURE_SSL_REDIRECT and s.SECURE_HSTS_SECONDS and not s.DEBUG"
    )

    subprocess.run([sys.executable, "-c", code], env={**site_environment(place), **SAFE}, check=True)


def test_the_reference_has_every_variable() -> None:
    source = Path(environment.__file__).read_text(encoding="utf-8")
    read = set(re.findall(r"{PREFIX}([A-Z_]+)", source)) | {"PROXIES", "WORKERS"}
    page = Path(__file__).parents[2] / "docs" / "reference" / "environment.md"

    assert set(re.findall(r"^\| `ESCRUTINIO_([A-Z_]+)`", page.read_text(encoding="utf-8"), re.M)) == read


def test_a_site_that_starts_says_what_has_come_since_it_was_published(tmp_path: Path) -> None:
    desk, plan = make_small(tmp_path, "mx/president", {"N1": (6, 3, 1), "N2": ()}), serve.Plan(tmp_path)
    known = read_environment({"ESCRUTINIO_FOLDER": str(tmp_path)})

    def said() -> str:
        return " ".join(serve._lines(plan, known, desk))

    assert "its pages say that nothing has been published" in said()
    publish(desk, now=NOW - timedelta(hours=1))
    assert "1 delivery has come since it was last published" in said()
    publish(desk, now=NOW + timedelta(hours=1))
    assert "since it was last published" not in said()


def test_a_production_site_without_mail_says_what_will_not_work(place: Path) -> None:
    desk, plan = open_desk(place), serve.Plan(place)
    server = {"ESCRUTINIO_MAIL": "smtp://mail.example.org"}

    said = " ".join(serve._lines(plan, read(place, **SAFE), desk))
    assert "Warning: ESCRUTINIO_MAIL is not set" in said
    assert "cannot sign in by a code" in said
    assert "Warning" not in " ".join(serve._lines(plan, read(place, **SAFE, **server), desk))
    assert "Warning" not in " ".join(serve._lines(plan, read(place), desk))
