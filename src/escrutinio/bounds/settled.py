"""The bounds once no sheet is missing: what the law has decided, under every law; only ties are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from escrutinio.bounds.election import Bounds, ChamberBounds, OfficeBound, SeatBound, SeatRange, Sharpness
from escrutinio.law import Chamber, ContestTotals, Elected, Outcome, RunOff, UnitSeats
from escrutinio.law.decisions import Decision, MeasureResult, Tie, chosen

Districts = Mapping[str, Mapping[str, SeatBound]]


def settled(
    outcome: Outcome, totals: Mapping[str, ContestTotals], districts: Districts | None = None
) -> Bounds:
    """What can still change when every sheet is in: nothing but ties that wait for people.

    Args:
        outcome: of all sheets.
        totals: role -> totals; the first is that of the office, if the law fills one.
        districts: role -> unit -> what the votes of a single seat alone say, where the law has bounds.
    """
    votes = next((contest.standing(contest.votes) for contest in totals.values()), {})
    lists = sorted({name for contest in totals.values() for name in contest.lists()})
    return Bounds(
        outcome.law,
        dict.fromkeys(totals, 0),
        dict.fromkeys(totals, 0),
        {office: _office(votes, decision) for office, decision in outcome.offices.items()},
        {chamber.id: _chamber(chamber, lists, districts or {}) for chamber in outcome.chambers.values()},
        Sharpness.SHARP,
    )


def _office(votes: Mapping[str, int], decision: Decision) -> OfficeBound:
    ranked = sorted(votes, key=lambda name: (-votes[name], name))
    margin = votes[ranked[0]] - votes[ranked[1]] if len(ranked) > 1 else sum(votes.values())
    elected = chosen(decision)
    can_be_elected = decision.tied if isinstance(decision, Tie) else (elected,) if elected else ()
    stand: tuple[str, ...] = ()
    if isinstance(decision, RunOff):
        stand = tuple(sorted(_standing(decision)))
    return OfficeBound(
        decided=not isinstance(decision, Tie) and not (isinstance(decision, RunOff) and decision.tie),
        leader=ranked[0] if margin else None,
        runner_up=ranked[1] if len(ranked) > 1 else None,
        margin=margin,
        missing=0,
        elected_now=elected,
        needed=None,
        can_be_elected=can_be_elected,
        run_off_possible=isinstance(decision, RunOff),
        can_reach_run_off=stand,
        adopting=_adopting(votes, decision),
        nobody_possible=elected is None and not isinstance(decision, RunOff),
    )


def _standing(decision: RunOff) -> set[str]:
    return {*decision.pair, *(decision.tie.tied if decision.tie else ())}


def _adopting(votes: Mapping[str, int], decision: Decision) -> str | None:
    """The answer that adopts a ballot measure; None for an office."""
    if not isinstance(decision, MeasureResult):
        return None
    if decision.adopted:
        return decision.name
    return next((name for name in votes if name != decision.name), None)


def _chamber(chamber: Chamber, lists: list[str], districts: Districts) -> ChamberBounds:
    return ChamberBounds.of_units(
        chamber.id,
        chamber.name,
        {unit.unit: SeatRange.just(unit.size) for unit in chamber.units.values()},
        {unit.unit: _unit(unit, lists, chamber.districts.get(unit.unit)) for unit in chamber.units.values()},
        sharpness=Sharpness.SHARP,
        districts={
            role: {unit: _seat(bound, chamber.districts.get(unit)) for unit, bound in units.items()}
            for role, units in districts.items()
        },
        whole_body=chamber.whole_body,
    )


def _seat(bound: SeatBound, decision: Decision | None) -> SeatBound:
    """A seat whose tie a recorded lot has broken is decided."""
    if not isinstance(decision, Elected):
        return bound
    return replace(bound, decided=True, leader=decision.name, can_win=(decision.name,))


def _unit(unit: UnitSeats, lists: list[str], decision: Decision | None) -> dict[str, SeatRange]:
    """A tied list may get what its ties are about; where no tie is named, every list may get what is open.

    So it may where more is open than the ties are about, such as seats that depend on who is excluded first.
    A seat that goes to a second round is open to those who stand in it.
    """
    tied = {name for tie in unit.ties for name in tie.tied}
    if unit.ties and unit.undecided > sum(tie.seats for tie in unit.ties):
        tied = set(lists) | set(unit.seats)
    if isinstance(decision, RunOff):
        tied |= _standing(decision)
    return {
        name: SeatRange(
            unit.seats.get(name, 0),
            unit.seats.get(name, 0) + (unit.undecided if name in tied or not tied else 0),
        )
        for name in sorted({*lists, *unit.seats, *tied})
    }
