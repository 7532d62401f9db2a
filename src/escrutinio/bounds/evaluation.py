"""A law whose bounds are being composed: what its rules go by, and what is known after each of them.

What is known is always of this kind, so that any rule can follow any other:

- votes: a list has at least its counted votes, and at most as many more as ballots can still come in the
  unit, all lists together (:meth:`BoundsEvaluation.votes`, :meth:`BoundsEvaluation.awaited`);
- who takes part: surely, perhaps or surely not (:class:`Participation`);
- seats: the fewest and the most, by unit, kind and list (:meth:`BoundsEvaluation.award`);
- an office: who can be elected and who can stand in a run-off (:class:`OfficeBound`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from escrutinio.bounds.election import (
    Bounds,
    ChamberBounds,
    OfficeBound,
    SeatBound,
    SeatRange,
    Sharpness,
    added,
)
from escrutinio.bounds.highest_averages import Bar
from escrutinio.bounds.missing import Awaited, Missing, seat_with_unknown, with_unknown
from escrutinio.law.evaluation.definition import Definition
from escrutinio.law.evaluation.derivation import Derivation
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.run_out import RunOut, limits_candidates, stated_candidates
from escrutinio.law.facts import WHOLE, ElectionFacts, Rankings
from escrutinio.law.totals import ContestTotals


@dataclass(frozen=True)
class Participation:
    """Which lists take part in what follows.

    Args:
        sure: those that do, whatever the missing sheets hold.
        possible: those that do with some content of them; the sure ones among them.
        bars: list -> the votes it needs there to take part, of those that are not sure, where votes say it.
    """

    sure: frozenset[str]
    possible: frozenset[str]
    bars: Mapping[str, Bar] = field(default_factory=dict)

    def and_then(self, later: Participation) -> Participation:
        """After a further threshold, which is asked of the same lists."""
        bars = {**self.bars, **later.bars}
        return Participation(self.sure & later.sure, self.possible & later.possible, bars)


@dataclass
class BoundsEvaluation:
    """What a law's rules go by, and what they have found so far.

    Attributes:
        law: its file.
        missing: what can still come.
        counted: the counted sheets as a law that is being applied: votes, bases, seats and facts. Every unit
            in which something is missing has its votes there, with zeros.
        sharpness: of the law's bounds.
        passed: unit -> who takes part there; :data:`WHOLE` for everywhere.
        sizes: unit -> seats given out.
        won: unit -> kind of seat -> list -> its seats.
        districts: contest -> unit -> the bound of a single seat.
        apportioned: unit -> its seats, where their number can still change.
        whole: list -> its seats in the whole chamber, where a rule says more of them than the units do.
        size: seats of the whole chamber, where the units do not say it.
        office: what can happen to the single office, once a rule has said it.
        chamber_id, chamber_name: of the seats, where they are not those of the law's body (electors).
    """

    law: Definition
    missing: Missing
    counted: Evaluation
    sharpness: Sharpness = Sharpness.SHARP
    passed: dict[str, Participation] = field(default_factory=dict)
    sizes: dict[str, SeatRange] = field(default_factory=dict)
    won: dict[str, dict[str, dict[str, SeatRange]]] = field(default_factory=dict)
    districts: dict[str, dict[str, SeatBound]] = field(default_factory=dict)
    apportioned: dict[str, SeatRange] = field(default_factory=dict)
    whole: dict[str, SeatRange] = field(default_factory=dict)
    size: SeatRange | None = None
    office: OfficeBound | None = None
    chamber_id: str = ""
    chamber_name: str = ""

    @classmethod
    def start(
        cls, law: Definition, totals: Mapping[str, ContestTotals], missing: Missing, facts: ElectionFacts
    ) -> BoundsEvaluation:
        """Before the first rule."""
        named = {
            role: _named(totals.get(role, ContestTotals()), missing.units(role)) for role in law.contests
        }
        return cls(law, missing, Evaluation(law, named, facts, Derivation(complete=False)))

    @property
    def facts(self) -> ElectionFacts:
        """The facts besides the votes of lists."""
        return self.counted.facts

    def units(self, role: str = "") -> list[str]:
        """The units with votes, or with something missing, or with seats; sorted."""
        return self.counted.units(role)

    def votes(self, unit: str | None = None, role: str = "") -> dict[str, int]:
        """The counted votes of all lists that stand: of a unit, or of all; zeros included."""
        return self.counted.votes(unit, role)

    def awaited(self, unit: str | None = None, role: str = "") -> Awaited:
        """What can still come: in a unit, or in all. ``most`` is for all lists together."""
        return self.missing.awaited(role or self.law.contest, None if unit is None else [unit])

    def ballots(self) -> dict[str, Rankings]:
        """Unit -> ranking -> counted ballots of the law's contest; with units in which all are missing.

        In such a unit everybody may stand who stands anywhere.
        """
        contest = self.law.contest
        counted = {unit: given for unit, given in self.facts.rankings(contest).items() if given}
        everybody = {name for given in counted.values() for ranking in given for name in ranking}
        if everybody:
            for unit in self.missing.units(contest):
                counted.setdefault(unit, {(name,): 0 for name in sorted(everybody)})
        return {unit: counted[unit] for unit in sorted(counted)}

    def room(self, unit: str | None = None) -> dict[str, int]:
        """List -> the most votes that can come for it: in a unit, or in all units where it stands."""
        if unit is not None:
            return dict.fromkeys(self.votes(unit), self.awaited(unit).most)
        rooms = dict.fromkeys(self.votes(), 0)
        for where in self.missing.units(self.law.contest):
            more = self.awaited(where).most
            for name in self.votes(where):
                rooms[name] += more
        return rooms

    def seats_in(self, unit: str, rule: Rule) -> SeatRange:
        """The seats of a unit, where their number can still change.

        Raises:
            LawError: nobody says how many there are.
        """
        return self.apportioned.get(unit) or SeatRange.just(self.seats_of(unit, rule))

    def base(self, of: str, unit: str | None = None, role: str = "") -> int:
        """What a share is of, on the counted sheets.

        With ballots that come it grows by at least the votes that come for lists, and at most by
        ``awaited(unit).most``.
        """
        return self.counted.base(of, unit, role)

    def taking_part(self, unit: str | None = None) -> Participation:
        """Who takes part: in a unit, or in all; of the lists that stand there."""
        everybody = frozenset(self.votes(unit))
        known = Participation(everybody, everybody)
        for where in dict.fromkeys((WHOLE, unit or WHOLE)):
            if where in self.passed:
                passed = self.passed[where]
                # Votes in the whole say nothing of those in a unit.
                elsewhere = where == WHOLE and unit not in (None, WHOLE)
                known = known.and_then(replace(passed, bars={}) if elsewhere else passed)
        return known

    def qualify(self, unit: str | None, judged: Participation) -> None:
        """Note who has passed a threshold: in a unit, or in all."""
        before = self.passed.get(unit or WHOLE)
        self.passed[unit or WHOLE] = judged if before is None else before.and_then(judged)

    def seats_of(self, unit: str, rule: Rule) -> int:
        """The seats of a unit.

        Raises:
            LawError: nobody says how many there are.
        """
        return self.counted.seats_of(unit, rule)

    def award(self, unit: str, kind: str, size: SeatRange, seats: Mapping[str, SeatRange]) -> None:
        """Note the seats of one kind in a unit, and how many there are of them."""
        before = self.sizes.get(unit, SeatRange(0, 0))
        self.sizes[unit] = SeatRange(before.min_seats + size.min_seats, before.max_seats + size.max_seats)
        kinds = self.won.setdefault(unit, {})
        kinds[kind] = added((kinds.get(kind, {}), seats))

    def award_open(self, unit: str, kind: str, size: SeatRange) -> None:
        """Note seats of which nothing is known but who stands in the unit."""
        everybody = SeatRange(0, size.max_seats)
        self.award(unit, kind, size, dict.fromkeys(self.votes(unit), everybody))

    def note_district(self, unit: str, bound: SeatBound, role: str = "") -> SeatBound:
        """Note who can have the most votes in a unit; the same with what is known of its missing sheets."""
        known = seat_with_unknown(bound, self.awaited(unit, role))
        self.districts.setdefault(role or self.law.contest, {})[unit] = known
        return known

    def award_district(self, unit: str, kind: str, bound: SeatBound, role: str = "") -> None:
        """Note a single seat that goes to the most votes."""
        known = self.note_district(unit, bound, role)
        seats = {name: SeatRange(int(known.decided and known.leader == name), 1) for name in known.can_win}
        self.award(unit, kind, SeatRange.just(1), seats)

    def held(self, kind: str | None = None, units: Iterable[str] | None = None) -> dict[str, SeatRange]:
        """List -> its seats so far: of one kind or of all, in some units or in all."""
        named = self.won if units is None else [unit for unit in units if unit in self.won]
        return added(
            seats for unit in named for name, seats in self.won[unit].items() if kind in (None, name)
        )

    def decide_office(self, bound: OfficeBound, *roles: str) -> None:
        """Note what can happen to the office; ``roles`` are the contests that it depends on."""
        found = [self.awaited(None, role) for role in roles or ("",)]
        voters = sum(awaited.voters for awaited in found)
        unknown = sum(awaited.unknown_sheets for awaited in found)
        self.office = with_unknown(bound, Awaited(voters, unknown))

    def bounds(self) -> Bounds:
        """What the rules have found, after the last of them."""
        offices, chambers = {}, {}
        if self.law.body != "chamber" and self.office is not None:
            offices[self.law.body_id] = self.office
        if self.sizes:
            chamber = self._chamber()
            chambers[chamber.id] = chamber
        voters = {role: self.missing.awaited(role) for role in self.law.contests}
        return Bounds(
            self.law.id,
            {role: awaited.voters for role, awaited in voters.items()},
            {role: awaited.unknown_sheets for role, awaited in voters.items()},
            offices,
            chambers,
            self.sharpness,
        )

    def _chamber(self) -> ChamberBounds:
        return ChamberBounds.of_units(
            self.chamber_id or self.law.body_id,
            self.chamber_name or self.law.body_name,
            {unit: self.sizes[unit] for unit in sorted(self.sizes)},
            {unit: self._filled(unit) for unit in sorted(self.sizes)},
            sharpness=self.sharpness,
            districts=self.districts,
            whole=self._whole(),
            whole_size=self.size,
            unknown_sheets=sum(self.missing.awaited(role).unknown_sheets for role in self.law.contests),
            whole_body=self.law.whole_body,
        )

    def _vacant(self) -> bool:
        """Whether seats stay empty for which a list has no candidate."""
        rule = self.law.candidates
        return rule is not None and rule.run_out is RunOut.VACANT and limits_candidates(self.facts, rule)

    def _filled(self, unit: str) -> dict[str, SeatRange]:
        """The seats of each list in a unit, as far as it has candidates for them."""
        ranges = added(self.won[unit].values())
        if not self._vacant():
            return ranges
        known = stated_candidates(self.facts, unit, self.counted.contest().votes, self.law.candidates)
        singles = self.won[unit].get("single-member", {})
        # Whoever has won a seat of a constituency needs no candidate of the list, so that the most stay.
        return {
            name: SeatRange(
                min(
                    range_.min_seats,
                    known.get(name, range_.min_seats) + singles.get(name, SeatRange(0, 0)).min_seats,
                ),
                range_.max_seats,
            )
            for name, range_ in ranges.items()
        }

    def _whole(self) -> Mapping[str, SeatRange]:
        """The same of the whole chamber, where a rule says more of it than the units do."""
        if not self._vacant():
            return self.whole
        return {name: SeatRange(0, range_.max_seats) for name, range_ in self.whole.items()}


def _named(totals: ContestTotals, units: Iterable[str]) -> ContestTotals:
    """The totals with every unit in which something is missing.

    A list that stands in a unit is named there, with zero votes if need be. Where none is named, any list
    of the contest may stand.
    """
    votes = dict(totals.votes)
    everybody = dict.fromkeys(sorted(totals.lists()), 0)
    for unit in units:
        if not votes.get(unit):
            votes[unit] = everybody
    return replace(totals, votes=votes)
