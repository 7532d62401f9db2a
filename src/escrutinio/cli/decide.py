"""``escrutinio decide``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.bounds import ChamberBounds, OfficeBound, ShareOfSeats
from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.of_outcomes import chamber_table, office_words
from escrutinio.cli.options import AsOfOption, ExplainOption, Folder, FormatOption, LanguageOption, moment_of
from escrutinio.flows.chosen_law import second_rounds
from escrutinio.flows.decide import Decision
from escrutinio.flows.decide import decide as run_decide
from escrutinio.flows.decision_table import decision_rows
from escrutinio.flows.desk import open_desk, require_unaltered
from escrutinio.flows.documents.results import DistrictResult, OfficeResult, ResultState
from escrutinio.flows.lists_of_persons import seats_of_lists, stand_as_persons
from escrutinio.flows.results import (
    contest_of_single_seats,
    decision_document,
    district_results,
    names_in_law,
    office_results,
    voters_missing,
)
from escrutinio.law import Chamber, derivation_text, outcome_with_names

_DISTRICTS_SHOWN, _CLOSEST_SHOWN = 20, 10
EXAMPLE = "Example: escrutinio decide night --explain"


def decide(
    folder: Folder,
    explain: ExplainOption = False,
    questioned: Annotated[
        bool,
        typer.Option(
            "--questioned", help="Treat sheets with errors as missing when showing what can still change."
        ),
    ] = False,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Show who is elected, the seats, and what can still change."""
    desk = open_desk(folder, language=language)
    until = moment_of(as_of, desk.election)
    require_unaltered(desk, until)
    decision = run_decide(desk, until, question_errors=questioned, refuse_idle_lots=True)
    answer(
        output,
        table=lambda: decision_view(decision, explain=explain),
        document=lambda: decision_document(decision),
        rows=lambda: decision_rows(decision),
    )


def decision_view(decision: Decision, *, explain: bool) -> RenderableType:
    """Who is elected, the seats, and what can still change."""
    counted, outcome, bounds = decision.counted, decision.outcome, decision.bounds
    parts: list[RenderableType] = [terminal.heading(counted), Text("")]
    final = _all_in(decision) if outcome.final else "NOT FINAL: this is what the counted sheets give."
    parts.append(Text(f"{outcome.title} ({outcome.law}). {final}", style="" if outcome.final else "yellow"))
    shown = outcome_with_names(outcome, names_in_law(decision))
    parts += [Text(f"Warning: {warning}", style="yellow") for warning in shown.warnings]
    for result in office_results(decision):
        contest = counted.election.contests[result.contest]
        figures = counted.nation(contest.id)
        parts += [
            Text(""),
            terminal.figures_table(contest.name, figures, contest, counted.election),
            Text(f"→ {result_words(result)}", style="bold"),
        ]
        if not outcome.final and result.state in (ResultState.LEADS, ResultState.LEVEL):
            by_these = outcome.offices[result.id]
            alone = office_words(by_these, final=False, name_of=counted.election.label_of)
            parts.append(Text(f"  By the counted sheets alone: {alone}."))
    for chamber in outcome.chambers.values():
        bound = bounds.chambers.get(chamber.id)
        districts = district_results(decision, chamber)
        if districts and stand_as_persons(counted.election, contest_of_single_seats(decision, chamber)):
            table = lists_table(chamber, districts)
        else:
            table = chamber_table(chamber, bound, final=outcome.final, name_of=counted.election.label_of)
        parts += [Text(""), table]
        parts += district_lines(districts)
    parts += [Text(""), Text("What can still change (sure bounds, no statistics)", style="bold")]
    parts += [Text(f"· {line}") for line in _bounds_lines(decision)]
    for contest_id, votes in decision.outside.items():
        contest = counted.election.contests[contest_id]
        are = "vote is" if votes == 1 else "votes are"
        unknown = (
            f"{terminal.whole(votes)} valid {are} in units of {contest.name} that are unknown to the law, or "
            "to the stations file: they elect nobody (see check)."
        )
        parts.append(Text(f"· {unknown}", style="yellow"))
    if explain:
        parts += [Text(""), Text(derivation_text(shown))]
    return Group(*parts)


def lists_table(chamber: Chamber, districts: Sequence[DistrictResult]) -> Table:
    """The single seats of a chamber by the lists of the persons who win them."""
    size = f"{terminal.whole(chamber.size)} seat{'s' * (chamber.size != 1)}"
    table = terminal.titled_table(f"{chamber.name}, {size}, by the lists of the candidates")
    table.add_column("List")
    for title in ("Elected", "Leads", "Together"):
        table.add_column(title, justify="right")
    elected, leading = seats_of_lists(districts)
    named = {district.of_list.id: district.of_list.short for district in districts if district.of_list}
    together = elected + leading
    for key, seats in sorted(together.items(), key=lambda pair: (-pair[1], named[pair[0]])):
        table.add_row(named[key], *map(terminal.whole, (elected[key], leading[key], seats)))
    if left := chamber.size - together.total():
        table.add_row("(open)", "", "", terminal.whole(left))
    return table


def _all_in(decision: Decision) -> str:
    """That all sheets are in: of a second round that is expected and has not begun, none is."""
    again = [decision.choice.contests.get(role, "") for role in second_rounds(decision.law)]
    expected = any(contest and decision.counted.missing_sheets(contest) for contest in again)
    return "All sheets of the first round are in." if expected else "All sheets are in."


def district_lines(districts: Sequence[DistrictResult]) -> list[RenderableType]:
    """Who wins each single seat; of many, the closest."""
    title, shown = "Single seats", list(districts)
    if len(districts) > _DISTRICTS_SHOWN:
        counted = [district for district in districts if district.margin is not None]
        shown = sorted(counted, key=lambda district: district.margin or 0)[:_CLOSEST_SHOWN]
        title += f": the closest {len(shown)} of {len(districts)} (the others: --format json)"
    if not shown:
        return []
    table = terminal.titled_table(title)
    table.add_column("District", max_width=36)
    table.add_column("")
    table.add_column("Margin", justify="right")
    for district in shown:
        table.add_row(district.name, result_words(district), terminal.whole(district.margin))
    return [Text(""), table]


def result_words(result: OfficeResult | DistrictResult) -> str:
    """What can be said of an office or a seat, as a sentence."""
    names = [selection.short for selection in result.selections]
    together = terminal.together(names)
    if result.state is ResultState.NOTHING_COUNTED:
        return "Nothing is counted yet."
    if result.state is ResultState.LEADS and isinstance(result, OfficeResult) and result.adopting:
        return f"The answer {together} is ahead in the count so far; it is not decided yet."
    if result.state is ResultState.LEADS:
        return f"{together} leads in the count so far; it is not decided yet."
    if result.state is ResultState.LEVEL:
        return f"{together} are level in the count so far; it is not decided yet."
    if result.state is ResultState.NO_SEAT:
        return f"{together} has the most votes, but no seat."
    if result.state is ResultState.TIE:
        return f"Tie between {together}: the votes are equal, and the law says who decides, such as a lot."
    reason = result.reason if isinstance(result, OfficeResult) else ""
    if result.state is ResultState.UNDECIDED:
        return f"Undecided: {reason.rstrip('.')}." if reason else "Undecided."
    if result.state is ResultState.RUN_OFF:
        tied = [selection.short for selection in result.tied]
        places = f"; tied for the remaining places: {terminal.together(tied)}" if tied else ""
        between = f"Run-off between {together}" if names else "Run-off"
        whatever = _whatever(result) if isinstance(result, OfficeResult) else ""
        return f"{between}{places}{whatever}."
    text = {
        ResultState.ADOPTED: "It is adopted",
        ResultState.NOT_ADOPTED: "It is not adopted",
    }.get(result.state, f"{together} is elected")
    if isinstance(result, OfficeResult):
        text += _whatever(result)
    return f"{text}: {reason}." if reason else f"{text}."


def _whatever(result: OfficeResult) -> str:
    return "" if result.final else ", whatever the missing sheets hold"


def _bounds_lines(decision: Decision) -> Iterator[str]:
    bounds, election = decision.bounds, decision.counted.election

    name_of = election.label_of
    if decision.questioned:
        are = "sheet with errors is" if decision.questioned == 1 else "sheets with errors are"
        yield f"{terminal.whole(decision.questioned)} {are} treated as missing here."
    if decision.left_open:
        what = "sheet does not state all its votes; what it leaves out"
        if decision.left_open > 1:
            what = "sheets do not state all their votes; what they leave out"
        yield f"{terminal.whole(decision.left_open)} {what} is taken to be missing."
    if bounds.not_stated:
        yield f"Cannot say: {bounds.not_stated}."
    if bounds.without:
        rules = ", ".join(rule.rule for rule in bounds.without)
        of = "some bodies" if bounds.offices or bounds.chambers else "this law"
        yield f"There are no bounds for {of} yet. Rules without bounds: {rules}."
    names = {result.id: result.name for result in office_results(decision)}
    for role, bound in bounds.offices.items():
        office = replace(bound, missing=voters_missing(decision, role, bound))
        yield f"{names.get(role, role)}: {office_bound_words(office, name_of)}"
    for chamber in bounds.chambers.values():
        first_round_in = decision.outcome.final and not bounds.nothing_missing
        words = chamber_bound_words(
            chamber,
            name_of,
            everything_is_in=bounds.nothing_missing,
            first_round_in=first_round_in and not decision.left_open and not decision.questioned,
            second_round=_to_second_round(decision, chamber.id),
        )
        yield f"{chamber.name}: {words}"


def office_bound_words(office: OfficeBound, name_of: Callable[[str], str]) -> str:
    """What the missing sheets can still change about an office."""
    if office.unknown_sheets:
        return cannot_say(office.unknown_sheets)
    everything_is_in = not office.missing
    whatever = "" if everything_is_in else " whatever the missing sheets hold"
    names = [name_of(name) for name in office.can_be_elected]
    pair = [name_of(name) for name in office.can_reach_run_off]
    if office.elected and office.adopting:
        adopted = "is adopted" if office.elected == office.adopting else "is not adopted"
        text = f"decided. It {adopted}{whatever}."
    elif office.elected:
        text = f"decided. {name_of(office.elected)} is elected{whatever}."
    elif office.decided and office.run_off_possible:
        text = f"decided. There is a run-off between {terminal.together(pair)}{whatever}."
    elif everything_is_in:
        return _by_votes_alone(names, pair, run_off=office.run_off_possible)
    else:
        text = "open."
        if office.adopting:
            text += " It can still be adopted, and it can still fail."
        elif names:
            text += f" {terminal.either(names)} can still be elected"
            text += " in the first round." if office.run_off_possible else "."
        if office.run_off_possible and pair:
            sure = "sure" if office.run_off_sure else "possible"
            if len(pair) == 2:
                between = terminal.together(pair)
            else:
                between = f"two of {terminal.together(pair) if pair != names else 'them'}"
            text += f" A run-off is {sure}, between {between}."
        if office.nobody_possible:
            text += " It is possible that the votes alone elect nobody."
    return f"{text}{_lead(office, name_of)}"


def _by_votes_alone(names: Sequence[str], pair: Sequence[str], *, run_off: bool) -> str:
    """What a whole count leaves open."""
    if run_off and len(pair) > 2:
        what = f"do not decide which two of {terminal.together(pair)} stand in the run-off"
    elif len(names) > 1:
        what = f"do not decide between {terminal.together(names)}"
    else:
        what = "elect nobody"
    return f"all sheets are in, and the votes alone {what}."


def _lead(office: OfficeBound, name_of: Callable[[str], str]) -> str:
    """Who is ahead, and how many voters are left."""
    if not office.missing:
        return ""
    left = f"missing sheets hold {terminal.whole(office.missing)} registered voters."
    if office.leader is None:
        text = f" {'No answer is ahead' if office.adopting else 'Nobody leads'}; {left}"
    elif not office.margin:
        text = f" {left[0].upper()}{left[1:]}"
    else:
        second = name_of(office.runner_up) if office.runner_up else "alone"
        leads = f"{name_of(office.leader)} leads {second}"
        if office.adopting:
            leads = f"The answer {name_of(office.leader)} is ahead of {second}"
        text = f" {leads} by {terminal.whole(office.margin)}; {left}"
    if office.needed:  # with nothing counted, or equal firsts, it takes none
        text += f" To change the answer takes {terminal.whole(office.needed)} votes."
    return text


def _to_second_round(decision: Decision, chamber: str) -> int:
    """The single seats of a chamber that the first round leaves to a second, as far as its sheets are in."""
    known = decision.outcome.chambers.get(chamber)
    results = district_results(decision, known) if known else ()
    return sum(result.state is ResultState.RUN_OFF for result in results)


def chamber_bound_words(
    chamber: ChamberBounds,
    name_of: Callable[[str], str],
    *,
    everything_is_in: bool = False,
    first_round_in: bool = False,
    second_round: int = 0,
) -> str:
    """What the missing sheets can still change about a chamber.

    Args:
        chamber: its bounds.
        name_of: a list's code -> its name.
        everything_is_in: whether no sheet is missing.
        first_round_in: whether those of a second round alone are missing, and it has not begun.
        second_round: so many single seats go to a second round.
    """
    open_seats = sum(1 for seats in chamber.seats.values() if not seats.fixed)
    single = [seat for units in chamber.districts.values() for seat in units.values()]
    if chamber.unknown_sheets:
        text = cannot_say(chamber.unknown_sheets)
    elif chamber.decided:
        text = "decided."
    elif everything_is_in or first_round_in:
        left = chamber.size - sum(seats.min_seats for seats in chamber.seats.values())
        sheets = "all sheets" if everything_is_in else "all sheets of the first round"
        text = _left_open(left, second_round, sheets)
    elif len(single) == chamber.size:
        again = f"; {_go_to_a_second(second_round)}" if second_round else ""
        text = f"open; {sum(seat.decided for seat in single)} of {len(single)} seats are decided{again}."
    else:
        text = f"open; the seats of {open_seats} lists can still change."
    if not chamber.whole_body:
        return text
    majority, two_thirds = chamber.majority, chamber.two_thirds
    largest = 0 if chamber.min_size == chamber.size else chamber.size
    shares = (
        _majority(title, bound, name_of, largest)
        for title, bound in (("Majority", majority), ("Two thirds", two_thirds))
    )
    return " ".join((text, *shares))


def _left_open(seats: int, second_round: int, sheets: str) -> str:
    """The seats that are not given though all sheets are in; of them, those of a second round."""
    others = seats - second_round
    undecided = f"the votes alone do not decide {_number_of_seats(others)}."
    if not second_round:
        return f"{sheets} are in, and {undecided}"
    text = f"{sheets} are in; {_go_to_a_second(second_round)}"
    return f"{text}, and {undecided}" if others > 0 else f"{text}."


def _go_to_a_second(seats: int) -> str:
    return f"{_number_of_seats(seats)} {'goes' if seats == 1 else 'go'} to a second round"


def _number_of_seats(number: int) -> str:
    return "1 seat" if number == 1 else f"{number} seats"


def cannot_say(unknown_sheets: int) -> str:
    """That nothing is known of how much some missing sheets can hold."""
    if unknown_sheets == 1:
        return "cannot say: the voters of 1 missing sheet are not known."
    return f"cannot say: the voters of {terminal.whole(unknown_sheets)} missing sheets are not known."


def _majority(title: str, bound: ShareOfSeats, name_of: Callable[[str], str], largest: int) -> str:
    """Who surely has so many seats, or who can.

    Args:
        title: what so many seats are.
        bound: who can have them.
        name_of: id of a list -> its name.
        largest: the most seats of a chamber whose size is still open; 0 where it is not.
    """
    title += f" ({bound.needed} of at most {largest})" if largest else f" ({bound.needed})"
    if bound.holder:
        return f"{title}: surely {name_of(bound.holder)}."
    if not bound.can_have:
        return f"{title}: surely nobody."
    return f"{title}: open."
