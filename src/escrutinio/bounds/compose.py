"""The bounds of a law, composed from those of its rules: one table, from the type of a rule to its bounds.

No statistics. What is called decided stays so whatever the missing sheets hold, as long as they hold no more
ballots than they have registered voters.

A law has bounds if all of its rules have them. To add those of a rule, write a function beside the others of
this room, which takes the rule and a :class:`BoundsEvaluation`, and give it a line in :data:`BOUNDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from escrutinio.bounds import (
    bonus,
    coalitions,
    compensation,
    electoral_quotient,
    guaranteed,
    half_quotas,
    list_seats,
    majority,
    measures,
    mixed,
    overhang,
    pooled,
    proportional,
    quota_rounds,
    raised,
    ranked,
    seats_by_votes,
    thresholds,
    top_up,
    two_levels,
    unused,
    within_quota,
)
from escrutinio.bounds.bolivia import bolivia_bounds
from escrutinio.bounds.election import Bounds, Sharpness, WithoutBounds
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.judgement import SHARP, Judgement, NotBoundedError, sound
from escrutinio.bounds.missing import Missing
from escrutinio.bounds.settled import settled
from escrutinio.law import ContestTotals, ElectionFacts, Law
from escrutinio.law.evaluation.steps.bonus import Bonus
from escrutinio.law.evaluation.steps.coalitions import CoalitionLists
from escrutinio.law.evaluation.steps.covered import CoveredSeats
from escrutinio.law.evaluation.steps.guaranteed import Guaranteed
from escrutinio.law.evaluation.steps.half_quotas import HalfQuotas
from escrutinio.law.evaluation.steps.left_over import SeatEach, UnusedVotes
from escrutinio.law.evaluation.steps.levelling import LevellingSeats
from escrutinio.law.evaluation.steps.list_seats import (
    CappedLists,
    FragmentLists,
    HalfCompensation,
    MissingShares,
)
from escrutinio.law.evaluation.steps.measures import BallotMeasure
from escrutinio.law.evaluation.steps.mixed import MixedSystem
from escrutinio.law.evaluation.steps.overhang import OverhangByLand
from escrutinio.law.evaluation.steps.pairs import Pairwise
from escrutinio.law.evaluation.steps.pooled import PooledQuotas
from escrutinio.law.evaluation.steps.preferences import (
    Contingent,
    InstantRunOff,
    SingleTransferableVote,
)
from escrutinio.law.evaluation.steps.qualifying import ThresholdRule
from escrutinio.law.evaluation.steps.quota_rounds import QuotaRounds
from escrutinio.law.evaluation.steps.quotients import ElectoralQuotient, FirstAndSecond, QuotaSeats
from escrutinio.law.evaluation.steps.raised import RaisedQuotients
from escrutinio.law.evaluation.steps.shares import Allocate, Apportion
from escrutinio.law.evaluation.steps.shown import without_margins
from escrutinio.law.evaluation.steps.topped_up import ToppedUp
from escrutinio.law.evaluation.steps.two_levels import DoublyProportional, ThreeTiers
from escrutinio.law.evaluation.steps.two_round_seats import TwoRoundSeats
from escrutinio.law.evaluation.steps.two_rounds import FirstRound, RunOffRound
from escrutinio.law.evaluation.steps.winners import ElectoralCollege, MostVotes, Plurality
from escrutinio.law.evaluation.steps.within_quota import WithinQuota
from escrutinio.law.library.bo.general_election import GeneralElection
from escrutinio.law.library.bo.statute import PRESIDENT
from escrutinio.law.library.several_bodies import check_facts, part_facts
from escrutinio.law.totals import NotStated
from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class RuleBounds:
    """The bounds of the rules of one type.

    Args:
        find: finds the bounds of a rule, which is its first argument, and notes them in the evaluation.
        judge: how good they are: the same for all rules of the type, or a function of the rule, and of the
            rules before it.
    """

    find: Callable[[Any, BoundsEvaluation], None]
    judge: Judgement | Callable[[Any, tuple[Any, ...]], Judgement] = SHARP

    def of(self, rule: object, before: tuple[Any, ...]) -> Judgement:
        """How good the bounds of a rule are, after others of its law."""
        return self.judge if isinstance(self.judge, Judgement) else self.judge(rule, before)


OF_RANKED = sound("what ballots that come can do to the order of exclusions is not followed to the end")


def _first_round(rule: FirstRound, before: tuple[Any, ...]) -> Judgement:
    if rule.turnout is not None:
        return sound("how many of the missing voters stayed at home is not set against how the others voted")
    if rule.spread is None and rule.of == "registered":
        return sound("missing voters who stayed at home are not told from those who voted")
    if rule.spread is None:
        return SHARP
    return sound("who can reach a run-off is not weighed against where in the country votes must be")


def _run_off(rule: RunOffRound, before: tuple[Any, ...]) -> Judgement:
    if rule.enough is None and rule.turnout is None:
        return SHARP
    return sound("whether a run-off can elect nobody is not set against how the others voted")


BOUNDS: Mapping[type, RuleBounds] = MappingProxyType(
    {
        ThresholdRule: RuleBounds(thresholds.threshold, thresholds.judge_threshold),
        Apportion: RuleBounds(proportional.apportion, proportional.judge_apportion),
        Allocate: RuleBounds(proportional.allocate, proportional.judge_allocate),
        Bonus: RuleBounds(bonus.bonus, bonus.judge_bonus),
        QuotaSeats: RuleBounds(unused.quota_seats, unused.OF_QUOTA_SEATS),
        ElectoralQuotient: RuleBounds(
            electoral_quotient.electoral_quotients, sound(electoral_quotient.OF_CANDIDATES)
        ),
        UnusedVotes: RuleBounds(unused.unused_votes, unused.OF_UNUSED_VOTES),
        SeatEach: RuleBounds(unused.seat_each, unused.OF_SEAT_EACH),
        QuotaRounds: RuleBounds(quota_rounds.quota_rounds, quota_rounds.judge_quota_rounds),
        WithinQuota: RuleBounds(within_quota.within_quota, within_quota.judge_within_quota),
        RaisedQuotients: RuleBounds(raised.raised, raised.judge_raised),
        CoalitionLists: RuleBounds(coalitions.coalitions, coalitions.OF_COALITIONS),
        OverhangByLand: RuleBounds(overhang.overhang_lands, overhang.judge_overhang),
        HalfQuotas: RuleBounds(half_quotas.half_quotas, half_quotas.OF_HALF_QUOTAS),
        ToppedUp: RuleBounds(top_up.top_up, top_up.OF_TOP_UP),
        CappedLists: RuleBounds(list_seats.capped, sound(list_seats.OF_LIST_SEATS)),
        HalfCompensation: RuleBounds(list_seats.half_compensation, sound(list_seats.OF_LIST_SEATS)),
        MissingShares: RuleBounds(list_seats.missing_shares, sound(list_seats.OF_LIST_SEATS)),
        FragmentLists: RuleBounds(list_seats.fragments, list_seats.judge_fragments),
        Guaranteed: RuleBounds(
            guaranteed.guaranteed, sound("what one list has is not set against what the others have")
        ),
        LevellingSeats: RuleBounds(compensation.levelling, compensation.judge_levelling),
        MixedSystem: RuleBounds(mixed.mixed, mixed.judge_mixed),
        CoveredSeats: RuleBounds(two_levels.covered, two_levels.judge_covered),
        ThreeTiers: RuleBounds(two_levels.tiers, two_levels.judge_tiers),
        PooledQuotas: RuleBounds(pooled.pooled, pooled.judge_pooled),
        DoublyProportional: RuleBounds(two_levels.double, two_levels.judge_double),
        Plurality: RuleBounds(majority.plurality),
        MostVotes: RuleBounds(
            majority.most_votes,
            sound("how many candidates a voter may name is not heeded"),
        ),
        FirstAndSecond: RuleBounds(seats_by_votes.first_and_second),
        TwoRoundSeats: RuleBounds(
            seats_by_votes.two_round_seats,
            sound("who can stand in a second round is found for each candidate by itself"),
        ),
        FirstRound: RuleBounds(majority.first_round, _first_round),
        RunOffRound: RuleBounds(majority.run_off, _run_off),
        BallotMeasure: RuleBounds(measures.ballot_measure),
        ElectoralCollege: RuleBounds(
            majority.college,
            sound("whether it can come about that nobody has a majority of electors is not worked out"),
        ),
        InstantRunOff: RuleBounds(ranked.instant_run_off, OF_RANKED),
        Pairwise: RuleBounds(
            ranked.pairwise, sound("what ballots that come can do to the strength of a cycle is not followed")
        ),
        Contingent: RuleBounds(ranked.contingent, OF_RANKED),
        SingleTransferableVote: RuleBounds(ranked.single_transferable_vote, OF_RANKED),
    }
)
"""Type of a rule -> its bounds."""

OF_GENERAL_ELECTION = (
    "Chamber of Deputies: what a list gains in one department is not set against what it loses in another"
)
NO_BOUNDS_YET = Judgement(Sharpness.NONE, "nobody has worked them out yet")


@dataclass(frozen=True)
class LawBounds:
    """How good the bounds of a law are, whatever the election.

    Args:
        sharpness: of the rule whose bounds are worst.
        why: why they are not sharp, or why there are none: one sentence each; empty where they are sharp.
        without: the rules that have none.
    """

    sharpness: Sharpness
    why: tuple[str, ...] = ()
    without: tuple[WithoutBounds, ...] = ()

    @property
    def text(self) -> str:
        """The same in a sentence."""
        if self.without:
            return "none yet: " + "; ".join(f"rule {rule.rule}: {rule.why}" for rule in self.without)
        if self.sharpness is Sharpness.SHARP:
            return "sharp: whatever is called possible, some content of the missing sheets brings about"
        return f"sound, perhaps wider than what is possible: {'; '.join(self.why)}"


def law_bounds(law: Law) -> LawBounds:
    """Whether a law has bounds, and how good they are; of one of several bodies, where it is worst."""
    if law.parts:
        return _worst(law)
    if len(law.rules) == 1 and isinstance(law.rules[0], GeneralElection):
        return LawBounds(Sharpness.SOUND, (OF_GENERAL_ELECTION,))
    judged = []
    for number, rule in enumerate(law.rules):
        bounds = BOUNDS.get(type(rule))
        judged.append((rule.name, bounds.of(rule, law.rules[:number]) if bounds else NO_BOUNDS_YET))
    without = tuple(
        dict.fromkeys(
            WithoutBounds(name, judgement.why)
            for name, judgement in judged
            if judgement.sharpness is Sharpness.NONE
        )
    )
    worst = max((judgement.sharpness for _, judgement in judged), key=list(Sharpness).index)
    why = tuple(dict.fromkeys(judgement.why for _, judgement in judged if judgement.sharpness is worst))
    return LawBounds(worst, why if worst is not Sharpness.SHARP else (), without)


def _worst(law: Law) -> LawBounds:
    """Of the bodies together: the worst of them, with the body that each reason is about."""
    of_bodies = [(part.name, law_bounds(part.law)) for part in law.parts]
    worst = max((judged.sharpness for _, judged in of_bodies), key=list(Sharpness).index)
    return LawBounds(
        worst,
        tuple(
            f"{name}: {why}" for name, judged in of_bodies for why in judged.why if judged.sharpness is worst
        ),
        tuple(
            WithoutBounds(f"{each.rule} ({name})", each.why)
            for name, judged in of_bodies
            for each in judged.without
        ),
    )


def bounds_of(
    law: Law, totals: Mapping[str, ContestTotals], missing: Missing, facts: ElectionFacts | None = None
) -> Bounds:
    """What the missing sheets can still change.

    Args:
        law: the law. Where one of its rules has no bounds, the answer says so and nothing else, unless
            every sheet is in.
        totals: role -> counted totals, as for ``Law.decide``. To ask about questioned sheets, leave them
            out of the totals and count their voters as missing. A list that stands in a unit must be named
            there, with zero votes if need be: one that is not named can win nothing there. Where a unit
            names no list, any list of the contest may stand in it.
        missing: what is known of the sheets that are not in the totals.
        facts: as for ``Law.decide``.

    Raises:
        LawError: an unknown role or unit; a number that is negative or not an int; the law asks for
            something that is not there.
    """
    missing.check(law.contests, law.id)
    known = facts or ElectionFacts()
    if law.parts:
        return _of_several_bodies(law, totals, missing, known)
    if len(law.rules) == 1 and isinstance(law.rules[0], GeneralElection):
        return _general_election(law.rules[0], law, totals, missing)
    judged = law_bounds(law)
    run = None
    if law.definition is not None and not judged.without:
        run = BoundsEvaluation.start(law.definition, totals, missing, known)
        run.sharpness = judged.sharpness
        try:
            for rule in law.definition.rules:
                BOUNDS[type(rule)].find(rule, run)
        except NotBoundedError as error:
            if not missing.nothing:
                return no_bounds(law, missing, str(error))
            run = None
        except NotStated as error:
            if not missing.nothing:
                return no_bounds(law, missing, error.message)
            run = None  # whether the figure matters for what is counted, the law itself says
    if missing.nothing:
        counted = {role: totals.get(role, ContestTotals()) for role in law.contests}
        with without_margins():
            outcome = law.decide(totals, True, known)
        if outcome.not_stated:
            return no_bounds(law, missing, outcome.not_stated)
        return settled(outcome, counted, run.districts if run else {})
    if run is None:
        return Bounds(law.id, *_left(law, missing), {}, {}, Sharpness.NONE, judged.without)
    return run.bounds()


def _of_several_bodies(
    law: Law, totals: Mapping[str, ContestTotals], missing: Missing, facts: ElectionFacts
) -> Bounds:
    """Each body by its own law: what is known of one says nothing of another.

    Where some have bounds and others do not, it is as good as the worst of those that have.
    """
    check_facts(law.parts, facts, law.id)
    bodies = []
    refused: list[LawError] = []
    for part in law.parts:
        own = part.own(totals)
        awaited = Missing(part.own(missing.voters), part.own(missing.unknown_sheets), part.own(missing.fewer))
        try:
            bounds = bounds_of(part.law, own, awaited, part_facts(part, facts, own))
        except LawError as error:  # the law does not decide this body, and says why
            bounds = no_bounds(part.law, awaited, error.message)
            refused.append(error)
        bodies.append((part.name, bounds))
    if len(refused) == len(law.parts):
        raise refused[0]
    known = [bounds.sharpness for _, bounds in bodies if bounds.sharpness is not Sharpness.NONE]
    return Bounds(
        law.id,
        *_left(law, missing),
        {name: office for _, bounds in bodies for name, office in bounds.offices.items()},
        {name: chamber for _, bounds in bodies for name, chamber in bounds.chambers.items()},
        max(known, key=list(Sharpness).index, default=Sharpness.NONE),
        tuple(
            WithoutBounds(f"{each.rule} ({name})", each.why)
            for name, bounds in bodies
            for each in bounds.without
        ),
        "; ".join(dict.fromkeys(bounds.not_stated for _, bounds in bodies if bounds.not_stated)),
    )


def _general_election(
    rule: GeneralElection, law: Law, totals: Mapping[str, ContestTotals], missing: Missing
) -> Bounds:
    president, chambers = bolivia_bounds(rule.statute, totals, missing)
    return Bounds(
        law.id,
        *_left(law, missing),
        {PRESIDENT: president},
        {chamber.id: chamber for chamber in chambers},
        law_bounds(law).sharpness,
    )


def no_bounds(law: Law, missing: Missing, why: str) -> Bounds:
    """Nothing can be said of a count, as a figure on which all hangs is not known; ``why`` says which."""
    return Bounds(law.id, *_left(law, missing), {}, {}, Sharpness.NONE, not_stated=why)


def _left(law: Law, missing: Missing) -> tuple[dict[str, int], dict[str, int]]:
    """Contest -> voters on missing sheets, and contest -> missing sheets whose voters are not known."""
    awaited = {role: missing.awaited(role) for role in law.contests}
    return (
        {role: left.voters for role, left in awaited.items()},
        {role: left.unknown_sheets for role, left in awaited.items()},
    )
