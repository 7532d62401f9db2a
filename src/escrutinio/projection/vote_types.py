"""Vote types: votes of the election day, by mail, cast early; each kind of a place is a place of its own.

Mail votes lean otherwise than those of the day, and come at another time. So nothing that is learned of one
type at a place, in an area or in a region is carried over to another: only what all places have in common
is, and by how much a type as a whole differs is an effect of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

_BETWEEN = "\x1f"


def by_vote_type(frame: pl.DataFrame, levels: Sequence[str], vote_type: str) -> pl.DataFrame:
    """A frame whose units of some levels are those of one type each; as it is where it has no types.

    Args:
        frame: with columns of levels.
        levels: those that are to be told apart by type.
        vote_type: the level of the types; empty for none.
    """
    if not vote_type or vote_type not in frame.columns:
        return frame
    kind = pl.col(vote_type).fill_null("")
    return frame.with_columns(
        pl.concat_str(pl.col(level).fill_null(""), kind, separator=_BETWEEN).alias(level)
        for level in dict.fromkeys(levels)
        if level in frame.columns
    )


def unit_of(codes: pl.Series) -> pl.Series:
    """The units of which codes are one type."""
    return codes.str.split(_BETWEEN).list.first()


def type_of(codes: pl.Series) -> pl.Series:
    """The types that codes stand for; empty where types are not told apart."""
    return codes.str.split(_BETWEEN).list.get(1, null_on_oob=True).fill_null("")
