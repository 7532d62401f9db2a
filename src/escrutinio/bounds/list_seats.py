"""The bounds of list seats that heed single-member seats: ``capped``, ``half-compensation``,
``missing-shares`` and ``fragments``.

Single-member seats and list votes are bounded apart: neither says anything of the other. By Hare's quota and
the largest remainders nobody has fewer seats than its share of them rounded down, nor more than it rounded
up. So the share of a list is smallest where all that comes is for the others, and largest where it is all for
the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import ceil

from escrutinio.bounds.competition import judge_method
from escrutinio.bounds.contests import plurality_bound
from escrutinio.bounds.election import NO_SEATS, SeatRange, Sharpness
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.highest_averages import Averages, Contender, fewest_seats, most_seats
from escrutinio.bounds.judgement import Judgement, sound
from escrutinio.bounds.remainders import MOST_OPEN
from escrutinio.bounds.thresholds import singles
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.list_seats import (
    CappedLists,
    FragmentLists,
    HalfCompensation,
    MissingShares,
)
from escrutinio.law.facts import WHOLE

OF_LIST_SEATS = "single-member seats and list votes are bounded apart"
OF_FRAGMENTS = "what comes in a constituency is not set against what comes in the others"


@dataclass(frozen=True)
class _Votes:
    """The list votes of those that can take part.

    Args:
        votes: of each; those that perhaps take part too.
        sure: those that surely do.
        missing: the most votes that can still come, for all lists together.
    """

    votes: Mapping[str, int]
    sure: frozenset[str]
    missing: int

    @classmethod
    def of(cls, run: BoundsEvaluation) -> _Votes:
        """Those of the whole."""
        part = run.taking_part()
        votes = {name: number for name, number in run.votes().items() if name in part.possible}
        return cls(votes, part.sure & set(votes), run.awaited().most)

    def least(self, name: str, without: Iterable[str] = ()) -> Fraction:
        """The smallest share of the votes of those that take part, some left out; 0 where it may not."""
        left_out = set(without)
        total = self.missing + sum(number for other, number in self.votes.items() if other not in left_out)
        return Fraction(self.votes[name], total) if name in self.sure and total else Fraction(0)

    def most(self, name: str, without: Iterable[str] = ()) -> Fraction:
        """The largest share."""
        left_out = {name, *without}
        own = self.votes[name] + self.missing
        rivals = sum(self.votes[other] for other in self.sure if other not in left_out)
        return Fraction(own, own + rivals) if own else Fraction(0)


def _single(rule_contest: str, run: BoundsEvaluation) -> Mapping[str, SeatRange]:
    """Note the single-member seats."""
    found = singles(run, rule_contest)
    run.award(WHOLE, "single-member", found.size, found.seats)
    return found.seats


def missing_shares(rule: MissingShares, run: BoundsEvaluation) -> None:
    """List seats by what is missing to a list's share of the house. Sound."""
    single, of = _single(rule.contest, run), _Votes.of(run)
    low, high = {}, {}
    for name in of.votes:
        won = single.get(name, NO_SEATS)
        low[name] = max(Fraction(0), rule.house * of.least(name) - won.max_seats)
        high[name] = max(Fraction(0), rule.house * of.most(name) - won.min_seats)
    run.award(WHOLE, "list", SeatRange.just(rule.seats), _shared(low, high, rule.seats))


def _shared(low: Mapping[str, Fraction], high: Mapping[str, Fraction], seats: int) -> dict[str, SeatRange]:
    """Seats by figures that lie between two, by Hare's quota and the largest remainders."""
    ranges = {}
    for name in low:
        rivals_low = sum((low[other] for other in low if other != name), Fraction(0))
        rivals_high = sum((high[other] for other in high if other != name), Fraction(0))
        fewest = int(seats * low[name] / (low[name] + rivals_high)) if low[name] else 0
        most = ceil(seats * high[name] / (high[name] + rivals_low)) if high[name] else 0
        ranges[name] = SeatRange(fewest, most)
    return ranges


def half_compensation(rule: HalfCompensation, run: BoundsEvaluation) -> None:
    """List seats that make up for half of what is missing. Sound.

    What is due to a list grows with its share and falls with its single-member seats. Where more is due than
    there are compensating seats, they are shared by what is due; else a list has what is due to it, and its
    share of those left.
    """
    single, of = _single(rule.contest, run), _Votes.of(run)
    outside = _outside(rule, single, of)
    low, high = {}, {}
    for name in of.votes:
        won = single.get(name, NO_SEATS)
        low[name] = _due((rule.house - outside.max_seats) * of.least(name) - won.max_seats)
        high[name] = _due((rule.house - outside.min_seats) * of.most(name) - won.min_seats)
    ranges = {}
    rest = rule.seats - rule.compensating
    for name in of.votes:
        others_low, others_high = sum(low.values()) - low[name], sum(high.values()) - high[name]
        left = max(0, rule.compensating - others_high - high[name])
        fewest = low[name] + int(of.least(name) * left)
        if low[name] and high[name] + others_high > rule.compensating:
            fewest = min(low[name], low[name] * rule.compensating // (low[name] + others_high))
        left = max(0, rule.compensating - others_low - high[name])
        most = min(high[name], rule.compensating) + ceil(of.most(name) * left)
        ranges[name] = SeatRange(
            fewest + int(of.least(name) * rest), min(rule.seats, most + ceil(of.most(name) * rest))
        )
    run.award(WHOLE, "list", SeatRange.just(rule.seats), ranges)


def _due(missing: Fraction) -> int:
    """Half of what is missing, rounded as the law has it."""
    half = missing / 2
    return int(half + Fraction(1, 2)) if half >= 1 else 0


def _outside(rule: HalfCompensation, single: Mapping[str, SeatRange], of: _Votes) -> SeatRange:
    """Single-member seats of those that take no part, and have too few of them for one."""
    few = rule.seats_qualify - 1
    without = [range_ for name, range_ in single.items() if name not in of.votes]
    least = sum(range_.min_seats for range_ in without if range_.max_seats <= few)
    most = sum(
        min(range_.max_seats, few)
        for name, range_ in single.items()
        if name not in of.sure and range_.min_seats <= few
    )
    return SeatRange(least, max(0, most))


def capped(rule: CappedLists, run: BoundsEvaluation) -> None:
    """List seats under a cap of over-representation. Sound.

    Whoever is held at its cap has less than its share, so that what is left is no smaller a share for each of
    the others. A list that nobody holds down has its share of what is left when any of those that may be are.
    """
    single, of = _single(rule.contest, run), _Votes.of(run)
    low, high, total = {}, {}, {}
    for name in of.votes:
        won = single.get(name, NO_SEATS)
        least, most = (
            min(int(((1 + rule.more) * share + rule.points) * rule.house), rule.most)
            for share in _shares_of_cap(rule, run, of, name)
        )
        low[name], high[name] = max(0, least - won.max_seats), max(0, most - won.min_seats)
        total[name] = max(won.max_seats, most)
    held = _may_be_held(of, low, rule.seats)
    ranges = {}
    for name in of.votes:
        fewest = min(int(of.least(name) * rule.seats), low[name])
        ranges[name] = SeatRange(fewest, min(high[name], _most_left(of, name, held, low, rule.seats)))
    run.award(WHOLE, "list", SeatRange.just(rule.seats), ranges)
    run.whole = {
        name: SeatRange(
            single.get(name, NO_SEATS).min_seats + ranges.get(name, NO_SEATS).min_seats,
            total.get(name, single.get(name, NO_SEATS).max_seats),
        )
        for name in {*single, *of.votes}
    }


def _shares_of_cap(
    rule: CappedLists, run: BoundsEvaluation, of: _Votes, name: str
) -> tuple[Fraction, Fraction]:
    """The smallest and the largest share that a list's cap is worked out from."""
    if not rule.of:
        return of.least(name), of.most(name)
    base, own = run.base(rule.of), of.votes[name]
    most_votes = base + of.missing
    # Registered voters do not grow with the votes that come; whatever else a share is of does.
    of_most = base if rule.of == "registered" else most_votes
    return (
        Fraction(own, most_votes) if most_votes else Fraction(0),
        min(Fraction(1), Fraction(own + of.missing, of_most)) if of_most else Fraction(1),
    )


def _may_be_held(of: _Votes, room: Mapping[str, int], seats: int) -> set[str]:
    """The lists that may have more than their cap leaves, in any round."""
    held: set[str] = set()
    while True:
        more = {
            name
            for name in of.votes
            if name not in held and _most_left(of, name, held, room, seats) > room[name]
        }
        if not more:
            return held
        held |= more


def _most_left(of: _Votes, name: str, held: Iterable[str], room: Mapping[str, int], seats: int) -> int:
    """The most seats of a list in a round in which any of some others are held at their caps."""
    others = sorted(set(held) - {name})
    if len(others) > MOST_OPEN:
        return seats
    return max(
        ceil(of.most(name, some) * max(0, seats - sum(room[other] for other in some)))
        for number in range(len(others) + 1)
        for some in combinations(others, number)
    )


def judge_fragments(rule: FragmentLists, before: tuple[Rule, ...]) -> Judgement:
    """Sound, by divisors."""
    judged = judge_method(rule.divisors)
    return judged if judged.sharpness is Sharpness.NONE else sound(OF_FRAGMENTS)


def fragments(rule: FragmentLists, run: BoundsEvaluation) -> None:
    """List seats by votes of lists and of constituencies. Sound.

    In a constituency a list has at least the votes it lost with, if it surely lost; at most all of its votes
    and all that come.
    """
    units = sorted(set(run.counted.contest(rule.contest).votes) - {WHOLE})
    _single(rule.contest, run)
    own, missing = run.votes(), run.awaited().most
    added = {name: SeatRange(0, 0) for name in own}
    for unit in units:
        votes, more = run.votes(unit, rule.contest), run.awaited(unit, rule.contest).most
        for name, range_ in _fragments_in(votes, more, surplus=rule.surplus).items():
            if name in added:
                before = added[name]
                added[name] = SeatRange(
                    before.min_seats + range_.min_seats, before.max_seats + range_.max_seats
                )
    low = {name: own[name] + added[name].min_seats for name in own}
    high = {name: own[name] + added[name].max_seats for name in own}
    minorities = {name for name in own if rule.label and rule.label in run.facts.labels.get(name, ())}
    seated = _seated(rule, minorities, low, high, missing)
    part = run.taking_part()
    able, sure = part.possible - minorities, part.sure - minorities
    least_left = max(0, rule.seats - sum(range_.max_seats for range_ in seated.values()))
    most_left = max(0, rule.seats - sum(range_.min_seats for range_ in seated.values()))
    by = Averages(rule.divisors, rule.more_votes_first)
    ranges = dict(seated)
    for name in sorted(able):
        rivals = [Contender(high[other], missing) for other in able if other != name]
        fewest = fewest_seats(Contender(low[name], 0), rivals, least_left, missing, by) if name in sure else 0
        rivals = [Contender(low[other], 0) for other in sure if other != name]
        most = most_seats(Contender(high[name], missing), rivals, most_left, by)
        ranges[name] = SeatRange(fewest, max(fewest, most))
    run.award(WHOLE, "list", SeatRange.just(rule.seats), ranges)


def _fragments_in(votes: Mapping[str, int], more: int, *, surplus: bool) -> dict[str, SeatRange]:
    """List -> the fewest and the most fragment votes that it can have in a constituency."""
    bound = plurality_bound(votes, more)
    ranges = {}
    for name, number in votes.items():
        second = max((other for rival, other in votes.items() if rival != name), default=0)
        low, high = (0, number + more) if name in bound.can_win else (number, number + more)
        if bound.decided and bound.leader == name:
            beyond = number - second - 1
            low, high = (max(0, beyond - more), beyond + more) if surplus else (0, 0)
        ranges[name] = SeatRange(low, high)
    return ranges


def _seated(
    rule: FragmentLists,
    minorities: set[str],
    low: Mapping[str, int],
    high: Mapping[str, int],
    missing: int,
) -> dict[str, SeatRange]:
    """The lists of minorities that surely have a seat, and those that can."""
    dear = int(Fraction(sum(high.values()) + missing, max(rule.seats, 1)) * rule.part)
    cheap = int(Fraction(sum(low.values()), max(rule.seats, 1)) * rule.part)
    return {
        name: SeatRange(
            int(low[name] > 0 and low[name] >= dear),
            int(high[name] + missing > 0 and high[name] + missing >= cheap),
        )
        for name in sorted(minorities)
    }
