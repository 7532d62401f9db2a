"""``escrutinio law``: the library of laws, and a law applied to a table of votes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.bounds import law_bounds
from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.command import Command
from escrutinio.cli.decide import chamber_table, office_words
from escrutinio.cli.options import ExplainOption, FormatOption
from escrutinio.flows import laws as flow
from escrutinio.flows.documents import OutcomeDocument
from escrutinio.flows.verifications import Verification, in_words
from escrutinio.law import Law, Outcome, derivation_text, get_law, law_ids, outcome_html

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The library of electoral laws: list, show, decide, verify.",
    epilog="Example: escrutinio law show bo/2020",
)
LawArgument = Annotated[
    str, typer.Argument(metavar="LAW", help="Its id, or the path of a file of your own.", show_default=False)
]


class DecisionFormat(StrEnum):
    """How an outcome is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


@app.command("list", cls=Command, epilog="Example: escrutinio law list --format csv")
def list_laws(output: FormatOption = Format.TABLE) -> None:
    """List every law: its id, what it elects, when it is in force."""
    laws, verified_on = flow.laws(), flow.verifications()
    answer(
        output,
        table=lambda: _list(laws, verified_on),
        document=lambda: flow.laws_document(laws, verified_on),
        rows=lambda: flow.law_rows(laws, verified_on),
    )


@app.command(cls=Command, epilog="Example: escrutinio law show bo/2020")
def show(law: LawArgument, output: FormatOption = Format.TABLE) -> None:
    """Show a law: its articles, sources and verifications."""
    shown = get_law(law)
    verifications = flow.verifications(shown.id) if shown.id in law_ids() else []
    answer(
        output,
        table=lambda: Group(*_show(shown, verifications)),
        document=lambda: flow.law_document(shown, verifications),
        rows=lambda: flow.law_rows([shown], verifications),
    )


@app.command(cls=Command, epilog="Example: escrutinio law decide bo/2020 votes.csv --facts facts.toml")
def decide(
    law: LawArgument,
    votes: Annotated[
        Path,
        typer.Argument(metavar="VOTES.csv", help="The votes; or ballots as a .blt file.", show_default=False),
    ],
    facts: Annotated[
        Path | None, typer.Option(metavar="FACTS.toml", help="Seats, agreements, lots; none without it.")
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DAY",
            help="The day of the election, such as 2021-10-09: the edition then in force is taken.",
        ),
    ] = None,
    edition: Annotated[
        bool, typer.Option("--edition", help="Apply the edition that LAW names, in force or not.")
    ] = False,
    explain: ExplainOption = False,
    output: Annotated[
        DecisionFormat,
        typer.Option("--format", metavar="FORMAT", help="How to print the answer: table, json, csv or html."),
    ] = DecisionFormat.TABLE,
) -> None:
    """Show who is elected and the seats, from a table of votes."""
    on = day.date() if day else None
    outcome = flow.decide_table(law, votes, facts, day=on, whatever_day=edition)
    if output is DecisionFormat.HTML:
        typer.echo(outcome_html(outcome), nl=False)
        return
    answer(
        Format(output.value),
        table=lambda: Group(*_outcome(outcome, explain=explain)),
        document=lambda: OutcomeDocument.of(outcome),
        rows=lambda: flow.outcome_rows(outcome),
    )


@app.command(cls=Command, epilog="Example: escrutinio law verify de/2023")
def verify(
    law: Annotated[str, typer.Argument(metavar="LAW", help="Only this law.", show_default=False)] = "",
) -> None:
    """Apply laws to official results and compare.

    Fails when a result differs.
    """
    table = Table("Election", "Law", "Figures", "From", "Result")
    failed = False
    for result in flow.verify(law):
        failed = failed or bool(result.differences)
        words = "\n".join(result.differences) or "the same"
        verification = result.verification
        table.add_row(
            verification.title, verification.law.id, str(verification.checks), str(verification.grade), words
        )
    if not table.row_count:
        typer.echo(f"No official result to verify {law} with yet.")
        raise typer.Exit(1)
    terminal.console().print(table)
    if failed:
        raise typer.Exit(1)


def _list(laws: list[Law], verified_on: list[Verification]) -> RenderableType:
    # A law's text needs a line of its own: in narrow columns a screen would hold three laws.
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("Law", no_wrap=True, style="bold")
    table.add_column("What it elects")
    for law in laws:
        grades = in_words(v for v in verified_on if v.law.id == law.id)
        more = f"{law.in_force} · verified: {grades} · bounds: {law_bounds(law).sharpness}"
        table.add_row(law.id, Group(Text(f"{law.title}: {law.elects}"), Text(more, style="dim")))
    return table


def _show(law: Law, verifications: list[Verification]) -> Iterator[RenderableType]:
    yield Text(f"{law.id}: {law.title}", style="bold")
    yield Text(f"Elects {law.elects}.")
    yield Text(f"Statute: {law.statute}")
    yield Text(f"Source: {law.source}")
    yield Text(f"In force: {law.in_force}")
    yield Text(f"Sure bounds: {law_bounds(law).text}.")
    yield Text(f"Many results: {flow.at_once_words(law)}.")
    if law.notes:
        yield Text(f"Note: {law.notes}")
    yield Text("")
    for number, (rule, article) in enumerate(law.articles, start=1):
        yield Text(f"{number}. {rule}")
        yield Text(f"   [{article}]", style="dim")
    yield Text("\nVotes")
    for role, words in law.contests.items():
        yield Text(f"· {role}: {words}")
    if law.valid:
        yield Text(f"· {law.valid[:1].upper()}{law.valid[1:]}.")
    if law.candidates:
        yield Text(f"· {law.candidates[:1].upper()}{law.candidates[1:]}.")
    for official in (True, False):
        of_these = [v for v in verifications if v.grade.official == official]
        if of_these:
            words = "official results" if official else "figures that were not checked against official ones"
            yield Text(f"\nVerified on {words}")
        for v in of_these:
            yield Text(f"· {v.title} ({flow.figures_words(v.checks)}; {v.grade}). {v.source}")


def _outcome(outcome: Outcome, *, explain: bool) -> Iterator[RenderableType]:
    yield Text(f"{outcome.title} ({outcome.law})", style="bold")
    for warning in outcome.warnings:
        yield Text(f"Warning: {warning}", style="yellow")
    for office in outcome.offices.values():
        yield Text(f"→ {office_words(office, final=outcome.final)}", style="bold")
    for chamber in outcome.chambers.values():
        yield Text("")
        yield chamber_table(chamber, None, final=outcome.final)
    for tie in outcome.ties:
        yield Text(
            f"Tied: {', '.join(tie.tied)} for {tie.seats} ({tie.what}). "
            "Record the lot that was drawn in a [[lot]] table of the facts.",
            style="yellow",
        )
    if explain:
        yield Text("")
        yield Text(derivation_text(outcome))
