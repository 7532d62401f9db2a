"""The seats of all lists in each simulated finished count, for what several lists have together."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from escrutinio.flows.documents.figures import Share, Whole
from escrutinio.flows.documents.published import PublishedHeading


class ChamberDraws(msgspec.Struct, frozen=True, kw_only=True):
    """The seats of a chamber in the simulated finished counts. Counts with the same seats are one entry.

    Attributes:
        id: the chamber's id in the law.
        size: its seats; of a house that grows, the median of the counts.
        majority: the seats of a majority.
        majorities: those of each entry, where the house grows and they differ; else empty.
        lists: the lists with a seat in any of the counts, by id.
        times: how many of the counts have the seats of each entry; they add up to all counts.
        seats: by list, in the order of ``lists``: its seats in each entry, in the order of ``times``. Seats
            that are tied, or that no vote can fill, are nobody's.
    """

    id: str
    size: Whole
    majority: Whole
    lists: tuple[str, ...]
    times: tuple[Whole, ...]
    seats: tuple[tuple[Whole, ...], ...]
    majorities: tuple[Whole, ...] = ()

    @property
    def draws(self) -> int:
        """How many simulated finished counts there are."""
        return sum(self.times)

    def chance_together(self, lists: Sequence[str]) -> float:
        """The share of the simulated finished counts in which some lists have the majority together."""
        chosen = [seats for name, seats in zip(self.lists, self.seats, strict=True) if name in lists]
        together = [sum(of_entry) for of_entry in zip(*chosen, strict=True)] or [0] * len(self.times)
        needed = self.majorities or [self.majority] * len(self.times)
        reached = zip(self.times, together, needed, strict=True)
        return sum(times for times, seats, majority in reached if seats >= majority) / self.draws


class SeatDrawsDocument(
    PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/seat-draws/1"
):
    """The seats of lists together: the law applied to each simulated finished count.

    Attributes:
        tied_draws: the share of the simulated counts in which something is tied.
        chambers: the chambers that are projected; empty without a projection.
    """

    tied_draws: Share
    chambers: tuple[ChamberDraws, ...]
