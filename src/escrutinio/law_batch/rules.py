"""Rules of laws that are files, for many results at once: a function each, found by the type of the rule.

What an array cannot say is left to the exact law, one result at a time (see
:mod:`escrutinio.law_batch.registry`): laws with a rule whose parameters have no array form (see
:mod:`escrutinio.law_batch.array_form`), facts or draws that have none (:class:`NoArrayFormError`), and every
result with a tie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from escrutinio.law.evaluation.definition import Definition
from escrutinio.law.evaluation.figures import BASES, Figures
from escrutinio.law.evaluation.run_out import limits_candidates
from escrutinio.law.evaluation.steps.measures import YES, BallotMeasure, answers_of
from escrutinio.law.evaluation.steps.qualifying import (
    JoinedConditions,
    ListCondition,
    PartOfQuota,
    ShareOfWhole,
    ShareTogether,
    ThresholdRule,
)
from escrutinio.law.evaluation.steps.raised import RaisedQuotients
from escrutinio.law.evaluation.steps.seating import Seating
from escrutinio.law.evaluation.steps.shares import Allocate
from escrutinio.law.evaluation.steps.two_rounds import FirstRound, RunOffRound
from escrutinio.law.evaluation.steps.winners import ElectoralCollege, Plurality
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.raised import scaled_by
from escrutinio.law.thresholds.conditions import Labelled, ShareByParties, Threshold, VotesReached
from escrutinio.law.thresholds.qualification import Qualification
from escrutinio.law_batch.allocation import allocate_many
from escrutinio.law_batch.array_form import (
    allocate_lacks,
    first_round_lacks,
    measure_lacks,
    raised_lacks,
    threshold_lacks,
)
from escrutinio.law_batch.arrays import LARGEST, Bools, Ints
from escrutinio.law_batch.draws import DrawnContest, DrawnElection
from escrutinio.law_batch.majority import first_round_many, plurality_many
from escrutinio.law_batch.outcome import BatchChamber, BatchOutcome
from escrutinio.law_batch.quotas import allocate_by_quota_many
from escrutinio.model.errors import LawError


class NoArrayFormError(Exception):
    """A rule has no array form with these parameters, facts or draws; the exact law is applied instead."""


@dataclass
class BatchEvaluation:
    """A law that is being applied to n results: what its rules go by, and what they have found so far.

    Attributes:
        law: its file.
        drawn: the results.
        names: the lists, one for each column.
        passed: unit, or WHOLE -> (n, lists), who has passed every threshold so far.
        size: unit -> seats given out.
        won: unit -> kind of seat -> (n, lists).
        tied: unit -> (n,), whether any seat of it is tied.
        elected, run_off, office_tied: of the office, as in :class:`BatchOutcome`.
        chamber_id: of the seats, where they are not those of the law's body (electors).
    """

    law: Definition
    drawn: DrawnElection
    names: tuple[str, ...] = ()
    passed: dict[str, Bools] = field(default_factory=dict)
    size: dict[str, int] = field(default_factory=dict)
    won: dict[str, dict[str, Ints]] = field(default_factory=dict)
    tied: dict[str, Bools] = field(default_factory=dict)
    elected: Ints | None = None
    run_off: Ints | None = None
    office_tied: Bools | None = None
    chamber_id: str = ""

    def __post_init__(self) -> None:
        self.names = self.drawn.names

    @property
    def number(self) -> int:
        """How many results there are."""
        return self.drawn.number

    def seats(self) -> Mapping[str, int]:
        """Unit -> seats, as the facts or the law say."""
        return self.drawn.facts.seats or self.law.seats

    def contest(self, role: str = "") -> DrawnContest | None:
        """The results of a contest, the law's own unless it is named; None where it has none."""
        return self.drawn.contests.get(role or self.law.contest)

    def units(self, role: str = "") -> list[str]:
        """The units of a contest; of the law's own those with seats too."""
        contest = self.contest(role)
        names = set(contest.units) if contest else set()
        if not role:
            names |= set(self.seats())
        return sorted(names - ({WHOLE} if len(names) > 1 else set()))

    def seats_of(self, unit: str) -> int:
        """The seats of a unit.

        Raises:
            NoArrayFormError: nobody says how many there are; the exact law has the words for it.
        """
        if unit not in self.seats():
            raise NoArrayFormError(f"no number of seats for {unit}")
        return self.seats()[unit]

    def votes(self, unit: str | None, role: str = "") -> Ints:
        """(n, lists), the votes in a unit, or in all: a column for every name of any contest."""
        contest = self.contest(role)
        total: Ints = np.zeros((self.number, len(self.names)), dtype=np.int64)
        if contest is None:
            return total
        columns = [self.names.index(name) for name in contest.names]
        if unit is None:
            total[:, columns] = contest.votes.sum(axis=1)
        elif unit in contest.units:
            total[:, columns] = contest.votes[:, contest.units.index(unit), :]
        return total

    def standing(self, unit: str | None, role: str = "") -> Ints:
        """The votes of those that have passed every threshold so far; the others have none."""
        votes = self.votes(unit, role)
        for where in {WHOLE, unit or WHOLE}:
            if where in self.passed:
                votes = np.where(self.passed[where], votes, 0)
        return votes

    def base(self, of: str, unit: str | None, role: str = "") -> Ints:
        """(n,), what a share is of; what arrays do not say plainly, as the exact law has it, draw by draw.

        Raises:
            LawError: the draws do not say it.
        """
        contest = self.contest(role)
        if of == "lists" and not self.has_others(role):
            return self.votes(unit, role).sum(axis=1)  # type: ignore[no-any-return]
        counted = contest is None or "valid" in contest.counts or self.has_others(role)
        if of == "valid" and contest is not None and not counted:
            columns = [at for at, name in enumerate(contest.units) if unit in (None, name)]
            if columns and not contest.unstated.get("valid"):
                # Never fewer valid votes than the lists of a unit have.
                by_unit = np.maximum(contest.valid, contest.votes.sum(axis=2))
                return by_unit[:, columns].sum(axis=1)  # type: ignore[no-any-return]
        return np.array([each.base(of, unit, role) for each in self._each], dtype=np.int64)

    def has_others(self, role: str = "") -> bool:
        """Whether a contest has votes of lists without a row, drawn or the same in every result."""
        contest, known = self.contest(role), self.drawn.facts.counts.get(role or self.law.contest, {})
        return (contest is not None and "others" in contest.counts) or "others" in known

    def others(self, unit: str | None) -> Ints | None:
        """(n,), the votes of lists without a row in a unit, or in all; None where there are none."""
        if not self.has_others():
            return None
        return np.array([each.others(unit) for each in self._each], dtype=np.int64)

    @cached_property
    def _each(self) -> list[Figures]:
        return [
            Figures(
                self.law,
                {role: contest.totals(draw) for role, contest in self.drawn.contests.items()},
                self.drawn.facts_of(draw),
            )
            for draw in range(self.number)
        ]

    def award(self, unit: str, kind: str, size: int, seats: Ints, tied: Bools) -> None:
        """Note seats of one kind in a unit."""
        self.size[unit] = self.size.get(unit, 0) + size
        kinds = self.won.setdefault(unit, {})
        kinds[kind] = kinds[kind] + seats if kind in kinds else seats
        self.tied[unit] = self.tied[unit] | tied if unit in self.tied else tied

    def outcome(self) -> BatchOutcome:
        """What the rules have made of it."""
        nobody = np.full(self.number, -1, dtype=np.int64)
        free = np.zeros(self.number, dtype=np.bool_)
        nowhere = np.zeros((self.number, 0), dtype=np.int64)
        chambers = {chamber.id: chamber for chamber in self._chambers()}
        return BatchOutcome(
            law=self.law.id,
            lists=self.names,
            elected=nobody if self.elected is None else self.elected,
            run_off=np.stack([nobody, nobody], axis=1) if self.run_off is None else self.run_off,
            run_off_tied=free if self.office_tied is None else self.office_tied,
            chambers=chambers,
            districts=nowhere,
            districts_tied=nowhere.astype(np.bool_),
            office=self.law.body_id if self.law.body != "chamber" else "",
        )

    def _chambers(self) -> list[BatchChamber]:
        if not self.size:
            return []
        units = tuple(sorted(self.size))
        kinds = dict.fromkeys(kind for unit in units for kind in self.won[unit])
        nothing = np.zeros((self.number, len(self.names)), dtype=np.int64)
        by_kind = {
            kind: np.stack([self.won[unit].get(kind, nothing) for unit in units], axis=1) for kind in kinds
        }
        by_unit: Ints = np.sum(list(by_kind.values()), axis=0)
        tied = np.stack([self.tied[unit] for unit in units], axis=1)
        name = self.chamber_id or self.law.body_id
        return [BatchChamber(name, sum(self.size.values()), units, by_unit, by_kind, tied)]


def plurality(rule: Plurality, run: BatchEvaluation) -> None:
    """The most votes win: the office, or the seat of each unit."""
    if run.law.body == "office":
        most = plurality_many(run.votes(None, rule.contest))
        run.elected, run.office_tied = most.winner, most.tied
        return
    for unit in run.units(rule.contest):
        most = plurality_many(run.votes(unit, rule.contest))
        run.award(unit, rule.kind, 1, _one_each(most.winner, len(run.names)), most.tied)


def college(rule: ElectoralCollege, run: BatchEvaluation) -> None:
    """The electors of each unit go to the most votes there; more than half of all elect."""
    run.chamber_id = rule.id
    won: Ints = np.zeros((run.number, len(run.names)), dtype=np.int64)
    for unit in run.units():
        size = run.seats_of(unit)
        most = plurality_many(run.votes(unit))
        electors = _one_each(most.winner, len(run.names)) * size
        run.award(unit, "elector", size, electors, most.tied)
        won = won + electors
    needed = sum(run.size.values()) // 2 + 1
    has = won >= needed
    run.elected = np.where(has.any(axis=1), has.argmax(axis=1), -1)


def _one_each(winner: Ints, lists: int) -> Ints:
    seats: Ints = (winner[:, None] == np.arange(lists)).astype(np.int64)
    return seats


def first_round(rule: FirstRound, run: BatchEvaluation) -> None:
    """Elected in the first round, or who stands in the second."""
    _require(first_round_lacks(rule, run.law))
    base = run.base(rule.of, None)
    ends = first_round_many(run.votes(None), base, rule.conditions)
    run.elected, run.run_off, run.office_tied = ends.elected, ends.run_off, ends.tied


def second_round(rule: RunOffRound, run: BatchEvaluation) -> None:
    """The most votes among the two who stand; nothing before there are votes in the run-off."""
    votes = run.votes(None, rule.contest)
    if not votes.any():
        return
    assert run.run_off is not None
    assert run.office_tied is not None
    stand = (run.run_off[:, :, None] == np.arange(len(run.names))).any(axis=1)
    contest = run.drawn.contests[rule.contest]
    listed = np.isin(np.arange(len(run.names)), [run.names.index(name) for name in contest.names])
    if (
        run.office_tied.any()
        or (run.run_off < 0).any()
        or not votes.any(axis=1).all()
        or (listed & ~stand).any()
    ):
        raise NoArrayFormError("a run-off of others than the two of the first round")
    most = plurality_many(votes)
    run.elected, run.run_off, run.office_tied = most.winner, np.full_like(run.run_off, -1), most.tied


def ballot_measure(rule: BallotMeasure, run: BatchEvaluation) -> None:
    """Whether the measure is adopted: the place of the answer that it ends with."""
    _require(measure_lacks(rule, run.law))
    yes, no = answers_of(run.names, run.drawn.facts, rule.where)
    votes = run.votes(None)
    own = votes[:, run.names.index(yes if rule.answer == YES else no)]
    met = np.ones(run.number, dtype=np.bool_)
    for condition in rule.conditions:
        have = own if condition.votes == "answer" else run.base(condition.votes, None)
        met &= _share(condition.share, have[:, None], run.base(condition.of, None))[:, 0]
    adopted = met == (rule.answer == YES)
    answer = np.where(adopted, run.names.index(yes), run.names.index(no))
    run.elected = np.where(votes.any(axis=1), answer, -1)


def threshold(rule: ThresholdRule, run: BatchEvaluation) -> None:
    """Leave the lists that meet a condition."""
    _require(threshold_lacks(rule, run.law))
    for unit in run.units() if rule.scope == "each unit" else [None]:
        passed = _meets(rule.conditions[0], run, unit)
        where = unit or WHOLE
        run.passed[where] = passed & run.passed[where] if where in run.passed else passed


def _meets(condition: ListCondition, run: BatchEvaluation, unit: str | None) -> Bools:
    """(n, lists), who meets a condition."""
    if isinstance(condition, JoinedConditions):
        parts = [_meets(part, run, unit) for part in condition.conditions]
        joined: Bools = np.logical_and.reduce(parts) if condition.every else np.logical_or.reduce(parts)
        return joined
    if isinstance(condition, ShareOfWhole):
        return _share(condition.share, run.votes(None), run.base(condition.of, None))
    assert not isinstance(condition, PartOfQuota | ShareTogether)
    return _simple(condition, run, unit)


def _simple(condition: Qualification, run: BatchEvaluation, unit: str | None) -> Bools:
    votes = run.votes(unit)
    if isinstance(condition, Threshold):
        return _share(condition, votes, run.base(_base_named(condition.base), unit))
    if isinstance(condition, ShareByParties):
        base, parties = run.base(_base_named(condition.base), unit), run.drawn.facts.parties
        shares = [condition.of(parties.get(name, 1)) for name in run.names]
        columns = [_share(share, votes[:, [at]], base) for at, share in enumerate(shares)]
        return np.concatenate(columns, axis=1) if columns else votes > 0
    if isinstance(condition, Labelled):
        labels = run.drawn.facts.labels
        has = np.array(
            [(condition.label in labels.get(name, frozenset())) == condition.has for name in run.names]
        )
        return np.broadcast_to(has, votes.shape)
    assert isinstance(condition, VotesReached)
    return votes >= condition.votes


def _base_named(words: str) -> str:
    return next(name for name, base in BASES.items() if base == words)


def _share(share: Threshold, votes: Ints, base: Ints) -> Bools:
    part, whole = share.share.numerator, share.share.denominator
    if max(int(votes.max(initial=0)) * whole, int(base.max(initial=0)) * part) > LARGEST:
        raise NoArrayFormError("numbers that do not fit 64 bits")
    have, need = votes * whole, (base * part)[:, None]
    return (have >= need if share.inclusive else have > need) & (base > 0)[:, None]


def _require(lacks: str) -> None:
    if lacks:
        raise NoArrayFormError(lacks)


def allocate(rule: Allocate, run: BatchEvaluation) -> None:
    """Seats to the highest quotients, in each unit or in the whole."""
    method = rule.method
    _require(allocate_lacks(rule, run.law))
    for unit, size, votes in _seating(rule, run):
        try:
            if isinstance(method, Divisors):
                given = allocate_many(votes, size, method)
            else:
                filtered = {WHOLE, WHOLE if rule.whole else unit} & set(run.passed)
                others = None if filtered else run.others(None if rule.whole else unit)
                given = allocate_by_quota_many(
                    votes, size, method, others=others, more_votes_first=rule.more_votes_first
                )
        except LawError as error:
            raise NoArrayFormError(error.message) from None
        run.award(unit, rule.kind, size, given.seats, given.tied)


def raised(rule: RaisedQuotients, run: BatchEvaluation) -> None:
    """Seats to the highest quotients, those of some lists raised."""
    _require(raised_lacks(rule, run.law))
    plain, high = scaled_by(rule.more)
    marked = rule.labelled(run.drawn.facts.labels)
    labelled = np.array([name in marked for name in run.names], dtype=np.bool_)
    for unit, size, votes in _seating(rule, run):
        favoured: Bools = np.broadcast_to(labelled, votes.shape)
        if rule.below is not None and labelled.any():
            base = run.base(rule.of, None if rule.whole else unit)
            favoured = favoured & ~_share(rule.below, votes, base)
        if int(votes.max(initial=0)) * high > LARGEST:
            raise NoArrayFormError("numbers that do not fit 64 bits")
        try:
            given = allocate_many(votes * np.where(favoured, high, plain), size, rule.divisors)
        except LawError as error:
            raise NoArrayFormError(error.message) from None
        run.award(unit, rule.kind, size, given.seats, given.tied)


def _seating(rule: Seating, run: BatchEvaluation) -> Iterator[tuple[str, int, Ints]]:
    """The units in which seats are given, how many, and the votes of those that take part."""
    if limits_candidates(run.drawn.facts, run.law.candidates):
        raise NoArrayFormError("candidates that run out")
    for unit in [WHOLE] if rule.whole else run.units():
        size = rule.seats or (sum(run.seats().values()) if rule.whole else 0) or run.seats_of(unit)
        yield unit, size, run.standing(None if rule.whole else unit)


RULES: Mapping[type, Callable[[Any, BatchEvaluation], None]] = MappingProxyType(
    {
        Plurality: plurality,
        ElectoralCollege: college,
        FirstRound: first_round,
        RunOffRound: second_round,
        BallotMeasure: ballot_measure,
        ThresholdRule: threshold,
        Allocate: allocate,
        RaisedQuotients: raised,
    }
)
"""Type of a rule -> what applies it to many results at once."""
