"""What if a list does better or worse among the missing votes than among the counted: seats under the law.

A supposition, not a projection: it has no chance. In each unit of the law as many of the missing voters vote
as of those whose sheets are in, and the lists have the same shares; then one list is moved by some points
wherever it has votes, and all others share what is left as before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from escrutinio.flows.chosen_law import second_rounds
from escrutinio.flows.count import Count
from escrutinio.flows.decide import LawInput, law_input
from escrutinio.flows.documents.what_if import Unanswered
from escrutinio.law import Law
from escrutinio.law.evaluation.steps.two_round_seats import TwoRoundSeats
from escrutinio.law.totals import NotStated
from escrutinio.law_batch import BatchOutcome, DrawnContest, DrawnElection, decide_draws, rules_without_batch
from escrutinio.law_batch.arrays import Ints
from escrutinio.model import sheet
from escrutinio.projection import ONE_IN
from escrutinio.tabulation import REGISTERED_EXPECTED, REGISTERED_REPORTED, UNIT

POINTS = (-20, -15, -10, -5, 5, 10, 15, 20)
"""By how many points a list is moved among the missing votes."""
MOVED = 8
"""So many of the largest lists are moved."""

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Supposed:
    """The law's answers to what is supposed of the missing votes.

    Attributes:
        outcome: the answers, in the order of ``moves``.
        moves: the list that is moved and by how many points; the first moves none.
        silent_units: units of the law with missing voters and no counted vote: no votes are supposed there.
        unknown_sheets: missing sheets whose voters are not known: no votes are supposed on them. At most
            one in ``ONE_IN`` of a contest's sheets.
    """

    outcome: BatchOutcome
    moves: tuple[tuple[str, int], ...]
    silent_units: int
    unknown_sheets: int


@dataclass(frozen=True)
class _Unmoved:
    """One contest of the law with its missing votes; arrays are by unit, ``votes`` by unit and list.

    Attributes:
        votes: counted.
        valid: counted.
        shares: of the valid votes.
        to_come: missing valid votes.
        counts: of ballots and voters, with those to come.
    """

    units: tuple[str, ...]
    names: tuple[str, ...]
    votes: Ints
    valid: Ints
    shares: Floats
    to_come: Ints
    counts: Mapping[str, Ints]
    unstated: Mapping[str, int]
    silent: int

    def moved(self, name: str, points: int) -> Floats:
        """(units, lists), the shares with one list moved where it has votes."""
        if not points or name not in self.names:
            return self.shares
        column = self.names.index(name)
        before = self.shares[:, column]
        # Where nobody else has a vote, nobody is known who could win what the list loses.
        after = np.where((before > 0) & (before < 1), np.clip(before + points / 100, 0, 1), before)
        kept = np.divide(1 - after, 1 - before, out=np.ones_like(before), where=before < 1)
        shares: Floats = self.shares * kept[:, None]
        shares[:, column] = after
        return shares

    def drawn(self, moves: tuple[tuple[str, int], ...]) -> DrawnContest:
        """The contest under each of the moves."""
        shares = np.stack([self.moved(name, points) for name, points in moves])
        votes = self.votes + np.rint(self.to_come[:, None] * shares).astype(np.int64)
        valid = np.maximum(self.valid + self.to_come, votes.sum(axis=2))
        counts = {kind: np.broadcast_to(of, valid.shape) for kind, of in self.counts.items()}
        return DrawnContest(self.units, self.names, votes, valid, counts, self.unstated)


def suppose(counted: Count) -> Supposed | Unanswered:
    """Apply the election's law to the count with the missing votes as supposed.

    Returns:
        Why not, where the missing voters are not known or the law cannot be asked so often.

    Raises:
        UsageError: the election names no law.
        DefinitionError: the law's roles are not filled.
        LawError: the law is not in force, or it refuses the votes.
    """
    given = law_input(counted)
    if not counted.election.stations.complete:
        return "stations unknown"
    contests = {role: _unmoved(counted, given, role) for role in given.totals if _begun(counted, given, role)}
    if not any(contest.votes.any() for contest in contests.values()):
        return "nothing counted"
    unknown = {role: given.missing.awaited(role).unknown_sheets for role in contests}
    if any(sheets * ONE_IN > _expected(counted, given, role) for role, sheets in unknown.items()):
        return "voters unknown"
    if not any(contest.to_come.any() for contest in contests.values()):
        waiting = any(unknown.values()) or any(given.missing.awaited(role).voters for role in contests)
        return "nothing beside" if waiting else "all counted"
    if second_rounds_of_seats(given.law) - contests.keys():
        # Who stands again, and for whom the voters of all others vote then, no vote of the first round says.
        return "second round"
    if rules_without_batch(given.law):
        return "too slow"
    moves = (("", 0), *((name, points) for name in _largest(contests.values()) for points in POINTS))
    drawn = {role: one.drawn(moves) for role, one in contests.items()}
    try:
        # One answer where the law turns out to have no form for many at once.
        outcome = decide_draws(given.law, DrawnElection(drawn, replace(given.facts, counts={})), most=1)
    except NotStated:
        return "not stated"
    if len(outcome.elected) < len(moves):
        return "too slow"
    return Supposed(
        outcome, moves, sum(contest.silent for contest in contests.values()), sum(unknown.values())
    )


def second_rounds_of_seats(law: Law) -> frozenset[str]:
    """The roles of contests in which single seats are given that a first round leaves open."""
    if law.parts:
        return frozenset(part.roles[role] for part in law.parts for role in second_rounds_of_seats(part.law))
    return frozenset(rule.second for rule in law.rules if isinstance(rule, TwoRoundSeats))


def _begun(counted: Count, given: LawInput, role: str) -> bool:
    """Whether a contest is held: a run-off that has not begun may never be."""
    contest = given.choice.contests[role]
    return role not in second_rounds(given.law) or counted.nation(contest).sheets_reported > 0


def _expected(counted: Count, given: LawInput, role: str) -> int:
    """How many sheets a contest has."""
    return counted.nation(given.choice.contests[role]).sheets_expected or 0


def _unmoved(counted: Count, given: LawInput, role: str) -> _Unmoved:
    totals = given.totals[role]
    contest = counted.election.contests[given.choice.contests[role]]
    units = tuple(given.law.units.get(role) or sorted(totals.votes))
    names = tuple(sorted(totals.lists()))
    place = {name: column for column, name in enumerate(names)}
    votes = np.zeros((len(units), len(names)), dtype=np.int64)
    for row, unit in enumerate(units):
        for name, number in totals.standing([unit]).items():
            votes[row, place[name]] = number
    rows = counted.sums[contest.id][given.choice.levels[role]]
    reported = dict(rows.select(UNIT, REGISTERED_REPORTED).iter_rows())
    # Voters have several votes where the ballot has.
    came = contest.votes_allowed * np.array([reported.get(unit) or 0 for unit in units], dtype=np.int64)
    # Of a place in part the voters of its missing tables: all others had their say.
    of_unit = dict(rows.select(UNIT, REGISTERED_EXPECTED).iter_rows())
    due = contest.votes_allowed * np.array([of_unit.get(unit) or 0 for unit in units], dtype=np.int64)
    missing = np.maximum(due - came, 0)
    valid = np.array([totals.valid_votes([unit]) for unit in units], dtype=np.int64)
    known = (came > 0) & (valid > 0)
    to_come = _as_before(valid, came, np.where(known, missing, 0))
    return _Unmoved(
        units,
        names,
        votes,
        valid,
        np.divide(votes, valid[:, None], out=np.zeros(votes.shape), where=valid[:, None] > 0),
        to_come,
        _counts(given, role, units, came // contest.votes_allowed, missing // contest.votes_allowed),
        {figure: sum(by_unit.values()) for figure, by_unit in totals.unstated.items() if by_unit},
        int(((missing > 0) & ~known).sum()),
    )


def _counts(given: LawInput, role: str, units: tuple[str, ...], came: Ints, missing: Ints) -> dict[str, Ints]:
    """The counts that all units state, with those of the missing voters."""
    counts = {}
    for kind, by_unit in given.facts.counts.get(role, {}).items():
        if all(by_unit.get(unit) is not None for unit in units):
            counted = np.array([by_unit[unit] for unit in units], dtype=np.int64)
            counts[kind] = counted + (
                missing if kind == sheet.REGISTERED else _as_before(counted, came, missing)
            )
    return counts


def _as_before(counted: Ints, came: Ints, missing: Ints) -> Ints:
    """How many of the missing voters, if as many of them as of those who came; at most all of them."""
    rate = np.divide(counted, came, out=np.zeros(len(counted)), where=came > 0)
    return np.rint(missing * np.minimum(rate, 1)).astype(np.int64)


def _largest(contests: Iterable[_Unmoved]) -> list[str]:
    """The lists with most votes in all contests together, the largest first."""
    votes: Counter[str] = Counter()
    for contest in contests:
        votes.update(dict(zip(contest.names, contest.votes.sum(axis=0).tolist(), strict=True)))
    ranked = sorted((-number, name) for name, number in votes.items() if number)
    return [name for _, name in ranked[:MOVED]]
