"""The tests there are, and those that are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from escrutinio.explain.forensics.copies import identical_votes
from escrutinio.explain.forensics.dealing import Preparation, by_dealing
from escrutinio.explain.forensics.percentages import rounded_counts, share_spikes, whole_percentages
from escrutinio.explain.forensics.places import swapped_columns, unlike_their_place
from escrutinio.explain.forensics.results import CannotTell, Verdict
from escrutinio.explain.forensics.sheets import Sheets
from escrutinio.explain.forensics.small import small_stations
from escrutinio.model import UsageError
from escrutinio.model.text import many_of


@dataclass(frozen=True)
class Simulating:
    """A test with a null of its own."""

    run: Callable[[Sheets, int, int], Verdict | CannotTell]


@dataclass(frozen=True)
class Dealing:
    """A test against sheets dealt at random within their places."""

    prepare: Preparation


@dataclass(frozen=True)
class OddityTest:
    """A test.

    Attributes:
        id: its name on the command line.
        title: what it looks for.
        figure: what its figure is.
        innocent: what else than a fault or fraud can make it alarm.
        source: where it comes from.
        made: (sheets, draws, seed) -> what it sees; or how it compares with deals, which tests share.
        draws: simulated elections that it takes.
        false_alarms: the share of simulated elections without fault in which it alarmed.
    """

    id: str
    title: str
    figure: str
    innocent: str
    source: str
    made: Simulating | Dealing
    draws: int
    false_alarms: float

    def run(self, sheets: Sheets, draws: int, seed: int) -> Verdict | CannotTell:
        """What it sees in some sheets."""
        if isinstance(self.made, Simulating):
            return self.made.run(sheets, draws, seed)
        return by_dealing([self.made.prepare], sheets, draws, seed)[0]


def run_tests(tests: Sequence[OddityTest], sheets: Sheets, seed: int) -> list[Verdict | CannotTell]:
    """What each of some tests sees; those that deal sheets at random look at the same deals."""
    dealt: dict[str, Verdict | CannotTell] = {}
    for draws in {test.draws for test in tests if isinstance(test.made, Dealing)}:
        alike = {
            test.id: test.made.prepare
            for test in tests
            if isinstance(test.made, Dealing) and test.draws == draws
        }
        dealt |= dict(zip(alike, by_dealing(list(alike.values()), sheets, draws, seed), strict=True))
    return [dealt.get(test.id) or test.run(sheets, test.draws, seed) for test in tests]


TESTS: tuple[OddityTest, ...] = (
    OddityTest(
        "whole-percentages",
        "turnout or the leader's share is a whole percentage too often",
        "sheets with a whole percentage",
        "numbers of voters that are alike on very many sheets",
        "Kobak, Shpilkin and Pshenichnikov 2016",
        Simulating(whole_percentages),
        399,
        0.052,
    ),
    OddityTest(
        "rounded-counts",
        "votes cast or the leader's votes are the counts nearest to whole percentages too often",
        "counts next to a whole percentage",
        "numbers of voters that are alike on very many sheets",
        "This project, after Kobak, Shpilkin and Pshenichnikov 2016",
        Simulating(rounded_counts),
        399,
        0.041,
    ),
    OddityTest(
        "share-spikes",
        "too many sheets have the same share of the leader",
        "largest excess of sheets at one share, in standard deviations",
        "many stations of one town or kind that vote alike",
        "Rozenas 2017",
        Simulating(share_spikes),
        399,
        0.052,
    ),
    OddityTest(
        "unlike-their-place",
        "a sheet is unlike the other sheets of its place",
        "minus the decimal logarithm of the least false discovery rate",
        "stations that are made up by age, district or kind of voter",
        "Benjamini and Hochberg 1995",
        Dealing(unlike_their_place),
        99,
        0.043,
    ),
    OddityTest(
        "small-stations",
        "small stations lie above their larger neighbours in turnout and the leader's share",
        "standard deviations of both differences together",
        "villages that vote otherwise than the town they belong to",
        "Jimenez, Hidalgo and Klimek 2017",
        Simulating(small_stations),
        999,
        0.054,
    ),
    OddityTest(
        "identical-votes",
        "sheets have the same votes for every selection",
        "weight of the pairs that are alike",
        "places that vote as one, with the same number of voters",
        "This project",
        Dealing(identical_votes),
        99,
        0.048,
    ),
    OddityTest(
        "swapped-columns",
        "a sheet fits its place with the votes of two selections exchanged",
        "largest gain of log probability",
        "stations that are made up by age, district or kind of voter",
        "This project",
        Dealing(swapped_columns),
        99,
        0.047,
    ),
)

REFUSED: Mapping[str, str] = {
    "second-digit": "on elections presumed clean, tests of the second digit of polling-station counts alarm "
    "for 70 to 90 % of the lists of a region: counts of so few voters do not follow that law",
    "last-digit": "on elections presumed clean, tests of the last digit of polling-station counts alarm for "
    "19 to 55 % of the lists of a region: a list with few votes on a sheet has no even last digits",
}
"""Tests that are not made -> why."""


def oddity_test(wanted: str) -> OddityTest:
    """A test by its name.

    Raises:
        UsageError: there is none, or it is one of those that are refused.
    """
    for test in TESTS:
        if test.id == wanted:
            return test
    if wanted in REFUSED:
        raise UsageError(f"the {wanted} test is not made: {REFUSED[wanted]}")
    raise UsageError(f"there is no test {wanted!r}", hint=f"There are: {many_of(test.id for test in TESTS)}.")
