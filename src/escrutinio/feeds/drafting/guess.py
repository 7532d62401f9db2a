"""Guesses how the files of a source are to be read: by lists or by persons, and without rows of totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from escrutinio.feeds.drafting.column_profile import numbers, texts
from escrutinio.feeds.drafting.feed_guess import FeedGuess
from escrutinio.feeds.drafting.person_guess import no_party_words
from escrutinio.feeds.drafting.plain_rows import without_copies, without_headers
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.feeds.drafting.table_guess import guess_table
from escrutinio.feeds.drafting.total_guess import (
    TotalWords,
    parts_called_totals,
    totals_by_codes,
    totals_by_figures,
)
from escrutinio.feeds.raw_table import DAMAGE, LINE
from escrutinio.model import JoinedColumn

_NO_TOTALS = TotalWords({}, {})


def guess_feed(source: SourceTable, others: Sequence[SourceTable] = ()) -> FeedGuess:
    """How a table of sheets seems to be read.

    Args:
        source: the table.
        others: tables with the same columns: other regions, or other hours, of the same source.

    Raises:
        FeedError: no votes, or nothing that names a sheet, can be made out.
    """
    source, *others = (without_headers(without_copies(given)) for given in (source, *others))
    first = guess_table(source, others, _NO_TOTALS)
    if first.long and not first.unique:  # several persons of a sheet may have the same word for a party
        persons = guess_table(source, others, _NO_TOTALS, persons=True)
        whose = persons.has_districts() or persons.has_candidates_of_contests()
        first = persons if persons.unique and whose else first
    if first.long:
        return _by_lists(first, source, others)
    parts: tuple[str, ...] = ()
    if first.totals and not others:
        parts = parts_called_totals(first.source.table.frame, first.rows, first.figures(), first.totals)
        first = guess_table(source, others, TotalWords({}, {}, parts)) if parts else first
    # What is read as figures is known by now: rows that are the sums of others need no word for it.
    units = dict.fromkeys((*(name for level in first.levels for name in level.columns), *first.sheet))
    read = (LINE, DAMAGE, *units, *first.figures())
    names = [name for name in first.rows.columns if name not in read and _is_text(first.rows, name)]
    names += units
    apart = [name for name in (first.contest, first.vote_type) if name]
    codes = totals_by_codes(first.rows, first.figures(), first.sheet[-1]) if len(first.sheet) == 1 else None
    if codes:
        first = guess_table(source, others, replace(codes, parts=parts))
    told = totals_by_figures(first.rows, first.figures(), apart, names)
    if not told:
        return first
    skip = {**told.skip, **(codes.skip if codes else {})}
    for column in set(told.skip) & set(codes.skip if codes else ()):
        skip[column] = (*(codes.skip[column] if codes else ()), *told.skip[column])
    return guess_table(source, others, TotalWords(skip, told.only, parts))


def _by_lists(guess: FeedGuess, source: SourceTable, others: Sequence[SourceTable]) -> FeedGuess:
    """The guess with lists as what is voted for, where each has a candidate in each unit.

    Candidates without a party, whom a word such as *Independent* stands for, are voted for by their names.
    """
    party, person = guess.party, guess.selection_column
    if guess.person:
        party, person = guess.selection_column, guess.person
    made = guess.joined.get(guess.selection_column)
    if not party or not guess.has_districts() or (made and (made.first or party in made.columns)):
        return guess
    within = [*guess.sheet, *([guess.contest] if guess.contest else [])]
    without = no_party_words(guess.rows, party, person, within)
    if without is None or (guess.person and not without):
        return guess
    columns = (party, person)
    lists = JoinedColumn("/".join(columns), columns, "/", first=True, without=without)
    found = guess_table(source, others, _NO_TOTALS, lists=[made, lists] if made else [lists])
    return found if found.unique and found.has_districts() else guess


def _is_text(rows: pl.DataFrame, column: str) -> bool:
    """Whether something stands in a column that is no number."""
    return numbers(rows, column).null_count() > texts(rows, column).null_count()
