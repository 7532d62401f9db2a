"""Guesses whether a table has the same results several times: of the night, and as they are certified."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from escrutinio.feeds.drafting.column_profile import ColumnProfile, texts
from escrutinio.feeds.drafting.column_words import COUNT_ROLES, Role, is_level

_MOST_STATES = 6
_RANKS = (
    r"pr[eé]lim|provis|vorl(ae|ä)ufig|unofficial|inofficial",
    r"final|official|valid|d[eé]finiti|endg(ue|ü)ltig|oficial|endelig",
    r"certif|recount|judicia|amtlich",
)
"""Words for how far a result has come, from the first to the last."""
_FIGURES = (*COUNT_ROLES, Role.VOTES, Role.SHARE)


def says_state(rows: pl.DataFrame, profile: ColumnProfile) -> bool:
    """Whether a column says how far a result has come: rows that differ in it alone are the same sheet."""
    if not 1 < profile.distinct <= _MOST_STATES:
        return False
    return all(_rank(word) is not None for word in texts(rows, profile.name).drop_nulls().unique())


def last_state(profiles: Sequence[ColumnProfile], rows: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """The column of states and that state of which rows are read, where the same rows come in several.

    It is the one that the most rows have; of several, the last to come.
    """
    for profile in profiles:
        if not says_state(rows, profile):
            continue
        key = [p.name for p in profiles if p is not profile and _tells_rows(p, rows, profile.name)]
        if not key:
            continue
        own = rows.select(*key, texts(rows, profile.name).alias("__state")).drop_nulls("__state").unique()
        if own.select(key).n_unique() == own.height:
            continue  # each row has come so far, and stands once
        counted = {str(state): many for state, many in own["__state"].value_counts().iter_rows()}
        last = max(counted, key=lambda state: (counted[state], _rank(state) or 0))
        return {profile.name: (last,)}
    return {}


def _tells_rows(profile: ColumnProfile, rows: pl.DataFrame, state: str) -> bool:
    """Whether a column says of whom or where a row is, and is not the state in another language."""
    figure = profile.counts and (
        profile.role in _FIGURES or (profile.role is None and not is_level(profile.label))
    )
    if not profile.filled or figure or profile.role in (*_FIGURES, Role.TIME):
        return False
    return rows.select(profile.name, state).n_unique() > rows.select(state).n_unique()


def _rank(word: str) -> int | None:
    found = [rank for rank, pattern in enumerate(_RANKS) if re.search(pattern, word.lower())]
    return 0 if found and found[0] == 0 else max(found, default=None)
