"""A law that is being applied to many results at once: what its rules go by, and what they have found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from escrutinio.law.evaluation.definition import Definition
from escrutinio.law.evaluation.figures import Figures
from escrutinio.law.facts import WHOLE
from escrutinio.law_batch.arrays import Bools, Ints
from escrutinio.law_batch.draws import DrawnContest, DrawnElection
from escrutinio.law_batch.outcome import BatchChamber, BatchOutcome


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
        unused: unit -> (n, lists), votes that quotas there have left; None where they are no whole numbers.
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
    unused: dict[str, Ints | None] = field(default_factory=dict)
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
        return [
            BatchChamber(name, sum(self.size.values()), units, by_unit, by_kind, tied, self.law.whole_body)
        ]
