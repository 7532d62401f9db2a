"""Elections of which a part is missing, ways to complete them, and what contradicts their bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

from escrutinio.bounds import Bounds, ChamberBounds, Missing, OfficeBound
from escrutinio.law import Chamber, ContestTotals, Decision, Elected, ElectionFacts, Outcome, RunOff, Tie
from escrutinio.law.decisions import MeasureResult
from escrutinio.law.facts import WHOLE
from escrutinio.law.outcome import UnitSeats

Totals = Mapping[str, ContestTotals]


class _Sheets:
    """Totals and facts of a moment, to which sheets are added or from which they are taken."""

    def __init__(self, totals: Totals, facts: ElectionFacts) -> None:
        self.totals, self.facts = totals, facts
        self.votes = {role: dict(contest.votes) for role, contest in totals.items()}
        self.valid = {role: dict(contest.valid) for role, contest in totals.items()}
        self.ballots = {role: dict(units) for role, units in facts.ballots.items()}
        self.counts = {
            role: {what: dict(units) for what, units in kinds.items()} for role, kinds in facts.counts.items()
        }

    def change(self, role: str, unit: str, votes: Mapping[str, int], counts: Mapping[str, int]) -> None:
        """Set the votes of a unit; add to its counts of ballots, and to those of the whole, where stated."""
        self.votes[role][unit] = votes
        if unit in self.valid[role]:
            self.valid[role][unit] += counts.get("valid", 0)
        stated = self.counts.get(role, {})
        for what, change in counts.items():
            for where in {unit, WHOLE} & set(stated.get(what, {})):
                stated[what][where] = max(0, stated[what][where] + change)

    def result(self) -> tuple[dict[str, ContestTotals], ElectionFacts]:
        """The totals and facts as they are now."""
        totals = {
            role: replace(contest, votes=self.votes[role], valid=self.valid[role])
            for role, contest in self.totals.items()
        }
        return totals, replace(self.facts, counts=self.counts, ballots=self.ballots)


@dataclass(frozen=True)
class HalfCounted:
    """An election of which some sheets are missing.

    Args:
        totals, facts: of the counted sheets.
        missing: role -> unit -> voters registered on missing sheets.
    """

    totals: Totals
    facts: ElectionFacts
    missing: Missing

    def completed(self, rng: Random) -> tuple[dict[str, ContestTotals], ElectionFacts]:
        """All totals and facts, with missing sheets that hold whatever chance puts there."""
        sheets = _Sheets(self.totals, self.facts)
        for role, units in self.missing.voters.items():
            for unit, voters in sorted(units.items()):
                if role in sheets.ballots:
                    sheets.ballots[role][unit] = _with_rankings(sheets.ballots[role][unit], voters, rng)
                else:
                    _come_in(sheets, role, unit, voters, rng)
        return sheets.result()


def half_counted(totals: Totals, facts: ElectionFacts, share: float, rng: Random) -> HalfCounted:
    """Take about a share of the votes out of an election; that election is one way to complete it.

    Args:
        totals, facts: the whole election.
        share: of the votes that are missing, 0 to 1, in about half of the units.
        rng: chance.
    """
    sheets = _Sheets(totals, facts)
    missing: dict[str, dict[str, int]] = {role: {} for role in sorted({*totals, *facts.ballots})}
    for role, voters in missing.items():
        for unit, rankings in facts.ballots.get(role, {}).items():
            left = {ranking: number - _part(number, share, rng) for ranking, number in rankings.items()}
            sheets.ballots[role][unit] = left
            voters[unit] = sum(rankings.values()) - sum(left.values())
        if role in facts.ballots:
            continue
        for unit, votes in sorted(totals[role].votes.items()):
            if len(totals[role].votes) > 1 and rng.random() < 0.5:
                continue
            counted = {name: number - _part(number, share, rng) for name, number in votes.items()}
            taken = sum(votes.values()) - sum(counted.values())
            voters[unit] = taken + rng.choice([0, 0, taken // 3])
            gone = {"valid": -taken, "cast": -taken, "registered": -voters[unit]}
            sheets.change(role, unit, counted, gone)
    less, facts_less = sheets.result()
    return HalfCounted(less, facts_less, Missing(missing))


def nearly_counted(
    totals: Totals, facts: ElectionFacts, *, missing: int, turnout: float, role: str = "votes"
) -> HalfCounted:
    """An election of which one vote in so many is missing, evenly.

    Args:
        totals, facts: the whole election.
        missing: 20 for one in twenty: 95 % are counted.
        turnout: votes for each registered voter on the missing sheets.
        role: the contest in which votes are missing.
    """
    left, voters = {}, {}
    for unit, votes in totals[role].votes.items():
        left[unit] = {name: number - number // missing for name, number in votes.items()}
        voters[unit] = int((sum(votes.values()) - sum(left[unit].values())) / turnout)
    counted = ContestTotals(left, withdrawn=totals[role].withdrawn)
    return HalfCounted({**totals, role: counted}, facts, Missing({role: voters}))


def _part(number: int, share: float, rng: Random) -> int:
    return int(number * min(1.0, share * rng.choice([0.5, 1.0, 1.5])))


def _come_in(sheets: _Sheets, role: str, unit: str, voters: int, rng: Random) -> None:
    """One unit's missing sheets come in."""
    before = sheets.votes[role].get(unit, {})
    names = sorted(set(before) - sheets.totals[role].withdrawn)
    ballots = rng.choice([voters, voters, rng.randint(0, voters), 0])
    given = dict.fromkeys(names, 0)
    for name, number in _shared_out(ballots, names, rng):
        given[name] += number
    valid = sum(given.values())
    blank = rng.choice([0, rng.randint(0, voters - valid)])
    null = rng.choice([0, rng.randint(0, voters - valid - blank)])
    votes = {name: number + given.get(name, 0) for name, number in before.items()}
    counts = {"valid": valid, "blank": blank, "null": null, "cast": valid + blank + null}
    sheets.change(role, unit, votes, {**counts, "registered": voters})


def _shared_out(ballots: int, names: list[str], rng: Random) -> Iterator[tuple[str, int]]:
    """Ballots for one list, for two, or for all of them."""
    kind = rng.randrange(4)
    few = rng.sample(names, min(len(names), {0: 1, 1: 1, 2: 2}.get(kind, len(names)))) if names else []
    for place, name in enumerate(few):
        number = ballots if place == len(few) - 1 and kind < 3 else rng.randint(0, ballots)
        ballots -= number
        yield name, number


def _with_rankings(
    counted: Mapping[tuple[str, ...], int], voters: int, rng: Random
) -> dict[tuple[str, ...], int]:
    rankings = dict(counted)
    names = sorted({name for ranking in rankings for name in ranking})
    ballots = rng.choice([voters, rng.randint(0, voters)])
    while ballots > 0 and names:
        number = rng.choice([ballots, rng.randint(1, ballots)])
        ranking = tuple(rng.sample(names, rng.randint(1, len(names))))
        rankings[ranking] = rankings.get(ranking, 0) + number
        ballots -= number
    return rankings


def contradictions(bounds: Bounds, outcome: Outcome) -> list[str]:
    """What of an outcome its bounds had ruled out; empty where they hold."""
    found = []
    for office, bound in bounds.offices.items():
        found += [f"{office}: {text}" for text in _of_office(bound, outcome.offices[office])]
    for name, chamber in bounds.chambers.items():
        found += [f"{name}: {text}" for text in _of_chamber(chamber, outcome.chambers[name])]
    return found


def _of_office(bound: OfficeBound, decision: Decision) -> Iterator[str]:
    if isinstance(decision, Elected | MeasureResult):
        if decision.name not in bound.can_be_elected:
            yield f"{decision.name} is elected, and could not be"
        if bound.decided and bound.elected != decision.name:
            yield f"{decision.name} is elected, and it was decided otherwise"
    elif isinstance(decision, RunOff):
        stand = {*decision.pair, *(decision.tie.tied if decision.tie else ())}
        if not bound.run_off_possible and bound.nobody_possible:
            # The second count of a contingent vote is no run-off.
            possible = stand <= set(bound.can_be_elected)
        else:
            possible = bound.run_off_possible and stand <= set(bound.can_reach_run_off)
        if not possible:
            yield f"a run-off of {sorted(stand)}, and it was not possible"
        if bound.decided and stand != set(bound.can_reach_run_off):
            yield f"a run-off of {sorted(stand)}, and it was decided otherwise"
    else:
        if not bound.nobody_possible or bound.elected:
            yield f"{decision}, and somebody was to be elected"
        could = isinstance(decision, Tie) and set(decision.tied) <= set(bound.can_be_elected)
        if isinstance(decision, Tie) and (bound.decided or not could):
            yield f"{decision}, and some of them could not be elected"


def _waiting(unit: UnitSeats) -> int:
    """Seats of a unit that are undecided though nobody is tied for them: they wait for a lot elsewhere."""
    return 0 if unit.ties else unit.undecided


def _of_chamber(bound: ChamberBounds, chamber: Chamber) -> Iterator[str]:
    if not bound.min_size <= chamber.size <= bound.size:
        yield f"{chamber.size} seats, not {bound.min_size} to {bound.size}"
    for unit, seats in chamber.units.items():
        # Ties for a stage of a count are not for a seat.
        tied = {name for tie in seats.ties if "stage" not in tie.what for name in tie.tied}
        for name in {*seats.seats, *bound.units.get(unit, {})}:
            range_ = bound.units[unit].get(name)
            fewest, most = (range_.min_seats, range_.max_seats) if range_ else (0, 0)
            # Seats that wait for a lot in another unit, such as levelling seats, may be anybody's then.
            fewest -= _waiting(seats)
            own = seats.seats.get(name, 0)
            if not fewest <= own <= most or (name in tied and own + 1 > most):
                yield f"{unit}: {name} has {own}, not {fewest} to {most}"
    for name, own in chamber.seats.items():
        range_ = bound.seats.get(name)
        fewest = range_.min_seats - sum(map(_waiting, chamber.units.values())) if range_ else 0
        if range_ is None or not fewest <= own <= range_.max_seats:
            yield f"{name} has {own}, not {range_}"
        if own >= chamber.majority and name not in bound.majority.can_have:
            yield f"{name} has a majority, and could not"
    if bound.majority.holder and chamber.seats.get(bound.majority.holder, 0) < chamber.majority:
        yield f"{bound.majority.holder} has no majority, and was sure of it"
    if bound.decided and chamber.ties:
        yield "a tie, and it was decided"
    for units in bound.districts.values():
        for unit, seat in units.items():
            decision = chamber.districts.get(unit)
            winners = (
                {decision.name}
                if isinstance(decision, Elected)
                else set(decision.tied if isinstance(decision, Tie) else ())
            )
            if not winners <= set(seat.can_win) or (seat.decided and winners - {seat.leader}):
                yield f"{unit}: {sorted(winners)} won, and could not"
