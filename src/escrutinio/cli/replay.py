"""``escrutinio replay``: the night as a live table in the terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.live import Live
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, write
from escrutinio.cli.decide import decision_view
from escrutinio.cli.of_outcomes import office_words
from escrutinio.cli.options import AsOfOption, Folder, FormatOption, LanguageOption, moment_of
from escrutinio.cli.project import chance_words
from escrutinio.flows.chosen_law import first_role, second_rounds
from escrutinio.flows.count import count
from escrutinio.flows.decide import Decision
from escrutinio.flows.desk import Desk, open_desk, require_unaltered
from escrutinio.flows.night_chart import write_chart
from escrutinio.flows.replay import (
    Frame,
    differences_from_official,
    frame,
    frame_rows,
    moments,
    replay_document,
)
from escrutinio.law import Elected
from escrutinio.law.decisions import Decision as OfficeDecision
from escrutinio.law.decisions import MeasureResult
from escrutinio.model import Contest, UnitFigures

EXAMPLE = "Example: escrutinio replay night --seconds 10 --chart night.svg"

_BAR = 20
_FREE = 22
"""Characters that are left in a line of 80."""
_LINES_WITHOUT_TERMINAL = 12


def replay(
    folder: Folder,
    seconds: Annotated[float, typer.Option(metavar="SECONDS", help="How long it takes.", min=0)] = 60.0,
    frames: Annotated[
        int, typer.Option(metavar="NUMBER", help="At how many moments to look.", min=1, max=1000)
    ] = 60,
    chart: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Write the night as a chart, .svg or .png; may be repeated."),
    ] = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Show the night as it went.

    At each moment: the count, how much is in, and what the law says so far.
    """
    desk = open_desk(folder, language=language)
    until = moment_of(as_of, desk.election)
    require_unaltered(desk, until, earlier=True)
    times = moments(desk, frames, until)
    if output is Format.TABLE:
        shown = show_night(desk, times, seconds)
    else:
        shown = [frame(desk, moment) for moment in times]
        write(output, document=lambda: replay_document(shown), rows=lambda: frame_rows(shown))
    for path in chart or []:
        write_chart(shown, path)


def show_night(desk: Desk, times: Sequence[datetime], seconds: float) -> list[Frame]:
    """Show the night at each of the times, spread over so many seconds, and then the outcome.

    Where the output is no terminal, two lines now and then take the place of the live table.

    Returns:
        The frames that were shown.
    """
    out = terminal.console()
    shown: list[Frame] = []
    if out.is_terminal:
        with Live(console=out, auto_refresh=False) as live:
            for night_frame in _paced(desk, times, seconds):
                live.update(_picture(night_frame), refresh=True)
                shown.append(night_frame)
    else:
        largest = _largest(desk, times[-1]) if times else []
        out.print(_line_head(desk, largest), markup=False)
        step = max(1, len(times) // _LINES_WITHOUT_TERMINAL)
        some_times = sorted({*times[::step], times[-1]})
        for night_frame in _paced(desk, some_times, seconds):
            out.print(_line(night_frame, largest), markup=False)
            if night_frame.projection is not None:
                out.print(_projected_line(night_frame, largest), markup=False)
            shown.append(night_frame)
    if shown:
        out.print()
        out.print(decision_view(shown[-1].decision, explain=False))
        out.print(_against_official(shown[-1].decision))
    return shown


def _paced(desk: Desk, times: Sequence[datetime], seconds: float) -> Iterator[Frame]:
    begun = time.monotonic()
    for number, moment in enumerate(times, start=1):
        night_frame = frame(desk, moment)
        ahead = begun + seconds * (number - 1) / len(times) - time.monotonic()
        if ahead > 0:
            time.sleep(ahead)
        yield night_frame


def _picture(night_frame: Frame) -> RenderableType:
    counted, outcome = night_frame.decision.counted, night_frame.decision.outcome
    election = counted.election
    contest, figures, office = _headline(night_frame)
    table = terminal.titled_table(f"{contest.name}, {terminal.moment(night_frame.moment, election)}")
    table.add_column("Selection")
    table.add_column("Votes", justify="right", min_width=10)
    table.add_column("of valid", justify="right", min_width=8)
    table.add_column("projected, 90 %", justify="right", min_width=15)
    table.add_column("", min_width=_BAR)
    for name in terminal.ranked(figures.least_votes, contest):
        if name in contest.withdrawn:
            continue
        share = figures.shares_of_valid[name] or 0.0
        bar = Text("█" * round(share * _BAR), style=election.selections[name].color)
        votes = terminal.whole(figures.votes[name])
        table.add_row(
            election.label_of(name), votes, terminal.percent(share), _interval(night_frame, name), bar
        )
    lines: list[RenderableType] = [table, Text(terminal.coverage(figures))]
    if office is not None:
        lines.append(
            Text(f"The law: {office_words(office, final=outcome.final, name_of=election.label_of)}.")
        )
    for chamber in outcome.chambers.values():
        by_seats = sorted(chamber.seats.items(), key=lambda item: (-item[1], item[0]))
        seats = ", ".join(f"{name} {number}" for name, number in by_seats if number)
        lines.append(Text(f"{chamber.name}: {seats or 'no seat yet'}"))
    if night_frame.projection is not None:
        lines.append(Text(f"Projection: {_projection_words(night_frame)}"))
    if counted.rehearsing:
        lines.append(Text(election.note, style="yellow"))
    return Group(*lines)


def _headline(night_frame: Frame) -> tuple[Contest, UnitFigures, OfficeDecision | None]:
    """The first contest that the law asks for, its figures, and its office, if it fills one."""
    counted = night_frame.decision.counted
    _, name = first_role(counted.election)
    office = next(iter(night_frame.decision.outcome.offices.values()), None)
    return counted.election.contests[name], counted.nation(name), office


def _largest(desk: Desk, moment: datetime) -> list[str]:
    """The three with the most votes at a moment, the most first; of equal ones the first of the ballot."""
    contest = desk.election.contests[first_role(desk.election)[1]]
    votes = count(desk, moment).nation(contest.id).votes
    standing = [name for name in contest.selections if name not in contest.withdrawn]
    return sorted(standing, key=lambda name: -(votes.get(name) or 0))[:3]


def _line_head(desk: Desk, shown: Sequence[str]) -> str:
    names = [desk.election.label_of(name) for name in shown]
    return f"{'Time':<18}{'Sheets':>8}" + "".join(f"{name:>10.9}" for name in names) + "  These alone"


def _line(night_frame: Frame, shown: Sequence[str]) -> str:
    _, figures, office = _headline(night_frame)
    when = terminal.moment(night_frame.moment, night_frame.decision.counted.election)
    text = f"{when:<18}{terminal.percent(figures.sheets_share, 1):>8}"
    shares = figures.shares_of_valid
    text += "".join(f"{terminal.percent(shares[name], 1):>10}" for name in shown)
    parts = f" ({figures.sheets_in_part:,} in part)" if figures.sheets_in_part else ""
    return f"{text}  {_short(office, night_frame.decision)}{parts}"


def _projected_line(night_frame: Frame, shown: Sequence[str]) -> str:
    spans = [_interval(night_frame, name) for name in shown]
    return (
        f"{'  projected, 90 %':<26}"
        + "".join(f"{span:>10}" for span in spans)
        + f"  {_projection_words(night_frame)}"[:24]
    )


def _interval(night_frame: Frame, name: str) -> str:
    """The projection's 90 % interval of a list; "-" without a projection."""
    selection = night_frame.document.projected_selections.get(name)
    if selection is None:
        return "-"
    interval = selection.intervals["90"]
    return f"{100 * interval.low:.1f}-{100 * interval.high:.1f}"


def _projection_words(night_frame: Frame) -> str:
    """What the projection says of the office, in a few words."""
    projection = night_frame.document.projection
    if projection is None or not projection.available:
        return "cannot say yet"
    if projection.outcome is None:
        return ""
    first = projection.outcome.first_round
    if first is None:
        return ""
    run_off = [("run-off", first.run_off)] if first.run_off is not None else []
    name, chance = max((*first.elected.items(), *run_off), key=lambda item: item[1], default=("", 0.0))
    words = chance_words(chance)
    called = name if name == "run-off" else night_frame.decision.counted.election.label_of(name)
    return f"{_cut(called, _FREE - len(words) - 1)} {words}" if name else ""


def _short(office: OfficeDecision | None, decision: Decision) -> str:
    """What the sheets give, in a few characters; the shares beside it are of the first round."""
    if office is None:
        return ""
    if isinstance(office, Elected):
        later = [decision.choice.contests.get(role) for role in second_rounds(decision.law)]
        begun = any(contest and decision.counted.nation(contest).sheets_reported for contest in later)
        words = "elected " if decision.outcome.final else "run-off: " if begun else "elect "
        return words + _cut(decision.counted.election.label_of(office.name), _FREE - len(words))
    if isinstance(office, MeasureResult):
        return "adopted" if office.adopted else "not adopted"
    return office.kind


def _cut(name: str, room: int) -> str:
    return name if len(name) <= room else f"{name[: room - 1]}\u2026"


def _against_official(decision: Decision) -> RenderableType:
    differences = differences_from_official(decision.counted) if decision.outcome.final else None
    if differences is None:
        return Text("")
    if not differences:
        return Text(
            "Equal to the official result, to the vote, in every department and abroad.", style="bold green"
        )
    return Group(Text("It differs from the official result:", style="yellow"), *map(Text, differences[:20]))
