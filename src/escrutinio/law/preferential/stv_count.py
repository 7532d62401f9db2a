"""What every count by the single transferable vote has in common: its stages, its record, its ties.

Votes are whole numbers of the smallest part that the rule counts in, such as 1/100000 of a vote; ``scale``
says how many make a vote. So every figure is exact, and :func:`decimal` writes it as the returning officer
does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot, draw
from escrutinio.law.plain import JsonObject, plain
from escrutinio.law.preferential.ranked_ballots import Ballots, Ranking, preferred
from escrutinio.model.errors import LawError

Papers = dict[Ranking, int]
"""Ballot papers of one value, like ones counted together."""


def decimal(units: int, scale: int) -> str:
    """Units as votes in decimals: ``decimal(14707423, 100000) == "147.07423"``; scale is a power of ten."""
    if scale == 1:
        return str(units)
    return f"{units // scale}.{units % scale:0{len(str(scale)) - 1}d}"


def _worth(units: int | Fraction, scale: int) -> str:
    """A paper's value as text: a decimal, or a fraction where no unit is small enough."""
    return decimal(units, scale) if isinstance(units, int) else str(units / scale)


@dataclass(frozen=True)
class Transfer:
    """Papers of one value that moved together.

    Args:
        origin: whose papers they were; several names where several are excluded together.
        received: their value before, in units; a fraction where the rule keeps transfer values exact.
        value: their value after, in units.
        papers: candidate -> papers that it got.
        no_preference: papers that name no continuing candidate.
    """

    origin: tuple[str, ...]
    received: int | Fraction
    value: int | Fraction
    papers: Mapping[str, int]
    no_preference: int


@dataclass(frozen=True)
class Stage:
    """One stage of a count. All votes are in units.

    Args:
        number: from 1.
        action: "first preferences", "surplus", "exclusion", or "keep values" where these change without one.
        names: whose surplus it is or who is excluded.
        by: what chose them where others had as many votes: "earlier stages" or "lot"; else empty.
        transfers: what moved.
        votes: candidate -> votes at the end of the stage, of every candidate.
        non_transferable: votes at the end of the stage of papers that name no continuing candidate.
        lost: votes at the end of the stage that are lost because values are cut to the last decimal.
        elected: who is deemed to be elected at this stage, most votes first.
        quota: what is enough to be elected at this stage, in units; None where one quota holds for all
            stages.
        keep: candidate -> the part of each vote that it keeps, in units; empty where the rule knows none.
    """

    number: int
    action: str
    names: tuple[str, ...]
    by: str
    transfers: tuple[Transfer, ...]
    votes: Mapping[str, int]
    non_transferable: int
    lost: int
    elected: tuple[str, ...]
    quota: int | None = None
    keep: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class StvCount:
    """The outcome of a count by the single transferable vote.

    Args:
        rule: the rule, in words.
        seats: how many vacancies there were.
        total: valid ballots.
        quota: whole votes that are enough to be elected; None where each stage has a quota of its own.
        scale: how many units make one vote.
        stages: the count, stage by stage.
        elected: in the order in which they were deemed to be elected.
        vacant: vacancies that nobody is there to fill.
        tie: what only a lot can decide; the count stops there. A lot for an exclusion falls on the one who is
            excluded, one for a surplus on the one whose surplus goes first.
        lots: recorded lots that were used.
    """

    rule: str
    seats: int
    total: int
    quota: int | None
    scale: int
    stages: tuple[Stage, ...]
    elected: tuple[str, ...]
    vacant: int = 0
    tie: Tie | None = None
    lots: tuple[Lot, ...] = ()

    @property
    def undecided(self) -> int:
        """Vacancies that wait for a lot; ``len(elected) + undecided + vacant == seats``."""
        return self.seats - len(self.elected) - self.vacant

    def to_dict(self) -> JsonObject:
        """The fields by their names and ``undecided``; votes and values as decimals in text."""
        return {
            **{name: plain(value) for name, value in vars(self).items() if name != "stages"},
            "undecided": self.undecided,
            "stages": [self._stage(stage) for stage in self.stages],
        }

    def _stage(self, stage: Stage) -> JsonObject:
        votes = {name: decimal(number, self.scale) for name, number in sorted(stage.votes.items())}
        transfers = [
            {
                **{name: plain(value) for name, value in vars(transfer).items()},
                "received": _worth(transfer.received, self.scale),
                "value": _worth(transfer.value, self.scale),
            }
            for transfer in stage.transfers
        ]
        return {
            **{name: plain(value) for name, value in vars(stage).items() if name != "transfers"},
            "transfers": transfers,
            "votes": votes,
            "non_transferable": decimal(stage.non_transferable, self.scale),
            "lost": decimal(stage.lost, self.scale),
            "quota": None if stage.quota is None else decimal(stage.quota, self.scale),
            "keep": {name: decimal(part, self.scale) for name, part in sorted(stage.keep.items())},
        }


@dataclass
class Count:
    """A count under way: who holds how many votes, who is in, and the record so far."""

    rule: str
    ballots: Ballots
    seats: int
    scale: int
    lots_given: Sequence[Lot] = ()
    stages: list[Stage] = field(default_factory=list)
    elected: list[str] = field(default_factory=list)
    lost: int = 0
    non_transferable: int = 0
    used: tuple[Lot, ...] = ()
    tie: Tie | None = None
    moved: list[Transfer] = field(default_factory=list)
    keep: dict[str, int] = field(default_factory=dict)
    own_quotas: bool = False

    def __post_init__(self) -> None:
        if type(self.seats) is not int or self.seats < 1:
            raise LawError(f"the number of seats is {self.seats!r}, not a whole number of one or more")
        firsts = self.ballots.first_preferences()
        self.votes = {name: number * self.scale for name, number in firsts.items()}
        self.continuing = set(self.ballots.candidates)
        # The smallest whole number that is more than the ballots divided by vacancies + 1 (Droop).
        self.quota = self.ballots.total // (self.seats + 1) + 1
        self.enough = self.quota * self.scale
        self.declared = 0

    @property
    def vacancies(self) -> int:
        """Vacancies that remain."""
        return self.seats - len(self.elected)

    @property
    def waiting(self) -> int:
        """All surpluses that are not transferred, in units."""
        return sum(max(self.votes[name] - self.enough, 0) for name in self.elected)

    @property
    def history(self) -> list[Mapping[str, int]]:
        """The votes at the end of each stage."""
        return [stage.votes for stage in self.stages]

    def elect(self, names: Iterable[str]) -> None:
        """Deem some elected, those with more votes first; equal ones stand in order of their names."""
        chosen = sorted(names, key=lambda name: (-self.votes[name], name))
        self.elected += chosen
        self.continuing -= set(chosen)

    def elect_by_quota(self) -> None:
        """Deem all elected who have the quota. There can be no more of them than vacancies."""
        self.elect(name for name in self.continuing if self.votes[name] >= self.enough)

    def fill_last(self) -> bool:
        """Deem all elected who are left, once they are no more than the vacancies; whether the count ends."""
        if len(self.continuing) <= self.vacancies:
            self.elect(self.continuing)
        return self.vacancies == 0 or not self.continuing

    def sort(self, papers: Papers) -> tuple[dict[str, Papers], int]:
        """Papers by the next continuing candidate on them; and how many name none."""
        parcels: dict[str, Papers] = {}
        none = 0
        for ranking, number in papers.items():
            name = preferred(ranking, self.continuing)
            if name is None:
                none += number
            else:
                parcel = parcels.setdefault(name, {})
                parcel[ranking] = parcel.get(ranking, 0) + number
        return parcels, none

    def move(
        self, origin: tuple[str, ...], received: int, value: int, parcels: Mapping[str, Papers], none: int
    ) -> int:
        """Credit papers at their new value, and record that; how many votes went to candidates."""
        papers = {name: sum(parcels[name].values()) for name in sorted(parcels)}
        for name, number in papers.items():
            self.votes[name] += number * value
        self.moved.append(Transfer(origin, received, value, papers, none))
        return sum(papers.values()) * value

    def choose(self, equal: list[str], what: str) -> tuple[str, str] | None:
        """The one of those who are equal, and what chose it; None, and the tie is kept, where none is."""
        if len(equal) == 1:
            return equal[0], "earlier stages"
        tie = Tie.of(equal, 1, f"{what} at stage {len(self.stages) + 1}")
        drawn = draw(tie, self.lots_given)
        if drawn is None:
            self.tie = tie
            return None
        self.used += (drawn[1],)
        return drawn[0][0], "lot"

    def end_stage(self, action: str, names: Iterable[str] = (), by: str = "") -> None:
        """Record a stage."""
        new = tuple(self.elected[self.declared :])
        self.declared = len(self.elected)
        self.stages.append(
            Stage(
                len(self.stages) + 1,
                action,
                tuple(sorted(names)),
                by,
                tuple(self.moved),
                dict(self.votes),
                self.non_transferable,
                self.lost,
                new,
                self.enough if self.own_quotas else None,
                dict(self.keep),
            )
        )
        self.moved = []

    def result(self) -> StvCount:
        """The outcome."""
        vacant = 0 if self.tie else self.vacancies
        return StvCount(
            self.rule,
            self.seats,
            self.ballots.total,
            None if self.own_quotas else self.quota,
            self.scale,
            tuple(self.stages),
            tuple(self.elected),
            vacant,
            self.tie,
            self.used,
        )
