"""``escrutinio count``."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import AsOfOption, Folder, FormatOption, LanguageOption, moment_of
from escrutinio.flows.count import Count, count_document
from escrutinio.flows.count import count as run_count
from escrutinio.flows.desk import open_desk, require_unaltered
from escrutinio.flows.documents.count import CountedLevel, CountedUnit
from escrutinio.flows.tables import unit_rows
from escrutinio.model import NATION, Contest, Election
from escrutinio.tabulation import ratio

_PLACES = ("First", "Second", "Third", "Others")
_HEAD, _LINES = 9, 3
"""Characters of a line, and lines, of a selection's name above its shares."""

EXAMPLE = "Example: escrutinio count night --contest president --level department"


def count(
    folder: Folder,
    contest: Annotated[
        list[str] | None, typer.Option(metavar="CONTEST", help="Only this contest; may be repeated.")
    ] = None,
    level: Annotated[
        list[str] | None,
        typer.Option(metavar="LEVEL", help="The level of units, or all; may be repeated."),
    ] = None,
    unit: Annotated[str | None, typer.Option(metavar="CODE", help="Only the unit with this code.")] = None,
    vote_type: Annotated[
        str | None, typer.Option(metavar="TYPE", help="Only the sheets of this vote type.")
    ] = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Show votes, shares, turnout and coverage, at any level."""
    desk = open_desk(folder, language=language)
    until = moment_of(as_of, desk.election)
    require_unaltered(desk, until)
    levels = _levels(level, desk.election)
    counted = run_count(desk, until, levels=levels, vote_type=vote_type or "")
    document = partial(count_document, counted, contests=contest or [], levels=levels, unit=unit)
    answer(
        output,
        table=lambda: count_view(counted, contest or [], levels, unit),
        document=document,
        rows=lambda: unit_rows(document()),
    )


def _levels(asked: list[str] | None, election: Election) -> list[str]:
    if not asked:
        return [NATION]
    return [NATION, *election.level_ids()] if "all" in asked else list(dict.fromkeys(asked))


def count_view(
    counted: Count, contests: Sequence[str], levels: Sequence[str], unit: str | None
) -> RenderableType:
    """The count, one table per contest and level."""
    document = count_document(counted, contests=contests, levels=levels, unit=unit)
    parts: list[RenderableType] = [terminal.heading(counted)]
    types = [vote_type.name for vote_type in counted.election.vote_types if vote_type.id == counted.vote_type]
    parts += [Text(f"Vote type: {name}") for name in types]
    for contest in document.contests:
        definition = counted.election.contests[contest.id]
        for level in contest.levels:
            parts.append(Text(""))
            if level.level == NATION or unit is not None:
                for shown in level.units:
                    title = contest.name if level.level == NATION else f"{contest.name}: {shown.name}"
                    parts.append(terminal.figures_table(title, shown.counted, definition, counted.election))
            else:
                parts.append(_units(contest.name, level, definition, counted.election))
    return Group(*parts)


def _leading(level: CountedLevel, contest: Contest) -> list[str]:
    """The four selections with the most votes; none where one of them stands in a single unit of many.

    Where each unit has candidates of its own, columns for four of them would be empty nearly everywhere.
    """
    total: Counter[str] = Counter()
    where: Counter[str] = Counter()
    for unit in level.units:
        total.update(unit.counted.least_votes)
        where.update(unit.counted.votes.keys())
    leading = terminal.ranked(total, contest)[:4]
    alone = any(where[name] == 1 for name in leading)
    return [] if alone and sum(1 for unit in level.units if unit.counted.votes) > 1 else leading


def _places(unit: CountedUnit, contest: Contest, level: str, election: Election) -> list[str]:
    """The first of a unit's selections, each with its share, and what the others have together."""
    figures = unit.counted
    ranked = terminal.ranked(figures.least_votes, contest)
    at = unit.unit if level == contest.level else ""
    if not any(figures.votes[name] for name in ranked):  # nobody is ahead where no vote is in
        return [""] * len(_PLACES)
    shown, others = ranked[: len(_PLACES) - 1], ranked[len(_PLACES) - 1 :]
    cells = [
        f"{election.label_in(contest.id, at, name)} {terminal.percent(figures.shares_of_valid[name], 1)}"
        for name in shown
    ]
    cells += [""] * (len(_PLACES) - 1 - len(shown))
    if not others:
        return [*cells, ""]
    share = ratio(sum(figures.votes[name] or 0 for name in others), figures.share_base)
    return [*cells, f"{len(others)} with {terminal.percent(share, 1)}"]


def _units(title: str, level: CountedLevel, contest: Contest, election: Election) -> RenderableType:
    leading = _leading(level, contest)
    name_of_level = next(item.name for item in election.levels if item.id == level.level)
    table = terminal.titled_table(f"{title}, by {name_of_level.lower()}")
    # Where it is narrow, names are wrapped: a figure without its end is another figure.
    table.add_column(name_of_level, max_width=24)
    table.add_column("Sheets", justify="right", no_wrap=True)
    table.add_column("Valid", justify="right", no_wrap=True)
    for name in leading:
        words = textwrap.wrap(election.label_of(name), _HEAD, break_long_words=False)
        head = "\n".join(words[:_LINES])
        table.add_column(head, justify="right", max_width=_HEAD, no_wrap=True, overflow="ellipsis")
    if not leading:
        for place in _PLACES:
            table.add_column(place, max_width=24, overflow="ellipsis")
    for unit in level.units:
        figures = unit.counted
        shares = (
            [terminal.percent(figures.shares_of_valid.get(name), 1) for name in leading]
            if leading
            else _places(unit, contest, level.level, election)
        )
        table.add_row(
            unit.name,
            terminal.percent(figures.sheets_share, 0),
            terminal.of_unit(figures, figures.valid),
            *shares,
        )
    wrong = sum(unit.counted.sheets_not_adding_up for unit in level.units)
    in_words = terminal.over_ballots if contest.votes_allowed > 1 else terminal.not_adding_up
    remarks = [Text(f"{in_words(wrong)}.", style="yellow")] if wrong else []
    return Group(table, *remarks)
