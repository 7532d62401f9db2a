"""List seats that make up for single-member seats: under a cap, by half, or as far as they go.

*Under a cap*: lists share the seats as if there were no others, but none may have more of the whole house
than its share of the votes and some points (:func:`capped_lists`). Mexico, Constitution, arts. 52 to 54;
LGIPE, arts. 15 to 19: 200 seats by natural quotient and largest remainders, 300 seats and 8 points at most.
Georgia in 2020: 120 list seats, and a quarter above the share of all valid votes at most.

*By half*: a part of what single-member seats leave of a list's share in the whole house
(:func:`half_compensation`). South Korea, Public Official Election Act, art. 189, since 2020.

*As far as they go*: all that is missing to a list's share of the whole house, which the list seats share
where they are fewer (:func:`missing_share_lists`). Thailand, Constitution of 2017, art. 91, in 2019.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.quotas import RemainderAllocation, hare_quota, largest_remainder
from escrutinio.law.totals import NotSettled, check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of


@dataclass(frozen=True)
class ListSeats:
    """List seats, and the allocations that they are made of.

    The seats, those of ties and the vacant ones are together the number of list seats.

    Args:
        seats: list -> list seats that are certain.
        rounds: the allocations, in order.
        most: list -> the most list seats that a cap leaves it; of those that it holds back.
        due: list -> the seats that compensation would give it.
        ties: for the last seats of an allocation.
        vacant: seats that nobody may have.
    """

    seats: Mapping[str, int]
    rounds: tuple[RemainderAllocation, ...]
    most: Mapping[str, int]
    due: Mapping[str, int]
    ties: tuple[Tie, ...] = ()
    vacant: int = 0


def capped_lists(
    votes: Mapping[str, int],
    list_seats: int,
    single: Mapping[str, int],
    house: int,
    points: Fraction,
    *,
    most: int,
    more: Fraction = Fraction(0),
    base: int | None = None,
    lots: Sequence[Lot] = (),
    what: str = "list seats",
) -> ListSeats:
    """List seats by the Hare quota and largest remainders, less what a cap holds back.

    Whoever would be above its cap has what the cap leaves; the seats that are left are shared by the same
    rule among the others, on their votes alone, until nobody is above.

    Args:
        votes: list -> votes of the lists that take part.
        list_seats: how many list seats there are.
        single: list -> single-member seats won.
        house: all seats.
        points: how much more a list's share of the house may be than its share of the votes, such as 8/100.
        most: the most seats of a list, of both kinds.
        more: by what part of its share of the votes a list's share of the house may exceed that, before the
            points.
        base: the votes that these shares are of; those of the lists that take part unless given.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int; a tie has to be broken before it is known who is above.
    """
    check_votes(votes)
    check_votes(single, where="single-member seats")
    total = sum(votes.values())
    if not total:
        return ListSeats(dict.fromkeys(votes, 0), (), {}, {}, (), list_seats)
    # A cap can bring nobody down to fewer seats than it won itself.
    room = {
        name: max(
            0,
            min(int(((1 + more) * Fraction(number, base or total) + points) * house), most)
            - single.get(name, 0),
        )
        for name, number in votes.items()
    }
    held: dict[str, int] = {}
    rounds = []
    while True:
        part = {name: number for name, number in votes.items() if name not in held}
        given = largest_remainder(part, list_seats - sum(held.values()), hare_quota, lots=lots, what=what)
        rounds.append(given)
        tied = given.tie.tied if given.tie else ()
        over = [name for name, seats in given.seats.items() if seats > room[name]]
        if any(name in tied and given.seats[name] == room[name] for name in part) or (over and tied):
            raise NotSettled(
                f"the remainders of {many_of(tied)} are equal, and who is above the cap depends on that",
                hint="Record the lot that was drawn.",
            )
        if not over:
            break
        held |= {name: room[name] for name in over}
    ties = (given.tie,) if given.tie else ()
    return ListSeats({**given.seats, **held}, tuple(rounds), held, {}, ties, given.vacant)


def half_compensation(
    votes: Mapping[str, int],
    list_seats: int,
    single: Mapping[str, int],
    house: int,
    *,
    compensating: int,
    single_qualifies: int,
    part: Fraction = Fraction(1, 2),
    lots: Sequence[Lot] = (),
    what: str = "list seats",
) -> ListSeats:
    """List seats by a part of what is missing to a list's share of the house, the rest of them by votes
    alone.

    What is due to a list is its share of the house (without the single-member seats of those who have no part
    in list seats), less its single-member seats, times ``part``: rounded to the nearest, and none below one.
    Is more due than the compensating seats, these are shared by what is due; is less due, the seats left go
    by votes; both by the Hare quota and largest remainders. So do the seats that compensate nothing.

    Args:
        votes: list -> votes of the lists that take part.
        list_seats: all list seats.
        single: list -> single-member seats won.
        house: all seats.
        compensating: how many of the list seats compensate.
        single_qualifies: the single-member seats with which a party has a part in list seats even without
            votes for a list, so that its seats are not taken off the house.
        part: of what is missing.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, or more seats compensate than there are.
    """
    check_votes(votes)
    check_votes(single, where="single-member seats")
    if compensating > list_seats:
        raise LawError(f"{compensating} of {list_seats} list seats cannot compensate")
    total = sum(votes.values())
    outside = sum(seats for name, seats in single.items() if name not in votes and seats < single_qualifies)
    due = {}
    for name, number in votes.items():
        exact = ((house - outside) * Fraction(number, total) - single.get(name, 0)) * part if total else 0
        due[name] = int(exact + Fraction(1, 2)) if exact >= 1 else 0
    rounds = []
    between = compensating - sum(due.values())
    first: Mapping[str, int] = due
    if between < 0:
        rounds.append(
            largest_remainder(due, compensating, hare_quota, lots=lots, what=f"compensating {what}")
        )
        first = rounds[0].seats
    elif between:
        rounds.append(largest_remainder(votes, between, hare_quota, lots=lots, what=f"compensating {what}"))
        first = add_up([due, rounds[0].seats])
    if list_seats > compensating:
        rounds.append(largest_remainder(votes, list_seats - compensating, hare_quota, lots=lots, what=what))
        first = add_up([first, rounds[-1].seats])
    return ListSeats(
        {name: first.get(name, 0) for name in votes},
        tuple(rounds),
        {},
        due,
        tuple(stage.tie for stage in rounds if stage.tie),
        sum(stage.vacant for stage in rounds),
    )


def missing_share_lists(
    votes: Mapping[str, int],
    list_seats: int,
    single: Mapping[str, int],
    house: int,
    *,
    lots: Sequence[Lot] = (),
    what: str = "list seats",
) -> ListSeats:
    """List seats by what is missing to each list's share of the house, fractions of a seat and all.

    A list that won its share or more has none. The list seats are shared by what is missing to the others,
    by the Hare quota and largest remainders: where as much is missing as there are list seats, that is a
    seat for each whole one that is missing, and the largest fractions.

    Args:
        votes: list -> votes of the lists that take part.
        list_seats: how many list seats there are.
        single: list -> single-member seats won.
        house: all seats.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int.
    """
    check_votes(votes)
    check_votes(single, where="single-member seats")
    total = sum(votes.values())
    missing = {name: max(0, house * number - single.get(name, 0) * total) for name, number in votes.items()}
    given = largest_remainder(missing, list_seats, hare_quota, lots=lots, what=what)
    ties = (given.tie,) if given.tie else ()
    return ListSeats(given.seats, (given,), {}, {}, ties, given.vacant)
