"""The bounds under a law without bounds of its own: while any sheet is missing, everything is open.

That is sure, if not sharp: a list can have any number of the seats of a unit. Once no voter is missing,
nothing can change.
"""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.bounds.contests import FirstRoundBound, SeatRange
from escrutinio.bounds.election import Bounds, ChamberBounds, Missing
from escrutinio.law import Chamber, ContestTotals, Elected, Outcome


def unbounded(outcome: Outcome, totals: Mapping[str, ContestTotals], missing: Missing) -> Bounds:
    """What the missing sheets can still change, as far as it can be said for any law.

    Args:
        outcome: of the counted sheets.
        totals: role -> counted totals; the first is that of the office, if the law fills one.
        missing: role -> unit -> the voters registered on the sheets that are not in the totals.
    """
    left = {role: sum(units.values()) for role, units in missing.items()}
    open_ = any(left.values())
    votes = next((contest.standing(contest.votes) for contest in totals.values()), {})
    offices = {
        office: _office(votes, decision.name if isinstance(decision, Elected) else None, sum(left.values()))
        for office, decision in outcome.offices.items()
    }
    lists = sorted({name for contest in totals.values() for name in contest.lists()})
    chambers = {chamber.id: _chamber(chamber, lists, open_=open_) for chamber in outcome.chambers.values()}
    return Bounds(outcome.law, left, offices, chambers)


def _office(votes: Mapping[str, int], elected: str | None, missing: int) -> FirstRoundBound:
    ranked = sorted(votes, key=lambda name: (-votes[name], name))
    leads = len(ranked) > 1 and votes[ranked[0]] > votes[ranked[1]]
    everybody = tuple(sorted(votes))
    return FirstRoundBound(
        decided=not missing,
        leader=ranked[0] if leads else None,
        runner_up=ranked[1] if len(ranked) > 1 else None,
        margin=votes[ranked[0]] - votes[ranked[1]] if len(ranked) > 1 else 0,
        missing=missing,
        elected_now=elected,
        needed=None,
        can_be_elected=everybody if missing else (elected,) if elected else (),
        run_off_possible=bool(missing) or elected is None,
        can_reach_run_off=everybody if missing or elected is None else (),
    )


def _chamber(chamber: Chamber, lists: list[str], *, open_: bool) -> ChamberBounds:
    units = {
        unit.unit: {
            name: SeatRange(0, unit.size)
            if open_
            else SeatRange(unit.seats.get(name, 0), unit.seats.get(name, 0) + unit.undecided)
            for name in sorted({*lists, *unit.seats})
        }
        for unit in chamber.units.values()
    }
    sizes = {unit.unit: unit.size for unit in chamber.units.values()}
    return ChamberBounds.of_units(chamber.id, chamber.name, sizes, units, exact=not open_)
