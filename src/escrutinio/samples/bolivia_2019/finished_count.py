"""The sheets of 2019 as a night: which sheets there are, and in which order they came in.

Figures: final official count of 20 October 2019 (TSE). The data has positions in the order of arrival, not
times; positions are told as times so that a night can be replayed.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import polars as pl

from escrutinio.ledger.parquet_file import read_parquet
from escrutinio.model import UsageError, sheet, votes_column
from escrutinio.projection import plain_name
from escrutinio.samples.bolivia_2020.earlier_vote import LISTS, department_of_2019

PRESIDENT = "president.parquet"
ORDERS = {"official": "arrival_pct_official", "trep": "arrival_pct_trep"}
"""The order of arrival -> the column with the position, in per cent of the sheets."""

START = datetime(2019, 10, 20, 20, 0, tzinfo=timezone(timedelta(hours=-4), "BOT"))
SECONDS_PER_CENT = 600.0
"""A position of one per cent is told as ten minutes after the start."""
_LAST = 100.0
"""The position of sheets that have none."""
_SEPARATOR = "|"


def load_finished_count(folder: Path, order: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The stations file and the sheets of the presidential contest.

    Args:
        folder: holds the Parquet file of the finished count.
        order: a key of ``ORDERS``.

    Returns:
        The stations file (see :mod:`escrutinio.ledger.stations`) and the sheets (see
        :mod:`escrutinio.model.sheet`).

    Raises:
        UsageError: the file is missing or is not what it should be.
    """
    try:
        tables = read_parquet(folder / PRESIDENT)
        return _stations(tables), _sheets(tables, ORDERS[order])
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0]
        raise UsageError(
            f"the finished count of 2019 cannot be read from {folder}: {reason}",
            hint=f"The folder must hold {PRESIDENT} with the sheets of 2019.",
        ) from None


def _code(*parts: pl.Expr) -> pl.Expr:
    return pl.concat_str(parts, separator=_SEPARATOR)


def _stations(tables: pl.DataFrame) -> pl.DataFrame:
    """One row per table. Units have no codes of their own: names without accents and case make them."""
    home = pl.col("País") == "Bolivia"
    # Abroad, the countries take the place of provinces and municipalities.
    units = tables.with_columns(
        department_of_2019(),
        pl.when(home).then(pl.col("Departamento")).otherwise(pl.lit("Abroad")).alias("department_name"),
        pl.when(home).then(pl.col("Provincia")).otherwise(pl.col("País")).alias("province_name"),
        pl.when(home).then(pl.col("Municipio")).otherwise(pl.col("País")).alias("municipality_name"),
        pl.col("Recinto").str.strip_chars().alias("place_name"),
    )
    department, municipality = pl.col("department"), plain_name("municipality_name")
    return units.select(
        pl.lit("president").alias(sheet.CONTEST),
        pl.col("Número Mesa").cast(pl.String).alias(sheet.SHEET),
        pl.col("Inscritos").alias(sheet.REGISTERED),
        "department",
        "department_name",
        _code(department, plain_name("province_name")).alias("province"),
        "province_name",
        _code(department, municipality).alias("municipality"),
        "municipality_name",
        _code(department, municipality, plain_name("place_name")).alias("place"),
        "place_name",
        "lat",
        "lon",
    ).sort(sheet.CONTEST, sheet.SHEET)


def _sheets(tables: pl.DataFrame, position: str) -> pl.DataFrame:
    seconds = pl.col(position).fill_null(_LAST) * SECONDS_PER_CENT
    time = pl.lit(START.timestamp() * 1e6) + seconds * 1e6
    return tables.select(
        pl.lit("president").alias(sheet.CONTEST),
        pl.col("Número Mesa").cast(pl.String).alias(sheet.SHEET),
        time.round().cast(pl.Int64).cast(pl.Datetime("us")).dt.replace_time_zone("UTC").alias("observed_at"),
        pl.col("Inscritos").alias("registered"),
        (pl.col("valid") + pl.col("Blancos") + pl.col("Nulos")).alias("cast"),
        pl.col("valid"),
        pl.col("Blancos").alias("blank"),
        pl.col("Nulos").alias("null"),
        *[pl.col(theirs).alias(votes_column(ours)) for theirs, ours in LISTS.items()],
    ).sort(sheet.OBSERVED_AT, sheet.SHEET)
