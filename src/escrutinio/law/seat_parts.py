"""The parts of a step that say how seats are allotted: quotients, remainders, margins, placement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from escrutinio.law.step_labels import Label, Quotients, Rows


@dataclass(frozen=True)
class SeatTable:
    """Seats by list or unit, of one kind or of several side by side.

    Args:
        columns: what the seats are -> name -> seats; a name without any may be absent.
        rows: whom a row is about.
    """

    columns: Mapping[Label, Mapping[str, int]]
    rows: Rows = "list"
    kind: Literal["seats"] = field(default="seats", kw_only=True, repr=False)


@dataclass(frozen=True)
class SeatGrid:
    """Seats of lists in units: unit -> list -> seats.

    Args:
        label: what the seats are.
        units: unit -> list -> seats.
    """

    label: Label
    units: Mapping[str, Mapping[str, int]]
    kind: Literal["seats by unit"] = field(default="seats by unit", kw_only=True, repr=False)


@dataclass(frozen=True)
class QuotientRow:
    """A claim to a seat.

    Args:
        name: whose.
        votes: what is divided.
        divisor: as the statute writes it, such as "1.4" or "√2".
        seat: the number of the seat among the list's own.
        quotient: exact; None for infinite, a division by zero. Its square where ``squared``.
        squared: whether the quotient is the root of ``quotient``.
    """

    name: str
    votes: int
    divisor: str
    seat: int
    quotient: Fraction | None
    squared: bool = False


@dataclass(frozen=True)
class QuotientTable:
    """Quotients, in order, and the highest that did not win.

    Args:
        rows: the quotients.
        next: the highest that did not win; None where there is none.
        which: which quotients they are.
        about: whom a row is about.
    """

    rows: tuple[QuotientRow, ...]
    next: QuotientRow | None = None
    which: Quotients = Quotients.WON
    about: Rows = "list"
    kind: Literal["quotients"] = field(default="quotients", kw_only=True, repr=False)


@dataclass(frozen=True)
class RemainderTable:
    """Full quotas and remainders.

    Args:
        quota: the votes of a seat.
        full: list -> seats by full quotas.
        left: seats that full quotas leave.
        remainders: list -> votes that full quotas leave; empty where they decide nothing.
        rows: whom a row is about; units where they share out the seats of the whole.
    """

    quota: Fraction
    full: Mapping[str, int]
    left: int
    remainders: Mapping[str, Fraction]
    rows: Rows = "list"
    kind: Literal["remainders"] = field(default="remainders", kw_only=True, repr=False)


@dataclass(frozen=True)
class MarginRow:
    """How safe the last seat of a list is.

    Args:
        name: the list.
        fewer: with so many votes fewer it loses its last seat; None where it has none, or none would do.
        more: with so many more it wins another; None where no number would do.
    """

    name: str
    fewer: int | None
    more: int | None


@dataclass(frozen=True)
class MarginTable:
    """By how few votes seats would change hands, each list taken alone.

    Args:
        rows: one a list.
    """

    rows: tuple[MarginRow, ...]
    kind: Literal["margins"] = field(default="margins", kw_only=True, repr=False)


@dataclass(frozen=True)
class LevellingRound:
    """Shares of so many seats, and by how many seats lists that are then left out were above theirs.

    Args:
        size: the size of the house.
        shares: list -> seats of a house of this size.
        left_out: list that is then left out -> seats above its share.
    """

    size: int
    shares: Mapping[str, int]
    left_out: Mapping[str, int]


@dataclass(frozen=True)
class LevellingTable:
    """Rounds in which lists with more seats than their share are left out.

    Args:
        rounds: the rounds in order.
    """

    rounds: tuple[LevellingRound, ...]
    kind: Literal["levelling"] = field(default="levelling", kw_only=True, repr=False)


@dataclass(frozen=True)
class PlacementRow:
    """A levelling seat of a list that falls in a unit, by its figure there.

    Args:
        name: the list.
        unit: where the seat falls.
        votes: of the list there.
        divisor: of its next seat there.
        base: what the quotient is divided by once more; None for nothing.
    """

    name: str
    unit: str
    votes: int
    divisor: Fraction
    base: Fraction | None

    @property
    def value(self) -> Fraction:
        """The figure that is compared."""
        return Fraction(self.votes) / self.divisor / (1 if self.base is None else self.base)


@dataclass(frozen=True)
class PlacementTable:
    """In which units levelling seats fall, in the order in which they were placed.

    Args:
        rows: the seats in the order in which they were placed.
    """

    rows: tuple[PlacementRow, ...]
    kind: Literal["placement"] = field(default="placement", kw_only=True, repr=False)


@dataclass(frozen=True)
class QuorumTable:
    """Where each list that takes part has reached a threshold; None where there is none.

    Args:
        passed: list -> the units where it has reached the threshold.
    """

    passed: Mapping[str, tuple[str, ...]] | None
    kind: Literal["quorum"] = field(default="quorum", kw_only=True, repr=False)


@dataclass(frozen=True)
class DivisorTable:
    """The divisors of a double proportional allocation.

    Args:
        districts: district -> divisor.
        lists: list -> divisor.
        verified: whether dividing and rounding gives these very seats, and all sums are right.
    """

    districts: Mapping[str, Fraction]
    lists: Mapping[str, Fraction]
    verified: bool
    kind: Literal["divisors"] = field(default="divisors", kw_only=True, repr=False)


@dataclass(frozen=True)
class UncoveredRow:
    """The first in a constituency who has no seat: party, votes, and valid votes there.

    Args:
        constituency: the constituency.
        party: the party of its winner.
        votes: first votes of the winner.
        valid: valid first votes there.
    """

    constituency: str
    party: str
    votes: int
    valid: int


@dataclass(frozen=True)
class UncoveredTable:
    """The first in their constituencies whom no seat of their party covers.

    Args:
        rows: one a constituency.
    """

    rows: tuple[UncoveredRow, ...]
    kind: Literal["uncovered"] = field(default="uncovered", kw_only=True, repr=False)
