"""This election beside the one before it: over the same places, in shares of the valid votes."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from escrutinio.flows.documents.figures import SelectionLabel, Share, Whole


class SinceState(StrEnum):
    """Over what a unit is compared with the earlier election, or why it is not."""

    WHOLE = "whole"
    """All of it: every sheet is in, and the earlier figures of the whole unit are known."""
    PART = "part"
    """Over those places, or units below it, that are counted whole and have earlier figures."""
    NOTHING_WHOLE = "nothing_whole"
    """Not yet: no part of it that has earlier figures is counted whole."""
    NOT_IN_EARLIER = "not_in_earlier"
    """Not at all: the earlier election's file has no figures for it."""
    UNLISTED = "unlisted"
    """Not at all: how many sheets are expected is not known, so no place is known to be counted whole."""


class Standing(StrEnum):
    """Whether a list can be compared with itself."""

    STOOD = "stood"
    """It stood last time."""
    NEW = "new"
    """It did not."""
    DIVIDED = "divided"
    """It comes from an earlier list from which other lists come too."""


class SelectionSince(SelectionLabel, frozen=True, kw_only=True):
    """A list now and last time, over what is compared.

    Attributes:
        standing: whether it stood last time.
        share: its share now.
        share_then: its share last time; of the list that it comes from, where it has another name or is
            divided; null for a new one.
        change: share less share_then, as a part of 1; null where it has no share of its own then.
    """

    standing: Standing
    share: Share | None
    share_then: Share | None
    change: float | None


class EarlierSelection(SelectionLabel, frozen=True, kw_only=True):
    """A list that had votes last time and does not stand now.

    Attributes:
        share_then: its share last time, over what is compared.
    """

    share_then: Share


class TurnoutSince(msgspec.Struct, frozen=True, kw_only=True):
    """Turnout now and last time, over what is compared.

    Attributes:
        share: now.
        share_then: last time.
        change: share less share_then.
    """

    share: Share
    share_then: Share
    change: float


class SinceLastTime(msgspec.Struct, frozen=True, kw_only=True):
    """A unit beside the earlier election.

    Attributes:
        state: over what it is compared, or why it is not.
        level: the level of the parts over which it is compared; the unit's own where it is compared whole.
        level_name: its name.
        parts: so many of them are counted whole and have earlier figures.
        parts_expected: so many there are.
        selections: the lists that stand now, the largest first; empty where nothing is compared.
        gone: the lists that had votes last time and do not stand now, the largest first.
        turnout: null where voters or votes cast are not stated, now or then.
        first_then: who had the most votes in the whole unit last time; null for a tie, or where it is not
            known.
    """

    state: SinceState
    level: str
    level_name: str
    parts: Whole
    parts_expected: Whole
    selections: tuple[SelectionSince, ...]
    gone: tuple[EarlierSelection, ...]
    turnout: TurnoutSince | None
    first_then: SelectionLabel | None

    @property
    def compared(self) -> bool:
        """Whether anything is."""
        return self.state in (SinceState.WHOLE, SinceState.PART)

    def of(self, selection: str) -> SelectionSince | None:
        """A list by its id."""
        return next((entry for entry in self.selections if entry.id == selection), None)
