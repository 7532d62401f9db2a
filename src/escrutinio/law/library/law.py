"""A law as a value: what it is, when it is in force, and the rules it consists of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol, TypeVar

from escrutinio.law.evaluation.checks import read_together
from escrutinio.law.evaluation.definition import Definition
from escrutinio.law.evaluation.rule import Reads
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import Outcome
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.totals import ContestTotals

T = TypeVar("T")
Article = tuple[str, str]
"""A rule in words, and where it stands."""


@dataclass(frozen=True)
class Body:
    """What a law elects.

    Args:
        kind: "chamber", "office" or "measure".
        id: such as "senate".
        name: in words.
    """

    kind: str
    id: str
    name: str

    def is_meant(self, words: str) -> bool:
        """Whether somebody means it by its kind, its id or a part of its name."""
        asked = words.casefold()
        return asked in (self.kind, self.id.casefold()) or asked in self.name.casefold()


class NamedRule(Protocol):
    """A rule of a law, as far as other rooms need to know it.

    What a rule can do beyond ``decide`` is found by its type: ``escrutinio.law_batch`` and
    ``escrutinio.bounds`` each keep one table from types of rules to what they do with them.
    """

    @property
    def name(self) -> str:
        """As law files and messages call it, such as "first-round"."""
        ...


@dataclass(frozen=True)
class Law:
    """One edition of a country's electoral law.

    Args:
        id: country and year or statute, such as "bo/2020".
        title: in words.
        statute: the legal texts.
        contests: role -> what its totals hold.
        units: role -> the unit ids its totals may have; empty for any.
        rules: its rules, in the order in which they are applied.
        apply: the rules applied in order; call ``decide`` instead.
        source: where the legal texts can be read.
        elects: what it elects, in words.
        valid_from, valid_to: the first and the last day of elections under this edition; None for open.
        articles: each rule in words and its article, in order.
        notes: what a user has to know, such as what was not verified.
        first_contest: the role of votes in a table that names none.
        seats: unit -> seats that the law itself fixes.
        definition: its file, as it was read; None where the law is a module.
        valid: what its valid votes are, in words; empty where its file does not say.
        candidates: what follows where a list has too few candidates, in words; empty where its file does not
            say.
        bodies: what it elects.
        parts: of a law of several bodies, the law of each; else empty.
    """

    id: str
    title: str
    statute: str
    contests: Mapping[str, str]
    units: Mapping[str, tuple[str, ...]]
    rules: tuple[NamedRule, ...]
    apply: Callable[[Mapping[str, ContestTotals], bool, ElectionFacts], Outcome]
    source: str = ""
    elects: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    articles: tuple[Article, ...] = ()
    notes: str = ""
    first_contest: str = ""
    seats: Mapping[str, int] = field(default_factory=dict)
    definition: Definition | None = field(default=None, repr=False)
    valid: str = ""
    candidates: str = ""
    bodies: tuple[Body, ...] = ()
    parts: tuple[LawPart, ...] = ()

    def decide(
        self,
        totals: Mapping[str, ContestTotals],
        complete: bool = True,
        facts: ElectionFacts | None = None,
        *,
        lots: Iterable[Lot] = (),
    ) -> Outcome:
        """Who is elected and who has which seats, with the derivation.

        Args:
            totals: role -> totals; a role that is absent has no counted vote.
            complete: whether every sheet is in.
            facts: besides the votes of lists.
            lots: lots that were drawn, besides those of the facts.

        Raises:
            LawError: an unknown role or unit, or a count that is negative or not an int.
        """
        known = facts or ElectionFacts()
        return self.apply(totals, complete, replace(known, lots=(*known.lots, *lots)))

    @property
    def reads(self) -> Reads:
        """What its rules read besides votes; a fact that none of them reads is refused."""
        made = self.definition
        return read_together(made.rules, made.body) if made else Reads()

    @property
    def takes_turns(self) -> bool:
        """Whether of two lists with equal votes the first lot counts, and after it they take turns."""
        methods = [getattr(rule, "method", None) for rule in self.rules]
        return any(isinstance(method, Divisors) and method.take_turns for method in methods) or any(
            part.law.takes_turns for part in self.parts
        )

    def part_of(self, body: str) -> LawPart | None:
        """The part that decides a body, such as "senate"; None where one law decides all of its bodies."""
        return next((part for part in self.parts if part.decides(body)), None)

    @property
    def country(self) -> str:
        """Of its id, such as "es"."""
        return self.id.partition("/")[0]

    @property
    def purpose(self) -> str:
        """What it is for, in words: what it elects, or what it decides where voters answer a question."""
        measure = any(body.kind == "measure" for body in self.bodies)
        return f"{'Decides' if measure else 'Elects'} {self.elects}"

    def in_force_on(self, day: date) -> bool:
        """Whether it is in force on a day, as far as its file says: an unknown start or end excludes none."""
        return not ((self.valid_from and day < self.valid_from) or (self.valid_to and day > self.valid_to))

    @property
    def in_force(self) -> str:
        """From which day to which, in words: one day where it was for one election."""
        if self.valid_from and self.valid_from == self.valid_to:
            return self.valid_from.isoformat()
        return f"{self.valid_from or 'start not known'} to {self.valid_to or 'now'}"


@dataclass(frozen=True)
class LawPart:
    """The law of one of the bodies of a law of several.

    Args:
        id: of the body, such as "senate".
        name: in words.
        law: what decides it; its body has this id and name.
        roles: contest of that law -> the contest of the law of several bodies that plays it.
        of: the law of the library, or the file, that it was made of.
    """

    id: str
    name: str
    law: Law
    roles: Mapping[str, str]
    of: str

    def decides(self, body: str) -> bool:
        """Whether it decides a body; an office that electors choose has a chamber of another name too."""
        return body == self.id or any(body == each.id for each in self.law.bodies)

    def own(self, by_contest: Mapping[str, T]) -> dict[str, T]:
        """Of what is known by contest, that of its contests, by its own names of them."""
        return {role: by_contest[name] for role, name in self.roles.items() if name in by_contest}
