"""The stations file and the table of candidates of a drafted election, as far as its files say."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from escrutinio.feeds.drafting.column_profile import texts
from escrutinio.feeds.drafting.feed_guess import FeedGuess
from escrutinio.feeds.drafting.guessed_names import (
    contest_names,
    contests_of,
    joined_code,
    level_names,
    selections_of,
    type_names,
)
from escrutinio.feeds.drafting.toml_text import (
    Name,
)
from escrutinio.model import NATION, sheet


def stations_text(guess: FeedGuess, others: Sequence[FeedGuess] = ()) -> str:
    """The stations file with the sheets of some tables, as CSV: no more is known than what they list."""
    tables = [guess, *others]
    frames = [_stations(one, own) for one, own in zip(tables, contests_of(tables), strict=True)]
    return pl.concat(frames).write_csv()


def candidates_text(guess: FeedGuess) -> str:
    """The table of candidates with the party of each, as CSV; empty where the table has no parties.

    Where lists are voted for it has the candidate of each in a unit.
    """
    if not guess.says_who_stands:
        return ""
    rows, contests = guess.rows, contest_names(guess)
    ids = {selection.word: selection.id for selection in selections_of([guess])[0]}
    frames = []
    for contest in contests:
        own = rows.filter(texts(rows, guess.contest) == contest.word) if guess.contest else rows
        decided = guess.decided_in(contest.word if guess.contest else "")
        unit = (
            joined_code(own, decided.columns)
            if decided
            else pl.Series([NATION]).new_from_index(0, own.height)
        )
        named = texts(own, guess.selection_column)
        lists = texts(own, guess.party) if guess.party else named
        frames.append(
            pl.DataFrame(
                {
                    "contest": pl.Series([contest.id]).new_from_index(0, own.height),
                    "unit": unit,
                    "selection": named.replace_strict(ids, default=None, return_dtype=pl.String),
                    "name": texts(own, guess.person) if guess.person else named,
                    "list": lists.set(lists == named, None),
                }
            )
        )
    whole = pl.concat(frames).drop_nulls(["unit", "selection"])
    keys = ["contest", "unit", "selection"]
    # Where two have the same place, nothing is said of either.
    said = [pl.when(pl.col(name).n_unique().over(keys) == 1).then(name) for name in ("name", "list")]
    return (
        whole.with_columns(said)
        .sort("list", nulls_last=True, maintain_order=True)
        .unique(keys, keep="first", maintain_order=True)
        .sort("contest", "unit", maintain_order=True)
        .write_csv()
    )


def _stations(guess: FeedGuess, contests: Sequence[Name]) -> pl.DataFrame:
    rows = guess.rows
    levels = level_names(guess)
    if guess.contest:
        words = {contest.word: contest.id for contest in contests}
        contest = texts(rows, guess.contest).replace_strict(words, default=None, return_dtype=pl.String)
    else:
        contest = pl.Series([contests[0].id]).new_from_index(0, rows.height)
    columns = {
        sheet.CONTEST: contest,
        sheet.SHEET: joined_code(rows, guess.sheet, optional=bool(guess.sheet_optional)),
        sheet.REGISTERED: guess.registered(),
    }
    if guess.vote_type:
        ids = {type_name.word: type_name.id for type_name in type_names(guess)}
        columns["vote_types"] = texts(rows, guess.vote_type).replace_strict(
            ids, default=None, return_dtype=pl.String
        )
    for level, ours in zip(guess.levels, levels, strict=True):
        columns[ours.id] = joined_code(rows, level.columns)
        if level.name_column:
            columns[f"{ours.id}_name"] = texts(rows, level.name_column)
    for key, column in guess.station.items():
        columns[key] = texts(rows, column)
    frame = pl.DataFrame({key: values.alias(key) for key, values in columns.items()})
    known = frame.drop_nulls([sheet.CONTEST, sheet.SHEET])
    if guess.vote_type:
        types = pl.col("vote_types").drop_nulls().unique(maintain_order=True).str.join(" ")
        known = known.with_columns(types.over(sheet.CONTEST, sheet.SHEET))
    return known.unique([sheet.CONTEST, sheet.SHEET], keep="first", maintain_order=True)
