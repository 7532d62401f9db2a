"""Figures: the claims of lists to levelling seats in districts, and the desk at which they are placed.

See :mod:`escrutinio.law.proportional.placement` for the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot, draw
from escrutinio.law.plain import Plain
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of


@dataclass(frozen=True)
class ComparisonFigure(Plain):
    """The claim of a list to its seat number ``seat`` in a district."""

    party: str
    district: str
    votes: int
    divisor: Fraction
    base: Fraction
    seat: int
    also: ClassVar[tuple[str, ...]] = ("value",)

    @property
    def value(self) -> Fraction:
        """Votes divided by the divisor and by the base of the district."""
        return self.votes / self.divisor / self.base

    @property
    def label(self) -> str:
        """The list and its district, as a tie names them."""
        return f"{self.party} in {self.district}"


@dataclass
class PlacementState:
    """What is being placed: the state while seats are placed one after the other."""

    votes: Mapping[str, Mapping[str, int]]
    base: Mapping[str, Fraction]
    divisors: Divisors
    per_list: int | None
    most: Mapping[str, Mapping[str, int]]
    more_votes_first: bool
    lots: Sequence[Lot]
    what: str
    taken: dict[str, dict[str, int]]
    room: dict[str, int]
    won: list[ComparisonFigure] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    used: list[Lot] = field(default_factory=list)

    def next_figures(self, parties: Iterable[str]) -> list[ComparisonFigure]:
        """The next figure of each list of these parties, where it can take a seat."""
        return [
            ComparisonFigure(
                party,
                district,
                self.votes[district][party],
                Fraction(self.divisors.at(seats), self.divisors.unit_of(seats)),
                self.base[district],
                seats + 1,
            )
            for party in sorted(parties)
            for district in sorted(self.votes)
            if self.room[district]
            and self.votes[district].get(party, 0)
            and self.placed(party, district) < self._limit(party, district)
            for seats in (self.taken[district].get(party, 0),)
        ]

    def _limit(self, party: str, district: str) -> int:
        """The most levelling seats of the list here; more than there are where nothing limits them."""
        limits = [self.per_list, self.most.get(district, {}).get(party)]
        return min((limit for limit in limits if limit is not None), default=len(self.won) + 1)

    def placed(self, party: str, district: str) -> int:
        """Levelling seats that the list has here so far."""
        return sum(seat.party == party and seat.district == district for seat in self.won)

    def best(self, figures: Sequence[ComparisonFigure]) -> list[ComparisonFigure]:
        """Those that come first, more than one if they are equal."""
        value = max(figure.value for figure in figures)
        level = [figure for figure in figures if figure.value == value]
        if self.more_votes_first:
            most = max(figure.votes for figure in level)
            level = [figure for figure in level if figure.votes == most]
        return level

    def place(self, figure: ComparisonFigure) -> None:
        """Give the seat to this figure."""
        here = self.taken[figure.district]
        here[figure.party] = here.get(figure.party, 0) + 1
        self.room[figure.district] -= 1
        self.won.append(figure)

    def order(self, names: Iterable[str], places: int, what: str) -> tuple[str, ...] | None:
        """The first of tied names by a recorded lot; None, and a tie, where there is none."""
        tie = Tie.of(names, places, what)
        drawn = draw(tie, self.lots)
        same = {
            lot.drawn[:places]
            for lot in self.lots
            if drawn and lot.tied == tie.tied and lot.what == drawn[1].what
        }
        if len(same) > 1:
            raise LawError(f"two lots are recorded for {what} among {many_of(tie.tied)}, and they disagree")
        if drawn is None:
            self.ties.append(tie)
            return None
        self.used.append(drawn[1])
        return drawn[0]
