"""What goes into a step of a derivation and what comes out of it, as values with types.

A rule writes these and no prose: a renderer (:mod:`escrutinio.law.rendering`) knows each type and says it in
the reader's language. ``kind`` is the tag of a type in JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeVar

from escrutinio.law.decisions import Decision, Tie
from escrutinio.law.lots import Lot
from escrutinio.law.seat_parts import (
    DivisorTable,
    LevellingTable,
    MarginTable,
    PlacementTable,
    QuorumTable,
    QuotientTable,
    RemainderTable,
    SeatGrid,
    SeatTable,
    UncoveredTable,
)
from escrutinio.law.step_labels import Label, Rows

P = TypeVar("P")


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
class PairsTable:
    """A number for each pair of candidates, such as the ballots that prefer the first to the second.

    Args:
        label: what the numbers are.
        pairs: candidate -> every other candidate -> number.
    """

    label: Label
    pairs: Mapping[str, Mapping[str, int]]
    kind: Literal["pairs"] = field(default="pairs", kw_only=True, repr=False)


@dataclass(frozen=True)
class TransferRow:
    """A stage of a count by the single transferable vote.

    Args:
        number: from 1.
        action: "first preferences", "surplus", "exclusion" or "keep values".
        names: whose surplus it is, or who is excluded.
        votes: candidate -> votes after it, exact decimals.
        elected: who is elected by it.
        quota: what is enough to be elected at it; None where one quota holds for all stages.
        keep: candidate -> the part of each vote that it keeps; empty where the rule knows none.
    """

    number: int
    action: str
    names: tuple[str, ...]
    votes: Mapping[str, Fraction]
    elected: tuple[str, ...]
    quota: Fraction | None = None
    keep: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class TransferTable:
    """The stages of a count by the single transferable vote.

    Args:
        stages: the stages in order.
    """

    stages: tuple[TransferRow, ...]
    kind: Literal["transfers"] = field(default="transfers", kw_only=True, repr=False)


@dataclass(frozen=True)
class SpreadTable:
    """In how many units candidates reached the share that the law asks for.

    Args:
        units: what the units are called, in the plural and the law's own words.
        number: how many units there are.
        needed: in how many the share is needed.
        reached: candidate -> in how many it was reached.
        rows: whom a row is about.
    """

    units: str
    number: int
    needed: int
    reached: Mapping[str, int]
    rows: Rows = "candidate"
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
    | PairsTable
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
