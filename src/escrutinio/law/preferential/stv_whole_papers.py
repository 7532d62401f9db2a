"""Counts that move whole papers, the last parcel of them only: Ireland's, and Malta's.

Source: Electoral Act 1992 (Ireland), Part XIX, sections 118 to 124, and section 31 of the Electoral
(Amendment) Act 2001, which adds section 124(1A); Local Elections Regulations 1995 (S.I. No. 297), articles
83(8) and 84(2), as sections 16 and 17 of the Electoral (Amendment) Act 2009 have them. Malta's General
Elections Act (Cap. 354), Thirteenth Schedule, regulation 10, and the example of a whole count that the Act
works out (text of 2024); the other regulations were not read.

The officer takes the papers of a surplus from the top of each sub-parcel. Ballots that are given as rankings
have no order, so the later preferences of the papers taken are those of the whole sub-parcel, in proportion;
what each transfer gives to a candidate is then rounded to whole papers, as section 121(6) rounds a surplus.
As long as no paper of a part of a sub-parcel moves a second time, every figure is the officer's own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from escrutinio.law.lots import Lot
from escrutinio.law.preferential.ranked_ballots import Ballots, look_back
from escrutinio.law.preferential.stv_count import Count, Papers, StvCount, Transfer

NOBODY = ""
"""Stands for no continuing candidate among those to whom papers go."""

Parcel = dict[Fraction, Papers]
"""Papers that came at one count. The key says which part of the papers under it the parcel holds."""
Held = dict[str, list[Parcel]]
"""Candidate -> the parcels that it holds, the last received at the end."""


def irish_stv(ballots: Ballots, seats: int, *, lots: Sequence[Lot] = ()) -> StvCount:
    """Count as for the Dáil.

    The quota is the ballots divided by seats + 1, without a fraction, plus one (section 120). The largest
    surplus goes first, of equal ones that which arose first (section 121(9) to (11)): of the papers last
    received, as many go on to each candidate as its share of the transferable ones is of the surplus, the
    largest fractions making up for what whole numbers leave (121(5) and (6)). A surplus waits that can
    neither elect the highest, change who is lowest nor bring the lowest over a quarter of the quota (121(8)).
    Then the candidate with the fewest votes is excluded, or several at once whose votes and the surpluses
    that wait are fewer than those of the next (section 122). Of equal ones the first count at which they were
    not equal decides, then a lot. Section 124 fills the last vacancies.

    Transfers that only show who passes a quarter of the quota, after all are elected (124(3)), are left out.
    A surplus that may wait does, where the officer is free to transfer it.

    Args:
        ballots: the valid ballots of a constituency.
        seats: how many members it elects.
        lots: recorded lots, for "exclusion at stage N" (drawn: who is excluded), "surplus at stage N"
            (drawn: whose goes first) and "fraction at stage N" (drawn: whose counts as the largest).

    Raises:
        LawError: seats is no whole number of one or more, or two records of a lot disagree.
    """
    return _WholePapers(Count("Ireland (whole papers, last parcel)", ballots, seats, 1, lots), _IRELAND).run()


def irish_local_stv(
    ballots: Ballots, seats: int, *, lots: Sequence[Lot] = (), deposits: Collection[str] = ()
) -> StvCount:
    """Count as for Ireland's councils.

    As :func:`irish_stv`, but a quarter of the quota matters only for candidates who have made a deposit: to
    get it back (articles 83(8) and 84(2)).

    Args:
        ballots: the valid ballots of a local electoral area.
        seats: how many members it elects.
        lots: see :func:`irish_stv`.
        deposits: the candidates for whom a deposit was made.

    Raises:
        LawError: see :func:`irish_stv`.
    """
    count = Count("Ireland, councils (whole papers, last parcel)", ballots, seats, 1, lots)
    return _WholePapers(count, _IRELAND, frozenset(deposits)).run()


def maltese_stv(ballots: Ballots, seats: int, *, lots: Sequence[Lot] = ()) -> StvCount:
    """Count as for Malta's House of Representatives.

    As :func:`irish_stv`, but a surplus that arose earlier goes first, the largest of those that arose at the
    same count (regulation 10(2) and (3)); no surplus waits, and candidates are excluded one by one, as in the
    example of a count that the Act gives.

    Raises:
        LawError: see :func:`irish_stv`.
    """
    return _WholePapers(Count("Malta (whole papers, last parcel)", ballots, seats, 1, lots), _MALTA).run()


def _largest_first(surplus: int, stage: int) -> tuple[int, int]:
    return surplus, -stage


def _earliest_first(surplus: int, stage: int) -> tuple[int, int]:
    return -stage, surplus


@dataclass(frozen=True)
class _Rules:
    """Where the rules differ.

    Args:
        order: which surplus goes first, from its size and the stage at which it arose.
        waits: whether a surplus waits that could change nothing yet, and several may be excluded at once.
    """

    order: Callable[[int, int], tuple[int, int]]
    waits: bool


_IRELAND = _Rules(_largest_first, waits=True)
_MALTA = _Rules(_earliest_first, waits=False)


@dataclass
class _WholePapers:
    """A count under way and what its candidates hold.

    Args:
        count: the count.
        rules: where the rules differ.
        at_stake: the candidates for whom a quarter of the quota matters; None for all.
    """

    count: Count
    rules: _Rules
    at_stake: Collection[str] | None = None

    def run(self) -> StvCount:
        """The count to its end."""
        count, ballots = self.count, self.count.ballots
        if ballots.total == 0:
            return count.result()
        self.held: Held = {name: [{Fraction(1): {}}] for name in ballots.candidates}
        for ranking, number in ballots.counts.items():
            self.held[ranking[0]][0][Fraction(1)][ranking] = number
        count.elect_by_quota()
        ended = self._filled()
        count.end_stage("first preferences")
        while not ended:
            goes_on = count.waiting > 0 and not (self.rules.waits and self._may_wait())
            ended = self._transfer_surplus() if goes_on else self._exclude()
        return count.result()

    def _may_wait(self) -> bool:
        """Section 121(8): whether the surpluses can elect nobody and change nothing at the bottom."""
        count, waiting = self.count, self.count.waiting
        names = sorted(count.continuing, key=lambda name: count.votes[name])
        ranked = [count.votes[name] for name in names]
        saved = ranked[0] <= Fraction(count.quota, 4) < ranked[0] + waiting
        return waiting < min(count.quota - ranked[-1], ranked[1] - ranked[0]) and not (
            saved and self._stakes(names[0])
        )

    def _stakes(self, name: str) -> bool:
        """Whether a quarter of the quota matters for a candidate."""
        return self.at_stake is None or name in self.at_stake

    def _transfer_surplus(self) -> bool:
        """Section 121: one surplus; whether the count ends."""
        count = self.count
        arose = {name: stage.number for stage in count.stages for name in stage.elected}
        order = {
            name: self.rules.order(count.votes[name] - count.quota, arose[name])
            for name in count.elected
            if count.votes[name] > count.quota
        }
        first = [name for name in order if order[name] == max(order.values())]
        chosen = count.choose(look_back(first, count.history, lowest=False), "surplus")
        if chosen is None:
            return True
        name, by = chosen[0], chosen[1] if len(first) > 1 else ""
        surplus = count.votes[name] - count.quota
        parcels, none = self._sorted(self.held[name][-1])
        papers = self._whole({**{to: _size(own) for to, own in parcels.items()}, NOBODY: none})
        moved = None if papers is None else self._part(papers, surplus)
        if moved is None:
            return True
        count.non_transferable += surplus - sum(moved.values())
        count.votes[name] = count.quota
        self._give((name,), parcels, moved, 0)
        count.elect_by_quota()
        ended = self._filled()
        count.end_stage("surplus", [name], by)
        return ended

    def _exclude(self) -> bool:
        """Section 122: who has the fewest votes; whether the count ends."""
        count = self.count
        order = sorted(count.continuing, key=lambda name: count.votes[name])
        names, by = order[: self._together(order)], ""
        if len(names) == 1:
            lowest = [name for name in order if count.votes[name] == count.votes[order[0]]]
            chosen = count.choose(look_back(lowest, count.history, lowest=True), "exclusion")
            if chosen is None:
                return True
            names, by = [chosen[0]], chosen[1] if len(lowest) > 1 else ""
        count.continuing -= set(names)
        # The papers of the excluded are still to be transferred, so that section 124(1) alone can apply.
        ended = count.fill_last()
        if not ended:
            parcels, none = self._sorted(_joined(parcel for name in names for parcel in self.held[name]))
            papers = self._whole({**{to: _size(own) for to, own in parcels.items()}, NOBODY: none})
            if papers is None:
                count.continuing |= set(names)
                return True
            for name in names:
                count.votes[name] = 0
            count.non_transferable += papers[NOBODY]
            self._give(tuple(sorted(names)), parcels, papers, papers[NOBODY])
            count.elect_by_quota()
            ended = self._filled()
        count.end_stage("exclusion", names, by)
        return ended

    def _together(self, order: Sequence[str]) -> int:
        """Section 122(2): how many of the lowest are excluded in one operation; with rising votes."""
        votes = [self.count.votes[name] for name in order]
        if self.rules.waits:
            for number in range(len(votes) - self.count.vacancies, 1, -1):
                if sum(votes[:number]) + self.count.waiting < votes[number] and self._clear(order[:number]):
                    return number
        return 1

    def _clear(self, names: Sequence[str]) -> bool:
        """Whether none of these, with rising votes, could pass a quarter of the quota one by one."""
        votes = [self.count.votes[name] for name in names]
        quarter = Fraction(self.count.quota, 4)
        reach = [sum(votes[: place + 1]) + self.count.waiting for place in range(len(votes))]
        return (votes[1] > quarter and self._stakes(names[1])) or all(
            most <= quarter
            for name, own, most in zip(names, votes, reach, strict=True)
            if own <= quarter and self._stakes(name)
        )

    def _filled(self) -> bool:
        """Section 124: whether the last vacancies are filled."""
        count = self.count
        if count.fill_last():
            return True
        ranked = sorted(count.continuing, key=lambda name: count.votes[name])
        votes = [count.votes[name] for name in ranked]
        if len(ranked) == count.vacancies + 1 and votes[0] + count.waiting < votes[1]:
            count.elect(ranked[1:])
        elif count.vacancies == 1 and votes[-1] > sum(votes[:-1]) + count.waiting:
            count.elect(ranked[-1:])
        return count.vacancies == 0

    def _sorted(self, parcel: Parcel) -> tuple[dict[str, Parcel], Fraction]:
        """A parcel by the next continuing candidate, and how much of it names none."""
        parcels: dict[str, Parcel] = {}
        none = Fraction(0)
        for part, papers in parcel.items():
            by_name, without = self.count.sort(papers)
            none += part * without
            for name, own in by_name.items():
                parcels.setdefault(name, {})[part] = own
        return parcels, none

    def _whole(self, sizes: Mapping[str, Fraction]) -> dict[str, int] | None:
        """Sub-parcels in whole papers; None where only a lot can say which fraction is the largest."""
        return self._rounded(sizes, sizes, int(sum(sizes.values())))

    def _part(self, papers: Mapping[str, int], surplus: int) -> dict[str, int] | None:
        """Section 121(5) and (6): the papers of each sub-parcel that a surplus moves."""
        transferable = {name: number for name, number in papers.items() if name != NOBODY}
        total = sum(transferable.values())
        if surplus >= total:
            return transferable
        quotients = {name: Fraction(number * surplus, total) for name, number in transferable.items()}
        return self._rounded(quotients, transferable, surplus)

    def _rounded(
        self, quotients: Mapping[str, Fraction], sizes: Mapping[str, Fraction | int], total: int
    ) -> dict[str, int] | None:
        """Section 121(6)(c) and (d): whole numbers of one sum, the largest fractions first."""
        whole = {name: floor(quotient) for name, quotient in quotients.items()}
        left = total - sum(whole.values())
        waiting = {name: (quotients[name] - whole[name], sizes[name]) for name in quotients}
        while left:
            largest = max(fraction for fraction, _ in waiting.values())
            equal = [name for name, (fraction, _) in waiting.items() if fraction == largest]
            if len(equal) > left:
                chosen = self._largest(equal, sizes)
                if chosen is None:
                    return None
                equal = [chosen]
            for name in equal:
                whole[name] += 1
                del waiting[name]
            left -= len(equal)
        return whole

    def _largest(self, equal: Collection[str], sizes: Mapping[str, Fraction | int]) -> str | None:
        """Which of equal fractions counts as the largest: the Act names candidates only."""
        names = [name for name in equal if name != NOBODY] or [NOBODY]
        size = max(sizes[name] for name in names)
        largest = [name for name in names if sizes[name] == size]
        if len(largest) > 1:
            largest = look_back(largest, self.count.history, lowest=False)
        chosen = self.count.choose(largest, "fraction")
        return None if chosen is None else chosen[0]

    def _give(
        self, origin: tuple[str, ...], parcels: Mapping[str, Parcel], papers: Mapping[str, int], none: int
    ) -> None:
        """Credit whole papers, and keep of each sub-parcel the part that moved."""
        given = {name: papers[name] for name in sorted(parcels) if papers[name]}
        for name, number in given.items():
            part = number / _size(parcels[name])
            self.held[name].append({part * key: own for key, own in parcels[name].items()})
            self.count.votes[name] += number
        self.count.moved.append(Transfer(origin, 1, 1, given, none))


def _size(parcel: Parcel) -> Fraction:
    return sum((part * sum(papers.values()) for part, papers in parcel.items()), Fraction(0))


def _joined(parcels: Iterable[Parcel]) -> Parcel:
    """Parcels as one; papers of which the same part is held are counted together."""
    joined: Parcel = {}
    for parcel in parcels:
        for part, papers in parcel.items():
            own = joined.setdefault(part, {})
            for ranking, number in papers.items():
                own[ranking] = own.get(ranking, 0) + number
    return joined
