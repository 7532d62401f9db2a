"""``escrutinio explain``."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import Folder, FormatOption, LanguageOption, moment_of
from escrutinio.explain import PartKind
from escrutinio.flows.desk import open_desk, require_unaltered
from escrutinio.flows.documents.explain import (
    CountedMoment,
    Explanation,
    LawResult,
    LeadMovement,
    MovementPart,
    ResultKind,
    SelectionMovement,
    WithinPlaces,
)
from escrutinio.flows.explain import Asked, explain_document, explanation_rows
from escrutinio.flows.explain import explain as run_explain
from escrutinio.model import Election, UsageError

EXAMPLE = "Example: escrutinio explain night --from 10% --to 2020-10-20T12:00"


def explain(
    folder: Folder,
    since: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="MOMENT",
            help="The earlier moment: a time, or a share of the sheets such as 10%.",
            show_default=False,
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--to", metavar="TIME", help="The later moment; without it the newest sheet's."),
    ] = None,
    contest: Annotated[
        str | None, typer.Option(metavar="CONTEST", help="Which contest; without it the headline's.")
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(metavar="LEVEL/UNIT", help="Only this unit, such as department/2.", show_default=False),
    ] = None,
    levels: Annotated[
        str,
        typer.Option(metavar="LEVELS", help="The levels of units, from the top, separated by commas."),
    ] = "",
    language: LanguageOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Explain why the lead moved between two moments.

    It parts the change of the lead: which units were in, and change within places.
    """
    desk = open_desk(folder, language=language)
    election = desk.election
    asked = Asked(
        contest=contest,
        since=_earlier(since, election),
        until=moment_of(until, election, "--to"),
        levels=tuple(filter(None, (level.strip() for level in levels.split(",")))),
        unit=_unit(unit),
    )
    require_unaltered(desk, asked.until, earlier=True)
    explanation = run_explain(desk, asked)
    note = election.note if desk.rehearsing else ""
    answer(
        output,
        table=lambda: explanation_view(explanation, election, note),
        document=lambda: explain_document(desk, explanation),
        rows=lambda: explanation_rows(explanation),
    )


def _earlier(text: str | None, election: Election) -> datetime | Fraction | None:
    """A time, or a share of the sheets.

    Raises:
        UsageError: it is neither.
    """
    if text is None or not text.strip().endswith("%"):
        return moment_of(text, election, "--from")
    try:
        share = Fraction(text.strip().removesuffix("%").strip()) / 100
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 < share < 1:
        raise UsageError(
            f"--from {text!r} is no share of the sheets", hint="Give it like 10%, above 0 % and below 100 %."
        )
    return share


def _unit(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    level, slash, code = text.partition("/")
    if not (level and slash and code):
        raise UsageError(f"--unit {text!r} names no level and unit", hint="Give it like department/2.")
    return level, code


def explanation_view(explanation: Explanation, election: Election, note: str = "") -> RenderableType:
    """The explanation in tables and sentences, each effect before its probability."""
    parts: list[RenderableType] = [Text(election.name, style="bold")]
    if note:
        parts.append(Text(f"REHEARSAL. {note}", style="yellow"))
    where = f", {explanation.unit_name}" if explanation.unit else ""
    parts.append(Text(f"{explanation.contest_name}{where}: why it moved"))
    for name, at in (("From", explanation.earlier), ("To", explanation.later)):
        parts.append(Text(f"{name} {_moment(at, election)}"))
    lead = explanation.lead
    if lead is None:
        parts.append(Text("There is one selection, so there is no lead."))
    else:
        parts.append(_lead_table(lead, explanation))
        parts += [Text(line) for line in _within_lines(explanation, lead)]
        parts += [Text(line) for line in turning_points_in_words(explanation)]
    parts += [Text(line) for line in _remarks(explanation)]
    parts.append(_shares_table(explanation))
    if lead is not None:
        parts += _units_tables(lead)
    return Group(*parts)


def _moment(at: CountedMoment, election: Election) -> str:
    when = terminal.moment(datetime.fromisoformat(at.as_of), election)
    share = "" if at.sheets_share is None else f" ({terminal.percent(at.sheets_share)})"
    in_part = f", and {at.sheets_in_part:,} in part" if at.sheets_in_part else ""
    return f"{when}: {terminal.sheets_in_words(at.sheets)}{share}{in_part}"


def part_in_words(part: MovementPart, lowest: str) -> str:
    """What a part of the change comes from."""
    if part.kind is PartKind.REVISED:
        return "Sheets revised or withdrawn"
    if part.kind is PartKind.BETWEEN:
        return f"Which units were in: {part.level_name}"
    return f"Change within: {lowest}" if lowest else "Change that cannot be split"


def _lead_table(lead: LeadMovement, explanation: Explanation) -> RenderableType:
    table = terminal.titled_table(f"Lead of {lead.first.short} over {lead.second.short}, in points", 52)
    table.add_column("")
    table.add_column("points", justify="right")
    table.add_row("Earlier", _signed(lead.earlier))
    table.add_section()
    for part in lead.parts:
        if part.kind is PartKind.REVISED and not explanation.has_revised:
            continue
        table.add_row(part_in_words(part, lowest_level(lead.parts)), _signed(part.points))
    table.add_section()
    table.add_row("Shift", _signed(lead.shift))
    table.add_row("Later", _signed(lead.later))
    return table


def lowest_level(parts: tuple[MovementPart, ...]) -> str:
    """The name of the lowest level of units; empty where there is none."""
    names = [part.level_name for part in parts if part.kind is PartKind.BETWEEN]
    return names[-1] if names else ""


def _signed(points: float) -> str:
    return f"{points:+.2f}".replace("-", "−") if round(points, 2) else "0.00"


def _within_lines(explanation: Explanation, lead: LeadMovement) -> list[str]:
    if not explanation.has_units:
        return [
            "The sheets have no units, so it cannot be told what comes from which sheets were in, and what "
            "from how people voted."
        ]
    lowest = lowest_level(lead.parts)
    if explanation.grown_sheets:
        return [
            f"Change within units ({lowest}) is not set beside chance: the tables of the places that are "
            "counted in part are not told apart."
        ]
    if explanation.within is None:
        return [f"Change within units cannot be seen: no unit had both early and late sheets ({lowest})."]
    return within_in_words(explanation.within, lead)


def within_in_words(within: WithinPlaces, lead: LeadMovement) -> list[str]:
    """The change within places: how large, how large it would have to be, then how probable."""
    lines = [
        f"Of the {_signed(lead.shift)} points, {_signed(within.points)} are change within units: "
        f"{_units_with_both(within, lead)}."
    ]
    if within.to_change_leader is not None:
        lines.append(
            f"To put {lead.second.short} ahead, it would have to be below "
            f"{_signed(within.to_change_leader)} points."
        )
    lines.append(
        f"If the sheets of a unit are exchangeable, chance alone gives a standard deviation of "
        f"{within.chance_deviation:.2f} points, and a change at least this large in either direction with "
        f"p = {within.p:.3f} (± {within.p_error:.3f}, {within.draws:,} draws)."
    )
    lines.append(
        f"Had the late sheets voted as the early ones of their unit did, the later lead would be "
        f"{_smaller_or_larger(within.direct_points)} (standard deviation by chance: "
        f"{within.direct_deviation:.2f})."
    )
    return lines


def _smaller_or_larger(points: float) -> str:
    size = f"{abs(points):.2f}"
    if not float(size):
        return "the same to a hundredth of a point"
    return f"{size} points {'smaller' if points > 0 else 'larger'}"


def _units_with_both(within: WithinPlaces, lead: LeadMovement) -> str:
    have = "has" if within.places == 1 else "have"
    units = f"{_several(within.places, 'unit')} of the level {lowest_level(lead.parts)}"
    return f"{units} {have} both early and late sheets ({within.early_sheets:,} and {within.late_sheets:,})"


def turning_points_in_words(explanation: Explanation) -> list[str]:
    """At which lead the law would decide otherwise, one line for each office or majority."""
    lines = []
    for point in explanation.turning_points:
        within = (
            "" if point.within is None else f"; change within units would have to be {_signed(point.within)}"
        )
        lines.append(
            f"{_result_in_words(point.result, point.name)}. At a lead of {_signed(point.lead)} points "
            f"{_instead_in_words(point.instead, point.name)}{within}."
        )
    return lines


def _result_in_words(result: LawResult, chamber: str) -> str:
    names = terminal.together([selection.short for selection in result.selections])
    return {
        ResultKind.ELECTED: f"Under the law, on these sheets, {names} is elected",
        ResultKind.RUN_OFF: f"Under the law, on these sheets, there is a run-off between {names}",
        ResultKind.ADOPTED: "Under the law, on these sheets, the measure is adopted",
        ResultKind.NOT_ADOPTED: "Under the law, on these sheets, the measure is not adopted",
        ResultKind.UNDECIDED: "Under the law, on these sheets, nobody is elected",
        ResultKind.MAJORITY: f"On these sheets, {names} has a majority in the {chamber}",
        ResultKind.NO_MAJORITY: f"On these sheets, nobody has a majority in the {chamber}",
    }[result.kind]


def _instead_in_words(result: LawResult, chamber: str) -> str:
    names = terminal.together([selection.short for selection in result.selections])
    return {
        ResultKind.ELECTED: f"{names} would be elected",
        ResultKind.RUN_OFF: f"there would be a run-off between {names}",
        ResultKind.ADOPTED: "it would be adopted",
        ResultKind.NOT_ADOPTED: "it would not be adopted",
        ResultKind.UNDECIDED: "nobody would be elected",
        ResultKind.MAJORITY: f"{names} would have one",
        ResultKind.NO_MAJORITY: "nobody would have one",
    }[result.kind]


def _several(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' * (number != 1)}"


def _remarks(explanation: Explanation) -> list[str]:
    late, lines = explanation.late, []
    if late.in_counted_places is not None:
        what = "registered voters" if late.counted_by == "voters" else "sheets"
        unstated = late.sheets_without_voters
        note = f" (the voters of {terminal.sheets_in_words(unstated)} are not known)" if unstated else ""
        grown = explanation.grown_sheets
        tables = f", and {_several(grown, 'place')} in part had more tables counted" if grown else ""
        lines.append(
            f"{terminal.sheets_in_words(late.sheets)} came in between{tables}; "
            f"{terminal.percent(late.in_counted_places, 1) if late.in_counted_places else 'none'} of their "
            f"{what} are in units that already had counted sheets{note}."
        )
        if grown:
            lines.append("What was counted there before counts as early, what was added since as late.")
    earlier = explanation.earlier_vote
    if earlier is not None and explanation.lead is not None:
        first, second = explanation.lead.first.short, explanation.lead.second.short
        lines.append(
            f"At the earlier election the lead of {first} over {second} was {_signed(earlier.counted_lead)} "
            f"points at the places of the sheets that were in, and {_signed(earlier.late_lead)} at those of "
            f"the sheets that came in later ({terminal.percent(earlier.matched, 1)} of the votes are at "
            "places with an earlier vote)."
        )
    if explanation.has_revised:
        lines.append(
            f"Of the earlier sheets, {explanation.revised_sheets:,} have other figures by now, and "
            f"{explanation.withdrawn_sheets:,} are no longer counted."
        )
    if explanation.left_out:
        lines.append(
            f"{terminal.sheets_in_words(explanation.left_out)} left out, as they do not say how many votes "
            "they hold."
        )
    if explanation.unstated_votes:
        lines.append(f"{terminal.not_stated(explanation.unstated_votes)}.")
    if explanation.base == "votes":
        lines.append("Shares are of the votes of all selections.")
    return lines


def _shares_table(explanation: Explanation) -> RenderableType:
    table = Table(title="Shares, and the parts of their change in points", title_justify="left")
    table.add_column("Selection")
    for name in ("earlier", "later", "shift"):
        table.add_column(name, justify="right")
    shown = explanation.selections[:8]
    parts = shown[0].parts if shown else ()
    kept = [
        number
        for number, part in enumerate(parts)
        if part.kind is not PartKind.REVISED or explanation.has_revised
    ]
    for number in kept:
        part = parts[number]
        table.add_column(part.level_name or str(part.kind), justify="right")
    for selection in shown:
        table.add_row(*_share_cells(selection, kept))
    return table


def _share_cells(one: SelectionMovement, kept: list[int]) -> list[str]:
    cells = [one.short, terminal.percent(one.earlier), terminal.percent(one.later), _signed(one.shift)]
    return cells + [_signed(one.parts[number].points) for number in kept]


def _units_tables(lead: LeadMovement) -> list[RenderableType]:
    tables: list[RenderableType] = []
    for part in lead.parts:
        if not part.units:
            continue
        table = terminal.titled_table(f"{part.level_name}: what moved the lead most", 52)
        table.add_column("Unit", overflow="fold")
        for name in ("points", "lead there", "counted earlier"):
            table.add_column(name, justify="right")
        for unit in part.units[:5]:
            table.add_row(
                unit.name or "(in none)",
                _signed(unit.points),
                _signed(unit.lead),
                terminal.percent(unit.counted_earlier, 0),
            )
        tables.append(table)
    return tables
