"""The answers of ``escrutinio law list`` and ``escrutinio law show``."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.bounds import LawBounds
from escrutinio.flows.documents.figures import Day


class LawArticle(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of a law.

    Attributes:
        rule: what it says, in words.
        article: where the statute says so.
    """

    rule: str
    article: str


class VerificationLabel(msgspec.Struct, frozen=True, kw_only=True):
    """An official result that a law is verified on.

    Attributes:
        id: its id.
        title: the election in words.
        source: where its figures are from.
    """

    id: str
    title: str
    source: str


class LawSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A law of the library.

    Attributes:
        id: its id, such as bo/2020.
        title: its title.
        elects: what it elects.
        statute: the statute.
        source: where the statute can be read.
        valid_from: the first day it is in force; null when that is not known.
        valid_to: the last day it is in force; null while it is.
        notes: what is special about it; empty when nothing is.
        contests: role of a contest -> the votes that the law asks for.
        articles: its rules in order.
        bounds: how good the bounds of what missing sheets can still change are: sharp, sound or none; and
            why.
        batch: whether it can be applied to many simulated results at once; else one after the other.
    """

    id: str
    title: str
    elects: str
    statute: str
    source: str
    valid_from: Day | None
    valid_to: Day | None
    notes: str
    contests: Mapping[str, str]
    articles: tuple[LawArticle, ...]
    bounds: LawBounds
    batch: bool


class LawDocument(LawSummary, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/law/2"):
    """Answer of escrutinio law show.

    A law: its articles in order, its sources, and the official results it is verified on.

    Attributes:
        verifications: the official results it is verified on.
    """

    verifications: tuple[VerificationLabel, ...]


class LawsDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/laws/3"):
    """Answer of escrutinio law list.

    Every law of the library.

    Attributes:
        laws: the laws, by id.
    """

    laws: tuple[LawSummary, ...]
