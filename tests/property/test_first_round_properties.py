"""First rounds where all equal candidates stand, and where votes must be spread, on generated votes."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law import Elected, RunOff
from escrutinio.law.lots import Lot
from escrutinio.law.majority.spread import KENYA, NIGERIA, spread_round
from escrutinio.law.majority.two_rounds import MoreThan, first_round

HALF = (MoreThan(Fraction(1, 2)),)
VOTES = st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 12), min_size=2)
REGIONS = st.dictionaries(st.sampled_from("uvwxyz"), VOTES, min_size=1)


@given(VOTES)
def test_all_who_are_equal_for_a_place_stand_and_nobody_with_fewer_votes(votes: dict[str, int]) -> None:
    found = first_round(votes, 0, HALF, equal_stand=True)
    if isinstance(found, Elected):
        assert 2 * votes[found.name] > sum(votes.values())
        return
    assert isinstance(found, RunOff)
    assert found.tie is None
    assert len(found.pair) >= 2
    weakest = min(votes[name] for name in found.pair)
    assert all(number < weakest for name, number in votes.items() if name not in found.pair)
    # Without the last of equal strength there would not be two.
    assert sum(votes[name] > weakest for name in found.pair) < 2


@given(REGIONS, st.integers(2, 5))
def test_scaling_all_votes_changes_no_decision(regions: dict[str, dict[str, int]], factor: int) -> None:
    scaled = {region: {name: k * factor for name, k in votes.items()} for region, votes in regions.items()}
    for rule, most in ((KENYA, False), (NIGERIA, True)):
        found = spread_round(regions, rule, HALF, most_votes=most)
        assert spread_round(scaled, rule, HALF, most_votes=most).decision == found.decision


@given(REGIONS)
def test_names_do_not_matter_and_a_lot_settles_every_tie(regions: dict[str, dict[str, int]]) -> None:
    other = dict(zip("ABCDE", "EDCBA", strict=True))
    renamed = {region: {other[name]: k for name, k in votes.items()} for region, votes in regions.items()}
    for most in (False, True):
        found = spread_round(regions, NIGERIA, HALF, most_votes=most)
        turned = spread_round(renamed, NIGERIA, HALF, most_votes=most)
        assert {other[name]: where for name, where in found.reached.items()} == turned.reached
        if isinstance(found.decision, Elected):
            assert isinstance(turned.decision, Elected)
            assert turned.decision.name == other[found.decision.name]
        if isinstance(found.decision, RunOff) and found.decision.tie is not None:
            tie = found.decision.tie
            lot = Lot.of(tie.tied, tie.tied[: tie.seats], tie.what)
            settled = spread_round(regions, NIGERIA, HALF, most_votes=most, lots=[lot]).decision
            assert isinstance(settled, RunOff)
            assert settled.tie is None
            assert set(settled.pair) == {*found.decision.pair, *lot.drawn}
