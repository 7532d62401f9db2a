"""Projected figures as pages and programs get them. Every interval is that of 90 %."""

from __future__ import annotations

from datetime import date

import msgspec

from escrutinio.flows.documents.figures import SelectionLabel, Share, Whole


class ProjectionStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a contest is projected.

    Attributes:
        available: whether there is a projection.
        reason: why there is none; empty when there is one.
        set_up: whether the election's definition asks for projections at all.
    """

    available: bool
    reason: str
    set_up: bool = True


class ShareEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """A projected share with its 90 % interval.

    Attributes:
        share: the projected share, 0 to 1.
        low: the lower end of the interval.
        high: the upper end of the interval.
    """

    share: Share
    low: float
    high: float


class SelectionEstimate(SelectionLabel, frozen=True, kw_only=True):
    """A selection and its projected share of the valid votes.

    Attributes:
        votes: its projected votes.
        share: its projected share, 0 to 1.
        low: the lower end of the 90 % interval of the share.
        high: the upper end of it.
    """

    votes: Whole
    share: Share
    low: float
    high: float


class SelectionChance(SelectionLabel, frozen=True, kw_only=True):
    """A selection and the chance that it succeeds, by the projection.

    Attributes:
        chance: the share of the simulated finished counts in which it does, 0 to 1.
    """

    chance: Share


class UnitProjection(msgspec.Struct, frozen=True, kw_only=True):
    """The projection of one unit.

    Attributes:
        selections: projected shares, the largest first.
        turnout: projected turnout; null when the counted sheets do not state it.
    """

    selections: tuple[SelectionEstimate, ...]
    turnout: ShareEstimate | None


class RunOffPairChance(msgspec.Struct, frozen=True, kw_only=True):
    """Two selections that may meet in a run-off.

    Attributes:
        selections: the two.
        chance: the share of the simulated finished counts in which they do, 0 to 1.
    """

    selections: tuple[str, ...]
    chance: Share


class FirstRoundChances(msgspec.Struct, frozen=True, kw_only=True):
    """How the first round may end; under a law without a second one, how the election may end.

    Attributes:
        elected: the chances to be elected in it, the largest first; none of zero.
        run_off: the chance of a run-off, 0 to 1; null where the law knows none.
        pairs: who may meet in it, the likeliest first.
        adopting: of a ballot measure, the id of the answer that adopts it; null for an office.
    """

    elected: tuple[SelectionChance, ...]
    run_off: Share | None
    pairs: tuple[RunOffPairChance, ...]
    adopting: str | None = None


class OfficeChances(FirstRoundChances, frozen=True, kw_only=True):
    """The same of one of several offices.

    Attributes:
        id: the office's, as among the results.
    """

    id: str


class PollsUsed(msgspec.Struct, frozen=True, kw_only=True):
    """The poll average that a projection begins with.

    Attributes:
        source: whose it is.
        date: its day.
        alone: whether it stands alone: nothing is learned from the sheets yet, and what the figures say of
            the whole is what the polls say.
        weight: how much of it is believed beside the sheets: 1 before the first, 0 once every sheet is in.
    """

    source: str
    date: date
    alone: bool
    weight: Share


class UnseenRegion(msgspec.Struct, frozen=True, kw_only=True):
    """A region of which no sheet is in.

    Attributes:
        unit: its code.
        name: its name.
        registered_share: the share of all registered voters who live there.
    """

    unit: str
    name: str
    registered_share: Share


class UnseenDistricts(msgspec.Struct, frozen=True, kw_only=True):
    """How many of the units that a contest is decided in have no sheet yet.

    Attributes:
        level: the level of these units.
        units: how many there are.
        without: how many of them have voters whose sheets are missing, and no sheet.
        registered_share: the share of all registered voters who live in those.
    """

    level: str
    units: Whole
    without: Whole
    registered_share: Share


class HeadlineProjection(ProjectionStatus, frozen=True, kw_only=True):
    """The projection of the headline contest as a whole; empty where there is none.

    Attributes:
        selections: projected shares, the largest first.
        leader: the selection with the largest projected share.
        turnout: projected turnout; null where there is no projection, or the counted sheets do not state it.
        draws: from so many simulated finished counts; 0 where there is no projection.
        first_round: how the first round may end; null when the law fills no office.
        other_offices: the same of the offices that the law fills besides.
        polls: the poll average that still has its part in the figures; null without one.
        unseen: the regions of which no sheet is in.
        unseen_districts: the same of the units that the contest is decided in, by number; null where it is
            decided as a whole, where ``unseen`` names them, and where all have a sheet.
    """

    selections: tuple[SelectionEstimate, ...] = ()
    leader: str | None = None
    turnout: ShareEstimate | None = None
    draws: Whole = 0
    first_round: FirstRoundChances | None = None
    other_offices: tuple[OfficeChances, ...] = ()
    polls: PollsUsed | None = None
    unseen: tuple[UnseenRegion, ...] = ()
    unseen_districts: UnseenDistricts | None = None
