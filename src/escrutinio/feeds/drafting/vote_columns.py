"""Which columns of a wide table hold votes for selections, and what its empty cells seem to mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from escrutinio.feeds.drafting.column_profile import ColumnProfile, numbers
from escrutinio.feeds.drafting.column_words import (
    Role,
    is_code,
    is_of_earlier_election,
    is_part_of_count,
    is_status,
    is_undecided,
    names_total,
    role_of,
    words_in,
)
from escrutinio.feeds.drafting.count_guess import mostly
from escrutinio.feeds.drafting.names_alone import is_unit_alone, is_yes
from escrutinio.feeds.drafting.second_figures import second_figures
from escrutinio.model import FeedError

_MOST_DROPPED = 2
_MOST_PAIRED = 60
"""At most so many columns are not taken for votes, where the others then add up; among more columns than
that only one by one is tried."""
_ADDED_UP = 200
_MOSTLY = 0.8
"""A sum is one that so many of the first rows bear out."""
_FEWEST_ROWS = 5
_MANY_ROWS = 20
"""In so many rows votes do not go up by one by chance."""
_SURE = 16
"""Bits of a total's numbers from which it is one."""
_FEWEST_COLUMNS = 3
_MANY_EMPTY = 0.02
_SPARSE = 0.2
"""Shares of the cells of votes."""
_FEW_VOTES = 5
_YES_AND_NO = 2
_MOST_STATED = 0.5
"""A list with empty cells in so many rows does not stand there."""

_Votes = Mapping[str, npt.NDArray[np.int64]]


class EmptyCells(StrEnum):
    """What an empty cell of votes seems to mean.

    Attributes:
        FEW: there are hardly any.
        ADD_UP: nothing: the other figures of the row add up without it.
        NO_ZEROS: 0, for no cell holds one.
        UNCLEAR: it cannot be told.
    """

    FEW = "few"
    ADD_UP = "add up"
    NO_ZEROS = "no zeros"
    UNCLEAR = "unclear"


class Likely(StrEnum):
    """Whether a column holds votes for a selection: by itself, or only if sums say so."""

    YES = "yes"
    NO = "no"
    IF_ADDED_UP = "if added up"


def vote_columns(
    profiles: Sequence[ColumnProfile], rows: pl.DataFrame, counts: Mapping[str, str]
) -> list[str]:
    """The columns of votes.

    Without the few that must go so that the rest adds up to a count, or to one of themselves: a rank, the
    number of a district, or a sum of others may look like one more selection.

    Args:
        profiles: of the columns that play no other part.
        rows: of the table.
        counts: count -> its column.
    """
    asked = any(p.counts and is_yes(p.label) for p in profiles)
    likely = {p.name: _may_be_votes(p, rows, asked=asked) for p in profiles if p.name not in counts.values()}
    columns = [name for name, value in likely.items() if value is not Likely.NO]
    columns = _within_all_ballots(profiles, columns, rows, counts)
    columns = _without_second_figures(profiles, columns, rows, counts)
    sums = [p.name for p in profiles if p.name in columns and names_total(p.label)]
    if 2 * len(sums) < len(columns):  # "total ballots left over" is no list among others
        columns = [name for name in columns if name not in sums]
    sure = [name for name in columns if likely[name] is Likely.YES]
    if len(columns) < _FEWEST_COLUMNS:
        return sure or columns
    some = rows.head(_ADDED_UP)
    votes = {name: numbers(some, name).fill_null(0).to_numpy() for name in columns}
    targets = _targets(some, counts, _valid(profiles))
    # A list may have the same number in every row, and so may what is no votes: the sums decide.
    for wanted in dict.fromkeys((tuple(columns), tuple(sure))):
        fitting = [_to_drop(wanted, votes, target) for target in targets] if len(wanted) > 1 else []
        dropped = min((columns for columns in fitting if columns is not None), key=len, default=None)
        if dropped is not None:
            return [name for name in wanted if name not in dropped]
    # A column that is the sum of all others, with blank and null votes or without, is their total.
    beside = [numbers(some, counts[role]).fill_null(0) for role in (Role.BLANK, Role.NULL) if role in counts]
    besides = [*beside, *([beside[0] + beside[1]] if len(beside) > 1 else [])]
    cells = np.column_stack(list(votes.values()))
    # What is left out is no more than the largest columns, so that small ones are no totals.
    least = (cells.sum(axis=1) - _MOST_DROPPED * cells.max(axis=1)) / 2
    for wanted in dict.fromkeys((tuple(columns), tuple(sure))):
        for total in wanted:
            others = [name for name in wanted if name != total]
            large = np.mean(votes[total] >= least) > _MOSTLY
            if len(others) < 2 or not large or not _is_there(votes[total], cells):
                continue
            wholes = [votes[total], *(votes[total] - subtracted for subtracted in besides)]
            found = (_to_drop(others, votes, np.asarray(whole)) for whole in wholes)
            dropped = next((columns for columns in found if columns is not None), None)
            if dropped is not None and (rows.height >= _FEWEST_ROWS or not dropped):
                return [name for name in others if name not in dropped]
    if rows.height >= _FEWEST_ROWS and (after := _after_their_sum(columns, votes)):
        return after
    said = [p.name for p in profiles if p.role is Role.VOTES and p.name in columns]
    if len(said) > 1 and said == columns[columns.index(said[0]) : columns.index(said[-1]) + 1]:
        return said  # side by side, and each says that it holds votes
    if rows.height < _FEWEST_ROWS:
        return columns
    return sure or columns


def _within_all_ballots(
    profiles: Sequence[ColumnProfile], columns: Sequence[str], rows: pl.DataFrame, counts: Mapping[str, str]
) -> list[str]:
    """Columns without those that hold more than all valid votes, where the others add up to these.

    Voters and papers are no votes. Where nothing adds up, a ballot may have several votes.
    """
    whole = counts.get(Role.VALID) or counts.get(Role.CAST)
    if whole is None or whole not in rows.columns:
        return list(columns)
    some = rows.head(_ADDED_UP)
    most = numbers(some, whole)
    within = [name for name in columns if not mostly(numbers(some, name) > most)]
    if len(within) in (len(columns), 0, 1):
        return list(columns)
    votes = {name: numbers(some, name).fill_null(0).to_numpy() for name in within}
    targets = _targets(some, counts, _valid(profiles))
    return within if any(_to_drop(within, votes, target) is not None for target in targets) else list(columns)


def _valid(profiles: Sequence[ColumnProfile]) -> list[str]:
    """The columns that may hold the valid votes."""
    return [p.name for p in profiles if p.role is Role.VALID and p.counts and p.full]


def _without_second_figures(
    profiles: Sequence[ColumnProfile], columns: Sequence[str], rows: pl.DataFrame, counts: Mapping[str, str]
) -> list[str]:
    """Columns without those that say something else of the same selections, unless only all add up."""
    second = second_figures(columns)
    if second:
        some = rows.head(_ADDED_UP)
        votes = {name: numbers(some, name).fill_null(0).to_numpy() for name in columns}
        targets = _targets(some, counts, _valid(profiles))
        if any(_to_drop(columns, votes, target) == () for target in targets):
            return list(columns)
    return [name for name in columns if name not in second]


def _after_their_sum(columns: Sequence[str], votes: _Votes) -> list[str]:
    """The columns after one that is, row by row, the sum of all after it; empty where there is none."""
    after = np.zeros_like(votes[columns[-1]])
    cells = np.column_stack([votes[name] for name in columns])
    for place in range(len(columns) - 1, -1, -1):
        own = votes[columns[place]]
        sums = len(columns) - place > _FEWEST_COLUMNS and np.mean(own == after) > _MOSTLY
        if sums and _is_there(own, cells):
            return list(columns[place + 1 :])
        after = after + own
    return []


def _is_there(total: npt.NDArray[np.int64], cells: npt.NDArray[np.int64]) -> bool:
    """Whether a total stands on most of the rows that have any figure: nothing is no sum of nothing."""
    stated = cells.any(axis=1)
    return _tells(total) and bool(np.mean(total[stated] > 0) > _MOSTLY)


def _tells(total: npt.NDArray[np.int64]) -> bool:
    """Whether numbers say so much that others are not their sum by chance."""
    return bool(np.log2(np.maximum(total, 0) + 1.0).sum() >= _SURE)


def _targets(
    rows: pl.DataFrame, counts: Mapping[str, str], valid: Sequence[str] = ()
) -> list[npt.NDArray[np.int64]]:
    """What votes for all selections may add up to: the valid votes, with blank ones among them or not.

    Args:
        rows: of the table.
        counts: count -> its column.
        valid: all columns that may hold the valid votes, where there are more than one.
    """
    known = {key: numbers(rows, column) for key, column in counts.items() if column in rows.columns}
    own = [numbers(rows, name) for name in valid if name != counts.get(Role.VALID)]
    own = [known[Role.VALID], *own] if Role.VALID in known else own
    if Role.BLANK in known:
        own += [sums - known[Role.BLANK] for sums in own]
    if Role.CAST in known:
        others = [known[role].fill_null(0) for role in (Role.BLANK, Role.NULL) if role in known]
        own.append(known[Role.CAST] - sum(others) if others else known[Role.CAST])
    return [sums.fill_null(-1).to_numpy() for sums in own]


def _to_drop(columns: Sequence[str], votes: _Votes, target: npt.NDArray[np.int64]) -> tuple[str, ...] | None:
    """The fewest columns without which the others add up to a target; None where that takes too many."""
    cells = np.column_stack([votes[name] for name in columns])
    over = cells.sum(axis=1) - target
    if np.mean(over == 0) > _MOSTLY:
        return ()
    most = min(_MOST_DROPPED if len(columns) <= _MOST_PAIRED else 1, len(columns) - 2)
    alone = np.mean(cells == np.expand_dims(over, 1), axis=0) > _MOSTLY
    if most > 0 and alone.any():
        return (columns[int(np.argmax(alone))],)
    for number in range(2, most + 1):
        for dropped in combinations(columns, number):
            left = over - sum(votes[name] for name in dropped)
            if np.mean(left == 0) > _MOSTLY:
                return dropped
    # Lists stand side by side: many columns before them, or after them, are of another kind.
    up_to = cells.cumsum(axis=1)
    for kept in range(len(columns) - most - 1, 1, -1):
        first, last = len(columns) - kept, kept - 1
        if np.mean(up_to[:, first - 1] == over) > _MOSTLY:
            return tuple(columns[:first])
        if np.mean(up_to[:, last] == target) > _MOSTLY:
            return tuple(columns[kept:])
    return None


def _may_be_votes(profile: ColumnProfile, rows: pl.DataFrame, *, asked: bool) -> Likely:
    """Whether a column may hold votes. ``asked``: another one holds those for yes."""
    roles = (None, Role.VOTES, Role.PARTY, Role.SELECTION)
    if is_of_earlier_election(profile.name):
        return Likely.NO
    if not profile.counts or is_code(profile.label) or is_part_of_count(profile.label):
        return Likely.NO
    if is_unit_alone(profile.label):  # the number of a unit, which is no votes for it
        return Likely.NO
    if is_undecided(profile.label):  # such as challenged votes, of whose lists nothing is known
        return Likely.NO
    if is_status(profile.label) and profile.distinct <= _YES_AND_NO:
        return Likely.NO
    values = numbers(rows, profile.name).drop_nulls()
    if profile.role is Role.NUMBER:  # "No" is a word for numbers, which go up, and an answer
        return Likely.NO if values.is_sorted() and not asked else Likely.YES
    if profile.role not in roles:
        return Likely.NO
    if _counts_rows(values):
        return Likely.IF_ADDED_UP
    # What is the same number everywhere may be a mark that the row is counted, or a year.
    alike = profile.full and profile.distinct == 1 and values.len() >= _FEWEST_ROWS and bool(values[0])
    return Likely.IF_ADDED_UP if alike else Likely.YES


def _counts_rows(values: pl.Series) -> bool:
    """Whether numbers go up by one from 0 or 1 on, as those do that only number the rows."""
    steps = values.diff().drop_nulls()
    begins = not values.is_empty() and values[0] in (0, 1)
    return begins and steps.len() >= _MANY_ROWS and bool((steps == 1).all())


def without_votes(profiles: Sequence[ColumnProfile], votes: Sequence[str]) -> list[str]:
    """Columns of votes, with the empty ones between them: lists without any vote so far."""
    names = [p.name for p in profiles]
    places = [names.index(name) for name in votes]
    roles = (None, Role.VOTES, Role.PARTY, Role.SELECTION)
    return [
        p.name
        for p in profiles[min(places) : max(places) + 1]
        if p.name in votes or (not p.filled and p.role in roles)
    ]


def empty_cells(rows: pl.DataFrame, columns: Sequence[str], counts: Mapping[str, str]) -> EmptyCells:
    """What empty cells of votes seem to mean. Rows without any vote are not counted yet, and left out."""
    votes = rows.select(numbers(rows, name).alias(name) for name in columns)
    counted = pl.any_horizontal(pl.all().is_not_null())
    rows, votes = rows.filter(votes.select(counted).to_series()), votes.filter(counted)
    empty = votes.null_count().sum_horizontal().item() if votes.height else 0
    if empty <= _MANY_EMPTY * votes.height * len(columns):
        return EmptyCells.FEW
    gaps = votes.select(pl.any_horizontal(pl.all().is_null())).to_series()
    sums = votes.filter(gaps).sum_horizontal().to_numpy()
    if any(np.mean(sums == target) > _MOSTLY for target in _targets(rows.filter(gaps), counts)):
        return EmptyCells.ADD_UP
    zeros = votes.select(pl.any_horizontal(pl.all() == 0)).to_series().any()
    if zeros:
        return EmptyCells.UNCLEAR
    sparse = empty >= _SPARSE * votes.height * len(columns)
    return EmptyCells.NO_ZEROS if sparse or all(map(_may_lack, votes)) else EmptyCells.UNCLEAR


def _may_lack(votes: pl.Series) -> bool:
    """Whether empty cells may be zeros: there are none, or few votes elsewhere, or most cells are empty.

    Where a list has hundreds of votes in nearly every row, an empty cell is a figure that is missing.
    """
    lowest = votes.min()
    few = not isinstance(lowest, int) or lowest <= _FEW_VOTES
    return few or not votes.null_count() or votes.null_count() > _MOST_STATED * votes.len()


def refuse_nameless(columns: Sequence[str], labels: Mapping[str, str]) -> None:
    """Refuse votes for nobody: one of several columns of votes is called "votes", and by nothing else.

    Args:
        columns: that were taken for votes.
        labels: column -> the last line of its name.

    Raises:
        FeedError: they are.
    """
    for name in columns if len(columns) > 1 else ():
        own = labels.get(name, name)
        if name == own and role_of(name) is Role.VOTES and words_in(name) == 1:
            raise FeedError(
                f"{name!r} holds votes, and no column says for whom they are",
                hint="If a column holds their names, say so: selection_column of a feed with layout = "
                '"long", in a blank election (`escrutinio new FOLDER`).',
            )
