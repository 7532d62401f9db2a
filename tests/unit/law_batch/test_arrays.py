"""The batch rules on arrays of another library, with the functions of the array API standard alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from escrutinio.law.library.bo.y2020 import STATUTE
from escrutinio.law.proportional.divisors import BY_NAME
from escrutinio.law_batch import (
    allocate_many,
    bolivia_many,
    compensate_many,
    first_round_many,
    plurality_many,
)
from escrutinio.law_batch.arrays import in_parts
from escrutinio.model.errors import LawError

RNG = np.random.default_rng(11)
# Small numbers, so that there are ties.
VOTES = RNG.integers(0, 30, (200, 5))
SINGLE = RNG.integers(0, 3, (200, 5))


@pytest.fixture
def strict() -> Any:
    return pytest.importorskip("array_api_strict", reason="array_api_strict is not installed")


def back(array: Any) -> Any:
    return np.from_dlpack(array).tolist()


def same(xp: Any, found: Any, expected: Any) -> None:
    """Every array of a result is of that library and holds the same numbers."""
    for name, value in vars(expected).items():
        other = getattr(found, name)
        if isinstance(value, np.ndarray):
            assert isinstance(other, type(xp.asarray(0))), name
            assert back(other) == value.tolist(), name


@pytest.mark.parametrize(
    "rule", [rule for rule in BY_NAME.values() if rule.plain], ids=lambda rule: rule.name
)
def test_the_rules_one_by_one(strict: Any, rule: Any) -> None:
    votes, single = strict.asarray(VOTES), strict.asarray(SINGLE)
    size = RNG.integers(0, 9, 200)
    expected = allocate_many(VOTES, size, rule)
    assert expected.tied.any()
    same(strict, allocate_many(votes, strict.asarray(size), rule), expected)
    same(strict, allocate_many(votes, 7, rule, start=single), allocate_many(VOTES, 7, rule, start=SINGLE))
    same(strict, compensate_many(votes, 9, 4, single, rule), compensate_many(VOTES, 9, 4, SINGLE, rule))


def test_majorities(strict: Any) -> None:
    votes, valid = strict.asarray(VOTES), strict.asarray(VOTES.sum(axis=1))
    same(strict, plurality_many(votes), plurality_many(VOTES))
    expected = first_round_many(VOTES, VOTES.sum(axis=1), STATUTE.conditions)
    assert (expected.elected >= 0).any()
    assert expected.tied.any()
    same(strict, first_round_many(votes, valid, STATUTE.conditions), expected)


def test_the_whole_law(strict: Any) -> None:
    names = {"president": tuple("ABCDE"), "single-member": tuple("ABCD"), "special": tuple("BXA")}
    shapes = {"president": (20, 10, 5), "single": (20, 63, 4), "special": (20, 7, 3)}
    draws: dict[str, Any] = {name: RNG.integers(0, 300, shape) for name, shape in shapes.items()}
    expected = bolivia_many(STATUTE, **draws, names=names)
    # Tied single-member seats are settled one by one; others are there as well.
    assert expected.districts_tied.any()
    assert not expected.chambers["deputies"].tied.all()
    arrays = {name: strict.asarray(values) for name, values in draws.items()}
    found = bolivia_many(STATUTE, **arrays, names=names)
    same(strict, found, expected)
    assert back(found.tied) == expected.tied.tolist()
    for name, chamber in expected.chambers.items():
        same(strict, found.chambers[name], chamber)
        for kind, seats in chamber.by_kind.items():
            assert back(found.chambers[name].by_kind[kind]) == seats.tolist()
            assert back(found.chambers[name].of_kind(kind)) == chamber.of_kind(kind).tolist()
        assert back(found.chambers[name].seats) == chamber.seats.tolist()


def test_what_is_not_a_whole_number_is_refused(strict: Any) -> None:
    with pytest.raises(LawError, match="not whole numbers"):
        allocate_many(strict.asarray([[1.0, 2.0]]), 3)
    with pytest.raises(LawError, match="negative"):
        allocate_many(strict.asarray([[1, -2]]), 3)
    with pytest.raises(LawError, match="too large"):
        plurality_many(strict.asarray([[1, 2**64 - 1]], dtype=strict.uint64))
    assert back(allocate_many(strict.asarray([[1, 2]], dtype=strict.int8), 3).seats) == [[1, 2]]


@pytest.mark.parametrize("workers", [1, 2, 5, None])
def test_parts_are_in_order_and_errors_come_through(workers: int | None) -> None:
    assert in_parts(7, 3, lambda part: (part.start, part.stop), workers) == [(0, 3), (3, 6), (6, 7)]
    assert in_parts(0, 3, lambda part: (part.start, part.stop), workers) == [(0, 0)]
    with pytest.raises(ZeroDivisionError):
        in_parts(7, 3, lambda part: 1 // (part.start - 3), workers)


def test_the_number_of_threads_changes_nothing() -> None:
    votes = np.random.default_rng(3).integers(0, 50, (30_000, 4))
    one, more = allocate_many(votes, 9, workers=1), allocate_many(votes, 9, workers=4)
    assert (one.seats == more.seats).all()
    assert (one.tied == more.tied).all()
    assert one.tied.any()
