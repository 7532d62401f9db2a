"""Many results at once beside the exact law applied to each: they are the same."""

from __future__ import annotations

from typing import Any

from escrutinio.law_batch.arrays import Ints
from escrutinio.law_batch.outcome import BatchOutcome


def check_the_same(many: BatchOutcome, exact: BatchOutcome) -> None:
    """Compare seats, offices and ties, result for result."""
    assert many.office == exact.office
    assert named(many, many.elected) == named(exact, exact.elected)
    assert [set(pair) for pair in named(many, many.run_off)] == [
        set(pair) for pair in named(exact, exact.run_off)
    ]
    assert many.tied.tolist() == exact.tied.tolist()
    assert set(many.chambers) == set(exact.chambers)
    for name, chamber in many.chambers.items():
        assert seats(many, name) == seats(exact, name)
        assert chamber.size == exact.chambers[name].size
        assert chamber.each_size.tolist() == exact.chambers[name].each_size.tolist()
        assert (chamber.has_majority.sum(axis=1) <= 1).all()


def named(outcome: BatchOutcome, places: Ints) -> list[Any]:
    """Places in ``lists`` as names."""
    return [
        [outcome.lists[place] if place >= 0 else "" for place in row]
        if places.ndim == 2
        else outcome.lists[row]
        if row >= 0
        else ""
        for row in places.tolist()
    ]


def seats(outcome: BatchOutcome, chamber: str) -> list[dict[tuple[str, str], int]]:
    """Of each result: unit and list -> seats."""
    of = outcome.chambers[chamber]
    return [
        {
            (unit, outcome.lists[place]): int(number)
            for unit, row in zip(of.units, rows, strict=True)
            for place, number in enumerate(row)
            if number
        }
        for rows in of.by_unit.tolist()
    ]
