"""Israel's allocation with surplus agreements: the "Bader-Ofer" law.

Source: Knesset Elections Law (Consolidated Version) 5729-1969, ss. 81 and 82. The *measure* is the votes of
all lists that take part, divided by the seats, its fraction left out (s. 81(b)). Each list has a seat for
each whole measure (s. 81(c)). Each seat left goes to the highest votes per seat, the list's seats and one
more (s. 81(d)); equal ones are decided by lot. Two lists with a surplus agreement count as one there, and
share what they have together: each keeps its whole measures, the rest goes by the highest votes per seat
between the two. An agreement is void where a partner is below the threshold. S. 81(d)(4), on a list with half
of the seats but not more than half of the votes, is not applied here.

Where the measure is above votes / (seats + 1), as with any electorate of a country, all this equals D'Hondt's
highest averages over pairs and single lists, then inside each pair. The tests hold that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import add_up
from escrutinio.law.plain import JsonObject, plain
from escrutinio.law.proportional.highest_averages import Allocation, highest_averages
from escrutinio.law.totals import NotSettled, check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of


@dataclass(frozen=True)
class SurplusSeats:
    """Seats by ss. 81 and 82.

    ``seats`` are those each list has for certain; always ``sum(seats) + undecided + vacant == size``.

    Args:
        votes: list -> votes, of the lists that take part.
        size: how many seats there are.
        measure: the votes of a whole seat.
        whole: list -> seats by whole measures.
        pairs: name of the pair -> its two lists, of the agreements that hold.
        void: the agreements with a partner that does not take part.
        rest: the allocation of the remaining seats among lists and pairs.
        inside: name of the pair -> the allocation of its seats beyond whole measures, where their number is
            certain.
        seats: list -> seats for certain.
        undecided: seats that wait for ties.
        vacant: seats that nobody takes: only where nobody has a vote.
        ties: the ties that can be broken now.
        lots: the recorded lots that were used.
    """

    votes: Mapping[str, int]
    size: int
    measure: int
    whole: Mapping[str, int]
    pairs: Mapping[str, tuple[str, str]]
    void: tuple[tuple[str, str], ...]
    rest: Allocation
    inside: Mapping[str, Allocation]
    seats: Mapping[str, int]
    undecided: int
    vacant: int
    ties: tuple[Tie, ...] = ()
    lots: tuple[Lot, ...] = ()

    def to_dict(self) -> JsonObject:
        """The steps as plain data; ``rest`` and ``inside`` as the seats that they added."""
        return {
            "size": self.size,
            "measure": self.measure,
            "whole": plain(self.whole),
            "pairs": plain(self.pairs),
            "void": plain(self.void),
            "rest": plain(self.rest.seats),
            "inside": {pair: plain(self.inside[pair].seats) for pair in sorted(self.inside)},
            "seats": plain(self.seats),
            "undecided": self.undecided,
            "vacant": self.vacant,
            "ties": plain(self.ties),
            "lots": plain(self.lots),
        }


def bader_ofer(
    votes: Mapping[str, int],
    seats: int,
    agreements: Iterable[tuple[str, str]] = (),
    *,
    taking_part: Collection[str] | None = None,
    most: Mapping[str, int] | None = None,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> SurplusSeats:
    """Allocate by ss. 81 and 82.

    Args:
        votes: list -> votes.
        seats: how many seats there are.
        agreements: pairs of lists, each list in at most one. A pair is called ``"A + B"``, in sorted order.
        taking_part: the lists at or above the threshold; all unless given.
        most: list -> the most seats it can take, such as its candidates; absent for no limit. A seat that it
            cannot take goes to the next votes per seat: of its partner first, where the pair has it.
        lots: recorded lots. A tie inside a pair is called ``"<what> in A + B"``.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: counts are negative or not int; there are so few votes that whole measures give more seats
            than there are; a list has two agreements, or ``taking_part`` names one without votes given.
    """
    check_votes(votes)
    part = set(votes) if taking_part is None else set(taking_part)
    pairs, void = _pairs(votes, agreements, part)
    kept = {name: number for name, number in votes.items() if name in part}
    paired = {name: pair for pair, names in pairs.items() for name in names}
    total = sum(kept.values())
    measure = max(total // seats, 1) if seats else total + 1
    room = {name: number for name, number in (most or {}).items() if name in kept}
    whole = {name: min(number // measure, room.get(name, seats)) for name, number in kept.items()}
    left = seats - sum(whole.values())
    if left < 0:
        raise NotSettled(
            f"{total} votes are too few for {seats} seats: whole measures give {sum(whole.values())}",
            hint="The law leaves a measure's fraction out, which presumes many more votes than seats.",
        )
    together = add_up({paired.get(name, name): number} for name, number in kept.items())
    begin = add_up({paired.get(name, name): number} for name, number in whole.items())
    free = {name: number - whole[name] for name, number in room.items() if name not in paired}
    for pair, names in pairs.items():
        if all(name in room or not kept[name] for name in names):
            free[pair] = sum(room[name] - whole[name] for name in names if kept[name])
    rest = highest_averages(together, left, start=begin, most=free or None, lots=lots, what=what)
    tied = set(rest.tie.tied) if rest.tie else set()
    ties, used = ([rest.tie] if rest.tie else []), list(rest.lots)
    won = {name: whole[name] + rest.seats[name] for name in kept if name not in paired}
    inside: dict[str, Allocation] = {}
    for pair, names in pairs.items():
        of_pair = {name: kept[name] for name in names}
        held = {name: whole[name] for name in names}
        # Of the seats sure for a pair its lists keep what they have if the pair gets one more. A tie inside
        # must wait for that, and so must its lot: one more seat may settle it.
        known = () if pair in tied else lots
        extra = highest_averages(
            of_pair,
            rest.seats[pair],
            start=held,
            most={name: room[name] - held[name] for name in names if name in room} or None,
            lots=known,
            what=f"{what} in {pair}",
        )
        won.update({name: held[name] + extra.seats[name] for name in names})
        if pair not in tied:
            inside[pair] = extra
            ties += [extra.tie] if extra.tie else []
            used += extra.lots
    undecided = seats - sum(won.values()) - rest.vacant
    return SurplusSeats(
        kept,
        seats,
        measure,
        whole,
        pairs,
        void,
        rest,
        inside,
        {name: won[name] for name in kept},
        undecided,
        rest.vacant,
        tuple(ties),
        tuple(used),
    )


def _pairs(
    votes: Mapping[str, int], agreements: Iterable[tuple[str, str]], part: set[str]
) -> tuple[dict[str, tuple[str, str]], tuple[tuple[str, str], ...]]:
    """The agreements that hold, by name, and those that are void."""
    strangers = sorted(part - set(votes))
    if strangers:
        raise LawError(f"no votes are given for {some_of(strangers)}")
    named = sorted((min(pair), max(pair)) for pair in agreements)
    lists = [name for pair in named for name in pair]
    if len(set(lists)) != len(lists):
        raise LawError("a list has more than one surplus agreement", hint="The law allows one (s. 82).")
    unknown = sorted(set(lists) - set(votes))
    if unknown:
        raise LawError(f"a surplus agreement names {some_of(unknown)}, for which no votes are given")
    holds = {
        f"{first} + {second}": (first, second) for first, second in named if first in part and second in part
    }
    if set(holds) & set(votes):
        raise LawError("a list is named like a pair", hint="Rename the list.")
    return holds, tuple(pair for pair in named if f"{pair[0]} + {pair[1]}" not in holds)
