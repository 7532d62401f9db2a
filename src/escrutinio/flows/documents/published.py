"""What every published document begins with, and the labels that they share."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.flows.documents.figures import ElectionHeading, UtcTime
from escrutinio.model import ResultsStatus


class PublishedHeading(ElectionHeading, frozen=True, kw_only=True):
    """Which publication of which election a document belongs to.

    Attributes:
        publication: the publication's id; it changes with every publication.
        as_of: the moment of the count. ISO 8601, UTC.
    """

    publication: str
    as_of: UtcTime


class ContestLabel(msgspec.Struct, frozen=True, kw_only=True):
    """A contest.

    Attributes:
        id: its id in election.toml.
        name: its name.
    """

    id: str
    name: str


class LevelLabel(msgspec.Struct, frozen=True, kw_only=True):
    """A level of reporting units.

    Attributes:
        id: its id in election.toml.
        name: its name.
        parent: the level above it; nation for those directly below the whole.
    """

    id: str
    name: str
    parent: str


class ContestHeading(ContestLabel, frozen=True, kw_only=True):
    """A contest and how it is tabulated.

    Attributes:
        level: the level at which it is decided.
        levels: the levels at which it is tabulated below the nation.
        units_below: level -> the levels whose units its pages list.
        headline: whether the front page is about it.
        status: how complete its count is (NIST ResultsStatus).
        selections: its selections by id, in the order of the ballot.
        withdrawn: of these, those that have withdrawn.
    """

    level: str
    levels: tuple[str, ...]
    units_below: Mapping[str, tuple[str, ...]]
    headline: bool
    status: ResultsStatus
    selections: tuple[str, ...]
    withdrawn: tuple[str, ...]


class LawLabel(msgspec.Struct, frozen=True, kw_only=True):
    """The law that decides.

    Attributes:
        id: its id in the library, or its file.
        title: its title.
        statute: where it is written.
        contests: role in the law -> contest that plays it.
        levels: role in the law -> the level at which its totals are taken.
    """

    id: str
    title: str
    statute: str
    contests: Mapping[str, str]
    levels: Mapping[str, str]
