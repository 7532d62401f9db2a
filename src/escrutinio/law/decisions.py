"""Who is elected, or why nobody is yet: a tie or an open question is a value like any other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from escrutinio.law.plain import Plain


@dataclass(frozen=True)
class Tie(Plain):
    """Some lists have equal claims to fewer seats than there are claims; a person must decide.

    Args:
        tied: the names concerned, sorted.
        seats: how many seats (or places) they share, fewer than or as many as the claims.
        what: what is tied, in words.
    """

    tied: tuple[str, ...]
    seats: int
    what: str
    kind: Literal["tie"] = field(default="tie", kw_only=True, repr=False)

    @classmethod
    def of(cls, tied: Iterable[str], seats: int, what: str) -> Tie:
        """A tie whose names are put in sorted order, so that it never depends on the order of input."""
        return cls(tuple(sorted(tied)), seats, what)


@dataclass(frozen=True)
class Elected(Plain):
    """``name`` is elected; ``text`` says by which rule.

    Args:
        name: who.
        text: by which rule; empty where it needs no words.
    """

    name: str
    text: str = ""
    kind: Literal["elected"] = field(default="elected", kw_only=True, repr=False)


@dataclass(frozen=True)
class RunOff(Plain):
    """Nobody is elected in the first round.

    ``pair`` holds the names sure to stand in the run-off, best first. It has two names, unless the law lets
    more stand or places are tied: then ``tie`` names who shares the places that are left.

    Args:
        pair: the names sure to stand in the run-off, best first.
        tie: who shares the places that are left; None where none are.
        text: why; empty where it needs no words.
    """

    pair: tuple[str, ...]
    tie: Tie | None = None
    text: str = ""
    kind: Literal["run-off"] = field(default="run-off", kw_only=True, repr=False)


@dataclass(frozen=True)
class Undecided(Plain):
    """The totals do not answer the question; ``text`` says why.

    Args:
        text: why.
    """

    text: str
    kind: Literal["undecided"] = field(default="undecided", kw_only=True, repr=False)


@dataclass(frozen=True)
class NoSeat(Undecided):
    """Who has the most votes is known, and the law gives no seat for them: nobody is elected there."""


@dataclass(frozen=True)
class MeasureResult(Plain):
    """How a ballot measure (a referendum or plebiscite) ends: it is adopted or it is not.

    Args:
        name: the answer that the law follows. Where a quorum is missed it can be the one with fewer votes.
        adopted: whether the measure is adopted.
        text: the conditions, all of which are met, or else those that are not.
    """

    name: str
    adopted: bool
    text: str
    kind: Literal["measure"] = field(default="measure", kw_only=True, repr=False)


Decision = Elected | RunOff | Tie | Undecided | MeasureResult


def chosen(decision: Decision | None) -> str | None:
    """Who is elected, or the answer that a ballot measure ends with; None where neither is decided."""
    return decision.name if isinstance(decision, Elected | MeasureResult) else None
