"""Counted figures as pages and programs get them: selections in order, the leader, the lead."""

from __future__ import annotations

import msgspec

from escrutinio.flows.documents.figures import SelectionLabel, Share, UnitCounts, Whole
from escrutinio.model.figures import share_base


class SelectionVotes(SelectionLabel, frozen=True, kw_only=True):
    """A selection and its counted votes.

    Attributes:
        votes: its votes; null where sheets are in and none states any.
        share: votes / valid votes; of the votes of all selections where these are more than the valid votes,
            or a ballot has several; null when there are none.
        share_of_ballots: votes / valid ballots, where a ballot has several votes; else null, and where some
            sheet does not state its valid ballots.
        withdrawn: whether it has withdrawn; its votes are shown, and it cannot lead.
    """

    votes: Whole | None
    share: Share | None
    withdrawn: bool
    share_of_ballots: Share | None = None


class Lead(msgspec.Struct, frozen=True, kw_only=True):
    """The lead of the first selection over the second.

    Attributes:
        votes: in votes.
        share: the same as a share, of what the selections' shares are of; null when there are no votes.
    """

    votes: Whole
    share: Share | None


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """Who is ahead, of the selections that have not withdrawn.

    Attributes:
        leader: the selection with the most votes; null when nothing is counted or several have as many.
        runner_up: the second; null where there is no leader, or no second.
        tied: the selections that share the first place; empty when one leads.
        lead: of the first over the second; null when nothing is counted.
        stand_apart: whoever has the most votes stands in no more than half of the units in which the contest
            is decided: nobody leads the whole, and the others say so.
    """

    leader: str | None
    runner_up: str | None
    tied: tuple[str, ...]
    lead: Lead | None
    stand_apart: bool = False


class CountedFigures(UnitCounts, frozen=True, kw_only=True):
    """The counted figures of one unit in one contest.

    Attributes:
        selections: all selections with their votes, the most first; with as many, in the order of the ballot.
        leader: the selection with the most votes; null when nothing is counted or several have as many.
        runner_up: the second; null where there is no leader, or no second.
        tied: the selections that share the first place; empty when one leads.
        lead: of the first over the second; null when nothing is counted.
        stand_apart: whoever has the most votes stands in no more than half of the units in which the contest
            is decided, as candidates of single seats do: nobody leads, and leader, runner_up, tied and lead
            are empty.
    """

    selections: tuple[SelectionVotes, ...]
    leader: str | None
    runner_up: str | None
    tied: tuple[str, ...]
    lead: Lead | None
    stand_apart: bool = False

    @property
    def first(self) -> SelectionVotes | None:
        """The leader with its votes: one that has withdrawn may stand above it; None where nobody leads."""
        return next((entry for entry in self.selections if entry.id == self.leader), None)

    @property
    def in_front(self) -> tuple[SelectionVotes, ...]:
        """Whoever shares the first place with their votes; empty where one leads, and with no votes."""
        return tuple(entry for entry in self.selections if entry.id in self.tied)

    @property
    def share_base(self) -> int:
        """What the shares are of; see :func:`escrutinio.model.figures.share_base`."""
        votes = sum(selection.votes or 0 for selection in self.selections)
        return share_base(self.votes_allowed, self.valid.least, votes)
