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

    Without a function, the module's ``app`` is a group of commands.
    """

    module: str
    function: str = ""
    example: str = "EXAMPLE"


PLACES = {
    "new": Place("new", "new"),
    "feed": Place("feed"),
    "ingest": Place("ingest", "ingest"),
    "count": Place("count", "count"),
    "decide": Place("decide", "decide"),
    "project": Place("project", "project", "PROJECT_EXAMPLE"),
    "backtest": Place("backtest", "backtest"),
    "sample": Place("sample"),
    "call": Place("call", "call", "CALL_EXAMPLE"),
    "explain": Place("explain", "explain"),
    "forensics": Place("forensics", "forensics"),
    "check": Place("check", "check"),
    "deliveries": Place("deliveries", "deliveries"),
    "log": Place("log", "log"),
    "package": Place("package", "package"),
    "verify": Place("verify", "verify"),
    "repair": Place("repair", "repair"),
    "replay": Place("replay", "replay"),
    "law": Place("law"),
    "serve": Place("site", "serve", "SERVE_EXAMPLE"),
    "desk": Place("desk"),
    "export": Place("site", "export", "EXPORT_EXAMPLE"),
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
