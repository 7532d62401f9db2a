"""The night as a live table in the terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.projection_view import chance_words
from escrutinio.flows.decide import Decision, first_role
from escrutinio.flows.desk import Desk
from escrutinio.flows.replay import Frame, differences_from_official, frame
from escrutinio.model import Contest, UnitFigures

_BAR = 20
_LINES_WITHOUT_TERMINAL = 12


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
            for one in _paced(desk, times, seconds):
                live.update(_picture(one), refresh=True)
                shown.append(one)
    else:
        out.print(_line_head(desk), markup=False)
        step = max(1, len(times) // _LINES_WITHOUT_TERMINAL)
        kept = sorted({*times[::step], times[-1]})
        for one in _paced(desk, kept, seconds):
            out.print(_line(one), markup=False)
            if one.projection is not None:
                out.print(_projected_line(one), markup=False)
            shown.append(one)
    if shown:
        out.print()
        out.print(terminal.decision_view(shown[-1].decision, explain=False))
        out.print(_against_official(shown[-1].decision))
    return shown


def _paced(desk: Desk, times: Sequence[datetime], seconds: float) -> Iterator[Frame]:
    begun = time.monotonic()
    for number, moment in enumerate(times, start=1):
        one = frame(desk, moment)
        ahead = begun + seconds * (number - 1) / len(times) - time.monotonic()
        if ahead > 0:
            time.sleep(ahead)
        yield one


def _picture(one: Frame) -> RenderableType:
    counted, outcome = one.decision.counted, one.decision.outcome
    election = counted.election
    contest, figures, office = _headline(one)
    table = Table(title=f"{contest.name}, {terminal.moment(one.moment, election)}", title_justify="left")
    table.add_column("Selection")
    table.add_column("Votes", justify="right", min_width=10)
    table.add_column("of valid", justify="right", min_width=8)
    table.add_column("projected, 90 %", justify="right", min_width=15)
    table.add_column("", min_width=_BAR)
    for name in terminal.ranked(figures.votes, contest):
        if name in contest.withdrawn:
            continue
        share = figures.shares_of_valid[name] or 0.0
        bar = Text("█" * round(share * _BAR), style=election.selections[name].color)
        votes = terminal.whole(figures.votes[name])
        table.add_row(name, votes, terminal.percent(share), _interval(one, name), bar)
    lines: list[RenderableType] = [table, Text(terminal.coverage(figures))]
    if office is not None:
        lines.append(Text(f"The law: {terminal.office_words(office, final=outcome.final)}."))
    for chamber in outcome.chambers.values():
        by_seats = sorted(chamber.seats.items(), key=lambda item: (-item[1], item[0]))
        seats = ", ".join(f"{name} {number}" for name, number in by_seats if number)
        lines.append(Text(f"{chamber.name}: {seats or 'no seat yet'}"))
    if one.projection is not None:
        lines.append(Text(f"Projection: {_said(one)}"))
    if counted.rehearsing:
        lines.append(Text(election.note, style="yellow"))
    return Group(*lines)


def _headline(one: Frame) -> tuple[Contest, UnitFigures, Mapping[str, Any] | None]:
    """The first contest that the law asks for, its figures, and the office it fills if it fills one."""
    counted = one.decision.counted
    role, name = first_role(counted.election)
    office = one.decision.outcome.offices.get(role)
    return counted.election.contests[name], counted.nation(name), office.to_dict() if office else None


def _shown(contest: Contest) -> list[str]:
    return [name for name in contest.selections if name not in contest.withdrawn][:3]


def _line_head(desk: Desk) -> str:
    names = _shown(desk.election.contests[first_role(desk.election)[1]])
    return f"{'Time':<18}{'Sheets':>8}" + "".join(f"{name:>10.9}" for name in names) + "  These alone"


def _line(one: Frame) -> str:
    contest, figures, office = _headline(one)
    when = terminal.moment(one.moment, one.decision.counted.election)
    text = f"{when:<18}{terminal.percent(figures.sheets_share, 1):>8}"
    shares = figures.shares_of_valid
    text += "".join(f"{terminal.percent(shares[name], 1):>10}" for name in _shown(contest))
    return f"{text}  {_short(office, final=one.decision.outcome.final)}"


def _projected_line(one: Frame) -> str:
    contest, _, _ = _headline(one)
    spans = [_interval(one, name) for name in _shown(contest)]
    return f"{'  projected, 90 %':<26}" + "".join(f"{span:>10}" for span in spans) + f"  {_said(one)}"[:24]


def _interval(one: Frame, name: str) -> str:
    """The projection's 90 % interval of a list; "-" when nothing is said."""
    projected = one.document["projection"]
    if not projected or not projected["said"] or name not in projected["lists"]:
        return "-"
    low, high = projected["lists"][name]["intervals"]["90"]
    return f"{100 * low:.1f}-{100 * high:.1f}"


def _said(one: Frame) -> str:
    """What the projection says of the office, in a few words."""
    projected = one.document["projection"]
    if not projected["said"]:
        return "cannot say yet"
    if not projected["outcome"]:
        return ""
    first = projected["outcome"]["first_round"]
    name, chance = max((*first["elected"].items(), ("run-off", first["run_off"])), key=lambda item: item[1])
    return f"{name} {chance_words(chance)}"


def _short(office: Mapping[str, Any] | None, *, final: bool) -> str:
    """What the sheets give, in a few characters."""
    if office is None:
        return ""
    if office["kind"] == "elected":
        return f"{'elected' if final else 'elect'} {office['name']}"
    return str(office["kind"])


def _against_official(decision: Decision) -> RenderableType:
    differences = differences_from_official(decision.counted) if decision.outcome.final else None
    if differences is None:
        return Text("")
    if not differences:
        return Text(
            "Equal to the official result, to the vote, in every department and abroad.", style="bold green"
        )
    return Group(Text("It differs from the official result:", style="yellow"), *map(Text, differences[:20]))
