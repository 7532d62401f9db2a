"""What a law is asked of many results at once: the draws of its contests, and the facts that they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from escrutinio.law import ContestTotals, ElectionFacts
from escrutinio.law_batch.arrays import Ints


@dataclass(frozen=True, eq=False)
class DrawnContest:
    """One contest in each of n results.

    Args:
        units: the ids of its units.
        names: its lists.
        votes: (n, units, lists).
        valid: (n, units), valid votes.
        counts: what else is counted, such as "blank" -> (n, units).
        unstated: what the counted sheets do not all state -> how many do not, as far as it matters.
    """

    units: tuple[str, ...]
    names: tuple[str, ...]
    votes: Ints
    valid: Ints
    counts: Mapping[str, Ints] = field(default_factory=dict)
    unstated: Mapping[str, int] = field(default_factory=dict)

    def totals(self, draw: int) -> ContestTotals:
        """The totals of one draw."""
        votes = {
            unit: dict(zip(names, row[places].tolist(), strict=True))
            for unit, row, (names, places) in zip(self.units, self.votes[draw], self._voted_for, strict=True)
        }
        unstated = {figure: dict.fromkeys(self.units, sheets) for figure, sheets in self.unstated.items()}
        valid = dict(zip(self.units, self.valid[draw].tolist(), strict=True))
        return ContestTotals(votes, valid, unstated=unstated)

    @cached_property
    def _voted_for(self) -> list[tuple[list[str], Ints]]:
        """Of each unit: its lists and their places, without those that have votes in other units alone.

        Where every district has candidates of its own, most names have no vote in most districts.
        """
        voted = np.any(self.votes != 0, axis=0)
        nowhere = ~np.any(voted, axis=0)
        found = []
        for row in voted:
            places = np.flatnonzero(row | nowhere) if row.any() else np.arange(len(self.names))
            found.append(([self.names[place] for place in places], places))
        return found

    def lists(self) -> dict[str, list[str]]:
        """Unit -> the lists that stand there, as :meth:`totals` has them."""
        return {unit: names for unit, (names, _) in zip(self.units, self._voted_for, strict=True)}

    def counted(self, draw: int) -> dict[str, dict[str, int]]:
        """What else is counted in one draw: what -> unit -> number."""
        return {
            what: dict(zip(self.units, numbers[draw].tolist(), strict=True))
            for what, numbers in self.counts.items()
        }


@dataclass(frozen=True, eq=False)
class DrawnElection:
    """The contests of a law in each of n results.

    Args:
        contests: role -> its draws; a role that is absent has no counted vote.
        facts: besides the votes, the same in every result.
    """

    contests: Mapping[str, DrawnContest]
    facts: ElectionFacts = field(default_factory=ElectionFacts)

    @property
    def number(self) -> int:
        """How many results there are."""
        return min((contest.votes.shape[0] for contest in self.contests.values()), default=0)

    @property
    def names(self) -> tuple[str, ...]:
        """The lists of all contests together, each once."""
        return tuple(dict.fromkeys(name for contest in self.contests.values() for name in contest.names))

    def facts_of(self, draw: int) -> ElectionFacts:
        """The facts with what is counted in one draw; what is not drawn stays as the facts have it."""
        counts = {
            role: {**self.facts.counts.get(role, {}), **contest.counted(draw)}
            for role, contest in self.contests.items()
        }
        return replace(self.facts, counts={**self.facts.counts, **counts})

    def first(self, most: int) -> DrawnElection:
        """The first results alone."""
        return self.only(range(min(most, self.number)))

    def only(self, draws: Sequence[int]) -> DrawnElection:
        """Some of the results."""
        rows = list(draws)
        contests = {
            role: replace(
                contest,
                votes=contest.votes[rows],
                valid=contest.valid[rows],
                counts={what: numbers[rows] for what, numbers in contest.counts.items()},
            )
            for role, contest in self.contests.items()
        }
        return replace(self, contests=contests)
