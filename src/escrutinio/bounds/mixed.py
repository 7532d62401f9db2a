"""The bounds of list seats beside single-member seats: ``mixed``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import ceil

from escrutinio.bounds.competition import Competition, judge_method
from escrutinio.bounds.election import NO_SEATS, SeatRange, Sharpness
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.judgement import Judgement, NotBoundedError, sound
from escrutinio.bounds.thresholds import singles
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.mixed import MixedSystem
from escrutinio.law.facts import WHOLE
from escrutinio.law.mixed.growing_houses import Growth
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.methods import Method, QuotaMethod

OF_SINGLES = "single-member seats and list votes are bounded apart"
FAR = "with what is missing the house could grow to more than three times its seats"
MOST_GROWTH = 3
"""A house that may grow to more than so many times its seats is not bounded."""


def judge_mixed(rule: MixedSystem, before: tuple[Rule, ...]) -> Judgement:
    """Sound, whatever the system."""
    judged = judge_method(_method(rule))
    return judged if judged.sharpness is Sharpness.NONE else sound(OF_SINGLES)


def _method(rule: MixedSystem) -> Method:
    return rule.method if isinstance(rule.method, Divisors) else QuotaMethod(rule.method)


def mixed(rule: MixedSystem, run: BoundsEvaluation) -> None:
    """Single-member seats and list seats."""
    whole = rule.scope == "whole"
    for unit in [None] if whole else run.counted.each_unit(rule):
        where = unit or WHOLE
        single = singles(run, rule.contest, unit)
        size = rule.size or run.seats_of(where, rule)
        of = Competition.of(run, unit, only_if_stated=rule.system != "additional")
        won = single.seats
        run.award(where, "single-member", single.size, won)
        if rule.system == "parallel":
            shares = of.seats(SeatRange.just(size), _method(rule), rule.more_votes_first)
            run.award(where, "list", SeatRange.just(size), shares)
            continue
        if rule.system == "additional":
            # What is noted as list seats is the rest of the seats of both kinds.
            rest = of.seats(
                SeatRange.just(size),
                _method(rule),
                rule.more_votes_first,
                {name: range_.min_seats for name, range_ in won.items()},
                {name: range_.max_seats for name, range_ in won.items()},
            )
            run.award(where, "list", SeatRange.just(size), rest)
            continue
        shares, house = (
            _levelled(rule, of, won, size) if rule.system == "levelled" else _kept(rule, of, won, size)
        )
        if whole:
            run.size = house
        run.award(
            where,
            "list",
            SeatRange(
                max(0, house.min_seats - single.size.max_seats),
                max(0, house.max_seats - single.size.min_seats),
            ),
            {
                name: SeatRange(
                    max(0, range_.min_seats - won.get(name, NO_SEATS).min_seats),
                    max(0, range_.max_seats - won.get(name, NO_SEATS).max_seats),
                )
                for name, range_ in shares.items()
            },
        )


def _kept(
    rule: MixedSystem, of: Competition, won: Mapping[str, SeatRange], size: int
) -> tuple[dict[str, SeatRange], SeatRange]:
    """The shares where seats above them are kept, and the seats of the house."""
    outside = sum(range_.max_seats for name, range_ in won.items() if name not in of.part.sure)
    if of.most:
        # How far its single-member seats leave a list room depends on who wins them.
        shares = {name: SeatRange(0, size) for name in of.votes}
    else:
        shares = of.seats(SeatRange(max(0, size - outside), size), _method(rule), rule.more_votes_first)
    least = sum(
        max(0, range_.min_seats - shares[name].max_seats) for name, range_ in won.items() if name in shares
    )
    most = sum(
        max(0, range_.max_seats - shares[name].min_seats) for name, range_ in won.items() if name in shares
    )
    return shares, SeatRange(size + least, size + most)


def _levelled(
    rule: MixedSystem, of: Competition, won: Mapping[str, SeatRange], size: int
) -> tuple[dict[str, SeatRange], SeatRange]:
    """The shares in a house that grows, and the seats of the house.

    Raises:
        NotBoundedError: the missing sheets can make it grow so far that nothing can be said.
    """
    most_outside = sum(range_.max_seats for name, range_ in won.items() if name not in of.part.sure)
    least_outside = sum(range_.min_seats for name, range_ in won.items() if name not in of.part.possible)
    first = (
        SeatRange(max(0, size - most_outside), size - least_outside) if rule.within else SeatRange.just(size)
    )
    # A list that may take part has its share if it does, or its seats are outside of the house.
    able = of.part.sure | {name for name in won if name in of.part.possible}
    taking_part = replace(of, part=replace(of.part, sure=able))
    winning = {name for name in able & set(won) if won[name].max_seats}

    def above(seats: int) -> dict[str, int]:
        """List -> the most single-member seats above its share in a house of so many seats."""
        if not winning:
            return {}
        due = taking_part.seats(SeatRange.just(seats), _method(rule), rule.more_votes_first, only=winning)
        over = {name: won[name].max_seats - due[name].min_seats for name in winning & set(due)}
        return {name: seats for name, seats in over.items() if seats > 0}

    over = above(first.min_seats)
    end, kept = first.max_seats, 0 if rule.growth is Growth.COVERED else sum(over.values())
    if rule.growth is Growth.COVERED and sum(over.values()) > rule.tolerated:
        end = _covering(above, rule, first.max_seats, size)
        kept = rule.tolerated
    elif rule.growth is Growth.TWICE:
        end += 2 * sum(over.values())
    elif over and rule.growth in (Growth.QUOTIENT, Growth.QUOTIENT_UP):
        total = sum(of.votes.values()) + of.missing
        worth = [Fraction(won[name].max_seats * total, max(of.votes[name], 1)) for name in over]
        end = max(end, ceil(max(worth)))
    if end > MOST_GROWTH * size:
        raise NotBoundedError(FAR)
    end += rule.odd
    if of.most:
        # How far its single-member seats leave a list room depends on who wins them.
        shares = {name: SeatRange(0, end) for name in of.votes}
    else:
        shares = of.seats(SeatRange(first.min_seats, end), _method(rule), rule.more_votes_first)
    least = size if rule.within else size + least_outside
    return shares, SeatRange(least, max(least, end + most_outside + kept))


def _covering(above: Callable[[int], Mapping[str, int]], rule: MixedSystem, first: int, size: int) -> int:
    """The first house looked at, from ``first`` on, that is surely large enough."""
    seats = first
    while seats <= MOST_GROWTH * size:
        over = above(seats)
        if sum(over.values()) <= rule.tolerated:
            return seats
        # By averages a list has one seat more at most in a house with one more: smaller ones are too small.
        by_averages = isinstance(rule.method, Divisors)
        seats += max(1, max(over.values()) - rule.tolerated) if by_averages else 1
    return MOST_GROWTH * size + 1
