"""What goes into a step of a derivation and what comes out of it, as values with types.

A rule writes these and no prose: a renderer (:mod:`escrutinio.law.rendering`) knows each type and says it in
the reader's language. ``kind`` is the tag of a type in JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Literal, TypeVar

from escrutinio.law.decisions import Decision, Tie
from escrutinio.law.lots import Lot


class Label(StrEnum):
    """What a number, a column or a list of names is; renderers have the words."""

    # Numbers that are counted.
    VOTES = "votes"
    CANDIDATE_VOTES = "candidate votes"
    LIST_VOTES = "list votes"
    VALID = "valid"
    CAST = "cast"
    REGISTERED = "registered"
    POPULATION = "population"
    BALLOTS = "ballots"
    FIRST_PREFERENCES = "first preferences"
    PREFERENCES_ADDED = "preferences added"
    TOTALS = "totals"
    VOTERS = "voters"
    WITHDRAWN_VOTES = "withdrawn votes"
    # What is computed from them.
    QUOTA = "quota"
    MEASURE = "measure"
    LAND_NUMBER = "land number"
    ELECTORAL_KEY = "electoral key"
    # Units and places.
    UNITS = "units"
    DISTRICTS = "districts"
    CANDIDATES = "candidates"
    ELECTORS = "electors"
    ELECTORS_OPEN = "electors open"
    WINNERS = "winners"
    # Seats.
    SEATS = "seats"
    ALL_SEATS = "all seats"
    LIST_SEATS = "list seats"
    LIST_SEATS_OPEN = "list seats open"
    SINGLE_MEMBER_SEATS = "single-member seats"
    ENTITLEMENT = "entitlement"
    OVERHANG = "overhang"
    HOUSE_SIZE = "house size"
    BONUS = "bonus"
    SHARED_SEATS = "shared seats"
    FULL_QUOTAS = "full quotas"
    SEATS_LEFT = "seats left"
    SEATS_IN_UNITS = "seats in units"
    SEATS_TIED_IN_UNITS = "seats tied in units"
    LEVELLING_SEATS = "levelling seats"
    SEATS_IN_REGIONS = "seats in regions"
    SEATS_IN_LAND = "seats in land"
    SEATS_IN_LANDS = "seats in lands"
    SEATS_BELOW = "seats below"
    LEFT_FOR_COUNTRY = "left for country"
    # Names.
    ELECTED = "elected"
    NEXT = "next"
    REMAIN = "remain"
    TAKE_PART = "take part"
    TAKE_PART_WITH_ABROAD = "take part with abroad"
    AGREEMENTS = "agreements"
    VOID_AGREEMENTS = "void agreements"
    ALLIANCES = "alliances"
    UNITS_SHORT = "units short"
    FIRST = "first"
    CONTEST = "contest"


class Quotients(StrEnum):
    """Which quotients a table has."""

    WON = "won"
    LAST_OF_EACH = "last of each"
    SEATS_LEFT = "seats left"
    BORDER = "border"
    TAKEN = "taken"


P = TypeVar("P")
Rows = Literal["list", "candidate", "unit"]
"""Whom a row of a table is about."""


@dataclass(frozen=True)
class Number:
    """One number: ``value`` of ``label``.

    Args:
        label: what it is.
        value: the number, exact.
    """

    label: Label
    value: int | Fraction
    kind: Literal["number"] = field(default="number", kw_only=True, repr=False)


@dataclass(frozen=True)
class Names:
    """Some names, in an order that means something only where the rule says so.

    Args:
        label: what they are.
        names: the names.
    """

    label: Label
    names: tuple[str, ...]
    kind: Literal["names"] = field(default="names", kw_only=True, repr=False)


@dataclass(frozen=True)
class VotesTable:
    """Votes, or people, by list or unit.

    Args:
        votes: name -> number, exact.
        label: what they are.
        base: what a share of them is of; None where shares mean nothing.
        rows: whom a row is about.
    """

    votes: Mapping[str, int | Fraction]
    label: Label = Label.VOTES
    base: int | None = None
    rows: Rows = "list"
    kind: Literal["votes"] = field(default="votes", kw_only=True, repr=False)


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
    """

    rows: tuple[QuotientRow, ...]
    next: QuotientRow | None = None
    which: Quotients = Quotients.WON
    kind: Literal["quotients"] = field(default="quotients", kw_only=True, repr=False)


@dataclass(frozen=True)
class RemainderTable:
    """Full quotas and remainders.

    Args:
        quota: the votes of a seat.
        full: list -> seats by full quotas.
        left: seats that full quotas leave.
        remainders: list -> votes that full quotas leave; empty where they decide nothing.
    """

    quota: Fraction
    full: Mapping[str, int]
    left: int
    remainders: Mapping[str, Fraction]
    kind: Literal["remainders"] = field(default="remainders", kw_only=True, repr=False)


@dataclass(frozen=True)
class ThresholdRow:
    """One list before a threshold.

    Args:
        name: the list.
        votes: its votes.
        takes_part: whether it does, after this and every threshold before.
        margin: votes above the bar, or below it if negative; None where no number of votes says it.
        by: the conditions that it met, in words of the law, where conditions are joined.
    """

    name: str
    votes: int
    takes_part: bool
    margin: int | None = None
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class ThresholdTable:
    """Who takes part.

    Args:
        lists: every list that has votes or takes part, most votes first.
        fewer_than: how many lists the rule wants at least, where the first condition left fewer.
        place: the place of the condition that stands instead; 1 for the first.
    """

    lists: tuple[ThresholdRow, ...]
    fewer_than: int = 0
    place: int = 1
    kind: Literal["threshold"] = field(default="threshold", kw_only=True, repr=False)

    @property
    def taking_part(self) -> tuple[str, ...]:
        """The lists that take part, by name."""
        return tuple(sorted(row.name for row in self.lists if row.takes_part))


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
class DecisionResult:
    """Who is elected, or why nobody is.

    Args:
        decision: what is decided.
    """

    decision: Decision
    kind: Literal["decision"] = field(default="decision", kw_only=True, repr=False)


@dataclass(frozen=True)
class DecisionTable:
    """Who is elected in each unit.

    Args:
        decisions: unit -> what is decided there.
    """

    decisions: Mapping[str, Decision]
    kind: Literal["decisions"] = field(default="decisions", kw_only=True, repr=False)


@dataclass(frozen=True)
class Ties:
    """Equal claims that wait for a decision by people.

    Args:
        ties: the ties.
    """

    ties: tuple[Tie, ...]
    kind: Literal["ties"] = field(default="ties", kw_only=True, repr=False)


@dataclass(frozen=True)
class Lots:
    """Recorded lots: those that decided here, and those that fit no tie.

    Args:
        used: lots that decided something.
        unused: lots that decided nothing.
    """

    used: tuple[Lot, ...]
    unused: tuple[Lot, ...] = ()
    kind: Literal["lots"] = field(default="lots", kw_only=True, repr=False)


@dataclass(frozen=True)
class RoundRow:
    """A round of a count in which the last is excluded.

    Args:
        number: from 1.
        votes: candidate -> ballots that count for them.
        exhausted: ballots that name nobody who is left.
        excluded: who is out after it; None in the last.
        by: what chose them: "fewest", "lot" and so on.
    """

    number: int
    votes: Mapping[str, int]
    exhausted: int
    excluded: str | None
    by: str


@dataclass(frozen=True)
class RoundsTable:
    """The rounds of an instant run-off.

    Args:
        rounds: the rounds in order.
    """

    rounds: tuple[RoundRow, ...]
    kind: Literal["rounds"] = field(default="rounds", kw_only=True, repr=False)


@dataclass(frozen=True)
class TransferRow:
    """A stage of a count by the single transferable vote.

    Args:
        number: from 1.
        action: "first preferences", "surplus" or "exclusion".
        names: whose surplus it is, or who is excluded.
        votes: candidate -> votes after it, exact decimals.
        elected: who is elected by it.
    """

    number: int
    action: str
    names: tuple[str, ...]
    votes: Mapping[str, Fraction]
    elected: tuple[str, ...]


@dataclass(frozen=True)
class TransferTable:
    """The stages of a count by the single transferable vote.

    Args:
        stages: the stages in order.
    """

    stages: tuple[TransferRow, ...]
    kind: Literal["transfers"] = field(default="transfers", kw_only=True, repr=False)


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
class SpreadTable:
    """In how many units candidates reached the share that the law asks for.

    Args:
        units: what the units are called, in the plural and the law's own words.
        number: how many units there are.
        needed: in how many the share is needed.
        reached: candidate -> in how many it was reached.
    """

    units: str
    number: int
    needed: int
    reached: Mapping[str, int]
    kind: Literal["spread"] = field(default="spread", kw_only=True, repr=False)


@dataclass(frozen=True)
class CollegeTable:
    """Electors by candidate, and the units they are from.

    Args:
        electors: candidate -> electors that are certain.
        units: candidate -> unit -> its electors.
        undecided: electors of units that are tied or have no votes.
    """

    electors: Mapping[str, int]
    units: Mapping[str, Mapping[str, int]]
    undecided: int
    kind: Literal["college"] = field(default="college", kw_only=True, repr=False)


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


Part = (
    Number
    | Names
    | VotesTable
    | SeatTable
    | SeatGrid
    | QuotientTable
    | RemainderTable
    | ThresholdTable
    | MarginTable
    | DecisionResult
    | DecisionTable
    | Ties
    | Lots
    | RoundsTable
    | TransferTable
    | LevellingTable
    | PlacementTable
    | QuorumTable
    | DivisorTable
    | SpreadTable
    | CollegeTable
    | UncoveredTable
)
"""One thing that went into a step or came out of it."""


@dataclass(frozen=True)
class Step:
    """One step of a derivation.

    Args:
        rule: what it is called.
        article: where the law says it.
        text: the rule in words.
        inputs: what went in.
        results: what came out.
    """

    rule: str
    article: str
    text: str
    inputs: tuple[Part, ...]
    results: tuple[Part, ...]

    def part(self, of: type[P], label: Label | None = None) -> P:
        """The first part of a type, and of a label if one is given; results before inputs.

        Raises:
            KeyError: there is none.
        """
        for part in (*self.results, *self.inputs):
            if isinstance(part, of) and label in (None, getattr(part, "label", None)):
                return part
        raise KeyError(of.__name__ if label is None else f"{of.__name__}, {label}")

    def number(self, label: Label) -> int | Fraction:
        """A number by its label.

        Raises:
            KeyError: there is none.
        """
        return self.part(Number, label).value

    def names(self, label: Label) -> tuple[str, ...]:
        """Names by their label.

        Raises:
            KeyError: there are none.
        """
        return self.part(Names, label).names
