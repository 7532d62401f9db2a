"""The batch evaluator against the exact law: the same seats, the same ties, draw for draw."""

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from escrutinio.law import (
    AtLeastWithLead,
    Chamber,
    ContestTotals,
    Divisors,
    Elected,
    MoreThan,
    Outcome,
    RunOff,
    Tie,
    compensate,
    dhondt,
    first_round,
    get_law,
    highest_averages,
    plurality,
    sainte_lague,
)
from escrutinio.law.evaluation.steps.shown import without_margins
from escrutinio.law.library.bo.y2020 import STATUTE
from escrutinio.law.seat_parts import SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law_batch import (
    BatchChamber,
    BatchOutcome,
    allocate_many,
    bolivia_many,
    compensate_many,
    first_round_many,
    plurality_many,
)
from searches import examples

LAW, BATCH = get_law("bo/2020"), partial(bolivia_many, STATUTE)
BOLIVIA = (MoreThan(Fraction(1, 2)), AtLeastWithLead(Fraction(2, 5), Fraction(1, 10)))
UNITS, DISTRICTS = STATUTE.units("president"), STATUTE.units("single-member")
SPECIAL = tuple(department.code for department in STATUTE.departments if department.special)

# Small numbers make ties frequent; large ones make rounding visible.
counts = st.one_of(st.integers(0, 12), st.integers(0, 10**9), st.integers(10**9 - 3, 10**9))
danish = Divisors("Danish", "1, 4, 7, ...", lambda k: 3 * k + 1)
imperiali = Divisors("Imperiali", "2, 3, 4, ...", lambda k: k + 2)
modified = Divisors("Modified Sainte-Laguë", "14, 30, 50, ...", lambda k: 20 * k + 10 if k else 14)
divisors = st.sampled_from([dhondt, sainte_lague, danish, imperiali, modified])


def rows(lists: int, cells: st.SearchStrategy[int] = counts) -> st.SearchStrategy[list[list[int]]]:
    return st.lists(st.lists(cells, min_size=lists, max_size=lists), min_size=1, max_size=6)


def named(row: list[int]) -> dict[str, int]:
    """A row as votes by list; a list's name is its column."""
    return {str(index): number for index, number in enumerate(row)}


# The rules one by one


@examples(300)
@given(st.integers(1, 6).flatmap(rows), st.data(), divisors)
def test_allocation(votes: list[list[int]], data: st.DataObject, rule: Divisors) -> None:
    size = data.draw(st.lists(st.integers(0, 40), min_size=len(votes), max_size=len(votes)))
    found = allocate_many(votes, size, rule)
    for index, row in enumerate(votes):
        exact = highest_averages(named(row), size[index], rule)
        assert found.seats[index].tolist() == list(exact.seats.values())
        assert found.tied[index] == (exact.tie is not None)


@examples(300)
@given(st.integers(1, 5).flatmap(rows), st.data(), divisors)
def test_compensation(votes: list[list[int]], data: st.DataObject, rule: Divisors) -> None:
    lists = len(votes[0])
    single = [
        data.draw(st.lists(st.integers(0, 6), min_size=lists, max_size=lists)) for _ in range(len(votes))
    ]
    listed = data.draw(st.integers(0, 12))
    entitled = [listed + sum(row) for row in single]
    found = compensate_many(votes, entitled, listed, single, rule)
    for index, row in enumerate(votes):
        exact = compensate(named(row), entitled[index], listed, named(single[index]), rule)
        assert found.list_seats[index].tolist() == list(exact.lists.seats.values())
        assert found.tied[index] == (exact.lists.tie is not None)
        assert found.overhang[index].tolist() == [exact.overhang.get(str(name), 0) for name in range(lists)]


@examples(300)
@given(st.integers(1, 5).flatmap(rows), st.integers(0, 20))
def test_plurality_and_first_round(votes: list[list[int]], extra: int) -> None:
    valid = [sum(row) + extra for row in votes]
    most, first = plurality_many(votes), first_round_many(votes, valid, BOLIVIA)
    for index, row in enumerate(votes):
        decision = plurality(named(row))
        assert most.winner[index] == (int(decision.name) if isinstance(decision, Elected) else -1)
        assert most.tied[index] == isinstance(decision, Tie)
        office = first_round(named(row), valid[index], BOLIVIA)
        assert first.elected[index] == (int(office.name) if isinstance(office, Elected) else -1)
        pair = tuple(str(name) for name in first.run_off[index] if name >= 0)
        assert pair == (office.pair if isinstance(office, RunOff) else ())
        assert first.tied[index] == (isinstance(office, RunOff) and office.tie is not None)


@pytest.mark.parametrize("rule", [dhondt, sainte_lague, danish, imperiali])
def test_allocations_near_ties(rule: Divisors) -> None:
    """Votes that are multiples of a common quotient, give or take one: equal or nearly equal quotients."""
    rng = np.random.default_rng(20201018)
    at = np.array([rule.at(number) for number in range(40)])
    price = rng.integers(1, 10**7, (3000, 1))
    votes = price * at[rng.integers(0, 12, (3000, 6))] + rng.integers(-1, 2, (3000, 6))
    votes[rng.random(votes.shape) < 0.1] = 0
    size = rng.integers(1, 40, 3000)
    found = allocate_many(votes, size, rule)
    for index, row in enumerate(votes.tolist()):
        exact = highest_averages(named(row), int(size[index]), rule)
        assert found.seats[index].tolist() == list(exact.seats.values())
        assert found.tied[index] == (exact.tie is not None)
    assert 50 < found.tied.sum() < 2950


# The whole law

NAMES: Mapping[str, tuple[str, ...]] = {
    "president": ("A", "B", "C", "D", "E"),
    "single-member": ("B", "A", "C", "F"),
    "special": ("ORG", "A", "B"),
}


def exact_outcome(
    president: list[list[int]], valid: list[int], single: list[list[int]], special: list[list[int]]
) -> Outcome:
    """The exact law on one draw."""

    def by_unit(role: str, units: tuple[str, ...], votes: list[list[int]]) -> dict[str, dict[str, int]]:
        return {
            unit: dict(zip(NAMES[role], row, strict=True)) for unit, row in zip(units, votes, strict=True)
        }

    totals = {
        "president": ContestTotals(
            by_unit("president", UNITS, president), dict(zip(UNITS, valid, strict=True))
        ),
        "single-member": ContestTotals(by_unit("single-member", DISTRICTS, single)),
        "special": ContestTotals(by_unit("special", SPECIAL, special)),
    }
    with without_margins():
        return LAW.decide(totals, complete=True)


def assert_chamber(found: BatchChamber, lists: tuple[str, ...], draw: int, exact: Chamber) -> None:
    def spread(seats: Mapping[str, int]) -> list[int]:
        return [seats.get(name, 0) for name in lists]

    assert (found.size, found.majority, found.two_thirds) == (exact.size, exact.majority, exact.two_thirds)
    assert found.units == tuple(exact.units)
    assert found.seats[draw].tolist() == spread(exact.seats)
    assert set(found.by_kind) == set(exact.by_kind)
    for index, unit in enumerate(exact.units.values()):
        assert found.tied[draw, index] == bool(unit.ties)
        assert found.by_unit[draw, index].tolist() == spread(unit.seats)
        for kind, seats in unit.by_kind.items():
            assert found.by_kind[kind][draw, index].tolist() == spread(seats)
    for kind, seats in exact.by_kind.items():
        assert found.of_kind(kind)[draw].tolist() == spread(seats)


def assert_same(found: BatchOutcome, draw: int, exact: Outcome) -> None:
    """Everything agrees, on tied draws too."""
    office = exact.offices["president"]
    names = [*found.lists, None]
    assert names[found.elected[draw]] == (office.name if isinstance(office, Elected) else None)
    pair = tuple(names[index] for index in found.run_off[draw] if index >= 0)
    assert pair == (office.pair if isinstance(office, RunOff) else ())
    assert found.run_off_tied[draw] == (isinstance(office, RunOff) and office.tie is not None)
    assert found.tied[draw] == bool(exact.ties)
    for index, decision in enumerate(exact.chambers["deputies"].districts.values()):
        winner = decision.name if isinstance(decision, Elected) else None
        assert names[found.districts[draw, index]] == winner
        assert found.districts_tied[draw, index] == isinstance(decision, Tie)
    for chamber in exact.chambers:
        assert_chamber(found.chambers[chamber], found.lists, draw, exact.chambers[chamber])


def compare(
    president: NDArray[Any], valid: NDArray[Any], single: NDArray[Any], special: NDArray[Any]
) -> tuple[BatchOutcome, list[Outcome]]:
    """Both evaluators on every draw; what they found."""
    found = BATCH(president, valid, single, special, names=NAMES)
    drawn = zip(president.tolist(), valid.tolist(), single.tolist(), special.tolist(), strict=True)
    exact = [exact_outcome(*draw) for draw in drawn]
    for draw, outcome in enumerate(exact):
        assert_same(found, draw, outcome)
    return found, exact


def random_votes(
    rng: np.random.Generator, number: int, scale: int
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Draws; the smaller ``scale``, the more ties. Some cells and districts have no votes."""
    strength = rng.dirichlet([2.0, 1.5, 1.0, 0.4, 0.15], (number, len(UNITS)))
    president = rng.poisson(strength * scale)
    president[rng.random(president.shape) < 0.03] = 0
    valid = president.sum(axis=2) + rng.integers(-2, 4, (number, len(UNITS)))
    single = rng.poisson(rng.dirichlet([1.2, 2.0, 0.8, 0.3], (number, len(DISTRICTS))) * scale)
    single[rng.random(single.shape[:2]) < 0.05] = 0
    # In some departments one list wins all districts: overhang.
    single[rng.random(number) < 0.3, :40, 3] += scale
    special = rng.poisson(rng.dirichlet([1.0, 1.0, 1.0], (number, len(SPECIAL))) * scale)
    special[rng.random(special.shape[:2]) < 0.1] = 0
    return president, np.maximum(valid, 0), single, special


def put_on_edges(rng: np.random.Generator, president: NDArray[Any], valid: NDArray[Any]) -> None:
    """Move each draw to one vote below, on, or above an edge of the law: 50 %, 40 %, ten points, 3 %."""
    for draw in range(len(president)):
        votes, edge = president[draw], rng.integers(0, 4)
        away = int(rng.integers(-1, 2))
        if edge < 3:
            # Abroad has the leader and the second at will, so the national sums are exactly as wanted.
            unit = max(int(votes.sum()) // 50, 1)
            first, second = ((50, 45), (40, 25), (45, 35))[edge]
            abroad = votes[-1]
            abroad[0] += max(first * unit + (away if edge < 2 else 0) - int(votes[:, 0].sum()), 0)
            abroad[1] += max(second * unit + (away if edge == 2 else 0) - int(votes[:, 1].sum()), 0)
            total = 100 * unit
            valid[draw] = votes.sum(axis=1)
            valid[draw, -1] += max(total - int(valid[draw].sum()), 0)
        else:
            # The base of the threshold, without abroad, is filled up with valid votes of no list.
            weakest = int(votes[:-1, 4].sum())
            valid[draw] = votes.sum(axis=1)
            wanted = 100 * weakest // 3 + away
            valid[draw, 0] += max(wanted - int(valid[draw, :-1].sum()), 0)


@pytest.mark.parametrize("scale", [3, 12, 60, 1000, 10**6])
def test_the_whole_law_on_random_draws(scale: int) -> None:
    rng = np.random.default_rng(scale)
    number = 30 if scale < 12 else 120
    president, valid, single, special = random_votes(rng, number, scale)
    found, exact = compare(president, valid, single, special)
    if scale == 12:
        assert found.tied.any()
    if scale == 10**6:
        assert not found.tied.all()
        overhangs = [
            part.columns.get(Label.OVERHANG)
            for outcome in exact
            for step in outcome.steps
            for part in step.results
            if isinstance(part, SeatTable)
        ]
        assert any(overhangs)


@pytest.mark.parametrize("scale", [200, 5000, 10**6])
def test_the_whole_law_on_its_edges(scale: int) -> None:
    rng = np.random.default_rng(scale + 1)
    president, valid, single, special = random_votes(rng, 160, scale)
    # The leader, the second and the weakest as small as the edges need.
    president[:, :, :3] //= [4, 4, 8]
    put_on_edges(rng, president, valid)
    found, _ = compare(president, valid, single, special)
    assert (found.elected >= 0).any()
    assert (found.run_off[:, 0] >= 0).any()


@examples(60)
@given(st.data())
def test_the_whole_law_on_generated_draws(data: st.DataObject) -> None:
    """Few different numbers, so that every kind of tie meets every other."""
    seed = data.draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    pool = np.array(data.draw(st.lists(counts, min_size=1, max_size=5)))
    # The exact law takes long where most districts are tied, so those get a pool that has fewer ties.
    spread = data.draw(st.sampled_from([6, 100, 10**9]))
    president = rng.choice(pool, (3, len(UNITS), 5))
    valid = president.sum(axis=2) + rng.choice(pool, (3, len(UNITS)))
    single = rng.integers(0, spread, (3, len(DISTRICTS), 4))
    special = rng.choice(pool, (3, len(SPECIAL), 3))
    compare(president, valid, single, special)


def test_departments_and_districts_without_any_vote() -> None:
    rng = np.random.default_rng(5)
    president, valid, single, special = random_votes(rng, 40, 1000)
    for draw in range(40):
        gone = draw % 10
        president[draw, gone], valid[draw, gone] = 0, 0
        single[draw, draw : draw + 20] = 0
    president[0], valid[0], single[1], special[2] = 0, 0, 0, 0
    found, _ = compare(president, valid, single, special)
    assert found.elected[0] == -1
    assert found.chambers["senate"].seats[0].sum() == 0
