"""``escrutinio feed``: how the files of a source are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.command import Command
from escrutinio.cli.options import Folder, FormatOption, LanguageOption, moment_of
from escrutinio.feeds.recipes import Recipe, get_recipe
from escrutinio.flows import recipes as flow
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.feed_try import FeedTryDocument, TriedFeed
from escrutinio.flows.documents.recipes import RecipeDocument, UsedRecipeDocument
from escrutinio.flows.feed_try import try_feeds
from escrutinio.flows.tables import trial_rows
from escrutinio.model import Election, UsageError, sheet

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="How the files of a source are read: list, show, use, try.",
    epilog="Example: escrutinio feed try night results_2100.csv",
)
_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}


@app.command("try", cls=Command, epilog="Example: escrutinio feed try night results_2100.csv")
def try_(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to try.", show_default=False)],
    feed: Annotated[
        str | None,
        typer.Option(metavar="FEED", help="The feed to read it with; without it, names and columns decide."),
    ] = None,
    observed_at: Annotated[
        str | None, typer.Option("--observed-at", metavar="TIME", help="When the source showed it.")
    ] = None,
    language: LanguageOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Show how a file would be read, and take nothing in."""
    desk = open_desk(folder, language=language)
    moment = moment_of(observed_at, desk.election, "--observed-at")
    document = try_feeds(desk, file, feed=feed, observed_at=moment)
    answer(
        output,
        table=lambda: trial_view(document, desk.election),
        document=lambda: document,
        rows=lambda: trial_rows(document),
    )


@app.command("list", cls=Command, epilog="Example: escrutinio feed list")
def list_(output: FormatOption = Format.TABLE) -> None:
    """List the recipes for files of known sources."""
    listed = flow.recipes()
    answer(
        output,
        table=lambda: recipes_view(listed),
        document=lambda: flow.recipes_document(listed),
        rows=lambda: flow.recipe_rows(listed),
    )


RecipeArgument = Annotated[
    str, typer.Argument(metavar="RECIPE", help="A recipe's id, or its file.", show_default=False)
]


@app.command(cls=Command, epilog="Example: escrutinio feed show de/kerg2")
def show(recipe: RecipeArgument, output: FormatOption = Format.TABLE) -> None:
    """Show a recipe: source, trials, what it leaves to you."""
    shown = get_recipe(recipe)
    document = flow.recipe_document(shown)
    answer(
        output,
        table=lambda: Group(*_recipe(document)),
        document=lambda: document,
        rows=lambda: flow.recipe_rows([shown]),
    )


@app.command(cls=Command, epilog="Example: escrutinio feed use night de/kerg2 --contest first=members")
def use(
    folder: Folder,
    recipe: RecipeArgument,
    contest: Annotated[
        list[str] | None,
        typer.Option(metavar="THEIRS=ID", help="A contest of the files, and which of the election it is."),
    ] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Add the feeds of a recipe to an election."""
    contests: dict[str, str] = {}
    for pair in contest or ():
        theirs, _, ours = pair.rpartition("=")
        if not theirs:
            hint = "Give it like --contest Governor=governor."
            raise UsageError(f"--contest {pair!r} is no pair", hint=hint)
        contests[theirs] = ours
    document = flow.use_recipe(folder, recipe, contests)
    answer(
        output,
        table=lambda: Group(*_used(folder, document)),
        document=lambda: document,
        rows=lambda: pl.DataFrame({"feed": document.feeds, "recipe": document.recipe}),
    )


def recipes_view(listed: Sequence[Recipe]) -> RenderableType:
    """The recipes, with what each was tried on."""
    table = Table()
    table.add_column("Recipe", no_wrap=True)
    table.add_column("Files")
    table.add_column("Tried on")
    for recipe in listed:
        table.add_row(recipe.id, f"{recipe.publisher}: {recipe.title}", recipe.tried or "no real file yet")
    return table


def _recipe(document: RecipeDocument) -> Iterator[RenderableType]:
    yield Text(f"{document.id}: {document.title}", style="bold")
    yield Text(f"Published by {document.publisher}: {document.source}")
    yield Text(f"Files: {', '.join(document.files)}")
    yield Text(f"Written on {document.day}. Its form was read in: {document.read_in}")
    yield Text(f"Tried on: {document.tried}" if document.tried else "Not tried on a real file.")
    if document.notes:
        yield Text(f"Note: {document.notes}")
    yield from (Text(f"- {remark}") for remark in document.by_hand)
    yield Text(f"escrutinio new FOLDER --from FILE --recipe {document.id}    drafts an election from a file")


def _used(folder: Path, document: UsedRecipeDocument) -> Iterator[RenderableType]:
    yield Text(f"Added to {folder / 'election.toml'}: {', '.join(document.feeds)}", style="bold")
    yield from (Text(f"- {remark}") for remark in document.remarks)
    yield Text(f"escrutinio feed try {folder} FILE    shows what it makes of a file")


def trial_view(document: FeedTryDocument, election: Election) -> RenderableType:
    """How each feed reads the file: columns, first sheets, totals, findings."""
    return Group(*(part for tried in document.feeds for part in _feed(tried, election)))


def _feed(tried: TriedFeed, election: Election) -> Iterator[RenderableType]:
    when = terminal.moment(election.parse_time(tried.observed_at), election)
    yield Text(f"Feed {tried.feed}: {terminal.whole(tried.sheets)} sheets, observed {when}", style="bold")
    if tried.sheets_not_counted:
        yield Text(f"{terminal.whole(tried.sheets_not_counted)} of them are not counted yet.")
    if tried.sheets_unexpected:
        words = f"{terminal.whole(tried.sheets_unexpected)} of them are not in the stations file."
        yield Text(words, style="yellow")
    yield _columns(tried, election)
    if tried.unused:
        yield Text(f"Not used: {', '.join(tried.unused)}", style="yellow")
    yield _first(tried, election)
    yield from _totals(tried, election)
    for finding in tried.findings:
        text = Text(f"{finding.code} ({terminal.whole(finding.findings)}) ", style=_STYLES[finding.severity])
        yield text.append(f"{finding.example}", style="default")
    yield Text("Nothing was taken in.", style="dim")


def _columns(tried: TriedFeed, election: Election) -> Table:
    table = Table(title="Columns", title_justify="left")
    table.add_column("What is read")
    table.add_column("The file's columns", overflow="fold")
    for column in tried.columns:
        joined = " + " if _is_number(column.figure) else " - "
        table.add_row(_name(column.figure, election), joined.join(column.columns))
    return table


def _first(tried: TriedFeed, election: Election) -> Table:
    """The first sheets side by side, a row for each figure."""
    table = Table(title="First sheets", title_justify="left")
    table.add_column("")
    for first_sheet in tried.first:
        table.add_column(first_sheet.sheet, justify="right", overflow="fold")
    if len(election.contests) > 1:
        table.add_row(
            "Contest", *(election.contests[first_sheet.contest].name for first_sheet in tried.first)
        )
    levels = dict.fromkeys(level for first_sheet in tried.first for level in first_sheet.units)
    for level in levels:
        table.add_row(
            _name(level, election), *(first_sheet.units.get(level) or "-" for first_sheet in tried.first)
        )
    figures = dict.fromkeys(name for first_sheet in tried.first for name in first_sheet.figures)
    for name in figures:
        values = [first_sheet.figures.get(name) for first_sheet in tried.first]
        cells = [terminal.whole(value) if value is not None else "-" for value in values]
        table.add_row(_name(name, election), *cells)
    return table


def _totals(tried: TriedFeed, election: Election) -> Iterator[Table]:
    for contest in dict.fromkeys(total.contest for total in tried.totals):
        own = [total for total in tried.totals if total.contest == contest]
        with_file = any(total.file is not None for total in own)
        table = terminal.titled_table(f"All sheets of the file: {election.contests[contest].name}")
        table.add_column("")
        table.add_column("Sum", justify="right")
        table.add_column("On sheets", justify="right")
        if with_file:
            table.add_column("The file's total", justify="right")
        for total in own:
            differs = total.file is not None and total.file != total.sheets
            shown = "not stated" if total.sheets is None else terminal.whole(total.sheets)
            cells = [_name(total.figure, election), shown, terminal.whole(total.stated)]
            if with_file:
                cells.append(terminal.whole(total.file))
            table.add_row(*cells, style="bold red" if differs else "")
        yield table


def _is_number(figure: str) -> bool:
    return figure == "votes" or figure in sheet.COUNTS or figure.startswith(sheet.VOTES_PREFIX)


def _name(figure: str, election: Election) -> str:
    """A figure, or a part of the sheet's key, in words."""
    levels = {level.id: level.name for level in election.levels}
    if figure.startswith(sheet.VOTES_PREFIX):
        return election.label_of(sheet.selection_of(figure))
    return levels.get(figure, figure.capitalize())
