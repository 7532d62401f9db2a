"""The settings that come from the environment: election, mode, database, secrets."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from escrutinio.model import DEFINITION_FILE, UsageError
from escrutinio.model.translations import USUAL_LANGUAGES, translated_languages
from escrutinio.web.accounts.providers import Provider, read_providers

PREFIX = "ESCRUTINIO_"
LEAST_KEY = 50
"""Characters of a secret key in production."""
BUSY = 10
"""Seconds to wait for whoever writes to SQLite at the moment."""
KEY_FILE = "site.key"


@dataclass(frozen=True)
class Environment:
    """What the site runs with.

    Attributes:
        folder: the election's folder.
        production: whether strangers can reach it; everything unsafe is refused then.
        secret_key: signs sessions and codes.
        hosts: the names it answers to.
        url: where readers find it, without a slash at the end.
        database: where people's data lie: a ``postgresql://`` address, or nothing for SQLite in the folder.
        proxies: how many proxies stand before it and set ``X-Forwarded-For`` and ``X-Forwarded-Proto``.
        workers: how many processes answer readers.
        mail: where mail is handed in, ``smtp://`` or ``smtps://``; nothing: mail is written to files.
        mail_from: the sender of mail.
        export: where the public site is kept as files too; None for nowhere.
        akismet_key: with it Akismet is asked about replies; empty: nobody is.
        languages: those in which the site is, the first where a reader's is not known.
        providers: whose accounts readers may sign in with, besides a mailed code.
    """

    folder: Path
    production: bool
    secret_key: str
    hosts: tuple[str, ...]
    url: str
    database: str
    proxies: int
    workers: int
    mail: str
    mail_from: str
    export: Path | None
    akismet_key: str
    languages: tuple[str, ...] = USUAL_LANGUAGES
    providers: tuple[Provider, ...] = ()

    def database_settings(self) -> dict[str, Any]:
        """The database as Django wants it."""
        if not self.database:
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(self.folder / "site.sqlite3"),
                # A writer waits for the other one; the journal lets readers read meanwhile.
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": BUSY,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                },
            }
        address = urlsplit(self.database)
        # What follows the question mark is libpq's: sslmode, and host where that is the folder of a socket.
        options: dict[str, Any] = dict(parse_qsl(address.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(address.path.removeprefix("/")),
            "USER": unquote(address.username or ""),
            "PASSWORD": unquote(address.password or ""),
            "HOST": options.pop("host", address.hostname or ""),
            "PORT": str(address.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }

    def mail_settings(self) -> dict[str, Any]:
        """What Django's SMTP backend is made with."""
        address = urlsplit(self.mail)
        return {
            "host": address.hostname or "localhost",
            "port": address.port or (465 if address.scheme == "smtps" else 587),
            "username": unquote(address.username or ""),
            "password": unquote(address.password or ""),
            "use_ssl": address.scheme == "smtps",
            # A password never travels in the clear.
            "use_tls": address.scheme == "smtp" and bool(address.username),
            "timeout": 20,
        }


def read_environment(values: Mapping[str, str] = os.environ) -> Environment:
    """Read and check the environment.

    Raises:
        UsageError: there is no election, or something is unsafe in production; it names every mistake.
    """
    folder = Path(values.get(f"{PREFIX}FOLDER", "."))
    if not (folder / DEFINITION_FILE).exists():
        raise UsageError(
            f"{folder} is not an election folder: it has no {DEFINITION_FILE}",
            hint=f"Start the site with: escrutinio serve FOLDER, or set {PREFIX}FOLDER.",
        )
    mode = values.get(f"{PREFIX}MODE", "local")
    production = mode == "production"
    url = values.get(f"{PREFIX}URL", "http://127.0.0.1:8000").rstrip("/")
    hosts = tuple(name.strip() for name in values.get(f"{PREFIX}HOSTS", "").split(",") if name.strip())
    key = values.get(f"{PREFIX}SECRET_KEY", "")
    numbers = {name: _number(values, name, least) for name, least in (("PROXIES", 0), ("WORKERS", 1))}
    environment = Environment(
        folder=folder.absolute(),
        production=production,
        secret_key=key or ("" if production else _local_key(folder)),
        hosts=hosts if production else (*hosts, "127.0.0.1", "localhost", "[::1]", "testserver"),
        url=url,
        database=values.get(f"{PREFIX}DATABASE", ""),
        proxies=numbers["PROXIES"],
        workers=numbers["WORKERS"],
        mail=values.get(f"{PREFIX}MAIL", ""),
        mail_from=values.get(f"{PREFIX}MAIL_FROM", "escrutinio@localhost"),
        export=Path(values[f"{PREFIX}EXPORT"]).absolute() if values.get(f"{PREFIX}EXPORT") else None,
        akismet_key=values.get(f"{PREFIX}AKISMET_KEY", ""),
        languages=_languages(folder / DEFINITION_FILE),
        providers=read_providers(values, production=production),
    )
    mistakes = _mistakes(environment, mode)
    if mistakes:
        raise UsageError("the site cannot start: " + "; ".join(mistakes), hint="See docs/how-to/publish.md.")
    return environment


def _languages(definition: Path) -> tuple[str, ...]:
    """Those that a definition names; what is wrong with it is said where it is read as a whole."""
    try:
        named = tomllib.loads(definition.read_text(encoding="utf-8"))["election"]["languages"]
        known = [tag for tag in named if tag in translated_languages()]
    except (OSError, ValueError, KeyError, TypeError):
        return USUAL_LANGUAGES
    return tuple(dict.fromkeys(known)) or USUAL_LANGUAGES


def _mistakes(environment: Environment, mode: str) -> list[str]:
    mistakes = []
    if mode not in ("local", "production"):
        mistakes.append(f"{PREFIX}MODE is {mode!r}, not local or production")
    if environment.database and urlsplit(environment.database).scheme not in ("postgresql", "postgres"):
        mistakes.append(f"{PREFIX}DATABASE is not a postgresql:// address")
    if environment.mail and urlsplit(environment.mail).scheme not in ("smtp", "smtps"):
        mistakes.append(f"{PREFIX}MAIL is not an smtp:// or smtps:// address")
    if not environment.production:
        return mistakes
    if len(environment.secret_key) < LEAST_KEY or len(set(environment.secret_key)) < 10:
        mistakes.append(f"{PREFIX}SECRET_KEY must have at least {LEAST_KEY} random characters")
    if not environment.hosts or "*" in environment.hosts:
        mistakes.append(f"{PREFIX}HOSTS must list the site's own host names, without *")
    if urlsplit(environment.url).scheme != "https":
        mistakes.append(f"{PREFIX}URL must begin with https://")
    return mistakes


def _number(values: Mapping[str, str], name: str, least: int) -> int:
    text = values.get(PREFIX + name, "") or str(least)
    if not text.isdecimal() or int(text) < least:
        raise UsageError(f"{PREFIX}{name} is {text!r}", hint=f"Give a whole number, {least} or more.")
    return int(text)


def _local_key(folder: Path) -> str:
    """A key of this machine's own, kept beside the election so that sessions outlive a restart."""
    path = folder / KEY_FILE
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        key = secrets.token_urlsafe(60)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(key)
        except FileExistsError:
            return path.read_text(encoding="ascii")
        return key
