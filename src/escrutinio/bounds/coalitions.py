"""The bounds of ``coalitions``: who takes part, the seats of coalitions and of their lists.

Quotas and the largest remainders give each as many seats as it has full quotas, and one more at most. The
quota is dearest where all that comes is for others, and cheapest where it is all for who is asked about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escrutinio.bounds.competition import seats_of_units
from escrutinio.bounds.election import SeatRange
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.judgement import sound
from escrutinio.law.evaluation.steps.coalitions import CoalitionLists
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.quotas import Quota
from escrutinio.law.thresholds.conditions import Threshold

OF_COALITIONS = sound(
    "the seats of a coalition and the votes of its lists are bounded apart, and in which unit a seat of the "
    "whole falls is left open"
)


@dataclass(frozen=True)
class _Some:
    """Lists of which some condition is surely met, and of which it can be."""

    sure: frozenset[str]
    possible: frozenset[str]

    def __or__(self, more: _Some) -> _Some:
        return _Some(self.sure | more.sure, self.possible | more.possible)


@dataclass(frozen=True)
class _Who:
    """Who takes part.

    Args:
        groups: the lists of each coalition, with whether it surely takes part, and whether it can.
        counted: the lists whose votes count for their coalition.
        able: the lists that can have seats.
    """

    groups: tuple[tuple[tuple[str, ...], bool, bool], ...]
    counted: _Some
    able: _Some

    def group(self, name: str) -> tuple[tuple[str, ...], bool, bool]:
        """The coalition of a list, with whether it surely takes part and whether it can; empty for none."""
        return next((group for group in self.groups if name in group[0]), ((), False, False))

    def most(self, votes: Mapping[str, int], without: Sequence[str]) -> int:
        """The most counted votes of all that can take part, some left out."""
        can = (
            self.able.possible
            | {name for lists, _, possible in self.groups if possible for name in lists}
            & self.counted.possible
        )
        return sum(number for name, number in votes.items() if name in can and name not in without)

    def least(self, votes: Mapping[str, int], without: Sequence[str]) -> int:
        """The fewest counted votes of all that surely take part, some left out."""
        counted = self.able.sure & self.counted.sure
        for lists, sure, _ in self.groups:
            if sure:
                counted |= set(lists) & self.counted.sure
        counted |= {name for name in self.able.sure if not self.group(name)[0]}
        return sum(number for name, number in votes.items() if name in counted and name not in without)


def coalitions(rule: CoalitionLists, run: BoundsEvaluation) -> None:
    """The seats of each list, by way of its coalition. Sound."""
    who = _who(rule, run)
    units = {unit: size for unit, size in run.counted.seats().items() if unit != WHOLE}
    for unit, size in seats_of_units(run, rule, whole=rule.whole, number=rule.seats):
        where = None if rule.whole else unit
        here = who
        if rule.own_in_unit is not None and where is not None:
            more = _passing(rule.own_in_unit, rule, run, where)
            here = _Who(who.groups, who.counted, who.able | more)
        votes, missing = run.votes(where), run.awaited(where).most
        ranges = {name: _of_list(name, here, votes, missing, size.max_seats, rule.quota) for name in votes}
        if not (rule.placing and rule.whole and units):
            run.award(unit, rule.kind, size, ranges)
            continue
        # Seats of the whole fall in the units, or are those of the whole where that cannot be said; seats
        # that are exchanged leave a unit with more or fewer than the table gives it.
        anywhere = SeatRange(0, size.max_seats)
        run.award(WHOLE, rule.kind, anywhere, _up_to(ranges))
        for place in units:
            stand = {name: ranges[name] for name in run.votes(place) if name in ranges}
            run.award(place, rule.kind, anywhere, _up_to(stand))
        run.whole, run.size = ranges, size


def _up_to(ranges: Mapping[str, SeatRange]) -> dict[str, SeatRange]:
    return {name: SeatRange(0, range_.max_seats) for name, range_ in ranges.items()}


def _passing(share: Threshold, rule: CoalitionLists, run: BoundsEvaluation, unit: str | None) -> _Some:
    """The lists that surely have a share, and those that can: of a unit, or of the whole."""
    votes, room, more = run.votes(unit), run.room(unit), run.awaited(unit).most
    base = run.base(rule.of, unit)
    sure = {name for name, number in votes.items() if share.passes(number, base + more)}
    possible = {
        name
        for name, number in votes.items()
        if share.passes(number + room[name], _grown(rule, base, room[name]))
    }
    return _Some(frozenset(sure), frozenset(possible | sure))


def _grown(rule: CoalitionLists, base: int, more: int) -> int:
    """What a share is of, as small as it can be once so many votes have come."""
    return max(base, 1) if rule.of == "registered" else base + more


def _who(rule: CoalitionLists, run: BoundsEvaluation) -> _Who:
    votes, more, base = run.votes(), run.awaited().most, run.base(rule.of)
    labels = run.facts.labels
    free = frozenset(name for name in votes if rule.label and rule.label in labels.get(name, ()))
    exempt = _Some(free, free)
    able = _passing(rule.own, rule, run, None) | exempt
    counted = _passing(rule.counts, rule, run, None) | exempt
    carrying = able
    if rule.own_in_unit is not None:
        for unit in run.units():
            in_unit = _passing(rule.own_in_unit, rule, run, unit)
            carrying, counted = carrying | in_unit, counted | in_unit
    groups = []
    for agreed in run.facts.agreements:
        lists = tuple(name for name in agreed if name in votes)
        least = sum(votes[name] for name in lists if name in counted.sure)
        most = sum(votes[name] for name in lists if name in counted.possible)
        sure = bool(carrying.sure & set(lists)) and rule.together.passes(least, base + more)
        possible = bool(carrying.possible & set(lists)) and rule.together.passes(
            most + more, _grown(rule, base, more)
        )
        groups.append((lists, sure, possible or sure))
    return _Who(tuple(groups), counted, able)


def _of_list(
    name: str, who: _Who, votes: Mapping[str, int], missing: int, seats: int, quota: Quota
) -> SeatRange:
    """The seats of a list: by itself, in its coalition, or the wider of both where either can be."""
    if name not in who.able.possible:
        return SeatRange(0, 0)
    agreed, sure, possible = who.group(name)
    lists = tuple(member for member in agreed if member in votes)
    ranges = []
    if not sure:
        ranges.append(_of_block(votes[name], votes[name], (name,), who, votes, missing, seats, quota))
    if possible:
        low = sum(votes[member] for member in lists if member in who.counted.sure)
        high = sum(votes[member] for member in lists if member in who.counted.possible)
        together = _of_block(low, high, lists, who, votes, missing, seats, quota)
        rivals = [member for member in lists if member != name]
        dear = sum(votes[member] for member in rivals if member in who.able.possible)
        cheap = sum(votes[member] for member in rivals if member in who.able.sure)
        ranges.append(
            SeatRange(
                _full(votes[name], votes[name] + dear + missing, together.min_seats, quota),
                _most(votes[name] + missing, cheap, together.max_seats, quota),
            )
        )
    fewest = min(range_.min_seats for range_ in ranges) if name in who.able.sure else 0
    return SeatRange(fewest, max(fewest, *(range_.max_seats for range_ in ranges)))


def _of_block(
    low: int,
    high: int,
    lists: Sequence[str],
    who: _Who,
    votes: Mapping[str, int],
    missing: int,
    seats: int,
    quota: Quota,
) -> SeatRange:
    """The seats of a coalition, or of a list by itself, with at least and at most so many counted votes."""
    dear, cheap = low + who.most(votes, lists) + missing, who.least(votes, lists)
    return SeatRange(_full(low, dear, seats, quota), _most(high + missing, cheap, seats, quota))


def _full(votes: int, total: int, seats: int, quota: Quota) -> int:
    """Full quotas of so many votes among all."""
    price = quota(total, seats) if total and seats else 0
    return min(seats, int(votes // price)) if price else 0


def _most(votes: int, rivals: int, seats: int, quota: Quota) -> int:
    """Full quotas, and one more for a remainder."""
    if not votes or not seats:
        return 0
    price = quota(votes + rivals, seats)
    return min(seats, int(votes // price) + 1) if price else seats
