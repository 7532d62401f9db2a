"""Ranked ballots attacked from outside: invariances, other definitions, and lots until nothing is tied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Protocol

from hypothesis import event, given
from hypothesis import strategies as st

from escrutinio.law.decisions import Elected, RunOff, Tie
from escrutinio.law.lots import Lot
from escrutinio.law.plain import plain
from escrutinio.law.preferential.contingent import contingent_from_totals, contingent_vote
from escrutinio.law.preferential.ranked_ballots import Ballots, Ranking, instant_runoff
from escrutinio.law.preferential.stv_australia import australian_senate_stv
from escrutinio.law.preferential.stv_count import StvCount
from escrutinio.law.preferential.stv_meek import LITTLE, meek_stv, new_zealand_stv
from escrutinio.law.preferential.stv_northern_ireland import northern_ireland_stv
from escrutinio.law.preferential.stv_scotland import scottish_stv
from escrutinio.law.preferential.stv_whole_papers import irish_local_stv, irish_stv, maltese_stv

NAMES = "ABCDE"
RANKINGS = [ranking for length in (1, 2, 3, 5) for ranking in permutations(NAMES, length)]

# Small counts make ties frequent; large ones make truncation visible.
counts = st.one_of(st.integers(1, 6), st.integers(1, 10**6))
some_ballots = st.dictionaries(st.sampled_from(RANKINGS), counts, min_size=1, max_size=10).map(
    lambda rows: Ballots.of(rows, NAMES)
)


def mirrored(rankings: list[Ranking]) -> Ballots:
    """Ballots that are the same with A and B exchanged, so that these two are level for long."""
    rows: dict[Ranking, int] = {}
    swap = {"A": "B", "B": "A"}
    for ranking in rankings:
        for order in (ranking, tuple(swap.get(name, name) for name in ranking)):
            rows[order] = rows.get(order, 0) + 1
    return Ballots.of(rows, NAMES)


level_ballots = st.lists(st.sampled_from(RANKINGS), min_size=1, max_size=12).map(mirrored)
some_seats = st.integers(1, 5)
orders = st.permutations(NAMES)


class Rule(Protocol):
    def __call__(self, ballots: Ballots, seats: int, *, lots: list[Lot] = ...) -> StvCount: ...


BY_MEEK: list[Rule] = [meek_stv, new_zealand_stv]
RULES: list[Rule] = [
    scottish_stv,
    northern_ireland_stv,
    irish_stv,
    irish_local_stv,
    maltese_stv,
    australian_senate_stv,
    *BY_MEEK,
]
rules = st.sampled_from(RULES)


def renamed(ballots: Ballots, new: Mapping[str, str]) -> Ballots:
    rows = {tuple(new[name] for name in ranking): number for ranking, number in ballots.counts.items()}
    return Ballots.of(rows, new.values())


def decided(rule: Rule, ballots: Ballots, seats: int, prefer: Callable[[Tie], str]) -> StvCount:
    """The count with a lot for every tie."""
    lots: list[Lot] = []
    while True:
        count = rule(ballots, seats, lots=lots)
        if count.tie is None:
            return count
        lots.append(Lot.of(count.tie.tied, [prefer(count.tie)], count.tie.what))


@given(rules, some_ballots, some_seats)
def test_every_stage_adds_up_to_the_ballots(rule: Rule, ballots: Ballots, seats: int) -> None:
    count = rule(ballots, seats)
    for stage in count.stages:
        assert sum(stage.votes.values()) + stage.non_transferable + stage.lost == count.total * count.scale
        assert all(type(number) is int and number >= 0 for number in stage.votes.values())
    for gone in ([stage.non_transferable for stage in count.stages], [stage.lost for stage in count.stages]):
        # Fractions of one transfer value that meet again can make a vote in Australia.
        assert gone == sorted(gone) or rule is australian_senate_stv
        assert min(gone, default=0) >= 0
    assert len(count.elected) + count.undecided + count.vacant == seats
    assert count.undecided >= 0
    assert [name for stage in count.stages for name in stage.elected] == list(count.elected)


@given(rules, st.one_of(some_ballots, level_ballots), some_seats)
def test_whoever_has_the_quota_is_elected_and_only_a_tie_leaves_vacancies(
    rule: Rule, ballots: Ballots, seats: int
) -> None:
    count = rule(ballots, seats)
    firsts = ballots.first_preferences()
    quota = ballots.total // (seats + 1) + 1
    assert count.quota == (None if rule in BY_MEEK else quota)
    assert {name for name, number in firsts.items() if number >= quota} <= set(count.elected)
    drawn = decided(rule, ballots, seats, lambda tie: tie.tied[0])
    # In New Zealand whom no ballot names is withdrawn.
    named = {name for ranking in ballots.counts for name in ranking}
    filled = min(seats, len(named)) if rule is new_zealand_stv else seats
    assert len(drawn.elected) == filled
    assert drawn.undecided == 0
    assert drawn.vacant == seats - filled
    # What was certain before the lots stays so.
    assert set(count.elected) <= set(drawn.elected)


@given(st.sampled_from(BY_MEEK), st.one_of(some_ballots, level_ballots), some_seats)
def test_each_stage_of_a_count_by_meek_has_its_quota_and_its_keep_values(
    rule: Rule, ballots: Ballots, seats: int
) -> None:
    count = decided(rule, ballots, seats, lambda tie: tie.tied[0])
    for stage in count.stages:
        active = sum(stage.votes.values())
        assert stage.quota is not None
        # No more than can be elected reach the quota, unless two share all votes of a single vacancy.
        if stage.keep:
            assert stage.quota == active // (seats + 1) + 1
            assert sum(votes >= stage.quota for votes in stage.votes.values()) <= seats
        assert all(0 <= part <= count.scale for part in stage.keep.values())
    for before, after in pairwise(count.stages):
        # Keep values never rise, nor does the quota; but a new one is rounded up twice, so that of somebody
        # who has next to nothing above the quota rises by a unit of the ninth decimal each time.
        assert all(after.keep[name] <= part + LITTLE for name, part in before.keep.items())
        assert (after.quota or 0) <= (before.quota or 0)


@given(rules, st.one_of(some_ballots, level_ballots), some_seats, orders)
def test_names_do_not_matter(rule: Rule, ballots: Ballots, seats: int, order: list[str]) -> None:
    new = dict(zip(NAMES, order, strict=True))
    old = {after: before for before, after in new.items()}
    one = decided(rule, ballots, seats, lambda tie: min(tie.tied))
    other = decided(rule, renamed(ballots, new), seats, lambda tie: min(tie.tied, key=lambda name: old[name]))
    assert {new[name] for name in one.elected} == set(other.elected)
    assert [{new[name]: votes for name, votes in stage.votes.items()} for stage in one.stages] == [
        dict(stage.votes) for stage in other.stages
    ]


@given(some_ballots, st.data())
def test_the_order_of_input_does_not_matter(ballots: Ballots, data: st.DataObject) -> None:
    rows = data.draw(st.permutations(list(ballots.counts.items())))
    shuffled = Ballots(ballots.candidates[::-1], dict(rows))
    assert plain(instant_runoff(shuffled)) == plain(instant_runoff(ballots))
    assert plain(contingent_vote(shuffled)) == plain(contingent_vote(ballots))
    for rule in RULES:
        assert plain(rule(shuffled, 2)) == plain(rule(ballots, 2))


@given(some_ballots, orders, st.booleans(), st.sampled_from(["lot", "previous rounds"]))
def test_instant_runoff_is_neutral_and_scales(
    ballots: Ballots, order: list[str], two: bool, ties: str
) -> None:
    count = instant_runoff(ballots, stop_at_two=two, ties=ties)
    tripled = Ballots.of({ranking: 3 * number for ranking, number in ballots.counts.items()}, NAMES)
    assert instant_runoff(tripled, stop_at_two=two, ties=ties).decision == count.decision
    new = dict(zip(NAMES, order, strict=True))
    other = instant_runoff(renamed(ballots, new), stop_at_two=two, ties=ties)
    if isinstance(count.decision, Tie):
        assert isinstance(other.decision, Tie)
        assert {new[name] for name in count.decision.tied} == set(other.decision.tied)
    else:
        assert count.winner is not None
        assert other.winner == new[count.winner]
    for round_ in count.rounds:
        assert sum(round_.votes.values()) + round_.exhausted == ballots.total
    for round_, following in zip(count.rounds, count.rounds[1:], strict=False):
        assert round_.transfers is not None
        assert round_.excluded is not None
        assert sum(round_.transfers.values()) + round_.newly_exhausted == round_.votes[round_.excluded]
        assert following.exhausted == round_.exhausted + round_.newly_exhausted


@given(some_ballots)
def test_going_on_to_two_never_changes_who_wins(ballots: Ballots) -> None:
    early, late = instant_runoff(ballots), instant_runoff(ballots, stop_at_two=True)
    if early.winner is not None and late.winner is not None:
        assert early.winner == late.winner
    # More rounds can meet a tie that the early end did not; never the other way round.
    assert early.winner is not None or late.winner is None


@given(some_ballots, orders, st.integers(1, 3), st.data())
def test_a_majority_that_ranks_some_before_all_others_elects_one_of_them(
    ballots: Ballots, order: list[str], size: int, data: st.DataObject
) -> None:
    favourites = order[:size]
    rows = dict(ballots.counts)
    for _ in range(ballots.total // 5 + 1 if ballots.total < 30 else 1):
        ranking = (*data.draw(st.permutations(favourites)), *order[size:])
        rows[ranking] = rows.get(ranking, 0) + (5 if ballots.total < 30 else ballots.total + 1)
    winner = instant_runoff(Ballots.of(rows, NAMES)).winner
    assert winner is None or winner in favourites


@given(some_ballots)
def test_one_seat_by_transferable_vote_is_the_instant_runoff(ballots: Ballots) -> None:
    runoff = instant_runoff(ballots, ties="previous rounds")
    count = scottish_stv(ballots, 1)
    if runoff.winner is not None and count.tie is None:
        assert count.elected == (runoff.winner,)


@given(some_ballots, some_seats)
def test_scotland_paper_by_paper(ballots: Ballots, seats: int) -> None:
    """The same rule on the value of each kind of paper, as fractions, with no parcels."""
    count = scottish_stv(ballots, seats)
    value = {ranking: Fraction(1) for ranking in ballots.counts}
    holder: dict[Ranking, str | None] = {ranking: ranking[0] for ranking in ballots.counts}
    out: set[str] = set()
    assert count.quota is not None
    for stage, after in zip(count.stages, count.stages[1:], strict=False):
        out |= set(stage.elected) | (set(after.names) if after.action == "exclusion" else set())
        (name,) = after.names
        votes = Fraction(stage.votes[name], count.scale)
        for ranking in [ranking for ranking, own in holder.items() if own == name]:
            if after.action == "surplus":
                exact = value[ranking] * (votes - count.quota) / votes
                value[ranking] = Fraction(int(exact * 100000), 100000)
            holder[ranking] = next((other for other in ranking if other not in out), None)
        for other in set(NAMES) - {name}:
            mine = sum(value[r] * number for r, number in ballots.counts.items() if holder[r] == other)
            if other in out and stage.votes[other] == after.votes[other]:
                continue
            assert after.votes[other] == mine * count.scale
        rest = count.quota * count.scale if after.action == "surplus" else 0
        assert after.votes[name] == rest


@given(some_ballots, st.sampled_from([None, 1, 2, 3]))
def test_a_contingent_vote_from_totals_is_the_one_from_ballots(
    ballots: Ballots, preferences: int | None
) -> None:
    count = contingent_vote(ballots, preferences=preferences)
    assert sum(count.totals.values()) + count.not_counted == (ballots.total if count.totals else 0)
    totals = contingent_from_totals(count.votes, count.added, valid=ballots.total)
    assert (totals.decision, totals.totals) == (count.decision, count.totals)
    if isinstance(count.decision, RunOff):
        assert count.decision.tie is not None
    elif isinstance(count.decision, Elected) and count.totals:
        assert count.totals[count.decision.name] == max(count.totals.values())
    if preferences == 1:
        assert not any(count.added.values())


@given(rules, level_ballots, some_seats)
def test_each_lot_decides_its_own_tie(rule: Rule, ballots: Ballots, seats: int) -> None:
    count = rule(ballots, seats)
    if count.tie is None:
        event("no tie")
        return
    event("a tie")
    for name in count.tie.tied:
        after = rule(ballots, seats, lots=[Lot.of(count.tie.tied, [name], count.tie.what)])
        if not count.tie.what.startswith(("exclusion", "surplus")):
            # Of fractions of papers the stage does not tell, and the last vacancy belongs to one that ends.
            assert after.lots[0].drawn == (name,)
            assert after.tie != count.tie
            continue
        assert after.stages[: len(count.stages)] == count.stages
        if after.tie is not None and after.tie.what.startswith("fraction"):
            # Of the same stage: whose papers move is decided, how many go to whom is not.
            assert after.lots[0].drawn == (name,)
            continue
        following = after.stages[len(count.stages)]
        assert (following.names, following.by) == ((name,), "lot")
        assert after.lots[0].drawn == (name,)
