"""How far the units of a contest are that is decided unit by unit, where no law says who wins."""

from __future__ import annotations

from collections import Counter

from escrutinio.flows.count import Count
from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.front import DecidedInUnits, UnitsLed
from escrutinio.flows.documents.published import LevelLabel
from escrutinio.flows.lists_of_persons import lists_of_persons, stand_as_persons
from escrutinio.flows.publication.counted import labelled, rank
from escrutinio.flows.results import selection_label
from escrutinio.model import NATION, Contest
from escrutinio.tabulation import UNIT, unit_figures


def decided_in_units(counted: Count, contest: Contest) -> DecidedInUnits | None:
    """How many units of a contest that no law decides are counted, and in how many each list is ahead.

    Returns:
        None where the contest is decided as a whole.
    """
    election = counted.election
    rows = counted.sums[contest.id].get(contest.level)
    level = next((level for level in election.levels if level.id == contest.level), None)
    if contest.level == NATION or rows is None or level is None:
        return None
    listed = election.stations.complete
    figures = [
        unit_figures(row, contest, all_listed=listed) for row in rows.iter_rows(named=True) if row[UNIT]
    ]
    leaders = Counter(leader for of_unit in figures if (leader := rank(of_unit, contest).leader) is not None)
    lists = lists_of_persons(election, contest.id)
    persons = stand_as_persons(election, contest.id)
    labels: dict[str, SelectionLabel] = {}
    units: Counter[str] = Counter()
    others = 0
    for name, number in leaders.items():
        label = lists.get(name) if persons else selection_label(election, name)
        if label is None:
            others += number
        else:
            units[labels.setdefault(label.id, label).id] += number
    return DecidedInUnits(
        level=LevelLabel(id=level.id, name=level.name, parent=level.parent),
        units=len(figures) if listed else None,
        reported=sum(of_unit.sheets_reported > 0 for of_unit in figures),
        counted=sum(of_unit.sheets_share == 1 for of_unit in figures) if listed else None,
        leading=tuple(labelled(UnitsLed, labels[key], number=number) for key, number in units.most_common()),
        others=others,
    )
