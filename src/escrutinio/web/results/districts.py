"""Single seats as a page shows them: who wins them by list and by region, the closest, gains, tiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString

from escrutinio.flows.count import unit_order
from escrutinio.flows.documents.chambers import ChamberSummary
from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.results import DistrictResult, PartOfTheWhole, ResultState, SeatChange
from escrutinio.web.results.seating import seat_picture

KEY_SEATS = 10
_WON = (ResultState.ELECTED, ResultState.LEADS)


@dataclass(frozen=True)
class ListTally:
    """A list and its single seats.

    Attributes:
        label: the list.
        elected: seats that it has for certain.
        leading: seats in which it is ahead.
        gained: of both, those that another list won last time.
        lost: seats that it won last time and in which another list is elected or ahead.
    """

    label: SelectionLabel
    elected: int
    leading: int
    gained: int
    lost: int

    @property
    def seats(self) -> int:
        """The seats in which it is elected or ahead."""
        return self.elected + self.leading

    @property
    def net(self) -> int:
        """The seats gained less those lost."""
        return self.gained - self.lost


@dataclass(frozen=True)
class Part:
    """The districts of a region, or all of them where they lie in none.

    Attributes:
        part: the region.
        tallies: the lists that are elected or ahead in some, the most first.
        results: the districts.
    """

    part: PartOfTheWhole | None
    tallies: Sequence[ListTally]
    results: Sequence[DistrictResult]


@dataclass(frozen=True)
class Districts:
    """The single seats of a chamber, as the page of their contest shows them.

    Attributes:
        chamber: the chamber.
        tallies: the lists that are elected or ahead in some, or lost some; the most seats first.
        key_seats: the closest, the smallest share first.
        parts: the districts by region.
        gains: the districts that a list gains.
        compared: in so many it is known who gains or holds.
        known_then: whether it is known of any who had it last time.
        elected: in so many somebody is elected.
        picture: all seats as a hemicycle; None where the chamber has others too.
    """

    chamber: ChamberSummary
    tallies: Sequence[ListTally]
    key_seats: Sequence[DistrictResult]
    parts: Sequence[Part]
    gains: Sequence[DistrictResult]
    compared: int
    known_then: bool
    elected: int
    picture: SafeString | None

    @property
    def in_order(self) -> Sequence[DistrictResult]:
        """All districts by their names, of which 2 comes before 10."""
        return sorted(self.chamber.districts, key=lambda one: unit_order(one.unit, one.name))


def districts_of(front: FrontDocument, contest: str) -> list[Districts]:
    """The chambers with single seats that a contest fills."""
    own = (
        chamber
        for chamber in front.chambers
        if any(district.contest == contest for district in chamber.districts)
    )
    return [_districts(chamber, front.selections) for chamber in own]


def single_seats(front: FrontDocument) -> list[DistrictResult]:
    """The single seats of all chambers."""
    return [district for chamber in front.chambers for district in chamber.districts]


def _districts(chamber: ChamberSummary, labels: Mapping[str, SelectionLabel]) -> Districts:
    results = chamber.districts
    margins = [result for result in results if result.state in _WON and result.margin_share is not None]
    tallies = _tallies(results, labels)
    return Districts(
        chamber=chamber,
        tallies=tallies,
        key_seats=sorted(margins, key=lambda one: one.margin_share or 0.0)[:KEY_SEATS],
        parts=_parts(results, labels),
        gains=[result for result in results if result.change is SeatChange.GAIN],
        compared=sum(result.change is not None for result in results),
        known_then=any(result.last_time is not None for result in results),
        elected=sum(result.state is ResultState.ELECTED for result in results),
        picture=_picture(chamber, tallies, labels) if chamber.size == len(results) else None,
    )


def _tallies(results: Iterable[DistrictResult], labels: Mapping[str, SelectionLabel]) -> Sequence[ListTally]:
    elected: dict[str, int] = {}
    leading: dict[str, int] = {}
    gained: dict[str, int] = {}
    lost: dict[str, int] = {}
    called = dict(labels)
    for result in results:
        if result.of_list is None:
            continue
        winner = result.of_list.id
        called.setdefault(winner, result.of_list)
        counts = elected if result.state is ResultState.ELECTED else leading
        counts[winner] = counts.get(winner, 0) + 1
        if result.change is SeatChange.GAIN and result.last_time is not None:
            gained[winner] = gained.get(winner, 0) + 1
            lost[result.last_time.id] = lost.get(result.last_time.id, 0) + 1
            called.setdefault(result.last_time.id, result.last_time)
    names = dict.fromkeys([*called, *elected, *leading])
    tallies = [
        ListTally(
            called[name], elected.get(name, 0), leading.get(name, 0), gained.get(name, 0), lost.get(name, 0)
        )
        for name in names
        if name in called and any(name in counts for counts in (elected, leading, lost))
    ]
    return sorted(tallies, key=lambda tally: -tally.seats)


def _parts(results: Sequence[DistrictResult], labels: Mapping[str, SelectionLabel]) -> Sequence[Part]:
    def part(one: DistrictResult) -> tuple[object, ...]:
        return (False, unit_order(one.part_of.unit, one.part_of.name)) if one.part_of else (True,)

    grouped = groupby(sorted(results, key=lambda one: (*part(one), unit_order(one.unit, one.name))), key=part)
    return [
        Part(own[0].part_of, _tallies(own, labels), own) for own in (list(group) for _key, group in grouped)
    ]


def _picture(
    chamber: ChamberSummary, tallies: Sequence[ListTally], labels: Mapping[str, SelectionLabel]
) -> SafeString:
    order = {name: place for place, name in enumerate(labels)}
    by_ballot = sorted(tallies, key=lambda tally: order.get(tally.label.id, len(order)))
    return seat_picture(chamber, [(tally.label, tally.elected, tally.leading) for tally in by_ballot])
