"""The file of a sample: the stations that were drawn, each with its stratum and the chance that it had."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from escrutinio.model import Contest, DefinitionError, Election, UsageError, sheet
from escrutinio.projection import Layout

FILE = "sample.csv"
SAMPLE_COLUMNS = [sheet.CONTEST, sheet.SHEET, "stratum", "probability"]
_NEARLY_ALL = 0.9


def read_sample(path: Path) -> pl.DataFrame:
    """contest, sheet, stratum and probability of the stations of a sample.

    Raises:
        DefinitionError: the file cannot be read, lacks a column, names a station twice, or gives a
            probability that is none or that differs within a stratum.
    """
    try:
        frame = pl.read_csv(path, infer_schema=False, glob=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0]
        raise DefinitionError([f"projection.sample: it cannot be read: {reason}"], where=str(path)) from None
    lacking = [name for name in SAMPLE_COLUMNS if name not in frame.columns]
    if lacking:
        raise DefinitionError(
            [f"projection.sample: it has no column {name}" for name in lacking], where=str(path)
        )
    frame = frame.select(SAMPLE_COLUMNS).with_columns(pl.col("probability").cast(pl.Float64, strict=False))
    problems = []
    if (
        not frame.select((pl.col("probability") > 0) & (pl.col("probability") <= 1))
        .to_series()
        .fill_null(value=False)
        .all()
    ):
        problems.append("projection.sample: probability holds something other than a number above 0, up to 1")
    elif (
        frame.group_by("contest", "stratum").agg(pl.col("probability").n_unique())["probability"] > 1
    ).any():
        problems.append("projection.sample: the stations of a stratum have different probabilities")
    if frame.select(sheet.KEY).is_duplicated().any():
        problems.append("projection.sample: it names a station twice")
    if problems:
        raise DefinitionError(problems, where=str(path))
    return frame


def of_contest(sample: pl.DataFrame, contest: str) -> pl.DataFrame:
    """The stations of a contest.

    Raises:
        UsageError: the sample has none.
    """
    chosen = sample.filter(pl.col(sheet.CONTEST) == contest)
    if chosen.is_empty():
        raise UsageError(f"the sample has no stations of the contest {contest}")
    return chosen


def share_in(sample: pl.DataFrame, sheets: pl.DataFrame, contest: str) -> float | None:
    """The share of a contest's sample that is in; None where what is in is no sample.

    Where more than a tenth of the sheets that are in were not drawn, this is a count like any other.
    """
    drawn = sample.filter(pl.col(sheet.CONTEST) == contest)
    came = sheets.filter(pl.col(sheet.CONTEST) == contest).select(sheet.SHEET).unique()
    of_sample = came.join(drawn, on=sheet.SHEET, how="semi").height
    if drawn.is_empty() or of_sample < _NEARLY_ALL * came.height:
        return None
    return of_sample / drawn.height


def as_sample(layout: Layout, sheets: pl.DataFrame, election: Election, contest: Contest) -> Layout:
    """A layout that knows how much of the election's sample is in, where what is in is a sample.

    Raises:
        DefinitionError: the file of the sample is not what it should be, see :func:`read_sample`.
    """
    if election.projection is None or not election.projection.sample:
        return layout
    sampled = share_in(read_sample(election.folder / election.projection.sample), sheets, contest.id)
    # Sheets of a random sample come in an order that says little of those that were not drawn.
    return layout if sampled is None else replace(layout, sampled=sampled, earlier=())
