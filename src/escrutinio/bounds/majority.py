"""The bounds of rules by which the most votes win: single seats, offices in one or two rounds, colleges.

Each function takes a rule and the law whose bounds are being composed; see
:mod:`escrutinio.bounds.evaluation` for what it can ask and note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from escrutinio.bounds.contests import first_round_bound, plurality_bound
from escrutinio.bounds.election import OfficeBound, SeatRange
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.law import Decision, Elected, Tie, spread_round
from escrutinio.law import first_round as first_round_decision
from escrutinio.law.evaluation.steps.two_rounds import FirstRound, RunOffRound, Spread
from escrutinio.law.evaluation.steps.winners import ElectoralCollege, MostVotes, Plurality, states_seats
from escrutinio.law.facts import WHOLE
from escrutinio.law.majority.two_rounds import MoreThan
from escrutinio.law.outcome import more_than_half
from escrutinio.law.thresholds.conditions import Threshold


def plurality(rule: Plurality, run: BoundsEvaluation) -> None:
    """The most votes win: the office, or the seat of each unit. Sharp."""
    role = rule.contest
    if run.law.body == "office":
        bound = plurality_bound(run.votes(None, role), run.awaited(None, role).most)
        run.decide_office(OfficeBound.of_seat(bound), role)
        return
    if states_seats(run.counted, role):
        run.counted.check_seats_won(role, (), rule)
        stated, more = run.votes(WHOLE, role), run.awaited(WHOLE, role).most
        seats = {name: SeatRange(number, number + more) for name, number in stated.items()}
        size = sum(stated.values())
        run.award(WHOLE, rule.kind, SeatRange(size, size + more), seats)
        return
    for unit in run.counted.districts(rule, role):
        bound = plurality_bound(run.votes(unit, role), run.awaited(unit, role).most)
        run.award_district(unit, rule.kind, bound, role)


def most_votes(rule: MostVotes, run: BoundsEvaluation) -> None:
    """The seats of each unit go to as many candidates with the most votes.

    A voter may name several candidates, so that each of them can gain all the ballots that come. A candidate
    can win if so few others have strictly more; and surely does if so few others can draw level. Sharp where
    voters name as many as there are seats; else sound.
    """
    for unit in run.counted.districts(rule, rule.contest):
        votes, more = run.votes(unit, rule.contest), run.awaited(unit, rule.contest).most
        size = rule.seats or run.seats_of(unit, rule)
        run.award(
            unit,
            rule.kind,
            SeatRange.just(size),
            {name: _one_of_several(name, votes, size, more) for name in votes},
        )


def _one_of_several(name: str, votes: Mapping[str, int], size: int, more: int) -> SeatRange:
    own = votes[name]
    others = [number for other, number in votes.items() if other != name]
    ahead = sum(number > own + more for number in others)
    can_draw_level = sum(number + more >= own for number in others)
    can_win = own + more > 0 and ahead < size
    return SeatRange(int(own > 0 and can_draw_level < size), int(can_win))


def first_round(rule: FirstRound, run: BoundsEvaluation) -> None:
    """Elected in the first round, or who stands in the second. Sharp, but where votes must be spread."""
    if rule.spread is not None:
        run.decide_office(_spread(rule, rule.spread, run))
        return
    if rule.turnout is not None:
        run.decide_office(_by_turnout(rule, rule.turnout, run))
        return
    bound = first_round_bound(run.votes(), run.base(rule.of), run.awaited().most, rule.conditions)
    run.decide_office(bound)


def _by_turnout(rule: FirstRound, turnout: Threshold, run: BoundsEvaluation) -> OfficeBound:
    """The same where few voters bring other conditions.

    All, none or any part of the missing voters may have voted. Nothing says whether the registered voters
    that are known are those of the counted sheets or of the whole, so that both are reckoned with.
    """
    votes, more = run.votes(), run.awaited().most
    cast, registered = run.base("cast"), run.base("registered")
    enough = first_round_bound(votes, run.base(rule.of), more, rule.conditions)
    if turnout.passes(cast, registered + more):
        return enough
    few = _first_round_of_few(rule, votes, more, registered)
    if not turnout.passes(cast + more, max(registered, 1)):
        return few
    same = enough.elected_now is not None and enough.elected_now == few.elected_now
    return replace(
        enough,
        decided=enough.decided and few.decided and same,
        elected_now=(enough if turnout.passes(cast, registered) else few).elected_now,
        needed=None,
        can_be_elected=tuple(sorted({*enough.can_be_elected, *few.can_be_elected})),
        run_off_possible=enough.run_off_possible or few.run_off_possible,
        can_reach_run_off=tuple(sorted({*enough.can_reach_run_off, *few.can_reach_run_off})),
        nobody_possible=enough.nobody_possible or few.nobody_possible,
    )


def _first_round_of_few(
    rule: FirstRound, votes: Mapping[str, int], more: int, registered: int
) -> OfficeBound:
    """The first round by the conditions for a low turnout, which are shares of the registered voters."""

    def elects(name: str, coming: str | None, voters: int) -> bool:
        after = _with_votes(votes, coming, more)
        return _elects(first_round_decision(after, voters, rule.low_turnout), name)

    total = OfficeBound.of_seat(plurality_bound(votes, more))
    leader, rival = total.leader, total.runner_up
    now = leader is not None and elects(leader, None, registered)
    sure = leader is not None and now and elects(leader, rival, registered + more)
    second = votes.get(rival, 0) if rival is not None else 0
    stand = () if sure else tuple(sorted(n for n, number in votes.items() if 0 < number + more >= second))
    with_votes = sum(number > 0 for number in votes.values())
    return replace(
        total,
        decided=sure,
        elected_now=leader if now else None,
        needed=None,
        can_be_elected=tuple(sorted(name for name in votes if elects(name, name, registered))),
        run_off_possible=len(stand) > 1,
        can_reach_run_off=stand if len(stand) > 1 else (),
        nobody_possible=not sure and with_votes < 2,
    )


def _spread(rule: FirstRound, spread: Spread, run: BoundsEvaluation) -> OfficeBound:
    """The same where votes must be spread over units.

    Votes for a candidate make each of the conditions easier for it, in every unit, and votes for the
    strongest of the others make each harder. So a candidate can be elected if and only if it is with all
    missing votes of all units, and whoever is elected now can fail if and only if it does with all of them
    for the strongest of the others. Who can reach a run-off is bounded by its votes alone.
    """
    votes = {unit: run.votes(unit) for unit in run.units()}
    more = {unit: run.awaited(unit).most for unit in votes}
    cast = {unit: run.base(rule.of, unit) for unit in votes}

    def decided(name: str | None = None) -> Decision:
        """The decision if all missing votes are for ``name``; without it, that of the counted votes."""
        coming = more if name is not None else dict.fromkeys(more, 0)
        return spread_round(
            {unit: _with_votes(votes[unit], name, coming[unit]) for unit in votes},
            spread.rule,
            rule.conditions,
            cast={unit: cast[unit] + coming[unit] for unit in votes},
            elsewhere=set(spread.elsewhere) & set(votes),
            most_votes=spread.most_votes,
            to_run_off=spread.run_off,
            equal_stand=rule.equal_stand,
        ).decision

    total, missing = run.votes(), sum(more.values())
    bound = plurality_bound(total, missing)
    now = decided()
    elected_now = now.name if isinstance(now, Elected) else None
    ranked = sorted(total, key=lambda name: (-total[name], name))
    second = total[ranked[1]] if len(ranked) > 1 else 0
    rival = next((name for name in ranked if name != elected_now), None)
    fails = elected_now is None or rival is None or not _elects(decided(rival), elected_now)
    can_be_elected = tuple(sorted(name for name in total if _may_elect(decided(name), name)))
    reach = [name for name in ranked if fails and spread.run_off and 0 < total[name] + missing >= second]
    with_votes = sum(number > 0 for number in total.values())
    if len(reach) < 2:
        reach = []
    two_sure = len(reach) == 2 and with_votes >= 2 and total[ranked[0]] > 0
    return replace(
        OfficeBound.of_seat(bound),
        decided=not fails or (not can_be_elected and (two_sure or not reach)),
        missing=missing,
        elected_now=elected_now,
        needed=None,
        can_be_elected=can_be_elected,
        run_off_possible=bool(reach),
        can_reach_run_off=tuple(sorted(reach)),
        nobody_possible=fails and (not spread.run_off or with_votes < 2 or spread.most_votes),
    )


def _with_votes(votes: Mapping[str, int], name: str | None, more: int) -> dict[str, int]:
    return dict(votes) if name is None else {**votes, name: votes.get(name, 0) + more}


def _elects(decision: Decision, name: str) -> bool:
    return isinstance(decision, Elected) and decision.name == name


def _may_elect(decision: Decision, name: str) -> bool:
    return _elects(decision, name) or (isinstance(decision, Tie) and name in decision.tied)


def run_off(rule: RunOffRound, run: BoundsEvaluation) -> None:
    """The most votes win among those who stand in the run-off, once it has votes.

    Sharp, but where a share or a turnout is asked for: then who can be elected is, and that nobody is may be
    called possible where it is not. Votes of a run-off say who stood in it, whatever a sheet of the first
    round may still hold. Before there are any, what is known of the first round stands.
    """
    role = rule.contest
    votes, more = run.votes(None, role), run.awaited(None, role).most
    if not any(votes.values()):
        return
    bound = OfficeBound.of_seat(plurality_bound(votes, more))
    if rule.enough is not None:
        bound = _if_enough(bound, votes, run.base(rule.of, None, role), rule.enough)
    if rule.turnout is not None:
        cast, registered = (run.base(of, None, role) for of in ("cast", "registered"))
        if not rule.turnout.passes(cast, registered + more):
            now = bound.elected_now if rule.turnout.passes(cast, registered) else None
            can = bound.can_be_elected if rule.turnout.passes(cast + more, max(registered, 1)) else ()
            bound = replace(
                bound, decided=not can, elected_now=now, needed=None, can_be_elected=can, nobody_possible=True
            )
    run.decide_office(bound, role)


def _if_enough(bound: OfficeBound, votes: Mapping[str, int], base: int, enough: MoreThan) -> OfficeBound:
    """The same where the most votes must be more than a share, which ballots that come can but raise."""
    more, leader = bound.missing, bound.leader
    own = votes[leader] if leader is not None else 0
    can = tuple(name for name in bound.can_be_elected if enough.met(votes[name] + more, 0, base + more))
    sure = bound.decided and enough.met(own, 0, base + more)
    return replace(
        bound,
        decided=sure or not can,
        elected_now=bound.elected_now if enough.met(own, 0, base) else None,
        needed=None,
        can_be_elected=can,
        nobody_possible=not sure,
    )


def college(rule: ElectoralCollege, run: BoundsEvaluation) -> None:
    """Each unit's electors go to the most votes there, and more than half of all electors elect.

    Every unit can fall to a candidate at once, and every one it can lose can be lost at once; so who can be
    elected, and who surely is, is sharp. Whether it can come about that nobody is, is only sound.
    """
    run.chamber_id, run.chamber_name = rule.id, rule.title
    fewest: dict[str, int] = {}
    most: dict[str, int] = {}
    size = 0
    for unit in run.counted.each_unit(rule):
        electors = run.seats_of(unit, rule)
        size += electors
        bound = run.note_district(unit, plurality_bound(run.votes(unit), run.awaited(unit).most))
        seats = {}
        for name in bound.can_win:
            certain = electors if bound.decided and bound.leader == name else 0
            fewest[name] = fewest.get(name, 0) + certain
            most[name] = most.get(name, 0) + electors
            seats[name] = SeatRange(certain, electors)
        run.award(unit, "elector", SeatRange.just(electors), seats)
    needed = more_than_half(size)
    sure = [name for name, electors in fewest.items() if electors >= needed]
    can_be_elected = tuple(sorted(name for name, electors in most.items() if electors >= needed))
    popular = plurality_bound(run.votes(), run.awaited().most)
    run.decide_office(
        replace(
            OfficeBound.of_seat(popular),
            decided=bool(sure) or not can_be_elected,
            elected_now=None,
            needed=None,
            can_be_elected=can_be_elected,
            nobody_possible=not sure,
        )
    )
