"""The answer of ``escrutinio count``."""

from __future__ import annotations

import msgspec

from escrutinio.flows.documents.figures import CountHeading, UnitFigures
from escrutinio.model import CountItemStatus, ResultsStatus


class CountedUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A reporting unit and its figures.

    Attributes:
        unit: its code; nation for the whole, empty for sheets that lie in no unit.
        name: its name.
        status: how far it is counted (NIST CountItemStatus).
        counted: its figures.
    """

    unit: str
    name: str
    status: CountItemStatus
    counted: UnitFigures


class CountedLevel(msgspec.Struct, frozen=True, kw_only=True):
    """The units of one level.

    Attributes:
        level: nation, or a level's id.
        units: its units, by code; sheets that lie in no unit come last, with an empty code.
    """

    level: str
    units: tuple[CountedUnit, ...]


class CountedContest(msgspec.Struct, frozen=True, kw_only=True):
    """A contest, at the levels that were asked for.

    Attributes:
        id: its id.
        name: its name.
        status: unofficial-partial while expected sheets are missing, else unofficial-complete (NIST
            ResultsStatus).
        levels: the levels that were asked for and at which the contest is tabulated.
    """

    id: str
    name: str
    status: ResultsStatus
    levels: tuple[CountedLevel, ...]


class CountDocument(CountHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/count/5"):
    """Answer of escrutinio count.

    Votes, shares, turnout and coverage.

    Attributes:
        vote_type: the vote type whose sheets are counted; empty: all of them.
        contests: the contests, in the order of the definition.
    """

    vote_type: str

    contests: tuple[CountedContest, ...]
