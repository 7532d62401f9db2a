"""Elections in two rounds: conditions for the first round, and who stands in the run-off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from escrutinio.law.outcome import Elected, RunOff, Tie, Undecided
from escrutinio.law.plurality import plurality
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError


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
    """More than ``share`` of the valid votes."""

    share: Fraction

    @property
    def text(self) -> str:
        """The condition in words."""
        return f"more than {self.share * 100} % of the valid votes"

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
            f"at least {self.share * 100} % of the valid votes "
            f"and a lead of at least {self.lead * 100} points over the second"
        )

    def met(self, first: int, second: int, valid: int) -> bool:
        """Compare whole numbers, both parts inclusive."""
        enough = first * self.share.denominator >= valid * self.share.numerator
        ahead = (first - second) * self.lead.denominator >= valid * self.lead.numerator
        # Not `and`: this way law.batch can ask it of whole arrays.
        return enough & ahead


def first_round(
    votes: Mapping[str, int], valid: int, conditions: Sequence[Condition]
) -> Elected | RunOff | Undecided:
    """Elect in the first round, or name who stands in the run-off.

    Args:
        votes: list -> votes of the lists that stand. A list without votes takes no place.
        valid: all valid votes; taken as the sum of ``votes`` if it is less.
        conditions: any one of them is enough.

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
    if len(level) == places:
        return RunOff((*sure, *level), None, text)
    return RunOff(sure, Tie.of(level, places, "places in the run-off"), text)


def run_off(votes: Mapping[str, int], pair: tuple[str, str]) -> Elected | Tie | Undecided:
    """The second round: the more votes of the two win.

    Raises:
        LawError: ``votes`` names somebody who does not stand, or a count is negative or not an int.
    """
    strangers = sorted(set(votes) - set(pair))
    if strangers:
        raise LawError(
            f"{', '.join(strangers)} did not reach the run-off",
            mend=f"Only {' and '.join(pair)} stand in it.",
        )
    return plurality(votes, what="the run-off")
