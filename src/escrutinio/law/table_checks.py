"""What of a table of votes fits nothing, and what of its result is in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from escrutinio.law.decisions import chosen
from escrutinio.law.evaluation.evaluate import apply
from escrutinio.law.evaluation.run_out import CandidatesRule, RunOut, limits_candidates, stated_candidates
from escrutinio.law.facts import INDEPENDENT, WHOLE, ElectionFacts
from escrutinio.law.library.law import Law
from escrutinio.law.library.several_bodies import part_facts
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import Outcome
from escrutinio.law.seat_parts import RemainderTable, SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Lots, Step
from escrutinio.law.votes_table import Votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of, some_of


def check_table(votes: Votes, law: Law, where: str) -> None:
    """Refuse counts of units that have no votes, and contests that the law does not know.

    Raises:
        LawError: there are some.
    """
    for role in {**votes.lists, **votes.counts, **votes.ballots}:
        if role not in law.contests:
            raise LawError(
                f"unknown contest {role!r}",
                where=where,
                hint=f"The law asks for: {many_of(law.contests)}.",
            )
    for role, counts in votes.counts.items():
        units = {*votes.lists.get(role, {}), *votes.ballots.get(role, {})} - {WHOLE}
        for what, by_unit in counts.items():
            strangers = sorted(set(by_unit) - units - {WHOLE})
            if units and strangers:
                raise LawError(
                    f"[{what}] names the unit {some_of(strangers)}, and no list has votes there",
                    where=where,
                    hint="Write the names of units in one way.",
                )
    if votes.counts and not (law.definition or law.parts):
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


def lots_in_words(lots: Iterable[Lot]) -> str:
    """Whom the lots were drawn among, and what for."""
    return "; ".join(f"{', '.join(lot.tied)}{f' ({lot.what})' if lot.what else ''}" for lot in lots)


def idle_lot_error(unused: Iterable[Lot], where: str) -> LawError:
    """Why a complete result is not given with lots that no tie asked for."""
    return LawError(
        f"a recorded lot fits no tie: {lots_in_words(unused)}",
        where=where,
        hint="Compare its names, and what it was drawn for, with the tie; or leave it out.",
    )


def _for_want_of_candidates(votes: Votes, law: Law, facts: ElectionFacts, outcome: Outcome) -> Iterator[str]:
    """Lists that would have more seats with more candidates, where the law's file leaves that in doubt.

    They are persons only because they stand in no agreement, or it does not say what follows.
    """
    rule = law.definition.candidates if law.definition else None
    if law.definition is None or not limits_candidates(facts, rule) or (rule is not None and not rule.alone):
        return
    # As if every list could name further persons; what else depends on labels and candidates stays.
    endless = replace(law.definition, candidates=CandidatesRule(RunOut.LIST, "no article"))
    with suppress(LawError):
        free = apply(endless, votes.totals(), False, votes.complete(facts))
        by_unit = votes.lists.get(endless.contest, {})
        for chamber in free.chambers.values():
            for unit in chamber.units.values():
                here = outcome.chambers[chamber.id].units[unit.unit]
                known = stated_candidates(facts, unit.unit, by_unit, rule)
                for name, more in unit.seats.items():
                    # Others have fewer only because somebody else's seats have come to them.
                    has = here.seats.get(name, 0)
                    if more > has >= known.get(name, more) and (
                        doubt := _in_doubt(name, has, more, unit.unit, facts, person=rule is not None)
                    ):
                        yield doubt


def _in_doubt(name: str, seats: int, more: int, unit: str, facts: ElectionFacts, *, person: bool) -> str:
    where = "" if unit == WHOLE else f" in {unit}"
    if person:
        told = {**facts.candidates.get(WHOLE, {}), **facts.candidates.get(unit, {})}
        if name in told or INDEPENDENT in facts.labels.get(name, frozenset()):
            return ""
        return (
            f"{name} stands in no agreement{where} and was taken for one person, with one seat at most: "
            f"by its votes it would have {more}. If it is a party, say how many candidates it has in "
            "[candidates], or name it in an agreement of its own."
        )
    return (
        f"{name} has {seats} seat{'' if seats == 1 else 's'}{where} for want of candidates, and by its votes "
        f"{more}: the next claims have the others, though the law's file does not say that they do."
    )


_OF_PERSONS = ("plurality", "most-votes", "two-round-seats", "instant-runoff")
"""Rules whose seats are of persons, who may be elected unopposed."""
_OF_ONE_VOTE = ("ballot-measure", "first-round", "run-off")
"""Rules under which a ballot has one vote, so that no more votes than ballots can be."""


def doubts(votes: Votes, law: Law, facts: ElectionFacts, outcome: Outcome) -> Iterator[str]:
    """Seats that stay empty for want of votes, and lists without a row that may have won something."""
    for part in law.parts:
        if not any(name in votes.lists or name in votes.ballots for name in part.roles.values()):
            continue
        own = Votes(part.own(votes.lists), part.own(votes.counts), part.own(votes.ballots))
        of_body = replace(
            outcome,
            offices={name: one for name, one in outcome.offices.items() if part.decides(name)},
            chambers={name: one for name, one in outcome.chambers.items() if part.decides(name)},
            steps=tuple(step for step in outcome.steps if step.rule.startswith(part.name)),
        )
        yield from doubts(own, part.law, part_facts(part, facts, own.totals()), of_body)
    if law.parts:
        return
    for chamber in outcome.chambers.values():
        standing = {
            unit: {name for table in votes.lists.values() for name in table.get(unit, {})}
            for units in votes.lists.values()
            for unit in units
        }
        with_votes = {
            unit for units in votes.lists.values() for unit, table in units.items() if any(table.values())
        }
        with_votes |= {
            unit for units in votes.ballots.values() for unit, table in units.items() if any(table.values())
        }
        empty = sorted(
            unit.unit
            for unit in chamber.units.values()
            if unit.vacant == unit.size > 0 and unit.unit not in {*with_votes, WHOLE}
        )
        if empty:
            yield (
                f"No list or candidate of the table has votes in {some_of(empty)}: the seats there are left "
                "vacant."
            )
        if (
            not with_votes
            and any(unit.vacant == unit.size > 0 for unit in chamber.units.values())
            and not empty
        ):
            yield "No list or candidate of the table has votes: the seats are left vacant."
        if silent := sorted(_members_without_votes(votes, law) - set(chamber.units)):
            yield (
                f"No list or candidate of the table has votes in {some_of(silent)}: no single-member seat is "
                "given there."
            )
        unopposed = [unit for unit in empty if 0 < len(standing.get(unit, ())) <= chamber.units[unit].size]
        if unopposed and any(rule.name in _OF_PERSONS for rule in law.rules):
            shown = ", ".join(unopposed[:5]) + (
                f" and {len(unopposed) - 5} more" if len(unopposed) > 5 else ""
            )
            yield (
                f"No more stand in {shown} than there are seats: if they were elected without a vote, give "
                "each of them 1 vote there."
            )
    if any(rule.name in _OF_ONE_VOTE for rule in law.rules):
        yield from _fewer_cast_than_votes(votes)
    yield from _for_want_of_candidates(votes, law, facts, outcome)
    yield from _valid_votes_of_nobody(votes, law, facts, outcome)
    of_others = [
        (role, unit, others)
        for role, counts in votes.counts.items()
        for unit, others in counts.get("others", {}).items()
    ]
    remainders = _winning_remainders(outcome) if of_others else []
    for role, unit, others in of_others:
        table = votes.lists.get(role, {}).get(unit, {})
        enough: list[int | Fraction] = [table[name] for name in _winners(outcome, unit) if name in table]
        enough += remainders
        if enough and others >= min(enough):
            of_whom = "" if unit == WHOLE else f" of {unit}"
            yield (
                f"[others]{of_whom} are {others:,} votes, no fewer than a list has won a seat with: "
                "a list without a row may have won something. Give each its row."
            )


def _fewer_cast_than_votes(votes: Votes) -> Iterator[str]:
    """Ballots cast that are fewer than the votes on them: a turnout would be taken of too few."""
    for role, counts in votes.counts.items():
        units = votes.lists.get(role, {})
        for unit, cast in counts.get("cast", {}).items():
            of_lists = sum(units.get(unit, {}).values())
            if unit == WHOLE and WHOLE not in units:
                of_lists = sum(sum(table.values()) for table in units.values())
            if cast < of_lists:
                of_whom = "" if unit == WHOLE else f" of {unit}"
                yield (
                    f"[cast]{of_whom} is {cast:,}, fewer than the {of_lists:,} votes in the table: check "
                    "both."
                )


def _members_without_votes(votes: Votes, law: Law) -> set[str]:
    """Single-member seats in whose rows nobody has a vote: the rules that count winners pass them over."""
    if law.definition is None:  # written in Python: its rules say nothing of what they read
        return set()
    reads = [rule.reads for rule in law.definition.rules]
    contests = {role for read in reads for role in read.contests if role not in read.second_rounds}
    # A unit of the lists states how many of its single-member seats each list has won, and none is a number.
    of_lists = set(votes.lists.get(law.first_contest, {}))
    return {
        unit
        for role in contests - {law.first_contest}
        for unit, table in votes.lists.get(role, {}).items()
        if unit not in {WHOLE, *of_lists} and not any(table.values())
    }


def _valid_votes_of_nobody(votes: Votes, law: Law, facts: ElectionFacts, outcome: Outcome) -> Iterator[str]:
    """Valid votes that no list has, where seats are others once they count as those of lists without a row.

    A quota can be of the votes of all lists: then ``[valid]`` does not say what ``[others]`` would.
    """
    blank_too = law.definition is None or law.definition.valid is None or law.definition.valid.blank
    for role, counts in votes.counts.items():
        more = {}
        for unit, valid in counts.get("valid", {}).items():
            known = counts.get("others", {}).get(unit, 0)
            listed = sum(votes.lists.get(role, {}).get(unit, {}).values()) + known
            blank = counts.get("blank", {}).get(unit, 0) if blank_too else 0
            if listed and valid > listed + blank:
                more[unit] = valid - listed - blank + known
        if not more or law.definition is None:
            continue
        others = {**counts, "others": {**counts.get("others", {}), **more}}
        told = replace(votes, counts={**votes.counts, role: others})
        with suppress(LawError):
            chambers = law.decide(told.totals(), True, told.complete(facts)).chambers
            if any(chambers[name].seats != chamber.seats for name, chamber in outcome.chambers.items()):
                yield (
                    f"[valid] is more than the votes of the lists, by {sum(more.values()):,} votes. If lists "
                    "without a row have them, state them as [others]: quotas are larger, and seats differ."
                )


def _winning_remainders(outcome: Outcome) -> list[Fraction]:
    """The smallest remainder of a list that has won a seat, wherever seats were left for them.

    Remainders that only place seats, or take some back, have won none; neither have those of units.
    """
    least = []
    for step in outcome.steps:
        for table in step.results:
            if isinstance(table, RemainderTable) and table.rows == "list" and table.left > 0:
                seats = _seats_of_lists(step)
                won = [
                    votes
                    for name, votes in table.remainders.items()
                    if seats.get(name, 0) > table.full.get(name, 0)
                ]
                if won:
                    least.append(min(won))
    return least


def _seats_of_lists(step: Step) -> Mapping[str, int]:
    """List -> its seats by the quota of a step."""
    for part in step.results:
        if isinstance(part, SeatTable) and part.rows == "list":
            for label in (Label.LIST_SEATS, Label.SHARED_SEATS, Label.SEATS):
                if label in part.columns:
                    return part.columns[label]
    return {}


def _winners(outcome: Outcome, unit: str) -> set[str]:
    """Whoever has a seat in the unit, or anywhere where the votes name no unit; or is elected."""
    names = set(filter(None, map(chosen, outcome.offices.values())))
    for chamber in outcome.chambers.values():
        for there in chamber.units.values():
            if unit in (WHOLE, there.unit):
                names |= {name for name, seats in there.seats.items() if seats}
    return names
