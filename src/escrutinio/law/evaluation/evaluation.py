"""A law that is being applied: what its steps know, and what they have found so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction

from escrutinio.law.decisions import Decision, Elected, Tie, Undecided
from escrutinio.law.evaluation.checks import check_seats_won
from escrutinio.law.evaluation.derivation import Derivation
from escrutinio.law.evaluation.figures import Figures
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.run_out import (
    IN_WORDS,
    RunOut,
    candidates_of_all_units,
    limits_candidates,
    stated_candidates,
)
from escrutinio.law.facts import WHOLE
from escrutinio.law.majority.plurality import plurality
from escrutinio.law.mixed.cover import Winner
from escrutinio.law.outcome import Chamber, UnitSeats, add_up
from escrutinio.law.seat_parts import SeatGrid
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Part
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of

_NAMED = 8
"""So many units are named in a message."""


@dataclass
class Evaluation(Figures):
    """Votes and facts in, seats and decisions out.

    Args:
        law, totals, facts, supposed: see :class:`Figures`.
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
        open_units: unit -> why its seats are left open, though every vote there is counted.
        unused: unit -> list -> votes that its seats there have not used up, where a rule says so.
        unnamed: whether votes of the whole were taken for those of one unit, for want of units.
        without: contests whose seats are left out, for want of votes.
    """

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
    open_units: dict[str, LawError] = field(default_factory=dict)
    unused: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    unnamed: bool = False
    without: list[str] = field(default_factory=list)
    _members: dict[str, dict[str, Decision]] = field(default_factory=dict, init=False, repr=False)

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
                f"the votes name no unit, and the seats are those of {some_of(units)}",
                where=rule.where,
                hint="Add a column unit to the votes.",
            )
        self.unnamed = self.unnamed or (units == [WHOLE] and WHOLE in self.contest().votes)
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

    def counted_units(
        self, rule: Rule, plural: str, elsewhere: Collection[str] = (), number: int = 0
    ) -> list[str]:
        """The units, for a rule that asks in how many of them something holds.

        Args:
            rule: it.
            plural: what the units are called.
            elsewhere: units of the table that are none of them.
            number: how many there are, once every sheet is in; 0 where the law does not say.

        Raises:
            LawError: there are votes of the whole, which would be taken for those of one unit, or for none;
                or those of more or fewer units than there are.
        """
        if WHOLE in self.contest().votes:
            raise LawError(
                f"the votes name no unit, and the law asks in how many of the {plural} votes suffice",
                where=rule.where,
                hint="Add a column unit to the votes, and give those of every unit.",
            )
        units = self.units()
        given = len(set(units) - set(elsewhere))
        if number and given != number and self.log.complete and self.any_ballots():
            others = f" Units that are none of them are called {', '.join(elsewhere)}." if elsewhere else ""
            mend = "Give those of each" if given < number else "Write each unit's name in one way"
            raise LawError(
                f"the votes are of {given} of {number} units"
                if given < number
                else f"the votes are of {given} units, and there are {number}",
                where=rule.where,
                hint=f"{mend}: the law asks in how many of them votes suffice.{others}",
            )
        return units

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

    def leave_open(self, unit: str, why: LawError) -> Undecided:
        """Note why the seats of one unit are open, so that a fault there does not silence all others."""
        self.open_units[unit] = why
        return Undecided(why.message)

    def leave_open_or_refuse(self, failed: Mapping[str, LawError], units: Collection[str]) -> None:
        """Leave the units open in which a rule could not be applied.

        Raises:
            LawError: it could be applied in none, so that the fault is not one unit's.
        """
        if failed and set(failed) >= set(units):
            raise next(iter(failed.values()))
        for unit, why in failed.items():
            self.leave_open(unit, why)

    def can_leave_open(self, rule: Rule) -> bool:
        """Whether every rule after this one can leave the seats of one unit open and decide the others."""
        rules = self.law.rules
        return all(later.leaves_units_open for later in rules[rules.index(rule) + 1 :])

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
            hint = "Say it in the table [seats] of the law or of the facts."
            if unit == WHOLE:
                hint = (
                    "Where the law elects in districts, add a column unit to the votes. Else say the seats, "
                    "as those of whole, in the table [seats] of the law or of the facts."
                )
            known = [name for name in self.seats() if name != WHOLE]
            if known and unit != WHOLE:  # its code may be another than that of the law
                some = ", ".join(known[:_NAMED]) + (" ..." if len(known) > _NAMED else "")
                hint = (
                    f"The table [seats] has {some}: give the unit the code that it has there, or write "
                    "[seats] with every unit into the facts."
                )
                strangers = sorted(set(known) - set(self.contest().votes))
                if near := get_close_matches(unit, strangers, 1):
                    hint = f"Did you mean {near[0]}, which [seats] has and the votes do not? {hint}"
            raise LawError(
                "no number of seats" if unit == WHOLE else f"no number of seats for unit {unit}",
                where=rule.where,
                hint=hint,
            )
        return self.seats()[unit]

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

    def award_unplaced(
        self,
        kind: str,
        seats: Mapping[str, int],
        placed: Mapping[str, Mapping[str, int]],
        ties: Iterable[Tie],
        undecided: int,
        vacant: int,
    ) -> None:
        """Note seats that are certain for a list, but not in which unit, and those that nobody has yet."""
        here = add_up(placed.values())
        sure = {name: number - here.get(name, 0) for name, number in seats.items()}
        rest = sum(sure.values()) + undecided + vacant
        ties = tuple(ties)
        if rest or ties:
            self.award(WHOLE, kind, rest, sure, ties, vacant)

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
        # Rules ask land by land, and there are hundreds of seats: each is decided once.
        if role not in self._members:
            units = sorted(set(self.contest(role).votes) - {WHOLE})
            self._members[role] = {
                unit: self.most(self.votes(unit, role), f"the seat of {unit}") for unit in units
            }
        return self._members[role]

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
        above = self.facts.above
        won = Counter(
            decision.name
            for member, decision in self.single_members(role).items()
            if isinstance(decision, Elected) and unit in (None, above.get(member, member))
        )
        return dict(sorted(won.items()))

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
        whole_body = self.law.whole_body and not (self.unnamed or self.without)
        return Chamber.of_units(chamber_id, name, units, self.decisions, whole_body=whole_body)
