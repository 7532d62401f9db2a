"""Guesses which rows of a table add up others: by their words, or by their figures where no word says so."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from escrutinio.feeds.drafting.column_profile import ColumnProfile, numbers, texts
from escrutinio.feeds.drafting.column_words import Role, is_sure_total, is_vote_type, role_of, totals_among
from escrutinio.feeds.drafting.person_words import is_about_person
from escrutinio.feeds.raw_table import LINE
from escrutinio.feeds.total_rows import sums_among, telling_rows
from escrutinio.model.names import plain

_FEW_WORDS = 2
_MOSTLY = 0.9
_MOST_ROWS = 200_000
"""In larger tables, which programs write, figures are not compared."""
_ROW = "__row"

Words = Mapping[str, tuple[str, ...]]
"""Column -> words in it."""


@dataclass(frozen=True)
class TotalWords:
    """How a feed tells rows that add up others.

    Attributes:
        skip: column -> the words of such rows.
        only: column -> the pattern of all others.
        parts: words that only look like a total's: the file's own total needs their row.
    """

    skip: Words
    only: Words
    parts: tuple[str, ...] = ()


def totals_by_words(
    frame: pl.DataFrame, profiles: Sequence[ColumnProfile], parts: Sequence[str] = ()
) -> dict[str, tuple[str, ...]]:
    """The columns in which some rows say that they add up others, and the words but those of ``parts``."""
    totals = {}
    for profile in profiles:
        different = texts(frame, profile.name).drop_nulls().unique(maintain_order=True)
        words = tuple(word for word in totals_among(different) if word not in parts)
        if is_about_person(profile.label):
            continue
        if _of_lists(profile):  # a party may be called Razem, or Ensemble
            words = tuple(filter(is_sure_total, words))
        # A file of totals alone may say of every row that it is of all kinds of voting.
        if words and not (is_vote_type(profile.label) and len(words) == different.len()):
            totals[profile.name] = words
    return totals


def _of_lists(profile: ColumnProfile) -> bool:
    """Whether a column may name what is voted for, such as ``party_native``."""
    roles = {profile.role, *map(role_of, plain(profile.label).split("_"))}
    return bool(roles & {Role.SELECTION, Role.PARTY})


def without(frame: pl.DataFrame, totals: Words, only: Words) -> pl.DataFrame:
    """The rows that are none of the totals. A total of all selections of a sheet is one too.

    Args:
        frame: the rows.
        totals: column -> the words of totals.
        only: columns in which something stands on every other row.
    """
    for column, words in totals.items():
        values = texts(frame, column)
        ends = [word[1:] for word in words if word.startswith("*") and len(word) > 1]
        told = values.is_in(list(words)).fill_null(value=False)
        for end in ends:
            told |= values.str.ends_with(end).fill_null(value=False)
        frame = frame.filter(~told)
    for column in only:
        frame = frame.filter(texts(frame, column).is_not_null())
    return frame


def parts_called_totals(
    frame: pl.DataFrame, rows: pl.DataFrame, figures: Sequence[str], totals: Words
) -> tuple[str, ...]:
    """Words of rows that are called a total and are no sum: what the largest total has beside all other rows.

    So "Total postal votes" stands below the polling stations, and both are in "Total votes polled".

    Args:
        frame: all rows of a wide table.
        rows: those that are none of the totals.
        figures: the columns of votes and counts.
        totals: column -> the words of totals.
    """
    left = frame.join(rows.select(LINE), on=LINE, how="anti", maintain_order="left")
    if not figures or left.height < _FEW_WORDS:
        return ()
    stated = pl.DataFrame([numbers(left, name).fill_null(0) for name in figures]).to_numpy()
    sums = pl.DataFrame([numbers(rows, name).fill_null(0) for name in figures]).sum().to_numpy()
    beside = stated[stated.sum(axis=1).argmax()] - sums[0]
    alike = [place for place, row in enumerate(stated) if (row == beside).all()]
    if not beside.any() or len(alike) != 1:
        return ()
    words = (texts(left, column) for column in totals)
    own = [values[alike[0]] for values in words if (values == values[alike[0]]).sum() == 1]
    return tuple(str(word) for word in own if word is not None)


def totals_by_figures(
    rows: pl.DataFrame, figures: Sequence[str], apart: Sequence[str], names: Sequence[str]
) -> TotalWords | None:
    """How the rows of a wide table are told that are the sums of others; None where there are none.

    Args:
        rows: a row for each sheet.
        figures: the columns of votes and counts.
        apart: columns of which each value has sums of its own: the contest, the vote type.
        names: the other columns, those first by which a person tells the rows.
    """
    if not figures or not 2 < rows.height <= _MOST_ROWS:
        return None
    counted = rows.select(
        pl.int_range(pl.len()).alias(_ROW),
        *(texts(rows, name).alias(name) for name in apart),
        *(numbers(rows, name).fill_null(0).clip(lower_bound=0).alias(name) for name in figures),
    ).filter(pl.any_horizontal(pl.col(figures) > 0))
    groups = counted.partition_by(apart, maintain_order=True) if apart else [counted]
    totals = [row for group in groups for row in _totals_in(group, figures)]
    return _told_by(rows, totals, names) if totals else None


def totals_by_codes(rows: pl.DataFrame, figures: Sequence[str], column: str) -> TotalWords | None:
    """The totals of a table whose codes say what lies in what: 010100 has the sums of 010101 and 010102.

    Args:
        rows: a row for each sheet.
        figures: the columns of votes and counts.
        column: that of the codes.
    """
    codes = texts(rows, column)
    alike = codes.drop_nulls().str.len_chars().n_unique() == 1
    if (
        not figures
        or not alike
        or codes.null_count()
        or codes.n_unique() < rows.height
        or rows.height > _MOST_ROWS
    ):
        return None
    values = pl.DataFrame([numbers(rows, name).fill_null(0).alias(name) for name in figures]).to_numpy()
    for step in (2, 3, 1):
        zeros = "0" * step
        over = codes.str.ends_with(zeros)
        if over.sum() < _FEW_WORDS or over.all():
            continue
        stems = codes.str.replace(f"({zeros})+$", "").to_list()
        below = sorted((code, place) for place, code in enumerate(codes) if not over[place])
        names = [code for code, _ in below]
        sums = np.vstack(
            [np.zeros((1, len(figures)), np.int64), values[[at for _, at in below]].cumsum(axis=0)]
        )
        found, equal = [], 0
        for place in over.arg_true():
            first, last = bisect_left(names, stems[place]), bisect_left(names, stems[place] + "\U0010ffff")
            if last > first:
                found.append(place)
                equal += bool((sums[last] - sums[first] == values[place]).all())
        if len(found) >= _FEW_WORDS and equal > _MOSTLY * len(found):
            every = len(found) == over.sum()
            return TotalWords({column: (f"*{zeros}",) if every else tuple(codes.gather(found))}, {})
    return None


def _totals_in(group: pl.DataFrame, figures: Sequence[str]) -> list[int]:
    """The rows of a group that are sums of others, and by their place those of a single other."""
    values = group.select(figures).to_numpy()
    sums = sums_among(values)
    known = {total.row for total in sums}
    same = (values[:-1] == values[1:]).all(axis=1) & telling_rows(values)[1:]
    pairs = same.nonzero()[0].tolist()
    if sums and all(total.row < total.first for total in sums):  # the name of a unit above its parts
        known |= set(pairs)
    elif sums and all(total.row > total.last for total in sums):
        known |= {upper + 1 for upper in pairs}
    places = group[_ROW].to_list()
    return [places[row] for row in sorted(known)]


def _told_by(rows: pl.DataFrame, totals: Sequence[int], names: Sequence[str]) -> TotalWords | None:
    """What sets some rows apart from all others: the words of a column, or that nothing stands in it."""
    summed = pl.Series(range(rows.height)).is_in(list(totals))
    found: list[TotalWords] = []
    for name in names:
        values = texts(rows, name)
        own, others = values.filter(summed), values.filter(~summed)
        words = own.drop_nulls().unique(maintain_order=True)
        if own.null_count() == own.len() and not others.null_count():
            found.append(TotalWords({}, {name: ("?*",)}))
        elif not own.null_count() and not words.is_in(others.drop_nulls().unique().implode()).any():
            found.append(TotalWords({name: tuple(words)}, {}))
    return min(found, key=_length, default=None)


def _length(told: TotalWords) -> int:
    """How much a person has to look at: a word or two, that a column is filled, or many words."""
    words = sum(map(len, told.skip.values()))
    return 0 if 0 < words <= _FEW_WORDS else 1 + words
