"""The commands by name, each imported when it is asked for, so that none waits for what only others need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from escrutinio.cli.command import Command


@dataclass(frozen=True)
class Place:
    """Where a command stands: its module in ``escrutinio.cli``, and there its function and its example.

    Without a function, the module's ``app`` is a group of commands. The summary is the first line of what it
    says of itself, so that the list of commands needs none of their modules.
    """

    module: str
    summary: str
    function: str = ""
    example: str = "EXAMPLE"


PLACES = {
    "new": Place("new", "Make an election folder from files, a sample, or blank.", "new"),
    "feed": Place("feed", "How the files of a source are read: list, show, use, try."),
    "ingest": Place("ingest", "Take deliveries into the ledger.", "ingest"),
    "count": Place("count", "Show votes, shares, turnout and coverage, at any level.", "count"),
    "decide": Place("decide", "Show who is elected, the seats, and what can still change.", "decide"),
    "project": Place(
        "project", "Show what the finished count will say, with intervals.", "project", "PROJECT_EXAMPLE"
    ),
    "backtest": Place(
        "backtest", "Replay finished counts, and compare projections with the end.", "backtest"
    ),
    "sample": Place("sample", "Quick counts: draw a random sample, estimate from it."),
    "call": Place("call", "Propose and show calls.", "call", "CALL_EXAMPLE"),
    "explain": Place("explain", "Explain why the lead moved between two moments.", "explain"),
    "forensics": Place("forensics", "List sheets worth a look, with false-alarm rates.", "forensics"),
    "check": Place("check", "List what is wrong or remarkable with the sheets.", "check"),
    "deliveries": Place("deliveries", "List deliveries; withdraw, accept or restore one.", "deliveries"),
    "log": Place("log", "Show the log of what came in: its checkpoint and its key.", "log"),
    "package": Place("package", "Write everything that the result is made of into one file.", "package"),
    "verify": Place("verify", "Check that a result is what it is said to be.", "verify"),
    "repair": Place("repair", "Make the ledger again from the kept bytes.", "repair"),
    "replay": Place("replay", "Show the night as it went.", "replay"),
    "law": Place("law", "The library of electoral laws: list, show, decide, verify."),
    "serve": Place("site", "Serve the site until Ctrl-C.", "serve", "SERVE_EXAMPLE"),
    "desk": Place("desk", "People of the desk: list, add, change, disable."),
    "export": Place("site", "Write the public site as files for any web server.", "export", "EXPORT_EXAMPLE"),
    "archive": Place("archive", "Write one page of several elections as files.", "archive"),
}
"""Every command, in the order in which the help lists them."""


class _Commands(Mapping[str, TyperCommand | TyperGroup]):
    """The commands, each made when it is first taken."""

    def __init__(self) -> None:
        self._made: dict[str, TyperCommand | TyperGroup] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(PLACES)

    def __len__(self) -> int:
        return len(PLACES)

    def __contains__(self, name: object) -> bool:
        return name in PLACES

    def __getitem__(self, name: str) -> TyperCommand | TyperGroup:
        if name not in self._made:
            self._made[name] = _made(name, PLACES[name])
        return self._made[name]


def _made(name: str, place: Place) -> TyperCommand | TyperGroup:
    module = import_module(f"escrutinio.cli.{place.module}")
    holder = typer.Typer(rich_markup_mode=None, add_completion=False)
    holder.callback()(lambda: None)
    if place.function:
        options = {"cls": Command, "epilog": getattr(module, place.example)}
        holder.command(name, **options)(getattr(module, place.function))
    else:
        holder.add_typer(module.app, name=name)
    command = typer.main.get_group(holder).commands[name]
    assert isinstance(command, TyperCommand | TyperGroup)
    return command


class Commands(TyperGroup):
    """The group of all commands."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.commands = _Commands()  # type: ignore[assignment]  # no more is asked of it than a mapping gives

    def list_commands(self, ctx: object) -> list[str]:
        """The names, in the order of :data:`PLACES`."""
        return list(PLACES)

    def format_commands(self, ctx: object, formatter: Any) -> None:
        """Write the list of commands, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.summary) for name, place in PLACES.items()])
