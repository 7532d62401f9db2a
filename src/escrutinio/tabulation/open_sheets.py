"""Sheets that are in and leave votes open: they do not state the votes of a selection that stands there."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from escrutinio.model import NATION, Contest, Election, sheet, votes_column
from escrutinio.tabulation.ballots import NO_UNIT
from escrutinio.tabulation.columns import IN_PART, MOST_VALID, REGISTERED_REST, UNIT, UNSTATED_VOTES

_STATED, _STANDING, _WAITS, _UNREAD = "stated", "standing", "waits", "unread"
FIGURES = "figures"
"""How many figures of votes a sheet has that cannot be read."""


def open_sheets(
    located_sheets: pl.DataFrame, contest: Contest, unread: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The sheets of a contest on which a selection may have votes that the sheet does not state.

    A sheet that leaves out a selection leaves nothing open where the others have all of its valid votes. The
    selections that have withdrawn are not looked for. Who stands in a unit, where there is no table of
    candidates, is told by the unit's sheets (:mod:`escrutinio.tabulation.ballots`).

    Args:
        located_sheets: the frame of :func:`escrutinio.tabulation.resolve_units`.
        contest: whose sheets they are.
        unread: ``contest`` and ``sheet`` of those on which something stands for votes that cannot be read: it
            may be votes of a selection of which no other sheet of the unit says that it stands there.

    Returns:
        ``contest`` and ``sheet``, one row per sheet.
    """
    own = located_sheets.filter(pl.col(sheet.CONTEST) == contest.id)
    columns = [
        column
        for name in contest.selections
        if name not in contest.withdrawn and (column := votes_column(name)) in own.columns
    ]
    if not columns:
        return own.select(sheet.KEY).clear()
    own = own.with_columns(pl.sum_horizontal(pl.col(columns).is_not_null()).alias(_STATED))
    if contest.level == NATION:
        own = own.with_columns(pl.lit(len(columns)).alias(_STANDING))
    elif contest.ballots:
        known = {
            unit: len(set(map(votes_column, names)) & set(columns)) for unit, names in contest.ballots.items()
        }
        standing = pl.col(contest.level).replace_strict(known, default=None, return_dtype=pl.Int64)
        own = own.with_columns(standing.alias(_STANDING))
    else:
        standing = pl.sum_horizontal(pl.col(columns).is_not_null().any())
        heard = own.drop_nulls(contest.level).group_by(contest.level).agg(standing.alias(_STANDING))
        own = own.join(heard, on=contest.level, how="left")
    listed = pl.sum_horizontal(
        pl.col(votes_column(name)) for name in contest.selections if votes_column(name) in own.columns
    )
    # More votes of lists than valid ones contradict each other, and say nothing of those left out.
    closed = (contest.votes_allowed * pl.col(MOST_VALID) == listed).fill_null(value=False)
    waits = pl.col(_STATED) < pl.col(_STANDING)
    if unread is not None:
        own = own.join(
            unread.select(*sheet.KEY, pl.lit(value=True).alias(_UNREAD)),
            on=list(sheet.KEY),
            how="left",
            maintain_order="left",
        )
        waits |= pl.col(_UNREAD).fill_null(value=False)
    return own.filter(waits & ~closed).select(sheet.KEY)


def with_unread(sums: Mapping[str, pl.DataFrame], some: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """A tabulation in which some sheets have more figures of votes that they do not state.

    Args:
        sums: level -> its tabulation, of one contest.
        some: sheets of :func:`escrutinio.tabulation.resolve_units` with so many ``FIGURES`` of selections of
            which no sheet of the unit says that they stand there, so that the tabulation does not miss them.
    """
    changed = {}
    for level, frame in sums.items():
        code = pl.lit(NATION) if level == NATION else pl.col(level).fill_null(NO_UNIT)
        more = some.group_by(code.alias(UNIT)).agg(pl.col(FIGURES).sum().alias(_UNREAD))
        joined = frame.join(more, on=UNIT, how="left", maintain_order="left")
        added = pl.col(UNSTATED_VOTES) + pl.col(_UNREAD).fill_null(0)
        changed[level] = joined.with_columns(added.alias(UNSTATED_VOTES)).drop(_UNREAD)
    return changed


def as_in_part(located_sheets: pl.DataFrame, some: pl.DataFrame, election: Election) -> pl.DataFrame:
    """The sheets, some of them as if their other votes were still to come, from voters registered there.

    Args:
        located_sheets: the frame of :func:`escrutinio.tabulation.resolve_units`.
        some: ``contest`` and ``sheet`` of those.
        election: whose sheets they are. Where it tells vote types apart the voters of a sheet are not known,
            and where a ballot has several votes not how many ballots those are: such sheets are left out.
    """
    several = [contest.id for contest in election.contests.values() if contest.votes_allowed > 1]
    dropped = some if election.vote_types else some.filter(pl.col(sheet.CONTEST).is_in(several))
    located_sheets = located_sheets.join(dropped, on=list(sheet.KEY), how="anti")
    listed = pl.sum_horizontal(name for name in located_sheets.columns if name.startswith(sheet.VOTES_PREFIX))
    voted = listed + pl.sum_horizontal(sheet.BLANK, sheet.NULL)
    marked = located_sheets.join(
        some.with_columns(pl.lit(value=True).alias(_WAITS)),
        on=list(sheet.KEY),
        how="left",
        maintain_order="left",
    )
    changed = {
        IN_PART: pl.lit(value=True),
        REGISTERED_REST: pl.col(REGISTERED_REST).fill_null(0),
        sheet.VALID: listed,
        sheet.CAST: pl.when(pl.col(sheet.CAST).is_not_null()).then(voted),
    }
    return marked.with_columns(
        pl.when(pl.col(_WAITS)).then(new).otherwise(pl.col(name)).alias(name) for name, new in changed.items()
    ).drop(_WAITS)
