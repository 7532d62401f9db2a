"""``escrutinio forensics``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from msgspec.structs import replace
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import AsOfOption, Folder, FormatOption, LanguageOption, moment_of
from escrutinio.flows.count import iso
from escrutinio.flows.desk import open_desk, require_unaltered
from escrutinio.flows.documents.forensics import ForensicsDocument, OddityResult, OddSheet
from escrutinio.flows.forensics import forensics as run_forensics
from escrutinio.flows.forensics import forensics_rows
from escrutinio.flows.publication import publish_again
from escrutinio.flows.publication.odd_sheets import keep_odd_sheets, withdraw_odd_sheets
from escrutinio.model import Election, UsageError

EXAMPLE = "Example: escrutinio forensics night --test swapped-columns"


def forensics(
    folder: Folder,
    contest: Annotated[
        str | None, typer.Option(metavar="CONTEST", help="Which contest; without it the headline's.")
    ] = None,
    test: Annotated[
        list[str] | None, typer.Option(metavar="TEST", help="Only this test; may be repeated.")
    ] = None,
    limit: Annotated[
        int, typer.Option(metavar="NUMBER", help="How many sheets of each test to list in the table.", min=0)
    ] = 10,
    publish: Annotated[
        bool, typer.Option("--publish", help="Show the list on the site, with its page of findings.")
    ] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the list from the site again.")] = False,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """List sheets worth a look, with false-alarm rates.

    Each test says how often it alarms where nothing is wrong.
    """
    if publish and withdraw:
        raise UsageError("a list is published or withdrawn, not both")
    if publish and language is not None:
        raise UsageError(
            "--publish goes without --lang", hint="The site shows names in its readers' languages."
        )
    desk = open_desk(folder, language=language)
    now = datetime.now(UTC)
    if withdraw:
        there = withdraw_odd_sheets(desk)
        publish_again(desk, now=now)
        terminal.console().print("The list is withdrawn." if there else "No list is published.")
        return
    until = moment_of(as_of, desk.election)
    require_unaltered(desk, until)
    document = run_forensics(desk, until, contest=contest, tests=tuple(test or ()))
    answer(
        output,
        table=lambda: forensics_view(document, desk.election, limit),
        document=lambda: document,
        rows=lambda: forensics_rows(document),
    )
    if publish:
        keep_odd_sheets(desk, replace(document, as_of=document.as_of or iso(now)))
        shown = publish_again(desk, now=now)
        words = "Published: the page of findings leads to the list."
        if shown is None:
            words = "The list is shown from the first publication on: start the site with escrutinio serve."
        terminal.console(stderr=True).print(words, markup=False)


def forensics_view(document: ForensicsDocument, election: Election, limit: int) -> RenderableType:
    """Each test with what it sees, what chance gives, and how often it is wrong."""
    parts: list[RenderableType] = [Text(election.name, style="bold")]
    if document.rehearsal:
        parts.append(Text(f"REHEARSAL. {election.note}", style="yellow"))
    parts.append(Text(f"{document.contest_name}: sheets worth a look"))
    words = "An alarm is a reason to look at sheets. It does not say what is behind it."
    if document.any_alarm:
        words += (
            f" Where nothing is wrong, each test alarms in about {terminal.percent(document.level, 0)} of "
            "elections, and at least one of those that have enough to go by in about "
            f"{terminal.percent(document.any_alarm, 0)}."
        )
    parts.append(Text(words))
    if document.left_out:
        parts.append(
            Text(
                f"{terminal.sheets_in_words(document.left_out)} left out, as they do not state their votes, "
                "or state more for the selections than are valid."
            )
        )
    for result in document.tests:
        parts += [Text(""), *_test(result, election, limit)]
    parts.append(Text(""))
    for refused in document.refused:
        parts.append(Text(f"Not made: {refused.test}: {refused.reason}.", style="dim"))
    return Group(*parts)


def _test(result: OddityResult, election: Election, limit: int) -> list[RenderableType]:
    parts: list[RenderableType] = [Text(f"{result.test}: {result.title}", style="bold")]
    if not result.available:
        parts.append(Text(f"Cannot say: {result.reason}."))
        return parts
    state = Text("alarm" if result.alarm else "no alarm", style="yellow" if result.alarm else "green")
    parts.append(
        state
        + Text(
            f": {result.figure}: {_figure(result.observed)}; by chance {_figure(result.expected)} ± "
            f"{_figure(result.deviation)} ({_z(result.z)}p = {result.p:.3f}).",
            style="default",
        )
    )
    parts.append(
        Text(
            f"False alarms: {terminal.percent(result.false_alarms, 1)} of simulated elections without fault. "
            f"{terminal.sheets_in_words(result.sheets)} looked at; {result.draws:,} draws. {result.source}."
        )
    )
    if result.regions:
        are = "is" if result.regions_high == 1 else "are"
        high = f"{result.regions_high} of {result.regions} regions {are} 1.645 deviations or more"
        parts.append(Text(f"{high} above chance."))
    if result.alarm:
        parts.append(Text(f"It also alarms for: {result.innocent}."))
        parts += _listed(result, election, limit)
    return parts


def _z(value: float | None) -> str:
    return "" if value is None else f"z {value:+.1f}, "


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:z,.1f}"


def _listed(result: OddityResult, election: Election, limit: int) -> list[RenderableType]:
    if result.widespread and not result.listed:
        return [Text(_widespread(result))]
    if not limit or not result.listed:
        return [
            Text(f"{terminal.sheets_in_words(result.odd_sheets)} worth a look: see --limit, --format json.")
        ]
    table = Table()
    for name in ("Sheet", "Place", "File and line", "Seen"):
        table.add_column(name, overflow="fold")
    for listed_sheet in result.listed[:limit]:
        where = f"{listed_sheet.file}:{listed_sheet.line}" if listed_sheet.line else listed_sheet.file
        table.add_row(listed_sheet.sheet, listed_sheet.place, where, _seen(listed_sheet, election))
    parts: list[RenderableType] = [Text(_widespread(result)), table] if result.widespread else [table]
    shown = sum(1 + len(listed_sheet.others) for listed_sheet in result.listed[:limit])
    if any(not (listed_sheet.selections or listed_sheet.others) for listed_sheet in result.listed[:limit]):
        parts.append(Text("Weight: the larger, the less likely by chance.", style="dim"))
    left = result.odd_sheets - shown
    if left > 0:
        parts.append(Text(f"... and {terminal.whole(left)} more: see --limit, --format json."))
    return parts


def _widespread(result: OddityResult) -> str:
    if not result.odd_sheets:
        return (
            "No sheet, area or region stands out by itself, so none is listed. It may be chance, or how the "
            "figures were made: a source that rounds them, or sheets that were reconstructed, can look like "
            "this."
        )
    many = f"{terminal.whole(result.odd_sheets)} of {terminal.whole(result.sheets)} sheets stand out"
    listed = "the farthest out are listed" if result.listed else "none is listed"
    return (
        f"This concerns the count as a whole: {many}, so {listed}. Ask how the figures were made: a source "
        "that rounds them, or sheets that were reconstructed, can look like this."
    )


def _seen(one: OddSheet, election: Election) -> str:
    if one.selections:
        names = terminal.together([election.label_of(name) for name in one.selections])
        return f"fits its place with the votes of {names} exchanged"
    if one.others:
        return f"same votes as {terminal.together(one.others[:3])}"
    return f"weight {one.weight:.1f}"
