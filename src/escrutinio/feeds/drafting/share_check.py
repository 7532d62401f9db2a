"""Whether the shares that a file states beside its votes are those of the votes as they were guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from escrutinio.feeds.drafting.column_profile import column_profiles, numbers, texts
from escrutinio.feeds.drafting.column_words import Role, is_turnout, role_of
from escrutinio.feeds.drafting.count_guess import VOTES_OF_SHEET
from escrutinio.feeds.drafting.feed_guess import FeedGuess
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.model.names import plain

_MOSTLY = 0.9
_FEWEST_ROWS = 5
_ROUNDED = 0.0061
"""A share of each hundred with one digit or two is off by so much of one at most."""
_WHOLE = (0.9, 1.02)
"""What the shares of a sheet add up to, as parts of one, where they are of all its votes."""
_MOST_NAMED = 3


def said_of_shares(guess: FeedGuess) -> tuple[str, ...]:
    """What the file's own shares say of the guess, as sentences; none where they say nothing.

    Args:
        guess: how the table is read.
    """
    names = [name for name in guess.unused if name in guess.rows.columns and not is_turnout(name)]
    shares = {name: share for name in names if (share := _share(guess.rows, name)) is not None}
    if not shares:
        return ()
    return tuple(_of_rows(guess, shares) if guess.long else _of_columns(guess, shares))


def is_of_shares(guess: FeedGuess, table: SourceTable) -> bool:
    """Whether a table, such as a part of a workbook, has shares where the guessed one has votes."""
    columns = [profile for profile in column_profiles(table) if profile.name in guess.selections]
    filled = [profile for profile in columns if profile.filled]
    shares = sum(profile.role is Role.SHARE for profile in filled)
    return 2 * len(columns) > len(guess.selections) and 2 * shares > len(filled) > 0


def _share(rows: pl.DataFrame, name: str) -> pl.Series | None:
    """A column of shares as parts of one; None where it is none."""
    stated = texts(rows, name)
    text = stated.str.replace("%", "").str.strip_chars().str.replace(",", ".", literal=True)
    values = text.cast(pl.Float64, strict=False)
    told = role_of(name) is Role.SHARE
    parts = bool(values.drop_nulls().len()) and bool((values.drop_nulls() % 1 != 0).mean() > 1 - _MOSTLY)  # type: ignore[operator]
    if not (told and parts) or values.null_count() > stated.null_count() or values.len() < _FEWEST_ROWS:
        return None
    highest = values.max()
    return values / 100 if isinstance(highest, float) and highest > 1 else values


def _fits(share: pl.Series, votes: pl.Series, whole: pl.Series) -> bool:
    off = pl.DataFrame({"share": share, "votes": votes, "whole": whole}).filter(
        pl.col("whole") > 0, pl.col("share").is_not_null(), pl.col("votes") > 0
    )
    near = ((off["votes"] / off["whole"] - off["share"]).abs() <= _ROUNDED).mean()
    return off.height >= _FEWEST_ROWS and isinstance(near, float) and near >= _MOSTLY


def _of_rows(guess: FeedGuess, shares: dict[str, pl.Series]) -> Iterator[str]:
    """Of a long table: a share on each row, of the votes of its sheet."""
    within = [*guess.sheet, *([guess.contest] if guess.contest else [])]
    within += [guess.vote_type] if guess.vote_type else []
    votes = pl.select(
        pl.sum_horizontal(numbers(guess.rows, name).fill_null(0) for name in guess.votes_columns)
    ).to_series()
    counted = texts(guess.rows, guess.selection_column).is_in(list(guess.counts.values()))
    keys = list(dict.fromkeys(within))
    own = guess.rows.select(keys).with_columns(votes.alias(VOTES_OF_SHEET))
    own = own.filter(~counted.fill_null(value=True))
    whole = own.select(pl.col(VOTES_OF_SHEET).sum().over(keys))[VOTES_OF_SHEET]
    for name, every in shares.items():
        share = every.filter(~counted.fill_null(value=True))
        if _fits(share, own[VOTES_OF_SHEET], whole):
            yield f"The shares under {name!r} are those of the votes."
            continue
        sums = own.with_columns(share.alias("__share")).group_by(keys).agg(pl.col("__share").sum())
        full = sums["__share"].is_between(*_WHOLE).mean()
        if isinstance(full, float) and full >= _MOSTLY:
            yield (
                f"Look again: the shares under {name!r} add up on each sheet, and are not those of the votes "
                "that were made out: other columns may be its votes, or its sheet."
            )


def _of_columns(guess: FeedGuess, shares: dict[str, pl.Series]) -> Iterator[str]:
    """Of a wide table: a column of shares that has the name of a list in its own."""
    votes = {name: numbers(guess.rows, name) for name in guess.selections if name in guess.rows.columns}
    wholes = [pl.DataFrame([vote.fill_null(0) for vote in votes.values()]).sum_horizontal()]
    known = [column for column in guess.counts.values() if column in guess.rows.columns]
    wholes += [numbers(guess.rows, column) for column in known]
    fitting: list[str] = []
    other: list[str] = []
    for name, share in shares.items():
        own = _called_in(name, list(votes))
        if own:
            fits = any(_fits(share, votes[own], whole) for whole in wholes)
            (fitting if fits else other).append(name)
    if fitting:
        yield f"The shares under {_some(fitting)} are those of the votes."
    if other and not fitting:
        yield f"Look again: the shares under {_some(other)} are those of no votes that were made out."


def _called_in(name: str, selections: Sequence[str]) -> str:
    """The selection whose name is in that of a column, the longest such; empty where there is none."""
    words = plain(name).split("_")
    own = [
        selection
        for selection in selections
        if set(plain(selection).split("_")) - {"votes", "votos"} <= set(words)
    ]
    return max(own, key=len, default="")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(map(repr, names[:_MOST_NAMED])) + more
