"""``escrutinio check``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import AsOfOption, Folder, FormatOption, LanguageOption, moment_of
from escrutinio.flows.check import Checked, check_document
from escrutinio.flows.check import check as run_check
from escrutinio.flows.desk import open_desk
from escrutinio.flows.source_differences import difference_rows
from escrutinio.ledger.checks import CHECKS
from escrutinio.model import Election

EXAMPLE = "Example: escrutinio check night --code changed --limit 5"
_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}


def check(
    folder: Folder,
    code: Annotated[
        list[str] | None, typer.Option(metavar="CHECK", help="Only this check; may be repeated.")
    ] = None,
    limit: Annotated[
        int, typer.Option(metavar="NUMBER", help="How many findings to list in the table.", min=0)
    ] = 20,
    sources: Annotated[
        bool, typer.Option("--sources", help="Only where two sources differ on a sheet, figure by figure.")
    ] = False,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """List what is wrong or remarkable with the sheets. A finding never stops the count."""
    desk = open_desk(folder, language=language)
    codes = ("sources-differ",) if sources else tuple(code or ())
    checked = run_check(desk, moment_of(as_of, desk.election), codes=codes)
    answer(
        output,
        table=lambda: sources_view(checked, limit) if sources else findings_view(checked, limit),
        document=lambda: check_document(checked),
        rows=lambda: difference_rows(checked.sources.differences) if sources else checked.findings,
    )


def findings_view(checked: Checked, limit: int) -> RenderableType:
    """How many findings of each check, then the findings themselves up to a limit."""
    findings = checked.findings
    parts: list[RenderableType] = [Text(checked.election.name, style="bold")]
    if checked.rehearsing:
        parts.append(Text(f"REHEARSAL. {checked.election.note}", style="yellow"))
    if findings.is_empty():
        seen = f"No findings on {terminal.sheets_in_words(checked.sheets)}."
        return Group(
            *parts, Text(seen if checked.sheets else "No sheet is in yet: there is nothing to check.")
        )
    tally = dict(findings.group_by("code").len().iter_rows())
    table = Table()
    table.add_column("Check")
    table.add_column("Severity")
    table.add_column("Findings", justify="right")
    table.add_column("What it finds")
    for item in CHECKS:
        if item.code in tally:
            severity = Text(str(item.severity), style=_STYLES[item.severity])
            table.add_row(item.code, severity, terminal.whole(tally[item.code]), item.title)
    parts += [table, Text("")]
    for row in findings.head(limit).iter_rows(named=True):
        parts.append(_finding(checked.election, row))
    left = findings.height - limit
    if left > 0:
        words = (
            f"... and {terminal.whole(left)} more"
            if limit
            else f"{terminal.whole(left)} finding{'s' * (left > 1)}"
        )
        parts.append(Text(f"{words}: see --limit, --code, --format csv."))
    return Group(*parts)


def sources_view(checked: Checked, limit: int) -> RenderableType:
    """What the sources' differences are for the totals, then the differences themselves up to a limit."""
    differences, election = checked.sources, checked.election
    names = {source.id: source.name for source in differences.sources}
    parts: list[RenderableType] = [Text(election.name, style="bold")]
    if checked.rehearsing:
        parts.append(Text(f"REHEARSAL. {election.note}", style="yellow"))
    differ = terminal.whole(differences.sheets_differing) if differences.sheets_differing else "none"
    compared = terminal.whole(differences.sheets_compared)
    parts.append(Text(f"Of {compared} sheets in two sources or more, {differ} differ."))
    for effect in differences.effects:
        contest = election.contests[effect.contest].name
        table = terminal.titled_table(f"{contest}: with the figures of {names[effect.other]}")
        for heading in ("Figure", "Counted", "Difference", "Then"):
            table.add_column(heading, justify="left" if heading == "Figure" else "right")
        for figure in effect.figures:
            then = terminal.whole(figure.total_with_other)
            table.add_row(figure.name, terminal.whole(figure.total), f"{figure.difference:+,}", then)
        parts.append(table)
    if differences.differences and limit:
        table = Table()
        for heading in ("Sheet", "Figure", "Source", "States", "Other source", "States", "Difference"):
            table.add_column(heading, justify="right" if heading in ("States", "Difference") else "left")
        for row in differences.differences[:limit]:
            table.add_row(
                f"{election.contests[row.contest].name}, {row.sheet}",
                row.name,
                names[row.source] + ("" if row.effect is not None else " (not counted)"),
                terminal.whole(row.value),
                names[row.other],
                terminal.whole(row.other_value),
                f"{row.difference:+,}",
            )
        parts.append(table)
    left = len(differences.differences) - limit
    if left > 0:
        parts.append(Text(f"... and {terminal.whole(left)} more: see --limit, --format csv."))
    return Group(*parts)


def _finding(election: Election, row: Mapping[str, str]) -> Text:
    contest = election.contests.get(row["contest"])
    where = ", ".join(filter(None, (contest.name if contest else row["contest"], row["sheet"])))
    place = f"{row['file']}:{row['line']}" if row["line"] else row["file"]
    text = Text(f"{row['code']} ", style=_STYLES[row["severity"]])
    text.append(f"{where}  ", style="bold").append(f"{place}\n", style="dim").append(f"  {row['message']}")
    if row["before"]:
        text.append(f"\n  before: {row['before']}")
    if row["after"]:
        text.append(f"\n  after:  {row['after']}")
    return text
