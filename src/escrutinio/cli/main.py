"""The command line: ``escrutinio COMMAND FOLDER``. Door 1; it holds no logic of its own."""

from __future__ import annotations

import errno
import io
import os
import sys
import tempfile
import traceback
from typing import Annotated, NoReturn

import typer

from escrutinio import __version__
from escrutinio.cli.commands import Commands
from escrutinio.model import EscrutinioError

_HINTS = {
    errno.EACCES: "You may not read or write it: ask its owner, or use another folder.",
    errno.EPERM: "You may not change it: ask its owner, or use another folder.",
    errno.EROFS: "The disk can only be read: use another folder.",
    errno.ENOSPC: "The disk is full: make room.",
    errno.EDQUOT: "Your share of the disk is used up: make room.",
}

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="An open election desk: from polling-station tally sheets to a result people can trust.",
    epilog="Example: escrutinio new night --sample bolivia-2020",
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"escrutinio {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def _fail(error: EscrutinioError) -> NoReturn:
    # Rich and all that it takes are for who has something to print.
    from escrutinio.cli import terminal

    err = terminal.console(stderr=True)
    err.print("error: ", style="bold red", end="")
    err.print(str(error), markup=False, soft_wrap=True)
    sys.exit(1)


def main() -> None:
    """Run the command line; whatever happens, the user sees a sentence, never a traceback."""
    _print_any_text()
    # Before numpy is loaded. The matrices of the projection are small: more threads only wait for each other,
    # and take more of the processors without being faster.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except EscrutinioError as error:
        _fail(error)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone; say nothing when the interpreter flushes what is left.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:  # no right to a file, no room on the disk
        where = str(error.filename) if error.filename else ""
        _fail(
            EscrutinioError(error.strerror or str(error), where=where, hint=_HINTS.get(error.errno or 0, ""))
        )
    except BaseException as error:  # the last resort; a panic of a library in Rust is no Exception
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        _fail(EscrutinioError(f"a fault in escrutinio: {error}", hint=_reported(traceback.format_exc())))


def _reported(text: str) -> str:
    """Where the details of a fault are written, as a hint."""
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".log", prefix="escrutinio-", delete=False) as log:
            log.write(text)
    except OSError:
        return "Please report it; its details could not be written to a file."
    return f"Please report it with the file {log.name}."


def _print_any_text() -> None:
    """Let a terminal that has few characters show the others as question marks, and never fail on them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
