"""What a law is given: the totals of one contest, by unit and list. Never a sheet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of

BALLOT_COUNTS: Mapping[str, str] = {
    "valid": "valid votes",
    "blank": "blank votes",
    "null": "null votes",
    "cast": "votes cast",
    "registered": "registered voters",
}
"""What counted sheets may not state, in words."""


class NotStated(LawError):  # noqa: N818  what is wrong, as messages say it
    """A rule goes by a figure that not all counted sheets state, so that it cannot decide.

    Args:
        figure: one of ``BALLOT_COUNTS``.
        sheets: so many counted sheets neither state nor imply it.
    """

    def __init__(self, figure: str, sheets: int) -> None:
        self.figure, self.sheets = figure, sheets
        of = "1 counted sheet" if sheets == 1 else f"{sheets:,} counted sheets"
        super().__init__(
            f"the {BALLOT_COUNTS[figure]} of {of} are not stated",
            hint="Ask the source; where a contest has no votes of a kind, say no_blank or no_null of it.",
        )


class NotSettled(LawError):  # noqa: N818  as above
    """A rule can give no seat of these votes: with more of them, or a lot, it may.

    Of a complete result it is a refusal; while sheets are missing, all seats are open.
    """


@dataclass(frozen=True)
class ContestTotals:
    """The counted votes of one contest.

    Args:
        votes: unit -> list -> votes. A unit that is absent has no counted vote.
        valid: unit -> valid votes. It can exceed the sum of the lists: interim sheets have counted votes
            of withdrawn lists as valid. A unit without an entry has as many valid votes as its lists have
            votes.
        withdrawn: lists that no longer stand. They can win nothing; their votes count only inside ``valid``.
        unstated: one of ``BALLOT_COUNTS`` -> unit -> counted sheets that neither state nor imply it. Where
            there are any, no rule may go by the figure.
    """

    votes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    valid: Mapping[str, int] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    unstated: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def check_stated(self, figure: str, units: Iterable[str] | None = None) -> None:
        """Refuse to go by a figure that is not known of every counted sheet.

        Args:
            figure: one of ``BALLOT_COUNTS``.
            units: of these units; None means all.

        Raises:
            NotStated: some counted sheets neither state nor imply it.
        """
        by_unit = self.unstated.get(figure, {})
        sheets = sum(by_unit.get(unit, 0) for unit in (by_unit if units is None else units))
        if sheets:
            raise NotStated(figure, sheets)

    def standing(self, units: Iterable[str]) -> dict[str, int]:
        """Votes of the lists that stand, added over ``units``."""
        total: dict[str, int] = {}
        for unit in units:
            for name, votes in self.votes.get(unit, {}).items():
                if name not in self.withdrawn:
                    total[name] = total.get(name, 0) + votes
        return total

    def valid_votes(self, units: Iterable[str]) -> int:
        """Valid votes, added over ``units``; never fewer in a unit than its standing lists have votes."""
        total = 0
        for unit in units:
            counted = sum(self.standing([unit]).values())
            total += max(self.valid.get(unit, counted), counted)
        return total

    def short_units(self) -> tuple[str, ...]:
        """Units whose stated valid votes are fewer than their lists have: the sheets do not add up."""
        return tuple(
            sorted(unit for unit, valid in self.valid.items() if valid < sum(self.standing([unit]).values()))
        )

    def lists(self) -> frozenset[str]:
        """Every standing list that is named in any unit, with votes or without."""
        return frozenset(name for votes in self.votes.values() for name in votes) - self.withdrawn


def check_votes(votes: Mapping[str, int], where: str = "") -> None:
    """Refuse counts that are not whole numbers of zero or more.

    Raises:
        LawError: a count is negative or not an int.
    """
    for name, number in votes.items():
        # bool is an int to Python, but never a number of votes.
        if type(number) is int and number >= 0:
            continue
        if type(number) is not int:
            raise LawError(
                f"the votes of {name!r} are {number!r}, not a whole number",
                where=where,
                hint="Give votes as int.",
            )
        raise LawError(
            f"the votes of {name!r} are negative: {number}", where=where, hint="Check the tabulation."
        )


def check_totals(role: str, totals: ContestTotals, units: Collection[str]) -> None:
    """Refuse totals that do not fit a contest.

    Raises:
        LawError: a unit is not one of ``units``, or a count is negative or not an int.
    """
    for unit in sorted({*totals.votes, *totals.valid}):
        if unit not in units:
            raise LawError(
                f"unknown unit {unit!r} in the contest {role!r}",
                where=role,
                hint=f"The units of this contest are: {many_of(sorted(units))}.",
            )
        check_votes(totals.votes.get(unit, {}), where=f"{role}, unit {unit}")
    check_votes(totals.valid, where=f"{role}, valid votes")
