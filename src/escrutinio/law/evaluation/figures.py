"""What the votes and the facts of an election say: votes of lists, and what shares of them are of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from escrutinio.law.evaluation.definition import Definition
from escrutinio.law.facts import WHOLE, ElectionFacts
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
class Figures:
    """The figures that the rules of a law go by.

    Args:
        law: its file.
        totals: contest -> totals.
        facts: the other facts.
        supposed: whether figures that counted sheets do not state are the least or the most that they can be;
            empty where a rule may not go by them.
    """

    law: Definition
    totals: Mapping[str, ContestTotals]
    facts: ElectionFacts
    supposed: Literal["", "least", "most"] = field(default="", kw_only=True)

    def contest(self, role: str = "") -> ContestTotals:
        """The totals of a contest, the law's own unless it is named; empty where none has come in."""
        return self.totals.get(role or self.law.contest, ContestTotals())

    def votes(self, unit: str | None = None, role: str = "") -> dict[str, int]:
        """The votes of the lists that stand: of a unit, or of all; lists sorted by name."""
        units = self.contest(role).votes if unit is None else [unit]
        standing = self.contest(role).standing(units)
        return {name: standing[name] for name in sorted(standing)}

    def counted(self, what: str, unit: str, role: str = "") -> int | None:
        """A count of ballots or people of a unit; None where the table has none."""
        return self.facts.counts.get(role or self.law.contest, {}).get(what, {}).get(unit)

    def any_ballots(self, role: str = "") -> bool:
        """Whether any ballot is counted, be it a blank or a null one."""
        counts = self.facts.counts.get(role or self.law.contest, {})
        kinds = (counts.get(kind, {}) for kind in ("valid", "blank", "null", "cast"))
        return any(self.votes(None, role).values()) or any(any(by.values()) for by in kinds)

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
        units = [unit] if unit is not None else self._counted_units(role) or [WHOLE]
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
