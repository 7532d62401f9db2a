"""Quotas for many results at once: the seats of the exact law, or marked for it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from escrutinio.law.evaluation.steps.methods import BY_QUOTA, ROUNDING
from escrutinio.law.proportional.divisors import adams, sainte_lague
from escrutinio.law.proportional.methods import QuotaMethod
from escrutinio.law.proportional.quotas import Over, Rest, hare_quota, largest_remainder
from escrutinio.law_batch.array_form import method_lacks
from escrutinio.law_batch.quotas import allocate_by_quota_many
from escrutinio.model.errors import LawError

RESTS = [rest for rest in Rest if rest is not Rest.REMAINDERS_THEN_AVERAGES]
METHODS = [
    QuotaMethod(ROUNDING[rounded](BY_QUOTA[quota]), over, rest, sainte_lague)
    for quota, rounded, over, rest in product(BY_QUOTA, ROUNDING, (Over.REFUSE, Over.TAKE_BACK), RESTS)
]


@pytest.mark.parametrize("method", METHODS, ids=range(len(METHODS)))
def test_seats_are_those_of_the_exact_law(method: QuotaMethod) -> None:
    chance = np.random.default_rng(5)
    votes = np.concatenate([chance.integers(0, top, (8, 4)) for top in (4, 30, 5_000)])
    for others, more_votes_first in product((0, 700), (False, True)):
        unnamed = np.full(len(votes), others) if others else None
        many = allocate_by_quota_many(votes, 6, method, others=unnamed, more_votes_first=more_votes_first)
        for row, seats, tied in zip(votes.tolist(), many.seats.tolist(), many.tied.tolist(), strict=True):
            try:
                exact = largest_remainder(
                    dict(zip("abcd", row, strict=True)),
                    6,
                    method.quota,
                    over=method.over,
                    rest=method.rest,
                    divisors=method.divisors,
                    others=others,
                    more_votes_first=more_votes_first,
                )
            except LawError:
                assert tied
                continue
            assert tied or (exact.tie is None and list(exact.seats.values()) == seats)


def test_what_is_large_and_plain_is_not_left_to_the_exact_law() -> None:
    votes = np.random.default_rng(6).integers(1_000, 2_000_000, (500, 9))
    assert not allocate_by_quota_many(votes, 25, QuotaMethod(hare_quota)).tied.any()


def test_no_votes_and_no_seats_are_no_tie() -> None:
    nothing = allocate_by_quota_many(np.zeros((2, 3), np.int64), 5, QuotaMethod(hare_quota))
    assert not nothing.tied.any()
    none = allocate_by_quota_many(np.ones((2, 3), np.int64), 0, QuotaMethod(hare_quota))
    assert not none.seats.any()
    assert not none.tied.any()


def test_a_rule_that_has_no_array_form_says_so() -> None:
    then = QuotaMethod(hare_quota, rest=Rest.REMAINDERS_THEN_AVERAGES)
    assert method_lacks(then) == "averages after a number of remainders"


@pytest.mark.parametrize("rest", [Rest.AVERAGES, Rest.AVERAGES_OF_WINNERS])
def test_averages_that_have_no_array_form_are_named_where_seats_are_left_to_them(rest: Rest) -> None:
    assert method_lacks(QuotaMethod(hare_quota, rest=rest, divisors=adams)) == "the divisors Adams"
    assert method_lacks(QuotaMethod(hare_quota, rest=Rest.REMAINDERS, divisors=adams)) == ""
