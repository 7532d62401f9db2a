"""Reads the file of an earlier election: CSV or Parquet, one row for each place or unit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from escrutinio.ledger.reading_trial import read_given
from escrutinio.model import DefinitionError, sheet

PLACE, PLACE_NAME = "place", "place_name"


def read_baseline(path: Path, place: str, units: Sequence[str], folder: Path) -> pl.DataFrame:
    """The figures of an earlier election, as :func:`escrutinio.projection.match_baseline` takes them.

    Codes and names are text: 007 stays 007. A column of the place level's own name stands for ``place``,
    unless there is one called so.

    Args:
        path: a CSV when it ends so, else Parquet.
        place: the level of polling places.
        units: the levels above it.
        folder: of the election, see :func:`~escrutinio.ledger.reading_trial.read_given`.

    Raises:
        DefinitionError: the file cannot be read, has no registered voters, or holds something other than
            a number where there should be one.
    """
    try:
        # Types are not guessed: a guess takes the leading zeros off codes.
        is_csv = path.suffix.lower() == ".csv"
        frame = pl.read_csv(path, infer_schema=False, glob=False) if is_csv else read_given(path, folder)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0]
        raise DefinitionError([f"baseline.file: it cannot be read: {reason}"], where=str(path)) from None
    if sheet.REGISTERED not in frame.columns:
        raise DefinitionError(["baseline.file: it has no column registered"], where=str(path))
    if PLACE not in frame.columns and place in frame.columns:
        frame = frame.rename({place: PLACE})
    texts = [name for name in dict.fromkeys((*units, PLACE, PLACE_NAME)) if name in frame.columns]
    counts = set(sheet.COUNTS)
    numbers = [n for n in frame.columns if n in counts or n.startswith(sheet.VOTES_PREFIX)]
    stated = frame.select(pl.col(numbers).cast(pl.String).str.strip_chars())
    values = stated.select(pl.all().cast(pl.Float64, strict=False))
    problems = [problem for name in numbers for problem in _not_numbers(stated[name], values[name])]
    if problems:
        raise DefinitionError(problems, where=str(path))
    return frame.with_columns(pl.col(texts).cast(pl.String), *values)


def _not_numbers(stated: pl.Series, value: pl.Series) -> list[str]:
    """The first value of a column that is not a number, in words; none when all are."""
    wrong = stated.filter((stated != "") & ~value.is_finite().fill_null(value=False))
    return [f"baseline.file: the column {stated.name} holds {text!r}; allowed: numbers" for text in wrong[:1]]
