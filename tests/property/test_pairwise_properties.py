"""Pairwise rules attacked from outside: by names, by reversal, by clones and by what can still come."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from escrutinio.bounds.ranked import pairwise_bound
from escrutinio.law.decisions import Decision, Elected, Tie
from escrutinio.law.preferential.pairwise import PairwiseRule, Strength, pairwise, pairwise_winner
from escrutinio.law.preferential.ranked_ballots import Ballots, Ranking

NAMES = "ABCD"
RANKINGS = [ranking for length in (1, 2, 4) for ranking in permutations(NAMES, length)]
some_ballots = st.dictionaries(st.sampled_from(RANKINGS), st.integers(1, 9), min_size=1, max_size=8).map(
    lambda rows: Ballots.of(rows, NAMES)
)
rules = st.sampled_from(list(PairwiseRule))
strengths = st.sampled_from(list(Strength))


def best(decision: Decision) -> set[str]:
    """Who is elected, or who would draw lots."""
    if isinstance(decision, Tie):
        return set(decision.tied)
    assert isinstance(decision, Elected)
    return {decision.name}


@given(some_ballots, rules, strengths)
def test_who_beats_every_other_is_elected(ballots: Ballots, rule: PairwiseRule, strength: Strength) -> None:
    count = pairwise_winner(ballots, rule, strength=strength)
    preferring = pairwise(ballots)
    for name, others in preferring.items():
        for other, number in others.items():
            assert number + preferring[other][name] <= ballots.total
        if all(number > preferring[other][name] for other, number in others.items()):
            assert best(count.decision) == {name}
    assert best(count.decision)


@given(some_ballots, rules, strengths, st.permutations(NAMES), st.integers(2, 5))
def test_names_do_not_matter_and_ballots_scale(
    ballots: Ballots, rule: PairwiseRule, strength: Strength, order: list[str], times: int
) -> None:
    new = dict(zip(NAMES, order, strict=True))
    rows: dict[Ranking, int] = {
        tuple(new[name] for name in ranking): times * number for ranking, number in ballots.counts.items()
    }
    before = pairwise_winner(ballots, rule, strength=strength).decision
    after = pairwise_winner(Ballots.of(rows, NAMES), rule, strength=strength).decision
    assert {new[name] for name in best(before)} == best(after)


@given(some_ballots, strengths)
def test_schulzes_rule_elects_from_those_who_beat_all_outside(ballots: Ballots, strength: Strength) -> None:
    """The smallest set of candidates each of whom beats everybody outside it (Smith)."""
    preferring = pairwise(ballots)
    beaten = {
        name: sum(number > preferring[other][name] for other, number in others.items())
        for name, others in preferring.items()
    }
    for size in range(1, len(NAMES)):
        ordered = sorted(NAMES, key=lambda name: -beaten[name])
        inside, outside = ordered[:size], ordered[size:]
        if all(preferring[name][other] > preferring[other][name] for name in inside for other in outside):
            assert best(pairwise_winner(ballots, "schulze", strength=strength).decision) <= set(inside)
            break


@given(some_ballots, strengths)
def test_a_second_self_of_a_loser_changes_nothing(ballots: Ballots, strength: Strength) -> None:
    """Schulze's rule: whoever stands twice, always ranked side by side, neither helps nor harms others."""
    before = best(pairwise_winner(ballots, "schulze", strength=strength).decision)
    rows: dict[Ranking, int] = {}
    for ranking, number in ballots.counts.items():
        twice = tuple(name for rank in ranking for name in ((rank, "D2") if rank == "D" else (rank,)))
        rows[twice] = rows.get(twice, 0) + number
    after = best(pairwise_winner(Ballots.of(rows, [*NAMES, "D2"]), "schulze", strength=strength).decision)
    assert after - {"D", "D2"} == before - {"D"}


@given(some_ballots, some_ballots, st.integers(0, 4), rules)
def test_nothing_that_comes_contradicts_the_bounds(
    ballots: Ballots, coming: Ballots, spare: int, rule: PairwiseRule
) -> None:
    bound = pairwise_bound(ballots, coming.total + spare)
    rows = dict(ballots.counts)
    for ranking, number in coming.counts.items():
        rows[ranking] = rows.get(ranking, 0) + number
    assert best(pairwise_winner(Ballots.of(rows, NAMES), rule).decision) <= set(bound.can_win)
