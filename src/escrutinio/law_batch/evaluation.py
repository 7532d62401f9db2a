"""A law that is being applied to many results at once: what its rules go by, and what they have found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, reduce

import numpy as np

from escrutinio.law.evaluation.definition import Definition
from escrutinio.law.evaluation.figures import UNLIMITED, Figures
from escrutinio.law.evaluation.run_out import (
    RunOut,
    candidates_of_all_units,
    limits_candidates,
    stated_candidates,
)
from escrutinio.law.facts import WHOLE
from escrutinio.law_batch.arrays import Bools, Ints
from escrutinio.law_batch.draws import DrawnContest, DrawnElection
from escrutinio.law_batch.majority import plurality_many
from escrutinio.law_batch.outcome import BatchChamber, BatchOutcome
from escrutinio.model.errors import LawError


class NoArrayFormError(Exception):
    """A rule has no array form with these parameters, facts or draws; the exact law is applied instead."""


def one_each(winner: Ints, lists: int) -> Ints:
    """(n, lists), one seat for each winner, (n,), whose place is -1 where there is none."""
    seats: Ints = (winner[:, None] == np.arange(lists)).astype(np.int64)
    return seats


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
        size_in_no_unit: seats of the body whose unit differs from result to result.
        grows: whether how many seats there are differs from result to result.
        fewer: (n,), by how many seats the body is smaller than its units are at their largest.
        left: (n,), which results are left to the exact law.
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
    size_in_no_unit: int = 0
    grows: bool = False
    fewer: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    left: Bools = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    def __post_init__(self) -> None:
        self.names = self.drawn.names
        self.left = np.zeros(self.number, dtype=np.bool_)
        self.fewer = np.zeros(self.number, dtype=np.int64)

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

    def districts(self, role: str = "") -> list[str]:
        """The units, for a rule by which the most votes win the seats of each.

        Raises:
            NoArrayFormError: the votes name no unit, so that they state seats won, or are of no unit.
        """
        units = self.units(role)
        if units == [WHOLE] and WHOLE not in self.seats():
            raise NoArrayFormError("seats won that are stated")
        return units

    def counted_units(self, elsewhere: Collection[str], number: int) -> list[str]:
        """The units, for a rule that asks in how many of them something holds, without those elsewhere.

        Raises:
            NoArrayFormError: the votes name no unit, or not as many units as there are.
        """
        units = [unit for unit in self.units() if unit not in elsewhere]
        if WHOLE in units or (number and len(units) != number):
            raise NoArrayFormError("votes that are not of every unit")
        return units

    @contextmanager
    def exact_where_refused(self) -> Iterator[None]:
        """What cannot be said of all results at once is left to the exact law, which has the words for it.

        Raises:
            NoArrayFormError: a figure is not there, or numbers do not fit.
        """
        try:
            yield
        except LawError as error:
            raise NoArrayFormError(error.message) from None

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
        columns = self._columns[role or self.law.contest]
        if unit is None:
            total[:, columns] = contest.votes.sum(axis=1)
        elif unit in contest.units:
            total[:, columns] = contest.votes[:, contest.units.index(unit), :]
        return total

    @cached_property
    def _columns(self) -> dict[str, list[int]]:
        """Contest -> the column of each of its lists."""
        places = {name: place for place, name in enumerate(self.names)}
        return {
            role: [places[name] for name in contest.names] for role, contest in self.drawn.contests.items()
        }

    def standing(self, unit: str | None, role: str = "") -> Ints:
        """The votes of those that have passed every threshold so far; the others have none."""
        votes = self.votes(unit, role)
        for where in {WHOLE, unit or WHOLE}:
            if where in self.passed:
                votes = np.where(self.passed[where], votes, 0)
        return votes

    def able(self, unit: str | None) -> Bools:
        """(n, lists), who has passed every threshold so far."""
        able: Bools = np.ones((self.number, len(self.names)), dtype=np.bool_)
        for where in {WHOLE, unit or WHOLE} & set(self.passed):
            able = able & self.passed[where]
        return able & self.standing_in(unit)

    @staticmethod
    def require(lacks: str) -> None:
        """Leave the law to the exact one where a rule lacks an array form; ``lacks`` says why.

        Raises:
            NoArrayFormError: it does.
        """
        if lacks:
            raise NoArrayFormError(lacks)

    def base(self, of: str, unit: str | None, role: str = "") -> Ints:
        """(n,), what a share is of; what arrays do not say plainly, as the exact law has it, draw by draw.

        Raises:
            LawError: the draws do not say it.
        """
        contest, others = self.contest(role), self.has_others(role)
        if of == "lists" and not others:
            return self.votes(unit, role).sum(axis=1)  # type: ignore[no-any-return]
        if contest is not None and not others and not contest.unstated.get(of):
            plain = self._plainly(of, contest, unit, role)
            if plain is not None:
                return plain
        return np.array([each.base(of, unit, role) for each in self._each], dtype=np.int64)

    def _plainly(self, of: str, contest: DrawnContest, unit: str | None, role: str) -> Ints | None:
        """(n,), the valid votes or the registered voters, where units state them; None where that is not all.

        There are never fewer valid votes than the lists of a unit have.
        """
        known = self.drawn.facts.counts.get(role or self.law.contest, {})
        columns = [at for at, name in enumerate(contest.units) if unit in (None, name)]
        elsewhere = {name for counted in known.values() for name in counted} - set(contest.units)
        if not columns or elsewhere or of not in ("valid", "registered"):
            return None
        if of in contest.counts:
            by_unit = contest.counts[of]
        elif of in known:
            if not all(name in known[of] for name in contest.units):
                return None
            by_unit = np.array([[known[of][name] for name in contest.units]], dtype=np.int64)
        elif of == "valid":
            by_unit = contest.valid
        else:
            return None
        if of == "valid":
            by_unit = np.maximum(by_unit, contest.votes.sum(axis=2))
        total = by_unit[:, columns].sum(axis=1)
        return np.broadcast_to(total, (self.number,))

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

    def award(
        self, unit: str, kind: str, size: int, seats: Ints, tied: Bools, *, final: bool = False
    ) -> None:
        """Note seats of one kind in a unit.

        Args:
            unit: where.
            kind: of the seats.
            size: how many there are.
            seats: (n, lists), who has them.
            tied: (n,), whether any of them is nobody's yet.
            final: whether that is all that the law says; else the exact law says who is the first of equals.
        """
        self.size[unit] = self.size.get(unit, 0) + size
        kinds = self.won.setdefault(unit, {})
        kinds[kind] = kinds[kind] + seats if kind in kinds else seats
        self.tied[unit] = self.tied[unit] | tied if unit in self.tied else tied
        if not final:
            self.leave(tied)

    def leave(self, results: Bools) -> None:
        """Leave some of the results, (n,), to the exact law."""
        self.left = self.left | results

    def held(self) -> Ints:
        """(n, lists), the seats won so far in all units."""
        held: Ints = np.zeros((self.number, len(self.names)), dtype=np.int64)
        for kinds in self.won.values():
            for seats in kinds.values():
                held = held + seats
        return held

    def single(self, role: str, unit: str | None = None) -> tuple[Ints, Bools]:
        """Single-member seats by list, (n, lists), and whether any has equal votes, (n,).

        Args:
            role: their contest.
            unit: only those that belong to it.

        Raises:
            NoArrayFormError: the table states the seats that lists have won, and no votes.
        """
        won: Ints = np.zeros((self.number, len(self.names)), dtype=np.int64)
        tied: Bools = np.zeros(self.number, dtype=np.bool_)
        contest, above = self.contest(role), self.drawn.facts.above
        if contest is None:
            return won, tied
        if WHOLE in contest.units or (unit in contest.units and unit not in above):
            raise NoArrayFormError("seats won that are stated")
        for member in contest.units:
            if unit in (None, above.get(member, member)):
                most = plurality_many(self.votes(member, role))
                won, tied = won + one_each(most.winner, len(self.names)), tied | most.tied
        return won, tied

    def standing_in(self, unit: str | None, role: str = "") -> Bools:
        """(lists,), which lists the table of votes has in a unit, or anywhere."""
        contest = self.contest(role)
        rows = self._rows if not role else contest.lists() if contest else {}
        known = {name for place, here in rows.items() if unit in (None, place) for name in here}
        return np.array([name in known for name in self.names], dtype=np.bool_)

    def candidates(self, unit: str, *, others_have_them: bool = False) -> Ints | None:
        """(lists,), the most seats that each can have in a unit; None where nobody limits any.

        Args:
            unit: where.
            others_have_them: only where seats that a list cannot fill go to others by the same rule.
        """
        facts, rule = self.drawn.facts, self.law.candidates
        if not limits_candidates(facts, rule):
            return None
        if others_have_them and rule is not None and rule.run_out is not RunOut.OTHERS:
            return None
        return self._limits(stated_candidates(facts, unit, self._rows, rule))

    def _limits(self, known: Mapping[str, int]) -> Ints:
        return np.array([known.get(name, UNLIMITED) for name in self.names], dtype=np.int64)

    @cached_property
    def _rows(self) -> dict[str, dict[str, int]]:
        """Unit -> its lists, as the table of votes has them."""
        contest = self.contest()
        return {unit: dict.fromkeys(names, 0) for unit, names in contest.lists().items()} if contest else {}

    def leave_too_many(self) -> None:
        """Leave to the exact law where a list has more seats than candidates, whatever the law then says."""
        facts, rule = self.drawn.facts, self.law.candidates
        if not limits_candidates(facts, rule):
            return
        everywhere = self._limits(candidates_of_all_units(facts, self._rows, rule))
        for unit, kinds in self.won.items():
            seats = [of_kind for kind, of_kind in kinds.items() if kind != "single-member"]
            limits = self.candidates(unit)
            if seats and limits is not None:
                too_many: Bools = np.any(np.sum(seats, axis=0) > limits, axis=1)
                self.leave(too_many)
        if WHOLE in self.won and len(self.won) > 1:
            beyond: Bools = np.any(self.held() > everywhere, axis=1)
            self.leave(beyond)

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
        by_unit: Ints = reduce(np.add, by_kind.values())
        tied = np.stack([self.tied[unit] for unit in units], axis=1)
        name = self.chamber_id or self.law.body_id
        fewer = self.fewer[~self.left]
        least = int(fewer.min()) if len(fewer) else 0
        size = sum(self.size.values()) + self.size_in_no_unit - least
        sizes = by_unit.sum(axis=(1, 2)) if self.grows else None
        return [BatchChamber(name, size, units, by_unit, by_kind, tied, self.law.whole_body, sizes)]
