"""Who surely and who perhaps takes part: the bounds of thresholds, of every condition that a law can ask.

A share of the votes is smallest if all that is missing goes to others, and largest if it all goes to the
list: the base grows by the missing votes either way. So for one share both answers are exact. Conditions
that look at units ask that of each unit, since what is missing there comes to it alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from escrutinio.bounds.contests import plurality_bound
from escrutinio.bounds.election import SeatRange, added
from escrutinio.bounds.evaluation import BoundsEvaluation, Participation
from escrutinio.bounds.highest_averages import Bar
from escrutinio.bounds.judgement import SHARP, Judgement, sound
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.qualifying import (
    EARLIER,
    JoinedConditions,
    ListCondition,
    PartOfQuota,
    ShareOfWhole,
    ShareTogether,
    ThresholdRule,
)
from escrutinio.law.facts import WHOLE
from escrutinio.law.thresholds.conditions import (
    Labelled,
    QuotaReached,
    SeatsWon,
    ShareByParties,
    ShareInUnits,
    Threshold,
    VotesReached,
)
from escrutinio.model.errors import LawError

TOGETHER = "whether lists of an agreement pass together is not set against the seats that each of them wins"
SEVERAL = "whether lists pass several conditions is found for each condition by itself"


def judge_threshold(rule: ThresholdRule, before: tuple[Rule, ...]) -> Judgement:
    """A single share or number of votes is sharp, but not that of lists of an agreement together."""
    if rule.heeds_agreements:
        return sound(TOGETHER)
    return SHARP if is_simple(rule) else sound(SEVERAL)


def is_simple(rule: ThresholdRule) -> bool:
    """Whether it asks one thing of the votes alone, whose base grows with them."""
    first = rule.conditions[0]
    if len(rule.conditions) > 1 or rule.together is not None:
        return False
    if isinstance(first, Threshold | ShareByParties):
        return first.base != BASES["registered"] if isinstance(first, Threshold) else True
    return isinstance(first, VotesReached)


def threshold(rule: ThresholdRule, run: BoundsEvaluation) -> None:
    """Note who takes part after a threshold."""
    seats = _seats(rule, run)
    if rule.scope != "each unit":
        run.qualify(None, _in_unit(rule, run, None, seats))
        return
    failed: dict[str, LawError] = {}
    units = run.counted.each_unit(rule)
    for unit in units:
        try:
            judged = _in_unit(rule, run, unit, seats)
        except LawError as error:
            if not run.counted.can_leave_open(rule):
                raise
            failed[unit] = error
            # The law leaves the unit open, and says why.
            judged = Participation(frozenset(), frozenset(run.votes(unit)))
        run.qualify(unit, judged)
    run.counted.leave_open_or_refuse(failed, units)


def _in_unit(
    rule: ThresholdRule, run: BoundsEvaluation, unit: str | None, seats: Mapping[str, SeatRange]
) -> Participation:
    """Who takes part: in a unit, or in all."""
    asked = _Asked(rule, run, unit, seats)
    votes, labels = run.votes(unit), run.facts.labels
    counted = {name for name in votes if rule.uncounted not in labels.get(name, ())}
    sure, possible = set(votes), set[str]()
    for number, condition in enumerate(rule.conditions):
        verdicts = {name: asked.judge(condition, name) for name in votes}
        passing = {name for name, verdict in verdicts.items() if verdict.sure}
        able = {name for name, verdict in verdicts.items() if verdict.possible}
        last = number == len(rule.conditions) - 1
        if last or len(able & counted) >= rule.wanted(number):
            # This condition may be the one that counts.
            sure &= passing
            possible |= able
        if len(passing & counted) >= rule.wanted(number):
            break
    bars = {}
    if _others_may_join(rule, run, unit, sure & possible):
        possible |= {name for name, own in votes.items() if own or run.room(unit).get(name, 0)}
    elif not number:
        for name in possible - sure:
            if (bar := asked.bar(rule.conditions[0], name)) is not None:
                bars[name] = bar
    return Participation(frozenset(sure & possible), frozenset(possible), bars)


def _others_may_join(
    rule: ThresholdRule, run: BoundsEvaluation, unit: str | None, sure: Collection[str]
) -> bool:
    """Whether those who pass can have too few votes together, so that others pass too."""
    if rule.together is None:
        return False
    of = rule.together.base
    most = run.base(of, unit) + (0 if of == "registered" else run.awaited(unit).most)
    return not rule.together.passes(sum(run.votes(unit)[name] for name in sure), most)


@dataclass(frozen=True)
class _Verdict:
    """Whether a list surely meets a condition, and whether it can."""

    sure: bool
    possible: bool


@dataclass(frozen=True)
class _Asked:
    """A threshold in a unit, or in the whole."""

    rule: ThresholdRule
    run: BoundsEvaluation
    unit: str | None
    seats: Mapping[str, SeatRange]

    def judge(self, condition: ListCondition, name: str) -> _Verdict:
        """What a condition says of a list."""
        run = self.run
        if isinstance(condition, JoinedConditions):
            parts = [self.judge(part, name) for part in condition.conditions]
            of = all if condition.every else any
            return _Verdict(of(part.sure for part in parts), of(part.possible for part in parts))
        if isinstance(condition, Threshold):
            return self._share(condition, name, self.unit)
        if isinstance(condition, ShareByParties):
            return self._share(condition.of(run.facts.parties.get(name, 1)), name, self.unit)
        if isinstance(condition, ShareOfWhole):
            share = condition.share
            return self._share(Threshold(share.share, BASES[condition.of], share.inclusive), name, None)
        if isinstance(condition, ShareTogether):
            return self._share_together(condition, name)
        if isinstance(condition, ShareInUnits):
            share = Threshold(condition.share.share, BASES[self.rule.of], condition.share.inclusive)
            verdicts = [
                self._share(share, name, unit)
                for unit in (run.units() if self.unit is None else [self.unit])
                if name in run.votes(unit)
            ]
            return _Verdict(
                sum(verdict.sure for verdict in verdicts) >= condition.units,
                sum(verdict.possible for verdict in verdicts) >= condition.units,
            )
        if isinstance(condition, PartOfQuota):
            resolved = condition.resolve(run.counted, self.unit, self.rule)
            assert isinstance(resolved, QuotaReached)
            votes, more = self._votes(name, self.unit)
            base = run.base(condition.of, self.unit)
            grown = base + run.awaited(self.unit).most
            sure = grown > 0 and resolved.seats > 0 and votes >= resolved.least(grown)
            fewest = base if condition.of == "registered" else base + more
            able = grown > 0 and resolved.seats > 0 and votes + more >= resolved.least(max(fewest, 1))
            return _Verdict(sure, able)
        if isinstance(condition, VotesReached):
            votes, more = self._votes(name, self.unit)
            return _Verdict(votes >= condition.votes, votes + more >= condition.votes)
        if isinstance(condition, SeatsWon):
            range_ = self.seats.get(name, SeatRange(0, 0))
            return _Verdict(range_.min_seats >= condition.seats, range_.max_seats >= condition.seats)
        if isinstance(condition, Labelled):
            met = (condition.label in run.facts.labels.get(name, frozenset())) == condition.has
            return _Verdict(met, met)
        raise LawError(f"no bounds are known for {condition.text}", where=self.rule.where)

    def bar(self, condition: ListCondition, name: str) -> Bar | None:
        """The votes that meet a condition, by the votes that have come; None where votes do not say it."""
        run = self.run
        if isinstance(condition, JoinedConditions):
            bars = [self.bar(part, name) for part in condition.conditions]
            known = [bar for bar in bars if bar is not None]
            if condition.every:
                return (lambda spent: max(bar(spent) for bar in known)) if known else None
            met = any(
                self.judge(part, name).possible
                for part, bar in zip(condition.conditions, bars, strict=True)
                if bar is None
            )
            return None if met or not known else lambda spent: min(bar(spent) for bar in known)
        if isinstance(condition, ShareByParties):
            return self.bar(condition.of(run.facts.parties.get(name, 1)), name)
        if isinstance(condition, VotesReached):
            return lambda spent: condition.votes
        if isinstance(condition, Threshold):
            of = _base_of(condition)
            base, grows = run.base(of, self.unit), of != "registered"
            return lambda spent: condition.least(base + spent if grows else base)
        return None

    def _share(self, share: Threshold, name: str, unit: str | None) -> _Verdict:
        votes, more = self._votes(name, unit)
        of = _base_of(share)
        base, grown = self.run.base(of, unit), self.run.awaited(unit).most
        sure = share.passes(votes, base + grown)
        # Nothing says whether the registered voters that the table has are those of the counted sheets.
        able = share.passes(votes + more, max(base, 1) if of == "registered" else base + more)
        return _Verdict(sure, able or sure)

    def _share_together(self, condition: ShareTogether, name: str) -> _Verdict:
        """Of the lists of an agreement: all that comes may be for any of them, where one of them stands."""
        run, votes, rooms = self.run, self.run.votes(self.unit), self.run.room(self.unit)
        groups = [group for group in run.facts.agreements if name in group]
        members = set(groups[-1] if groups else (name,)) & set(votes)
        most = run.awaited(self.unit).most
        more = min(most, sum(rooms.get(member, 0) for member in members))
        together, base = sum(votes[member] for member in members), run.base(condition.of, self.unit)
        sure = condition.share.passes(together, base + most)
        fewest = max(base, 1) if condition.of == "registered" else base + more
        return _Verdict(sure, sure or condition.share.passes(together + more, fewest))

    def _votes(self, name: str, unit: str | None) -> tuple[int, int]:
        """A list's votes, and the most that can come for it."""
        return self.run.votes(unit).get(name, 0), self.run.room(unit).get(name, 0)


def _base_of(share: Threshold) -> str:
    return next(of for of, words in BASES.items() if words == share.base)


def _seats(rule: ThresholdRule, run: BoundsEvaluation) -> dict[str, SeatRange]:
    """The seats that its conditions ask for."""
    if not rule.seats:
        return {}
    return run.held() if rule.seats == EARLIER else dict(singles(run, rule.seats).seats)


@dataclass(frozen=True)
class Singles:
    """Single-member seats of a contest.

    Args:
        seats: list -> how many it wins.
        size: how many there are.
        open_: how many are not decided.
    """

    seats: Mapping[str, SeatRange]
    size: SeatRange
    open_: int


def singles(run: BoundsEvaluation, role: str, unit: str | None = None) -> Singles:
    """The single-member seats of a contest: of all, or of those that belong to a unit.

    Where the table states seats won, and not votes, anything that comes may be seats.
    """
    contest, above = run.counted.contest(role), run.facts.above
    stated = WHOLE if set(contest.votes) <= {WHOLE} else unit
    if stated is not None and (stated == WHOLE or (stated in contest.votes and stated not in above)):
        more = run.awaited(None if stated == WHOLE else stated, role).most
        won = run.votes(stated, role)
        total = sum(won.values())
        ranges = {name: SeatRange(seats, seats + more) for name, seats in won.items()}
        return Singles(ranges, SeatRange(total, total + more), more)
    parts, size, open_ = [], 0, 0
    for member in sorted(set(contest.votes) - {WHOLE}):
        if unit is not None and above.get(member, member) != unit:
            continue
        bound = run.note_district(
            member, plurality_bound(run.votes(member, role), run.awaited(member, role).most), role
        )
        size += 1
        open_ += not bound.decided
        parts.append(
            {name: SeatRange(int(bound.decided and bound.leader == name), 1) for name in bound.can_win}
        )
    # A seat without votes is nobody's, and a mixed system does not count it.
    vacant = sum(not bound.votes for bound in run.districts.get(role, {}).values())
    return Singles(added(parts), SeatRange(max(0, size - vacant), size), open_)
