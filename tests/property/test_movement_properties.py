"""The parts of a movement add up to it exactly, whatever the tree, the sheets and what was revised."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.explain import (
    ComparedSheets,
    Movement,
    explain_movement,
    unit_contributions,
    within_by_chance,
)
from escrutinio.model import UsageError


@st.composite
def tables(draw: st.DrawFn) -> ComparedSheets:
    """Sheets in a tree of any depth, some of them without a vote."""
    sheets = draw(st.integers(1, 14))
    depth = draw(st.integers(0, 4))
    selections = draw(st.integers(1, 4))
    largest = draw(st.sampled_from([3, 400, 10**6]))
    votes = np.array(
        draw(
            st.lists(
                st.lists(st.integers(0, largest), min_size=selections, max_size=selections),
                min_size=sheets,
                max_size=sheets,
            )
        ),
        dtype=np.int64,
    )
    early = np.array(draw(st.lists(st.booleans(), min_size=sheets, max_size=sheets)))
    cells = np.zeros((depth, sheets), dtype=np.int64)
    above = np.zeros(sheets, dtype=np.int64)
    for level in range(depth):
        own = np.array(draw(st.lists(st.integers(0, 3), min_size=sheets, max_size=sheets)))
        _, above = np.unique(above * 4 + own, return_inverse=True)
        cells[level] = above
    other = np.array(draw(st.lists(st.integers(0, largest), min_size=selections, max_size=selections)))
    revised = draw(st.booleans())
    earlier = other if revised else votes[early].sum(axis=0)
    # What is valid may be more than the votes of the lists that are compared.
    base = votes.sum(axis=1) + draw(st.integers(0, 2))
    return ComparedSheets(
        votes=votes,
        base=base,
        early=early,
        levels=tuple(f"level{number}" for number in range(depth)),
        cells=cells,
        earlier_votes=earlier.astype(np.int64),
        earlier_base=int(earlier.sum()) if revised else int(base[early].sum()),
    )


def movement_of(case: ComparedSheets) -> Movement | None:
    try:
        return explain_movement(case)
    except UsageError:
        return None


@given(tables())
def test_the_parts_add_up_to_the_shift(case: ComparedSheets) -> None:
    movement = movement_of(case)

    if movement is None:
        assert case.earlier_base == 0 or not case.base.sum() or not case.base[case.early].sum()
        return
    for number in range(case.votes.shape[1]):
        shift = movement.later[number] - movement.earlier[number]
        assert sum((part.change[number] for part in movement.parts), Fraction(0)) == shift
        assert movement.later[number] == Fraction(int(case.votes[:, number].sum()), int(case.base.sum()))


@given(tables())
def test_what_units_add_is_what_their_level_adds(case: ComparedSheets) -> None:
    movement = movement_of(case)
    if movement is None or not case.levels:
        return
    signed = np.zeros(case.votes.shape[1])
    signed[0] = 1.0

    for number in range(len(case.levels)):
        between, within = unit_contributions(case, number, signed)
        assert abs(between.sum() - float(movement.parts[number + 1].change[0])) < 1e-9
        rest = sum(part.change[0] for part in movement.parts[number + 2 :])
        assert abs(within.sum() - float(rest)) < 1e-9


@given(tables())
def test_a_whole_count_in_which_nothing_was_revised_moves_nothing(case: ComparedSheets) -> None:
    whole = ComparedSheets(
        case.votes,
        case.base,
        np.ones_like(case.early),
        case.levels,
        case.cells,
        case.votes.sum(axis=0),
        int(case.base.sum()),
    )
    movement = movement_of(whole)

    if movement is not None:
        assert all(not any(part.change) for part in movement.parts)


@given(tables())
def test_the_effect_within_places_is_the_last_part(case: ComparedSheets) -> None:
    movement = movement_of(case)
    signed = np.zeros(case.votes.shape[1])
    signed[0] = 1.0
    chance = within_by_chance(case, signed, draws=9) if movement is not None else None

    if movement is not None and chance is not None:
        assert abs(chance.effect - float(movement.parts[-1].change[0])) < 1e-9
        assert 0.1 <= chance.p <= 1
    elif movement is not None:
        assert abs(float(movement.parts[-1].change[0])) < 1e-9
