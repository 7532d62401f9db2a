"""Thresholds: what a list needs before it takes part in an allocation.

A :class:`Threshold` is one share of one base. Other conditions (a share that grows with the parties of a
coalition, a share in some districts, single-member seats, a full quota, a number of votes, a label) stand
beside it. All are joined by ``any_of`` and ``all_of`` and judged by ``qualify``, in
:mod:`escrutinio.law.thresholds.qualification`. Everything is compared in whole numbers, so exactly the
share is exactly
the share.

Examples: Spain, LOREG art. 163(1)(a): 3 % of the valid votes of the district, blank ones among them.
Czechia, Act 247/1995, s. 49, in 2017: 5 %, and 10, 15, 20 % for coalitions of two, three, four or more
parties. New Zealand, Electoral Act 1993, s. 191: 5 % or one electorate seat. Germany, Federal Elections Act,
s. 4(2): 5 %, or three constituencies, or a national minority. Netherlands, Kieswet art. P 7(2): residual
seats only for lists with a full electoral quota.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.proportional.divisors import decimal
from escrutinio.law.proportional.quotas import Quota, hare_quota
from escrutinio.law.thresholds.qualification import ListFacts, Qualification, Qualified, Verdict
from escrutinio.model.errors import LawError


def in_words(share: Fraction) -> str:
    """A share as a law has it: ``3.25 %``, and ``2/3`` where no decimal is exact."""
    per_cent = decimal(share * 100)
    return str(share) if "/" in per_cent else f"{per_cent} %"


@dataclass(frozen=True)
class Threshold(Qualification):
    """A share of a base, with or without equality.

    Args:
        share: the share needed, such as Fraction(3, 100).
        base: what it is a share of, in words.
        inclusive: whether exactly the share is enough.
    """

    share: Fraction
    base: str
    inclusive: bool

    def __post_init__(self) -> None:
        if not isinstance(self.share, Fraction) or not 0 <= self.share <= 1:
            raise LawError(f"a threshold's share is a Fraction from 0 to 1, not {self.share!r}")

    def passes(self, votes: int, base: int | Fraction) -> bool:
        """Whether ``votes`` out of ``base`` are enough, exactly. Nobody passes on an empty base."""
        if base == 0:
            return False
        have, need = votes * self.share.denominator, base * self.share.numerator
        return have >= need if self.inclusive else have > need

    def least(self, base: int | Fraction) -> int:
        """The fewest votes that are enough: on a base above zero, whoever has them passes and nobody else."""
        need = self.share * base
        return int(-(-need // 1)) if self.inclusive else int(need // 1) + 1

    def missing(self, votes: int, base: int) -> int | None:
        """The fewest more votes of its own that make a list pass, when the base grows by them too.

        0 where it passes; None where no number is enough.
        """
        if self.passes(votes, base):
            return 0
        part, whole = self.share.numerator, self.share.denominator
        if part == whole:
            # All of the base: the votes of the others cannot be made up for, and more than all is too much.
            return 1 if base == 0 and self.inclusive else None
        short = base * part - votes * whole
        more = -(-short // (whole - part)) if self.inclusive else short // (whole - part) + 1
        return max(more, 1)

    @property
    def text(self) -> str:
        """The threshold in words, with its share, its base and whether equality is enough."""
        return f"{'at least' if self.inclusive else 'more than'} {in_words(self.share)} of {self.base}"

    def judge(self, facts: ListFacts) -> Verdict:
        """The share of the list's votes, in the base that has the threshold's words."""
        base = facts.base(self.base)
        margin = facts.votes - self.least(base) if base else None
        return Verdict(self.text, self.passes(facts.votes, base), margin, self.missing(facts.votes, base))


@dataclass(frozen=True)
class ShareByParties(Qualification):
    """A share that depends on how many parties stand together.

    Args:
        shares: number of parties -> share, such as {1: 5 %, 2: 10 %}; beyond the largest number, its share.
        base: what they are shares of, in words.
        inclusive: whether exactly the share is enough.
    """

    shares: Mapping[int, Fraction]
    base: str
    inclusive: bool = True

    def __post_init__(self) -> None:
        if sorted(self.shares) != list(range(1, len(self.shares) + 1)) or not self.shares:
            raise LawError(
                f"shares for {sorted(self.shares)} parties",
                hint="Give one share each for 1, 2, ... parties; beyond the last it stays.",
            )
        for parties in self.shares:
            self.of(parties)

    def of(self, parties: int) -> Threshold:
        """The threshold of a list on which so many parties stand together."""
        return Threshold(self.shares[min(max(parties, 1), len(self.shares))], self.base, self.inclusive)

    @property
    def text(self) -> str:
        """All shares in words."""
        last = len(self.shares)
        words = ", ".join(
            f"{in_words(self.shares[n])} for {n}{' or more' if n == last else ''}" for n in range(1, last + 1)
        )
        return f"{'at least' if self.inclusive else 'more than'} a share of {self.base} by parties: {words}"

    def judge(self, facts: ListFacts) -> Verdict:
        """The threshold for as many parties as the list has."""
        return self.of(facts.parties).judge(facts)


@dataclass(frozen=True)
class ShareInUnits(Qualification):
    """A share of the votes in at least some districts.

    Args:
        share: the share, its base in words being that of one district.
        units: in how many districts it is needed.
        unit: what a district is called.
    """

    share: Threshold
    units: int = 1
    unit: str = "district"

    def __post_init__(self) -> None:
        if type(self.units) is not int or self.units < 1:
            raise LawError(f"a share in {self.units!r} districts", hint="Ask for one district or more.")

    @property
    def text(self) -> str:
        """The share and the number of districts in words."""
        return f"{self.share.text} in at least {self.units} {self.unit}{'s' if self.units != 1 else ''}"

    def judge(self, facts: ListFacts) -> Verdict:
        """The margin is that in the last district needed, the best ones first; missing is added over them."""
        places = [
            (votes - self.share.least(base), self.share.missing(votes, base))
            for votes, base in facts.units.values()
            if base
        ]
        margins = sorted((margin for margin, _ in places), reverse=True)
        lacks = sorted(more for _, more in places if more is not None)
        margin = margins[self.units - 1] if len(margins) >= self.units else None
        met = margin is not None and margin >= 0
        missing = sum(lacks[: self.units]) if len(lacks) >= self.units else None
        return Verdict(self.text, met, margin, missing)


@dataclass(frozen=True)
class JudgedElsewhere(Qualification):
    """A condition judged on other votes, such as a share of the whole country asked for in each district.

    Args:
        found: what was said there.
    """

    found: Qualified

    @property
    def text(self) -> str:
        """The condition in its own words."""
        return self.found.rule

    def judge(self, facts: ListFacts) -> Verdict:
        """What was said of this list; not met where it did not stand."""
        return self.found.verdicts.get(facts.name) or Verdict(self.text, False)


@dataclass(frozen=True)
class SeatsWon(Qualification):
    """At least so many single-member seats.

    Args:
        seats: how many.
        what: what they are called, in the plural.
    """

    seats: int
    what: str = "constituencies"

    @property
    def text(self) -> str:
        """The number in words."""
        return f"{self.what} won: at least {self.seats}"

    def judge(self, facts: ListFacts) -> Verdict:
        """By seats, so that no margin in votes is told."""
        return Verdict(self.text, facts.seats >= self.seats)


@dataclass(frozen=True)
class QuotaReached(Qualification):
    """At least a quota of votes, or a part of it; or more than that.

    Args:
        seats: the seats of which the quota is the price.
        base: what the quota is computed from, in words.
        quota: the quota; Hare's unless given.
        name: what the quota is called.
        part: the part of it that is needed, such as Fraction(3, 4).
        inclusive: whether exactly that is enough.
    """

    seats: int
    base: str
    quota: Quota = hare_quota
    name: str = "the electoral quota"
    part: Fraction = Fraction(1)
    inclusive: bool = True

    def least(self, base: int) -> int:
        """The fewest votes that are enough on a base above zero."""
        need = self.part * self.quota(base, self.seats)
        return int(-(-need // 1)) if self.inclusive else int(need // 1) + 1

    @property
    def text(self) -> str:
        """The quota in words."""
        much = "" if self.part == 1 else f"{in_words(self.part)} of "
        needed = "at least" if self.inclusive else "more than"
        return f"{needed} {much}{self.name} ({self.base}, {self.seats} seats)"

    def judge(self, facts: ListFacts) -> Verdict:
        """Whole votes against the exact quota, which need not be whole."""
        base = facts.base(self.base)
        if base == 0 or self.seats < 1:
            return Verdict(self.text, False)
        least = self.least(base)
        return Verdict(self.text, facts.votes >= least, facts.votes - least)


@dataclass(frozen=True)
class VotesReached(Qualification):
    """At least a number of votes."""

    votes: int

    @property
    def text(self) -> str:
        """The number in words."""
        return f"at least {self.votes} votes"

    def judge(self, facts: ListFacts) -> Verdict:
        """The plain difference."""
        margin = facts.votes - self.votes
        return Verdict(self.text, margin >= 0, margin, max(-margin, 0))


@dataclass(frozen=True)
class Labelled(Qualification):
    """The list has a label, such as being the list of a national minority; or it has it not."""

    label: str
    has: bool = True

    @property
    def text(self) -> str:
        """The label in words."""
        return f"a list {'with' if self.has else 'without'} the label “{self.label}”"

    def judge(self, facts: ListFacts) -> Verdict:
        """No votes decide it."""
        return Verdict(self.text, (self.label in facts.labels) == self.has)
