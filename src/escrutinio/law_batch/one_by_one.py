"""The exact law applied to one result after the other: slower than arrays, and there for every law."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from escrutinio.law import Chamber, Law, Outcome, RunOff
from escrutinio.law.decisions import chosen
from escrutinio.law.evaluation.steps.shown import without_margins
from escrutinio.law_batch.draws import DrawnElection
from escrutinio.law_batch.outcome import BatchChamber, BatchOutcome
from escrutinio.model.errors import LawError


def decide_one_by_one(law: Law, drawn: DrawnElection, *, refuse: bool = True) -> BatchOutcome:
    """Apply the exact law to each result. One that the law refuses counts as tied, without winners.

    Args:
        law: the law.
        drawn: the results.
        refuse: whether to raise where the law refuses all of them.

    Raises:
        LawError: the law refuses all of them.
    """
    outcomes: list[Outcome | None] = []
    refusal: LawError | None = None
    with without_margins():
        for draw in range(drawn.number):
            totals = {role: contest.totals(draw) for role, contest in drawn.contests.items()}
            try:
                outcome = law.decide(totals, True, drawn.facts_of(draw))
                if outcome.not_stated:
                    raise LawError(outcome.not_stated)
                outcomes.append(outcome)
            except LawError as error:
                outcomes.append(None)
                refusal = refusal or error
    if refuse and refusal is not None and not any(outcomes):
        raise refusal
    return as_arrays(law, drawn.names, outcomes)


def as_arrays(law: Law, names: Sequence[str], outcomes: Sequence[Outcome | None]) -> BatchOutcome:
    """Outcomes of one law as arrays; ``names`` come first, then whoever else has won. None is a tie."""
    decided = [outcome for outcome in outcomes if outcome is not None]
    columns = {name: place for place, name in enumerate(names)}
    for name in chain.from_iterable(map(_winners, decided)):
        columns.setdefault(name, len(columns))
    lists, number = tuple(columns), len(outcomes)
    elected = np.full(number, -1, dtype=np.int64)
    run_off = np.full((number, 2), -1, dtype=np.int64)
    office_tied = np.zeros(number, dtype=np.bool_)
    offices = dict.fromkeys(office for outcome in decided for office in outcome.offices)
    for row, outcome in enumerate(outcomes):
        if outcome is None:
            office_tied[row] = True
            continue
        for decision in list(outcome.offices.values())[:1]:
            winner = chosen(decision)
            if winner is not None:
                elected[row] = columns[winner]
            elif isinstance(decision, RunOff):
                for place, name in enumerate(decision.pair[:2]):
                    run_off[row, place] = columns[name]
        office_tied[row] = any(tie in outcome.ties for tie in _office_ties(outcome))
    chambers = {
        name: _chamber(name, columns, [outcome.chambers[name] if outcome else None for outcome in outcomes])
        for name in dict.fromkeys(chamber for outcome in decided for chamber in outcome.chambers)
    }
    nowhere = np.zeros((number, 0), dtype=np.int64)
    return BatchOutcome(
        law=law.id,
        lists=lists,
        elected=elected,
        run_off=run_off,
        run_off_tied=office_tied,
        chambers=chambers,
        districts=nowhere,
        districts_tied=nowhere.astype(np.bool_),
        office=next(iter(offices), ""),
    )


def _winners(outcome: Outcome) -> list[str]:
    """Everybody who has a seat or an office for certain, or a place in a run-off."""
    names = [name for chamber in outcome.chambers.values() for name in chamber.seats]
    for decision in outcome.offices.values():
        names += filter(None, [chosen(decision)])
        names += decision.pair if isinstance(decision, RunOff) else ()
    return names


def _office_ties(outcome: Outcome) -> list[object]:
    of_seats = [tie for chamber in outcome.chambers.values() for tie in chamber.ties]
    return [tie for tie in outcome.ties if tie not in of_seats]


def _chamber(name: str, columns: dict[str, int], chambers: Sequence[Chamber | None]) -> BatchChamber:
    decided = [chamber for chamber in chambers if chamber is not None]
    units = tuple(dict.fromkeys(unit for chamber in decided for unit in chamber.units))
    kinds = tuple(
        dict.fromkeys(kind for chamber in decided for unit in chamber.units.values() for kind in unit.by_kind)
    )
    shape = (len(chambers), len(units), len(columns))
    by_unit = np.zeros(shape, dtype=np.int64)
    by_kind = {kind: np.zeros(shape, dtype=np.int64) for kind in kinds}
    tied = np.zeros(shape[:2], dtype=np.bool_)
    at = {unit: place for place, unit in enumerate(units)}
    for row, chamber in enumerate(chambers):
        if chamber is None:
            tied[row] = True
            continue
        for code, unit in chamber.units.items():
            place = at[code]
            tied[row, place] = bool(unit.undecided or unit.ties)
            for listed, seats in unit.seats.items():
                by_unit[row, place, columns[listed]] = seats
            for kind, seats_of_kind in unit.by_kind.items():
                for listed, seats in seats_of_kind.items():
                    by_kind[kind][row, place, columns[listed]] = seats
    size = max((chamber.size for chamber in decided), default=0)
    whole_body = all(chamber.whole_body for chamber in decided)
    sizes = np.array([size if chamber is None else chamber.size for chamber in chambers], dtype=np.int64)
    several = sizes if len(np.unique(sizes)) > 1 else None
    return BatchChamber(name, size, units, by_unit, by_kind, tied, whole_body, several)
