"""Lists that compete for seats, and the seats that each can have by a method of allocation.

What a method is bounded by is said here once; the rules of a law ask :class:`Competition` in their own order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from escrutinio.bounds.election import SeatRange
from escrutinio.bounds.evaluation import BoundsEvaluation, Participation
from escrutinio.bounds.highest_averages import Averages, averages_bounds
from escrutinio.bounds.judgement import SHARP, Judgement, sound, without
from escrutinio.bounds.remainders import full_quota_bounds, remainder_bounds
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.divisors import Divisors, dhondt
from escrutinio.law.proportional.methods import Method, QuotaMethod
from escrutinio.law.proportional.quotas import Over, Rest, droop_quota, hare_quota

NO_FIRST_DIVISOR = "divisors that begin with 0 are not worked out"
NEXT_QUOTA = "a quota that is raised until it gives few enough seats is not worked out"
REST = "seats left by this quota are given by a rule that is not worked out"
BY_REMAINDERS = (
    "the fewest seats by a quota are found as if votes could be divided, and a seat depends on every rival "
    "at once"
)
BY_FULL_QUOTAS = "beyond full quotas, a list may have any of the seats that are left"


def averages_of(method: Method, more_votes_first: bool) -> Averages | None:
    """The highest averages that give the same seats as a method; None where there are none.

    Full quotas of Hare or Droop followed by D'Hondt's averages are D'Hondt's: no more than the seats are
    there of quotients that reach such a quota, so that they all win.
    """
    if isinstance(method, Divisors):
        above_zero = method.parts is None and method.at(0) > 0
        return Averages(method, more_votes_first) if above_zero else None
    if method.rest.by_averages and method.quota in (hare_quota, droop_quota):
        return Averages(dhondt, more_votes_first) if method.divisors is dhondt else None
    return None


def judge_method(method: Method) -> Judgement:
    """How good the bounds of a method are."""
    if averages_of(method, False) is not None:
        return SHARP
    if isinstance(method, Divisors):
        return without(NO_FIRST_DIVISOR)
    if method.rest is Rest.REMAINDERS and method.over is not Over.NEXT_QUOTA:
        return sound(BY_REMAINDERS)
    if method.over is Over.NEXT_QUOTA:
        return without(NEXT_QUOTA)
    return sound(BY_FULL_QUOTAS) if method.over is Over.REFUSE else without(REST)


@dataclass(frozen=True)
class Competition:
    """Lists that compete for seats: in a unit, or in the whole.

    Args:
        votes: of the lists that can take part.
        missing: the most votes that can still come.
        part: who takes part.
        room: list -> the most that can come for it.
        most: list -> its candidates, where seats that it cannot fill go to others.
        others: votes of lists without a row, which count in the price of a seat.
    """

    votes: Mapping[str, int]
    missing: int
    part: Participation
    room: Mapping[str, int]
    most: Mapping[str, int]
    others: int = 0

    @classmethod
    def of(cls, run: BoundsEvaluation, unit: str | None, *, only_if_stated: bool = False) -> Competition:
        """That of a unit, or of the whole; see ``Evaluation.candidates``."""
        part = run.taking_part(unit)
        votes = {name: number for name, number in run.votes(unit).items() if name in part.possible}
        room = {name: more for name, more in run.room(unit).items() if name in votes}
        candidates = run.counted.candidates(unit or WHOLE, only_if_stated=only_if_stated)
        most = {name: number for name, number in candidates.items() if name in votes}
        others = 0 if {WHOLE, unit} & set(run.passed) else run.counted.others(unit)
        return cls(votes, run.awaited(unit).most, part, room, most, others)

    def without(self, name: str) -> Competition:
        """The same without a list."""
        votes = {other: number for other, number in self.votes.items() if other != name}
        most = {other: number for other, number in self.most.items() if other != name}
        return Competition(votes, self.missing, self.part, self.room, most, self.others)

    def seats(
        self,
        size: SeatRange,
        method: Method,
        more_votes_first: bool,
        fewest_held: Mapping[str, int] | None = None,
        most_held: Mapping[str, int] | None = None,
        only: Collection[str] = (),
    ) -> dict[str, SeatRange]:
        """The seats of each list by a method; where ``only`` names some, others may be left out."""
        by = averages_of(method, more_votes_first)
        if by is not None:
            part = self._of_winners(method, size) if isinstance(method, QuotaMethod) else self.part
            return averages_bounds(
                self.votes,
                size.max_seats,
                self.missing,
                by,
                sure=part.sure,
                possible=part.possible,
                bars=part.bars,
                room=self.room,
                most=self.most,
                fewest_held=fewest_held,
                most_held=most_held,
                min_seats=size.min_seats,
                only=only,
            )
        assert isinstance(method, QuotaMethod)
        if self.most or self.others:
            return self._by_full_quotas(size, method)
        ranges = [self._by_quota(seats, method) for seats in range(size.min_seats, size.max_seats + 1)]
        return {
            name: SeatRange(
                min(range_[name].min_seats for range_ in ranges),
                max(range_[name].max_seats for range_ in ranges),
            )
            for name in self.votes
        }

    def _by_full_quotas(self, size: SeatRange, method: QuotaMethod) -> dict[str, SeatRange]:
        """What a list surely has: its full quotas, as far as it has candidates; the others may have the rest.

        Who has the seats of a list that runs out may depend on anything.
        """
        sure, possible = self.part.sure & set(self.votes), self.part.possible
        fewest = dict.fromkeys(self.votes, 0)
        if method.over is Over.REFUSE and size.min_seats:
            full = full_quota_bounds(
                self.votes, size.min_seats, self.missing + self.others, method.quota, sure, possible
            )
            fewest = {
                name: min(range_.min_seats, self.most.get(name, size.max_seats))
                for name, range_ in full.items()
            }
        left = size.max_seats - sum(fewest.values())
        return {
            name: SeatRange(least, max(least, min(least + left, self.most.get(name, size.max_seats))))
            for name, least in fewest.items()
        }

    def _by_quota(self, seats: int, method: QuotaMethod) -> dict[str, SeatRange]:
        sure, possible = self.part.sure & set(self.votes), self.part.possible
        if method.rest is Rest.REMAINDERS:
            bounds = remainder_bounds(
                self.votes,
                seats,
                self.missing,
                method.quota,
                take_back=method.over is Over.TAKE_BACK,
                sure=sure,
                possible=possible,
                room=self.room,
            )
            if method.over is Over.TAKE_BACK:
                return bounds
        wide = full_quota_bounds(self.votes, seats, self.missing, method.quota, sure, possible)
        if method.rest is not Rest.REMAINDERS:
            return wide
        return {
            name: SeatRange(
                max(bounds[name].min_seats, wide[name].min_seats),
                min(bounds[name].max_seats, wide[name].max_seats),
            )
            for name in self.votes
        }

    def _of_winners(self, method: QuotaMethod, size: SeatRange) -> Participation:
        """Who takes part in averages of lists with a full quota: those that reach it."""
        if method.rest is not Rest.AVERAGES_OF_WINNERS or not size.max_seats:
            return self.part
        here = set(self.votes)
        sure_votes = sum(self.votes[name] for name in self.part.sure & here)
        most = sum(self.votes.values()) + self.missing
        dear = method.quota(most, max(size.min_seats, 1)) if most else 1

        def bar(spent: int, seats: int = size.max_seats) -> int:
            total = max(sure_votes + spent, 1)
            return int(-(-method.quota(total, seats) // 1))

        sure = {name for name in self.part.sure & here if self.votes[name] >= dear}
        possible = set()
        for name, votes in self.votes.items():
            more = self.room.get(name, self.missing)
            own = 0 if name in self.part.sure else votes
            if votes + more and votes + more >= method.quota(sure_votes + own + more, size.max_seats):
                possible.add(name)
        # A list that must pass a threshold first needs the votes for that at least.
        bars = {
            name: bar
            if name not in self.part.bars
            else (lambda spent, first=self.part.bars[name]: max(first(spent), bar(spent)))
            for name in possible - sure
        }
        return Participation(frozenset(sure), frozenset(possible), bars)


def seats_of_units(
    run: BoundsEvaluation, rule: Rule, *, whole: bool, number: int
) -> list[tuple[str, SeatRange]]:
    """The units in which seats are given, and how many."""
    if whole:
        size = number or sum(run.counted.seats().values()) or run.seats_of(WHOLE, rule)
        return [(WHOLE, SeatRange.just(size))]
    return [
        (unit, SeatRange.just(number) if number else run.seats_in(unit, rule))
        for unit in run.counted.each_unit(rule)
    ]
