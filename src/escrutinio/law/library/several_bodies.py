"""A law of several bodies: president, senate and chamber are each decided by a law, and are one choice.

Its file names the laws that it is made of, each under the id of its body::

    title = "Brazil, general election"
    valid_from = 2018-10-07

    [bodies.president]
    law = "br/president"

    [bodies.chamber]
    law = "br/camara-2022"
    name = "Chamber of Deputies"
    contests = { votes = "chamber" }

``law`` is the id of an edition of the library, or a file beside this one. The first contest of a body's law
has the body's id as its role, others that id and their own name (``president-run-off``); ``contests`` gives
other roles, and bodies that name the same one are decided by the same votes. ``statute``, ``source``,
``elects`` and ``notes`` add to, or stand for, what the laws say; ``valid_from`` and ``valid_to`` are the days
on which all of them are in force, unless fewer are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain
from types import MappingProxyType

from escrutinio.law.decisions import Decision, Undecided
from escrutinio.law.evaluation.checks import check_read, read_together
from escrutinio.law.evaluation.definition import Definition
from escrutinio.law.evaluation.reading import one_line
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.library.law import Body, Law, LawPart
from escrutinio.law.outcome import Chamber, Outcome
from escrutinio.law.step_parts import Step
from escrutinio.law.totals import ContestTotals, NotStated
from escrutinio.model.errors import LawError, LawFileError
from escrutinio.model.text import many_of, some_of
from escrutinio.model.toml_table import TomlTable


def read_several_bodies(
    table: TomlTable,
    law_id: str,
    where: str,
    find: Callable[[str], Law],
    law_of: Callable[[Definition], Law],
) -> Law:
    """A law of several bodies from its file.

    Args:
        table: the file.
        law_id: its id.
        where: the file, for messages.
        find: the law of an id, or of a file beside this one.
        law_of: a law from its definition.

    Raises:
        LawFileError: it has mistakes; all of them are listed.
        LawError: one of its laws is unknown or cannot be read.
    """
    title = one_line(table.text("title", "the law in words"))
    bodies = table.table("bodies", required=True)
    parts = [part for body in bodies.names() for part in _part(bodies.table(body), body, find, law_of)]
    said = {key: one_line(table.text(key, "words", "")) for key in ("statute", "source", "elects", "notes")}
    stated = table.day("valid_from"), table.day("valid_to")
    bodies.finish()
    table.finish()
    if not bodies.names():
        table.problem("bodies", "it is empty", 'tables such as [bodies.senate] with law = "..."')
    first, last = _days(parts)
    for key, day in zip(("valid_from", "valid_to"), stated, strict=True):
        if day and not all(part.law.in_force_on(day) for part in parts):
            late = next(part for part in parts if not part.law.in_force_on(day))
            table.problem(
                key,
                f"found {day}, when {late.of} is not in force ({late.law.in_force})",
                "a day on which the laws of all bodies are in force",
            )
    if not table.problems and first and last and first > last:
        table.problem("bodies", "its laws are never all in force", "editions of the same days")
    if table.problems:
        raise LawFileError(table.told(), where=where)
    law = law_of_parts(law_id, title, parts)
    return replace(
        law,
        statute=said["statute"] or law.statute,
        source=said["source"] or law.source,
        elects=said["elects"] or law.elects,
        notes=f"{said['notes']} {law.notes}".strip(),
        valid_from=stated[0] or first,
        valid_to=stated[1] or last,
    )


def _part(
    table: TomlTable, body: str, find: Callable[[str], Law], law_of: Callable[[Definition], Law]
) -> Iterator[LawPart]:
    of = table.text("law", "the id of a law, or a file's name")
    name = table.text("name", "what the body is called", "")
    contests: Mapping[str, str] = table.text_map("contests")
    table.finish()
    if not of:
        return
    try:
        law = find(of)
    except LawError as error:
        table.problem("law", error.message, error.hint or "the id of a law, or a file's name")
        return
    if law.definition is None:
        table.problem("law", f"{of} is not a law of one body", "a law that is a file with steps")
        return
    if unknown := sorted(set(contests) - set(law.contests)):
        known = ", ".join(law.contests)
        table.problem("contests", f"{of} has no contest {some_of(unknown)}", f"of {known}")
        return
    made = replace(law.definition, body_id=body, body_name=name or law.definition.body_name)
    roles = {
        role: contests.get(role) or (body if role == law.first_contest else f"{body}-{role}")
        for role in law.contests
    }
    yield LawPart(body, made.body_name, law_of(made), MappingProxyType(roles), of)


def _days(parts: Sequence[LawPart]) -> tuple[date | None, date | None]:
    """The first and the last day on which all parts are in force; None for open."""
    first = max((part.law.valid_from for part in parts if part.law.valid_from), default=None)
    last = min((part.law.valid_to for part in parts if part.law.valid_to), default=None)
    return first, last


def law_of_parts(law_id: str, title: str, parts: Sequence[LawPart]) -> Law:
    """A law that consists of those of its bodies."""
    contests: dict[str, list[str]] = {}
    for part in parts:
        for role, played in part.roles.items():
            contests.setdefault(played, []).append(f"{part.name}: {part.law.contests[role]}")
    first, last = _days(parts)
    of_laws = ", ".join(f"{part.id} as {part.of}" for part in parts)
    return Law(
        id=law_id,
        title=title,
        statute=_joined(part.law.statute for part in parts),
        contests={name: "; ".join(words) for name, words in contests.items()},
        units=MappingProxyType({}),
        rules=tuple(rule for part in parts for rule in part.law.rules),
        apply=partial(_apply, law_id, title, tuple(parts)),
        source=_joined(part.law.source for part in parts),
        elects=("; " if any("," in part.name for part in parts) else ", ").join(part.name for part in parts),
        valid_from=first,
        valid_to=last,
        articles=tuple(
            (f"{part.name}: {rule}", article) for part in parts for rule, article in part.law.articles
        ),
        notes=f"Decided by the laws of its bodies, whose notes hold here too: {of_laws}.",
        first_contest=next(iter(contests), ""),
        valid="; ".join(f"{part.name}: {part.law.valid}" for part in parts if part.law.valid),
        candidates="; ".join(f"{part.name}: {part.law.candidates}" for part in parts if part.law.candidates),
        bodies=tuple(Body(body.kind, part.id, part.name) for part in parts for body in part.law.bodies),
        parts=tuple(parts),
    )


def _joined(texts: Iterator[str]) -> str:
    """Each text once; of several in one, separated by semicolons, each of those once."""
    return "; ".join(dict.fromkeys(chain.from_iterable(text.split("; ") for text in texts)))


def with_parts(law: Law, parts: Sequence[LawPart]) -> Law:
    """A law of several bodies with these parts in place of its own, such as some of them alone."""
    made = law_of_parts(law.id, law.title, parts)
    return replace(
        law,
        contests=made.contests,
        rules=made.rules,
        apply=made.apply,
        articles=made.articles,
        first_contest=made.first_contest,
        bodies=made.bodies,
        parts=made.parts,
    )


def part_facts(part: LawPart, facts: ElectionFacts, totals: Mapping[str, ContestTotals]) -> ElectionFacts:
    """The facts of one body: its own, with what is counted in its contests.

    Args:
        part: the body.
        facts: of the election.
        totals: those of the body's contests, by its own names of them.
    """
    own = facts.bodies.get(part.id, ElectionFacts())
    above = own.above
    if part.law.reads.above:
        units = {unit for contest in totals.values() for unit in contest.votes}
        above = {**{unit: over for unit, over in facts.above.items() if unit in units}, **above}
    return replace(own, counts=part.own(facts.counts), ballots=part.own(facts.ballots), above=above)


def check_facts(parts: Sequence[LawPart], facts: ElectionFacts, where: str) -> None:
    """Refuse facts that do not say which body they are of, and those of a body that there is not.

    Raises:
        LawError: there are some.
    """
    bodies = [part.id for part in parts]
    if unknown := sorted(set(facts.bodies) - set(bodies)):
        raise LawError(
            f"the facts have a table [bodies.{unknown[0]}], and no such body is decided",
            where=where,
            hint=f"Decided are: {many_of(bodies)}. A body without a contest is left out.",
        )
    given = {
        "seats": facts.seats,
        "levelling": facts.levelling,
        "agreements": facts.agreements,
        "parties": facts.parties,
        "labels": facts.labels,
        "candidates": facts.candidates,
        "groups": facts.groups,
        "lot": facts.lots,
    }
    for name, stated in given.items():
        if stated:
            raise LawError(
                f"the facts have {name} and do not say of which body",
                where=where,
                hint=f"Write it below its body, such as [bodies.{bodies[0]}.{name}].",
            )


def _apply(
    law_id: str,
    title: str,
    parts: Sequence[LawPart],
    totals: Mapping[str, ContestTotals],
    complete: bool,
    facts: ElectionFacts,
) -> Outcome:
    """Every body, decided by its law.

    Raises:
        LawError: unknown contests, or the laws of all bodies refuse.
    """
    known = {name for part in parts for name in part.roles.values()}
    for role in (*totals, *facts.counts, *facts.ballots):
        if role not in known:
            raise LawError(
                f"unknown contest {role!r}",
                where=law_id,
                hint=f"The law asks for: {many_of(sorted(known))}.",
            )
    check_facts(parts, facts, law_id)
    offices: dict[str, Decision] = {}
    chambers: dict[str, Chamber] = {}
    steps: list[Step] = []
    not_stated = ""
    warnings: list[str] = []
    refused: list[tuple[LawPart, LawError]] = []
    for part in parts:
        own = part.own(totals)
        if complete and not own and not part.own(facts.ballots):
            warnings.append(f"There are no votes for {part.name}: it is not decided.")
            continue
        own_facts = part_facts(part, facts, own)
        if part.law.definition is not None:
            _check_read(part, part.law.definition, own_facts)
        try:
            outcome = part.law.decide(own, complete, own_facts)
        except NotStated:
            raise
        except LawError as error:
            refused.append((part, _of_part(part, error)))
            continue
        offices |= outcome.offices
        chambers |= outcome.chambers
        steps += [_of_body(step, part.name) for step in outcome.steps]
        not_stated = not_stated or outcome.not_stated
        warnings += outcome.warnings
    for part, why in refused:
        if not (offices or chambers):
            raise why
        # What is wrong with one body does not silence the others.
        warnings.append(f"{part.name} is not decided: {why.message}. {why.hint}".rstrip())
        if part.law.definition is not None and part.law.definition.body != "chamber":
            offices[part.id] = Undecided(why.message)
    return Outcome(law_id, title, complete, offices, chambers, tuple(steps), not_stated, tuple(warnings))


def _check_read(part: LawPart, law: Definition, facts: ElectionFacts) -> None:
    """Refuse facts of a body that its law does not read: they may be meant for another.

    Raises:
        LawError: there are some.
    """
    try:
        check_read(facts, read_together(law.rules, law.body), law.id)
    except LawError as error:
        raise _of_part(part, error) from error


def _of_part(part: LawPart, error: LawError) -> LawError:
    """Why the law of one body refuses, with whose law it is."""
    where = f"{part.id}, {error.where}" if error.where else part.id
    hint = error.hint
    if "the facts" in hint:
        hint += f" Its facts stand below its name, such as [bodies.{part.id}.seats]."
    return LawError(error.message, where=where, hint=hint)


def _of_body(step: Step, body: str) -> Step:
    """A step that says which body it decides."""
    return step if step.rule.startswith(body) else replace(step, rule=f"{body}: {step.rule}")
