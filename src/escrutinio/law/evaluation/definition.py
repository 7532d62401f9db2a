"""A law as data: what it is, when it is in force, what it elects, and its rules in order, with articles.

The file is TOML. Its fields: ``title``, ``statute``, ``source``, ``valid_from``, ``valid_to`` (dates),
``elects``, ``contest`` (what the votes of a table without contests are for), ``contests`` (what each holds),
``notes``, ``seats`` (unit -> seats, where the law itself fixes them), a table ``valid`` (``blank``: whether
blank ballots are valid votes, and its ``article``), a table ``candidates`` (see
:mod:`escrutinio.law.evaluation.run_out`), a table ``chamber``, ``office`` or ``measure`` with ``id`` and
``name``, and ``[[step]]`` tables, each with ``rule``, ``article`` and the fields of that rule; see
:mod:`escrutinio.law.evaluation.steps`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.run_out import CandidatesRule


@dataclass(frozen=True)
class ValidVotes:
    """What the valid votes of a law are.

    Args:
        blank: whether blank ballots are among them.
        article: where the law says so.
    """

    blank: bool
    article: str

    @property
    def text(self) -> str:
        """In words."""
        counted = "and blank ballots" if self.blank else "without blank ballots"
        return f"valid votes are those of the lists or candidates, {counted} ({self.article})"


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
        valid: what its valid votes are; None where its file does not say.
        candidates: what it says of lists with too few candidates; None where its file does not say.
        body: "chamber", "office" or "measure", a question that is put to the voters.
        body_id, body_name: of the chamber, office or measure.
        whole_body: whether the seats of a chamber are all of its seats, and of no other: else a majority of
            them says nothing.
        rules: in order.
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
    rules: tuple[Rule, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    notes: str = ""
    seats: Mapping[str, int] = field(default_factory=dict)
    valid: ValidVotes | None = None
    candidates: CandidatesRule | None = None
    whole_body: bool = True
