"""Who may take part in an allocation: conditions joined by "any of" and "all of", and what they say.

The conditions themselves are in :mod:`escrutinio.law.thresholds.conditions`. :func:`qualify` says who
passes, by which
condition, and by how many votes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from escrutinio.law.plain import JsonObject, Plain
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of, some_of


@dataclass(frozen=True)
class ListFacts:
    """What a condition may ask about one list.

    Args:
        name: the list.
        votes: its votes.
        bases: base in words -> number, such as the valid votes with and without blank ones.
        parties: how many parties stand together on it.
        labels: what else the law asks for, such as "national minority".
        seats: single-member seats (or constituencies) won.
        units: unit -> (votes of the list there, base of the unit).
    """

    name: str
    votes: int
    bases: Mapping[str, int] = field(default_factory=dict)
    parties: int = 1
    labels: frozenset[str] = frozenset()
    seats: int = 0
    units: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def base(self, words: str) -> int:
        """The number of a base.

        Raises:
            LawError: the base was not given.
        """
        if words not in self.bases:
            raise LawError(
                f"the number of {words} was not given",
                where=self.name,
                hint=f"The bases given are: {many_of(sorted(self.bases)) or 'none'}.",
            )
        return self.bases[words]


@dataclass(frozen=True)
class Verdict(Plain):
    """What a condition says of one list.

    Args:
        text: the condition in words.
        met: whether it is met.
        margin: votes above the fewest that are enough (0: just enough) or, below zero, how many are lacking,
            the base as it is; None where votes alone do not decide.
        missing: the fewest more votes of its own that make it met, when the base grows by them too: 0 where
            it is met, None where votes alone do not decide or no number is enough.
        parts: the verdicts that this one joins.
    """

    text: str
    met: bool
    margin: int | None = None
    missing: int | None = None
    parts: tuple[Verdict, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """The single conditions that decided: those met where it is met, else those that are not."""
        if not self.parts:
            return (self.text,)
        return tuple(reason for part in self.parts if part.met == self.met for reason in part.reasons)


class Qualification(ABC):
    """A condition for taking part."""

    @property
    @abstractmethod
    def text(self) -> str:
        """The condition in words."""

    @abstractmethod
    def judge(self, facts: ListFacts) -> Verdict:
        """What the condition says of a list, with the margin in votes."""

    def met(self, facts: ListFacts) -> bool:
        """Whether a list meets the condition."""
        return self.judge(facts).met


@dataclass(frozen=True)
class Joined(Qualification):
    """Several conditions, any one of which is enough, or all of which are needed; see :func:`any_of`."""

    conditions: tuple[Qualification, ...]
    every: bool

    def __post_init__(self) -> None:
        if not self.conditions:
            raise LawError("a rule that joins no conditions", hint="Name at least one.")

    @property
    def text(self) -> str:
        """The conditions, with "or" or "and" between them."""
        parts = (
            f"({condition.text})"
            if isinstance(condition, Joined) and len(condition.conditions) > 1
            else condition.text
            for condition in self.conditions
        )
        return (" and " if self.every else " or ").join(parts)

    def judge(self, facts: ListFacts) -> Verdict:
        """The verdicts of all conditions; only they have margins."""
        parts = tuple(condition.judge(facts) for condition in self.conditions)
        met = [part.met for part in parts]
        return Verdict(self.text, all(met) if self.every else any(met), parts=parts)


def any_of(*conditions: Qualification) -> Joined:
    """Any one of the conditions is enough.

    Raises:
        LawError: there is none.
    """
    return Joined(conditions, every=False)


def all_of(*conditions: Qualification) -> Joined:
    """Every one of the conditions is needed.

    Raises:
        LawError: there is none.
    """
    return Joined(conditions, every=True)


@dataclass(frozen=True)
class Qualified:
    """Who passed a rule and who failed.

    Args:
        rule: the rule in words.
        votes: list -> votes, as they were given.
        verdicts: list -> what the rule says of it.
    """

    rule: str
    votes: Mapping[str, int]
    verdicts: Mapping[str, Verdict]

    @property
    def passed(self) -> tuple[str, ...]:
        """The lists that take part, the most votes first."""
        return self._with(True)

    @property
    def failed(self) -> tuple[str, ...]:
        """The lists that do not, the most votes first."""
        return self._with(False)

    @property
    def kept(self) -> dict[str, int]:
        """The votes of the lists that take part."""
        return {name: self.votes[name] for name in self.passed}

    def _with(self, met: bool) -> tuple[str, ...]:
        names = (name for name, verdict in self.verdicts.items() if verdict.met == met)
        return tuple(sorted(names, key=lambda name: (-self.votes[name], name)))

    def to_dict(self) -> JsonObject:
        """Keys ``rule``, ``passed``, ``failed``, ``verdicts`` (by list, with ``reasons``)."""
        return {
            "rule": self.rule,
            "passed": list(self.passed),
            "failed": list(self.failed),
            "verdicts": {
                name: {**self.verdicts[name].to_dict(), "reasons": list(self.verdicts[name].reasons)}
                for name in sorted(self.verdicts)
            },
        }


def qualify(
    votes: Mapping[str, int],
    rule: Qualification,
    bases: Mapping[str, int],
    *,
    parties: Mapping[str, int] | None = None,
    labels: Mapping[str, Collection[str]] | None = None,
    seats: Mapping[str, int] | None = None,
    units: Mapping[str, Mapping[str, int]] | None = None,
    unit_bases: Mapping[str, int] | None = None,
) -> Qualified:
    """Say who takes part.

    Args:
        votes: list -> votes. A list without votes can pass only by a condition that asks for none.
        rule: the condition, or several joined.
        bases: base in words -> number, for every base that the rule names.
        parties: list -> how many parties stand together on it; one unless given.
        labels: list -> labels.
        seats: list -> single-member seats won.
        units: unit -> list -> votes, for conditions that look at districts.
        unit_bases: unit -> base of the unit; the votes of its lists, added, unless given.

    Raises:
        LawError: a number is negative or not an int, a base is missing, or a mapping names a list that has no
            entry in ``votes``.
    """
    check_votes(votes)
    check_votes(bases, where="bases")
    by_unit, whole = units or {}, unit_bases or {}
    for unit in sorted(by_unit):
        check_votes(by_unit[unit], where=f"unit {unit}")
    check_votes(whole, where="bases of units")
    sizes, won, marks = parties or {}, seats or {}, labels or {}
    check_votes(sizes, where="parties of a list")
    check_votes(won, where="seats won")
    named = {*sizes, *won, *marks, *(name for unit in by_unit.values() for name in unit)}
    strangers = sorted(named - set(votes))
    if strangers:
        raise LawError(
            f"no votes are given for {some_of(strangers)}", hint="Give 0 for a list without votes."
        )
    base_of = {unit: whole.get(unit, sum(by_unit[unit].values())) for unit in by_unit}
    verdicts = {
        name: rule.judge(
            ListFacts(
                name,
                number,
                bases,
                sizes.get(name, 1),
                frozenset(marks.get(name, ())),
                won.get(name, 0),
                {unit: (by_unit[unit].get(name, 0), base_of[unit]) for unit in by_unit},
            )
        )
        for name, number in votes.items()
    }
    return Qualified(rule.text, votes, verdicts)
