"""The election of 2019 as the baseline of 2020's, in the units of 2020's stations file.

Figures: final official count of 20 October 2019 (TSE; the election was later annulled). By sheet where the
data is at hand; else by department, from the small table.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import polars as pl

from escrutinio.ledger.parquet_file import read_parquet
from escrutinio.model import votes_column
from escrutinio.projection import plain_name
from escrutinio.samples.bolivia_2020.tables import departments, earlier_departments

DEPARTMENT_CODES = {
    "".join(c for c in unicodedata.normalize("NFKD", unit.name.lower()) if c.isascii()): unit.code
    for unit in departments()
}
"""Department names without accents and case -> code."""

ABROAD = "EXT"
LISTS = {
    "CC": "CC",
    "FPV": "FPV",
    "MTS": "MTS",
    "UCS": "UCS",
    "MAS - IPSP": "MAS-IPSP",
    "21F": "21F",
    "PDC": "PDC",
    "MNR": "MNR",
    "PAN-BOL": "PAN-BOL",
}
"""Columns of 2019's sheets -> ids of the definitions."""


def department_of_2019() -> pl.Expr:
    """The department's code on 2019's sheets, which have its name."""
    code = plain_name("Departamento").replace_strict(DEPARTMENT_CODES, default=ABROAD, return_dtype=pl.String)
    return pl.when(pl.col("País") == "Bolivia").then(code).otherwise(pl.lit(ABROAD)).alias("department")


def baseline_by_place(path: Path, stations: pl.DataFrame) -> pl.DataFrame:
    """2019 by polling place, see :func:`by_place`."""
    area = pl.when(pl.col("País") == "Bolivia").then(plain_name("Municipio")).otherwise(plain_name("País"))
    sheets = read_parquet(path).select(
        department_of_2019(),
        area.alias("area"),
        pl.col("Recinto").alias("place_name"),
        pl.col("Inscritos").alias("registered"),
        pl.col("Blancos").alias("blank"),
        pl.col("Nulos").alias("null"),
        *[pl.col(theirs).alias(votes_column(ours)) for theirs, ours in LISTS.items()],
    )
    return by_place(sheets, stations)


def by_place(sheets: pl.DataFrame, stations: pl.DataFrame) -> pl.DataFrame:
    """An earlier election by polling place, with the municipality codes of the stations file where their
    names agree.

    Args:
        sheets: department (code), area (plain name of the municipality, abroad of the country),
            place_name, counts, votes.
        stations: the stations file of the election whose baseline it is to be.
    """
    codes = stations.select(
        "department", "municipality", plain_name("municipality_name").alias("area")
    ).unique(["department", "area"])
    keys = ["department", "area", "place_name"]
    places = sheets.group_by(keys).agg(pl.all().exclude(keys).sum())
    return places.join(codes, on=["department", "area"], how="left").sort(keys).drop("area")


def baseline_by_department() -> pl.DataFrame:
    """2019 by department, from the official table."""
    return pl.DataFrame(
        [
            {
                "department": unit.code,
                "registered": unit.registered,
                "blank": unit.blank,
                "null": unit.null,
                **{votes_column(name): votes for name, votes in unit.votes.items()},
            }
            for unit in earlier_departments()
        ]
    )
