"""``escrutinio backtest``: tables of at most 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Group, JustifyMethod, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import FormatOption
from escrutinio.cli.progress import progress_bar
from escrutinio.cli.terminal import percent
from escrutinio.flows.backtest import Backtest, backtest_document, backtest_rows, parse_shares
from escrutinio.flows.backtest import backtest as run_backtest
from escrutinio.flows.desk import open_desk, require_unaltered
from escrutinio.flows.documents.backtest import BacktestDocument, BacktestedElection, IntervalCoverage
from escrutinio.projection.backtest import SHARES

_SHARES = ",".join(f"{100 * share:g}" for share in SHARES)
EXAMPLE = "Example: escrutinio backtest night --shares 5,10,25"


def backtest(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="FOLDERS", help="Folders of elections whose count is finished.", show_default=False
        ),
    ],
    contest: Annotated[
        str | None,
        typer.Option(metavar="CONTEST", help="The contest; otherwise the first of the law."),
    ] = None,
    without_baseline: Annotated[
        bool, typer.Option("--without-baseline", help="Ignore the earlier election.")
    ] = False,
    shares: Annotated[
        str, typer.Option(metavar="SHARES", help="Shares of the sheets in per cent, separated by commas.")
    ] = _SHARES,
    output: FormatOption = Format.TABLE,
) -> None:
    """Replay finished counts, and compare projections with the end.

    Each is projected at shares of its sheets.
    """
    backtests = list(_backtests(folders, parse_shares(shares), contest, without_baseline=without_baseline))
    document = backtest_document(backtests)
    answer(
        output,
        table=lambda: backtest_view(document),
        document=lambda: document,
        rows=lambda: backtest_rows(document),
    )


def _backtests(
    folders: list[Path], shares: list[float], contest: str | None, *, without_baseline: bool
) -> Iterator[Backtest]:
    desks = [open_desk(folder) for folder in folders]
    for desk in desks:
        require_unaltered(desk, earlier=True)
    with progress_bar() as progress:
        task = progress.add_task("Replaying", total=len(desks) * len(shares))
        for desk in desks:
            progress.update(task, description=desk.election.name[:30])
            on_step = partial(progress.update, task, advance=1)
            yield run_backtest(
                desk, shares, contest_id=contest, without_baseline=without_baseline, on_step=on_step
            )


def backtest_view(document: BacktestDocument) -> RenderableType:
    """One table per election, and over all of them how often the intervals held the truth."""
    parts: list[RenderableType] = []
    for election in document.elections:
        parts += [*_election(election), Text("")]
    if len(document.elections) > 1:
        parts.append(Text(f"Overall: {_inside(document.coverage)}", style="bold"))
    return Group(*parts)


def _election(election: BacktestedElection) -> list[RenderableType]:
    with_baseline = (
        "with the earlier election as baseline" if election.baseline else "without an earlier election"
    )
    parts: list[RenderableType] = [
        Text(election.election.name, style="bold"),
        Text(f"Projected {with_baseline}."),
    ]
    if election.note:
        parts.append(Text(election.note, style="yellow" if election.rehearsal else ""))
    parts += [Text(f"Warning: {warning}", style="yellow") for warning in election.warnings]
    with_figures = [step.figures for step in election.steps if step.figures]
    if with_figures:
        selections = with_figures[-1].selections
        largest = sorted(selections, key=lambda name: -selections[name].truth)[:3]
        truths = ", ".join(f"{name} {percent(selections[name].truth, 2)}" for name in largest)
        parts.append(Text(f"The finished count: {truths} of the valid votes."))
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0)
    for title in ("in", "leads", "counted", "projected", "90 %", "width", "error", "raw", "10+", ">50 %"):
        side: JustifyMethod = "left" if title == "leads" else "right"
        table.add_column(title, justify=side, no_wrap=True, max_width=10, overflow="ellipsis")
    reasons = []
    for step in election.steps:
        share = f"{100 * step.sheets_share:.1f}"
        figures = step.figures
        if figures is None:
            table.add_row(share, *["-"] * 9)
            reasons.append(Text(f"At {share} %: {step.reason}", style="yellow"))
            continue
        leading = figures.selections[figures.leading]
        interval = leading.intervals["90"]
        table.add_row(
            share,
            Text(figures.leading),
            _points(leading.raw, 1),
            _points(leading.projected, 1),
            f"{_points(interval.low, 1)}-{_points(interval.high, 1)}",
            _points(figures.leading_width_90, 1),
            _points(figures.mean_error, 2),
            _points(figures.mean_error_raw, 2),
            _points(figures.chance_of_lead_10, 1),
            _points(figures.chance_of_majority, 1),
        )
    parts += [
        table,
        *reasons,
        Text(
            "In per cent: sheets in; the list expected to lead, its share, interval and its width; mean "
            "error over the three largest lists, and that of the raw count; the chance that the leading "
            "list is 10 points ahead, and that it has more than half.",
            style="dim",
        ),
        Text(_inside(election.coverage)),
    ]
    return parts


def _points(share: float, places: int) -> str:
    return f"{100 * share:.{places}f}"


def _inside(coverage: IntervalCoverage) -> str:
    if not coverage.cells:
        return "Nothing could be said at any of these moments."
    shares = ", ".join(f"{level} % {percent(share, 1)}" for level, share in coverage.inside.items())
    return f"The truth lay inside, over {coverage.cells} lists and moments: {shares}."
