"""Guesses who stands for each list in a unit, and which candidates stand for none."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from escrutinio.feeds.drafting.column_profile import ColumnProfile, texts
from escrutinio.feeds.drafting.column_words import Role, is_level
from escrutinio.feeds.drafting.person_words import is_independent, is_of_names
from escrutinio.feeds.drafting.standing_guess import LongRows
from escrutinio.feeds.drafting.unit_guess import LevelGuess

_FEWEST_AGAIN = 0.05
"""In such a share of its sheets a word for candidates without a party stands twice, or more often."""
_MOST_WITHOUT = 1 / 3
"""A word of more rows than this share is a list's, of which each sheet has several candidates."""
_MOST_STRANGE = 0.02
"""In such a share of the sheets a list may have two candidates, by a slip or a quarrel."""
_NEARLY_ALL = 0.99
_FEW_ELSEWHERE = 0.2
_KEYS, _PERSON = "__keys", "__person"


def no_party_words(
    rows: pl.DataFrame, party: str, person: str, sheet: Sequence[str]
) -> tuple[str, ...] | None:
    """The words of a column of parties that stand for no list, as several candidates of a sheet have them.

    Args:
        rows: of the table, one for each sheet and candidate.
        party: the column of parties.
        person: that of candidates.
        sheet: the columns that name the sheet, with that of the contest.

    Returns:
        The words; None where lists seem to have several candidates on a sheet, or each stands in one unit.
    """
    pairs = rows.select(pl.struct(sheet).alias(_KEYS), texts(rows, party), texts(rows, person).alias(_PERSON))
    pairs = pairs.drop_nulls()
    on_sheets = pairs.group_by(party, _KEYS).agg(pl.col(_PERSON).n_unique())
    words = on_sheets.group_by(party, maintain_order=True).agg(
        (pl.col(_PERSON) > 1).sum().alias("again"),
        pl.len().alias("sheets"),
        pl.col(_PERSON).sum().alias("rows"),
    )
    found, strange, several = [], 0, 0
    for word, again, sheets, height in words.iter_rows():
        if is_independent(word):
            found.append(word)
        elif again < _FEWEST_AGAIN * sheets:
            strange += again
        else:
            found.append(word)
            several += height
    if several > _MOST_WITHOUT * pairs.height:  # as where voters rank the candidates of a party
        return None
    if strange > _MOST_STRANGE * pairs[_KEYS].n_unique():
        return None
    lists = pairs.filter(~pl.col(party).is_in(found))
    different = lists[party].n_unique()
    return tuple(found) if 2 <= different < lists[_PERSON].n_unique() / 2 else None


def person_columns(profiles: Sequence[ColumnProfile]) -> list[str]:
    """The columns that may have the names of the candidates of lists, the likeliest first."""
    named = [p for p in profiles if p.whole == 0 and p.distinct > 1]
    named = [p for p in named if not is_level(p.label) and not p.name.startswith("/")]
    said = [p.name for p in named if p.role is Role.SELECTION]
    return said + [p.name for p in named if p.role is None and is_of_names(p.label)]


def person_column(rows: pl.DataFrame, keys: Sequence[str], word: str, options: Sequence[str]) -> str:
    """The column with the candidate of each list in a unit; empty where there is none.

    Args:
        rows: of the table.
        keys: the columns of the contest and of the finest unit.
        word: that of what is voted for.
        options: columns that may have the names.
    """
    for name in options:
        known = rows.select(*keys, word, texts(rows, name).alias(_PERSON)).drop_nulls().unique()
        lists = known.select(*keys, word).n_unique()
        once = known.height and _NEARLY_ALL * known.height <= lists
        if once and known[_PERSON].n_unique() > known[word].n_unique():
            return name
    return ""


def decided_by_persons(long: LongRows, contest: str, person: str) -> LevelGuess | None:
    """The highest level of which each unit has one candidate of each list; None: the whole has, or none."""
    rows = long.of(contest)
    for level in (None, *long.levels):
        columns = level.columns if level else ()
        pairs = rows.select(
            pl.struct(columns).alias(_KEYS) if columns else pl.lit(0).alias(_KEYS),
            texts(rows, long.word).alias("word"),
            texts(rows, person).alias(_PERSON),
        )
        pairs = pairs.drop_nulls().unique()
        single = pairs.group_by(_KEYS, "word").len()["len"] == 1
        elsewhere = pairs.group_by(_PERSON).agg(pl.col(_KEYS).n_unique() > 1)[_KEYS]
        if single.len() and (single.mean() or 0) >= _NEARLY_ALL and (elsewhere.mean() or 0) < _FEW_ELSEWHERE:  # type: ignore[operator]
            return level
    return None
