"""Bolivia's general elections for many results at once; the rules and articles are in ``law.bo.rules``.

Tied single-member seats are left to the exact law, one department of one result at a time: there the list
seats depend on every way the ties can end. Such ties are rare in simulated results. It is the one place that
changes an array, so a library whose arrays cannot be changed, such as JAX, fails there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from escrutinio.law.evaluation.derivation import Derivation
from escrutinio.law.library.bo.rules import department_deputies
from escrutinio.law.library.bo.statute import CONTESTS, PRESIDENT, SINGLE, SPECIAL, Statute
from escrutinio.law.majority.plurality import plurality
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.law_batch.allocation import CHUNK, allocate_many
from escrutinio.law_batch.arrays import (
    Bools,
    Ints,
    astype,
    beside,
    counts,
    fits,
    in_parts,
    largest,
    listed,
    lists_first,
    namespace,
)
from escrutinio.law_batch.compensation import compensate_many
from escrutinio.law_batch.majority import BatchPlurality, first_round_many, plurality_many
from escrutinio.law_batch.outcome import BatchChamber, BatchOutcome
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of


def bolivia_many(
    statute: Statute,
    president: ArrayLike,
    valid: ArrayLike | None = None,
    single: ArrayLike | None = None,
    special: ArrayLike | None = None,
    *,
    names: Mapping[str, Sequence[str]],
    workers: int | None = None,
) -> BatchOutcome:
    """Apply the statute to n results.

    Withdrawn lists are left out of the votes; what was counted for them is in ``valid`` alone.

    Args:
        statute: the edition.
        president: (n, units, lists), votes for president, in the units of ``statute.units("president")``.
        valid: (n, units), valid votes for president; never taken as fewer than the lists have in a unit.
            None for as many as they have.
        single: (n, districts, lists), votes for the single-member seats, in the districts of
            ``statute.units("single-member")``. None for no counted vote.
        special: (n, seats, lists), votes for the special indigenous seats, in the departments that have one,
            in official order. None for no counted vote.
        names: contest ("president", "single-member", "special") -> the names of its lists, one for each
            column of its votes. The contests may differ; the outcome is over all names together.
        workers: how many threads may compute; None for as many as there are processors.

    Raises:
        LawError: shapes or names that do not fit, or counts that are negative, not whole or too large.
    """
    lists = all_names(names)
    units, departments = statute.units(PRESIDENT), statute.departments
    votes = contest(PRESIDENT, president, len(units), names)
    xp, number = namespace(votes), votes.shape[0]
    stated = beside(votes, [0]) if valid is None else counts(valid, "valid votes", beside_array=votes)
    if valid is not None and stated.shape != (number, len(units)):
        raise LawError(f"valid votes have the shape {stated.shape}, not {(number, len(units))}")
    stated = xp.broadcast_to(stated, (number, len(units)))
    fits(max(largest(votes) * len(lists), largest(stated)) * len(units), "votes for president")
    seats = len(statute.units(SINGLE))
    local = contest(SINGLE, single, seats, names, votes)
    seats = sum(1 for department in departments if department.special)
    apart = contest(SPECIAL, special, seats, names, votes)

    def part_of(part: slice) -> BatchOutcome:
        columns = [spread(role, array[part, ...], names, lists) for role, array in all_votes.items()]
        return apply(statute, lists, columns, stated[part, ...])

    all_votes = {PRESIDENT: votes, SINGLE: local, SPECIAL: apart}
    size = CHUNK // len(departments) if xp is np else max(number, 1)
    return BatchOutcome.join(in_parts(number, size, part_of, workers))


def apply(statute: Statute, lists: tuple[str, ...], contests: Sequence[Ints], stated: Ints) -> BatchOutcome:
    """Apply the statute to votes that have been checked, with a column for every list in each contest."""
    votes, local, apart = contests
    xp = namespace(votes)
    departments = len(statute.departments)
    whole = xp.maximum(stated, xp.sum(votes, axis=2))
    first = first_round_many(xp.sum(votes, axis=1), xp.sum(whole, axis=1), statute.conditions)
    # Abroad is the last unit; from here on its votes do not count.
    inside = votes[:, :departments, :]
    base = xp.sum(whole[:, :departments], axis=1)
    takes_part = passing(statute.threshold, xp.sum(inside, axis=1), base)
    eligible = xp.where(takes_part[:, None, :], inside, xp.zeros_like(inside))
    districts = plurality_many(local)
    deputies = elect_deputies(statute, eligible, districts, plurality_many(apart))
    settle_tied_districts(statute, lists, eligible, local, districts, deputies)
    return BatchOutcome(
        law=statute.id,
        lists=lists,
        elected=first.elected,
        run_off=first.run_off,
        run_off_tied=first.tied,
        chambers={"senate": elect_senate(statute, inside), "deputies": deputies},
        districts=districts.winner,
        districts_tied=districts.tied,
        office=PRESIDENT,
        two_rounds=True,
    )


def bolivia_by_role(
    statute: Statute, votes: Mapping[str, Ints], valid: Mapping[str, Ints], names: Mapping[str, Sequence[str]]
) -> BatchOutcome:
    """Apply the statute to n results whose votes and valid votes are given by the contest's role.

    The special contest has all departments here, as in the exact law; those without a seat are left out.
    """
    special = votes.get(SPECIAL)
    if special is not None:
        special = special[:, [place for place, unit in enumerate(statute.departments) if unit.special]]
    return bolivia_many(
        statute, votes[PRESIDENT], valid.get(PRESIDENT), votes.get(SINGLE), special, names=names
    )


def all_names(names: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The names of all contests together, those for president first.

    Raises:
        LawError: an unknown contest, or a name twice in one.
    """
    for role, columns in names.items():
        if role not in CONTESTS:
            raise LawError(f"unknown contest {role!r}", hint=f"The contests are: {many_of(CONTESTS)}.")
        if len(set(columns)) < len(columns):
            raise LawError("a list is named twice", where=role, hint="Give each list one column.")
    return tuple(dict.fromkeys(name for role in CONTESTS for name in names.get(role, ())))


def contest(
    role: str,
    votes: ArrayLike | None,
    units: int,
    names: Mapping[str, Sequence[str]],
    president: Any = None,
) -> Ints:
    """The votes of one contest, checked: (n, units, its lists).

    Args:
        role: the contest.
        votes: (n, units, its lists), or None for no counted vote.
        units: how many units it has.
        names: contest -> the names of its lists.
        president: the votes for president, which say what n is and where the arrays are; None for these.
    """
    number, lists = None if president is None else president.shape[0], len(names.get(role, ()))
    if votes is None:
        none = beside(president, [[[0]]])
        return namespace(none).broadcast_to(none, (number, units, lists))  # type: ignore[no-any-return]
    return counts(votes, f"the votes of the contest {role!r}", (number, units, lists), president)


def spread(role: str, votes: Ints, names: Mapping[str, Sequence[str]], lists: Sequence[str]) -> Ints:
    """The votes of one contest with a column for every one of ``lists``: (n, units, all lists)."""
    columns = tuple(names.get(role, ()))
    if columns == tuple(lists):
        return votes
    xp = namespace(votes)
    nobody = xp.zeros((*votes.shape[:2], 1), dtype=xp.int64, device=votes.device)
    places = [columns.index(name) if name in columns else len(columns) for name in lists]
    return xp.take(xp.concat([votes, nobody], axis=2), beside(votes, places), axis=2)  # type: ignore[no-any-return]


def passing(threshold: Threshold, votes: Ints, base: Ints) -> Bools:
    """Whether each list reaches the threshold, (n, lists), by the comparison of ``Threshold.passes``."""
    share = threshold.share
    fits(max(largest(votes), largest(base)) * share.denominator, "votes times the threshold")
    have, need = votes * share.denominator, (base * share.numerator)[:, None]
    enough = have >= need if threshold.inclusive else have > need
    return enough & (base > 0)[:, None]


def elect_senate(statute: Statute, votes: Ints) -> BatchChamber:
    """Senate: D'Hondt in each department over its presidential votes, (n, departments, lists)."""
    xp = namespace(votes)
    number, departments, lists = votes.shape
    # Departments are as good as so many more draws.
    given = allocate_many(xp.reshape(votes, (-1, lists)), statute.senators_each, workers=1)
    seats = xp.reshape(given.seats, votes.shape)
    return BatchChamber(
        id="senate",
        size=departments * statute.senators_each,
        units=statute.codes,
        by_unit=seats,
        by_kind={"list": seats},
        tied=xp.reshape(given.tied, (number, departments)),
    )


def elect_deputies(
    statute: Statute, votes: Ints, districts: BatchPlurality, specials: BatchPlurality
) -> BatchChamber:
    """Chamber of Deputies, with list seats as if nobody held a tied single-member seat.

    Args:
        statute: the edition.
        votes: (n, departments, lists), presidential votes, zero for lists below the threshold.
        districts: (n, districts), the single-member seats.
        specials: (n, seats), the special seats, in departments that have one.
    """
    xp = namespace(votes)
    number, departments, lists = votes.shape
    winner, open_seat = lists_first(districts.winner), lists_first(districts.tied)
    special_winner, open_special = lists_first(specials.winner), lists_first(specials.tied)
    won, apart, tied = [], [], []
    next_district = next_special = 0
    for department in statute.departments:
        part = slice(next_district, next_district := next_district + len(department.districts))
        won.append(seats_won(winner[part, :], lists))
        any_tied = xp.any(open_seat[part, :], axis=0)
        # None where the department has no special seat.
        part = slice(next_special, next_special := next_special + bool(department.special))
        apart.append(seats_won(special_winner[part, :], lists))
        tied.append(any_tied | xp.any(open_special[part, :], axis=0))
    single, special = xp.stack(won, axis=1), xp.stack(apart, axis=1)
    given = compensate_many(
        xp.reshape(votes, (-1, lists)),
        xp.tile(beside(votes, [department.compensated for department in statute.departments]), (number,)),
        xp.tile(beside(votes, [department.listed for department in statute.departments]), (number,)),
        xp.reshape(single, (-1, lists)),
        workers=1,
    )
    list_seats = xp.reshape(given.list_seats, votes.shape)
    return BatchChamber(
        id="deputies",
        size=sum(department.deputies for department in statute.departments),
        units=statute.codes,
        by_unit=single + list_seats + special,
        by_kind={"single-member": single, "list": list_seats, "special": special},
        tied=xp.stack(tied, axis=1) | xp.reshape(given.tied, (number, departments)),
    )


def seats_won(winners: Ints, lists: int) -> Ints:
    """How many seats each list won, (n, lists), from the winner of each seat, (seats, n), -1 for nobody."""
    xp = namespace(winners)
    columns = xp.arange(lists, device=winners.device)[:, None, None]
    # Small numbers make the passes fast.
    won = xp.sum(astype(winners == columns, xp.int16), axis=1, dtype=xp.int16)
    return astype(won.T, xp.int64)  # type: ignore[no-any-return]


def settle_tied_districts(
    statute: Statute,
    lists: Sequence[str],
    votes: Ints,
    local: Ints,
    districts: BatchPlurality,
    deputies: BatchChamber,
) -> None:
    """Put the exact law's list seats into ``deputies`` where a department has tied single-member seats.

    Args:
        statute: the edition.
        lists: the names.
        votes: (n, departments, lists), presidential votes, zero for lists below the threshold.
        local: (n, districts, lists), votes for the single-member seats.
        districts: who won them.
        deputies: the chamber, whose arrays are changed.
    """
    xp, end = namespace(votes), 0
    for index, department in enumerate(statute.departments):
        start, end = end, end + len(department.districts)
        any_tied = xp.any(districts.tied[:, start:end], axis=1)
        for draw in listed(xp.nonzero(any_tied)[0]):
            rows = listed(local[draw, start:end, :])
            decisions = {
                district: plurality(dict(zip(lists, row, strict=True)))
                for district, row in zip(department.districts, rows, strict=True)
            }
            voted = dict(zip(lists, listed(votes[draw, index, :]), strict=True))
            # The special seat stays outside the compensation, so it is left out here and added.
            unit = department_deputies(department, voted, decisions, None, Derivation(complete=True))
            given = unit.by_kind["list"]
            seats = [unit.seats.get(name, 0) for name in lists]
            special = deputies.by_kind["special"][draw, index, :]
            deputies.by_kind["list"][draw, index, :] = beside(votes, [given.get(name, 0) for name in lists])
            deputies.by_unit[draw, index, :] = beside(votes, seats) + special
