"""The command line: ``escrutinio COMMAND FOLDER``. Door 1; it holds no logic of its own."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from escrutinio import __version__
from escrutinio.cli import law as law_commands
from escrutinio.cli import site as site_commands
from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer, write
from escrutinio.cli.backtest_view import backtest_view
from escrutinio.cli.ingest_view import progress_bar, show_ingest_result, take_in
from escrutinio.cli.ingest_view import watch as run_watch
from escrutinio.cli.options import AsOfOption, Folder, FormatOption
from escrutinio.cli.projection_view import calls_view, projection_view
from escrutinio.cli.replay_view import show_night
from escrutinio.flows.backtest import Backtest, backtest_document, backtest_rows, parse_shares
from escrutinio.flows.backtest import backtest as run_backtest
from escrutinio.flows.calls import calls_document, update_calls
from escrutinio.flows.check import check as run_check
from escrutinio.flows.check import check_document
from escrutinio.flows.count import count as run_count
from escrutinio.flows.count import count_document
from escrutinio.flows.decide import decide as run_decide
from escrutinio.flows.decide import decision_document
from escrutinio.flows.desk import open_desk
from escrutinio.flows.new_election import new_document, new_election
from escrutinio.flows.night_chart import write_chart
from escrutinio.flows.project import DRAWS, SEED, projection_document
from escrutinio.flows.project import project as run_project
from escrutinio.flows.replay import frame, frame_rows, moments, replay_document
from escrutinio.flows.tables import (
    call_rows,
    decision_rows,
    new_rows,
    projection_rows,
    unit_rows,
)
from escrutinio.model import NATION, Election, EscrutinioError, UsageError
from escrutinio.projection.backtest import SHARES
from escrutinio.projection.calls import RISK
from escrutinio.samples import SAMPLES

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    help="An open election desk: from polling-station tally sheets to a result people can trust.",
)


def _now() -> datetime:
    return datetime.now(UTC)


def _time(text: str | None, election: Election, option: str = "--as-of") -> datetime | None:
    if text is None:
        return None
    try:
        return election.parse_time(text)
    except ValueError:
        raise UsageError(
            f"{option} {text!r} is no time",
            hint="Give it like 2020-10-19T08:30 or 2020-10-19T12:30:00+00:00.",
        ) from None


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


@app.command()
def new(
    folder: Folder,
    sample: Annotated[
        str, typer.Option(help=f"The sample to start from: {', '.join(SAMPLES)}.")
    ] = "bolivia-2020",
    data: Annotated[
        Path | None, typer.Option(help="The folder of the real sheets; without it they are reconstructed.")
    ] = None,
    as_of: AsOfOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Make an election folder from a sample, with its night as a rehearsal."""
    election = new_election(folder, sample, data, _now(), as_of)
    answer(
        output,
        table=lambda: terminal.new_view(folder, election, reconstructed=data is None),
        document=lambda: new_document(folder, election),
        rows=lambda: new_rows(folder, election),
    )


@app.command()
def ingest(
    folder: Folder,
    files: Annotated[
        list[Path] | None, typer.Argument(help="The files to take in.", show_default=False)
    ] = None,
    feed: Annotated[
        str | None, typer.Option(help="The feed to read them with; else chosen by name and columns.")
    ] = None,
    observed_at: Annotated[
        str | None,
        typer.Option("--observed-at", "--as-of", metavar="TIME", help="When the source showed them."),
    ] = None,
    watch: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Take in files as they appear there, until Ctrl-C.")
    ] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Take deliveries into the ledger. The same bytes twice change nothing; a bad file is refused whole."""
    desk = open_desk(folder, for_ingest=True)
    moment = _time(observed_at, desk.election, "--observed-at")
    if not files and watch is None:
        raise UsageError("there is nothing to ingest", hint="Name files, or a folder with --watch.")
    taken = take_in(desk, files or [], feed, moment)
    show_ingest_result(taken, desk, output)
    if watch is not None:
        run_watch(desk, watch, feed, moment, output)
    if any(one.status == "refused" for one in taken):
        raise typer.Exit(1)


@app.command()
def count(
    folder: Folder,
    contest: Annotated[list[str] | None, typer.Option(help="Only this contest; may be repeated.")] = None,
    level: Annotated[
        list[str] | None, typer.Option(help="The level of units; may be repeated; 'all' for all.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Only the unit of this code.")] = None,
    as_of: AsOfOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Votes, shares, turnout and coverage of every contest, at any level."""
    desk = open_desk(folder)
    levels = _levels(level, desk.election)
    counted = run_count(desk, _time(as_of, desk.election), levels=levels)
    document = partial(count_document, counted, contests=contest or [], levels=levels, unit=unit)
    answer(
        output,
        table=lambda: terminal.count_view(counted, contest or [], levels, unit),
        document=document,
        rows=lambda: unit_rows(document()),
    )


def _levels(asked: list[str] | None, election: Election) -> list[str]:
    if not asked:
        return [NATION]
    return [NATION, *election.level_ids()] if "all" in asked else list(dict.fromkeys(asked))


@app.command()
def decide(
    folder: Folder,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every step of the law with its article.")
    ] = False,
    questioned: Annotated[
        bool,
        typer.Option("--questioned", help="In what can still change, treat sheets with errors as missing."),
    ] = False,
    as_of: AsOfOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Who is elected and the seats, under the law; and what can still change."""
    desk = open_desk(folder)
    decision = run_decide(desk, _time(as_of, desk.election), question_errors=questioned)
    answer(
        output,
        table=lambda: terminal.decision_view(decision, explain=explain),
        document=lambda: decision_document(decision),
        rows=lambda: decision_rows(decision),
    )


@app.command()
def project(
    folder: Folder,
    contest: Annotated[
        str | None, typer.Option(help="The contest; else the one the law asks for first.")
    ] = None,
    level: Annotated[
        str | None, typer.Option(help="The level of the units in JSON and CSV; else regions.")
    ] = None,
    draws: Annotated[int, typer.Option(help="How many finished counts to draw.", min=100, max=20000)] = DRAWS,
    seed: Annotated[int, typer.Option(help="Of the random numbers: the same seed, the same draws.")] = SEED,
    as_of: AsOfOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """What the finished count will say, with intervals; or that it cannot be said yet."""
    desk = open_desk(folder)
    until = _time(as_of, desk.election)
    projection = run_project(desk, until, draws=draws, seed=seed, contest=contest, level=level)
    answer(
        output,
        table=lambda: projection_view(projection),
        document=lambda: projection_document(projection),
        rows=lambda: projection_rows(projection_document(projection)),
    )


@app.command()
def backtest(
    folders: Annotated[
        list[Path], typer.Argument(help="Folders of elections whose count is finished.", show_default=False)
    ],
    without_baseline: Annotated[
        bool, typer.Option("--without-baseline", help="Do as if there were no earlier election.")
    ] = False,
    shares: Annotated[str, typer.Option(help="Per cent of sheets, separated by commas.")] = ",".join(
        f"{100 * share:g}" for share in SHARES
    ),
    output: FormatOption = Format.TABLE,
) -> None:
    """Replay finished counts: what was projected at shares of the sheets, beside what came out."""
    found = list(_backtests(folders, parse_shares(shares), without_baseline=without_baseline))
    answer(
        output,
        table=lambda: backtest_view(found),
        document=lambda: backtest_document(found),
        rows=lambda: backtest_rows(backtest_document(found)),
    )


def _backtests(folders: list[Path], shares: list[float], *, without_baseline: bool) -> Iterator[Backtest]:
    desks = [open_desk(folder) for folder in folders]
    with progress_bar() as progress:
        task = progress.add_task("Replaying", total=len(desks) * len(shares))
        for desk in desks:
            progress.update(task, description=desk.election.name[:30])
            told = partial(progress.update, task, advance=1)
            yield run_backtest(desk, shares, without_baseline=without_baseline, told=told)


@app.command()
def call(
    folder: Folder,
    risk: Annotated[
        float, typer.Option(help="The risk that is allowed: 0.005 asks for a chance of 99.5 %.")
    ] = RISK,
    as_of: AsOfOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Look at the count once more and keep what may be called; a call is never silently withdrawn."""
    desk = open_desk(folder)
    calls = update_calls(desk, _time(as_of, desk.election), risk=risk)
    answer(
        output,
        table=lambda: calls_view(calls),
        document=lambda: calls_document(calls),
        rows=lambda: call_rows(calls),
    )


@app.command()
def check(
    folder: Folder,
    code: Annotated[list[str] | None, typer.Option(help="Only this check; may be repeated.")] = None,
    limit: Annotated[int, typer.Option(help="How many findings to list in the table.", min=0)] = 20,
    as_of: AsOfOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """What is wrong or remarkable with the sheets. A finding never stops the count."""
    desk = open_desk(folder)
    checked = run_check(desk, _time(as_of, desk.election), codes=tuple(code or ()))
    answer(
        output,
        table=lambda: terminal.findings_view(checked, limit),
        document=lambda: check_document(checked),
        rows=lambda: checked.findings,
    )


@app.command()
def replay(
    folder: Folder,
    seconds: Annotated[float, typer.Option(help="How long it takes.", min=0)] = 60.0,
    frames: Annotated[int, typer.Option(help="At how many moments to look.", min=1, max=1000)] = 60,
    chart: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Write the night as a chart, .svg or .png; may be repeated."),
    ] = None,
    as_of: AsOfOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Show the night as it went: the count, how much is in, and what the law says so far."""
    desk = open_desk(folder)
    times = moments(desk, frames, _time(as_of, desk.election))
    if output is Format.TABLE:
        shown = show_night(desk, times, seconds)
    else:
        shown = [frame(desk, moment) for moment in times]
        write(output, document=lambda: replay_document(shown), rows=lambda: frame_rows(shown))
    for path in chart or []:
        write_chart(shown, path)


app.add_typer(law_commands.app, name="law")
app.command()(site_commands.serve)
app.command()(site_commands.export)


def _fail(error: EscrutinioError) -> NoReturn:
    err = terminal.console(stderr=True)
    err.print("error: ", style="bold red", end="")
    err.print(str(error), markup=False, soft_wrap=True)
    sys.exit(1)


def main() -> None:
    """Run the command line; whatever happens, the user sees a sentence, never a traceback."""
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
    except Exception as error:  # the last resort
        with tempfile.NamedTemporaryFile("w", suffix=".log", prefix="escrutinio-", delete=False) as log:
            log.write(traceback.format_exc())
        _fail(
            EscrutinioError(
                f"a fault in escrutinio: {error}", hint=f"Please report it with the file {log.name}."
            )
        )
