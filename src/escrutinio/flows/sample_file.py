"""The file of a sample: the stations that were drawn, each with its stratum and the chance that it had."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from escrutinio.model import DefinitionError, sheet

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
    frame = frame.select(SAMPLE_COLUMNS).with_columns(
        # A stratum without a name is one all the same: stations that lie in no unit of the strata's level.
        pl.col("stratum").fill_null(""),
        pl.col("probability").cast(pl.Float64, strict=False),
    )
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


def share_in(sample: pl.DataFrame | None, sheets: pl.DataFrame, contest: str) -> float | None:
    """The share of a contest's sample that is in; None where there is none, or what is in is no sample.

    Where more than a tenth of the sheets that are in were not drawn, this is a count like any other.
    """
    if sample is None:
        return None
    drawn = sample.filter(pl.col(sheet.CONTEST) == contest)
    came = sheets.filter(pl.col(sheet.CONTEST) == contest).select(sheet.SHEET).unique()
    of_sample = came.join(drawn, on=sheet.SHEET, how="semi").height
    if drawn.is_empty() or of_sample < _NEARLY_ALL * came.height:
        return None
    return of_sample / drawn.height
