"""Guesses whether a table holds the rounds of a ranked count: what each one had, and what was transferred."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from escrutinio.feeds.drafting.column_profile import ColumnProfile, numbers, texts
from escrutinio.model import FeedError
from escrutinio.model.names import plain

_ROUND = re.compile(r"((count|round|stage)(_?(number|num|no|nr|id))?|(no|nr|number)_of_(count|round))")
_TRANSFER = re.compile(
    r"(.*_)?transfer(s|red|_value|_votes)?(_.*)?|(elected|excluded|occurred)_(on|in)_(count|round)"
)
_MOST_WORDS = 12


def refuse_rounds(profiles: Sequence[ColumnProfile], rows: pl.DataFrame) -> None:
    """Refuse a table in which the rows are rounds of a ranked count, and not sheets.

    Args:
        profiles: of the columns.
        rows: of the table, without totals.

    Raises:
        FeedError: a column numbers several rounds, and another says what was transferred in them.
    """
    numbered = next(
        (p.name for p in profiles if _ROUND.fullmatch(_word(p)) and _numbers_rounds(p, rows)), None
    )
    transferred = next((p.name for p in profiles if _says_transfers(p, rows)), None)
    if numbered is None or transferred is None:
        return
    first = min(numbers(rows, numbered).drop_nulls().to_list())
    raise FeedError(
        f"the rows are the rounds of a ranked count, and no sheets of stations: {numbered!r} numbers the "
        f"rounds, and {transferred!r} says what was transferred",
        hint=f"Draft from a file of the first preferences: of this one the rows whose {numbered} is {first} "
        "alone. A ranked law decides by the ballots themselves: `escrutinio law decide LAW ballots.blt`.",
    )


def _word(profile: ColumnProfile) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", profile.label).lower().replace(" ", "_")


def _numbers_rounds(profile: ColumnProfile, rows: pl.DataFrame) -> bool:
    """Whether the column holds 1, 2, 3 and so on (or 0, 1, 2), each on several rows."""
    if not profile.counts or not 1 < profile.distinct < rows.height:
        return False
    found = numbers(rows, profile.name).drop_nulls().unique().sort().to_list()
    return found[0] in (0, 1) and found == list(range(found[0], found[0] + len(found)))


def _says_transfers(profile: ColumnProfile, rows: pl.DataFrame) -> bool:
    if profile.filled and _TRANSFER.fullmatch(_word(profile)):
        return True
    if profile.counts or not 1 < profile.distinct <= _MOST_WORDS:
        return False
    return any("transfer" in plain(word) for word in texts(rows, profile.name).drop_nulls().unique())
