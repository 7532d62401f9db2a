"""The bounds of rules on ranked ballots: the instant run-off, pairs, the contingent vote, transferable votes.

What comes can rank anybody in any order, so that these bounds are sound and not sharp. They hold whatever
decides between equal candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from escrutinio.bounds.contests import first_round_bound, plurality_bound
from escrutinio.bounds.election import OfficeBound, SeatBound, SeatRange
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.law import Ballots
from escrutinio.law.evaluation.steps.pairs import Pairwise
from escrutinio.law.evaluation.steps.preferences import (
    Contingent,
    InstantRunOff,
    SingleTransferableVote,
)
from escrutinio.law.facts import WHOLE, Rankings
from escrutinio.law.preferential.contingent import HALF
from escrutinio.law.preferential.pairwise import condorcet_winner
from escrutinio.law.preferential.pairwise import pairwise as count_pairs


def instant_run_off(rule: InstantRunOff, run: BoundsEvaluation) -> None:
    """The candidate with the fewest ballots is excluded, round by round, until one has more than half."""
    if run.law.body == "office":
        run.decide_office(_office(rounds_bound(_together(run.ballots()), run.awaited().most)))
        return
    for unit, counts in run.ballots().items():
        bound = rounds_bound(Ballots.of(counts), run.awaited(unit).most)
        run.award_district(unit, "single-member", bound)


def rounds_bound(ballots: Ballots, missing: int) -> SeatBound:
    """Who can win an instant run-off, with ``missing`` ballots still to come.

    * *Who surely goes.* Where all ballots that some candidates hold together, and all that can still come,
      are fewer than any of the others holds, those candidates go before any of the others, in every
      completion: until they are gone, what they and the coming ballots can make of one of them stays below
      what each of the others has.
    * *Who surely wins.* Once only surely excluded candidates are gone, whoever has more than half of the
      ballots held then and of all that can come wins: this majority never falls.

    Whoever is neither can perhaps win. Whether one has more than half in an earlier round changes nothing,
    since a majority is never excluded.
    """
    first = ballots.first_preferences()
    left = set(ballots.candidates)
    winner = None
    while left:
        held = ballots.held(left)
        most = max(held, key=lambda name: (held[name], name))
        if 2 * held[most] > sum(held.values()) + missing:
            winner = most
            break
        out = _surely_out(held, missing)
        if not out:
            break
        left -= out
    can_win = (winner,) if winner else tuple(sorted(left))
    by_first = plurality_bound(first, missing)
    leader = winner or by_first.leader
    runner_up = next((name for name in _ranked(first) if name != leader), None)
    ahead = first[leader] - first[runner_up] if leader and runner_up else by_first.margin
    return SeatBound(
        decided=winner is not None,
        leader=leader,
        runner_up=runner_up,
        votes=by_first.votes,
        margin=max(0, ahead),
        missing=missing,
        needed=0,
        can_win=can_win,
    )


def _surely_out(held: Mapping[str, int], missing: int) -> set[str]:
    """The most candidates who together, with all that comes, stay below each of the others."""
    upwards = _ranked(held)[::-1]
    together, out = missing, set[str]()
    for place, name in enumerate(upwards[:-1]):
        together += held[name]
        if together < held[upwards[place + 1]]:
            out = set(upwards[: place + 1])
    return out


def pairwise(rule: Pairwise, run: BoundsEvaluation) -> None:
    """Who beats every other candidate pair by pair, or is elected by a rule for cycles."""
    if run.law.body == "office":
        run.decide_office(_office(pairwise_bound(_together(run.ballots()), run.awaited().most)))
        return
    for unit, counts in run.ballots().items():
        bound = pairwise_bound(Ballots.of(counts), run.awaited(unit).most)
        run.award_district(unit, "single-member", bound)


def pairwise_bound(ballots: Ballots, missing: int) -> SeatBound:
    """Who can be elected pair by pair, with ``missing`` ballots still to come.

    Whoever leads each other by more ballots than can still come beats everybody in every completion, and is
    then elected under every rule for cycles. Else anybody can perhaps be.
    """
    preferring = count_pairs(ballots)
    margins = {
        name: min((number - preferring[other][name] for other, number in others.items()), default=0)
        for name, others in preferring.items()
    }
    winner = next((name for name, margin in margins.items() if ballots.total and margin > missing), None)
    if len(margins) == 1 and ballots.total:
        (winner,) = margins
    bound = rounds_bound(ballots, missing)
    leader = winner or condorcet_winner(preferring)
    nearest = preferring[leader] if leader else {}
    runner_up = min(
        nearest, key=lambda name: (nearest[name] - preferring[name][leader or ""], name), default=None
    )
    return replace(
        bound,
        decided=winner is not None,
        leader=leader,
        runner_up=runner_up,
        margin=margins[leader] if leader else 0,
        can_win=(winner,) if winner else tuple(sorted(ballots.candidates)),
    )


def _office(bound: SeatBound) -> OfficeBound:
    """An office by ranked ballots: who is elected now, and what would change it, is for the count to say."""
    return replace(OfficeBound.of_seat(bound), elected_now=None, needed=None)


def contingent(rule: Contingent, run: BoundsEvaluation) -> None:
    """More than half, or the larger of two once the preferences of the other ballots are added.

    More than half of the ballots that can be there in the end elects whatever comes. Else those can be
    elected who can be among the first two. Once all first preferences are in, the larger total of the two is
    bounded by the preferences that are still to be added.
    """
    given = run.ballots()
    votes, base = run.votes(), run.base("valid")
    if given:
        ballots = _together(given)
        votes, base = ballots.first_preferences(), ballots.total
    missing = run.awaited().most
    bound = first_round_bound(votes, base, missing, [HALF])
    if bound.elected:
        run.decide_office(bound)
        return
    added = {} if given else run.votes(None, rule.added)
    if not missing and len(bound.can_reach_run_off) == 2 and any(added.values()):
        totals = {name: votes[name] + added.get(name, 0) for name in bound.can_reach_run_off}
        second = plurality_bound(totals, run.awaited(None, rule.added).most)
        run.decide_office(_office(second), rule.added)
        return
    can_be_elected = tuple(sorted({*bound.can_be_elected, *bound.can_reach_run_off}))
    run.decide_office(
        replace(
            bound,
            decided=False,
            missing=missing,
            needed=None,
            can_be_elected=can_be_elected,
            run_off_possible=False,
            can_reach_run_off=(),
            nobody_possible=True,
        ),
        run.law.contest,
        *([] if given else [rule.added]),
    )


def single_transferable_vote(rule: SingleTransferableVote, run: BoundsEvaluation) -> None:
    """Seats of each unit by transferable votes.

    Who has the quota of all ballots that can be there in the end among the first preferences of those counted
    is elected whatever comes. Anybody else can perhaps be, as long as seats are left.
    """
    given = run.ballots()
    for unit in sorted({*given, *run.counted.seats()} - {WHOLE}) or [WHOLE]:
        size = run.seats_of(unit, rule)
        ballots = Ballots.of(given.get(unit, {}))
        quota = (ballots.total + run.awaited(unit).most) // (size + 1) + 1
        first = ballots.first_preferences()
        seats = {name: SeatRange(int(number >= quota), 1) for name, number in first.items()}
        run.award(unit, "member", SeatRange.just(size), seats)


def _together(units: Mapping[str, Rankings]) -> Ballots:
    """The ballots of all units as one count."""
    counts: Counter[tuple[str, ...]] = Counter()
    for ballots in units.values():
        counts.update(ballots)
    return Ballots.of(counts)


def _ranked(votes: Mapping[str, int]) -> list[str]:
    return sorted(votes, key=lambda name: (-votes[name], name))
