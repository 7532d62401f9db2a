"""How a table seems to be read: what was guessed of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from escrutinio.feeds.drafting.ballot_guess import TwoBallots
from escrutinio.feeds.drafting.column_profile import numbers, texts
from escrutinio.feeds.drafting.column_words import Role
from escrutinio.feeds.drafting.person_guess import decided_by_persons
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.feeds.drafting.standing_guess import LongRows, decided_at, names_in_several
from escrutinio.feeds.drafting.tables_guess import TablesGuess
from escrutinio.feeds.drafting.type_guess import TypeColumns
from escrutinio.feeds.drafting.unit_guess import LevelGuess
from escrutinio.feeds.drafting.vote_columns import EmptyCells
from escrutinio.feeds.raw_table import DAMAGE, LINE
from escrutinio.feeds.time_forms import time_form
from escrutinio.model import JoinedColumn

_FEW, _FEW_ELSEWHERE = 60, 0.2
_ISO_TIME = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d"


@dataclass(frozen=True, eq=False)
class FeedGuess:
    """How a table seems to be read.

    Attributes:
        source: the table.
        rows: its rows, and those of other files with the same columns, without those of totals.
        sheet: the columns that name the sheet.
        unique: whether they name each sheet once.
        sheet_optional: those of them that are empty for some sheets.
        levels: from the top down.
        contest: the column that names the contest; None where there is only one.
        joined: columns that are made of several, by their names.
        contests: its words, in the order of the file; empty where there is only one contest.
        counts: count -> its column, or in the long layout its word.
        selections: columns, or in the long layout words, of what is voted for, in the order of the file.
        selection_column: of the long layout; empty in the wide one.
        votes_columns: of the long layout, to be added up: one, or one for each kind of voting.
        group_width: of groups of columns, each a selection and its votes, the columns where the header names
            the first group only, else 0; None where there are no groups.
        time: a column with the time of observation.
        station: ``kind``, ``lat``, ``lon`` -> the column.
        totals: column -> the words of rows that add up others.
        fill_down: columns that are filled on the first row of a group alone.
        left_out: column -> the words of rows of no contest, or of votes neither valid nor null.
        blanks: what stands in cells of figures that state nothing: an empty text, signs, words.
        party: of the long layout, the column with the party of each candidate; empty where there is none.
        person: of the long layout, the column with the candidate of each list in a unit; empty where there is
            none, or candidates are what is voted for.
        lacking: blank, null: votes of these kinds that there seem to be none of.
        separator: the sign between thousands; empty where there is none.
        vote_type: the column with the vote type of each row; empty where types are not told apart.
        types: the columns of each vote type that became rows of their own; None where there are none.
        empty: what empty cells of votes seem to mean, in the wide layout.
        unused: columns in which something stands and that seem to be of no use.
        only: column -> the words of the rows that are read, where others are of another kind.
        tables: the columns that say how many tables of a row's place are counted; None where there are none.
        states: the column that says how far a result has come, and the only state that is read; empty where
            the file has each result once.
        ballots: the two ballots that each row has, of which one is drafted; None where it has one.
        parts: list -> the columns of its candidates, which are not read where the list has its votes.
        dropped: columns that are not read, of candidates or of another ballot.
        unlabelled: of the columns of ``only``, those in which nothing stands on rows that add up others.
    """

    source: SourceTable
    rows: pl.DataFrame
    sheet: tuple[str, ...]
    unique: bool
    sheet_optional: tuple[str, ...]
    levels: tuple[LevelGuess, ...]
    contest: str | None
    contests: tuple[str, ...]
    joined: Mapping[str, JoinedColumn]
    counts: Mapping[str, str]
    selections: tuple[str, ...]
    selection_column: str
    votes_columns: tuple[str, ...]
    group_width: int | None
    time: str | None
    station: Mapping[str, str]
    totals: Mapping[str, tuple[str, ...]]
    fill_down: tuple[str, ...]
    left_out: Mapping[str, tuple[str, ...]]
    blanks: tuple[str, ...]
    party: str
    person: str
    lacking: tuple[str, ...]
    separator: str
    empty: EmptyCells
    vote_type: str
    types: TypeColumns | None
    unused: tuple[str, ...]
    only: Mapping[str, tuple[str, ...]]
    unlabelled: tuple[str, ...]
    states: Mapping[str, tuple[str, ...]]
    tables: TablesGuess | None
    ballots: TwoBallots | None
    parts: Mapping[str, Sequence[str]]
    dropped: tuple[str, ...]

    def decided_in(self, contest: str = "") -> LevelGuess | None:
        """The level of which each unit has candidates of its own in a contest; else None."""
        return self._decided.get(contest)

    @cached_property
    def _decided(self) -> dict[str, LevelGuess]:
        if not self.long or not self.levels:
            return {}
        long = self.long_rows
        levels = {contest: self._decided_at(long, contest) for contest in self.contests or ("",)}
        return {contest: level for contest, level in levels.items() if level}

    def _decided_at(self, long: LongRows, contest: str) -> LevelGuess | None:
        if self.person:
            return decided_by_persons(long, contest, self.person)
        return decided_at(long, contest)

    @cached_property
    def says_who_stands(self) -> bool:
        """Whether the table has lists or persons beside what is voted for, and all of them in some unit.

        Where some stand on rows of no unit alone, such as those of a county, no table can say where.
        """
        return bool(self.party or self.person) and not any(
            self._stands_outside(contest, level) for contest, level in self._decided.items()
        )

    def _stands_outside(self, contest: str, level: LevelGuess) -> bool:
        own = self.rows.filter(texts(self.rows, self.contest) == contest) if self.contest else self.rows
        within = own.filter(pl.all_horizontal(texts(own, name).is_not_null() for name in level.columns))
        words = texts(within, self.selection_column).drop_nulls().unique()
        return bool((~texts(own, self.selection_column).drop_nulls().is_in(words.implode())).any())

    def has_districts(self) -> bool:
        """Whether each unit has candidates of its own in some contest."""
        return bool(self._decided)

    def has_candidates_of_contests(self) -> bool:
        """Whether each of several contests has some candidates of its own, of whom nobody stands elsewhere.

        As in a primary of many offices and parties. Words that are no candidates, such as write-in votes,
        stand in many contests.
        """
        if not self.contest or not self.selection_column or len(self.contests) < 2:
            return False
        both = self.rows.select(
            texts(self.rows, self.contest).alias("contest"),
            texts(self.rows, self.selection_column).alias("who"),
        ).unique()
        contests = both.group_by("who").len()["len"]
        most = both.group_by("contest").len()["len"].max()
        elsewhere = int((contests > 1).sum())
        return isinstance(most, int) and most <= _FEW and elsewhere <= _FEW_ELSEWHERE * contests.len()

    def in_several_units(self) -> list[str]:
        """Candidates who stand in several units of the level where each unit has candidates of its own."""
        long = self.long_rows
        if self.person:  # lists do so; persons are those who stand for none
            alone = texts(self.rows, self.selection_column) == texts(self.rows, self.person)
            long = replace(long, rows=self.rows.filter(alone))
        found = self._decided.items()
        return [name for contest, level in found for name in names_in_several(long, contest, level)]

    @cached_property
    def long_rows(self) -> LongRows:
        """The rows of the long layout."""
        types = (self.vote_type,) if self.vote_type else ()
        return LongRows(
            self.rows,
            (*self.sheet, *types),
            self.contest or "",
            self.selection_column,
            self.votes_columns,
            self.levels,
            dict(self.counts),
        )

    @property
    def long(self) -> bool:
        """Whether there is a row for each sheet and selection."""
        return bool(self.selection_column)

    def not_read(self) -> list[str]:
        """The columns that the feed does not read: they are of no use, or the stations file has them."""
        read = {
            *self.left_out,
            *self.sheet,
            self.contest,
            self.selection_column,
            *self.votes_columns,
            *self.counts.values(),
            *((self.tables.counted, self.tables.total) if self.tables else ()),
        }
        read |= {
            self.vote_type,
            *self.joined,
            *(name for column in self.joined.values() for name in column.columns),
        }
        read |= {name for level in self.levels for name in level.columns} | set(self.totals)
        read |= set() if self.long else set(self.selections)
        read |= {self.time} if self.time and self.time_written() is not None else set()
        names = [name for name in self.rows.columns if name not in (*read, LINE, DAMAGE)]
        return list(dict.fromkeys([*names, *self.dropped]))

    def figures(self) -> list[str]:
        """The columns of counts and votes."""
        names = [*self.counts.values(), *(self.votes_columns if self.long else self.selections)]
        return [name for name in names if name in self.rows.columns]

    def time_written(self) -> str | None:
        """The form of the times in their column: empty where it is ISO 8601; None where it is not known."""
        if self.time is None:
            return None
        moments = texts(self.rows, self.time).drop_nulls()
        if moments.str.contains(_ISO_TIME).all():
            return ""
        found = time_form(moments.unique())
        return found.form if found and found.sure and found.clock else None

    def registered(self) -> pl.Series:
        """Registered voters of each row; null where they are not stated."""
        column = self.counts.get(Role.REGISTERED, "")
        if column in self.rows.columns:
            return numbers(self.rows, column)
        return pl.Series([None], dtype=pl.Int64).new_from_index(0, self.rows.height)
