"""The bounds of rules that give seats to lists in proportion: ``allocate``, ``bonus`` and ``apportion``.

Each function takes a rule and the law whose bounds are being composed; see
:mod:`escrutinio.bounds.evaluation` for what it can ask and note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from escrutinio.bounds.contests import plurality_bound
from escrutinio.bounds.election import SeatRange, Sharpness
from escrutinio.bounds.evaluation import BoundsEvaluation, Participation
from escrutinio.bounds.highest_averages import Averages, averages_bounds
from escrutinio.bounds.judgement import SHARP, Judgement, sound, without
from escrutinio.bounds.remainders import full_quota_bounds, remainder_bounds
from escrutinio.bounds.thresholds import is_simple
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.bonus import Bonus, BonusRule
from escrutinio.law.evaluation.steps.qualifying import ThresholdRule
from escrutinio.law.evaluation.steps.shares import Allocate, Apportion
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.divisors import Divisors, dhondt
from escrutinio.law.proportional.methods import Method, QuotaMethod
from escrutinio.law.proportional.quotas import Over, Rest, droop_quota, hare_quota

NO_FIRST_DIVISOR = "divisors that begin with 0 or have roots are not worked out"
NEXT_QUOTA = "a quota that is raised until it gives few enough seats is not worked out"
REST = "seats left by this quota are given by a rule that is not worked out"
BY_REMAINDERS = (
    "the fewest seats by a quota are found as if votes could be divided, and a seat hangs on every rival at "
    "once"
)
BY_FULL_QUOTAS = "beyond full quotas, a list may have any of the seats that are left"
ELSEWHERE = "whether lists pass a threshold is not set against what happens in each unit"
OF_CONDITIONS = "whether lists pass several conditions is not set against the seats"
OF_AGREEMENTS = "what an alliance loses to others is not set against what its lists take from each other"
OF_SIZES = "how many seats each unit has is not set against who wins them"
OF_FIRST = "who is first is not set against how the other seats are shared"

AS_AVERAGES = (Rest.AVERAGES, Rest.AVERAGES_OF_WINNERS)


def averages_of(method: Method, more_votes_first: bool) -> Averages | None:
    """The highest averages that give the same seats as a method; None where there are none.

    Full quotas of Hare or Droop followed by D'Hondt's averages are D'Hondt's: no more than the seats are
    there of quotients that reach such a quota, so that they all win.
    """
    if isinstance(method, Divisors):
        return Averages(method, more_votes_first) if method.at(0) and method.power == 1 else None
    if method.rest in AS_AVERAGES and method.quota in (hare_quota, droop_quota):
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


def judge_allocate(rule: Allocate, before: tuple[Rule, ...]) -> Judgement:
    """Highest averages are sharp unless the threshold, the seats or alliances hang on something else."""
    judged = judge_method(rule.method)
    if judged != SHARP:
        return judged
    if rule.agreements != "none":
        return sound(OF_AGREEMENTS)
    for earlier in before:
        if isinstance(earlier, Apportion) and earlier.of != "population":
            return sound(OF_SIZES)
        if isinstance(earlier, ThresholdRule):
            if earlier.scope != rule.scope:
                return sound(ELSEWHERE)
            if not is_simple(earlier):
                return sound(OF_CONDITIONS)
    return SHARP


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
        others = 0 if run.passed else run.counted.others(unit)
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
    ) -> dict[str, SeatRange]:
        """The seats of each list by a method."""
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

        Who has the seats of a list that runs out may hang on anything.
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


def allocate(rule: Allocate, run: BoundsEvaluation) -> None:
    """Seats in proportion: of each unit, or of the whole."""
    whole = rule.scope == "whole"
    for unit, size in _units(run, rule, whole=whole, number=rule.seats):
        where = None if whole else unit
        israel = rule.agreements == "bader-ofer"
        competition = Competition.of(run, where, only_if_stated=israel)
        if any(more < competition.missing for more in competition.room.values()):
            # What can come for several lists together hangs on where each of them stands.
            run.sharpness = max(run.sharpness, Sharpness.SOUND, key=list(Sharpness).index)
        if rule.agreements == "none":
            ranges = competition.seats(size, rule.method, rule.more_votes_first)
        else:
            ranges = _agreed(rule, run, competition, size)
        run.award(unit, rule.kind, size, ranges)


def _units(run: BoundsEvaluation, rule: Rule, *, whole: bool, number: int) -> list[tuple[str, SeatRange]]:
    """The units in which seats are given, and how many."""
    if whole:
        size = number or sum(run.counted.seats().values()) or run.seats_of(WHOLE, rule)
        return [(WHOLE, SeatRange.just(size))]
    return [
        (unit, SeatRange.just(number) if number else run.seats_in(unit, rule))
        for unit in run.counted.each_unit(rule)
    ]


Tree = Mapping[str, tuple[str, ...]]
"""What each list belongs to, from the largest group to the smallest."""


def _agreed(
    rule: Allocate, run: BoundsEvaluation, competition: Competition, size: SeatRange
) -> dict[str, SeatRange]:
    """The same where lists in an agreement count as one first, and share its seats by the same rule.

    A group has the more seats the more votes it has, and each list of it the more the more seats it has and
    the more of its votes are its own. So the most is found step by step with all missing votes for the list;
    the fewest with all of them against it, at each step anew.

    A group can take as many seats as its lists with votes have candidates together. Where it cannot take
    more, all of their candidates are elected, so that more room for others in it would not help or harm.

    Whether a group holds can be open, where its lists must pass a threshold. By D'Hondt no list loses by
    standing together with others, nor do they. So rivals are taken together for the fewest, apart for the
    most, and the list itself both ways.
    """
    by = averages_of(rule.method, rule.more_votes_first)
    votes, part = competition.votes, competition.part
    open_ = any(name not in part.sure for name in votes)
    few = sum(votes[name] for name in votes if name in part.sure) < size.max_seats * (size.max_seats + 1)
    israel = rule.agreements == "bader-ofer"
    # Israel's measure leaves fractions out, which with few votes gives other seats than D'Hondt. Elsewhere a
    # group of which one list fails is another group.
    if by is None or (few if israel else open_) or (competition.most and israel):
        return {
            name: SeatRange(0, min(size.max_seats, competition.most.get(name, size.max_seats)))
            for name in votes
        }
    known = [frozenset(group) & frozenset(votes) for group in run.facts.agreements]
    if israel:
        known = [frozenset(group) for group in run.facts.agreements if set(group) <= set(votes)]
    groups = sorted({group for group in known if len(group) > 1}, key=lambda group: -len(group))
    surely = [group for group in groups if group <= part.sure]
    ranges = {}
    for name in votes:
        mine = [group for group in groups if name in group]
        most = 0
        for joined in {tuple(mine), tuple(group for group in mine if group <= part.sure)}:
            together = [group for group in surely if name not in group] + list(joined)
            most = max(most, _descend(competition, by, size.max_seats, name, together, most=True))
        least = 0
        if name in part.sure:
            least = min(
                _descend(
                    competition,
                    by,
                    size.min_seats,
                    name,
                    [group for group in groups if name not in group] + list(joined),
                    most=False,
                )
                for joined in {tuple(mine), tuple(group for group in mine if group <= part.sure)}
            )
        ranges[name] = SeatRange(least, most)
    return ranges


def _descend(
    of: Competition, by: Averages, seats: int, name: str, groups: list[frozenset[str]], *, most: bool
) -> int:
    """The seats of a list, from the largest of its groups down to itself."""
    inside = frozenset(of.votes)
    for level in [*sorted((group for group in groups if name in group), key=len, reverse=True), None]:
        members = _members(inside, groups, level)
        own = next(member for member in members if name in member)
        votes = {
            " + ".join(sorted(member)): sum(
                of.votes[one]
                for one in member
                # For the most, rivals that can fail take no part.
                if not most or one in of.part.sure or name in member
            )
            for member in members
        }
        key = " + ".join(sorted(own))
        room = {
            " + ".join(sorted(member)): number
            for member in members
            if (number := _room(of, member, name, counted=most or name in member)) is not None
        }
        range_ = averages_bounds(votes, seats, of.missing, by, most=room, only=(key,))[key]
        seats = range_.max_seats if most else range_.min_seats
        inside = own
        if level is None:
            break
    return seats


def _room(of: Competition, member: frozenset[str], name: str, *, counted: bool) -> int | None:
    """The most seats that a group or list can take; None for any number.

    Args:
        of: where it competes.
        member: its lists.
        name: the list whose seats are asked for; it may have votes.
        counted: whether of the others only those with counted votes can take one; else any may have votes.
    """
    rooms = [of.most.get(one) for one in member if of.votes[one] or not counted or one == name]
    return None if None in rooms else sum(room for room in rooms if room is not None)


def _members(
    inside: frozenset[str], groups: list[frozenset[str]], level: frozenset[str] | None
) -> list[frozenset[str]]:
    """The groups and lists that compete at a level: the largest groups inside it, and the other lists."""
    members: list[frozenset[str]] = []
    for group in sorted(groups, key=len, reverse=True):
        if group < inside and not any(group <= member for member in members):
            members.append(group)
    taken = frozenset().union(*members)
    return [*members, *(frozenset({name}) for name in sorted(inside - taken))]


def judge_bonus(rule: Bonus, before: tuple[Rule, ...]) -> Judgement:
    """As good as the method, but never sharp."""
    judged = judge_method(rule.method)
    return judged if judged.sharpness is Sharpness.NONE else sound(OF_FIRST)


def bonus(rule: Bonus, run: BoundsEvaluation) -> None:
    """Seats with those for being first: found for whoever can be first, and for every number of them."""
    for unit, size in _units(run, rule, whole=rule.whole, number=rule.seats):
        where = None if rule.whole else unit
        competition = Competition.of(run, where, only_if_stated=True)
        ranges = _bonus(rule, run, competition, size.max_seats, where)
        run.award(unit, rule.kind, size, ranges)


def _bonus(
    rule: Bonus, run: BoundsEvaluation, of: Competition, size: int, unit: str | None
) -> dict[str, SeatRange]:
    votes = of.votes
    bound = plurality_bound(votes, of.missing)
    leader = bound.leader if bound.decided and bound.leader in of.part.sure else None
    first = {leader} if leader is not None else set(votes)

    def shared(seats: int, lists: Competition) -> dict[str, SeatRange]:
        return lists.seats(SeatRange.just(seats), rule.method, rule.more_votes_first)

    numbers = _numbers(rule.bonus, size, max(votes.values(), default=0), run.base(rule.bonus.of, unit), of)
    cases: dict[str, list[SeatRange]] = {name: [] for name in votes}
    whole = shared(size, of)
    if rule.bonus.least:
        (most_of_all,) = numbers
        for name, range_ in whole.items():
            floor = min(most_of_all, of.most.get(name, most_of_all))
            if name in first:
                cases[name].append(SeatRange(max(floor, range_.min_seats), max(floor, range_.max_seats)))
        for top in first:
            floor = min(most_of_all, of.most.get(top, most_of_all))
            if whole[top].max_seats >= floor or leader is None:
                for name in votes:
                    if name != top:
                        cases[name].append(whole[name])
            if whole[top].min_seats < floor:
                for name, range_ in shared(size - floor, of.without(top)).items():
                    cases[name].append(range_)
    else:
        for number in numbers if not of.most else ():
            for name, range_ in shared(size - number, of).items():
                if leader != name:
                    cases[name].append(range_)
                if name in first:
                    cases[name].append(SeatRange(range_.min_seats + number, range_.max_seats + number))
        for top in first if of.most else ():
            # Of the bonus the first takes what it has candidates for.
            for number in numbers:
                own = min(number, of.most.get(top, number))
                room = {name: left - own * (name == top) for name, left in of.most.items()}
                for name, range_ in shared(size - own, replace(of, most=room)).items():
                    more = own if name == top else 0
                    cases[name].append(SeatRange(range_.min_seats + more, range_.max_seats + more))
    if not any(votes.values()):
        # Nobody is first if no vote comes.
        for name in votes:
            cases[name].append(SeatRange(0, 0))
    return {
        name: SeatRange(
            min((range_.min_seats for range_ in ranges), default=0) if name in of.part.sure else 0,
            max((range_.max_seats for range_ in ranges), default=0),
        )
        for name, ranges in cases.items()
    }


def _numbers(bonus: BonusRule, size: int, best: int, base: int, of: Competition) -> list[int]:
    """Every number of seats that being first can give."""
    if bonus.least:
        return [bonus.seats(size, 1, 1)]
    grown = base + of.missing
    low = bonus.seats(size, best, grown)
    high = bonus.seats(size, best + of.missing, max(base if bonus.of == "registered" else grown, 1))
    return list(range(min(low, high), min(high, size) + 1))


def judge_apportion(rule: Apportion, before: tuple[Rule, ...]) -> Judgement:
    """Population does not change; seats by votes are found for a plain quota or divisors."""
    if rule.of == "population":
        return SHARP
    if rule.first or rule.minimum:
        return without("seats of units by votes, with some beforehand, are not worked out")
    judged = judge_method(rule.method)
    return judged if judged.sharpness is Sharpness.NONE else sound(OF_SIZES)


def apportion(rule: Apportion, run: BoundsEvaluation) -> None:
    """Seats to units: what the table has of people, or the votes that are counted and can come."""
    if rule.of == "population" or run.awaited().nothing:
        before = dict(run.counted.won)
        rule.decide(run.counted)
        if rule.result:
            allotted = run.counted.size_table
            tied = {name for tie in run.counted.ties.get(WHOLE, []) for name in tie.tied}
            run.award(
                WHOLE,
                "unit",
                SeatRange.just(rule.seats),
                {name: SeatRange(seats, seats + (name in tied)) for name, seats in allotted.items()},
            )
        run.counted.won = before
        return
    units = [unit for unit in run.units() if unit != WHOLE]
    votes = {unit: run.base(rule.of, unit) for unit in units}
    room = {unit: run.awaited(unit).most for unit in units}
    everything = sum(room.values())
    against = {unit: everything - more for unit, more in room.items()}
    by = averages_of(rule.method, rule.more_votes_first)
    if by is not None:
        ranges = averages_bounds(votes, rule.seats, everything, by, room=room)
    else:
        assert isinstance(rule.method, QuotaMethod)
        ranges = remainder_bounds(
            votes,
            rule.seats,
            everything,
            rule.method.quota,
            take_back=rule.method.over is Over.TAKE_BACK,
            room=room,
            against=against,
        )
    run.apportioned = dict(ranges)
    run.size = SeatRange.just(rule.seats)
    if rule.result:
        run.award(WHOLE, "unit", SeatRange.just(rule.seats), ranges)
