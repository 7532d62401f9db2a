"""``escrutinio sample``: quick counts."""

from __future__ import annotations

from typing import Annotated

import polars as pl
import typer
from rich.console import Group, RenderableType
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.command import Command
from escrutinio.cli.options import AsOfOption, Folder, FormatOption, moment_of
from escrutinio.flows.desk import open_desk, require_unaltered
from escrutinio.flows.documents.sample import SampleDrawDocument, SampleEstimateDocument
from escrutinio.flows.sample import draw_sample, estimate_sample, write_sample
from escrutinio.model import DEFINITION_FILE, Election

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Quick counts: draw a random sample, estimate from it.",
    epilog="Example: escrutinio sample draw night --size 400 --strata department",
)
_NAMED = 5

ContestOption = Annotated[
    str | None, typer.Option(metavar="CONTEST", help="The contest; otherwise the first of the law.")
]


@app.command(cls=Command, epilog="Example: escrutinio sample draw night --size 400 --strata department")
def draw(
    folder: Folder,
    size: Annotated[int, typer.Option(metavar="NUMBER", help="How many stations to draw.", min=2)],
    strata: Annotated[
        str | None,
        typer.Option(metavar="LEVEL", help="Draw from every unit of this level, in proportion."),
    ] = None,
    seed: Annotated[
        int, typer.Option(metavar="NUMBER", help="Of the random numbers: the same seed, the same stations.")
    ] = 1,
    contest: ContestOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Draw a random sample of stations into sample.csv."""
    desk = open_desk(folder)
    document, frame = draw_sample(desk, size, strata=strata, seed=seed, contest_id=contest)
    write_sample(desk.election.folder, frame)
    answer(
        output,
        table=lambda: draw_view(document, desk.election),
        document=lambda: document,
        rows=lambda: frame,
    )


@app.command(cls=Command, epilog="Example: escrutinio sample estimate night --as-of 2020-10-18T21:00")
def estimate(
    folder: Folder,
    contest: ContestOption = None,
    as_of: AsOfOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Estimate the result by the design and by the model."""
    desk = open_desk(folder)
    until = moment_of(as_of, desk.election)
    require_unaltered(desk, until)
    document = estimate_sample(desk, until, contest_id=contest)
    answer(
        output,
        table=lambda: estimate_view(document, desk.election),
        document=lambda: document,
        rows=lambda: estimate_rows(document),
    )


def draw_view(document: SampleDrawDocument, election: Election) -> RenderableType:
    """How many stations were drawn where, and how near the result a sample of this size comes."""
    table = terminal.titled_table(election.contests[document.contest].name)
    table.add_column("Stratum")
    for title in ("stations", "drawn"):
        table.add_column(title, justify="right")
    for each in document.strata:
        table.add_row(each.stratum or "(in none)", terminal.whole(each.stations), terminal.whole(each.drawn))
    drawn, stations = terminal.whole(document.drawn), terminal.whole(document.stations)
    parts: list[RenderableType] = [
        table,
        Text(f"Drawn by lot: {drawn} of {stations} stations, seed {document.seed}, into {document.file}."),
    ]
    if document.expected_margins:
        largest = sorted(document.expected_margins.items(), key=lambda item: (-item[1], item[0]))[:_NAMED]
        words = ", ".join(f"{name} ±{100 * margin:.1f}" for name, margin in largest)
        parts.append(
            Text(
                "If stations voted as in the earlier election and all of the sample came in, the 95 % "
                f"intervals would be, in points: {words}."
            )
        )
    else:
        parts.append(Text("Its error is not known beforehand without an earlier election by polling place."))
    parts.append(
        Text(f'To have it used, add to [projection] in {DEFINITION_FILE}: sample = "{document.file}".')
    )
    return Group(*parts)


def estimate_view(document: SampleEstimateDocument, election: Election) -> RenderableType:
    """The shares by the design and by the model, side by side."""
    title = f"{election.contests[document.contest].name}: share of valid, from a sample"
    table = terminal.titled_table(title)
    table.add_column("Selection")
    for column in ("by design", "95 %", "by model", "95 %"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, each in sorted(document.selections.items(), key=lambda item: -item[1].share):
        span = each.intervals["95"]
        cells = [terminal.percent(each.share, 1), f"{100 * span.low:.1f}-{100 * span.high:.1f}"]
        if each.projected is not None:
            span = each.projected_intervals["95"]
            cells += [terminal.percent(each.projected, 1), f"{100 * span.low:.1f}-{100 * span.high:.1f}"]
        table.add_row(election.label_of(name), *cells)
    parts: list[RenderableType] = [
        table,
        Text(f"Stations of the sample that are in: {document.used:,} of {document.drawn:,}."),
    ]
    if document.used < document.drawn:
        parts.append(Text("By design, the missing ones are taken to be like the others of their stratum."))
    if document.silent:
        more = f" and {len(document.silent) - _NAMED} more" if len(document.silent) > _NAMED else ""
        named = ", ".join(name or "(in none)" for name in document.silent[:_NAMED])
        parts.append(Text(f"Strata with fewer than two stations in: {named}{more}."))
    if document.reason:
        parts.append(Text(f"The model: {document.reason}"))
    return Group(*parts)


def estimate_rows(document: SampleEstimateDocument) -> pl.DataFrame:
    """One row for each selection."""
    rows = []
    for name, each in document.selections.items():
        span, by_model = each.intervals["95"], each.projected_intervals.get("95")
        rows.append(
            {
                "rehearsal": document.rehearsal,
                "contest": document.contest,
                "selection": name,
                "share": each.share,
                "error": each.error,
                "low_95": span.low,
                "high_95": span.high,
                "projected": each.projected,
                "projected_low_95": by_model.low if by_model else None,
                "projected_high_95": by_model.high if by_model else None,
            }
        )
    return pl.from_dicts(rows, infer_schema_length=None)
