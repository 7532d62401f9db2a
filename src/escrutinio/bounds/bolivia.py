"""What can still change in a Bolivian general election: its bounds, composed as the statute composes
its rules.

President, senate seats of a department and single seats: exact. Chamber of Deputies: sure, but it may be
wide, because entitlements and single-member seats are bounded apart, although both depend on who comes
out of the same polling stations, and because what one list gains in one department is not set against
what it would lose in another.
"""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.bounds.contests import dhondt_bounds, first_round_bound, plurality_bound
from escrutinio.bounds.election import ChamberBounds, OfficeBound, SeatBound, SeatRange, Sharpness
from escrutinio.bounds.missing import Missing, seat_with_unknown, with_unknown
from escrutinio.law import ContestTotals
from escrutinio.law.library.bo.statute import PRESIDENT, SINGLE, SPECIAL, Department, Statute
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of


def bolivia_bounds(
    statute: Statute, totals: Mapping[str, ContestTotals], missing: Missing
) -> tuple[OfficeBound, tuple[ChamberBounds, ...]]:
    """The president, and both chambers; see ``bounds_of``."""
    contests = statute.read(totals)
    for role in missing.roles:
        _check_units(statute, role, missing)
    units = statute.units(PRESIDENT)
    awaited = missing.awaited(PRESIDENT, units)
    president = first_round_bound(
        _named(contests[PRESIDENT], units),
        contests[PRESIDENT].valid_votes(units),
        awaited.most,
        statute.conditions,
    )
    chambers = (senate(statute, contests, missing), deputies(statute, contests, missing))
    return with_unknown(president, awaited), chambers


def senate(statute: Statute, contests: Mapping[str, ContestTotals], missing: Missing) -> ChamberBounds:
    """The senate: D'Hondt in each department by itself, so the departments' bounds just add up."""
    units = {
        code: dhondt_bounds(
            _named(contests[PRESIDENT], [code]),
            statute.senators_each,
            missing.awaited(PRESIDENT, [code]).most,
        )
        for code in statute.codes
    }
    return ChamberBounds.of_units(
        "senate",
        "Senate",
        dict.fromkeys(statute.codes, SeatRange.just(statute.senators_each)),
        units,
        sharpness=Sharpness.SHARP,
        unknown_sheets=missing.awaited(PRESIDENT, statute.codes).unknown_sheets,
    )


def deputies(statute: Statute, contests: Mapping[str, ContestTotals], missing: Missing) -> ChamberBounds:
    """The Chamber of Deputies."""
    single = {district: _single_seat(contests, missing, SINGLE, district) for district in statute.districts}
    special = {
        dep.code: _single_seat(contests, missing, SPECIAL, dep.code)
        for dep in statute.departments
        if dep.special
    }
    more = {code: missing.awaited(PRESIDENT, [code]).most for code in statute.codes}
    sure, possible = eligible_lists(statute, contests[PRESIDENT], more)
    units = {}
    for dep in statute.departments:
        votes = _named(contests[PRESIDENT], [dep.code])
        bounds = [single[district] for district in dep.districts]
        ranges = compensated_bounds(dep, votes, more[dep.code], bounds, sure, possible)
        units[dep.code] = _with_special(ranges, special.get(dep.code))
    return ChamberBounds.of_units(
        "deputies",
        "Chamber of Deputies",
        {dep.code: SeatRange.just(dep.deputies) for dep in statute.departments},
        units,
        sharpness=Sharpness.SOUND,
        districts={SINGLE: single, SPECIAL: special},
        unknown_sheets=missing.awaited(PRESIDENT, statute.codes).unknown_sheets
        + sum(missing.awaited(role).unknown_sheets for role in (SINGLE, SPECIAL)),
    )


def _single_seat(contests: Mapping[str, ContestTotals], missing: Missing, role: str, unit: str) -> SeatBound:
    awaited = missing.awaited(role, [unit])
    return seat_with_unknown(plurality_bound(_named(contests[role], [unit]), awaited.most), awaited)


def eligible_lists(
    statute: Statute, contest: ContestTotals, missing: Mapping[str, int]
) -> tuple[frozenset[str], frozenset[str]]:
    """The lists that surely reach the threshold, and those that can.

    A share falls the most if all missing votes go to others, and rises the most if they all go to the list.
    """
    more = sum(missing.get(code, 0) for code in statute.codes)
    base = contest.valid_votes(statute.codes) + more
    votes = _named(contest, statute.codes)
    passes = statute.threshold.passes
    sure = frozenset(name for name, number in votes.items() if passes(number, base))
    return sure, frozenset(name for name, number in votes.items() if passes(number + more, base))


def compensated_bounds(
    department: Department,
    votes: Mapping[str, int],
    missing: int,
    single: list[SeatBound],
    sure: frozenset[str],
    possible: frozenset[str],
) -> dict[str, SeatRange]:
    """Fewest and most single-member and list seats together, in one department.

    Let e be a list's entitlement, w its single-member seats and l its list seats; bounds on e come from
    D'Hondt, on w from the districts. Its seats w + l obey:

    * w + l <= max(e, w): it has no more list seats than its entitlement leaves room for.
    * w + l >= w, and w + l >= e less what can be taken: the overhang of the others, and one for each
      single-member seat that may stay vacant.
    * w + l never falls when w grows and the others' single-member seats stay: a seat more uses up one
      quotient more, which costs one list seat at most. And l never grows when the others have fewer
      single-member seats, since that leaves them more quotients. So w + l is at least its value with
      everybody's fewest single-member seats, and at most its value with everybody's most.

    A list that may yet pass or miss the threshold is left out of the rivals for *most*, and kept among
    them for *fewest*.

    Args:
        department: its seats.
        votes: every standing list -> its presidential votes there.
        missing: the most presidential votes that can still come there.
        single: the bound of each of its districts.
        sure: lists that surely reach the threshold.
        possible: lists that can.
    """
    names = sorted({*votes, *(name for bound in single for name in bound.can_win)})
    fewest = {name: sum(bound.decided and bound.leader == name for bound in single) for name in names}
    most = {name: sum(name in bound.can_win for bound in single) for name in names}
    # Without a counted vote a seat stays vacant, should none come.
    may_stay_vacant = sum(bound.votes == 0 for bound in single)

    against_all = {name: number for name, number in votes.items() if name in possible}
    due_least = {
        name: range_.min_seats if name in sure else 0
        for name, range_ in dhondt_bounds(against_all, department.compensated, missing).items()
    }
    list_least = {
        name: range_.min_seats if name in sure else 0
        for name, range_ in dhondt_bounds(
            against_all, department.listed, missing, seats_already_won=fewest
        ).items()
    }
    ranges = {}
    for name in names:
        due_most = list_most = 0
        if name in possible:
            against_sure = {
                other: number for other, number in votes.items() if other in sure or other == name
            }
            due_most = dhondt_bounds(against_sure, department.compensated, missing)[name].max_seats
            list_most = dhondt_bounds(against_sure, department.listed, missing, seats_already_won=most)[
                name
            ].max_seats
        overhang = sum(max(0, most[other] - due_least.get(other, 0)) for other in names if other != name)
        overhang = min(overhang, len(single) - fewest[name]) + may_stay_vacant
        least = max(fewest[name] + list_least.get(name, 0), due_least.get(name, 0) - overhang)
        ranges[name] = SeatRange(least, min(max(due_most, most[name]), most[name] + list_most))
    return ranges


def _with_special(ranges: Mapping[str, SeatRange], bound: SeatBound | None) -> dict[str, SeatRange]:
    """Add the special seat, which stays outside the compensation."""
    if bound is None:
        return dict(ranges)
    nothing = SeatRange(0, 0)
    return {
        name: SeatRange(
            ranges.get(name, nothing).min_seats + (bound.decided and bound.leader == name),
            ranges.get(name, nothing).max_seats + (name in bound.can_win),
        )
        for name in sorted({*ranges, *bound.can_win})
    }


def _named(contest: ContestTotals, units: tuple[str, ...] | list[str]) -> dict[str, int]:
    """Votes in ``units`` of every list that stands anywhere in the contest, zeros included.

    A list that has no vote in a unit yet can still get some there.
    """
    votes = contest.standing(units)
    return {name: votes.get(name, 0) for name in sorted(contest.lists())}


def _check_units(statute: Statute, role: str, missing: Missing) -> None:
    """Refuse missing sheets of unknown contests and units.

    Raises:
        LawError: there are some.
    """
    known = statute.units(role)
    for unit in (*missing.voters.get(role, {}), *missing.unknown_sheets.get(role, {})):
        if unit not in known:
            raise LawError(
                f"unknown unit {unit!r} among the missing voters of {role!r}",
                where=role,
                hint=f"The units of this contest are: {many_of(known)}.",
            )
