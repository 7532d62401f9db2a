"""The earlier of two moments: a time, or the one at which so many sheets were in."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

import polars as pl

from escrutinio.flows.count import local_time
from escrutinio.flows.desk import Desk
from escrutinio.flows.resolved import ResolvedSheets
from escrutinio.ledger.arrivals import CAME_IN, came_in_by
from escrutinio.model import UsageError, sheet

A_TENTH = Fraction(1, 10)
_LUMP = Fraction(1, 100)
"""Sheets that all came at one moment are passed by, where they are more than so many of those expected."""


def moment_before(
    desk: Desk,
    contest: str,
    since: datetime | Fraction | None,
    until: datetime | None,
    later: ResolvedSheets,
    unit: tuple[str, str] | None = None,
) -> datetime:
    """The earlier moment.

    A share asks for the first moment by which at least so many of the expected sheets were in; the one before
    it, where very many came at once and that one is nearer. Without a share it is a tenth, or half of what is
    in, whichever is less. Where it is not known how many are expected, a share is of those that are in. Of a
    place that is counted in part, as large a part of a sheet is in as of its tables. All of it is of the unit
    (level and code) alone, where one is given.

    Raises:
        UsageError: there is no such moment before the later one.
    """
    election = desk.election
    own = pl.col(sheet.CONTEST) == contest
    whose = election.contests[contest].name
    if unit is not None:
        own &= pl.col(unit[0]) == unit[1]
        whose = f"{whose} in {unit[0]} {unit[1]}"
    steps = later.sheets.filter(own).select(sheet.KEY).join(desk.coming_in(until), on=list(sheet.KEY))
    if steps.is_empty():
        raise UsageError(f"there is nothing to explain: no sheet of {whose} is in")
    counts = came_in_by(steps)
    moments, sheets = counts[sheet.OBSERVED_AT].to_list(), counts[CAME_IN].to_list()
    end = until or later.observed_at or moments[-1]
    if isinstance(since, datetime):
        if since >= end:
            raise UsageError(
                f"the earlier moment, {local_time(since, election)}, is not before the later one, "
                f"{local_time(end, election)}"
            )
        return since
    expected = steps.select(sheet.KEY).n_unique()
    if election.stations.complete:
        expected = max(expected, desk.stations.filter(own).height)
    wanted = since * expected if since is not None else min(A_TENTH * expected, Fraction(sheets[-1]) / 2)
    if len(moments) == 1:
        raise UsageError(
            f"there is nothing to compare: all sheets of {whose} that are counted came in at one moment, "
            f"{local_time(moments[0], election)}",
            hint="The count moves where sheets come in at different times.",
        )
    reached = [number for number, count in enumerate(sheets) if count >= wanted]
    if not reached:
        raise UsageError(
            f"there is no such moment: {sheets[-1]:,.0f} of {expected:,} sheets of {whose} are in",
            hint="Give a smaller share after --from, or a time.",
        )
    chosen = reached[0]
    over = sheets[chosen] - wanted
    if chosen and over > _LUMP * expected and wanted - sheets[chosen - 1] < over:
        chosen -= 1
    moment: datetime = moments[chosen]
    if chosen == len(moments) - 1 or moment >= end:
        raise UsageError(
            f"there is nothing to compare: no sheet of {whose} came in after {local_time(moment, election)}, "
            f"when {sheets[chosen]:,.0f} of {expected:,} were in",
            hint="Give a smaller share after --from, or a time.",
        )
    return moment
