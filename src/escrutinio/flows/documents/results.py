"""What the law's decision comes to, as a state: elected, run-off, leads, a tie, nothing counted."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from escrutinio.flows.documents.figures import SelectionLabel, Share, Whole


class ResultState(StrEnum):
    """What can be said of an office, of a single seat, or of the majority in a chamber."""

    NOTHING_COUNTED = "nothing_counted"
    """No vote is counted."""
    LEADS = "leads"
    """One is ahead, and who wins is not decided yet."""
    LEVEL = "level"
    """Several are ahead with equal votes, and who wins is not decided yet."""
    ELECTED = "elected"
    """One is elected: every sheet is in, or the missing ones cannot change it."""
    RUN_OFF = "run_off"
    """There is a run-off: every sheet is in, or the missing ones cannot change it."""
    ADOPTED = "adopted"
    """The ballot measure is adopted: every sheet is in, or the missing ones cannot change it."""
    NOT_ADOPTED = "not_adopted"
    """The ballot measure is not adopted: every sheet is in, or the missing ones cannot change it."""
    TIE = "tie"
    """Every sheet is in, and the votes are equal: the law says who decides, by lot for instance."""
    NO_SEAT = "no_seat"
    """Every sheet is in, and who has the most votes gets no seat under the law."""
    UNDECIDED = "undecided"
    """Every sheet is in, and the votes do not answer the question; the reason says why."""


class SeatChange(StrEnum):
    """What becomes of a seat that somebody won last time."""

    HOLD = "hold"
    """The same list has it."""
    GAIN = "gain"
    """Another one has it."""


class OfficeResult(msgspec.Struct, frozen=True, kw_only=True):
    """Who fills an office, as far as it can be said.

    Attributes:
        id: the office, as the law calls it.
        contest: the contest whose votes it depends on.
        name: the contest's name.
        state: what can be said.
        selections: who is elected, stands in the run-off, leads or is tied; empty where nobody is.
        tied: who shares the places of the run-off that are left by a tie.
        final: whether every sheet is in.
        reason: by which rule, or why nothing is decided, in the words of the law; empty where it needs none.
        adopting: of a ballot measure, the id of the answer that adopts it; null for an office.
    """

    id: str
    contest: str
    name: str
    state: ResultState
    selections: tuple[SelectionLabel, ...]
    tied: tuple[SelectionLabel, ...]
    final: bool
    reason: str
    adopting: str | None = None

    @property
    def decided(self) -> bool:
        """Whether it is known how it ends, be it by all sheets or whatever the missing ones hold."""
        return self.state in (
            ResultState.ELECTED,
            ResultState.RUN_OFF,
            ResultState.ADOPTED,
            ResultState.NOT_ADOPTED,
        )


class PartOfTheWhole(msgspec.Struct, frozen=True, kw_only=True):
    """A unit right below the whole, such as a region.

    Attributes:
        level: its level.
        unit: its code.
        name: its name.
    """

    level: str
    unit: str
    name: str


class DistrictResult(msgspec.Struct, frozen=True, kw_only=True):
    """Who wins a single seat, as far as it can be said.

    Attributes:
        contest: the contest whose votes fill the seat.
        level: the level of the districts.
        unit: the code of the district.
        name: its name.
        state: what can be said; a run-off only once all sheets of the first round are in.
        selections: who is elected, stands in the second round, leads or is tied.
        tied: who shares the places of the second round that are left by a tie.
        margin: the votes of the first less those of the second; null without two of them.
        margin_share: the same as a share of the valid votes; null likewise.
        part_of: the unit right below the whole in which the district lies; null where that is not one unit.
        last_time: who won the seat last time, under the law's plurality of votes; null where that cannot be
            said.
        change: whether who is elected, or leads, has the seat anew; null where it cannot be said.
        of_list: for whom the seat counts when seats are added up: who is elected or leads, or that person's
            list; null where nobody is or does.
    """

    contest: str
    level: str
    unit: str
    name: str
    state: ResultState
    selections: tuple[SelectionLabel, ...]
    tied: tuple[SelectionLabel, ...] = ()
    margin: Whole | None
    margin_share: Share | None = None
    part_of: PartOfTheWhole | None = None
    last_time: SelectionLabel | None = None
    change: SeatChange | None = None
    of_list: SelectionLabel | None = None
