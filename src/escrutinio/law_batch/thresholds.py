"""Thresholds for many results at once: who takes part."""

from __future__ import annotations

import numpy as np

from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.steps.qualifying import (
    EARLIER,
    JoinedConditions,
    ListCondition,
    PartOfQuota,
    ShareOfWhole,
    ShareTogether,
    ThresholdRule,
)
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.quotas import QUOTAS
from escrutinio.law.thresholds.conditions import (
    Labelled,
    QuotaReached,
    SeatsWon,
    ShareByParties,
    ShareInUnits,
    Threshold,
    VotesReached,
)
from escrutinio.law.thresholds.qualification import Qualification
from escrutinio.law.totals import NotStated
from escrutinio.law_batch.arrays import LARGEST, Bools, Ints
from escrutinio.law_batch.evaluation import BatchEvaluation, NoArrayFormError


def threshold(rule: ThresholdRule, run: BatchEvaluation) -> None:
    """Leave the lists that meet a condition, or, where too few do, the one that stands in its place."""
    for unit in run.units() if rule.scope == "each unit" else [None]:
        try:
            passed = _passed(rule, run, unit)
        except NotStated as error:
            raise NoArrayFormError("a figure that not all sheets state") from error
        where = unit or WHOLE
        run.passed[where] = passed & run.passed[where] if where in run.passed else passed


def _passed(rule: ThresholdRule, run: BatchEvaluation, unit: str | None) -> Bools:
    """(n, lists), who meets the first condition that enough lists meet, or the last."""
    passed = _meets(rule.conditions[0], rule, run, unit)
    labels = run.drawn.facts.labels
    stands = run.standing_in(unit)
    counted = stands & np.array([rule.uncounted not in labels.get(name, ()) for name in run.names])
    too_few = np.ones(len(passed), dtype=bool)
    for place, condition in enumerate(rule.conditions[1:]):
        too_few &= (passed & counted).sum(axis=1) < rule.wanted(place)
        if not too_few.any():
            break
        passed = np.where(too_few[:, None], _meets(condition, rule, run, unit), passed)
    return passed if rule.together is None else _with_next(rule.together, passed, run, unit)


def _with_next(together: Threshold, passed: Bools, run: BatchEvaluation, unit: str | None) -> Bools:
    """(n, lists), who passes, and those with the next most votes while they do not have a share together."""
    votes, base = run.votes(unit), run.base(together.base, unit)
    for _ in run.names:
        have = np.where(passed, votes, 0).sum(axis=1)
        behind = np.where(passed, 0, votes)
        most = behind.max(axis=1, initial=0)
        short = ~share_reached(together, have[:, None], base)[:, 0] & (most > 0)
        if not short.any():
            break
        passed = passed | (short[:, None] & (behind == most[:, None]))
    return passed


def _meets(condition: ListCondition, rule: ThresholdRule, run: BatchEvaluation, unit: str | None) -> Bools:
    """(n, lists), who meets a condition."""
    if isinstance(condition, JoinedConditions):
        parts = [_meets(part, rule, run, unit) for part in condition.conditions]
        joined: Bools = np.logical_and.reduce(parts) if condition.every else np.logical_or.reduce(parts)
        return joined
    if isinstance(condition, ShareOfWhole):
        return share_reached(condition.share, run.votes(None), run.base(condition.of, None))
    if isinstance(condition, ShareTogether):
        return share_reached(condition.share, _together(run, unit), run.base(condition.of, unit))
    if isinstance(condition, PartOfQuota):
        return _quota_reached(condition, run, unit)
    if isinstance(condition, SeatsWon):
        return _seats(rule, run) >= condition.seats
    if isinstance(condition, ShareInUnits):
        return _in_units(condition, rule.of, run, unit)
    return _simple(condition, run, unit)


def _simple(condition: Qualification, run: BatchEvaluation, unit: str | None) -> Bools:
    """(n, lists), who meets a condition that looks at the votes of a list alone."""
    votes = run.votes(unit)
    if isinstance(condition, Threshold):
        return share_reached(condition, votes, run.base(_base_named(condition.base), unit))
    if isinstance(condition, ShareByParties):
        base, parties = run.base(_base_named(condition.base), unit), run.drawn.facts.parties
        shares = [condition.of(parties.get(name, 1)) for name in run.names]
        columns = [share_reached(share, votes[:, [at]], base) for at, share in enumerate(shares)]
        return np.concatenate(columns, axis=1) if columns else votes > 0
    if isinstance(condition, Labelled):
        labels = run.drawn.facts.labels
        has = np.array(
            [(condition.label in labels.get(name, frozenset())) == condition.has for name in run.names]
        )
        return np.broadcast_to(has, votes.shape)
    assert isinstance(condition, VotesReached)
    return votes >= condition.votes


def _together(run: BatchEvaluation, unit: str | None) -> Ints:
    """(n, lists), the votes that the lists of an agreement have together; of others, their own."""
    votes, places = run.votes(unit), {name: place for place, name in enumerate(run.names)}
    together = votes.copy()
    for group in run.drawn.facts.agreements:
        columns = [places[name] for name in group if name in places]
        together[:, columns] = votes[:, columns].sum(axis=1, keepdims=True)
    return together


def _quota_reached(condition: PartOfQuota, run: BatchEvaluation, unit: str | None) -> Bools:
    seats = condition.seats
    if seats is None:
        seats = (sum(run.seats().values()) or run.seats_of(WHOLE)) if unit is None else run.seats_of(unit)
    quota = QuotaReached(
        seats, "", QUOTAS[condition.quota], part=condition.part, inclusive=condition.inclusive
    )
    votes, base = run.votes(unit), run.base(condition.of, unit)
    # Nobody has a quota of no votes, or of no seats.
    least = np.array(
        [quota.least(number) if number and seats else LARGEST for number in base.tolist()], dtype=np.int64
    )
    return votes >= least[:, None]


def _seats(rule: ThresholdRule, run: BatchEvaluation) -> Ints:
    """(n, lists), the seats that a condition asks for."""
    if rule.seats == EARLIER:
        return run.held()
    won, tied = run.single(rule.seats)
    run.leave(tied)
    return won


def _in_units(condition: ShareInUnits, of: str, run: BatchEvaluation, unit: str | None) -> Bools:
    """(n, lists), who has a share of the votes in enough units."""
    reached: Ints = np.zeros((run.number, len(run.names)), dtype=np.int64)
    for name in run.units() if unit is None else [unit]:
        reached = reached + share_reached(condition.share, run.votes(name), run.base(of, name))
    return reached >= condition.units


def _base_named(words: str) -> str:
    return next(name for name, base in BASES.items() if base == words)


def share_reached(share: Threshold, votes: Ints, base: Ints) -> Bools:
    """(n, lists), whether the votes, (n, lists), are such a share of the base, (n,); of nothing, never.

    Raises:
        NoArrayFormError: numbers that do not fit 64 bits.
    """
    part, whole = share.share.numerator, share.share.denominator
    if max(int(votes.max(initial=0)) * whole, int(base.max(initial=0)) * part) > LARGEST:
        raise NoArrayFormError("numbers that do not fit 64 bits")
    have, need = votes * whole, (base * part)[:, None]
    return (have >= need if share.inclusive else have > need) & (base > 0)[:, None]
