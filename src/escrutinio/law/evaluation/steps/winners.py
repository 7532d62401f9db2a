"""The most votes win: ``plurality``, ``most-votes`` and ``college``.

``plurality``, one seat: ``contest``, ``kind``. Rows of its ``contest`` that name no unit state seats won.

``most-votes``, the seats of each unit, one for each candidate with the most votes (the block vote, the
limited vote, the single non-transferable vote): ``contest``, ``kind``, ``seats`` (of every unit; else the
table of seats).

``college``: ``id`` and ``name`` of the college. The table of seats holds the electors; a district that has an
elector of its own is a unit beside the unit it lies in, such as ``"ME-1"`` beside ``"ME"``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from escrutinio.law.decisions import Decision, Elected, Tie, Undecided
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.giving import title, what
from escrutinio.law.evaluation.steps.shown import with_seats
from escrutinio.law.facts import WHOLE
from escrutinio.law.majority.electoral_college import ElectorUnit, electoral_college
from escrutinio.law.majority.plurality import most_votes
from escrutinio.law.seat_parts import SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import (
    CollegeTable,
    DecisionResult,
    DecisionTable,
    Names,
    Number,
    Ties,
    VotesTable,
)
from escrutinio.model.toml_table import TomlTable


def states_seats(evaluation: Evaluation, role: str) -> bool:
    """Whether the rows of a contest of single-member seats name no unit, so that they state seats won."""
    return bool(role) and set(evaluation.contest(role).votes) == {WHOLE} and WHOLE not in evaluation.seats()


@dataclass(frozen=True)
class Plurality(Rule):
    """The most votes win: the seat of each unit, or the office.

    Args:
        contest: of the votes; empty for the law's own.
        kind: of the seats.
    """

    contest: str
    kind: str

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(
            head,
            table.text("contest", "the name of a contest", ""),
            table.text("kind", "a kind of seats", "single-member"),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(contests=(self.contest,), seats=False) if self.contest else Reads(seats=True)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        role, kind = self.contest, self.kind
        if evaluation.law.body == "office":
            votes = evaluation.votes(None, role)
            evaluation.office = evaluation.most(votes, f"the office of {evaluation.law.body_name}")
            inputs, results = [VotesTable(votes, rows="candidate")], [DecisionResult(evaluation.office)]
            evaluation.explain(self, evaluation.law.body_name, "the most votes win.", inputs, results)
            return
        if states_seats(evaluation, role):
            evaluation.check_seats_won(role, (), self)
            stated = evaluation.votes(WHOLE, role)
            evaluation.award(WHOLE, kind, sum(stated.values()), stated)
            evaluation.explain(
                self,
                "Single-member seats",
                "in each unit the most votes win the seat.",
                [Number(Label.SEATS, sum(stated.values()))],
                [SeatTable({Label.SINGLE_MEMBER_SEATS: stated})],
            )
            return
        decisions: dict[str, Decision] = {}
        for unit in evaluation.districts(self, role):
            decision = decisions[unit] = evaluation.most(evaluation.votes(unit, role), f"the seat of {unit}")
            seats = {decision.name: 1} if isinstance(decision, Elected) else {}
            tie = decision if isinstance(decision, Tie) else None
            evaluation.award(unit, kind, 1, seats, [tie], 0 if seats or tie else 1)
        evaluation.decisions.update(decisions)
        evaluation.explain(
            self,
            "Single-member seats",
            "in each unit the most votes win the seat.",
            [Number(Label.UNITS, len(decisions))],
            [DecisionTable(decisions)],
        )


@dataclass(frozen=True)
class MostVotes(Rule):
    """The most votes win: the seats of each unit, one for each candidate.

    Args:
        contest: of the votes; empty for the law's own.
        kind: of the seats.
        seats: of every unit; 0 where the table of seats says it.
    """

    contest: str
    kind: str
    seats: int

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(
            head,
            table.text("contest", "the name of a contest", ""),
            table.text("kind", "a kind of seats", "member"),
            table.count("seats", 0),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(contests=(self.contest,) if self.contest else (), seats=not self.seats)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        role, kind, number = self.contest, self.kind, self.seats
        for unit in evaluation.districts(self, role):
            votes = evaluation.votes(unit, role)
            size = number or evaluation.seats_of(unit, self)
            result = most_votes(votes, size, lots=evaluation.facts.lots, what=what(unit))
            evaluation.award(unit, kind, size, result.seats, [result.tie], result.vacant)
            won = tuple(award.name for award in result.awards)
            evaluation.explain(
                self,
                title(unit),
                "those with the most votes win a seat each.",
                [VotesTable(votes, rows="candidate"), Number(Label.SEATS, size)],
                [
                    Names(Label.ELECTED, won),
                    *([Names(Label.NEXT, (result.next.name,))] if result.next else []),
                    *([Ties((result.tie,))] if result.tie else []),
                ],
            )


@dataclass(frozen=True)
class ElectoralCollege(Rule):
    """Electors of each unit to the most votes there.

    Args:
        id: of the college, among chambers.
        title: what it is called.
    """

    body = "office"

    id: str
    title: str

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(
            head,
            table.text("id", "an id", "college"),
            table.text("name", "its name", "Electoral college"),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(seats=True)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        evaluation.chamber_id, evaluation.chamber_name = self.id, self.title
        units = [
            ElectorUnit(unit, evaluation.seats_of(unit, self), evaluation.votes(unit))
            for unit in evaluation.each_unit(self)
        ]
        college = electoral_college(units, lots=evaluation.facts.lots)
        for unit in units:
            decision = college.units[unit.name]
            seats = {decision.name: unit.electors} if isinstance(decision, Elected) else {}
            # All electors of a unit go together, so that a tie is for all of them.
            tie = Tie.of(decision.tied, unit.electors, decision.what) if isinstance(decision, Tie) else None
            vacant = unit.electors if isinstance(decision, Undecided) else 0
            evaluation.award(unit.name, "elector", unit.electors, seats, [tie], vacant)
            evaluation.decisions[unit.name] = decision
        evaluation.office = college.decision
        evaluation.explain(
            self,
            evaluation.chamber_name,
            "the electors of each unit go to the most votes there; "
            f"{college.needed} of {college.size} elect.",
            [Number(Label.UNITS, len(units)), Number(Label.ELECTORS, college.size)],
            [
                DecisionResult(college.decision),
                CollegeTable(
                    with_seats(college.electors),
                    _won(units, college.units),
                    college.undecided,
                ),
                *([Ties(college.ties)] if college.ties else []),
            ],
        )


def _won(units: Sequence[ElectorUnit], decisions: Mapping[str, Decision]) -> dict[str, dict[str, int]]:
    """Candidate -> the units that went to it, with their electors."""
    units_won: dict[str, dict[str, int]] = {}
    for unit in sorted(units, key=lambda unit: unit.name):
        decision = decisions[unit.name]
        if isinstance(decision, Elected):
            units_won.setdefault(decision.name, {})[unit.name] = unit.electors
    return {name: units_won[name] for name in sorted(units_won)}
