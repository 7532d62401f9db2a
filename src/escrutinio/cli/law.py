"""``escrutinio law``: the library of laws, and a law applied to a table of votes.

What a command needs is imported when it runs, so that help and mistakes do not wait for the library.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from escrutinio.cli.answer import Format, answer
from escrutinio.cli.command import Command
from escrutinio.cli.options import ExplainOption, FormatOption, day_of

if TYPE_CHECKING:
    from rich.console import RenderableType

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


@app.command("list", cls=Command, epilog="Example: escrutinio law list --country es --day 2023-07-23")
def list_laws(
    country: Annotated[
        str,
        typer.Option(
            metavar="COUNTRY", help="Only of this country, such as es or Spain.", show_default=False
        ),
    ] = "",
    body: Annotated[
        str,
        typer.Option(
            metavar="BODY",
            help="Only of this body: chamber, office, measure, or its id or name.",
            show_default=False,
        ),
    ] = "",
    day: Annotated[
        str | None, typer.Option(metavar="DAY", help="Only those in force on this day, such as 2023-07-23.")
    ] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """List the laws.

    What each elects, when it is in force, on what it is verified.
    """
    from escrutinio.flows import laws as flow

    laws = flow.laws(country, body, day_of(day))
    verified_on = flow.verified_on(laws)

    def table() -> RenderableType:
        from escrutinio.cli.of_laws import law_list

        return law_list(laws, verified_on)

    answer(
        output,
        table=table,
        document=lambda: flow.laws_document(laws, verified_on),
        rows=lambda: flow.law_rows(laws, verified_on),
    )


@app.command(cls=Command, epilog="Example: escrutinio law show bo/2020")
def show(law: LawArgument, output: FormatOption = Format.TABLE) -> None:
    """Show a law: its articles, sources and verifications."""
    from escrutinio.flows import laws as flow
    from escrutinio.law.library.registry import get_law

    shown = get_law(law)
    verified_on = flow.verified_on([shown])

    def table() -> RenderableType:
        from rich.console import Group

        from escrutinio.cli.of_laws import law_shown

        return Group(*law_shown(shown, verified_on))

    answer(
        output,
        table=table,
        document=lambda: flow.law_document(shown, verified_on),
        rows=lambda: flow.law_rows([shown], verified_on),
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
        str | None,
        typer.Option(
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
    from escrutinio.flows import laws as flow

    on = day_of(day)
    steps = explain or output in (DecisionFormat.JSON, DecisionFormat.HTML)
    outcome = flow.decide_table(law, votes, facts, day=on, whatever_day=edition, margins=steps)
    if output is DecisionFormat.HTML:
        from escrutinio.law.rendering.html import outcome_html

        typer.echo(outcome_html(outcome), nl=False)
        return

    def table() -> RenderableType:
        from rich.console import Group

        from escrutinio.cli.of_laws import outcome_shown

        return Group(*outcome_shown(outcome, explain=explain))

    def document() -> object:
        from escrutinio.flows.documents.outcome import OutcomeDocument

        return OutcomeDocument.of(outcome)

    answer(
        Format(output.value),
        table=table,
        document=document,
        rows=lambda: flow.outcome_rows(outcome),
    )


@app.command(cls=Command, epilog="Example: escrutinio law verify de/2023")
def verify(
    law: Annotated[str, typer.Argument(metavar="LAW", help="Only this law.", show_default=False)] = "",
    output: FormatOption = Format.TABLE,
) -> None:
    """Apply laws to official results and compare.

    Fails when a result differs.
    """
    from escrutinio.flows import laws as flow

    results = list(flow.verify(law))
    if not results:
        typer.echo(f"No official result to verify {law} with yet.", err=output is not Format.TABLE)
        raise typer.Exit(1)

    def table() -> RenderableType:
        from escrutinio.cli.of_laws import verified_shown

        return verified_shown(results)

    answer(
        output,
        table=table,
        document=lambda: flow.verify_document(results),
        rows=lambda: flow.verify_rows(results),
    )
    if any(result.differences for result in results):
        raise typer.Exit(1)
