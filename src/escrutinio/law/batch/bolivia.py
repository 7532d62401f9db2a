"""Bolivia's general elections for many results at once; the rules and articles are in ``law.bolivia.rules``.

Tied single-member seats are left to the exact law, one department of one result at a time: there the list
seats depend on every way the ties can end. Such ties are rare in simulated results.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from escrutinio.law.batch.allocation import allocate_many
from escrutinio.law.batch.arrays import Bools, Ints, counts, fits
from escrutinio.law.batch.compensation import compensate_many
from escrutinio.law.batch.majority import BatchPlurality, first_round_many, plurality_many
from escrutinio.law.batch.outcome import BatchChamber, BatchOutcome
from escrutinio.law.bolivia.rules import department_deputies
from escrutinio.law.bolivia.statute import CONTESTS, PRESIDENT, SINGLE, SPECIAL, Statute
from escrutinio.law.derivation import Derivation
from escrutinio.law.plurality import plurality
from escrutinio.law.thresholds import Threshold
from escrutinio.model.errors import LawError


def bolivia_many(
    statute: Statute,
    president: ArrayLike,
    valid: ArrayLike | None = None,
    single: ArrayLike | None = None,
    special: ArrayLike | None = None,
    *,
    names: Mapping[str, Sequence[str]],
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

    Raises:
        LawError: shapes or names that do not fit, or counts that are negative, not whole or too large.
    """
    lists = all_names(names)
    units, departments = statute.units(PRESIDENT), statute.departments
    votes = contest(PRESIDENT, president, len(units), names, lists)
    number = len(votes)
    stated = counts(np.zeros((number, len(units)), np.int64) if valid is None else valid, "valid votes")
    if stated.shape != (number, len(units)):
        raise LawError(f"valid votes have the shape {stated.shape}, not {(number, len(units))}")
    largest = max(int(votes.max(initial=0)) * len(lists), int(stated.max(initial=0)))
    fits(largest * len(units), "votes for president")
    whole = np.maximum(stated, votes.sum(axis=2))
    seats = len(statute.units(SINGLE))
    local = contest(SINGLE, single, seats, names, lists, number)
    seats = sum(1 for department in departments if department.special)
    apart = contest(SPECIAL, special, seats, names, lists, number)

    first = first_round_many(votes.sum(axis=1), whole.sum(axis=1), statute.conditions)
    # Abroad is the last unit; from here on its votes do not count.
    inside = votes[:, : len(departments)]
    base = whole[:, : len(departments)].sum(axis=1)
    eligible = inside * passing(statute.threshold, inside.sum(axis=1), base)[:, None, :]
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
            raise LawError(f"unknown contest {role!r}", mend=f"The contests are: {', '.join(CONTESTS)}.")
        if len(set(columns)) < len(columns):
            raise LawError("a list is named twice", where=role, mend="Give each list one column.")
    return tuple(dict.fromkeys(name for role in CONTESTS for name in names.get(role, ())))


def contest(
    role: str,
    votes: ArrayLike | None,
    units: int,
    names: Mapping[str, Sequence[str]],
    lists: Sequence[str],
    number: int | None = None,
) -> Ints:
    """The votes of one contest, checked, with a column for every one of ``lists``: (n, units, all lists).

    Args:
        role: the contest.
        votes: (n, units, its lists), or None for no counted vote.
        units: how many units it has.
        names: contest -> the names of its lists.
        lists: the names of all contests together.
        number: n, where it is known.
    """
    if votes is None:
        return np.zeros((number or 0, units, len(lists)), np.int64)
    columns = tuple(names.get(role, ()))
    given = counts(votes, f"the votes of the contest {role!r}", (number, units, len(columns)))
    if columns == tuple(lists):
        return given
    spread = np.zeros((*given.shape[:2], len(lists)), np.int64)
    spread[:, :, [lists.index(name) for name in columns]] = given
    return spread


def passing(threshold: Threshold, votes: Ints, base: Ints) -> Bools:
    """Whether each list reaches the threshold, (n, lists), by the exact law's own comparison."""
    return np.asarray(np.frompyfunc(threshold.passes, 2, 1)(votes, base[:, None]), np.bool_)


def elect_senate(statute: Statute, votes: Ints) -> BatchChamber:
    """Senate: D'Hondt in each department over its presidential votes, (n, departments, lists)."""
    number, departments, lists = votes.shape
    # Departments are as good as so many more draws.
    given = allocate_many(votes.reshape(-1, lists), statute.senators_each)
    seats = given.seats.reshape(votes.shape)
    return BatchChamber(
        id="senate",
        size=departments * statute.senators_each,
        units=statute.codes,
        by_unit=seats,
        by_kind={"list": seats},
        tied=given.tied.reshape(number, departments),
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
    number, departments, lists = votes.shape
    single, apart = np.zeros_like(votes), np.zeros_like(votes)
    tied = np.zeros((number, departments), np.bool_)
    next_district = next_special = 0
    for index, department in enumerate(statute.departments):
        part = slice(next_district, next_district := next_district + len(department.districts))
        single[:, index] = seats_won(districts.winner[:, part], lists)
        tied[:, index] |= districts.tied[:, part].any(axis=1)
        if department.special:
            part = slice(next_special, next_special := next_special + 1)
            apart[:, index] = seats_won(specials.winner[:, part], lists)
            tied[:, index] |= specials.tied[:, part].any(axis=1)
    given = compensate_many(
        votes.reshape(-1, lists),
        np.tile([department.compensated for department in statute.departments], number),
        np.tile([department.listed for department in statute.departments], number),
        single.reshape(-1, lists),
    )
    listed = given.list_seats.reshape(votes.shape)
    return BatchChamber(
        id="deputies",
        size=sum(department.deputies for department in statute.departments),
        units=statute.codes,
        by_unit=single + listed + apart,
        by_kind={"single-member": single, "list": listed, "special": apart},
        tied=tied | given.tied.reshape(number, departments),
    )


def seats_won(winners: Ints, lists: int) -> Ints:
    """How many seats each list won, (n, lists), from the winner of each seat, (n, seats), -1 for nobody."""
    return np.asarray(np.count_nonzero(winners[:, :, None] == np.arange(lists), axis=1))


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
    end = 0
    for index, department in enumerate(statute.departments):
        start, end = end, end + len(department.districts)
        for draw in np.flatnonzero(districts.tied[:, start:end].any(axis=1)):
            decisions = {
                district: plurality(dict(zip(lists, row, strict=True)))
                for district, row in zip(department.districts, local[draw, start:end].tolist(), strict=True)
            }
            voted = dict(zip(lists, votes[draw, index].tolist(), strict=True))
            # The special seat stays outside the compensation, so it is left out here and added.
            unit = department_deputies(department, voted, decisions, None, Derivation(complete=True))
            listed = unit.by_kind["list"]
            deputies.by_kind["list"][draw, index] = [listed.get(name, 0) for name in lists]
            deputies.by_unit[draw, index] = [unit.seats.get(name, 0) for name in lists]
            deputies.by_unit[draw, index] += deputies.by_kind["special"][draw, index]
