"""What is known of the missing sheets: their registered voters, and where those are not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from escrutinio.bounds.election import OfficeBound, SeatBound
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of

UNLIMITED = 10**12
"""The votes that sheets may hold whose voters are not known: more than there are people, so no limit."""


@dataclass(frozen=True)
class Awaited:
    """What missing sheets may still bring, added over some units.

    Args:
        voters: the registered voters, as far as they are known.
        unknown_sheets: how many missing sheets have no known number of registered voters.
        fewer: so many of the voters are registered on what is counted: on places in part, all who have not
            voted on the tables that are in may still do so on the others.
    """

    voters: int
    unknown_sheets: int = 0
    fewer: int = 0

    @property
    def registered(self) -> int:
        """The voters who are registered on what is missing alone."""
        return self.voters - self.fewer

    @property
    def most(self) -> int:
        """The most ballots that can still come."""
        return self.voters + (UNLIMITED if self.unknown_sheets else 0)

    @property
    def nothing(self) -> bool:
        """Whether no ballot can come any more."""
        return self.most == 0


@dataclass(frozen=True)
class Missing:
    """The sheets that are not in the totals: missing ones, and those that are held in doubt.

    Args:
        voters: role -> unit -> the voters registered on these sheets, as far as they are known. That is the
            most ballots they can hold. A role or unit that is absent has none.
        unknown_sheets: role -> unit -> how many of the sheets have no known number of registered voters.
            What these may hold has no limit.
        fewer: role -> unit -> so many of the voters are registered on what is counted, see :class:`Awaited`.
    """

    voters: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unknown_sheets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    fewer: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def awaited(self, role: str, units: Iterable[str] | None = None) -> Awaited:
        """What may still come in a contest: in some of its units, or in all."""
        voters, unknown = self.voters.get(role, {}), self.unknown_sheets.get(role, {})
        named = list(self.units(role) if units is None else units)
        fewer = self.fewer.get(role, {})
        return Awaited(
            sum(voters.get(unit, 0) for unit in named),
            sum(unknown.get(unit, 0) for unit in named),
            sum(fewer.get(unit, 0) for unit in named),
        )

    def units(self, role: str) -> list[str]:
        """The units of a contest in which something is missing, sorted."""
        return sorted(
            unit
            for unit in {*self.voters.get(role, {}), *self.unknown_sheets.get(role, {})}
            if self.voters.get(role, {}).get(unit) or self.unknown_sheets.get(role, {}).get(unit)
        )

    @property
    def roles(self) -> tuple[str, ...]:
        """The contests that are named, sorted."""
        return tuple(sorted({*self.voters, *self.unknown_sheets}))

    @property
    def nothing(self) -> bool:
        """Whether every sheet is in."""
        return all(self.awaited(role).nothing for role in self.roles)

    def check(self, contests: Iterable[str], where: str = "") -> None:
        """Refuse unknown contests, and numbers that are not whole numbers of zero or more.

        Raises:
            LawError: there are some.
        """
        known = tuple(contests)
        for role in self.roles:
            if role not in known:
                raise LawError(
                    f"unknown contest {role!r} among the missing voters",
                    where=where,
                    hint=f"The contests are: {many_of(known)}.",
                )
            for what, numbers in (
                ("missing voters", self.voters.get(role, {})),
                ("missing sheets", self.unknown_sheets.get(role, {})),
            ):
                check_votes({f"{what} of {unit}": number for unit, number in numbers.items()})


def with_unknown(bound: OfficeBound, awaited: Awaited) -> OfficeBound:
    """A bound that says what may still come: nothing is decided while voters are not known."""
    unknown = awaited.unknown_sheets
    decided = bound.decided and not unknown
    return replace(bound, decided=decided, missing=awaited.voters, unknown_sheets=unknown)


def seat_with_unknown(bound: SeatBound, awaited: Awaited) -> SeatBound:
    """The same of a single seat."""
    unknown = awaited.unknown_sheets
    decided = bound.decided and not unknown
    return replace(bound, decided=decided, missing=awaited.voters, unknown_sheets=unknown)
