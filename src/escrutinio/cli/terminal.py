"""What a terminal shows: tables of at most 80 columns, numbers aligned, colours only as help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.flows.check import Checked
from escrutinio.flows.count import Count, count_document
from escrutinio.flows.decide import Decision
from escrutinio.flows.documents.count import CountedLevel
from escrutinio.flows.documents.figures import UnitFigures
from escrutinio.flows.ingest import IngestResult
from escrutinio.ledger.checks import CHECKS
from escrutinio.model import NATION, Contest, Election

WIDTH = 80
_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}


def console(*, stderr: bool = False) -> Console:
    """A console no wider than 80 columns when it is a terminal of unknown or larger width."""
    made = Console(stderr=stderr, highlight=False)
    if made.width > WIDTH or not made.is_terminal:
        made = Console(stderr=stderr, highlight=False, width=WIDTH)
    return made


def whole(number: int | None) -> str:
    """A whole number with separators; "-" when there is none."""
    return "-" if number is None else f"{number:,}"


def percent(share: float | None, places: int = 2) -> str:
    """A share as per cent; "-" when there is none."""
    return "-" if share is None else f"{100 * share:.{places}f} %"


def moment(when: datetime | None, election: Election) -> str:
    """A moment in the election's own time."""
    return election.local(when).strftime("%d %b %Y %H:%M") if when else "-"


def heading(counted: Count) -> RenderableType:
    """Of which election, which moment and which sheets."""
    election = counted.election
    lines = [Text(election.name, style="bold")]
    newest = moment(counted.observed_at, election)
    lines.append(Text(f"Newest sheet: {newest} ({election.timezone.key})"))
    if counted.rehearsing:
        lines.append(Text(f"REHEARSAL. {election.note}", style="yellow"))
    if counted.excluded.height:
        lines.append(
            Text(f"{whole(counted.excluded.height)} sheets are excluded by the election's definition.")
        )
    return Group(*lines)


def count_view(
    counted: Count, contests: Sequence[str], levels: Sequence[str], unit: str | None
) -> RenderableType:
    """The count, one table per contest and level."""
    document = count_document(counted, contests=contests, levels=levels, unit=unit)
    parts: list[RenderableType] = [heading(counted)]
    for contest in document.contests:
        definition = counted.election.contests[contest.id]
        for level in contest.levels:
            parts.append(Text(""))
            if level.level == NATION or unit is not None:
                for shown in level.units:
                    title = contest.name if level.level == NATION else f"{contest.name}: {shown.name}"
                    parts.append(_figures(title, shown.counted, definition, counted.election))
            else:
                parts.append(_units(contest.name, level, definition, counted.election))
    return Group(*parts)


def _figures(title: str, figures: UnitFigures, contest: Contest, election: Election) -> RenderableType:
    table = Table(title=title, title_justify="left", title_style="bold", min_width=44)
    table.add_column("Selection")
    table.add_column("Votes", justify="right")
    table.add_column("of valid", justify="right")
    for name in ranked(figures.votes, contest):
        votes = figures.votes[name]
        if votes == 0 and name in contest.withdrawn:
            continue
        gone = " (withdrawn)" if name in contest.withdrawn else ""
        label = Text("■ ", style=election.selections[name].color) + Text(name + gone, style="default")
        table.add_row(label, whole(votes), percent(figures.shares_of_valid[name]))
    table.add_section()
    table.add_row("Valid", whole(figures.valid), "")
    table.add_row("Blank", whole(figures.blank), f"{percent(figures.blank_share_of_cast)} of cast")
    table.add_row("Null", whole(figures.null), f"{percent(figures.null_share_of_cast)} of cast")
    table.add_row("Cast", whole(figures.cast), f"turnout {percent(figures.turnout)}")
    return Group(table, Text(coverage(figures)))


def coverage(figures: UnitFigures) -> str:
    """How much is in, in one line."""
    text = (
        f"Sheets {whole(figures.sheets_reported)} of {whole(figures.sheets_expected)} "
        f"({percent(figures.sheets_share)}); "
        f"{percent(figures.registered_share)} of registered voters"
    )
    if figures.sheets_unexpected:
        text += f"; {whole(figures.sheets_unexpected)} not in the stations file"
    return text


def ranked(votes: Mapping[str, int], contest: Contest) -> list[str]:
    """Selections by votes, equals in the order of the ballot."""
    return sorted(votes, key=lambda name: (-votes[name], contest.selections.index(name)))


def _units(title: str, level: CountedLevel, contest: Contest, election: Election) -> Table:
    total = {name: sum(unit.counted.votes[name] for unit in level.units) for name in contest.selections}
    leading = ranked(total, contest)[:4]
    name_of_level = next(item.name for item in election.levels if item.id == level.level)
    table = Table(title=f"{title}, by {name_of_level.lower()}", title_justify="left", title_style="bold")
    table.add_column(name_of_level, max_width=24, no_wrap=True, overflow="ellipsis")
    table.add_column("Sheets", justify="right")
    table.add_column("Valid", justify="right")
    for name in leading:
        table.add_column(name, justify="right", max_width=9, no_wrap=True, overflow="ellipsis")
    for unit in level.units:
        figures = unit.counted
        shares = [percent(figures.shares_of_valid[name], 1) for name in leading]
        table.add_row(unit.name, percent(figures.sheets_share, 0), whole(figures.valid), *shares)
    return table


def decision_view(decision: Decision, *, explain: bool) -> RenderableType:
    """Who is elected, the seats, and what can still change."""
    counted, outcome, bounds = decision.counted, decision.outcome, decision.bounds.to_dict()
    parts: list[RenderableType] = [heading(counted), Text("")]
    final = "All sheets are in." if outcome.final else "NOT FINAL: this is what the counted sheets give."
    parts.append(Text(f"{outcome.title} ({outcome.law}). {final}", style="" if outcome.final else "yellow"))
    for role, contest in (counted.election.law.contests if counted.election.law else {}).items():
        figures = counted.nation(contest)
        if role in outcome.offices:
            definition = counted.election.contests[contest]
            parts += [Text(""), _figures(definition.name, figures, definition, counted.election)]
            parts.append(
                Text(f"→ {office_words(outcome.offices[role].to_dict(), final=outcome.final)}", style="bold")
            )
    for chamber in outcome.chambers.values():
        of_chamber = bounds["chambers"][chamber.id]
        parts += [Text(""), chamber_table(chamber.to_dict(), of_chamber, final=outcome.final)]
    parts += [Text(""), Text("What can still change (sure bounds, no statistics)", style="bold")]
    parts += [Text(f"· {line}") for line in _bounds_lines(decision)]
    for contest, votes in decision.outside.items():
        parts.append(
            Text(
                f"· {whole(votes)} valid votes of {contest} lie in no unit that the law knows.",
                style="yellow",
            )
        )
    if explain:
        parts += [Text(""), Text(outcome.derivation())]
    return Group(*parts)


def office_words(office: Mapping[str, Any], *, final: bool) -> str:
    """The decision on an office, in words; while sheets are missing nobody "is elected"."""
    match office["kind"]:
        case "elected" if final:
            return f"{office['name']} is elected{': ' + office['text'] if office['text'] else ''}"
        case "elected":
            return f"{office['name']} would be elected if no more sheets came in"
        case "run-off":
            tie = f"; tied for the rest: {', '.join(office['tie']['tied'])}" if office["tie"] else ""
            return f"Run-off between {' and '.join(office['pair'])}{tie}"
        case "tie":
            return f"Tie between {', '.join(office['tied'])}"
        case _:
            return f"Undecided: {office['text']}"


def chamber_table(chamber: Mapping[str, Any], bounds: Mapping[str, Any] | None, *, final: bool) -> Table:
    """The seats of a chamber, by kind where there are several; and what they can still be."""
    kinds = list(chamber["by_kind"])
    table = Table(
        title=f"{chamber['name']}, {chamber['size']} seats, majority {chamber['majority']}",
        title_justify="left",
        title_style="bold",
    )
    table.add_column("Selection")
    if len(kinds) > 1:
        for kind in kinds:
            table.add_column(kind.capitalize(), justify="right")
    table.add_column("Seats", justify="right")
    if bounds is not None:
        table.add_column("possible", justify="right")
    seats = chamber["seats"]
    with_any = [name for name, count in seats.items() if count]
    for name in sorted(with_any, key=lambda name: (-seats[name], name)):
        split = [str(chamber["by_kind"][kind].get(name, 0)) for kind in kinds] if len(kinds) > 1 else []
        row = [name, *split, str(seats[name])]
        if bounds is not None:
            sure = bounds["seats"].get(name)
            row.append("-" if sure is None else span(sure["min_seats"], sure["max_seats"]))
        table.add_row(*row)
    # A seat without a counted vote is vacant under the law; while sheets are missing it is just not counted.
    for label, words in (("undecided", "undecided"), ("vacant", "vacant" if final else "not yet counted")):
        if chamber[label]:
            table.add_row(f"({words})", *[""] * (len(kinds) if len(kinds) > 1 else 0), str(chamber[label]))
    return table


def span(least: int, most: int) -> str:
    """A range of whole numbers."""
    return str(least) if least == most else f"{least} to {most}"


def _bounds_lines(decision: Decision) -> Iterable[str]:
    bounds = decision.bounds.to_dict()
    if decision.questioned:
        yield f"{whole(decision.questioned)} sheets with errors are treated as missing here."
    for role, office in bounds["offices"].items():
        yield f"{role}: {office['status']}. {_office_bound(office)}"
    for name in decision.outcome.chambers:
        chamber = bounds["chambers"][name]
        open_seats = sum(1 for seats in chamber["seats"].values() if seats["min_seats"] != seats["max_seats"])
        text = f"{chamber['name']}: {chamber['status']}"
        text += f"; the seats of {open_seats} lists can still change." if open_seats else "."
        majority, two_thirds = chamber["majority"], chamber["two_thirds"]
        yield f"{text} {_majority('Majority', majority)} {_majority('Two thirds', two_thirds)}"


def _majority(title: str, bound: Mapping[str, Any]) -> str:
    """Who surely has so many seats, or who can."""
    if bound["holder"]:
        return f"{title} ({bound['needed']}): surely {bound['holder']}."
    if not bound["can_have"]:
        return f"{title} ({bound['needed']}): surely nobody."
    return f"{title} ({bound['needed']}): open."


def _office_bound(office: Mapping[str, Any]) -> str:
    if office["leader"] is None:
        return f"Nobody leads; {whole(office['missing'])} registered voters are on missing sheets."
    text = (
        f"{office['leader']} leads {office['runner_up'] or 'alone'} by {whole(office['margin'])}; "
        f"missing sheets hold {whole(office['missing'])} registered voters"
    )
    if office["needed"] is None or not office["missing"]:
        return text + "."
    return text + f". To change the answer takes {whole(office['needed'])} votes."


def findings_view(checked: Checked, limit: int) -> RenderableType:
    """How many findings of each check, then the findings themselves up to a limit."""
    findings = checked.findings
    parts: list[RenderableType] = [Text(checked.election.name, style="bold")]
    if checked.rehearsing:
        parts.append(Text(f"REHEARSAL. {checked.election.note}", style="yellow"))
    if findings.is_empty():
        return Group(*parts, Text("No findings."))
    tally = dict(findings.group_by("code").len().iter_rows())
    table = Table()
    table.add_column("Check")
    table.add_column("Severity")
    table.add_column("Findings", justify="right")
    table.add_column("What it finds")
    for item in CHECKS:
        if item.code in tally:
            severity = Text(str(item.severity), style=_STYLES[item.severity])
            table.add_row(item.code, severity, whole(tally[item.code]), item.title)
    parts += [table, Text("")]
    for row in findings.head(limit).iter_rows(named=True):
        parts.append(_finding(row))
    left = findings.height - limit
    if left > 0:
        words = f"... and {whole(left)} more" if limit else f"{whole(left)} finding{'s' * (left > 1)}"
        parts.append(Text(f"{words}: see --limit, --code, --format csv."))
    return Group(*parts)


def _finding(row: Mapping[str, Any]) -> Text:
    where = " ".join(part for part in (row["contest"], row["sheet"]) if part)
    place = f"{row['file']}:{row['line']}" if row["line"] else row["file"]
    text = Text(f"{row['code']} ", style=_STYLES[row["severity"]])
    text.append(f"{where}  ", style="bold").append(f"{place}\n", style="dim").append(f"  {row['message']}")
    if row["before"]:
        text.append(f"\n  before: {row['before']}")
    if row["after"]:
        text.append(f"\n  after:  {row['after']}")
    return text


def new_view(folder: Path, election: Election, *, reconstructed: bool) -> RenderableType:
    """What was made, and what can be done with it."""
    lines = [
        f"{folder}: {election.name}",
        election.note,
        "The night is a rehearsal: look at it with count, decide, check and replay.",
        "The first file that you ingest begins the real count, which never mixes with it.",
    ]
    if reconstructed:
        lines.append(
            "Its stations file is reconstructed too: to count real files, give their folder with --data."
        )
    return Group(*map(Text, lines))


def taken_view(taken: Sequence[IngestResult], election: Election) -> RenderableType:
    """What became of each file."""
    table = Table()
    table.add_column("File", max_width=30, overflow="fold")
    table.add_column("Observed")
    table.add_column("Rows", justify="right")
    table.add_column("Findings", justify="right")
    table.add_column("")
    refusals: list[RenderableType] = []
    for one in taken:
        style = {"refused": "bold red", "already known": "dim"}.get(one.status, "green")
        if one.reading is None:
            table.add_row(one.file.name, "-", "-", "-", Text(one.status, style=style))
            if one.refusal is not None:
                refusals.append(Text(f"{one.refusal}", style="red"))
            continue
        if one.unexpected:
            words = f"{one.file.name}: {whole(one.unexpected)} of {whole(one.reading.rows.height)} sheets are"
            refusals.append(Text(f"{words} not in the stations file. They count; see check.", style="yellow"))
        when = moment(one.reading.delivery.observed_at, election)
        rows, found = whole(one.reading.rows.height), whole(one.reading.findings.height)
        table.add_row(one.file.name, when, rows, found, Text(one.status, style=style))
    return Group(table, *refusals)
