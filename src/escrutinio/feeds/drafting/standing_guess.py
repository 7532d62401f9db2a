"""Guesses, in the long layout, who stands where, and what it means that a sheet has no row for somebody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import polars as pl

from escrutinio.feeds.drafting.column_profile import ColumnProfile, numbers, texts
from escrutinio.feeds.drafting.column_words import Role
from escrutinio.feeds.drafting.unit_guess import LevelGuess

_MANY = 60
"""So many names, nearly all in one unit each, are candidates of their own in each unit."""
_FEW = 0.2
"""A share of the candidates: so many may have the name of one in another unit."""
_NEARLY_ALL = 0.95
_SURE = 0.99
_FEWEST_SHEETS = 10
"""On fewer sheets it says nothing that no row states 0."""
_SHEET, _WORD, _UNIT, _CONTEST = "__sheet", "__word", "__unit", "__contest"


class AbsentWords(StrEnum):
    """What it seems to mean that no row of a sheet names a selection that others have.

    Attributes:
        NONE: there is no such sheet.
        ADD_UP: 0, for the other votes of the sheet add up to its valid ones.
        NO_ZEROS: 0, for no row states one.
        ELSEWHERE: it does not stand there: all sheets of a unit have it, or none.
        UNCLEAR: it cannot be told.
    """

    NONE = "none"
    ADD_UP = "add up"
    NO_ZEROS = "no zeros"
    ELSEWHERE = "elsewhere"
    UNCLEAR = "unclear"


@dataclass(frozen=True, eq=False)
class LongRows:
    """The rows of a long table, and its columns by what they say.

    Attributes:
        rows: of selections and counts.
        sheet: the columns that name the sheet, with that of its vote type.
        contest: the column of contests; empty where there is one.
        word: that of what is voted for.
        votes: to be added up.
        levels: from the top down.
        counts: words and columns of counts.
    """

    rows: pl.DataFrame
    sheet: tuple[str, ...]
    contest: str
    word: str
    votes: tuple[str, ...]
    levels: tuple[LevelGuess, ...]
    counts: dict[str, str]

    def of(self, contest: str) -> pl.DataFrame:
        """The rows of a contest that are votes for selections; of all where it is empty."""
        return self._by_contest.get(contest, self.rows.clear()) if contest else self._of_selections

    @cached_property
    def _of_selections(self) -> pl.DataFrame:
        words = texts(self.rows, self.word)
        counted = words.is_in(list(self.counts.values()))
        return self.rows.filter(words.is_not_null() & ~counted.fill_null(value=True))

    @cached_property
    def _by_contest(self) -> dict[str, pl.DataFrame]:
        rows = self._of_selections
        named = rows.with_columns(texts(rows, self.contest).alias(_CONTEST))
        parts = named.partition_by(_CONTEST, as_dict=True, include_key=False)
        return {str(contest): part for (contest,), part in parts.items()}

    def pairs(self, rows: pl.DataFrame, columns: Collection[str]) -> pl.DataFrame:
        """Each selection on each sheet once, with the unit of some columns."""
        return rows.select(
            pl.struct(self.sheet).alias(_SHEET),
            pl.col(self.word).alias(_WORD),
            pl.struct(columns).alias(_UNIT) if columns else pl.lit(0).alias(_UNIT),
        ).unique()


def decided_at(long: LongRows, contest: str) -> LevelGuess | None:
    """The highest level of which each unit has candidates of its own in a contest; None: there is none."""
    rows = long.of(contest)
    found: LevelGuess | None = None
    for level in long.levels:
        pairs = long.pairs(rows, level.columns)
        units = pairs.group_by(_WORD).agg(pl.col(_UNIT).n_unique())[_UNIT]
        several = (units > 1).sum()
        own = several < _FEW * units.len() if units.len() > _MANY else several == 0
        if not own or pairs[_UNIT].n_unique() < 2 or units.len() < 2 * pairs[_UNIT].n_unique():
            continue
        if pairs.height >= _NEARLY_ALL * _pairs_of_all(pairs):
            return level
        found = level if units.len() > _MANY else found
    return found


def names_in_several(long: LongRows, contest: str, level: LevelGuess) -> list[str]:
    """Names that stand in several units of a level."""
    rows = long.of(contest)
    units = pl.struct(level.columns).n_unique().alias("units")
    standing = rows.group_by(long.word, maintain_order=True).agg(units)
    names = standing.filter(pl.col("units") > 1)[long.word].drop_nulls()
    return [str(name) for name in names]


def absent_words(long: LongRows, contests: Sequence[str]) -> AbsentWords:
    """What it means in all contests that no row of a sheet names a selection."""
    found = [_absent(long, contest) for contest in contests or ("",)]
    order = (AbsentWords.UNCLEAR, AbsentWords.ELSEWHERE, AbsentWords.NO_ZEROS, AbsentWords.ADD_UP)
    return next((kind for kind in order if kind in found), AbsentWords.NONE)


def _absent(long: LongRows, contest: str) -> AbsentWords:
    rows, level = long.of(contest), decided_at(long, contest)
    pairs = long.pairs(rows, level.columns if level else ())
    if pairs.height >= _pairs_of_all(pairs):
        return AbsentWords.NONE
    valid = long.counts.get(Role.VALID, "")
    sums = rows.with_columns(
        pl.sum_horizontal(numbers(rows, name).fill_null(0) for name in long.votes).alias(_WORD)
    )
    if valid in rows.columns:
        stated = numbers(rows, valid).alias(_UNIT)
        sheets = sums.with_columns(stated).group_by(long.sheet).agg(pl.col(_WORD).sum(), pl.col(_UNIT).max())
        if (sheets[_WORD] == sheets[_UNIT]).mean() >= _SURE:  # type: ignore[operator]
            return AbsentWords.ADD_UP
    if (sums[_WORD] > 0).all() and pairs[_SHEET].n_unique() >= _FEWEST_SHEETS:
        return AbsentWords.NO_ZEROS
    for above in long.levels:
        in_units = long.pairs(rows, above.columns)
        if in_units[_UNIT].n_unique() < in_units[_SHEET].n_unique() and in_units.height >= _pairs_of_all(
            in_units
        ):
            return AbsentWords.ELSEWHERE
    return AbsentWords.ELSEWHERE if _on_ballots_of_their_own(pairs) else AbsentWords.UNCLEAR


def _on_ballots_of_their_own(pairs: pl.DataFrame) -> bool:
    """Whether each sheet has one of several ballots, and nobody stands on two of them."""
    words = pl.col(_WORD).cast(pl.String).sort().str.join("\n").alias(_UNIT)
    ballots = pairs.drop_nulls(_WORD).group_by(_SHEET).agg(words)
    kinds = ballots[_UNIT].n_unique()
    if kinds < 2 or 2 * kinds > ballots.height:
        return False
    standing = ballots.unique(_UNIT).select(pl.col(_UNIT).str.split("\n")).explode(_UNIT)
    return 1 - standing[_UNIT].n_unique() / standing.height < 1 - _NEARLY_ALL


def _pairs_of_all(pairs: pl.DataFrame) -> int:
    """How many pairs there were if each sheet had all selections of its unit."""
    units = pairs.group_by(_UNIT).agg(pl.col(_SHEET).n_unique().cast(pl.Int64), pl.col(_WORD).n_unique())
    return int((units[_SHEET] * units[_WORD]).sum())


def party_column(
    profiles: Sequence[ColumnProfile], rows: pl.DataFrame, keys: Sequence[str], word: str
) -> str:
    """The column with the party of each candidate of a unit; empty where there is none.

    Args:
        profiles: of the columns.
        rows: of the table.
        keys: the columns of the contest and of the unit in which it is decided.
        word: that of the candidates.
    """
    for profile in profiles:
        wordy = profile.role is Role.PARTY and profile.whole < 1 and profile.filled
        if wordy and profile.name != word:
            known = rows.select(*keys, word, texts(rows, profile.name).alias(_UNIT)).drop_nulls().unique()
            # Two of a name may stand in a unit, and of two parties.
            if _SURE * known.height <= known.select(*keys, word).n_unique():
                return profile.name
    return ""
