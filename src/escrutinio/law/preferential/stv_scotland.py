"""Scotland's councils: the single transferable vote with the weighted inclusive Gregory method.

Source: Scottish Local Government Elections Order 2011 (SSI 2011/399), Schedule 1, rules 46 to 53. The Order
of 2007 (SSI 2007/42) has the same rules as 45 to 52; the numbers here are those of 2011.
"""

from __future__ import annotations

from collections.abc import Sequence

from escrutinio.law.lots import Lot
from escrutinio.law.preferential.ranked_ballots import Ballots, look_back
from escrutinio.law.preferential.stv_count import Count, Papers, StvCount

SCALE = 100_000
"""Five decimals, any remainder being ignored (rule 49(3))."""


def scottish_stv(ballots: Ballots, seats: int, *, lots: Sequence[Lot] = ()) -> StvCount:
    """Count by the Scottish rules.

    The quota is the ballots divided by seats + 1, without decimals, plus one (rule 47). Surpluses go first,
    one at a stage, the largest first: every paper of the candidate moves on, at its value times the surplus
    divided by all votes of the candidate (rule 49). Then the candidate with the fewest votes is excluded and
    its papers go on at the value they came with (rule 51). Of equal ones the votes at the most recent stage
    where they were not equal decide, then a lot (rules 50 and 52). Candidates who are no more than the
    vacancies are elected (rule 53); the papers of an exclusion that leads there are transferred all the same,
    as the electronic count does and rule 53(2) has allowed since 2021 (SSI 2021/437).

    Args:
        ballots: the valid ballots of a ward.
        seats: how many councillors it elects.
        lots: recorded lots, for "exclusion at stage N" (drawn: who is excluded) and "surplus at stage N"
            (drawn: whose goes first); see :mod:`escrutinio.law.lots`.

    Raises:
        LawError: seats is no whole number of one or more, or two records of a lot disagree.
    """
    count = Count("Scottish STV (weighted inclusive Gregory)", ballots, seats, SCALE, lots)
    if ballots.total == 0:
        return count.result()
    # Candidate -> value -> papers: every paper that the candidate holds.
    held: dict[str, dict[int, Papers]] = {name: {} for name in ballots.candidates}
    for ranking, number in ballots.counts.items():
        held[ranking[0]].setdefault(SCALE, {})[ranking] = number
    count.elect_by_quota()
    ended = count.fill_last()
    count.end_stage("first preferences")
    while not ended:
        surplus = max((count.votes[name] for name in count.elected), default=0) > count.enough
        ended = (_transfer_surplus if surplus else _exclude)(count, held)
    return count.result()


def _transfer_surplus(count: Count, held: dict[str, dict[int, Papers]]) -> bool:
    """Rules 49 and 50: the largest surplus; whether the count ends."""
    most = max(count.votes[name] for name in count.elected)
    largest = [name for name in count.elected if count.votes[name] == most]
    by = ""
    if len(largest) > 1:
        chosen = count.choose(look_back(largest, reversed(count.history), lowest=False), "surplus")
        if chosen is None:
            return True
        largest, by = [chosen[0]], chosen[1]
    name = largest[0]
    surplus = most - count.enough
    spent = 0
    for received, papers in sorted(held[name].items(), reverse=True):
        value = surplus * received // most
        parcels, none = count.sort(papers)
        spent += count.move((name,), received, value, parcels, none)
        spent += none * value
        count.non_transferable += none * value
        _receive(held, parcels, value)
    held[name] = {}
    count.votes[name] = count.enough
    count.lost += surplus - spent
    return _end(count, "surplus", name, by)


def _exclude(count: Count, held: dict[str, dict[int, Papers]]) -> bool:
    """Rules 51 and 52: the fewest votes; whether the count ends."""
    fewest = min(count.votes[name] for name in count.continuing)
    lowest = [name for name in count.continuing if count.votes[name] == fewest]
    by = ""
    if len(lowest) > 1:
        chosen = count.choose(look_back(lowest, reversed(count.history), lowest=True), "exclusion")
        if chosen is None:
            return True
        lowest, by = [chosen[0]], chosen[1]
    name = lowest[0]
    count.continuing.remove(name)
    for value, papers in sorted(held[name].items(), reverse=True):
        parcels, none = count.sort(papers)
        count.move((name,), value, value, parcels, none)
        count.non_transferable += none * value
        _receive(held, parcels, value)
    held[name] = {}
    count.votes[name] = 0
    return _end(count, "exclusion", name, by)


def _receive(held: dict[str, dict[int, Papers]], parcels: dict[str, Papers], value: int) -> None:
    for name, papers in parcels.items():
        own = held[name].setdefault(value, {})
        for ranking, number in papers.items():
            own[ranking] = own.get(ranking, 0) + number


def _end(count: Count, action: str, name: str, by: str) -> bool:
    count.elect_by_quota()
    ended = count.fill_last()
    count.end_stage(action, [name], by)
    return ended
