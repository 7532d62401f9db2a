"""``escrutinio law``: the library of laws, and a law applied to a table of votes."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import FormatOption
from escrutinio.flows import laws as flow
from escrutinio.flows.verifications import Verification
from escrutinio.law import Law, Outcome, get_law, law_ids, outcome_html

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The library of electoral laws: list, show, decide, verify.",
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


@app.command("list")
def list_laws(output: FormatOption = Format.TABLE) -> None:
    """Every law: its id, what it elects, and when it is in force."""
    found = flow.laws()
    answer(
        output,
        table=lambda: _list(found),
        document=lambda: {
            "schema": "escrutinio/laws/1",
            "laws": [flow.law_document(law, []) for law in found],
        },
        rows=lambda: flow.law_rows(found),
    )


@app.command()
def show(law: LawArgument, output: FormatOption = Format.TABLE) -> None:
    """A law: its articles in order, its sources, and the official results it is verified on."""
    found = get_law(law)
    verified = flow.verifications(found.id) if found.id in law_ids() else []
    answer(
        output,
        table=lambda: Group(*_show(found, verified)),
        document=lambda: flow.law_document(found, verified),
        rows=lambda: flow.law_rows([found]),
    )


@app.command()
def decide(
    law: LawArgument,
    votes: Annotated[Path, typer.Argument(metavar="VOTES.csv", help="The votes.", show_default=False)],
    facts: Annotated[
        Path | None, typer.Option(metavar="FACTS.toml", help="Seats, agreements, lots; else none.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show every step with its article.")] = False,
    output: Annotated[
        DecisionFormat, typer.Option("--format", help="How to print the answer.")
    ] = DecisionFormat.TABLE,
) -> None:
    """Who is elected and the seats, from a table of votes."""
    outcome = flow.decide_table(law, votes, facts)
    if output is DecisionFormat.HTML:
        typer.echo(outcome_html(outcome), nl=False)
        return
    answer(
        Format(output.value),
        table=lambda: Group(*_outcome(outcome, explain=explain)),
        document=lambda: {"schema": "escrutinio/outcome/1", **outcome.to_dict()},
        rows=lambda: flow.outcome_rows(outcome),
    )


@app.command()
def verify(
    law: Annotated[str, typer.Argument(metavar="[LAW]", help="Only this one.", show_default=False)] = "",
) -> None:
    """Apply laws to official results and compare; fails when one differs."""
    table = Table("Election", "Law", "Figures", "Result")
    wrong = 0
    for one in flow.verify(law):
        wrong += bool(one.differences)
        said = "\n".join(one.differences) or "the same"
        table.add_row(one.verification.title, one.verification.law.id, str(one.verification.checks), said)
    if not table.row_count:
        typer.echo(f"No official result to verify {law} with yet.")
        raise typer.Exit(1)
    terminal.console().print(table)
    if wrong:
        raise typer.Exit(1)


def _list(found: list[Law]) -> RenderableType:
    table = Table()
    table.add_column("Law", no_wrap=True)
    table.add_column("What it elects")
    table.add_column("In force")
    for law in found:
        table.add_row(law.id, f"{law.title}: {law.elects}", law.in_force)
    return table


def _show(law: Law, verified: list[Verification]) -> Iterator[RenderableType]:
    yield Text(f"{law.id}: {law.title}", style="bold")
    yield Text(f"Elects {law.elects}.")
    yield Text(f"Statute: {law.statute}")
    yield Text(f"Source: {law.source}")
    yield Text(f"In force: {law.in_force}")
    if law.notes:
        yield Text(f"Note: {law.notes}")
    yield Text("")
    for number, (rule, article) in enumerate(law.articles, start=1):
        yield Text(f"{number}. {rule}")
        yield Text(f"   [{article}]", style="dim")
    yield Text("\nVotes")
    for role, words in law.contests.items():
        yield Text(f"· {role}: {words}")
    if verified:
        yield Text("\nVerified on official results")
        for one in verified:
            yield Text(f"· {one.title} ({one.checks} figures). {one.source}")


def _outcome(outcome: Outcome, *, explain: bool) -> Iterator[RenderableType]:
    yield Text(f"{outcome.title} ({outcome.law})", style="bold")
    for office in outcome.offices.values():
        yield Text(f"→ {terminal.office_words(office.to_dict(), final=outcome.final)}", style="bold")
    for chamber in outcome.chambers.values():
        yield Text("")
        yield terminal.chamber_table(chamber.to_dict(), None, final=outcome.final)
    for tie in outcome.ties:
        yield Text(
            f"Tied: {', '.join(tie.tied)} for {tie.seats} ({tie.what}). "
            "Record the lot in a table [[lot]] of the facts.",
            style="yellow",
        )
    if explain:
        yield Text("")
        yield Text(outcome.derivation())
