"""``escrutinio desk``: who may sign in at the desk of the site."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import polars as pl
import typer
from msgspec import structs
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.command import Command
from escrutinio.cli.options import Folder, FormatOption
from escrutinio.cli.site import site_installed
from escrutinio.flows.count import iso
from escrutinio.flows.documents.people import DeskMember, PeopleDocument
from escrutinio.model import UsageError

if TYPE_CHECKING:
    from escrutinio.web.shared.roles import Role

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="People of the desk: list, add, change, disable.",
    epilog="Example: escrutinio desk add night ana --role editor",
)
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="The user name, to sign in with.", show_default=False)
]
RoleName = Annotated[
    str, typer.Argument(metavar="ROLE", help="reporter, editor, moderator or data desk.", show_default=False)
]
Ask = Annotated[bool, typer.Option("--ask", help="Ask for a password instead of making one.")]


@app.command("list", cls=Command, epilog="Example: escrutinio desk list night")
def list_people(folder: Folder, output: FormatOption = Format.TABLE) -> None:
    """List everybody who may sign in at the desk."""
    with _people(folder):
        from escrutinio.web.stories.people import members

        document = PeopleDocument(
            people=tuple(
                DeskMember(
                    name=member.name,
                    byline=member.byline,
                    roles=tuple(role.value for role in member.roles),
                    active=member.active,
                    last_sign_in=iso(member.last_sign_in),
                )
                for member in members()
            )
        )
    answer(output, table=lambda: _table(document), document=lambda: document, rows=lambda: _rows(document))


@app.command("add", cls=Command, epilog="Example: escrutinio desk add night ana --role editor")
def add(
    folder: Folder,
    name: Name,
    role: Annotated[
        str, typer.Option(metavar="ROLE", help="reporter, editor, moderator or data desk.")
    ] = "reporter",
    byline: Annotated[
        str, typer.Option(metavar="NAME", help="The name that readers see.", show_default="the user name")
    ] = "",
    ask: Ask = False,
) -> None:
    """Add somebody.

    The password is shown once and kept as a hash alone.
    """
    with _people(folder):
        from escrutinio.web.stories import people

        made = people.add(
            name, _role(role), people.COMMAND_LINE, byline=byline, password=_asked() if ask else ""
        )
    _say(f"{name} may sign in at the desk as {role}.")
    _show(made, asked=ask)


@app.command("role", cls=Command, epilog="Example: escrutinio desk role night ana 'data desk'")
def role(folder: Folder, name: Name, role: RoleName) -> None:
    """Give somebody another role."""
    with _people(folder):
        from escrutinio.web.stories import people

        people.change_role(name, _role(role), people.COMMAND_LINE)
    _say(f"{name} may sign in at the desk as {role}.")


@app.command("byline", cls=Command, epilog="Example: escrutinio desk byline night ana 'Ana Flores'")
def byline(
    folder: Folder,
    name: Name,
    byline: Annotated[
        str, typer.Argument(metavar="BYLINE", help="The name that readers see.", show_default=False)
    ],
) -> None:
    """Change the name that readers see over somebody's stories."""
    with _people(folder):
        from escrutinio.web.stories import people

        people.change_byline(name, byline, people.COMMAND_LINE)
    _say(f"The byline of {name} is {byline or name}.")


@app.command("password", cls=Command, epilog="Example: escrutinio desk password night ana")
def password(folder: Folder, name: Name, ask: Ask = False) -> None:
    """Give somebody a new password.

    It ends all their sessions.
    """
    with _people(folder):
        from escrutinio.web.stories import people

        made = people.new_password(name, people.COMMAND_LINE, password=_asked() if ask else "")
    _say(f"{name} has a new password; all sessions have ended.")
    _show(made, asked=ask)


@app.command("disable", cls=Command, epilog="Example: escrutinio desk disable night ana")
def disable(folder: Folder, name: Name) -> None:
    """End somebody's access at once; what they wrote stays."""
    with _people(folder):
        from escrutinio.web.stories import people

        people.disable(name, people.COMMAND_LINE)
    _say(f"{name} can no longer sign in.")


@app.command("enable", cls=Command, epilog="Example: escrutinio desk enable night ana")
def enable(folder: Folder, name: Name) -> None:
    """Let somebody sign in again, with the password they had."""
    with _people(folder):
        from escrutinio.web.stories import people

        people.enable(name, people.COMMAND_LINE)
    _say(f"{name} may sign in again.")


@contextmanager
def _people(folder: Path) -> Iterator[None]:
    """The site's database, set up; what cannot be done with people is an error of its use."""
    with site_installed():
        from escrutinio.web.environment import PREFIX, read_environment
        from escrutinio.web.serve import prepare_database
    from escrutinio.flows.desk import open_desk

    open_desk(folder)
    os.environ[f"{PREFIX}FOLDER"] = str(folder.absolute())
    prepare_database(read_environment())
    from escrutinio.web.stories.people import PeopleError

    try:
        yield
    except PeopleError as error:
        raise UsageError(str(error)) from None


def _role(name: str) -> Role:
    from escrutinio.web.shared.roles import Role

    try:
        return Role(name)
    except ValueError:
        allowed = ", ".join(role.value for role in Role)
        raise UsageError(f"there is no role {name!r}", hint=f"Roles: {allowed}.") from None


def _asked() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise UsageError("the passwords do not match; nothing was changed")
    return password


def _say(line: str) -> None:
    terminal.console().print(line, markup=False, soft_wrap=True)


def _show(password: str, *, asked: bool) -> None:
    if not asked:
        _say(f"Password, shown this once: {password}")


def _table(document: PeopleDocument) -> RenderableType:
    if not document.people:
        return Text("Nobody may sign in at the desk yet; see: escrutinio desk add --help")
    table = Table(box=None, pad_edge=False)
    for title in ("name", "byline", "role", "last signed in", "access"):
        table.add_column(title)
    for member in document.people:
        last = f"{member.last_sign_in[:16].replace('T', ' ')} UTC" if member.last_sign_in else "never"
        access = "yes" if member.active else "disabled"
        table.add_row(member.name, member.byline or "-", ", ".join(member.roles) or "-", last, access)
    return table


def _rows(document: PeopleDocument) -> pl.DataFrame:
    rows = [{**structs.asdict(member), "roles": ", ".join(member.roles)} for member in document.people]
    return pl.from_dicts(rows, infer_schema_length=None) if rows else pl.DataFrame()
