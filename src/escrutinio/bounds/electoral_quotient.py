"""The bounds of Brazil's electoral quotient: whole quotients, and averages above bars."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.bounds.competition import Competition, seats_of_units
from escrutinio.bounds.election import SeatRange
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.highest_averages import Averages, averages_bounds
from escrutinio.law.evaluation.steps.quotients import ElectoralQuotient
from escrutinio.law.proportional.divisors import dhondt
from escrutinio.law.proportional.electoral_quotient import electoral_quotient
from escrutinio.model.errors import LawError

OF_CANDIDATES = (
    "where the votes of candidates are given, a list may have any of the seats that whole quotients leave"
)


def electoral_quotients(rule: ElectoralQuotient, run: BoundsEvaluation) -> None:
    """The seats of each unit. Sound.

    Without votes of candidates every party has enough of them. Whole quotients and averages are then
    D'Hondt's among the parties above the bar: no more than the seats are there of averages that reach the
    quotient, so that they all win.
    """
    candidates = run.counted.contest(rule.contest).votes
    for unit, size in seats_of_units(run, rule, whole=False, number=0):
        of, base = Competition.of(run, unit), run.base("lists", unit)
        try:
            rule.candidates(run.counted, unit)
        except LawError:  # the law leaves the unit open, and says why
            run.award_open(unit, "quotient", size)
            continue
        ranges = (
            _with_candidates(rule, of, base, size.max_seats, run.votes(unit, rule.contest))
            if candidates
            else _by_averages(rule, of, base, size.max_seats)
        )
        run.award(unit, "quotient", size, ranges)


def _needed(rule: ElectoralQuotient, votes: int, seats: int) -> int:
    """The votes with which a party takes part in averages."""
    return int(-(-rule.bars.party * electoral_quotient(votes, seats) // 1))


def _by_averages(rule: ElectoralQuotient, of: Competition, base: int, seats: int) -> dict[str, SeatRange]:
    def bar(spent: int) -> int:
        return _needed(rule, base + spent, seats)

    # The bar is highest if everything comes, for others or for the party itself.
    dear = bar(of.missing)
    sure = {name for name, number in of.votes.items() if name in of.part.sure and number >= dear}
    possible = {name for name, number in of.votes.items() if number + of.missing >= dear}
    return averages_bounds(
        of.votes,
        seats,
        of.missing,
        Averages(dhondt, more_votes_first=True),
        sure=sure,
        possible=possible,
        bars=dict.fromkeys(possible - sure, bar),
        room=of.room,
        min_seats=seats,
    )


def _with_candidates(
    rule: ElectoralQuotient, of: Competition, base: int, seats: int, candidates: Mapping[str, int]
) -> dict[str, SeatRange]:
    dear = electoral_quotient(base + of.missing, seats)
    fewest = {}
    for name, number in of.votes.items():
        own = [votes for row, votes in candidates.items() if row.partition(":")[0].strip() == name]
        able = sum(votes >= rule.bars.candidate * dear for votes in own)
        fewest[name] = min(number // dear, able) if dear and name in of.part.sure else 0
    left = max(0, seats - sum(fewest.values()))
    most = {name: fewest[name] + left if number + of.missing else 0 for name, number in of.votes.items()}
    if not rule.bars.last_for_all:
        bar = _needed(rule, base + of.missing, seats)
        most = {name: number if of.votes[name] + of.missing >= bar else 0 for name, number in most.items()}
    return {name: SeatRange(fewest[name], most[name]) for name in of.votes}
