"""The bounds of rules that give seats to lists in proportion: ``allocate``; and of ``apportion``.

Each function takes a rule and the law whose bounds are being composed; see
:mod:`escrutinio.bounds.evaluation` for what it can ask and note.
"""

from __future__ import annotations

from escrutinio.bounds.competition import Competition, averages_of, judge_method, seats_of_units
from escrutinio.bounds.election import SeatRange, Sharpness
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.highest_averages import Averages, averages_bounds
from escrutinio.bounds.judgement import SHARP, Judgement, sound, without
from escrutinio.bounds.remainders import remainder_bounds
from escrutinio.bounds.thresholds import is_simple
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.qualifying import ThresholdRule
from escrutinio.law.evaluation.steps.shares import Allocate, Apportion, units_of
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.methods import QuotaMethod
from escrutinio.law.proportional.quotas import Over

ELSEWHERE = "whether lists pass a threshold is not set against what happens in each unit"
OF_CONDITIONS = "whether lists pass several conditions is not set against the seats"
OF_AGREEMENTS = "what an alliance loses to others is not set against what its lists take from each other"
OF_SIZES = "how many seats each unit has is not set against who wins them"


def judge_allocate(rule: Allocate, before: tuple[Rule, ...]) -> Judgement:
    """Highest averages are sharp unless the threshold, the seats or alliances depend on something else."""
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


def allocate(rule: Allocate, run: BoundsEvaluation) -> None:
    """Seats in proportion: of each unit, or of the whole."""
    whole = rule.scope == "whole"
    for unit, size in seats_of_units(run, rule, whole=whole, number=rule.seats):
        where = None if whole else unit
        israel = rule.agreements == "bader-ofer"
        competition = Competition.of(run, where, only_if_stated=israel)
        if any(more < competition.missing for more in competition.room.values()):
            # What can come for several lists together depends on where each of them stands.
            run.sharpness = max(run.sharpness, Sharpness.SOUND, key=list(Sharpness).index)
        if rule.agreements == "none":
            ranges = competition.seats(size, rule.method, rule.more_votes_first)
        else:
            ranges = _agreed(rule, run, competition, size)
        if rule.placing and whole and (units := units_of(run.counted)):
            run.whole, run.size = ranges, size
            run.sharpness = max(run.sharpness, Sharpness.SOUND, key=list(Sharpness).index)
            for place, there in {**units, WHOLE: size.max_seats}.items():
                here = {name: SeatRange(0, min(there, range_.max_seats)) for name, range_ in ranges.items()}
                run.award(place, rule.kind, SeatRange(0, there), here)
            continue
        run.award(unit, rule.kind, size, ranges)


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
                of.votes[rival]
                for rival in member
                # For the most, rivals that can fail take no part.
                if not most or rival in of.part.sure or name in member
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
    rooms = [of.most.get(rival) for rival in member if of.votes[rival] or not counted or rival == name]
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
