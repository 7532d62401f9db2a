"""The figures of a reporting unit, under the names they have from the fold to the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import msgspec

Whole = Annotated[int, msgspec.Meta(ge=0)]
"""A count of things or people: 0 or more."""
Share = Annotated[float, msgspec.Meta(ge=0)]
"""A part of a whole, 0 to 1 as a rule; above 1 where the sheets say so. For reading: no rule compares it."""


class SheetSum(msgspec.Struct, frozen=True, kw_only=True):
    """A figure over several sheets: what they add up to, and how many of them say it.

    A sheet that neither states nor implies the figure adds nothing, so a sum that is not complete is only the
    least that the figure can be; it is never shown as the whole.

    Attributes:
        sum: over the sheets that state or imply it; null when there are sheets and none does.
        stated: so many sheets state or imply it.
        sheets: so many sheets there are.
    """

    sum: Whole | None
    stated: Whole
    sheets: Whole

    @property
    def complete(self) -> bool:
        """Whether every sheet states or implies it."""
        return self.stated >= self.sheets

    @property
    def unstated(self) -> int:
        """So many sheets neither state nor imply it."""
        return self.sheets - self.stated

    @property
    def least(self) -> int:
        """The least that it can be over all sheets."""
        return self.sum or 0


class SheetShare(msgspec.Struct, frozen=True, kw_only=True):
    """A share over the sheets that state or imply both of its numbers.

    Attributes:
        share: part / whole; above 1 when the sheets say so; null when the whole is 0 or no sheet has both.
        part: the first number, over the sheets that have both; null when there are sheets and none has.
        whole: the second number, over the same sheets; null likewise.
        stated: so many sheets have both.
        sheets: so many sheets there are.
    """

    share: Share | None
    part: Whole | None
    whole: Whole | None
    stated: Whole
    sheets: Whole

    @property
    def complete(self) -> bool:
        """Whether every sheet has both numbers."""
        return self.stated >= self.sheets


class UnitCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a unit is in and what its sheets say in one contest, apart from the votes of selections.

    Every sum is of the sheets that are in. Nothing that is missing is estimated, and what no sheet states is
    null, never 0.

    Attributes:
        sheets_expected: sheets of this contest that the stations file expects here.
        sheets_reported: sheets that are in and counted, with those that are not in the stations file.
        sheets_unexpected: of the sheets that are in, those that are not in the stations file.
        sheets_in_part: places of which some tables are counted and others are not. Their votes count; as
            sheets they are still missing.
        sheets_missing: expected sheets that are not in, or only in part: sheets_expected - (sheets_reported -
            sheets_unexpected); and places in part that are not in the stations file.
        sheets_share: (sheets_reported - sheets_unexpected) / sheets_expected; null when none is expected, or
            the stations file does not list all that are.
        registered_expected: voters that the stations file has on the expected sheets. No number, or 0, there
            means that it is not known.
        registered_reported: voters that the stations file has on the expected sheets that are in; of those
            that are in part, as large a part as of their tables.
        registered_share: registered_reported / registered_expected, over the expected sheets whose voters are
            known; null when there are none, or not all expected sheets are listed.
        registered: voters registered, as the sheets that are in state it; the stations file's number where a
            sheet does not.
        cast: votes cast, as the sheets state it; valid, blank and null votes together where a sheet does not.
        turnout: cast / registered.
        valid: valid votes, as the sheets state them; the votes of the selections where a sheet does not, or
            cast less blank and null where it does not state all of these.
        blank: blank votes; null when the contest has none.
        null: null (spoilt) votes; null when the contest has none.
        blank_share_of_cast: blank / cast; null when the contest has no blank votes.
        null_share_of_cast: null / cast; null when the contest has no null votes.
        sheets_not_adding_up: sheets on which the votes of the selections are not as many as the valid votes,
            or more than the valid ballots can have.
        votes_allowed: how many votes each ballot has. Where it is more than one, valid, blank, null and cast
            are ballots.
        unstated_votes: figures of votes that the sheets should state and do not, each of a sheet and a
            selection that stands there. Sums and shares are of those that are stated.
    """

    sheets_expected: Whole
    sheets_reported: Whole
    sheets_unexpected: Whole
    sheets_missing: Whole
    sheets_share: Share | None
    registered_expected: SheetSum
    registered_reported: SheetSum
    registered_share: Share | None
    registered: SheetSum
    cast: SheetSum
    turnout: SheetShare
    valid: SheetSum
    blank: SheetSum | None
    null: SheetSum | None
    blank_share_of_cast: SheetShare | None
    null_share_of_cast: SheetShare | None
    sheets_not_adding_up: Whole
    unstated_votes: Whole
    votes_allowed: Whole = 1
    sheets_in_part: Whole = 0

    @property
    def all_expected_listed(self) -> bool:
        """Whether it is known how many sheets are expected."""
        return self.sheets_share is not None or not self.sheets_expected

    @property
    def sheets_expected_in(self) -> Whole:
        """Of the expected sheets, those that are in."""
        return self.sheets_reported - self.sheets_unexpected


class UnitFigures(UnitCounts, frozen=True, kw_only=True):
    """What the sheets of one unit say in one contest, and what follows from their sums.

    Attributes:
        votes: votes by selection, withdrawn ones too, in the order of the ballot; null where sheets are in
            and none states any; what does not stand in the unit is absent.
        shares_of_valid: votes / valid by selection; of the votes of all selections where these are more than
            the valid votes, or a ballot has several; null when there are none.
        shares_of_ballots: votes / valid ballots by selection, where a ballot has several votes; null when
            some sheet does not state its valid ballots, or there are none. Empty where a ballot has one vote.
    """

    votes: Mapping[str, Whole | None]
    shares_of_valid: Mapping[str, Share | None]
    shares_of_ballots: Mapping[str, Share | None] = {}

    @property
    def share_base(self) -> int:
        """What ``shares_of_valid`` are of; see :func:`share_base`."""
        return share_base(self.votes_allowed, self.valid.least, sum(self.least_votes.values()))

    @property
    def least_votes(self) -> Mapping[str, int]:
        """The votes by selection; 0 where no sheet states any, which is the least that they can be."""
        return {name: votes or 0 for name, votes in self.votes.items()}


def share_base(votes_allowed: int, valid: int, votes: int) -> int:
    """What the selections' shares are of: the valid votes, or the votes of all selections.

    Args:
        votes_allowed: how many votes each ballot has.
        valid: the valid votes, as far as sheets state them.
        votes: of all selections together; what shares are of where a ballot has several votes, or where there
            are more of them than valid votes.
    """
    return votes if votes_allowed > 1 else max(valid, votes)
