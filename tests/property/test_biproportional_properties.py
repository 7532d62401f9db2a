"""Whatever the matrix: the seats prove themselves, and they are all the best ones and no others."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import prod

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from escrutinio.law import Divisors, Lot, danish, dhondt, modified_sainte_lague, sainte_lague
from escrutinio.law.proportional.biproportional import Biproportional, biproportional, rounding_step
from escrutinio.law.proportional.double_proportional import double_proportional
from escrutinio.model.errors import LawError
from searches import examples

Matrix = tuple[tuple[int, ...], ...]
Problem = tuple[Matrix, tuple[int, ...], tuple[int, ...]]


def problems(
    sides: tuple[st.SearchStrategy[int], st.SearchStrategy[int]], votes: st.SearchStrategy[int], most: int
) -> st.SearchStrategy[Problem]:
    """Matrices with sums that some matrix of whole numbers has, though perhaps not where there are votes."""

    @st.composite
    def build(draw: st.DrawFn) -> Problem:
        rows, columns = draw(sides[0]), draw(sides[1])

        def matrix(cell: st.SearchStrategy[int]) -> Matrix:
            return tuple(tuple(draw(cell) for _ in range(columns)) for _ in range(rows))

        numbers, seats = matrix(votes), matrix(st.integers(0, most))
        if draw(st.booleans()):
            seats = tuple(
                tuple(seat if number else 0 for number, seat in zip(*pair, strict=True))
                for pair in zip(numbers, seats, strict=True)
            )
        return numbers, tuple(map(sum, seats)), tuple(map(sum, zip(*seats, strict=True)))

    return build()


up_to_three = st.integers(1, 3)
tiny = problems((up_to_three, up_to_three), st.integers(0, 6), 1)
alike = problems((st.integers(2, 3), st.just(3)), st.sampled_from([2, 2, 2, 4]), 1)
large = problems(
    (st.integers(1, 7), st.integers(1, 6)), st.one_of(st.just(0), st.integers(1, 9), st.integers(1, 10**6)), 6
)
sequences = st.sampled_from([sainte_lague, dhondt, modified_sainte_lague, danish])


def solve(problem: Problem, divisors: Divisors = sainte_lague, lots: tuple[Lot, ...] = ()) -> Biproportional:
    matrix, rows, columns = problem
    return biproportional(
        {f"d{i}": {f"l{j}": number for j, number in enumerate(row)} for i, row in enumerate(matrix)},
        {f"d{i}": size for i, size in enumerate(rows)},
        {f"l{j}": size for j, size in enumerate(columns)},
        divisors,
        lots=lots,
    )


def seats_of(found: Biproportional) -> Matrix:
    return tuple(tuple(row.values()) for row in found.seats.values())


def rows_with(total: int, limits: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for row in product(*(range(min(limit, total) + 1) for limit in limits)):
        if sum(row) == total:
            yield row


def best(problem: Problem, divisors: Divisors) -> set[Matrix]:
    """All matrices with these sums for which the product of all quotients that won a seat is greatest.

    That is what the optimum means (Balinski and Demange 1989); here by trying every matrix.
    """
    numbers, rows, columns = problem
    found: set[Matrix] = set()
    value = Fraction(0)
    for matrix in product(*(rows_with(size, columns) for size in rows)):
        if tuple(map(sum, zip(*matrix, strict=True))) != columns:
            continue
        worth = prod(
            Fraction(number, divisors.at(k))
            for votes, seats in zip(numbers, matrix, strict=True)
            for number, much in zip(votes, seats, strict=True)
            for k in range(much)
        )
        if worth > value:
            found, value = set(), Fraction(worth)
        if worth and worth == value:
            found.add(matrix)
    return found


@examples(250)
@given(tiny, sequences)
def test_the_seats_are_in_every_best_matrix_and_the_ties_are_where_they_differ(
    problem: Problem, divisors: Divisors
) -> None:
    optimal = best(problem, divisors)
    if not optimal:
        with pytest.raises(LawError, match="no seats fit"):
            solve(problem, divisors)
        return
    found = solve(problem, divisors)
    assert found.proves()
    cells = [
        [tuple(matrix[i][j] for matrix in optimal) for j in range(len(problem[2]))]
        for i in range(len(problem[1]))
    ]
    assert seats_of(found) == tuple(tuple(min(cell) for cell in row) for row in cells)
    differ = {
        (f"d{i}", f"l{j}") for i, row in enumerate(cells) for j, cell in enumerate(row) if len(set(cell)) > 1
    }
    assert {cell for tied in found.tied for cell in tied.cells} == differ
    assert all(max(cell) - min(cell) <= 1 for row in cells for cell in row)


@examples(150)
@given(alike, st.randoms(use_true_random=False))
def test_a_lot_leads_to_the_best_matrix_that_it_prefers(problem: Problem, random: object) -> None:
    optimal = best(problem, sainte_lague)
    lots = []
    for tie in solve(problem).ties:
        order = list(tie.tied)
        random.shuffle(order)  # type: ignore[attr-defined]
        lots.append(Lot.of(tie.tied, order))
        for name in order:
            i, j = (int(part[1:]) for part in name.split(" / "))
            most = max(matrix[i][j] for matrix in optimal)
            optimal = {matrix for matrix in optimal if matrix[i][j] == most}
    found = solve(problem, lots=tuple(lots))
    assert optimal == {seats_of(found)}
    assert found.lots == tuple(sorted(lots, key=lambda lot: lot.tied))
    assert found.proves()


@examples(150)
@given(large, sequences)
def test_results_prove_themselves_and_only_ties_lie_at_a_boundary(
    problem: Problem, divisors: Divisors
) -> None:
    try:
        found = solve(problem, divisors)
    except LawError as error:
        assert "no seats fit" in str(error)  # noqa: PT017
        return
    assert found.contradictions() == ()
    tied = {cell for part in found.tied for cell in part.cells}
    step = rounding_step(divisors)
    for district, row in found.seats.items():
        for name, seats in row.items():
            above = Fraction(divisors.at(seats), step)
            below = Fraction(divisors.at(seats - 1), step) if seats else Fraction(-1)
            quotient = found.quotient(district, name)
            if (district, name) in tied:
                assert quotient == above
            else:
                # Strictly inside: with these divisors no other seats are possible.
                assert below < quotient < above
    assert all(0 < tie.seats < len(tie.tied) for tie in found.ties)


@examples(100)
@given(large, sequences, st.data())
def test_order_and_names_change_nothing(problem: Problem, divisors: Divisors, data: st.DataObject) -> None:
    numbers, rows, columns = problem
    over = data.draw(st.permutations(range(len(rows))))
    across = data.draw(st.permutations(range(len(columns))))
    moved = (
        tuple(tuple(numbers[i][j] for j in across) for i in over),
        tuple(rows[i] for i in over),
        tuple(columns[j] for j in across),
    )
    try:
        found = solve(problem, divisors)
    except LawError:
        with pytest.raises(LawError):
            solve(moved, divisors)
        return
    again = solve(moved, divisors)
    seats = seats_of(found)
    assert seats_of(again) == tuple(tuple(seats[i][j] for j in across) for i in over)
    assert sorted(tie.seats for tie in again.ties) == sorted(tie.seats for tie in found.ties)


@examples(60)
@given(large, st.integers(1, 1000), st.integers(1, 1000), st.data())
def test_scale_and_sides_change_nothing(problem: Problem, wide: int, high: int, data: st.DataObject) -> None:
    numbers, rows, columns = problem
    try:
        found = solve(problem)
    except LawError:
        assume(False)
    i = data.draw(st.integers(0, len(rows) - 1))
    j = data.draw(st.integers(0, len(columns) - 1))
    # As many more votes in one district, or for one list everywhere: their seats are given.
    scaled = tuple(
        tuple(number * (wide if a == i else 1) * (high if b == j else 1) for b, number in enumerate(row))
        for a, row in enumerate(numbers)
    )
    assert seats_of(solve((scaled, rows, columns))) == seats_of(found)
    turned = solve((tuple(zip(*numbers, strict=True)), columns, rows))
    assert tuple(zip(*seats_of(turned), strict=True)) == seats_of(found)


@examples(60)
@given(
    st.lists(
        st.tuples(st.integers(1, 20), st.lists(st.integers(1, 50_000), min_size=4, max_size=4)),
        min_size=1,
        max_size=8,
    )
)
def test_both_apportionments_add_up(area: list[tuple[int, list[int]]]) -> None:
    sizes = {f"d{i}": size for i, (size, _) in enumerate(area)}
    votes = {f"d{i}": dict(zip("ABCD", row, strict=True)) for i, (_, row) in enumerate(area)}
    found = double_proportional(votes, sizes)
    if found.lower is None:
        assert found.upper.tie is not None or found.upper.vacant == sum(sizes.values())
        return
    assert found.lower.proves()
    assert found.electoral_key is not None
    for name, number in found.voter_numbers.items():
        assert abs(number / found.electoral_key - found.upper.seats[name]) <= Fraction(1, 2)
