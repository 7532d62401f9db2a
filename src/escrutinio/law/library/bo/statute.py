"""What an edition of the Bolivian statute fixes: seats, districts, conditions, threshold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from escrutinio.law.majority.two_rounds import Condition
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.law.totals import ContestTotals, check_totals
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of

ABROAD = "EXT"
PRESIDENT = "president"
SINGLE = "single-member"
SPECIAL = "special"

CONTESTS: Mapping[str, str] = MappingProxyType(
    {
        PRESIDENT: "votes for president by department (1 to 9) and abroad (EXT); the base of list seats too",
        SINGLE: "votes for the single-member seats by district (C01 to C63; to C70 in 2009)",
        SPECIAL: "votes for the special indigenous seats by department (those that have one)",
    }
)


ARTICLES: tuple[tuple[str, str], ...] = (
    (
        "President: more than half of the valid votes, or at least 40 % with a lead of at least 10 points; "
        "else a run-off between the first two. One national constituency, abroad included.",
        "CPE 166; Ley 026 art. 52",
    ),
    (
        "Senate: four seats a department, D'Hondt over the presidential votes there; abroad does not count.",
        "CPE 148; Ley 026 arts. 54-55 (articles not verified)",
    ),
    ("Single-member deputies: the most votes in each district.", "CPE 146; Ley 026 arts. 56-61"),
    (
        "List deputies: lists with at least 3 % of the valid presidential votes; D'Hondt over all seats of "
        "the department but the special ones, less the single-member seats won.",
        "CPE 146.IV; Ley 026 art. 59 (article not verified); Ley 421 (2013)",
    ),
    ("Special indigenous seats: the most votes; outside the compensation.", "CPE 146; Ley 026 arts. 56-61"),
)
"""What the rules module applies, in words."""


@dataclass(frozen=True)
class Department:
    """A department and its seats in the Chamber of Deputies."""

    code: str
    name: str
    districts: tuple[str, ...]
    listed: int
    special: int

    @property
    def compensated(self) -> int:
        """Seats that the compensation is over: single-member and list; special seats stay outside."""
        return len(self.districts) + self.listed

    @property
    def deputies(self) -> int:
        """All its deputies."""
        return self.compensated + self.special


@dataclass(frozen=True)
class Statute:
    """The parameters of one edition; the rules that use them are in ``rules``."""

    id: str
    title: str
    text: str
    departments: tuple[Department, ...]
    senators_each: int
    conditions: tuple[Condition, ...]
    threshold: Threshold
    valid_from: date | None = None
    valid_to: date | None = None
    notes: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The department codes in official order."""
        return tuple(department.code for department in self.departments)

    @property
    def districts(self) -> Mapping[str, str]:
        """District -> department."""
        return {district: dep.code for dep in self.departments for district in dep.districts}

    def units(self, role: str) -> tuple[str, ...]:
        """The units of a contest's totals.

        Raises:
            LawError: the law has no such contest.
        """
        if role == PRESIDENT:
            return (*self.codes, ABROAD)
        if role == SINGLE:
            return tuple(self.districts)
        if role == SPECIAL:
            return self.codes
        raise LawError(
            f"unknown contest {role!r}", where=self.id, hint=f"The contests are: {many_of(CONTESTS)}."
        )

    def read(self, totals: Mapping[str, ContestTotals]) -> dict[str, ContestTotals]:
        """The totals of every contest, checked; a contest that is absent has no counted vote.

        Raises:
            LawError: an unknown contest or unit, a count that is negative or not an int, or votes for a
                special seat where there is none.
        """
        for role, contest in totals.items():
            check_totals(role, contest, self.units(role))
        whole = {role: totals.get(role, ContestTotals()) for role in CONTESTS}
        for department in self.departments:
            if not department.special and any(whole[SPECIAL].standing([department.code]).values()):
                raise LawError(
                    f"votes for a special seat in {department.name}, which has none",
                    where=f"{SPECIAL}, unit {department.code}",
                    hint="Check to which department the sheets were assigned.",
                )
        return whole
