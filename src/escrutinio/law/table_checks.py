"""What of a table of votes fits nothing, and what of its result is in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from escrutinio.law.decisions import Elected
from escrutinio.law.evaluation.run_out import limits_candidates
from escrutinio.law.facts import INDEPENDENT, WHOLE, ElectionFacts
from escrutinio.law.library.law import Law
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import Outcome
from escrutinio.law.seat_parts import RemainderTable
from escrutinio.law.step_parts import Lots
from escrutinio.law.votes_table import Votes
from escrutinio.model.errors import LawError

MANY = 10_000
"""More candidates than any list has seats."""


def check_table(votes: Votes, law: Law, where: str) -> None:
    """Refuse counts of units that have no votes, and contests that the law does not know.

    Raises:
        LawError: there are some.
    """
    for role in {**votes.lists, **votes.counts, **votes.ballots}:
        if role not in law.contests:
            raise LawError(
                f"unknown contest {role!r}", where=where, hint=f"The law asks for: {', '.join(law.contests)}."
            )
    for role, counts in votes.counts.items():
        units = {*votes.lists.get(role, {}), *votes.ballots.get(role, {})} - {WHOLE}
        for what, by_unit in counts.items():
            strangers = sorted(set(by_unit) - units - {WHOLE})
            if units and strangers:
                raise LawError(
                    f"[{what}] names the unit {', '.join(strangers)}, and no list has votes there",
                    where=where,
                    hint="Write the names of units in one way.",
                )
    if votes.counts and not law.definition:
        others = [role for role, counts in votes.counts.items() if "others" in counts]
        if others:
            raise LawError(
                "[others] cannot be used with this law",
                where=where,
                hint="Give every list a row, or state [valid].",
            )


def unused_lots(outcome: Outcome) -> tuple[Lot, ...]:
    """Recorded lots that no tie asked for."""
    parts = (part for step in outcome.steps for part in step.inputs)
    return tuple(lot for part in parts if isinstance(part, Lots) for lot in part.unused)


def _for_want_of_candidates(votes: Votes, law: Law, facts: ElectionFacts, outcome: Outcome) -> Iterator[str]:
    """Lists that would have more seats with more candidates, where the law's file leaves that in doubt.

    They are persons only because they stand in no agreement, or it does not say what follows.
    """
    rule = law.definition.candidates if law.definition else None
    if law.definition is None or not limits_candidates(facts, rule) or (rule is not None and not rule.alone):
        return
    lists = frozenset().union(*(contest.lists() for contest in votes.totals().values()))
    free = replace(facts, candidates={WHOLE: dict.fromkeys(lists, MANY)}, labels={})
    with suppress(LawError):
        for chamber in law.decide(votes.totals(), False, free).chambers.values():
            for unit in chamber.units.values():
                here = outcome.chambers[chamber.id].units[unit.unit]
                for name, more in unit.seats.items():
                    if more > (has := here.seats.get(name, 0)):
                        doubt = _in_doubt(name, has, more, unit.unit, facts, person=rule is not None)
                        yield from filter(None, [doubt])


def _in_doubt(name: str, seats: int, more: int, unit: str, facts: ElectionFacts, *, person: bool) -> str:
    where = "" if unit == WHOLE else f" in {unit}"
    if person:
        told = {**facts.candidates.get(WHOLE, {}), **facts.candidates.get(unit, {})}
        if name in told or INDEPENDENT in facts.labels.get(name, frozenset()):
            return ""
        return (
            f"{name} stands in no agreement{where} and was taken for one person, with one seat at most: "
            f"by its votes it would have {more}. If it is a party, say how many candidates it has in "
            "[candidates]."
        )
    return (
        f"{name} has {seats} seat{'' if seats == 1 else 's'}{where} for want of candidates, and by its votes "
        f"{more}: the next claims have the others, though the law's file does not say that they do."
    )


def doubts(votes: Votes, law: Law, facts: ElectionFacts, outcome: Outcome) -> Iterator[str]:
    """Seats that stay empty for want of votes, and lists without a row that may have won something."""
    for chamber in outcome.chambers.values():
        named = {unit for units in (*votes.lists.values(), *votes.ballots.values()) for unit in units}
        empty = sorted(
            unit.unit
            for unit in chamber.units.values()
            if unit.vacant == unit.size > 0 and unit.unit not in {*named, WHOLE}
        )
        if empty:
            shown = ", ".join(empty[:5]) + (f" and {len(empty) - 5} more" if len(empty) > 5 else "")
            yield f"There are no votes of {shown}: the seats there are left vacant."
    yield from _for_want_of_candidates(votes, law, facts, outcome)
    for role, counts in votes.counts.items():
        for unit, others in counts.get("others", {}).items():
            table = votes.lists.get(role, {}).get(unit, {})
            winners: list[int | Fraction] = [table[name] for name in _winners(outcome, unit) if name in table]
            winners += _winning_remainders(outcome)
            if winners and others >= min(winners):
                of_whom = "" if unit == WHOLE else f" of {unit}"
                yield (
                    f"[others]{of_whom} are {others:,} votes, no fewer than a list has won a seat with: "
                    "a list without a row may have won something. Give each its row."
                )


def _winning_remainders(outcome: Outcome) -> list[int | Fraction]:
    """The smallest remainder that has won a seat, wherever seats were left for them."""
    tables = (part for step in outcome.steps for part in step.results if isinstance(part, RemainderTable))
    least: list[int | Fraction] = [
        sorted(table.remainders.values(), reverse=True)[min(table.left, len(table.remainders)) - 1]
        for table in tables
        if table.left > 0 and table.remainders
    ]
    return least


def _winners(outcome: Outcome, unit: str) -> set[str]:
    """Whoever has a seat in the unit, or anywhere where the votes name no unit; or is elected."""
    names = {decision.name for decision in outcome.offices.values() if isinstance(decision, Elected)}
    for chamber in outcome.chambers.values():
        for there in chamber.units.values():
            if unit in (WHOLE, there.unit):
                names |= {name for name, seats in there.seats.items() if seats}
    return names
