"""From the figures of two elections to what changed: lists, turnout, who was first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import polars as pl
from msgspec import structs

from escrutinio.flows.decide import Decision
from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.results import DistrictResult, ResultState, SeatChange
from escrutinio.flows.documents.since import (
    EarlierSelection,
    SelectionSince,
    SinceLastTime,
    SinceState,
    Standing,
    TurnoutSince,
)
from escrutinio.flows.publication.counted import labelled
from escrutinio.flows.publication.earlier import (
    BASE,
    CAST,
    FIRST,
    PART_LEVEL,
    PARTS,
    PARTS_EXPECTED,
    REGISTERED,
    STATE,
    now,
    then,
)
from escrutinio.flows.publication.frames import LEVEL
from escrutinio.flows.publication.seats_since import ChamberThen
from escrutinio.flows.results import selection_label
from escrutinio.law import Elected
from escrutinio.law.evaluation.steps.winners import Plurality
from escrutinio.model import NATION, Contest, Election, sheet, votes_column
from escrutinio.tabulation import UNIT

Row = Mapping[str, Any]


def since_last_time(
    row: Row, election: Election, contest: Contest, level_name: Callable[[str], str]
) -> SinceLastTime:
    """A unit's row of the earlier election's frame as a document.

    Args:
        row: see :func:`escrutinio.flows.publication.earlier.earlier_frame`.
        election: gives names, and which list comes from which.
        contest: gives what stands.
        level_name: what a level is called.
    """
    state = SinceState(row[STATE])
    compared = state in (SinceState.WHOLE, SinceState.PART)
    first = row[FIRST]
    return SinceLastTime(
        state=state,
        level=row[PART_LEVEL],
        level_name=level_name(row[PART_LEVEL]),
        parts=row[PARTS],
        parts_expected=row[PARTS_EXPECTED],
        selections=_selections(row, election, contest) if compared else (),
        gone=_gone(row, election, contest) if compared else (),
        turnout=_turnout(row) if compared else None,
        first_then=earlier_label(election, contest, first) if first is not None else None,
    )


def earlier_name(election: Election, selection: str) -> str:
    """What the earlier election's file calls a list of this one."""
    renamed = election.baseline.lists if election.baseline else {}
    return renamed.get(selection, selection)


def descendants(election: Election, contest: Contest, earlier: str) -> list[str]:
    """The lists that stand now and come from an earlier one."""
    return [name for name in contest.selections if earlier_name(election, name) == earlier]


def earlier_label(election: Election, contest: Contest, earlier: str) -> SelectionLabel:
    """What an earlier list is called: as the one list that comes from it, or else by its id."""
    now_called = descendants(election, contest, earlier)
    return selection_label(election, now_called[0] if len(now_called) == 1 else earlier)


def with_last_time(
    results: Sequence[DistrictResult], decision: Decision, earlier: pl.DataFrame, then: ChamberThen
) -> tuple[DistrictResult, ...]:
    """What can be said of single seats, with who won them last time, where that is known.

    It may be stated. From the votes it follows where the most of them alone win a seat: by other rules the
    votes of the first round, or of one district, do not say who won. A seat is gained or held once the law
    gives it to somebody by what is counted: who is ahead before a second round has not gained it.
    """
    if not results:
        return ()
    first: dict[tuple[str, str, str], str] = {}
    if FIRST in earlier.columns and any(isinstance(rule, Plurality) for rule in decision.law.rules):
        known = earlier.drop_nulls(FIRST).select(sheet.CONTEST, LEVEL, UNIT, FIRST)
        first = {(contest, level, unit): name for contest, level, unit, name in known.iter_rows()}
    election = decision.counted.election
    said = []
    for result in results:
        given = isinstance(then.chamber.districts.get(result.unit), Elected)
        stated = then.holder(result)
        if stated is not None:
            change = stated.change if given else None
            said.append(structs.replace(result, last_time=stated.label, change=change))
            continue
        earlier_winner = first.get((result.contest, result.level, result.unit))
        if earlier_winner is None:
            said.append(result)
            continue
        contest = election.contests[result.contest]
        label = earlier_label(election, contest, earlier_winner)
        change = _seat_change(result, election, contest, earlier_winner) if given else None
        said.append(structs.replace(result, last_time=label, change=change))
    return tuple(said)


def _seat_change(
    result: DistrictResult, election: Election, contest: Contest, earlier_winner: str
) -> SeatChange | None:
    if result.state not in (ResultState.ELECTED, ResultState.LEADS) or len(result.selections) != 1:
        return None
    came_from = earlier_name(election, result.selections[0].id)
    if came_from != earlier_winner:
        return SeatChange.GAIN
    # Of a divided list it is not said which part held the seat.
    return SeatChange.HOLD if len(descendants(election, contest, came_from)) == 1 else None


def _share(part: float | None, whole: float | None) -> Fraction | None:
    return Fraction(part) / Fraction(whole) if part is not None and whole else None


def _selections(row: Row, election: Election, contest: Contest) -> tuple[SelectionSince, ...]:
    heirs = Counter(earlier_name(election, name) for name in contest.selections)
    # Where every district has candidates of its own, a list without votes did not stand there.
    apart = contest.level != NATION and row[LEVEL] != NATION
    entries = []
    for name in contest.selections:
        share = _share(row.get(now(votes_column(name))), row[now(BASE)])
        if share is None:
            continue
        earlier = earlier_name(election, name)
        votes = row.get(then(votes_column(earlier)))
        share_then = _share(votes, row[then(BASE)])
        if votes is None or (not votes and apart):
            standing, share_then = Standing.NEW, None
        else:
            standing = Standing.DIVIDED if heirs[earlier] > 1 else Standing.STOOD
        change = share - share_then if standing is Standing.STOOD and share_then is not None else None
        entries.append(
            labelled(
                SelectionSince,
                selection_label(election, name),
                standing=standing,
                share=float(share),
                share_then=None if share_then is None else float(share_then),
                change=None if change is None else float(change),
            )
        )
    return tuple(sorted(entries, key=lambda entry: -(entry.share or 0.0)))


def _gone(row: Row, election: Election, contest: Contest) -> tuple[EarlierSelection, ...]:
    prefix = then(sheet.VOTES_PREFIX)
    standing = {
        earlier_name(election, name)
        for name in contest.selections
        if row.get(now(votes_column(name))) is not None
    }
    entries = []
    for column, votes in row.items():
        earlier = column.removeprefix(prefix)
        share = _share(votes, row[then(BASE)]) if column.startswith(prefix) else None
        if share and earlier not in standing:
            label = earlier_label(election, contest, earlier)
            entries.append(labelled(EarlierSelection, label, share_then=float(share)))
    return tuple(sorted(entries, key=lambda entry: -entry.share_then))


def _turnout(row: Row) -> TurnoutSince | None:
    share, share_then = (_share(row[of(CAST)], row[of(REGISTERED)]) for of in (now, then))
    if share is None or share_then is None:
        return None
    return TurnoutSince(share=float(share), share_then=float(share_then), change=float(share - share_then))
