"""Chances that no law is needed for, and swings against the earlier election."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from escrutinio.flows.projected_figures import chances, earlier_shares
from escrutinio.projection import Matched
from searches import examples

LISTS = ("A", "B", "C")


def test_a_tie_at_the_top_is_no_lead_and_exactly_half_no_majority() -> None:
    votes = np.array([[50, 50, 0], [50, 30, 20], [60, 20, 20], [40, 35, 25]])

    found = chances(votes, votes.sum(axis=1), LISTS, 0.1)

    assert found.leads == {"A": 0.75}
    assert found.above_half == {"A": 0.25}
    assert found.ahead == {"A": 0.5}, "20 and 40 points; 5 are too few"
    assert found.first_two == {"A": 1.0, "B": 0.75}, "B and C are level once: neither is second for certain"


def test_a_lead_of_exactly_so_much_counts() -> None:
    votes = np.array([[550, 450], [549, 451]])

    assert chances(votes, votes.sum(axis=1), LISTS[:2], 0.1).ahead == {"A": 0.5}


@pytest.mark.parametrize("lists", [1, 2])
def test_few_lists(lists: int) -> None:
    votes = np.array([[10, 5][:lists]])

    found = chances(votes, votes.sum(axis=1), LISTS[:lists], 0.1)

    assert found.leads == {"A": 1.0}
    assert set(found.first_two) == set(LISTS[:lists])


@examples(50)
@given(arrays.arrays(np.int64, (6, 3), elements=st.integers(0, 5)))
def test_chances_agree_with_counting_draws(votes: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> None:
    valid = votes.sum(axis=1) + 1

    found = chances(votes, valid, LISTS, 0.2)

    for place, name in enumerate(LISTS):
        others = np.delete(votes, place, axis=1)
        own = votes[:, place]
        assert found.leads.get(name, 0.0) == pytest.approx((own > others.max(axis=1)).mean())
        assert found.above_half.get(name, 0.0) == pytest.approx((2 * own > valid).mean())
        assert found.first_two.get(name, 0.0) == pytest.approx((own > others.min(axis=1)).mean())
        assert found.ahead.get(name, 0.0) <= found.leads.get(name, 0.0)


def test_the_earlier_share_of_a_list_is_that_at_the_same_places() -> None:
    shares = np.array([[0.3, 0.2, 0.1, 0.4], [0.1, 0.5, 0.0, 0.4]])
    earlier = Matched(shares, ("A", "old", "blank", "not_cast"), np.ones(2, bool), np.ones(2, bool))
    same = np.array([[1, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]], dtype=float)

    found = earlier_shares(earlier, same, np.array([100.0, 300.0]), 2, np.ones(2, bool))
    first = earlier_shares(earlier, same, np.array([100.0, 300.0]), 2, np.array([True, False]))

    assert found[0] == pytest.approx(60 / (60 + 170))
    assert first[0] == pytest.approx(0.6)
    assert np.isnan(found[1]), "it did not stand"
