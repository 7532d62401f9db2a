"""The figures of a reporting unit, under the names they have from the fold to the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import msgspec

Whole = Annotated[int, msgspec.Meta(ge=0)]
"""A count of things or people: 0 or more."""
Share = Annotated[float, msgspec.Meta(ge=0)]
"""A part of a whole, 0 to 1 as a rule; above 1 where the sheets say so. For reading: no rule compares it."""


class UnitCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a unit is in and what its sheets say in one contest, apart from the votes of selections.

    Every sum is of the sheets that are in. Nothing that is missing is estimated.

    Attributes:
        sheets_expected: sheets of this contest that the stations file expects here.
        sheets_reported: sheets that are in and counted, with those that are not in the stations file.
        sheets_unexpected: of the sheets that are in, those that are not in the stations file.
        sheets_missing: expected sheets that are not in: sheets_expected - (sheets_reported -
            sheets_unexpected).
        sheets_share: (sheets_reported - sheets_unexpected) / sheets_expected; null when none is expected.
        registered_expected: voters that the stations file has on the expected sheets.
        registered_reported: voters that the stations file has on the sheets that are in.
        registered_share: registered_reported / registered_expected; null when there are none.
        registered: voters registered, as the sheets that are in state it; the stations file's number where a
            sheet does not.
        cast: votes cast.
        turnout: cast / registered; above 1 when the sheets say so; null when no voter is on them.
        valid: valid votes, as the sheets state them.
        blank: blank votes.
        null: null (spoilt) votes.
        blank_share_of_cast: blank / cast; null when nobody voted.
        null_share_of_cast: null / cast; null when nobody voted.
    """

    sheets_expected: Whole
    sheets_reported: Whole
    sheets_unexpected: Whole
    sheets_missing: Whole
    sheets_share: Share | None
    registered_expected: Whole
    registered_reported: Whole
    registered_share: Share | None
    registered: Whole
    cast: Whole
    turnout: Share | None
    valid: Whole
    blank: Whole
    null: Whole
    blank_share_of_cast: Share | None
    null_share_of_cast: Share | None


class UnitFigures(UnitCounts, frozen=True, kw_only=True):
    """What the sheets of one unit say in one contest, and what follows from their sums.

    Attributes:
        votes: votes by selection, withdrawn ones too, in the order of the ballot.
        shares_of_valid: votes / valid by selection; null when there are no valid votes.
    """

    votes: Mapping[str, Whole]
    shares_of_valid: Mapping[str, Share | None]
