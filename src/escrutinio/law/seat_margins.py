"""How many votes a seat depends on: the fewest more, fewer or moved that tie it or change it, exactly.

For a seat of a list, everything else as it is:

* *more*: the fewest additional votes with which the list has a seat more;
* *fewer*: the fewest votes it must lose to have a seat less;
* *moved*: the fewest votes that must go from one list to another for a seat to change hands.

Each is given twice. ``tie`` is the fewest with which the seat is at least tied, ``change`` the fewest with
which it has changed for certain; where the two are equal, no tie comes before the change.

How they are found stands in :mod:`escrutinio.law.fewest_votes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from escrutinio.law.fewest_votes import Change, Kind, Search, fewer, more, moved
from escrutinio.law.plain import Plain
from escrutinio.law.proportional.divisors import dhondt
from escrutinio.law.proportional.methods import Method
from escrutinio.model.errors import LawError

__all__ = [
    "Change",
    "Closest",
    "Kind",
    "SeatMargin",
    "closest_changes",
    "last_seat_margins",
    "last_seat_votes",
    "votes_to_gain",
    "votes_to_lose",
    "votes_to_move",
]


@dataclass(frozen=True)
class SeatMargin(Plain):
    """How safe a list's last seat is, and how far its next.

    Args:
        name: the list.
        seats: its seats for certain.
        last: the fewest votes it must lose to lose a seat; None where it has none.
        next: the fewest more votes with which it has one more.
    """

    name: str
    seats: int
    last: Change | None
    next: Change


@dataclass(frozen=True)
class Closest(Plain):
    """The smallest changes that change any seat; several where several are equally small.

    Args:
        more: votes added to one list.
        fewer: votes taken from one list.
        moved: votes moved from one list to another.
    """

    more: tuple[Change, ...]
    fewer: tuple[Change, ...]
    moved: tuple[Change, ...]


def votes_to_gain(
    votes: Mapping[str, int],
    seats: int,
    name: str,
    method: Method = dhondt,
    *,
    more_votes_first: bool = False,
) -> Change:
    """The fewest additional votes with which ``name`` has a seat more than it now has for certain.

    Args:
        votes: list -> votes of all lists that take part; one that has none may be named with 0.
        seats: how many seats there are.
        name: the list.
        method: a divisor sequence, or a quota with largest remainders.
        more_votes_first: whether of equal claims that of the list with more votes comes first.

    Raises:
        LawError: ``name`` is unknown, a number is negative or not int, or the method is a quota method with
            which a list can lose by gaining votes.
    """
    return Search(votes, seats, method, more_votes_first).change(more(name))


def votes_to_lose(
    votes: Mapping[str, int],
    seats: int,
    name: str,
    method: Method = dhondt,
    *,
    more_votes_first: bool = False,
) -> Change:
    """The fewest votes that ``name`` must lose, to nobody, to have a seat less than it now can have.

    See :func:`votes_to_gain` for arguments and errors.
    """
    return Search(votes, seats, method, more_votes_first).change(fewer(name))


def votes_to_move(
    votes: Mapping[str, int],
    seats: int,
    source: str,
    target: str,
    method: Method = dhondt,
    *,
    gain: bool = True,
    loss: bool = True,
    more_votes_first: bool = False,
) -> Change:
    """The fewest votes moved from ``source`` to ``target`` for a seat to change hands.

    A seat changes hands where the target has one more or the source one less; with ``loss=False`` only the
    first is asked for, with ``gain=False`` only the second. No other list's seats change before.

    See :func:`votes_to_gain` for the other arguments and errors.
    """
    if source == target or not (gain or loss):
        raise LawError("votes move from one list to another, for a gain or a loss")
    return Search(votes, seats, method, more_votes_first).change(moved(source, target, gain, loss))


def last_seat_margins(
    votes: Mapping[str, int], seats: int, method: Method = dhondt, *, more_votes_first: bool = False
) -> dict[str, SeatMargin]:
    """By how many votes each list won its last seat, and how many it lacks for its next.

    See :func:`votes_to_gain` for arguments and errors.
    """
    search = Search(votes, seats, method, more_votes_first)
    return {
        name: SeatMargin(
            name,
            search.low[name],
            search.change(fewer(name)) if search.high[name] else None,
            search.change(more(name)),
        )
        for name in sorted(votes)
    }


def last_seat_votes(
    votes: Mapping[str, int],
    seats: int,
    names: Iterable[str],
    method: Method = dhondt,
    *,
    more_votes_first: bool = False,
) -> dict[str, tuple[int | None, int | None]]:
    """The same in two numbers, for some lists: the fewest votes to lose a seat for certain, and to win one.

    None where no number is enough, or there is no certain seat to lose. See :func:`votes_to_gain` for the
    other arguments and errors.
    """
    search = Search(votes, seats, method, more_votes_first)
    return {
        name: (
            search.fewest(fewer(name)) if search.low[name] else None,
            search.fewest(more(name)),
        )
        for name in names
    }


def closest_changes(
    votes: Mapping[str, int], seats: int, method: Method = dhondt, *, more_votes_first: bool = False
) -> Closest:
    """The smallest changes that would change any seat.

    See :func:`votes_to_gain` for arguments and errors.
    """
    search = Search(votes, seats, method, more_votes_first)
    names = sorted(votes)
    return Closest(
        search.least(map(more, names)),
        search.least(map(fewer, names)),
        search.least(moved(source, target) for source in names for target in names if source != target),
    )
