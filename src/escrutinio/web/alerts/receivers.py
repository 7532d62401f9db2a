"""Who is told of the count: ``alerts.toml`` in the election's folder, which is never published."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from escrutinio.flows.documents.alert import AlertKind
from escrutinio.model import UsageError, address_fault
from escrutinio.model.toml_table import TomlTable

ALERTS_FILE = "alerts.toml"
KINDS: tuple[AlertKind, ...] = ("call", "retraction", "leader", "batch", "revision")
"""What a receiver can ask for; a test is sent by hand."""
LEAST_SECRET = 24
"""Characters of a secret: fewer could be guessed."""
BATCH = 5.0
"""Per cent of the sheets that make a big batch, unless the file says another number."""

Format = Literal["json", "slack"]


@dataclass(frozen=True)
class Receiver:
    """A program that is told.

    Attributes:
        id: what the desk calls it.
        url: where it listens; of Slack it is a secret by itself.
        format: of the body: the document of an alert, or a message for Slack.
        secret: signs the body; empty: it is not signed.
        events: what it is told of.
        language: of title and text.
        rehearsal: whether it is told of rehearsals too.
    """

    id: str
    url: str = field(repr=False)
    format: Format = "json"
    secret: str = field(default="", repr=False)
    events: tuple[str, ...] = KINDS
    language: str = ""
    rehearsal: bool = False

    @property
    def server(self) -> str:
        """The name of its server, which is no secret."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True)
class Alerting:
    """Everything that ``alerts.toml`` says.

    Attributes:
        receivers: in the order of the file.
        batch: per cent of the expected sheets that make a big batch.
    """

    receivers: tuple[Receiver, ...] = ()
    batch: float = BATCH

    def receiver(self, name: str) -> Receiver | None:
        """The receiver of a name; None where the file names it no longer."""
        return next((receiver for receiver in self.receivers if receiver.id == name), None)


def read_alerting(folder: Path) -> Alerting:
    """Who is told, as the file says; nobody without one.

    Raises:
        UsageError: the file cannot be read or has mistakes; lists all of them.
    """
    path = folder / ALERTS_FILE
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except FileNotFoundError:
        return Alerting()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{ALERTS_FILE} cannot be read", hint=str(error)) from None
    problems: list[str] = []
    root = TomlTable(values, "", problems, text)
    batch = root.number("batch", BATCH, above=0)
    receivers = [_receiver(table) for table in root.tables("webhooks")]
    names = [receiver.id for receiver in receivers]
    if len(set(names)) < len(names):
        root.problem("webhooks", "two have the same id", "an id of its own for each")
    root.finish()
    if problems:
        raise UsageError(f"{ALERTS_FILE} has mistakes", hint="\n".join(root.told()))
    return Alerting(tuple(receivers), batch)


def _receiver(table: TomlTable) -> Receiver:
    name = table.identifier()
    url = table.text("url", "the address that listens, such as 'https://example.org/hook'")
    fault = address_fault(url)
    if url and fault:
        table.problem("url", fault, "an address such as 'https://example.org/hook'")
    form = table.choice("format", get_args(Format), "json")
    secret = table.text("secret", f"at least {LEAST_SECRET} characters that nobody can guess", "")
    if len(secret) < LEAST_SECRET and (secret or form == "json"):
        table.problem(
            "secret",
            f"it has {len(secret)} characters",
            f"at least {LEAST_SECRET} that nobody can guess",
        )
    events = table.texts("events", f"a list of {', '.join(KINDS)}") if table.has("events") else KINDS
    wrong = [event for event in events if event not in KINDS]
    if wrong:
        table.problem("events", f"found {', '.join(wrong)}", f"any of {', '.join(KINDS)}")
    language = table.text("language", "a language of the site, such as 'es'", "")
    rehearsal = table.flag("rehearsal", default=False)
    table.finish()
    return Receiver(name, url, form, secret, tuple(events), language, rehearsal)  # type: ignore[arg-type]
