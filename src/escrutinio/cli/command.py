"""How a command's help is laid out, where typer would print Python's types beside the arguments."""

from __future__ import annotations

from typing import Any

from typer.core import TyperArgument, TyperCommand


class Command(TyperCommand):
    """A command whose help says ``FOLDER``, not ``folder <path>``."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for parameter in self.params:
            if isinstance(parameter, TyperArgument):
                parameter.__class__ = _Argument


class _Argument(TyperArgument):
    def display_type_rich(self, ctx: object) -> None:
        """No type: the name says what is meant."""
