"""Of which list a seat is: the selection that wins it, or where persons are voted for the list of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.results import DistrictResult, ResultState
from escrutinio.model import Election


def stand_as_persons(election: Election, contest: str) -> bool:
    """Whether most who stand in a contest are selections of their own, each with a list."""
    persons = [
        person.name in ("", election.selections[selection].name)
        and person.list not in ("", election.selections[selection].name)
        for (of, _, selection), person in election.candidates.items()
        if of == contest and selection in election.selections
    ]
    return 2 * sum(persons) > len(persons)


def lists_of_persons(election: Election, contest: str) -> Mapping[str, SelectionLabel]:
    """Selection -> the list that the person stands for, with the colour of the first of its persons.

    Those who stand for none are left out, and so are namesakes for several; all are, where lists themselves
    are voted for.
    """
    if not stand_as_persons(election, contest):
        return {}
    named: dict[str, set[str]] = {}
    for (of, _, selection), person in election.candidates.items():
        if of == contest and selection in election.selections:
            named.setdefault(selection, set()).add(person.list)
    found: dict[str, SelectionLabel] = {}
    labels: dict[str, SelectionLabel] = {}
    for selection, lists in named.items():
        (name, *others) = lists
        if name and not others:
            color = election.selections[selection].color
            label = SelectionLabel(id=f"list:{name}", name=name, short=name, color=color)
            found[selection] = labels.setdefault(name, label)
    return found


def added_up(figures: Mapping[str, int], lists: Mapping[str, SelectionLabel]) -> dict[str, int]:
    """Figures of selections, such as seats, added up by the ids of their lists."""
    sums = Counter[str]()
    for name, figure in figures.items():
        sums[lists[name].id if name in lists else name] += figure
    return dict(sums)


def seats_of_lists(districts: Iterable[DistrictResult]) -> tuple[Counter[str], Counter[str]]:
    """List -> the single seats in which it is elected, and those in which it leads; by the lists' ids."""
    elected, leading = Counter[str](), Counter[str]()
    for district in districts:
        if district.of_list and district.state in (ResultState.ELECTED, ResultState.LEADS):
            counts = elected if district.state is ResultState.ELECTED else leading
            counts[district.of_list.id] += 1
    return elected, leading
