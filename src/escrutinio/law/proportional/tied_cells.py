"""Where the seats of a matrix are not the only ones: cells that can pass a seat round in a circle.

A cell whose quotient is exactly at a boundary may round either way. Alone that changes nothing, for the
sums of its row and its column would be wrong. But where such cells form a circle, by turns with the seat
and without it, all of them can change at once. Any divisors that prove one solution prove every other, so
the circles found with one set of divisors are all there are.

Source: F. Pukelsheim, Proportional Representation (2nd ed. 2017), section 14.4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from escrutinio.law.proportional.short_divisors import Linked
from escrutinio.law.proportional.tie_and_transfer import Fit

Cell = tuple[int, int]
Group = dict[Cell, bool]
"""The cells of one tie, and which of them have the seat in the solution that was found."""

Ways = Mapping[int, Mapping[int, Cell]]
"""From a node to those a seat can be passed to, by which cell. Rows are 0, 1, ...; columns -1, -2, ..."""


def groups(fitted: Fit, at: Callable[[int], int], step: int) -> list[Group]:
    """The ties of a solution, each by itself; an empty list where there is no other solution."""
    ways: dict[int, dict[int, Cell]] = {}
    taken: dict[Cell, bool] = {}
    for i, (row, seats) in enumerate(zip(fitted.votes, fitted.seats, strict=True)):
        divisor = fitted.row_divisors[i]
        for j, (votes, number) in enumerate(zip(row, seats, strict=True)):
            if not votes:
                continue
            multiplier = fitted.multipliers[j]
            have = votes * step * multiplier.numerator * divisor.denominator
            unit = multiplier.denominator * divisor.numerator
            if have == at(number) * unit:
                ways.setdefault(i, {})[~j] = (i, j)
                taken[i, j] = False
            elif number and have == at(number - 1) * unit:
                ways.setdefault(~j, {})[i] = (i, j)
                taken[i, j] = True
    reach = {node: _reached(node, ways) for node in ways}
    done: set[int] = set()
    ties = []
    for node in ways:
        if node in done or node not in reach[node]:
            continue
        circle = {other for other in reach[node] if node in reach.get(other, ())}
        done |= circle
        ties.append({cell: up for cell, up in taken.items() if {cell[0], ~cell[1]} <= circle})
    return ties


def linked(group: Group) -> Linked:
    """The rows and columns of a tie."""
    return Linked(tuple(sorted({i for i, _ in group})), tuple(sorted({j for _, j in group})))


def settle(group: Group, order: Sequence[Cell]) -> set[Cell] | None:
    """The cells that take the seats of a tie, where those earlier in ``order`` come first.

    A cell takes a seat if the sums of its row and its column still admit that beside the cells before it.
    None where the order names too few cells to settle everything.
    """
    state, fixed = dict(group), set[Cell]()
    for cell in order:
        if not state[cell]:
            circle = _circle(cell, state, fixed)
            for link in circle or ():
                state[link] = not state[link]
        fixed.add(cell)
    if any(_circle(cell, state, fixed) for cell in group if cell not in fixed):
        return None
    return {cell for cell, up in state.items() if up}


def _reached(start: int, ways: Ways) -> set[int]:
    """The nodes that a seat can be passed to from ``start``; itself only by a circle."""
    reached: set[int] = set()
    waiting = [start]
    while waiting:
        for node in ways.get(waiting.pop(), ()):
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return reached


def _circle(cell: Cell, state: Group, fixed: set[Cell]) -> list[Cell] | None:
    """Cells that all change if ``cell`` does, none of them fixed, or None where there are no such cells."""
    ways: dict[int, dict[int, Cell]] = {}
    for link, up in state.items():
        if link not in fixed and link != cell:
            tail, head = (~link[1], link[0]) if up else (link[0], ~link[1])
            ways.setdefault(tail, {})[head] = link
    start, goal = (cell[0], ~cell[1]) if state[cell] else (~cell[1], cell[0])
    before: dict[int, int] = {start: start}
    waiting = [start]
    while waiting and goal not in before:
        tail = waiting.pop()
        for head in ways.get(tail, ()):
            if head not in before:
                before[head] = tail
                waiting.append(head)
    if goal not in before:
        return None
    circle = [cell]
    while goal != start:
        circle.append(ways[before[goal]][goal])
        goal = before[goal]
    return circle
