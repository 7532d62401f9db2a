"""Who stands where: the votes of a selection are null in units in which it does not stand.

A contest that is decided as a whole has one ballot: all of its selections stand everywhere. In one that is
decided unit by unit each unit may have candidates of its own. Which they are is said once, in the table of
candidates (:attr:`escrutinio.model.Contest.ballots`), or else learned from the sheets: a selection stands in
the units of which some sheet states its votes, be it 0. In a unit of which no sheet states any votes, those
are listed that stand in all others: of more it cannot be known yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from escrutinio.model import Contest, votes_column
from escrutinio.tabulation.frames import closed, is_lazy, words_of

NO_UNIT = ""
"""The unit of sheets that lie in no unit of a level, such as votes from abroad in a level of districts."""


def standing_votes(finest: Any, contest: Contest, votes: Sequence[str]) -> list[Any]:
    """The votes as they are listed: 0 where a selection stands and has none, null where it does not stand.

    Sheets that lie in no unit keep what they state, and so do those of units that the table of candidates
    leaves out.

    Args:
        finest: an opened frame with a column of the contest's level, in which units may come several times,
            and votes that are null where no sheet states any.
        contest: a contest that is decided unit by unit.
        votes: its columns of votes.
    """
    lib = words_of(finest)
    unit = lib.col(contest.level)
    if contest.ballots:
        known = list(contest.ballots)
        of_table = _of_table(contest, votes)
        return [
            lib.when(unit.is_in(of_table[column]))
            .then(lib.col(column).fill_null(0))
            .when(~unit.is_in(known))
            .then(lib.col(column))
            .alias(column)
            for column in votes
        ]
    learned = _learned(finest, contest.level, votes)
    everywhere = [column for column in votes if column not in learned]
    return [
        *([lib.col(*everywhere).fill_null(0)] if everywhere else []),
        *(
            lib.when(unit.is_in(learned[column]))
            .then(lib.col(column).fill_null(0))
            .otherwise(lib.col(column))
            .alias(column)
            for column in votes
            if column in learned
        ),
    ]


def stated_elsewhere(finest: Any, contest: Contest, votes: Sequence[str]) -> Any:
    """How many selections a unit's sheets state that do not stand in it, by the table of candidates.

    Args:
        finest: as for :func:`standing_votes`, whose result no longer has these votes.
        contest: as there.
        votes: the columns that are looked at.
    """
    lib = words_of(finest)
    unit, known = lib.col(contest.level), list(contest.ballots)
    of_table = _of_table(contest, votes) if contest.ballots else {}
    stated = [
        (~lib.col(column).is_null() & unit.is_in(known) & ~unit.is_in(codes)).cast(lib.Int64)
        for column, codes in of_table.items()
    ]
    return lib.sum_horizontal(*stated) if stated else lib.lit(0, dtype=lib.Int64)


def _of_table(contest: Contest, votes: Sequence[str]) -> Mapping[str, list[str]]:
    """Column -> the units in which its selection stands, by the table of candidates."""
    of_table: dict[str, list[str]] = {column: [] for column in votes}
    for code, names in contest.ballots.items():
        for name in names:
            if votes_column(name) in of_table:
                of_table[votes_column(name)].append(code)
    return of_table


def _learned(finest: Any, level: str, votes: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Column -> the units in which its selection stands, by the sheets; without those that stand in all."""
    lib = words_of(finest)
    counted = finest.group_by(level).agg(lib.col(*votes).count())
    table = counted.filter(lib.col(level) != NO_UNIT).select(level, *votes)
    native = closed(table)
    rows = [tuple(row) for row in native.collect()] if is_lazy(table) else native.rows()
    where: dict[str, list[str]] = {name: [] for name in votes}
    for unit, *numbers in rows:
        for name, sheets in zip(votes, numbers, strict=True):
            if sheets:
                where[name].append(unit)
    heard = len({unit for known in where.values() for unit in known})
    if heard == 1 and not all(where.values()):
        return where  # one unit says nothing of the others
    return {name: known for name, known in where.items() if len(known) < max(heard, 1)}
