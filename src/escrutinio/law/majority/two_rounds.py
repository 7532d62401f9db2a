"""Elections in two rounds: conditions for the first round, and who stands in the run-off.

Constitutions as conditions:

====================================  ==================================================================
France, art. 7 (president)            ``MoreThan(1/2)``
Bolivia, art. 166                     ``MoreThan(1/2)``, ``AtLeastWithLead(2/5, 1/10)``
Argentina, arts. 97 and 98            ``MoreThan(9/20)``, ``ShareWithLead(2/5, 1/10, lead_inclusive=False)``
Ecuador, art. 143                     ``MoreThan(1/2)``, ``ShareWithLead(2/5, 1/10, lead_inclusive=False)``
Costa Rica, art. 138                  ``MoreThan(2/5)``
France, Electoral Code L126           ``AllConditions((MoreThan(1/2), VotesOf(Threshold(1/4, ...), number)))``
====================================  ==================================================================

Conditions that look at where the votes were cast are in :mod:`escrutinio.law.majority.spread`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from escrutinio.law.decisions import Elected, RunOff, Tie, Undecided
from escrutinio.law.lots import Lot, draw
from escrutinio.law.majority.plurality import plurality
from escrutinio.law.proportional.divisors import decimal
from escrutinio.law.thresholds.conditions import Threshold, in_words
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of


class Condition(Protocol):
    """A condition for being elected in the first round.

    It may get easier, never harder, when votes move to the first; and harder, never easier, when the
    second or the valid votes grow alone. The sure bounds rest on that.
    """

    @property
    def text(self) -> str:
        """The condition in words."""

    def met(self, first: int, second: int, valid: int) -> bool:
        """Whether ``first`` votes out of ``valid``, with ``second`` the next best, fulfil it."""


@dataclass(frozen=True)
class MoreThan:
    """More than ``share`` of the valid votes, or of what else ``of`` says in words."""

    share: Fraction
    of: str = "the valid votes"

    @property
    def text(self) -> str:
        """The condition in words."""
        return f"more than {in_words(self.share)} of {self.of}"

    def met(self, first: int, second: int, valid: int) -> bool:
        """Compare whole numbers: first * denominator > valid * numerator."""
        return first * self.share.denominator > valid * self.share.numerator


@dataclass(frozen=True)
class AtLeastWithLead:
    """At least ``share`` of the valid votes, and at least ``lead`` of them ahead of the second."""

    share: Fraction
    lead: Fraction

    @property
    def text(self) -> str:
        """The condition in words."""
        return (
            f"at least {in_words(self.share)} of the valid votes "
            f"and a lead of at least {decimal(self.lead * 100)} points over the second"
        )

    def met(self, first: int, second: int, valid: int) -> bool:
        """Compare whole numbers, both parts inclusive."""
        enough = first * self.share.denominator >= valid * self.share.numerator
        ahead = (first - second) * self.lead.denominator >= valid * self.lead.numerator
        # Not `and`: this way law.batch can ask it of whole arrays.
        return enough & ahead


@dataclass(frozen=True)
class ShareWithLead:
    """A share of the valid votes and a lead over the second, each with or without equality.

    Argentina asks for at least 40 % and a lead of more than 10 points, Bolivia for at least 10.
    """

    share: Fraction
    lead: Fraction
    share_inclusive: bool = True
    lead_inclusive: bool = True
    of: str = "the valid votes"

    @property
    def text(self) -> str:
        """The condition in words."""
        words = {True: "at least", False: "more than"}
        enough = f"{words[self.share_inclusive]} {in_words(self.share)} of {self.of}"
        if not self.lead and self.lead_inclusive:
            return enough
        lead = f"{words[self.lead_inclusive]} {decimal(self.lead * 100)} points"
        return f"{enough} and a lead of {lead} over the second"

    def met(self, first: int, second: int, valid: int) -> bool:
        """Compare whole numbers."""
        have, need = first * self.share.denominator, valid * self.share.numerator
        ahead, lead = (first - second) * self.lead.denominator, valid * self.lead.numerator
        return (have >= need if self.share_inclusive else have > need) and (
            ahead >= lead if self.lead_inclusive else ahead > lead
        )


@dataclass(frozen=True)
class VotesOf:
    """A share of another number than the valid votes, such as a quarter of the registered voters.

    Args:
        share: the share, with its base in words.
        number: that base.
    """

    share: Threshold
    number: int

    def __post_init__(self) -> None:
        check_votes({self.share.base: self.number})

    @property
    def text(self) -> str:
        """The condition in words."""
        return self.share.text

    def met(self, first: int, second: int, valid: int) -> bool:
        """Only the votes of the first and the number count."""
        return self.share.passes(first, self.number)


@dataclass(frozen=True)
class AllConditions:
    """Several conditions, every one of which is needed."""

    conditions: tuple[Condition, ...]

    @property
    def text(self) -> str:
        """The conditions in words."""
        return " and ".join(condition.text for condition in self.conditions)

    def met(self, first: int, second: int, valid: int) -> bool:
        """Whether every one is met."""
        return all(condition.met(first, second, valid) for condition in self.conditions)


def first_round(
    votes: Mapping[str, int],
    valid: int,
    conditions: Sequence[Condition],
    *,
    equal_stand: bool = False,
    lots: Sequence[Lot] = (),
) -> Elected | RunOff | Undecided:
    """Elect in the first round, or name who stands in the run-off.

    Args:
        votes: list -> votes of the lists that stand. A list without votes takes no place.
        valid: all valid votes; taken as the sum of ``votes`` if it is less.
        conditions: any one of them is enough.
        equal_stand: whether all who are equal for a place stand, as in Kenya (Constitution 2010, art. 138(6)
            and (7)); else the place is tied.
        lots: recorded lots, for shared places in the run-off.

    Returns:
        Elected; RunOff, with a Tie where places are shared; Undecided where fewer than two lists have
        votes and none is elected.

    Raises:
        LawError: a count is negative or not an int.
    """
    check_votes({**votes, "valid votes": valid})
    ranked = sorted(((number, name) for name, number in votes.items() if number), key=lambda x: (-x[0], x[1]))
    valid = max(valid, sum(votes.values()))
    if not ranked:
        return Undecided("no votes counted")
    first, leader = ranked[0]
    second = ranked[1][0] if len(ranked) > 1 else 0
    if first > second:
        for condition in conditions:
            if condition.met(first, second, valid):
                return Elected(leader, condition.text)
    if len(ranked) == 1:
        return Undecided("only one list has votes and it does not fulfil the conditions of the first round")
    text = "nobody fulfils the conditions of the first round"
    # Above the second-best count are zero or one name; those at it share the places that are left.
    sure = tuple(name for number, name in ranked if number > second)
    level = [name for number, name in ranked if number == second]
    places = 2 - len(sure)
    if len(level) == places or equal_stand:
        return RunOff((*sure, *level), None, text)
    tie = Tie.of(level, places, "places in the run-off")
    drawn = draw(tie, lots)
    return RunOff(sure, tie, text) if drawn is None else RunOff((*sure, *drawn[0]), None, text)


def run_off(
    votes: Mapping[str, int], pair: tuple[str, str], *, lots: Sequence[Lot] = ()
) -> Elected | Tie | Undecided:
    """The second round: the more votes of the two win.

    Raises:
        LawError: ``votes`` names somebody who does not stand, or a count is negative or not an int.
    """
    strangers = sorted(set(votes) - set(pair))
    if strangers:
        raise LawError(
            f"{some_of(strangers)} did not reach the run-off",
            hint=f"Only {' and '.join(pair)} stand in it.",
        )
    return plurality(votes, lots=lots, what="the run-off")


def second_round(
    votes: Mapping[str, int],
    bar: Threshold,
    base: int,
    *,
    places: int = 2,
    lots: Sequence[Lot] = (),
) -> RunOff | Undecided:
    """Who may stand in a second round that is open to all above a share.

    France, Electoral Code L162: votes of at least 12.5 % of the registered voters; where fewer than two have
    them, those with the most votes stand, so that there are two.

    Args:
        votes: candidate -> votes in the first round.
        bar: the share, with its base in words.
        base: that base, such as the registered voters.
        places: how many stand at least.
        lots: recorded lots, for places that the share does not fill.

    Returns:
        RunOff, whose ``pair`` holds all who stand, the most votes first, and a Tie where places are shared;
        Undecided where fewer candidates than ``places`` have votes.

    Raises:
        LawError: a count is negative or not an int.
    """
    check_votes({**votes, bar.base: base})
    ranked = sorted((name for name, number in votes.items() if number), key=lambda name: (-votes[name], name))
    if len(ranked) < places:
        return Undecided(f"fewer than {places} candidates have votes")
    text = f"{bar.text}, or the first {places}"
    above = [name for name in ranked if bar.passes(votes[name], base)]
    if len(above) >= places:
        return RunOff(tuple(above), None, text)
    last = votes[ranked[places - 1]]
    sure = [name for name in ranked if votes[name] > last]
    level = [name for name in ranked if votes[name] == last]
    if len(sure) + len(level) == places:
        return RunOff((*sure, *level), None, text)
    tie = Tie.of(level, places - len(sure), "places in the run-off")
    drawn = draw(tie, lots)
    return RunOff(tuple(sure), tie, text) if drawn is None else RunOff((*sure, *sorted(drawn[0])), None, text)
