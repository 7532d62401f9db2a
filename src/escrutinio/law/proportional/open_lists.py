"""Open lists: which candidates of a list are elected, by the votes cast for them by name.

Three families of law are parameters of one function: all by personal votes; those above a bar first, by
personal votes, then the order of the list; those above a bar only.

Examples: Finland: by personal votes. Brazil, Electoral Code art. 108: the same, but only those with at least
10 % of the electoral quotient. Netherlands, Kieswet art. P 15: more than 25 % of the electoral quota (half of
it in councils of fewer than 19 seats), by votes, equal ones by lot; then the order of the list. Czechia, Act
247/1995, s. 50: at least 5 % of the list's votes in the region, by votes, equal ones in the order of the
list; then the order of the list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot, draw
from escrutinio.law.plain import Plain
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of


class Others(StrEnum):
    """What becomes of the seats that those above the bar leave."""

    LIST_ORDER = "list order"
    """They go to the others in the order of the list."""
    VOTES = "votes"
    """They go to the others with the most personal votes."""
    NOBODY = "nobody"
    """They stay vacant."""


class Level(StrEnum):
    """Who comes first of candidates with equal personal votes."""

    LOT = "lot"
    """A lot decides: a tie, if it matters."""
    LIST_ORDER = "list order"
    """The one higher on the list."""


@dataclass(frozen=True)
class Person(Plain):
    """A candidate who is elected, and how.

    Args:
        name: the candidate.
        votes: personal votes.
        by: "personal votes" or "list order".
    """

    name: str
    votes: int
    by: str


@dataclass(frozen=True)
class ListElected(Plain):
    """Who of a list is elected. Always ``len(elected) + tie.seats + vacant == seats``.

    Args:
        seats: the seats of the list.
        elected: in the order in which they are; those with equal votes in the order of the list.
        bar: the fewest personal votes that are enough to come before the order of the list; None without one.
        reached: those who have them, the most votes first.
        tie: candidates with equal votes for fewer places.
        vacant: seats for which there is no candidate.
        lots: the recorded lots that were used.
    """

    seats: int
    elected: tuple[Person, ...]
    bar: int | None
    reached: tuple[str, ...]
    tie: Tie | None = None
    vacant: int = 0
    lots: tuple[Lot, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of those elected."""
        return tuple(candidate.name for candidate in self.elected)


def elect_from_list(
    order: Sequence[str],
    votes: Mapping[str, int],
    seats: int,
    *,
    bar: Threshold | None = None,
    base: int | Fraction | None = None,
    others: Others | str = Others.LIST_ORDER,
    level: Level | str = Level.LOT,
    lots: Sequence[Lot] = (),
    what: str = "places on the list",
) -> ListElected:
    """Say who of a list is elected.

    Args:
        order: the candidates in the order of the list.
        votes: candidate -> personal votes; none for those who are absent.
        seats: the seats of the list.
        bar: the share of ``base`` that is enough to come before the order of the list. Without a bar all are
            taken by personal votes.
        base: the number that the bar is a share of, such as the electoral quota (a Fraction, where it is not
            rounded) or the votes of the list.
        others: what becomes of seats that those above the bar leave.
        level: who comes first of candidates with equal personal votes.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is tied, in words.

    Returns:
        A ListElected. Candidates with equal votes for fewer places are a Tie, unless the law says otherwise.

    Raises:
        LawError: a candidate stands twice or not at all, a number is negative or not whole, or a bar comes
            without its base.
    """
    check_votes(votes)
    check_votes({"seats": seats}, where="seats of the list")
    others, level = Others(others), Level(level)
    strangers = sorted(set(votes) - set(order))
    if len(set(order)) != len(order) or strangers:
        raise LawError(
            f"{some_of(strangers)} not on the list" if strangers else "a candidate is on the list twice",
            hint="Give every candidate once, in the order of the list.",
        )
    if (bar is None) != (base is None) or isinstance(base, float) or (base is not None and base < 0):
        raise LawError("a bar needs the number that it is a share of, and only a bar does")
    place = {name: index for index, name in enumerate(order)}
    personal = {name: votes.get(name, 0) for name in order}
    ranked = sorted(order, key=lambda name: (-personal[name], place[name]))
    least = None
    reached = ranked
    if bar is not None and base is not None:
        least = bar.least(base)
        reached = [name for name in ranked if bar.passes(personal[name], base)]
    chosen, tie, used = _most(reached, personal, seats, level, lots, what)
    elected = [Person(name, personal[name], "personal votes") for name in chosen]
    left = seats - len(elected) - (tie.seats if tie else 0)
    behind = [name for name in order if name not in set(reached)]
    if left and others is Others.LIST_ORDER:
        elected += [Person(name, personal[name], "list order") for name in behind[:left]]
    elif left and others is Others.VOTES:
        ranked_rest = [name for name in ranked if name in set(behind)]
        chosen, tie, more = _most(ranked_rest, personal, left, level, lots, what)
        elected += [Person(name, personal[name], "personal votes") for name in chosen]
        used += more
    vacant = seats - len(elected) - (tie.seats if tie else 0)
    return ListElected(seats, tuple(elected), least, tuple(reached), tie, vacant, used)


def _most(
    ranked: Sequence[str],
    votes: Mapping[str, int],
    places: int,
    level: Level,
    lots: Sequence[Lot],
    what: str,
) -> tuple[list[str], Tie | None, tuple[Lot, ...]]:
    """The first of those ranked, with a tie where equal ones compete for the last places."""
    if len(ranked) <= places or level is Level.LIST_ORDER:
        return list(ranked[:places]), None, ()
    if places == 0:
        return [], None, ()
    last = votes[ranked[places - 1]]
    sure = [name for name in ranked if votes[name] > last]
    equal = [name for name in ranked if votes[name] == last]
    if len(sure) + len(equal) == places:
        return sure + equal, None, ()
    tie = Tie.of(equal, places - len(sure), what)
    drawn = draw(tie, lots)
    if drawn is None:
        return sure, tie, ()
    return sure + [name for name in equal if name in drawn[0]], None, (drawn[1],)
