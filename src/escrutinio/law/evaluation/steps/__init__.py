"""The rules that a law's file can be made of, by name; each module says which keys its rules have.

A module is imported when a law first names one of its rules: most laws need few of them, and a command is to
start quickly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from escrutinio.law.evaluation.rule import Rule


class _Rules(Mapping[str, type[Rule]]):
    """Name -> the type of the rule, from where it stands: a module of this package and a name in it."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places

    def __getitem__(self, name: str) -> type[Rule]:
        return _imported(self._places[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@cache
def _imported(place: str) -> type[Rule]:
    module, _, name = place.partition(".")
    rule: type[Rule] = getattr(import_module(f"{__name__}.{module}"), name)
    return rule


RULES: Mapping[str, type[Rule]] = _Rules(
    {
        "threshold": "qualifying.ThresholdRule",
        "apportion": "shares.Apportion",
        "allocate": "shares.Allocate",
        "bonus": "bonus.Bonus",
        "raised-averages": "raised.RaisedQuotients",
        "guaranteed": "guaranteed.Guaranteed",
        "levelling": "levelling.LevellingSeats",
        "mixed": "mixed.MixedSystem",
        "levelled-lands": "levelled_lands.LevelledLands",
        "overhang-lands": "overhang.OverhangByLand",
        "covered": "covered.CoveredSeats",
        "tiers": "two_levels.ThreeTiers",
        "pooled": "pooled.PooledQuotas",
        "regional-lists": "regional_lists.RegionalLists",
        "double-proportional": "two_levels.DoublyProportional",
        "coalitions": "coalitions.CoalitionLists",
        "capped": "list_seats.CappedLists",
        "half-compensation": "list_seats.HalfCompensation",
        "missing-shares": "list_seats.MissingShares",
        "fragments": "list_seats.FragmentLists",
        "top-up": "topped_up.ToppedUp",
        "quota-seats": "quotients.QuotaSeats",
        "quota-rounds": "quota_rounds.QuotaRounds",
        "half-quotas": "half_quotas.HalfQuotas",
        "balinski-young": "within_quota.WithinQuota",
        "unused-votes": "left_over.UnusedVotes",
        "seat-each": "left_over.SeatEach",
        "electoral-quotient": "quotients.ElectoralQuotient",
        "first-and-second": "quotients.FirstAndSecond",
        "plurality": "winners.Plurality",
        "most-votes": "winners.MostVotes",
        "first-round": "two_rounds.FirstRound",
        "run-off": "two_rounds.RunOffRound",
        "two-round-seats": "two_round_seats.TwoRoundSeats",
        "college": "winners.ElectoralCollege",
        "instant-runoff": "preferences.InstantRunOff",
        "contingent": "preferences.Contingent",
        "pairwise": "pairs.Pairwise",
        "stv": "preferences.SingleTransferableVote",
        "ballot-measure": "measures.BallotMeasure",
    }
)
"""Name -> the type of the rule."""
