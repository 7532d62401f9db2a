"""Guesses valid votes and votes cast by what adds up, where no column's name says that it holds them.

So they are known in a language whose words are not, and where columns are called A, B, C and D1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from escrutinio.feeds.drafting.column_profile import ColumnProfile, numbers
from escrutinio.feeds.drafting.column_words import Role
from escrutinio.feeds.drafting.count_guess import together

_FEWEST_ROWS = 5
_FEWEST_SELECTIONS = 2
_FEWEST_SUMS = 3
"""Different sums: what is alike on every row is alike by chance."""


def counts_by_sums(
    rows: pl.DataFrame,
    selections: Sequence[str],
    counts: Mapping[str, str],
    profiles: Sequence[ColumnProfile],
) -> dict[str, str]:
    """The counts, with the columns that are on every row the votes together, or these and another column.

    What is one or the other of the two kinds of votes that are not valid cannot be told by a sum.

    Args:
        rows: of a wide table.
        selections: the columns of votes.
        counts: count -> its column, as far as names say it.
        profiles: of the columns that play no other part.
    """
    taken = {*selections, *counts.values()}
    left = [p for p in profiles if p.role is None and p.counts and p.full and p.name not in taken]
    if rows.height < _FEWEST_ROWS or len(selections) < _FEWEST_SELECTIONS or not left:
        return dict(counts)
    columns = {p.name: numbers(rows, p.name) for p in left}
    votes = together(rows, selections)
    if votes.n_unique() < _FEWEST_SUMS:
        return dict(counts)
    found = dict(counts)
    if Role.VALID not in counts:
        whole = [name for name, values in columns.items() if (values == votes).all()]
        found |= {Role.VALID.value: whole[0]} if whole else {}
    if Role.VALID in found and not {Role.CAST, Role.BLANK, Role.NULL} & set(counts):
        others = {name: values for name, values in columns.items() if name != found[Role.VALID]}
        with_others = [
            name
            for name, values in others.items()
            if any((values == votes + rest).all() and (rest > 0).any() for rest in others.values())
        ]
        found |= {Role.CAST.value: with_others[0]} if len(with_others) == 1 else {}
    return found
