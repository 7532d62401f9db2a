"""``escrutinio project``; its words are never those of a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import AsOfOption, Folder, FormatOption, LanguageOption, moment_of
from escrutinio.flows.chosen_law import chosen_law
from escrutinio.flows.desk import open_desk, require_unaltered
from escrutinio.flows.documents.figures import ShareInterval
from escrutinio.flows.documents.project import OutcomeProjection, ProjectDocument, ProjectedChances
from escrutinio.flows.project import Projection
from escrutinio.flows.project import project as run_project
from escrutinio.flows.project_document import poll_words, projection_document
from escrutinio.flows.projected_contest import DRAWS, SEED
from escrutinio.flows.projected_figures import AHEAD_BY
from escrutinio.flows.tables import projection_rows
from escrutinio.model import Election

PROJECT_EXAMPLE = "Example: escrutinio project night --as-of 2020-10-19T08:30"
_LEVELS = ("50", "90", "95")
_NAMED = 5
"""So many are named in one line."""


def project(
    folder: Folder,
    contest: Annotated[
        str | None,
        typer.Option(metavar="CONTEST", help="The contest; otherwise the first of the law."),
    ] = None,
    level: Annotated[
        str | None,
        typer.Option(metavar="LEVEL", help="The level of the units in JSON and CSV; otherwise regions."),
    ] = None,
    draws: Annotated[
        int, typer.Option(metavar="NUMBER", help="How many finished counts to draw.", min=100, max=20000)
    ] = DRAWS,
    seed: Annotated[
        int, typer.Option(metavar="NUMBER", help="Of the random numbers: the same seed, the same draws.")
    ] = SEED,
    lead: Annotated[
        float,
        typer.Option(metavar="POINTS", help="Give the chance of a lead of so many points.", min=0, max=100),
    ] = 100 * AHEAD_BY,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Show what the finished count will say, with intervals.

    With too few sheets in, it says that it cannot say yet.
    """
    desk = open_desk(folder, language=language)
    until = moment_of(as_of, desk.election)
    require_unaltered(desk, until)
    projection = run_project(
        desk, until, draws=draws, seed=seed, contest=contest, level=level, ahead_by=lead / 100
    )
    answer(
        output,
        table=lambda: projection_view(projection),
        document=lambda: projection_document(projection),
        rows=lambda: projection_rows(projection_document(projection)),
    )


def projection_view(projection: Projection) -> RenderableType:
    """What the finished count will say, beside the count it starts from."""
    document = projection_document(projection)
    election = projection.counted.election
    contest = election.contests[document.contest]
    counted = projection.counted.nation(contest.id)
    parts: list[RenderableType] = [terminal.heading(projection.counted), Text("")]
    alone = document.polls is not None and document.polls.alone
    if alone:
        parts += [Text(poll_words(document), style="yellow"), Text("")]
    if document.nation is None:
        return Group(*parts, Text(document.reason, style="yellow"), Text(terminal.coverage(counted)))
    table = terminal.titled_table(f"{contest.name}: projected share of valid")
    table.add_column("Selection")
    for title in ("counted", "projected", "50 %", "90 %", "95 %"):
        table.add_column(title, justify="right", no_wrap=True)
    projected = document.nation.selections
    for name in sorted(projected, key=lambda name: -projected[name].share):
        label = Text("■ ", style=election.selections[name].color) + Text(
            election.label_of(name), style="default"
        )
        spans = [_range(projected[name].intervals[level]) for level in _LEVELS]
        now = terminal.percent(counted.shares_of_valid[name], 1)
        table.add_row(label, now, terminal.percent(projected[name].share, 1), *spans)
    table.add_section()
    turnout = document.nation.turnout
    now = terminal.percent(counted.turnout.share, 1)
    if turnout is None:
        table.add_row("Turnout", now, "not stated" if counted.turnout.share is None else "not known")
    else:
        spans = [_range(turnout.intervals[level]) for level in _LEVELS]
        table.add_row("Turnout", now, terminal.percent(turnout.share, 1), *spans)
    parts.append(table)
    waiting = document.partial_places or document.empty_sheets or document.open_sheets
    whole = document.registered_share == 1 and not waiting
    if not whole:
        parts += _law_free(document.nation.chances, len(projected), election)
    if document.outcome:
        parts += _outcome(document.outcome, election, whole=whole)
    elif document.outcome_reason:
        parts.append(Text(f"What follows by the law is not projected: {document.outcome_reason}"))
    parts += [Text(""), Text(terminal.coverage(counted))]
    parts += _caveats(document, election)
    if alone:
        return Group(*parts)
    if whole:
        parts.append(Text("All sheets are in: this is the count."))
    else:
        parts.append(Text(f"A projection, not a result: {document.draws:,} draws; {_beside(projection)}."))
    return Group(*parts)


def _beside(projection: Projection) -> str:
    """What the projection was compared with."""
    shown, headline = projection.shown, projection.headline
    if shown.contest.id != headline.contest.id:
        return f"it follows the contest {headline.contest.id}"
    if shown.explained is not None and shown.fitted is not None and shown.fitted.blind:
        return "the earlier election explains next to nothing of what differs between places: left aside"
    if shown.fitted is None or shown.fitted.blind or shown.matched is None:
        return "without an earlier election by polling place"
    explains = terminal.percent(shown.explained or 0.0, 0)
    return (
        f"{terminal.percent(shown.matched, 0)} of the voters at places matched with the earlier election, "
        f"which explains {explains} of what differs between places"
    )


def _law_free(chances: ProjectedChances, lists: int, election: Election) -> list[RenderableType]:
    """Who may lead, whatever the law makes of it."""

    def words(of: Mapping[str, float]) -> str:
        some = [f"{election.label_of(name)} {chance_words(chance)}" for name, chance in of.items()]
        return ", ".join(some[:_NAMED]) or "nobody"

    two = Text(f"To be among the first two: {words(chances.first_two)}.")
    return [
        Text(f"Chance to lead: {words(chances.leads)}."),
        Text(f"By {100 * chances.ahead_by:g} points or more: {words(chances.ahead)}."),
        # Of two lists both are.
        *([two] if lists > 2 else []),
        Text(f"Of more than half of the valid votes: {words(chances.above_half)}."),
    ]


def _caveats(document: ProjectDocument, election: Election) -> list[RenderableType]:
    """What the reader of a projection has to know of what it rests on."""
    parts: list[RenderableType] = []
    if document.unseen:
        named = [f"{each.name} ({terminal.percent(each.registered_share, 0)})" for each in document.unseen]
        more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
        parts.append(Text(f"No sheet yet, with its share of the voters: {', '.join(named[:_NAMED])}{more}."))
    if document.unseen_districts:
        districts, of = (
            document.unseen_districts,
            terminal.percent(document.unseen_districts.registered_share, 0),
        )
        level = next(level.name for level in election.levels if level.id == districts.level)
        parts.append(
            Text(f"{level}: no sheet yet from {districts.without} of {districts.units} ({of} of the voters).")
        )
    if document.impossible:
        many = len(document.impossible)
        codes = ", ".join(document.impossible[:_NAMED]) + (" ..." if many > _NAMED else "")
        one = "1 sheet that cannot be right; it counts as it stands"
        sheets = one if many == 1 else f"{many:,} sheets that cannot be right; they count as they stand"
        parts.append(Text(f"Nothing is learned from {sheets}: {codes}."))
    if document.empty_sheets:
        parts.append(Text(f"Rows of zeros that are taken as missing: {document.empty_sheets:,}."))
    if document.open_sheets:
        words = "Sheets that do not state all their votes, and are taken as missing"
        parts.append(Text(f"{words}: {document.open_sheets:,}."))
    if document.estimated_voters:
        earlier = "Those of the earlier election, or the mean of the other stations, stand in."
        beside = "The mean of the other stations stands in." if document.baseline_matched is None else earlier
        parts.append(
            Text(f"Missing sheets whose voters are not known: {document.estimated_voters:,}. {beside}")
        )
    if document.polls and not document.polls.alone:
        weight = terminal.percent(document.polls.weight, 0)
        parts.append(
            Text(
                f"The poll average of {document.polls.source}, {document.polls.date.day} "
                f"{document.polls.date:%B %Y}, still has {weight} of its weight."
            )
        )
    if document.partial_places:
        parts.append(Text(f"Places that seem to be counted in part: {document.partial_places:,}."))
    return parts


def _range(interval: ShareInterval) -> str:
    return f"{100 * interval.low:.1f}-{100 * interval.high:.1f}"


def _outcome(outcome: OutcomeProjection, election: Election, *, whole: bool) -> list[RenderableType]:
    """Chances and seats that follow under the law; of a whole count the seats alone."""
    parts: list[RenderableType] = []
    for office, first in {} if whole else outcome.offices.items():
        chances = [
            f"{election.label_of(name)} {chance_words(chance)}" for name, chance in first.elected.items()
        ]
        where = ""
        if first.run_off is not None:
            chances.append(f"run-off {chance_words(first.run_off)}")
            where = " in the first round"
        what = "Chance of each answer under the law" if first.adopting else f"Chance to be elected{where}"
        of = f"{chamber_name(office, election)}: " if len(outcome.offices) > 1 else ""
        parts.append(Text(f"{of}{what}: {', '.join(chances) or 'nobody'}."))
    for name, chamber in outcome.chambers.items():
        title = f"{chamber_name(name, election)}, {chamber.size} seats"
        title += "" if whole else ": projected"
        table = terminal.titled_table(title, 52)
        table.add_column("Selection")
        of_majority = ("majority", "two thirds") if chamber.whole_body else ()
        for column in ("seats",) if whole else ("seats", "90 %", *of_majority):
            table.add_column(column, justify="right")
        for selection, figures in sorted(chamber.lists.items(), key=lambda item: -item[1].seats):
            interval = figures.intervals["90"]
            if interval.high:
                likely = [
                    chance_words(chances.get(selection, 0.0))
                    for chances in (chamber.majority, chamber.two_thirds)
                    if chamber.whole_body
                ]
                beside = [] if whole else [terminal.span(interval.low, interval.high), *likely]
                table.add_row(election.label_of(selection), str(figures.seats), *beside)
        parts += [Text(""), table]
    in_every_chamber = outcome.in_every_chamber.majority
    if in_every_chamber and not whole:
        words = ", ".join(
            f"{election.label_of(name)} {chance_words(chance)}" for name, chance in in_every_chamber.items()
        )
        parts.append(Text(f"Chance of a majority in every chamber: {words}."))
    return parts


def chamber_name(chamber: str, election: Election) -> str:
    """What the election, or the law's file, calls a chamber or an office; its id where neither says it."""
    law, choice = chosen_law(election)
    if chamber in choice.names:
        return next(iter(choice.names[chamber].values()))
    names = [body.name for body in law.bodies if body.id == chamber]
    return names[0] if names else chamber.capitalize()


def chance_words(chance: float) -> str:
    """A chance as per cent; what is very likely or very unlikely is not called certain or impossible."""
    if chance > 0.99:
        return ">99 %"
    return "<1 %" if chance < 0.01 else f"{100 * chance:.0f} %"
