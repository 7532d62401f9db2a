"""The election of 2019 as the baseline of 2020's, in the units of 2020's roll.

Figures: final official count of 20 October 2019 (TSE; the election was later annulled). By sheet where the
data is at hand; else by department, from the small table.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import polars as pl

from escrutinio.samples.bolivia_2020.tables import departments, earlier_departments

DEPARTMENT_CODES = {
    "".join(c for c in unicodedata.normalize("NFKD", unit.name.lower()) if c.isascii()): unit.code
    for unit in departments()
}
"""Department names without accents and case -> code."""

ABROAD = "EXT"
LISTS = {"MAS - IPSP": "MAS-IPSP"}
"""Names of 2019's sheets that are spelled otherwise elsewhere."""


def plain(column: str) -> pl.Expr:
    """A name without accents, case and punctuation."""
    text = pl.col(column).str.to_lowercase().str.normalize("NFKD")
    return text.str.replace_all(r"[^a-z0-9 ]", "").str.replace_all(r"\s+", " ").str.strip_chars()


def earlier_sheets(path: Path) -> pl.DataFrame:
    """The sheets of 2019: department (code), area (plain name), place_name, counts, votes."""
    found = pl.read_parquet(path)
    lists = ["CC", "FPV", "MTS", "UCS", "MAS - IPSP", "21F", "PDC", "MNR", "PAN-BOL"]
    home = pl.col("País") == "Bolivia"
    code = plain("Departamento").replace_strict(DEPARTMENT_CODES, default=ABROAD, return_dtype=pl.String)
    return found.select(
        pl.col("Número Mesa").cast(pl.String).alias("sheet"),
        pl.when(home).then(code).otherwise(pl.lit(ABROAD)).alias("department"),
        pl.when(home).then(plain("Municipio")).otherwise(plain("País")).alias("area"),
        pl.col("Recinto").alias("place_name"),
        pl.col("Inscritos").alias("registered"),
        pl.col("valid"),
        pl.col("Blancos").alias("blank"),
        pl.col("Nulos").alias("null"),
        pl.col("arrival_pct_official"),
        pl.col("arrival_pct_trep"),
        *[pl.col(name).alias(f"votes_{LISTS.get(name, name)}") for name in lists],
    )


def baseline_by_place(path: Path, roll: pl.DataFrame) -> pl.DataFrame:
    """2019 by polling place, with the municipality codes of the roll where their names agree."""
    sheets = earlier_sheets(path)
    codes = roll.select("department", "municipality", plain("municipality_name").alias("area")).unique(
        ["department", "area"]
    )
    counts = ["registered", "blank", "null", *[name for name in sheets.columns if name.startswith("votes_")]]
    places = sheets.group_by("department", "area", "place_name").agg(pl.col(counts).sum())
    return (
        places.join(codes, on=["department", "area"], how="left")
        .drop("area")
        .sort("department", "place_name")
    )


def baseline_by_department() -> pl.DataFrame:
    """2019 by department, from the official table."""
    return pl.DataFrame(
        [
            {
                "department": unit.code,
                "registered": unit.registered,
                "blank": unit.blank,
                "null": unit.null,
                **{f"votes_{name}": votes for name, votes in unit.votes.items()},
            }
            for unit in earlier_departments()
        ]
    )
