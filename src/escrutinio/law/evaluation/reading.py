"""Read a law's file: what the law is, and its rules, each with its parameters; every mistake is listed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from escrutinio.law.evaluation.definition import Definition, ValidVotes
from escrutinio.law.evaluation.rule import Rule, RuleHead
from escrutinio.law.evaluation.run_out import CandidatesRule
from escrutinio.law.evaluation.steps import RULES
from escrutinio.model.errors import LawError, LawFileError
from escrutinio.model.names import composed
from escrutinio.model.toml_table import TomlTable

_VOTED_FOR = {"chamber": "list", "office": "candidate", "measure": "answer"}
_ELECTS = {
    "chamber": "an election of many",
    "office": "an election of one person",
    "measure": "a question that is put to the voters",
}


def read_definition(text: str, law_id: str, where: str) -> Definition:
    """Read a law's file.

    Raises:
        LawFileError: it is no TOML, or has mistakes; all of them are listed.
    """
    try:
        document = tomllib.loads(composed(text))
    except tomllib.TOMLDecodeError as error:
        raise LawError(f"not TOML: {error}", where=where) from None
    table = TomlTable(document, "", [], text)
    body = next((kind for kind in ("chamber", "measure") if table.has(kind)), "office")
    if not table.has(body):
        raise LawError(
            "no table says what is elected",
            where=where,
            hint="Write [chamber] for seats, [office] for one person or [measure] for a question, with an id "
            "and a name.",
        )
    named = table.table(body, required=True)
    contest = table.text("contest", "the name of a contest", "votes")
    contests = table.text_map("contests") or {contest: f"the votes of each unit by {_VOTED_FOR[body]}"}
    definition = Definition(
        id=law_id,
        title=one_line(table.text("title", "the law in words")),
        statute=one_line(table.text("statute", "the legal texts")),
        source=one_line(table.text("source", "where they can be read")),
        elects=one_line(table.text("elects", "what it elects, in words")),
        contest=contest,
        contests=contests,
        body=body,
        body_id=named.text("id", "an id"),
        body_name=named.text("name", "its name"),
        whole_body=body != "chamber" or named.flag("whole_body", default=True),
        rules=tuple(_rules(table, body, where)),
        valid_from=table.day("valid_from"),
        valid_to=table.day("valid_to"),
        notes=one_line(table.text("notes", "what a user has to know", "")),
        seats=table.counts("seats"),
        valid=_valid(table.table("valid")) if table.has("valid") else None,
        candidates=CandidatesRule.read(table.table("candidates")) if table.has("candidates") else None,
    )
    if contest not in contests:
        table.problem("contest", f"the contest {contest!r} is not described", "a contest of [contests]")
    named.finish()
    table.finish()
    if table.problems:
        raise LawFileError(table.told(), where=where)
    return definition


def _valid(table: TomlTable) -> ValidVotes:
    """Whether blank ballots are valid votes, and where the law says so."""
    blank = table.flag("blank", default=False)
    if not table.has("blank"):
        table.problem("blank", "it is missing", "true where blank ballots are valid votes, else false")
    article = one_line(table.text("article", "where the law says it"))
    table.finish()
    return ValidVotes(blank, article)


def _rules(table: TomlTable, body: str, where: str) -> Iterator[Rule]:
    """The rules in order; a mistake where one does not fit the law's body or no rule heeds a threshold."""
    steps = table.tables("step", required=True)
    kinds = [RULES.get(step.choice("rule", RULES)) for step in steps]
    for number, (step, kind) in enumerate(zip(steps, kinds, strict=True)):
        name = step.text("rule", "the name of a rule") if kind else ""
        article = step.text("article", "where the law says it")
        text = one_line(step.text("text", "the rule in the law's own words", ""))
        if kind is None:
            continue
        if kind.body not in ("", body) or (body == "measure" and not kind.body):
            of = _ELECTS.get(kind.body, "an election")
            step.problem("rule", f"{name!r} is of {of}", f"a law with [{kind.body or 'office'}]")
        # A rule whose name is not known may be one that heeds it.
        heeded = any(after is None or after.heeds_threshold for after in kinds[number + 1 :])
        if name == "threshold" and not heeded:
            heeding = ", ".join(known for known, rule in RULES.items() if rule.heeds_threshold)
            step.problem("rule", "no rule after this threshold heeds it", f"after it one of: {heeding}")
        head = RuleHead(
            name,
            one_line(article),
            text,
            text or in_words(name, step.plain()),
            f"{where}, step {number + 1} ({name})",
        )
        yield kind.read(head, step)
        step.finish()


def one_line(text: str) -> str:
    """A text of several lines, joined to one."""
    return " ".join(text.split()) if "\n" in text else text


def in_words(name: str, keys: Mapping[str, Any]) -> str:
    """A rule by its name and the keys of its table."""
    words = _keys_in_words(
        {key: value for key, value in keys.items() if key not in ("rule", "article", "text")}
    )
    return f"{name}: {words}" if words else name


def _keys_in_words(keys: Mapping[str, Any]) -> str:
    parts = []
    for name, value in keys.items():
        word = name.replace("_", " ")
        if isinstance(value, Mapping):
            parts.append(f"{word} ({_keys_in_words(value)})")
        elif isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
            parts.append(f"{word} of ({'; '.join(_keys_in_words(row) for row in value)})")
        elif isinstance(value, list):
            parts.append(f"{word} {', '.join(map(str, value))}")
        elif isinstance(value, bool):
            parts.append(word if value else f"not {word}")
        else:
            parts.append(f"{word} {str(value).replace('_', ' ')}")
    return ", ".join(parts)
