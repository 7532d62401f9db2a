"""Commands are imported when they are asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer
from typer.core import TyperGroup

from escrutinio.cli.commands import PLACES
from escrutinio.cli.main import app


def group() -> TyperGroup:
    made = typer.main.get_command(app)
    assert isinstance(made, TyperGroup)
    return made


@pytest.mark.parametrize("name", PLACES)
def test_a_command_has_the_name_it_is_called_by(name: str) -> None:
    command = group().commands[name]

    assert command.name == name
    assert command.help


def test_a_command_is_made_once() -> None:
    commands = group().commands

    assert commands["count"] is commands["count"]
    assert "coun" not in commands
    assert commands.get("coun") is None
    assert list(commands) == list(PLACES)


def test_the_version_waits_for_no_command() -> None:
    code = """
import sys
from escrutinio.cli.main import main
sys.argv = ["escrutinio", "--version"]
try:
    main()
except SystemExit:
    pass
print(sorted({name.partition(".")[0] for name in sys.modules} & {"polars", "numpy", "rich", "deltalake"}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", PLACES)
def test_the_list_of_commands_says_of_each_what_it_says_of_itself(name: str) -> None:
    assert group().commands[name].get_short_help_str(limit=80) == PLACES[name].summary


def test_the_list_of_commands_imports_none_of_them() -> None:
    code = """
import sys
from typer.testing import CliRunner
from escrutinio.cli.main import app
print(CliRunner().invoke(app, ["--help"]).output)
assert "escrutinio.cli.count" not in sys.modules, sorted(sys.modules)
"""
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert all(place.summary in shown for place in PLACES.values())
