"""Australia's Senate: the single transferable vote with the unweighted inclusive Gregory method.

Source: Commonwealth Electoral Act 1918, section 273(8) to (32), compilation no. 73 of 18 February 2022.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from escrutinio.law.lots import Lot
from escrutinio.law.preferential.ranked_ballots import Ballots, look_back
from escrutinio.law.preferential.stv_count import Count, Papers, StvCount, Transfer

ONE = Fraction(1)


@dataclass
class _Bundle:
    """Papers that a candidate holds at one transfer value, and the votes that they were credited as."""

    papers: Papers = field(default_factory=dict)
    votes: int = 0

    def add(self, papers: Mapping[tuple[str, ...], int], votes: int) -> None:
        """Add papers of the same value."""
        for ranking, number in papers.items():
            self.papers[ranking] = self.papers.get(ranking, 0) + number
        self.votes += votes


def australian_senate_stv(ballots: Ballots, seats: int, *, lots: Sequence[Lot] = ()) -> StvCount:
    """Count as for the Australian Senate.

    The quota is the ballots divided by seats + 1, without a remainder, plus one (273(8)). A surplus moves all
    papers of the candidate at one transfer value, the surplus divided by the number of the papers, those that
    name nobody else included; what a candidate gets is a whole number of votes, without the fraction (273(9),
    (10), (12)). Surpluses of an earlier count go first, then the largest (273(21) to (23)). Else whoever has
    the fewest votes is excluded, and the papers go on by transfer values, the highest first, each value
    a count of its own (273(13AA) and (28)); equal ones are told apart by the last count at which they were
    not equal, else by lot (273(29) to (31A)). Candidates who are as many as the vacancies are elected
    (273(18)); of the last two for one vacancy the one with more votes, once no surplus is left (273(17),
    which does not say whether it waits for that).

    Several candidates are never excluded at once: that is not for counts by computer (273A(5)).

    Args:
        ballots: the formal ballots of a State or Territory, as rankings of candidates.
        seats: how many senators it elects.
        lots: recorded lots, for "exclusion at stage N" (drawn: who is excluded), "surplus at stage N" (drawn:
            whose goes first) and "last vacancy at stage N" (drawn: who is elected).

    Returns:
        A StvCount. Fractions of the same value that come together again can make a vote: ``lost`` can then
        become smaller from one stage to the next.

    Raises:
        LawError: seats is no whole number of one or more, or two records of a lot disagree.
    """
    count = Count("Australia, Senate (unweighted inclusive Gregory)", ballots, seats, 1, lots)
    if ballots.total == 0:
        return count.result()
    held: _Held = {name: {} for name in ballots.candidates}
    for ranking, number in ballots.counts.items():
        held[ranking[0]].setdefault(ONE, _Bundle()).add({ranking: number}, number)
    ended = _end(count, "first preferences")
    while not ended:
        ended = _transfer_surplus(count, held) if count.waiting else _exclude(count, held)
    return count.result()


_Held = dict[str, dict[Fraction, _Bundle]]
"""Candidate -> transfer value -> what it holds."""


def _transfer_surplus(count: Count, held: _Held) -> bool:
    """273(9) to (12) and (21) to (23): one surplus; whether the count ends."""
    arose = {name: stage.number for stage in count.stages for name in stage.elected}
    waiting = [name for name in count.elected if count.votes[name] > count.quota]
    earliest = [name for name in waiting if arose[name] == min(arose[other] for other in waiting)]
    most = max(count.votes[name] for name in earliest)
    largest = [name for name in earliest if count.votes[name] == most]
    chosen = count.choose(_told_apart(count, largest), "surplus")
    if chosen is None:
        return True
    name, by = chosen[0], chosen[1] if len(largest) > 1 else ""
    bundle = _Bundle()
    for own in held[name].values():
        bundle.add(own.papers, 0)
    surplus = most - count.quota
    _move(count, held, name, bundle.papers, Fraction(surplus, sum(bundle.papers.values())), surplus)
    return _end(count, "surplus", name, by)


def _told_apart(count: Count, equal: list[str]) -> list[str]:
    """273(22): the one with most votes at the last count at which all had different numbers, or all."""
    for votes in reversed(count.history):
        if len({votes[name] for name in equal}) == len(equal):
            return [max(equal, key=lambda name: votes[name])]
    return equal


def _exclude(count: Count, held: _Held) -> bool:
    """273(13) to (16): the fewest votes, one transfer value after the other; whether the count ends."""
    fewest = min(count.votes[name] for name in count.continuing)
    lowest = [name for name in count.continuing if count.votes[name] == fewest]
    chosen = count.choose(look_back(lowest, reversed(count.history), lowest=True), "exclusion")
    if chosen is None:
        return True
    name, by = chosen[0], chosen[1] if len(lowest) > 1 else ""
    count.continuing.remove(name)
    values = sorted(held[name], reverse=True)
    if not values or len(count.continuing) <= count.vacancies:
        return _end(count, "exclusion", name, by)
    for value in values:
        bundle = held[name].pop(value)
        _move(count, held, name, bundle.papers, value, bundle.votes)
        if _end(count, "exclusion", name, by, complete=value == values[-1]):
            return True
    return False


def _move(count: Count, held: _Held, origin: str, papers: Papers, value: Fraction, votes: int) -> None:
    """Move papers at a transfer value, for which their candidate gives up so many votes."""
    parcels, none = count.sort(papers)
    count.votes[origin] -= votes
    credited = floor(none * value)
    count.non_transferable += credited
    for name, own in parcels.items():
        new = floor(sum(own.values()) * value)
        count.votes[name] += new
        credited += new
        held[name].setdefault(value, _Bundle()).add(own, new)
    count.lost += votes - credited
    number = {name: sum(parcels[name].values()) for name in sorted(parcels)}
    count.moved.append(Transfer((origin,), value, value, number, none))


def _end(count: Count, action: str, name: str = "", by: str = "", *, complete: bool = True) -> bool:
    """End a count; whether it was the last. No vacancy is filled while an exclusion is under way."""
    count.elect_by_quota()
    ended = count.vacancies == 0 or (complete and _fill_last(count))
    count.end_stage(action, [name] if name else [], by)
    return ended


def _fill_last(count: Count) -> bool:
    """273(17) and (18): whether the last vacancies are filled, or only a lot can fill the last."""
    if count.fill_last():
        return True
    if count.vacancies == 1 and len(count.continuing) == 2 and not count.waiting:
        most = max(count.votes[name] for name in count.continuing)
        largest = sorted(name for name in count.continuing if count.votes[name] == most)
        chosen = count.choose(largest, "last vacancy")
        if chosen is not None:
            count.elect([chosen[0]])
        return True
    return False
