"""How the count and the projection went, a point for each publication."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.flows.documents.figures import Share, UtcTime, Whole
from escrutinio.flows.documents.projected import ShareEstimate
from escrutinio.flows.documents.published import PublishedHeading


class NightSelection(msgspec.Struct, frozen=True, kw_only=True):
    """A selection at one moment.

    Attributes:
        votes: its counted votes; null where sheets are in and none states any.
        share: its counted share; null when there are no valid votes.
        projected: its projected share; null where nothing was projected.
        low: the lower end of the projection's 90 % interval.
        high: the upper end of it.
        chance: to be elected in the first round; null where nothing was projected.
    """

    votes: Whole | None
    share: Share | None
    projected: Share | None
    low: float | None
    high: float | None
    chance: Share | None


class NightSeats(msgspec.Struct, frozen=True, kw_only=True):
    """Projected seats of a list at one moment.

    Attributes:
        seats: the median of the simulated finished counts.
        low: the lower end of the 90 % interval.
        high: the upper end of it.
    """

    seats: Whole
    low: Whole
    high: Whole


class NightChamber(msgspec.Struct, frozen=True, kw_only=True):
    """A chamber at one moment.

    Attributes:
        seats: list -> seats by the counted sheets.
        projected: list -> projected seats; null where nothing was projected.
        majority: list -> chance to have the majority; null where nothing was projected.
    """

    seats: Mapping[str, Whole]
    projected: Mapping[str, NightSeats] | None
    majority: Mapping[str, Share] | None


class NightPoint(msgspec.Struct, frozen=True, kw_only=True):
    """The headline contest and the chambers at one moment.

    Attributes:
        as_of: the moment of the count. ISO 8601, UTC.
        rehearsal: whether it is the rehearsal.
        replay: whether it was published as a replay.
        contest: the headline contest.
        sheets_expected: sheets that the stations file expects.
        sheets_reported: sheets that are in and counted, with those that are not in the stations file.
        sheets_unexpected: of the sheets that are in, those that are not in the stations file.
        sheets_share: (sheets_reported - sheets_unexpected) / sheets_expected; null when none is expected.
        available: whether there was a projection.
        selections: by id.
        run_off: the chance of a run-off; null where nothing was projected.
        turnout: projected turnout; null where nothing was projected.
        chambers: by id.
        deliveries: how many deliveries the ledger had: of points of one moment, the one with more came later;
            0 where this was not noted.
    """

    as_of: UtcTime
    rehearsal: bool
    replay: bool
    contest: str
    sheets_expected: Whole
    sheets_reported: Whole
    sheets_unexpected: Whole
    sheets_share: Share | None
    available: bool
    selections: Mapping[str, NightSelection]
    run_off: Share | None
    turnout: ShareEstimate | None
    chambers: Mapping[str, NightChamber]
    deliveries: Whole = 0

    @property
    def place(self) -> str:
        """What no other point of the series has: its moment, and how many deliveries there were by then."""
        return f"{self.as_of}:{self.deliveries}" if self.deliveries else self.as_of


class NightDocument(
    PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/night/2"
):
    """The series of the night.

    Attributes:
        points: one for each moment, and of one moment for each delivery, that was published with something
            counted; oldest first, those of one moment in the order in which the deliveries came in.
    """

    points: tuple[NightPoint, ...]
