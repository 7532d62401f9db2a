"""Contests and their units, with the addresses of their documents."""

from __future__ import annotations

import msgspec

from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.projected import ProjectionStatus
from escrutinio.flows.documents.published import ContestHeading, PublishedHeading
from escrutinio.flows.documents.unit import UnitDocument


class ContestAddresses(msgspec.Struct, frozen=True, kw_only=True):
    """Where the documents of a contest are.

    Attributes:
        contest: its own document.
        units: all its units.
        csv: its results as CSV.
        parquet: its results as Parquet.
    """

    contest: str
    units: str
    csv: str
    parquet: str


class ContestEntry(ContestHeading, frozen=True, kw_only=True):
    """A contest and where its documents are.

    Attributes:
        addresses: the addresses of its documents.
    """

    addresses: ContestAddresses


class ContestsDocument(
    PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/contests/2"
):
    """All contests and where their documents are.

    Attributes:
        contests: in the order of the definition.
    """

    contests: tuple[ContestEntry, ...]


class ContestDocument(
    PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/contest/5"
):
    """A contest and its figures as a whole.

    Attributes:
        contest: what it is.
        selections: its selections, in the order of the ballot.
        projection: whether it is projected.
        nation: its figures as a whole.
    """

    contest: ContestHeading
    selections: tuple[SelectionLabel, ...]
    projection: ProjectionStatus
    nation: UnitDocument


class UnitAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A unit and where its document is.

    Attributes:
        level: its level.
        unit: its code.
        name: its name.
        address: of its document.
    """

    level: str
    unit: str
    name: str
    address: str


class UnitsDocument(
    PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/units/2"
):
    """All units of a contest.

    Attributes:
        contest: the contest.
        units: its units, the nation first.
    """

    contest: str
    units: tuple[UnitAddress, ...]
