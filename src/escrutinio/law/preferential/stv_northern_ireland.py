"""Northern Ireland's councils: the single transferable vote with the last parcel only (Gregory's method).

Source: Electoral Law Act (Northern Ireland) 1962, Schedule 5 (Local Elections Rules, as substituted by the
Local Elections (Northern Ireland) Order 1985, SI 1985/454), rules 47 to 52.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from escrutinio.law.lots import Lot
from escrutinio.law.preferential.ranked_ballots import Ballots, look_back
from escrutinio.law.preferential.stv_count import Count, Papers, StvCount

SCALE = 100
"""Two decimals, the remainder being ignored (rule 49(4)(b))."""

Parcels = dict[str, list[tuple[int, Papers]]]
"""Candidate -> the sub-parcels it holds, with their value, in the order received; first preferences lead."""


def northern_ireland_stv(ballots: Ballots, seats: int, *, lots: Sequence[Lot] = ()) -> StvCount:
    """Count by the rules of local elections in Northern Ireland.

    The quota is the ballots divided by seats + 1, without a fraction, plus one (rule 48). Of a surplus, only
    the sub-parcel last received moves on, each transferable paper of it at the surplus divided by the number
    of transferable papers, but never above the value it came with (rule 49); the largest surplus goes first
    (rule 50). Surpluses that cannot change who is lowest wait (rule 49(10)). Then the candidate with the
    fewest votes is excluded, or several together whose votes and the surpluses that wait are fewer than those
    of the next (rule 51(12)): first preferences first, then the sub-parcels of each value from the highest
    down; who has the quota after one of them gets no more papers. Of equal ones the votes at the earliest
    stage where they were not equal decide, then a lot. Candidates who are as many as the vacancies are
    elected at once, and so is, for one vacancy, who has no fewer votes than all others and the surpluses that
    wait (rule 52).

    Three points on which the rules are silent: several are not deferred for or excluded together where fewer
    would continue than there are vacancies; rule 52(2) is applied at the end of stages, and not where two
    candidates fulfil it; with one vacancy it elects whoever has the quota, so that what rule 48(3) puts off
    comes to nothing.

    Args:
        ballots: the valid ballots of a district electoral area.
        seats: how many members it elects.
        lots: recorded lots, for "exclusion at stage N" (drawn: who is excluded) and "surplus at stage N"
            (drawn: whose goes first); see :mod:`escrutinio.law.lots`.

    Returns:
        A StvCount. The rules record what is ``lost`` to decimals as non-transferable too; here it is told
        apart.

    Raises:
        LawError: seats is no whole number of one or more, or two records of a lot disagree.
    """
    count = Count("Northern Ireland local elections (last parcel)", ballots, seats, SCALE, lots)
    if ballots.total == 0:
        return count.result()
    firsts: dict[str, Papers] = {name: {} for name in ballots.candidates}
    for ranking, number in ballots.counts.items():
        firsts[ranking[0]][ranking] = number
    held: Parcels = {name: [(SCALE, papers)] for name, papers in firsts.items()}
    count.elect_by_quota()
    ended = _filled(count)
    count.end_stage("first preferences")
    while not ended:
        ended = _exclude(count, held) if _may_wait(count) else _transfer_surplus(count, held)
    return count.result()


def _may_wait(count: Count) -> bool:
    """Rule 49(10): whether the surpluses are fewer than the lowest would need, or there are none."""
    waiting = count.waiting
    ranked = sorted(count.votes[name] for name in count.continuing)
    spare = len(ranked) - count.vacancies
    return waiting == 0 or any(
        ranked[number] - sum(ranked[:number]) > waiting for number in range(1, spare + 1)
    )


def _transfer_surplus(count: Count, held: Parcels) -> bool:
    """Rules 49 and 50: the largest surplus; whether the count ends."""
    most = max(count.votes[name] for name in count.elected)
    largest = [name for name in count.elected if count.votes[name] == most]
    by = ""
    if len(largest) > 1:
        chosen = count.choose(look_back(largest, count.history, lowest=False), "surplus")
        if chosen is None:
            return True
        largest, by = [chosen[0]], chosen[1]
    name = largest[0]
    surplus = most - count.enough
    received, papers = held[name][-1]
    parcels, none = count.sort(papers)
    transferable = sum(papers.values()) - none
    value = min(surplus // transferable, received) if transferable else received
    rest = surplus - count.move((name,), received, value, parcels, none)
    # At the value they came with, the transferable papers do not make up the surplus: the others hold the
    # rest. Below it, they would, and the rest is what two decimals cannot show.
    if value == received:
        count.non_transferable += rest
    else:
        count.lost += rest
    _receive(held, parcels, value)
    count.votes[name] = count.enough
    count.elect_by_quota()
    ended = _filled(count)
    count.end_stage("surplus", [name], by)
    return ended


def _lowest(count: Count) -> tuple[list[str], str] | None:
    """Rule 51(1), (12), (13): who is excluded, and by what; None where a tie is open."""
    waiting = count.waiting
    order = sorted(count.continuing, key=lambda name: count.votes[name])
    votes = [count.votes[name] for name in order]
    for number in range(len(order) - count.vacancies, 1, -1):
        if sum(votes[:number]) + waiting < votes[number]:
            return order[:number], ""
    equal = [name for name in order if count.votes[name] == votes[0]]
    if len(equal) == 1:
        return equal, ""
    chosen = count.choose(look_back(equal, count.history, lowest=True), "exclusion")
    return None if chosen is None else ([chosen[0]], chosen[1])


def _exclude(count: Count, held: Parcels) -> bool:
    """Rule 51: the fewest votes, one value after the other; whether the count ends."""
    lowest = _lowest(count)
    if lowest is None:
        return True
    names, by = lowest
    origin = tuple(sorted(names))
    count.continuing -= set(names)
    batches: list[tuple[int, dict[str, Papers]]] = [(SCALE, {name: held[name][0][1] for name in origin})]
    values = {value for name in origin for value, _ in held[name][1:]}
    batches += [
        (value, {name: _of_value(held[name][1:], value) for name in origin})
        for value in sorted(values, reverse=True)
    ]
    ended = count.fill_last()
    for value, batch in batches:
        if ended:
            break
        for name, papers in batch.items():
            count.votes[name] -= sum(papers.values()) * value
        parcels, none = count.sort(_together(batch.values()))
        count.move(origin, value, value, parcels, none)
        count.non_transferable += none * value
        _receive(held, parcels, value)
        count.elect_by_quota()
        ended = count.fill_last()
    ended = ended or _filled(count)
    count.end_stage("exclusion", names, by)
    return ended


def _of_value(parcels: Sequence[tuple[int, Papers]], value: int) -> Papers:
    return _together(papers for worth, papers in parcels if worth == value)


def _together(parts: Iterable[Papers]) -> Papers:
    """Papers of several parcels in one."""
    total: Papers = {}
    for papers in parts:
        for ranking, number in papers.items():
            total[ranking] = total.get(ranking, 0) + number
    return total


def _receive(held: Parcels, parcels: dict[str, Papers], value: int) -> None:
    for name, papers in parcels.items():
        held[name].append((value, papers))


def _filled(count: Count) -> bool:
    """Rule 52: whether the last vacancies are filled."""
    if not count.fill_last() and count.vacancies == 1:
        total = sum(count.votes[name] for name in count.continuing) + count.waiting
        sure = [name for name in count.continuing if 2 * count.votes[name] >= total]
        if len(sure) == 1:
            count.elect(sure)
    return count.fill_last()
