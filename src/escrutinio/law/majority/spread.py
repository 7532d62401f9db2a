"""Presidents who need votes all over the country: a share in each of so many regions, beside a majority.

=========  ===============================  ==================================================================
country    article                          rule
=========  ===============================  ==================================================================
Kenya      Constitution 2010, art. 138(4)   more than half of all votes cast, and at least 25 % of the votes
                                            cast in each of more than half of the 47 counties
Nigeria    Constitution 1999, s. 134(2)     the most votes, and not less than one quarter of the votes cast
                                            in each of at least two thirds of the states and Abuja
Indonesia  Constitution, art. 6A(3)         more than half of the votes, and at least 20 % in every province,
                                            in more than half of the provinces
=========  ===============================  ==================================================================

What "votes cast" are, with or without rejected ballots, is for the caller to say: ``cast`` gives the number
of each region. Kenya's Supreme Court (Petition 5 of 2013, Raila Odinga v IEBC) leaves rejected ballots out.
Votes that belong to no region, such as Kenya's from abroad, count for the country only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.decisions import Decision, Elected, RunOff, Tie, Undecided
from escrutinio.law.lots import Lot, draw
from escrutinio.law.majority.two_rounds import Condition, MoreThan, first_round
from escrutinio.law.outcome import add_up
from escrutinio.law.plain import Plain
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of


@dataclass(frozen=True)
class SpreadRule:
    """What is needed all over the country.

    Args:
        share: the share of a region's votes.
        regions: the share of the regions in which it is needed.
    """

    share: Threshold
    regions: Threshold

    @property
    def text(self) -> str:
        """The rule in words."""
        return f"{self.share.text}, in {self.regions.text}"

    def needed(self, regions: int) -> int:
        """In how many regions the share is needed: of 47 counties, more than half is 24."""
        return self.regions.least(regions)


KENYA = SpreadRule(
    Threshold(Fraction(1, 4), "the votes cast in the county", inclusive=True),
    Threshold(Fraction(1, 2), "the counties", inclusive=False),
)
"""Constitution of Kenya 2010, art. 138(4)(b)."""
NIGERIA = SpreadRule(
    Threshold(Fraction(1, 4), "the votes cast in the state", inclusive=True),
    Threshold(Fraction(2, 3), "the states and the Federal Capital Territory", inclusive=True),
)
"""Constitution of Nigeria 1999, s. 134(2)(b), the territory counted like a state."""
INDONESIA = SpreadRule(
    Threshold(Fraction(1, 5), "the votes in the province", inclusive=True),
    Threshold(Fraction(1, 2), "the provinces", inclusive=False),
)
"""Constitution of Indonesia, art. 6A(3)."""


@dataclass(frozen=True)
class SpreadRound(Plain):
    """The first round of such an election.

    Args:
        decision: who is elected, who stands in the run-off, or why it is open.
        votes: candidate -> votes in the whole country.
        valid: the number that majorities are a share of.
        needed: in how many regions the share is needed.
        reached: candidate -> the regions in which it has the share, sorted.
        margins: candidate -> region -> votes above the fewest that are enough there, or below zero.
    """

    decision: Decision
    votes: Mapping[str, int]
    valid: int
    needed: int
    reached: Mapping[str, tuple[str, ...]]
    margins: Mapping[str, Mapping[str, int]]


def spread_round(
    votes: Mapping[str, Mapping[str, int]],
    rule: SpreadRule,
    conditions: Sequence[Condition] = (MoreThan(Fraction(1, 2)),),
    *,
    cast: Mapping[str, int] | None = None,
    elsewhere: Collection[str] = (),
    most_votes: bool = False,
    to_run_off: bool = True,
    equal_stand: bool = False,
    lots: Sequence[Lot] = (),
) -> SpreadRound:
    """Elect, or name who stands in the run-off.

    Args:
        votes: region -> candidate -> votes.
        rule: what is needed all over the country, beside a condition.
        conditions: any one of them is enough beside the rule.
        cast: region -> votes cast, the base of all shares; the votes of its candidates unless given, and
            never fewer.
        elsewhere: those of the keys of ``votes`` that are no regions, such as voters abroad.
        most_votes: whether the most votes are enough in place of the conditions (Nigeria).
        to_run_off: whether the two with the most votes stand in a run-off where nobody is elected. Nigeria's
            s. 134(3) chooses the second otherwise, so that there the answer is Undecided.
        equal_stand: whether all who are equal for a place in the run-off stand (Kenya).
        lots: recorded lots, for the seat where the most votes are enough, and for places in the run-off.

    Raises:
        LawError: a count is negative or not an int, or ``cast`` or ``elsewhere`` names an unknown region.
    """
    for region in sorted(votes):
        check_votes(votes[region], where=f"region {region}")
    check_votes(cast or {}, where="votes cast")
    unknown = sorted({*elsewhere, *(cast or {})} - set(votes))
    if unknown:
        raise LawError(f"no votes are given of {some_of(unknown)}")
    base = {region: max((cast or {}).get(region, 0), sum(votes[region].values())) for region in sorted(votes)}
    total = add_up(votes.values())
    regions = [region for region in base if region not in elsewhere]
    needed = rule.needed(len(regions))
    margins = {
        name: {region: votes[region].get(name, 0) - rule.share.least(base[region]) for region in regions}
        for name in total
    }
    reached = {
        name: tuple(
            region for region in regions if rule.share.passes(votes[region].get(name, 0), base[region])
        )
        for name in total
    }
    spread = {name for name, where in reached.items() if regions and len(where) >= needed}
    valid = sum(base.values())
    decision = _decide(total, valid, spread, conditions, rule, most_votes, to_run_off, equal_stand, lots)
    return SpreadRound(decision, total, valid, needed, reached, margins)


def _decide(
    votes: Mapping[str, int],
    valid: int,
    spread: Collection[str],
    conditions: Sequence[Condition],
    rule: SpreadRule,
    most_votes: bool,
    to_run_off: bool,
    equal_stand: bool,
    lots: Sequence[Lot],
) -> Decision:
    """The conditions count only for a leader whose votes are spread as the rule asks."""
    most = max(votes.values(), default=0)
    if most == 0:
        return Undecided("no votes counted")
    leaders = [name for name, number in votes.items() if number == most]
    ready = [name for name in leaders if name in spread]
    if most_votes and ready:
        if len(ready) > 1:
            tie = Tie.of(ready, 1, "the most votes")
            drawn = draw(tie, lots)
            return tie if drawn is None else Elected(drawn[0][0], "equal votes, by the recorded lot")
        return Elected(ready[0], f"the most votes, and {rule.text}")
    # Equal leaders fulfil no condition, so that it does not matter which of them is asked about.
    asked = conditions if ready and not most_votes else ()
    places = lots if to_run_off else ()
    decision = first_round(votes, valid, asked, equal_stand=equal_stand, lots=places)
    if isinstance(decision, Elected):
        return Elected(decision.name, f"{decision.text}, and {rule.text}")
    if isinstance(decision, RunOff) and not to_run_off:
        return Undecided(f"nobody has the votes that are needed, and {rule.text}")
    return decision
