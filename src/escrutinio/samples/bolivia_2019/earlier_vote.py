"""The election of 2014 as the baseline of 2019's, in the units of 2019's stations file.

Figures: final official count of 12 October 2014 (TSE), by sheet.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from escrutinio.ledger.parquet_file import read_parquet
from escrutinio.model import UsageError, votes_column
from escrutinio.projection import plain_name
from escrutinio.samples.bolivia_2020.earlier_vote import ABROAD, by_place

_LISTS = ("MAS-IPSP", "MSM", "PDC", "UD")
_GREEN = "PVB-IEP"
"""The data has this list's votes at home and abroad in two columns."""


def baseline_of_2014(path: Path, stations: pl.DataFrame) -> pl.DataFrame:
    """2014 by polling place, see :func:`escrutinio.samples.bolivia_2020.earlier_vote.by_place`.

    Args:
        path: the sheets of 2014.
        stations: the stations file of 2019.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        sheets = _sheets(read_parquet(path))
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0]
        raise UsageError(f"the count of 2014 cannot be read from {path}: {reason}") from None
    return by_place(sheets, stations)


def _sheets(counts: pl.DataFrame) -> pl.DataFrame:
    """The sheets: department (code), area (plain name), place_name, counts, votes."""
    home = pl.col("departamento").is_not_null()
    return counts.select(
        pl.when(home)
        .then(pl.col("departamento").cast(pl.String))
        .otherwise(pl.lit(ABROAD))
        .alias("department"),
        pl.when(home).then(plain_name("municipio_nombre")).otherwise(plain_name("pais_nombre")).alias("area"),
        pl.col("recinto_nombre").alias("place_name"),
        pl.col("INSCRITOS").alias("registered"),
        pl.col("BLANCOS").alias("blank"),
        pl.col("NULOS").alias("null"),
        *[pl.col(name).alias(votes_column(name)) for name in _LISTS],
        pl.sum_horizontal(_GREEN, "PVB").alias(votes_column(_GREEN)),
    )
