"""A law applied to many results at once: by arrays where its rules have that form, else one by one.

Laws that are files are composed of rules (:data:`escrutinio.law_batch.rules.RULES`); one that is a module has
an evaluator of its own here. Every law can be applied to many results: what has no array form is left to the
exact law, which takes longer, so that fewer results are used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from escrutinio.law import ElectionFacts, Law
from escrutinio.law.evaluation.definition import Definition
from escrutinio.law.evaluation.steps.measures import answers_of
from escrutinio.law.evaluation.steps.two_rounds import FirstRound
from escrutinio.law.library.bo.general_election import GeneralElection
from escrutinio.law.library.several_bodies import check_facts, part_facts
from escrutinio.law_batch.array_form import rules_without_batch
from escrutinio.law_batch.arrays import Ints
from escrutinio.law_batch.bolivia import bolivia_by_role
from escrutinio.law_batch.draws import DrawnContest, DrawnElection
from escrutinio.law_batch.evaluation import BatchEvaluation, NoArrayFormError
from escrutinio.law_batch.one_by_one import decide_one_by_one
from escrutinio.law_batch.outcome import BatchChamber, BatchOutcome
from escrutinio.law_batch.rules import RULES

ONE_BY_ONE = 200
"""How many results are used where the exact law is applied to one after the other."""

CELLS = 20_000_000
"""Results, times units, times lists: so many are held in memory at once."""
LEFT = 50
"""How many of the results that arrays leave to it the exact law decides at least."""

Evaluator = Callable[[Any, DrawnElection], BatchOutcome]
"""Applies a law that is a single rule, which is its first argument."""


def _general_election(rule: GeneralElection, drawn: DrawnElection) -> BatchOutcome:
    contests = drawn.contests
    return bolivia_by_role(
        rule.statute,
        {role: contest.votes for role, contest in contests.items()},
        {role: contest.valid for role, contest in contests.items()},
        {role: contest.names for role, contest in contests.items()},
    )


EVALUATORS: Mapping[type, Evaluator] = MappingProxyType({GeneralElection: _general_election})
"""Type of the one rule of a law -> its evaluator for many results at once."""


def decide_many(
    law: Law,
    votes: Mapping[str, Ints],
    valid: Mapping[str, Ints],
    names: Mapping[str, Sequence[str]],
    units: Mapping[str, Sequence[str]] | None = None,
    facts: ElectionFacts | None = None,
) -> BatchOutcome:
    """Apply a law to n results, asked by the names of its contests' roles, as ``Law.decide`` is.

    Args:
        law: the law.
        votes: role -> (n, units, lists); a role that is absent has no counted vote.
        valid: role -> (n, units), valid votes.
        names: role -> the lists, one for each column.
        units: role -> the units, in order; ``law.units`` unless given.
        facts: besides the votes.

    Raises:
        LawError: shapes do not fit, or the law refuses the votes.
    """
    contests = {
        role: DrawnContest(
            tuple((units or law.units)[role]),
            tuple(names[role]),
            votes[role],
            valid[role] if role in valid else votes[role].sum(axis=2),
        )
        for role in votes
    }
    return decide_draws(law, DrawnElection(contests, facts or ElectionFacts()), most=None)


def decide_draws(law: Law, drawn: DrawnElection, most: int | None = ONE_BY_ONE) -> BatchOutcome:
    """Apply a law to n results; where it has no array form, to the first of them.

    Args:
        law: the law.
        drawn: the results.
        most: how many are used where the exact law is applied one by one; None for all. Where arrays leave
            more than these and :data:`LEFT` to it, there are as many results as have so many of them.

    Raises:
        LawError: shapes do not fit, or the law refuses the votes.
    """
    if law.parts:
        return _several_bodies(law, drawn, most)
    if law.definition is None:
        (rule,) = law.rules
        return EVALUATORS[type(rule)](rule, drawn)
    two_rounds = any(isinstance(rule, FirstRound) for rule in law.definition.rules)
    adopting = answers_of(drawn.names, drawn.facts)[0] if law.definition.body == "measure" else ""
    return replace(_decide(law, law.definition, drawn, most), two_rounds=two_rounds, adopting=adopting)


def _several_bodies(law: Law, drawn: DrawnElection, most: int | None) -> BatchOutcome:
    """Each body by its own law, on the same results; those without a contest among them are left out."""
    check_facts(law.parts, drawn.facts, law.id)
    outcomes = []
    for part in law.parts:
        if contests := part.own(drawn.contests):
            totals = {role: contest.totals(0) for role, contest in contests.items()} if drawn.number else {}
            own = DrawnElection(contests, part_facts(part, drawn.facts, totals))
            outcomes.append(decide_draws(part.law, own, most))
    return BatchOutcome.beside(law.id, outcomes)


def _decide(law: Law, definition: Definition, drawn: DrawnElection, most: int | None) -> BatchOutcome:
    def one_by_one() -> BatchOutcome:
        return decide_one_by_one(law, drawn if most is None else drawn.first(most))

    if rules_without_batch(law):
        return one_by_one()
    if most is not None:
        # Of hundreds of districts with persons of their own, fewer results: each is a table of all by all.
        cells = max((contest.votes[:1].size for contest in drawn.contests.values()), default=0)
        drawn = drawn.first(max(most, CELLS // max(cells, 1)))
    run = BatchEvaluation(definition, drawn)
    try:
        for rule in definition.rules:
            RULES[type(rule)](rule, run)
    except NoArrayFormError:
        return one_by_one()
    run.leave_too_many()
    outcome = run.outcome()
    # Who comes first of equal ones, and which lots were drawn, is for the exact law to say.
    left = np.flatnonzero(run.left)
    if not left.size:
        return outcome
    bound = None if most is None else max(most, LEFT)
    if bound is not None and left.size > bound:
        # Fewer of all, as those that arrays can decide are of another kind than the others.
        return _decide(law, definition, drawn.first(int(left[bound])), most)
    return _with(outcome, left, decide_one_by_one(law, drawn.only(left.tolist()), refuse=False))


def _with(outcome: BatchOutcome, rows: Ints, exact: BatchOutcome) -> BatchOutcome:
    """The outcome with some of its rows as the exact law has them."""
    elected, run_off = outcome.elected.copy(), outcome.run_off.copy()
    office_tied = outcome.run_off_tied.copy()
    elected[rows], run_off[rows], office_tied[rows] = exact.elected, exact.run_off, exact.run_off_tied
    chambers = {
        name: _chamber_with(chamber, rows, exact.chambers.get(name))
        for name, chamber in outcome.chambers.items()
    }
    # The lists of the exact law are those of the arrays, and after them who else has won.
    return replace(
        outcome,
        lists=exact.lists,
        elected=elected,
        run_off=run_off,
        run_off_tied=office_tied,
        chambers=chambers,
    )


def _chamber_with(chamber: BatchChamber, rows: Ints, exact: BatchChamber | None) -> BatchChamber:
    """A chamber with some of its rows as the exact law has them; it may know more lists, and more units.

    None is where the law refuses them all: then every seat of them is open.
    """
    if exact is None:
        nothing = np.zeros((len(rows), *chamber.by_unit.shape[1:]), dtype=np.int64)
        open_everywhere = np.ones(nothing.shape[:2], dtype=np.bool_)
        exact = replace(chamber, by_unit=nothing, by_kind={}, tied=open_everywhere)
    units = tuple(dict.fromkeys((*chamber.units, *exact.units)))
    places = np.array([units.index(unit) for unit in exact.units], dtype=np.int64)
    lists = max(chamber.by_unit.shape[2], exact.by_unit.shape[2])

    def wide(seats: Ints) -> Ints:
        more = ((0, 0), (0, len(units) - seats.shape[1]), (0, lists - seats.shape[2]))
        return np.pad(seats, more)

    def merged(seats: Ints, anew: Ints) -> Ints:
        every = wide(seats)
        every[rows] = 0
        every[np.ix_(rows, places, np.arange(anew.shape[2]))] = anew
        return every

    tied = np.pad(chamber.tied, ((0, 0), (0, len(units) - len(chamber.units))))
    tied[rows] = False
    tied[np.ix_(rows, places)] = exact.tied
    nothing, none_anew = np.zeros_like(chamber.by_unit), np.zeros_like(exact.by_unit)
    by_kind = {
        kind: merged(chamber.by_kind.get(kind, nothing), exact.by_kind.get(kind, none_anew))
        for kind in dict.fromkeys((*chamber.by_kind, *exact.by_kind))
    }
    sizes = None
    if chamber.sizes is not None or exact.sizes is not None or chamber.size != exact.size:
        sizes = chamber.each_size
        sizes[rows] = exact.each_size
    return replace(
        chamber,
        size=max(chamber.size, exact.size),
        sizes=sizes,
        units=units,
        by_unit=merged(chamber.by_unit, exact.by_unit),
        by_kind=by_kind,
        tied=tied,
    )
