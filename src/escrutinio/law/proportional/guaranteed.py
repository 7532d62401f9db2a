"""A seat for a share of the votes, whole shares of the seats that are left, and the last seats by rank.

Source: Philippines, Republic Act 7941 (Party-List System Act), s. 11(b), as the Supreme Court reads it in
BANAT v. COMELEC, G.R. No. 179271 (21 April 2009): the two per cent that the Act asks for guarantee a first
seat, and do not bar other lists from the further ones; nobody has more than three.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot, draw
from escrutinio.law.plain import Plain
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class GuaranteedSeats(Plain):
    """The seats of lists, round by round.

    Args:
        guaranteed: list -> its seat for the share.
        shares: list -> its share of the seats left, exact, of lists with votes.
        whole: list -> seats for the whole part of that share, within the cap.
        ranked: list -> seats by rank.
        seats: list -> all of its seats that are certain.
        tie: of those who are equal for the last seats.
        vacant: seats that nobody may have.
        lots: recorded lots that were used.
    """

    guaranteed: Mapping[str, int]
    shares: Mapping[str, Fraction]
    whole: Mapping[str, int]
    ranked: Mapping[str, int]
    seats: Mapping[str, int]
    tie: Tie | None
    vacant: int
    lots: tuple[Lot, ...] = ()


def guaranteed_seats(
    votes: Mapping[str, int],
    size: int,
    share: Threshold,
    base: int,
    *,
    most: int,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> GuaranteedSeats:
    """Seats in three rounds.

    1. A list with the share has a seat.
    2. Of the seats left, each list has the whole part of its share of the votes in them, within the cap.
    3. What is left goes one by one, the most votes first, to lists that had no seat in the second round;
       should there be too few of these, the order begins anew among all lists below the cap.

    Args:
        votes: list -> votes.
        size: all seats.
        share: that guarantees a seat.
        base: of shares; never fewer than all votes of lists.
        most: the most seats of a list.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is won, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, or the base is less than the votes of the lists.
    """
    check_votes(votes)
    if base < sum(votes.values()):
        raise LawError(f"{base:,} votes are fewer than the {sum(votes.values()):,} of the lists")
    standing = {name: number for name, number in votes.items() if number}
    guaranteed: dict[str, int] = {}
    whole: dict[str, int] = {}
    ranked: dict[str, int] = {}
    used: list[Lot] = []
    tie: Tie | None = None

    def give(to: list[str], left: int, round_: dict[str, int]) -> int:
        """One seat each, by rank; how many are left, less those that are tied."""
        nonlocal tie
        sure, level = _by_rank(standing, to, left)
        if level:
            tie = Tie.of(level, left - len(sure), what)
            if (drawn := draw(tie, lots)) is not None:
                sure, tie = [*sure, *drawn[0]], None
                used.append(drawn[1])
        for name in sure:
            round_[name] = round_.get(name, 0) + 1
        return left - len(sure) - (tie.seats if tie else 0)

    left = give([name for name, number in standing.items() if share.passes(number, base)], size, guaranteed)
    shares = {name: Fraction(number * left, base) for name, number in standing.items()}
    if tie is None:
        for name, part in shares.items():
            if number := min(int(part), most - guaranteed.get(name, 0)):
                whole[name] = number
        left = give([name for name in standing if name not in whole], left - sum(whole.values()), ranked)
    while left and tie is None:
        open_ = [name for name in standing if _held(name, guaranteed, whole, ranked) < most]
        if not open_:
            break
        left = give(open_, left, ranked)
    seats = {name: held for name in standing if (held := _held(name, guaranteed, whole, ranked))}
    return GuaranteedSeats(guaranteed, shares, whole, ranked, seats, tie, left, tuple(used))


def _held(name: str, *rounds: Mapping[str, int]) -> int:
    return sum(won.get(name, 0) for won in rounds)


def _by_rank(votes: Mapping[str, int], names: list[str], places: int) -> tuple[list[str], list[str]]:
    """Who has a place for certain, and who is equal for the last ones."""
    ordered = sorted(names, key=lambda name: (-votes[name], name))
    if places >= len(ordered):
        return ordered, []
    if places == 0:
        return [], []
    last = votes[ordered[places - 1]]
    if votes[ordered[places]] < last:
        return ordered[:places], []
    return [name for name in ordered if votes[name] > last], [name for name in ordered if votes[name] == last]
