"""Lists that run out of candidates: what a law says of the seats that they cannot fill.

A law's file says it in a table ``candidates``: ``run_out`` (one of :class:`RunOut`), its ``article``, and
``alone`` (whether a list in no agreement is one person who stands alone, unless the facts state its
candidates). The facts of an election say how many candidates lists have, and the label "independent" that a
list is one person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from escrutinio.law.facts import INDEPENDENT, WHOLE, ElectionFacts
from escrutinio.model.errors import LawError
from escrutinio.model.toml_table import TomlTable


class RunOut(StrEnum):
    """What follows where a list is due more seats than it has candidates."""

    OTHERS = "others"
    """They go to the next claims by the same rule."""
    VACANT = "vacant"
    """They stay empty."""
    LIST = "list"
    """The list has them, and names further persons."""
    NEVER = "never"
    """Lists must be complete, so that the law has no rule."""


IN_WORDS = {
    RunOut.OTHERS: "a seat that a list has no candidate for goes to the next claim",
    RunOut.VACANT: "a seat that a list has no candidate for stays empty",
    RunOut.LIST: "a list that is due more seats than it has candidates names further persons",
    RunOut.NEVER: "a list must have as many candidates as there are seats",
}


@dataclass(frozen=True)
class CandidatesRule:
    """What a law says of lists with too few candidates.

    Args:
        run_out: what follows.
        article: where the law says so.
        alone: whether a list in no agreement is one person, unless its candidates are stated.
    """

    run_out: RunOut
    article: str
    alone: bool = False

    @classmethod
    def read(cls, table: TomlTable) -> CandidatesRule:
        """From the table ``candidates`` of a law's file."""
        run_out = table.choice("run_out", [str(choice) for choice in RunOut]) or RunOut.OTHERS
        article = " ".join(table.text("article", "where the law says it").split())
        rule = cls(RunOut(run_out), article, table.flag("alone", default=False))
        table.finish()
        return rule

    @property
    def text(self) -> str:
        """In words."""
        person = "; a list in no agreement is one person, unless its candidates are stated"
        return f"{IN_WORDS[self.run_out]}{person if self.alone else ''} ({self.article})"


def stated_candidates(
    facts: ElectionFacts,
    unit: str,
    votes: Mapping[str, Mapping[str, int]],
    rule: CandidatesRule | None,
) -> dict[str, int]:
    """List -> its candidates in a unit, as far as anybody says: the facts, a label, or the law.

    Args:
        facts: of the election.
        unit: where. Of the whole, a list that has a number in every unit where it stands has all of them.
        votes: unit -> list -> votes.
        rule: of the law.
    """
    told = facts.candidates
    known = {**told.get(WHOLE, {}), **told.get(unit, {})}
    lists = {name for of_unit in votes.values() for name in of_unit} if unit == WHOLE else votes.get(unit, {})
    if unit == WHOLE:
        for name in set(lists) - set(known):
            numbers = [told.get(place, {}).get(name) for place, here in votes.items() if name in here]
            if None not in numbers:
                known[name] = sum(number for number in numbers if number is not None)
    for name in lists:
        if INDEPENDENT in facts.labels.get(name, frozenset()):
            known[name] = min(1, known.get(name, 1))
    if rule is not None and rule.alone:
        allied = {name for group in facts.agreements for name in group}
        for name in set(lists) - allied:
            known.setdefault(name, 1)
    return known


def candidates_of_all_units(
    facts: ElectionFacts, votes: Mapping[str, Mapping[str, int]], rule: CandidatesRule | None
) -> dict[str, int]:
    """List -> its candidates in all units together, of lists that have a number wherever they stand."""
    numbers: dict[str, list[int | None]] = {}
    for unit, here in votes.items():
        known = stated_candidates(facts, unit, votes, rule)
        for name in here:
            numbers.setdefault(name, []).append(known.get(name))
    return {
        name: sum(number for number in of_units if number is not None)
        for name, of_units in numbers.items()
        if None not in of_units
    }


def limits_candidates(facts: ElectionFacts, rule: CandidatesRule | None) -> bool:
    """Whether anybody says how many candidates some list has."""
    independents = any(INDEPENDENT in labels for labels in facts.labels.values())
    return bool(facts.candidates) or independents or (rule is not None and rule.alone)


def refusal(name: str, seats: int, candidates: int, rule: CandidatesRule | None, where: str) -> LawError:
    """Why no result is given where a list has more seats than candidates, and no rule has filled them."""
    has = f"{name} has {seats} seats and {candidates} candidate{'' if candidates == 1 else 's'}"
    if rule is None:
        return LawError(
            f"{has}, and the law's file does not say what follows",
            where=where,
            hint="Say it in the table [candidates] of the law's file, or fill those seats by hand.",
        )
    if rule.run_out is RunOut.NEVER:
        return LawError(
            f"{has}; {IN_WORDS[rule.run_out]}, so that the law has no rule for it ({rule.article})",
            where=where,
            hint="Check the table [candidates] of the facts.",
        )
    return LawError(
        f"{has}; {IN_WORDS[rule.run_out]}, which is not worked out for this rule ({rule.article})",
        where=where,
        hint="Fill those seats by hand.",
    )
