"""Of which units an explanation speaks: their levels from the top, and the one that is asked for alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from escrutinio.flows.count import unit_names
from escrutinio.flows.desk import Desk
from escrutinio.model import NATION, Contest, Election, UsageError
from escrutinio.model.names import folded
from escrutinio.model.text import many_of


def explained_levels(election: Election, contest: Contest, asked: Sequence[str] = ()) -> tuple[str, ...]:
    """The levels of units, from the top, each within the one before it; the last is that of the places.

    Those of the projection, where the election names them; else all levels of the contest from its lowest up.

    Raises:
        UsageError: the contest is not counted at a level that is asked for, one is named twice, or one stands
            before a level that it lies in.
    """
    own = [level for level in contest.levels if level != NATION]
    if asked:
        return _in_order(election, contest, own, asked)
    choice = election.projection
    if choice is not None:
        of_projection = [level for level in (choice.region, choice.area, choice.place) if level in own]
        if of_projection:
            return tuple(dict.fromkeys(of_projection))
    parents = {level.id: level.parent for level in election.levels}
    chains = [_chain(level, parents) for level in own]
    longest = max(chains, key=len, default=[])
    place = election.checks.place_level
    chosen = _chain(place, parents) if place in own else longest
    return tuple(level for level in chosen if level in own)


def _in_order(
    election: Election, contest: Contest, own: Sequence[str], asked: Sequence[str]
) -> tuple[str, ...]:
    """The levels that are asked for, where each is one of the contest's and none stands before its parent."""
    for level in asked:
        if level not in own:
            raise UsageError(
                f"{contest.id} is not counted at the level {level!r}",
                hint=f"It is at: {many_of(own) or 'none below the whole'}.",
            )
        if asked.count(level) > 1:
            raise UsageError(f"the level {level!r} is named twice", hint="Name each level once.")
    parents = {level.id: level.parent for level in election.levels}
    above = {level: _chain(level, parents)[:-1] for level in asked}
    for number, level in enumerate(asked):
        later = next((parent for parent in asked[number + 1 :] if parent in above[level]), None)
        if later is not None:
            ordered = sorted(asked, key=lambda one: len(above[one]))
            raise UsageError(
                f"the level {level!r} lies within {later!r}, so it cannot come before it",
                hint=f"Name the levels from the top: {','.join(ordered)}.",
            )
    return tuple(asked)


def _chain(level: str, parents: Mapping[str, str]) -> list[str]:
    chain: list[str] = []
    while level in parents and level not in chain:
        chain.insert(0, level)
        level = parents[level]
    return chain


def known_unit(desk: Desk, contest: Contest, unit: tuple[str, str] | None) -> tuple[str, str] | None:
    """The level and code of the unit that is asked for by its code or its name."""
    if unit is None:
        return None
    level, asked = unit
    if level not in contest.levels or level == NATION:
        own = ", ".join(name for name in contest.levels if name != NATION)
        raise UsageError(
            f"{contest.id} is not counted at the level {level!r}", hint=f"It is at: {own or 'none'}."
        )
    names = unit_names(desk.stations.filter(pl.col("contest") == contest.id), level)
    if asked in names:
        return level, asked
    codes = [code for code, name in names.items() if folded(name) == folded(asked)]
    if len(codes) == 1:
        return level, codes[0]
    if codes:
        raise UsageError(
            f"{len(codes)} units of the level {level} are called {asked!r}",
            hint=f"Give the code, one of: {', '.join(sorted(codes)[:8])}.",
        )
    raise UsageError(
        f"there is no unit {asked!r} at the level {level}",
        hint=f"Units there: {', '.join(sorted(names)[:8])}.",
    )
