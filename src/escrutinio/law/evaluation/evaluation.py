"""A law that is being applied: what its steps know, and what they have found so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from escrutinio.law.decisions import Decision, Elected, Tie
from escrutinio.law.evaluation.checks import check_seats_won
from escrutinio.law.evaluation.definition import Definition
from escrutinio.law.evaluation.derivation import Derivation
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.run_out import (
    IN_WORDS,
    RunOut,
    candidates_of_all_units,
    limits_candidates,
    stated_candidates,
)
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.majority.plurality import plurality
from escrutinio.law.mixed.cover import Winner
from escrutinio.law.outcome import Chamber, UnitSeats, add_up
from escrutinio.law.seat_parts import SeatGrid
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Part
from escrutinio.law.totals import ContestTotals, NotStated
from escrutinio.model.errors import LawError

UNLIMITED = 10**15
"""More ballots than there can be: the most where nobody knows how many voters there are."""
BASES = {
    "lists": "the votes of all lists",
    "valid": "the valid votes",
    "cast": "the votes cast",
    "registered": "the registered voters",
}
"""What a share can be of, and the same in words."""


@dataclass
class Evaluation:
    """Votes and facts in, seats and decisions out.

    Args:
        law: its file.
        totals: contest -> totals.
        facts: the other facts.
        log: the derivation.
        passed: unit -> the lists that take part there; :data:`WHOLE` for everywhere.
        size_table: unit -> seats, as a step has apportioned them.
        size: unit -> seats given out, certain or not.
        won: unit -> kind of seat -> list -> seats that are certain.
        ties, vacant: unit -> of its seats.
        seated: unit -> list -> seats among its own that need no candidate of the list.
        decisions: unit -> who is elected there, where one is.
        office: the decision on a single office.
        chamber_id, chamber_name: of the seats, where they are not those of the law's body (electors).
        supposed: whether figures that counted sheets do not state are the least or the most that they can be;
            empty where a rule may not go by them.
        open_units: unit -> the figure that is not stated there and decides who takes part.
    """

    law: Definition
    totals: Mapping[str, ContestTotals]
    facts: ElectionFacts
    log: Derivation
    passed: dict[str, frozenset[str]] = field(default_factory=dict)
    size_table: Mapping[str, int] = field(default_factory=dict)
    size: dict[str, int] = field(default_factory=dict)
    won: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    ties: dict[str, list[Tie]] = field(default_factory=dict)
    vacant: dict[str, int] = field(default_factory=dict)
    seated: dict[str, dict[str, int]] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    office: Decision | None = None
    chamber_id: str = ""
    chamber_name: str = ""
    supposed: Literal["", "least", "most"] = ""
    open_units: dict[str, NotStated] = field(default_factory=dict)

    def contest(self, role: str = "") -> ContestTotals:
        """The totals of a contest, the law's own unless it is named; empty where none has come in."""
        return self.totals.get(role or self.law.contest, ContestTotals())

    def units(self, role: str = "") -> list[str]:
        """The units with votes, or, while none have come in, those with seats; sorted."""
        names = set(self.contest(role).votes)
        if not role:
            names |= set(self.seats())
        return sorted(names - ({WHOLE} if len(names) > 1 else set()))

    def each_unit(self, rule: Rule) -> list[str]:
        """The units, for a rule that is applied in each of them.

        Raises:
            LawError: there are votes of the whole, which no unit would count.
        """
        units = self.units()
        if WHOLE in self.contest().votes and units != [WHOLE]:
            raise LawError(
                f"the votes name no unit, and the seats are those of {', '.join(units)}",
                where=rule.where,
                hint="Add a column unit to the votes.",
            )
        return units

    def districts(self, rule: Rule, role: str = "") -> list[str]:
        """The units, for a rule by which the most votes win the seats of each.

        Raises:
            LawError: the votes name no unit, so that those of many seats would be taken for those of one.
        """
        units = self.units(role)
        if WHOLE in self.contest(role).votes and WHOLE not in self.seats():
            raise LawError(
                "the votes name no unit, and the most votes win the seats of each unit",
                where=rule.where,
                hint="Add a column unit to the votes: the constituency of each row, even where there is one.",
            )
        return units

    def votes(self, unit: str | None = None, role: str = "") -> dict[str, int]:
        """The votes of the lists that stand: of a unit, or of all; lists sorted by name."""
        units = self.contest(role).votes if unit is None else [unit]
        standing = self.contest(role).standing(units)
        return {name: standing[name] for name in sorted(standing)}

    def taking_part(self, unit: str | None = None, role: str = "") -> dict[str, int]:
        """The same of those that have passed every threshold so far."""
        votes = self.votes(unit, role)
        for where in (WHOLE, unit):
            if where in self.passed:
                votes = {
                    name: number for name, number in votes.items() if name in self.passed[where or WHOLE]
                }
        return votes

    def candidates(self, unit: str, *, only_if_stated: bool = False) -> dict[str, int]:
        """List -> its candidates in a unit, where seats that it cannot fill go to others.

        Args:
            unit: where.
            only_if_stated: whether the law's file must say that they do; else they do unless it says
                otherwise.
        """
        rule = self.law.candidates
        others = not only_if_stated if rule is None else rule.run_out is RunOut.OTHERS
        return stated_candidates(self.facts, unit, self.contest().votes, rule) if others else {}

    def candidates_of_all(self) -> dict[str, int]:
        """List -> its candidates in all units, where the law gives seats that it cannot fill to others."""
        rule = self.law.candidates
        if rule is None or rule.run_out is not RunOut.OTHERS:
            return {}
        return candidates_of_all_units(self.facts, self.contest().votes, rule)

    def too_many(self) -> Iterator[tuple[str, str, int, int]]:
        """Unit, list, seats and candidates of every list that has more seats than candidates."""
        if not limits_candidates(self.facts, self.law.candidates):
            return
        votes, everywhere = self.contest().votes, None
        for unit, kinds in self.won.items():
            known = stated_candidates(self.facts, unit, votes, self.law.candidates)
            of_lists = add_up(seats for kind, seats in kinds.items() if kind != "single-member")
            for name, seats in of_lists.items():
                seats -= self.seated.get(unit, {}).get(name, 0)
                if name in known and seats > known[name]:
                    yield unit, name, seats, known[name]
                elif unit == WHOLE and len(self.won) > 1 and seats:
                    # Seats of the whole beside those of units are for candidates that the units have left.
                    held = self.held()[name] - seats
                    if everywhere is None:
                        everywhere = candidates_of_all_units(self.facts, votes, self.law.candidates)
                    if seats + held > everywhere.get(name, seats + held):
                        yield unit, name, seats, max(0, everywhere[name] - held)

    def leave_vacant(self) -> None:
        """Leave seats empty for which a list has no candidate."""
        emptied = list(self.too_many())
        for unit, name, seats, candidates in emptied:
            excess = seats - candidates
            self.vacant[unit] += excess
            for kind, by_list in reversed(self.won[unit].items()):
                if kind != "single-member":
                    less = min(excess, by_list.get(name, 0))
                    by_list[name] = by_list.get(name, 0) - less
                    excess -= less
        if emptied and self.law.candidates is not None:
            rows: dict[str, dict[str, int]] = {}
            for unit, name, seats, candidates in emptied:
                rows.setdefault(unit, {})[name] = seats - candidates
            grid = SeatGrid(Label.SEATS_LEFT_EMPTY, rows)
            text = IN_WORDS[self.law.candidates.run_out]
            self.log.add("Seats left empty", self.law.candidates.article, f"{text}.", [], [grid])

    def seats(self) -> Mapping[str, int]:
        """Unit -> seats: as a step has apportioned them, or the facts, or the law says."""
        return self.size_table or self.facts.seats or self.law.seats

    def seats_of(self, unit: str, rule: Rule) -> int:
        """The seats of a unit.

        Raises:
            LawError: nobody says how many there are.
        """
        if unit not in self.seats():
            raise LawError(
                "no number of seats" if unit == WHOLE else f"no number of seats for unit {unit}",
                where=rule.where,
                hint="Say it in the table [seats] of the law or of the facts.",
            )
        return self.seats()[unit]

    def counted(self, what: str, unit: str, role: str = "") -> int | None:
        """A count of ballots or people of a unit; None where the table has none."""
        return self.facts.counts.get(role or self.law.contest, {}).get(what, {}).get(unit)

    def base(self, of: str, unit: str | None = None, role: str = "") -> int:
        """What a share is of, as a number; of all units that of each, added, unless the table has the sum.

        ``lists`` are the votes of all lists, those of ``[others]`` among them; ``valid`` the valid votes that
        the table states, else those of the lists and, where the law counts them as valid, the blank ones;
        ``cast`` those it states, else valid, blank and null ones.

        Raises:
            LawError: the table does not say it, or the law does not say whether blank ballots are valid;
                ``NotStated`` where only some of the counted sheets say it.
        """
        lists = sum(self.votes(unit, role).values()) + self.others(unit, role)
        if of == "lists":
            return lists
        contest = self.contest(role)
        try:
            contest.check_stated(of, None if unit in (None, WHOLE) else [unit])
        except NotStated:
            if not self.supposed:
                raise
            return self._supposed(of, unit, lists, role)
        if unit is None and WHOLE not in contest.votes:
            return self._base_of_all(of, lists, role)
        unit = unit or WHOLE
        blank = self.counted("blank", unit, role) or 0
        stated = self.counted(of, unit, role)
        if of == "valid" and stated is None and unit in contest.valid:
            stated = contest.valid[unit]
        if of == "valid":
            return max(stated, lists) if stated is not None else lists + self._valid_blank(blank)
        if of == "cast" and stated is None:
            null = self.counted("null", unit, role) or 0
            return self._with_blank(self.counted("valid", unit, role), lists, blank) + null
        if stated is None:
            of_whom = "" if unit == WHOLE else f" of {unit}"
            raise LawError(f"the table does not give [{of}]{of_whom}", hint=f"Add a row [{of}].")
        return stated

    def _supposed(self, of: str, unit: str | None, lists: int, role: str) -> int:
        """A figure that not all counted sheets state, as small or as large as it can be."""
        stated = self.counted(of, unit, role) if unit is not None else self._added(of, role)
        least = max(lists, stated or 0)
        if self.supposed == "least" or of == "registered":
            return least if self.supposed == "least" else UNLIMITED
        registered = self.contest(role).unstated.get("registered", {})
        known = self.facts.counts.get(role or self.law.contest, {}).get("registered", {})
        units = [unit] if unit is not None else self._counted_units(role)
        if any(registered.get(name) for name in units) or not all(name in known for name in units):
            return UNLIMITED
        return max(least, sum(known[name] for name in units))

    @contextmanager
    def supposing(self, supposed: Literal["least", "most"]) -> Iterator[None]:
        """Take figures that are not stated for the least or the most that they can be, for a while."""
        before = self.supposed
        self.supposed = supposed
        try:
            yield
        finally:
            self.supposed = before

    def _base_of_all(self, of: str, lists: int, role: str) -> int:
        """The same of all units: what the table states of the whole, else the units added."""
        stated = self.counted(of, WHOLE, role)
        if stated is not None:
            return max(stated, lists) if of == "valid" else stated
        if of == "cast" and any(self.counted(what, WHOLE, role) for what in ("valid", "blank", "null")):
            blank, null = (self._added(what, role) for what in ("blank", "null"))
            valid = self._added("valid", role) if self._states("valid", role) else None
            return self._with_blank(valid, lists, blank) + null
        blank = self._valid_blank(self.counted("blank", WHOLE, role) or 0) if of == "valid" else 0
        others = self.counted("others", WHOLE, role) or 0
        return blank + others + sum(self.base(of, unit, role) for unit in self._counted_units(role))

    def others(self, unit: str | None = None, role: str = "") -> int:
        """The votes of lists that the table does not name, of a unit or of all."""
        if unit is not None:
            return self.counted("others", unit, role) or 0
        return sum(self.facts.counts.get(role or self.law.contest, {}).get("others", {}).values())

    def _valid_blank(self, blank: int) -> int:
        """So many of the blank ballots as are valid votes.

        Raises:
            LawError: there are some, and the law does not say.
        """
        if blank and self.law.valid is None:
            raise LawError(
                "the law does not say whether blank ballots are valid votes, and there are some",
                hint="Say it in the table [valid] of the law's file, or state [valid].",
            )
        return blank if self.law.valid is not None and self.law.valid.blank else 0

    def _with_blank(self, valid: int | None, lists: int, blank: int) -> int:
        """Valid and blank ballots together, whichever of them are both.

        Raises:
            LawError: valid votes and blank ballots are stated, and the law does not say which are both.
        """
        if valid is None:
            return lists + blank
        return max(valid, lists) + blank - self._valid_blank(blank)

    def _states(self, what: str, role: str) -> bool:
        return bool(self.facts.counts.get(role or self.law.contest, {}).get(what))

    def _added(self, what: str, role: str) -> int:
        known = self.facts.counts.get(role or self.law.contest, {}).get(what, {})
        return known.get(WHOLE, sum(known.values()))

    def _counted_units(self, role: str) -> list[str]:
        """The units that have votes or counts of ballots."""
        contest, counts = self.contest(role), self.facts.counts.get(role or self.law.contest, {})
        of_ballots = (units for what, units in counts.items() if what != "population")
        return sorted({*contest.votes, *contest.valid, *chain(*of_ballots)} - {WHOLE})

    def bases(self, unit: str | None = None, role: str = "") -> dict[str, int]:
        """Every base in words -> its number, as far as the table, its sheets and the law give it."""
        known = self.facts.counts.get(role or self.law.contest, {}).get("registered", {})
        units = self._counted_units(role) if unit is None and WHOLE not in known else [unit or WHOLE]
        given = known and all(name in known for name in units)
        bases = {}
        for of, words in BASES.items():
            if of != "registered" or given:
                with suppress(LawError):
                    bases[words] = self.base(of, unit, role)
        return bases

    def award(
        self,
        unit: str,
        kind: str,
        size: int,
        seats: Mapping[str, int],
        ties: Iterable[Tie | None] = (),
        vacant: int = 0,
    ) -> None:
        """Note seats of one kind in a unit."""
        self.size[unit] = self.size.get(unit, 0) + size
        kinds = self.won.setdefault(unit, {})
        kinds[kind] = add_up(
            (kinds.get(kind, {}), {name: number for name, number in seats.items() if number})
        )
        self.ties.setdefault(unit, []).extend(tie for tie in ties if tie is not None)
        self.vacant[unit] = self.vacant.get(unit, 0) + vacant

    def held(self, kind: str | None = None) -> dict[str, int]:
        """List -> seats won so far in all units, of one kind or of all."""
        return add_up(
            seats for kinds in self.won.values() for name, seats in kinds.items() if kind in (None, name)
        )

    def winners(self, role: str) -> list[Winner]:
        """Who has the most votes in each single-member seat of a contest, where the table has them.

        A contest without units states seats won, not votes; then nobody is known by name.
        """
        winners = []
        for unit, decision in self.single_members(role).items():
            if isinstance(decision, Elected):
                land = self.facts.above.get(unit, unit)
                votes, valid = self.votes(unit, role)[decision.name], self.base("valid", unit, role)
                winners.append(Winner(unit, land, decision.name, votes, valid))
        return winners

    def single_members(self, role: str) -> dict[str, Decision]:
        """Unit -> who has the most votes there, in a contest whose votes are of units."""
        units = sorted(set(self.contest(role).votes) - {WHOLE})
        return {unit: self.most(self.votes(unit, role), f"the seat of {unit}") for unit in units}

    def most(self, votes: Mapping[str, int], what: str) -> Decision:
        """Who has the most votes, or whom the recorded lot chose."""
        return plurality(votes, lots=self.facts.lots, what=what)

    def check_seats_won(self, role: str, units: Iterable[str], rule: Rule) -> None:
        """Refuse votes where seats are meant, in a contest of single-member seats.

        Args:
            role: the contest.
            units: of the lists, whose rows state seats too unless they belong to another unit.
            rule: that asks.

        Raises:
            LawError: its rows state more seats than there can be.
        """
        most = max(other.reads.single_seats for other in self.law.rules if role in other.reads.contests)
        check_seats_won(self.contest(role), role, {WHOLE, *units} - set(self.facts.above), most, rule.where)

    def tied_single(self, role: str, unit: str | None = None) -> tuple[Tie, ...]:
        """The single-member seats whose votes are equal: of all, or of those that belong to a unit."""
        contest = self.contest(role)
        if unit is not None and unit in contest.votes and unit not in self.facts.above:
            return ()
        return tuple(
            decision
            for member, decision in self.single_members(role).items()
            if isinstance(decision, Tie) and unit in (None, self.facts.above.get(member, member))
        )

    def single(self, role: str, unit: str | None = None) -> dict[str, int]:
        """Single-member seats won by list: counted in their units, or as the table states them.

        Args:
            role: their contest. A row of a list without a unit, or of a unit of the lists, states seats won.
            unit: only those that belong to it.
        """
        contest = self.contest(role)
        if set(contest.votes) <= {WHOLE}:
            return self.votes(WHOLE, role)
        if unit is not None and unit in contest.votes and unit not in self.facts.above:
            return self.votes(unit, role)
        return dict(
            sorted(
                Counter(
                    winner.party
                    for winner in self.winners(role)
                    if winner.party and unit in (None, winner.land)
                ).items()
            )
        )

    def explain(
        self, rule: Rule, title: str, text: str, inputs: Iterable[Part], results: Iterable[Part]
    ) -> None:
        """Add a step to the derivation, in the law's own words where its file has them."""
        self.log.add(title, rule.article, rule.text or text, inputs, results)

    def chamber(self) -> Chamber:
        """The seats of all units as a chamber."""
        units = []
        for unit in sorted(self.size):
            seats = add_up(self.won[unit].values())
            vacant = self.vacant[unit]
            units.append(
                UnitSeats(
                    unit,
                    unit,
                    self.size[unit],
                    seats,
                    {kind: by_list for kind, by_list in self.won[unit].items() if by_list},
                    self.size[unit] - sum(seats.values()) - vacant,
                    vacant,
                    tuple(self.ties[unit]),
                )
            )
        chamber_id, name = self.chamber_id or self.law.body_id, self.chamber_name or self.law.body_name
        return Chamber.of_units(chamber_id, name, units, self.decisions)
