"""The answers of ``escrutinio law list`` and ``escrutinio law show``."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.bounds import LawBounds
from escrutinio.flows.documents.figures import Day, Whole
from escrutinio.law_batch import WithoutBatch


class LawBody(msgspec.Struct, frozen=True, kw_only=True):
    """What a law elects.

    Attributes:
        kind: chamber or office.
        id: its id, such as senate.
        name: its name.
    """

    kind: str
    id: str
    name: str


class LawArticle(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of a law.

    Attributes:
        rule: what it says, in words.
        article: where the statute says so.
    """

    rule: str
    article: str


class VerificationLabel(msgspec.Struct, frozen=True, kw_only=True):
    """A real election that a law is verified on.

    Attributes:
        id: its id.
        law: the law that it verifies: this one, or that of one of its bodies.
        title: the election in words.
        source: where its figures are from.
        grade: how near they are to the official ones: official file, official figure copied, book or
            repository, or memory. Of the first two alone it can be said that they are official results.
        figures: how many of them are compared.
    """

    id: str
    law: str
    title: str
    source: str
    grade: str
    figures: Whole


class LawSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A law of the library.

    Attributes:
        id: its id, such as bo/2020.
        country: the country it is of, such as es.
        bodies: the chambers and offices that it elects.
        title: its title.
        elects: what it elects.
        statute: the statute.
        source: where the statute can be read.
        valid_from: the first day it is in force; null when that is not known.
        valid_to: the last day it is in force; null while it is.
        notes: what is special about it; empty when nothing is.
        contests: role of a contest -> the votes that the law asks for.
        valid: what its valid votes are: with or without blank ballots, and where the law says so; empty where
            its file does not say.
        candidates: what follows where a list is due more seats than it has candidates, and where the law
            says so; empty where its file does not say.
        articles: its rules in order.
        verifications: the elections that it is verified on; of a law of several bodies, those of their laws.
        bounds: how good the bounds of what missing sheets can still change are: sharp, sound or none; and
            why.
        batch: whether it can be applied to many simulated results at once; else one after the other.
        one_by_one: where not, which of its rules keep it from that, and why.
    """

    id: str
    country: str
    bodies: tuple[LawBody, ...]
    title: str
    elects: str
    statute: str
    source: str
    valid_from: Day | None
    valid_to: Day | None
    notes: str
    contests: Mapping[str, str]
    valid: str
    candidates: str
    articles: tuple[LawArticle, ...]
    verifications: tuple[VerificationLabel, ...]
    bounds: LawBounds
    batch: bool
    one_by_one: tuple[WithoutBatch, ...]


class LawDocument(LawSummary, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/law/6"):
    """Answer of escrutinio law show.

    A law: its articles in order, its sources, and the elections it is verified on.
    """


class LawsDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/laws/7"):
    """Answer of escrutinio law list.

    The laws of the library, or those of a country, for a body, or in force on a day.

    Attributes:
        laws: the laws, by id.
    """

    laws: tuple[LawSummary, ...]


class LawVerification(msgspec.Struct, frozen=True, kw_only=True):
    """A law applied to an election whose result is known.

    Attributes:
        id: the id of the election.
        law: the id of the law.
        title: the election in words.
        grade: as in VerificationLabel.
        figures: how many figures are compared.
        same: whether the law gives all of them.
        differences: those that it does not give, in words.
    """

    id: str
    law: str
    title: str
    grade: str
    figures: int
    same: bool
    differences: tuple[str, ...]


class LawVerifyDocument(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/law-verify/1"
):
    """Answer of escrutinio law verify.

    Attributes:
        same: whether every law gives the results that it is verified on.
        verifications: the elections, by id.
    """

    same: bool
    verifications: tuple[LawVerification, ...]
