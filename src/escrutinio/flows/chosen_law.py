"""The law that an election names, with the contests that play its roles, and the facts it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

import polars as pl

from escrutinio.flows.lists_of_persons import stand_as_persons
from escrutinio.law import ElectionFacts, Law
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.facts import WHOLE, read_facts
from escrutinio.law.library.editions import law_on
from escrutinio.law.library.registry import law_of
from escrutinio.law.library.several_bodies import with_parts
from escrutinio.model import (
    DEFINITION_FILE,
    NATION,
    DefinitionError,
    Election,
    EscrutinioError,
    LawChoice,
    UsageError,
)

_NAMED = 5
"""So many units are named in a sentence."""
_IN_WORDS = {
    "contests": "name the contest that plays it",
    "levels": f'name the level by whose units the law takes its votes, or "{NATION}"',
}
WHATEVER_DAY = f"edition = true in the table [law] of {DEFINITION_FILE}"
"""How an election asks for an edition of its law that was not in force."""


def chosen_law(election: Election) -> tuple[Law, LawChoice]:
    """The election's law, with every role filled.

    Raises:
        UsageError: the election names no law.
        DefinitionError: roles missing or unknown.
        LawError: an unknown law, or one that is not in force on the day of the election.
    """
    law, choice, _ = law_on_the_day(election)
    return law, choice


def law_on_the_day(election: Election) -> tuple[Law, LawChoice, tuple[str, ...]]:
    """As :func:`chosen_law`, and what has to be said of the law's being in force on the election's day."""
    if election.law is None:
        raise UsageError("the election names no law", hint=f"Add a table [law] to {DEFINITION_FILE}.")
    law_id = election.law.id
    if law_id.endswith(".toml"):
        law_id = str(election.folder / law_id)
    law, warnings = law_on(
        law_id, election.date, whatever_day=election.law.whatever_day, override=WHATEVER_DAY
    )
    problems = []
    if law.parts:
        problems = _of_bodies_left_out(law, election.law)
        law = _covered(law, election.law)
    tables = (("contests", election.law.contests), ("levels", election.law.levels))
    for table, given in () if problems else tables:
        roles = ", ".join(law.contests)
        known = f"the roles are {roles}" if len(law.contests) > 1 else f"the only role is {roles}"
        needed = set(law.contests) - (_may_be_missing(law) - set(election.law.contests))
        problems += [
            f"law.{table}.{r}: it is missing; {known}; {_IN_WORDS[table]}"
            for r in law.contests
            if r in needed and r not in given
        ]
        problems += [
            f"law.{table}.{r}: no such role; allowed: {roles}" for r in given if r not in law.contests
        ]
    for role, level in election.law.levels.items():
        contest = election.contests.get(election.law.contests.get(role, ""))
        if contest is not None and level not in contest.levels:
            allowed = ", ".join(contest.levels)
            problems.append(
                f"law.levels.{role}: {contest.id} is not tabulated at {level!r}; allowed: {allowed}"
            )
    if problems:
        raise DefinitionError(problems, where=str(election.folder / DEFINITION_FILE))
    return _of_lists(law, election, election.law.contests), election.law, warnings


def _of_bodies_left_out(law: Law, choice: LawChoice) -> list[str]:
    """What is wrong where a law of several bodies decides none, or a level is of one that is left out."""
    roles = ", ".join(law.contests)
    covered = _covered(law, choice)
    if not set(law.contests) & set(choice.contests):
        found = ", ".join(choice.contests) or "nothing"
        return [
            f"law.contests: found {found}; allowed: {roles}; name the contests of one body at least: the law "
            "decides those that have one"
        ]
    return [
        f"law.levels.{role}: law.contests names no contest that plays it: add that, or leave this out"
        for role in choice.levels
        if role in law.contests and role not in covered.contests
    ]


def _covered(law: Law, choice: LawChoice) -> Law:
    """A law of several bodies without those of which the election has no contest: others may cover them."""
    parts = [part for part in law.parts if set(part.roles.values()) & set(choice.contests)]
    return with_parts(law, parts) if parts else law


def _of_lists(law: Law, election: Election, contests: Mapping[str, str]) -> Law:
    """A law that says nothing of a majority where persons are voted for and have one seat each.

    Of a majority of persons, which is one of their lists, nothing can be said.
    """
    if law.parts:
        parts = [replace(part, law=_of_lists(part.law, election, part.own(contests))) for part in law.parts]
        return with_parts(law, parts)
    persons = any(stand_as_persons(election, contest) for contest in contests.values())
    if law.definition is None or not persons:
        return law
    return law_of(replace(law.definition, whole_body=False))


def of_body(law: Law, choice: LawChoice, body: str) -> tuple[Law, LawChoice]:
    """The law that decides an office or a chamber, and the contests that play its roles.

    Where one law decides all, these are what is given.
    """
    part = law.part_of(body)
    if part is None:
        return law, choice
    return part.law, replace(choice, contests=part.own(choice.contests), levels=part.own(choice.levels))


def second_rounds(law: Law) -> frozenset[str]:
    """The roles of contests that are held only if an earlier round elects nobody."""
    if law.parts:
        return frozenset(part.roles[role] for part in law.parts for role in second_rounds(part.law))
    return law.reads.second_rounds


def first_rounds(election: Election) -> Mapping[str, str]:
    """The contest of a second round -> that of the first; empty where the law has none or cannot be had."""
    if election.law is None or len(election.law.contests) < 2:
        return {}
    try:
        law, choice = chosen_law(election)
    except EscrutinioError:
        return {}  # the votes are counted all the same
    bodies = [(part.law, part.own(choice.contests)) for part in law.parts] or [(law, dict(choice.contests))]
    first_by_second: dict[str, str] = {}
    for body, contests in bodies:
        first = contests.get(next(iter(body.contests)))
        again = [contests[role] for role in second_rounds(body) if role in contests]
        first_by_second |= {second: first for second in again if first is not None and second != first}
    return first_by_second


def with_persons_of_first_rounds(election: Election) -> Election:
    """The election, where who stands in a second round is known by name from the first.

    The table of candidates may name those of the first round alone: the same persons stand again.
    """
    if not election.candidates:
        return election
    again = {
        (second, unit, selection): person
        for second, first in first_rounds(election).items()
        for (contest, unit, selection), person in election.candidates.items()
        if contest == first and selection in election.contests[second].selections
    }
    return replace(election, candidates={**again, **election.candidates}) if again else election


def _may_be_missing(law: Law) -> frozenset[str]:
    """The roles that no contest need play; a second round can come later, when there is to be one."""
    if law.parts:
        return frozenset(part.roles[role] for part in law.parts for role in _may_be_missing(part.law))
    return law.reads.second_rounds | law.reads.optional


def played_roles(law: Law, choice: LawChoice) -> list[str]:
    """The law's roles that a contest plays, in order."""
    return [role for role in law.contests if role in choice.contests]


def first_role(election: Election) -> tuple[str, str]:
    """The first of the law's roles and the contest that plays it: what a headline is about.

    Raises:
        UsageError, DefinitionError: the election names no law, or not all of its roles.
    """
    law, choice = chosen_law(election)
    role = next(iter(law.contests))
    return role, choice.contests[role]


def election_facts(election: Election, law: Law, choice: LawChoice, stations: pl.DataFrame) -> ElectionFacts:
    """What no ballot says, from the file that the election's definition names.

    In which unit of another contest's level a unit lies, such as a constituency in its land, the stations say
    where the file does not.

    Args:
        election: its definition.
        law: its law.
        choice: which contests play its roles, and at which levels.
        stations: its stations, with the units of their levels.

    Raises:
        UsageError: the file cannot be read.
        LawError: it has mistakes.
    """
    facts = _written_facts(election, choice)
    if not any(isinstance(rule, Rule) and rule.reads.above for rule in law.rules):
        return facts
    return replace(facts, above={**dict(_units_above(election, law, choice, stations)), **facts.above})


def seats_of_no_station(
    election: Election, law: Law, facts: ElectionFacts, stations: pl.DataFrame
) -> Iterator[str]:
    """What to say of seats of units in which no polling station lies: a code may be mistyped.

    Args:
        election: its definition.
        law: its law.
        facts: its facts.
        stations: its stations, with the units of their levels.
    """
    if law.parts:
        for part in law.parts:
            own = facts.bodies.get(part.id, ElectionFacts())
            for text in seats_of_no_station(election, part.law, own, stations):
                yield text.replace("[seats]", f"[bodies.{part.id}.seats]")
        return
    levels = [level.id for level in election.levels if level.id in stations.columns]
    known = {WHOLE, NATION, *facts.above, *facts.above.values()}
    known |= {unit for level in levels for unit in stations[level].unique().drop_nulls().to_list()}
    seats = facts.seats or law.seats
    strangers = sorted(set(seats) - known)
    if not strangers or not any(isinstance(rule, Rule) and rule.reads.seats for rule in law.rules):
        return
    named = ", ".join(strangers[:_NAMED]) + (" ..." if len(strangers) > _NAMED else "")
    near = sorted({unit for name in strangers for unit in get_close_matches(name, known - set(seats), 1)})
    meant = f" Did you mean {', '.join(near[:_NAMED])}?" if near else ""
    yield f"[seats] names {named}, and no polling station lies there.{meant}"


def _units_above(
    election: Election, law: Law, choice: LawChoice, stations: pl.DataFrame
) -> Iterator[tuple[str, str]]:
    """Unit of a role's level -> the one that it lies in, of the next level above that another role has."""
    taken = {choice.levels[role] for role in played_roles(law, choice)}
    parents = {level.id: level.parent for level in election.levels}
    for level in sorted(taken - {NATION}):
        above = parents[level]
        while above != NATION and above not in taken:
            above = parents[above]
        if above != NATION and {level, above} <= set(stations.columns):
            yield from stations.select(level, above).drop_nulls().unique(level, keep="first").iter_rows()


def _written_facts(election: Election, choice: LawChoice) -> ElectionFacts:
    if not choice.facts:
        return ElectionFacts()
    path = election.folder / choice.facts
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UsageError(
            f"{path} cannot be read", hint=f"law.facts in {DEFINITION_FILE} names a TOML file beside it."
        ) from None
    return read_facts(text, str(path))
