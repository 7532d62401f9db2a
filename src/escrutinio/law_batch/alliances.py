"""Seats of lists that stand together, for many results at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from escrutinio.law.evaluation.steps.shares import Allocate, nested
from escrutinio.law.proportional.alliances import Alliance
from escrutinio.law.proportional.divisors import Divisors, dhondt
from escrutinio.law.proportional.methods import Method
from escrutinio.law_batch.allocation import BatchAllocation, allocate_limited_many, allocate_many
from escrutinio.law_batch.arrays import Bools, Ints
from escrutinio.law_batch.evaluation import BatchEvaluation
from escrutinio.law_batch.quotas import allocate_by_quota_many

Members = Sequence["int | Members"]
"""Lists by their columns, and groups of them that stand together inside the group."""


def alliances(run: BatchEvaluation, rule: Allocate) -> Members:
    """All lists as the election's agreements join them.

    Raises:
        LawError: two agreements share a list, and neither is inside the other.
    """
    places = {name: place for place, name in enumerate(run.names)}
    agreements = run.drawn.facts.agreements
    groups = {frozenset(name for name in group if name in places) for group in agreements}
    joined = nested({group for group in groups if len(group) > 1}, rule)
    allied = {name for alliance in joined for name in alliance.lists}
    free = [place for name, place in places.items() if name not in allied]
    return [*free, *(_columns(alliance, places) for alliance in joined)]


def _columns(alliance: Alliance, places: dict[str, int]) -> Members:
    return [
        places[member] if isinstance(member, str) else _columns(member, places) for member in alliance.members
    ]


def allied_many(
    votes: Ints,
    seats: int | Ints,
    method: Method,
    inside: Method,
    members: Members,
    most: Ints | None = None,
    others: Ints | None = None,
) -> BatchAllocation:
    """Give seats to lists and groups, and inside each group to its members.

    Args:
        votes: (n, lists), those of lists that take part.
        seats: how many there are: one number, or (n,).
        method: of allocation.
        inside: the method inside groups.
        members: the lists and groups.
        most: (lists,), the most seats that each can have; None for no limit.
        others: (n,), votes of lists that are not named, which count in the price of a seat.

    Returns:
        The seats, (n, lists), and where a tie at any level leaves some open.

    Raises:
        LawError: numbers that do not fit 64 bits.
    """
    columns = [_lists(member) for member in members]
    total = np.stack([votes[:, lists].sum(axis=1) for lists in columns], axis=1)
    room: Ints | None = None
    if most is not None:
        # A list without votes has no claim to a seat, however many candidates it has.
        able = np.where(votes > 0, np.broadcast_to(most, votes.shape), 0)
        room = np.stack([able[:, lists].sum(axis=1) for lists in columns], axis=1)
    given = allocate_by_many(total, seats, method, room, others)
    won, tied = np.zeros_like(votes), given.tied
    for at, member in enumerate(members):
        if isinstance(member, int):
            won[:, member] = given.seats[:, at]
            continue
        if not given.seats[:, at].any():
            continue
        of_group = allied_many(votes, given.seats[:, at], inside, inside, member, most)
        won, tied = won + of_group.seats, tied | of_group.tied
    return BatchAllocation(won, tied)


def _lists(member: int | Members) -> list[int]:
    """The columns of a list, or of all lists in a group."""
    if isinstance(member, int):
        return [member]
    return [column for each in member for column in _lists(each)]


def allocate_by_many(
    votes: Ints,
    seats: int | Ints,
    method: Method,
    most: Ints | None = None,
    others: Ints | None = None,
    more_votes_first: bool = False,
) -> BatchAllocation:
    """Give seats by divisors, or by a quota and what follows it.

    Args:
        votes: (n, lists).
        seats: how many there are: one number, or (n,).
        method: of allocation.
        most: (lists,) or (n, lists), the most seats that each can have; None for no limit.
        others: (n,), votes of lists that are not named, which count in the price of a seat.
        more_votes_first: whether of equal remainders that with more votes comes first.

    Returns:
        Where a quota gives a list more seats than it can have, that is marked as tied.

    Raises:
        LawError: numbers that do not fit 64 bits.
    """
    if isinstance(method, Divisors):
        return allocate_limited_many(votes, seats, method, most)
    given = allocate_by_quota_many(votes, seats, method, others=others, more_votes_first=more_votes_first)
    if most is None:
        return given
    return BatchAllocation(given.seats, given.tied | (given.seats > most).any(axis=1))


def agreed_pairs(run: BatchEvaluation) -> list[tuple[int, int]]:
    """The pairs of lists, by their columns, that have a surplus agreement."""
    places = {name: place for place, name in enumerate(run.names)}
    groups = [group for group in run.drawn.facts.agreements if len(group) > 1]
    run.require("" if all(len(group) == 2 for group in groups) else "agreements of more than two lists")
    lists = [name for group in groups for name in group]
    run.require("" if len(lists) == len(set(lists)) else "a list with two agreements")
    return [(places[first], places[second]) for first, second in groups]


def bader_ofer_many(
    votes: Ints, seats: int, pairs: Sequence[tuple[int, int]], able: Bools
) -> BatchAllocation:
    """Seats with surplus agreements, as :func:`escrutinio.law.proportional.surplus_agreements.bader_ofer`.

    Args:
        votes: (n, lists), those of lists that take part.
        seats: how many there are.
        pairs: the columns of two lists that have an agreement.
        able: (n, lists), who takes part; an agreement is void where one of the two does not.

    Returns:
        Where whole measures are more than the seats, that is marked as tied.

    Raises:
        LawError: numbers that do not fit 64 bits.
    """
    total = votes.sum(axis=1)
    measure = np.maximum(total // max(seats, 1), 1)
    whole = votes // measure[:, None]
    left = seats - whole.sum(axis=1)
    odd: Bools = left < 0
    together, begin = votes.copy(), whole.copy()
    held = [(first, second, able[:, first] & able[:, second]) for first, second in pairs]
    for first, second, holds in held:
        for own in (together, begin):
            own[:, first] += np.where(holds, own[:, second], 0)
            own[holds, second] = 0
    rest = allocate_many(together, np.maximum(left, 0), dhondt, start=begin)
    won, tied = whole + rest.seats, rest.tied | odd
    for first, second, holds in held:
        pair = [first, second]
        more = np.where(holds, rest.seats[:, first], 0)
        inside = allocate_many(votes[:, pair], more, dhondt, start=whole[:, pair])
        won[:, pair] = np.where(holds[:, None], whole[:, pair] + inside.seats, won[:, pair])
        tied = tied | (holds & inside.tied)
    return BatchAllocation(won, tied)
