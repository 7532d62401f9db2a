"""Thresholds attacked from outside: the boundary in votes, both ways, and the algebra."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law.thresholds.conditions import QuotaReached, ShareInUnits, Threshold, VotesReached
from escrutinio.law.thresholds.qualification import all_of, any_of, qualify

BASE = "the valid votes"
counts = st.one_of(st.integers(0, 60), st.integers(0, 10**18))
shares = st.builds(
    lambda part, whole: Fraction(min(part, whole), whole), st.integers(0, 40), st.integers(1, 40)
)
thresholds = st.builds(Threshold, shares, st.just(BASE), st.booleans())
some_votes = st.dictionaries(st.sampled_from("ABCDE"), counts, min_size=1, max_size=5)


@given(thresholds, counts, counts)
def test_the_margin_is_the_distance_to_the_boundary(rule: Threshold, votes: int, others: int) -> None:
    base = votes + others
    verdict = qualify({"A": votes}, rule, {BASE: base}).verdicts["A"]
    assert verdict.met == rule.passes(votes, base)
    if base:
        assert verdict.margin is not None
        assert (verdict.margin >= 0) == verdict.met
        boundary = votes - verdict.margin
        assert rule.passes(boundary, base)
        assert not rule.passes(boundary - 1, base)


@given(thresholds, counts, counts)
def test_missing_is_the_fewest_when_the_base_grows(rule: Threshold, votes: int, others: int) -> None:
    base = votes + others
    missing = rule.missing(votes, base)
    if missing is None:
        assert not rule.passes(votes + 10**30, base + 10**30)
        return
    assert rule.passes(votes + missing, base + missing)
    assert missing == 0 or not rule.passes(votes + missing - 1, base + missing - 1)


@given(some_votes, st.lists(thresholds, min_size=1, max_size=3), st.data())
def test_any_is_a_union_and_all_an_intersection(
    votes: dict[str, int], rules: list[Threshold], data: st.DataObject
) -> None:
    bases = {BASE: sum(votes.values())}
    single = [set(qualify(votes, rule, bases).passed) for rule in rules]
    order = data.draw(st.permutations(sorted(votes)))
    shuffled = {name: votes[name] for name in order}
    some, every = qualify(votes, any_of(*rules), bases), qualify(votes, all_of(*rules), bases)
    assert set(some.passed) == set.union(*single)
    assert set(every.passed) == set.intersection(*single)
    for given_ in (some, every):
        assert sorted((*given_.passed, *given_.failed)) == sorted(votes)
        for verdict in given_.verdicts.values():
            assert verdict.reasons
            assert all(part.text in verdict.reasons for part in verdict.parts if part.met == verdict.met)
    assert qualify(shuffled, any_of(*rules), bases).to_dict() == some.to_dict()


@given(some_votes, st.integers(1, 200), st.integers(0, 10**6))
def test_more_votes_never_fail_where_fewer_pass(votes: dict[str, int], seats: int, number: int) -> None:
    bases = {BASE: sum(votes.values())}
    for rule in (QuotaReached(seats, BASE), VotesReached(number)):
        found = qualify(votes, rule, bases)
        if found.passed and found.failed:
            assert min(votes[name] for name in found.passed) > max(votes[name] for name in found.failed)
    quota = qualify(votes, QuotaReached(seats, BASE), bases)
    assert set(quota.passed) == {
        name
        for name, number in votes.items()
        if sum(votes.values()) and number * seats >= sum(votes.values())
    }


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=4),
    thresholds,
    st.integers(1, 4),
)
def test_a_share_in_units_counts_them(pairs: list[tuple[int, int]], rule: Threshold, needed: int) -> None:
    units = {str(n): {"A": first, "B": other} for n, (first, other) in enumerate(pairs)}
    votes = {"A": sum(first for first, _ in pairs), "B": sum(other for _, other in pairs)}
    found = qualify(votes, ShareInUnits(rule, needed), {}, units=units)
    for index, name in enumerate("AB"):
        reached = sum(rule.passes(pair[index], sum(pair)) for pair in pairs)
        assert found.verdicts[name].met == (reached >= needed)
