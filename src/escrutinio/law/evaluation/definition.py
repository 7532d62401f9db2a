"""A law as data: what it is, when it is in force, what it elects, and its rules in order, with articles.

The file is TOML. Its fields: ``title``, ``statute``, ``source``, ``valid_from``, ``valid_to`` (dates),
``elects``, ``contest`` (what the votes of a table without contests are for), ``contests`` (what each holds),
``notes``, ``seats`` (unit -> seats, where the law itself fixes them), a table ``chamber`` or ``office`` with
``id`` and ``name``, and ``[[step]]`` tables, each with ``rule``, ``article`` and the fields of that rule; see
:mod:`escrutinio.law.evaluation.steps`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from escrutinio.law.evaluation.fields import Fields
from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class StepDefinition:
    """One rule of a law's file: its name, its article, words of its own, and its other fields."""

    rule: str
    article: str
    text: str
    fields: Mapping[str, Any]
    where: str

    def open(self) -> Fields:
        """Its other fields, to be taken out."""
        return Fields(self.fields, self.where)


@dataclass(frozen=True)
class Definition:
    """A law's file that has been read.

    Args:
        id: country and edition, such as "es/congreso".
        title: in words.
        statute: the legal texts.
        source: where they can be read.
        valid_from, valid_to: the first and the last day of elections under this edition; None for open.
        elects: what it elects, in words.
        contest: the role of votes whose table names no contest.
        contests: role -> what its votes are.
        notes: what a user has to know, such as what was not verified.
        seats: unit -> seats that the law itself fixes.
        body: "chamber" or "office".
        body_id, body_name: of the chamber or office.
        steps: the rules in order.
    """

    id: str
    title: str
    statute: str
    source: str
    elects: str
    contest: str
    contests: Mapping[str, str]
    body: str
    body_id: str
    body_name: str
    steps: tuple[StepDefinition, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    notes: str = ""
    seats: Mapping[str, int] = field(default_factory=dict)


def read_definition(text: str, law_id: str, where: str) -> Definition:
    """Read a law's file.

    Raises:
        LawError: it is no TOML, or a field is missing, unknown or not of its form.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LawError(f"not TOML: {error}", where=where) from None
    fields = Fields(document, where)
    body = "chamber" if fields.has("chamber") else "office"
    named = Fields(fields.table(body), f"{where}, {body}")
    contest = fields.text("contest", "votes")
    contests = fields.table("contests") or {
        contest: f"the votes of each unit by {'list' if body == 'chamber' else 'candidate'}"
    }
    found = Definition(
        id=law_id,
        title=fields.text("title"),
        statute=fields.text("statute"),
        source=fields.text("source"),
        elects=fields.text("elects"),
        contest=contest,
        contests={role: str(words) for role, words in contests.items()},
        body=body,
        body_id=named.text("id"),
        body_name=named.text("name"),
        steps=tuple(_step(one) for one in fields.tables("step")),
        valid_from=fields.day("valid_from"),
        valid_to=fields.day("valid_to"),
        notes=fields.text("notes", ""),
        seats=fields.numbers("seats"),
    )
    named.done()
    fields.done()
    if contest not in found.contests:
        raise LawError(f"the contest {contest} is not described", where=where, hint="Add it to [contests].")
    if not found.steps:
        raise LawError("a law without a step", where=where, hint="Add [[step]] tables.")
    return found


def _step(fields: Fields) -> StepDefinition:
    rule, article, text = fields.text("rule"), fields.text("article"), fields.text("text", "")
    return StepDefinition(rule, article, text, dict(fields.rest()), f"{fields.where} ({rule})")
