"""The real sheets of the finished count as a night: which sheets there are, and when each came in."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from escrutinio.ledger.parquet_file import read_parquet
from escrutinio.model import UsageError, sheet, votes_column
from escrutinio.samples.bolivia_2020.unit_names import worded

PRESIDENT, SINGLE_MEMBER, SPECIAL = "president.parquet", "single_member.parquet", "special_indigenous.parquet"

_DEPARTMENTS = {
    "1": "Chuquisaca",
    "2": "La Paz",
    "3": "Cochabamba",
    "4": "Oruro",
    "5": "Potosí",
    "6": "Tarija",
    "7": "Santa Cruz",
    "8": "Beni",
    "9": "Pando",
}
_ABROAD = "EXT"
_COUNTS = {
    "INSCRITOS": "registered",
    "EMITIDOS": "cast",
    "VALIDOS": "valid",
    "BLANCOS": "blank",
    "NULOS": "null",
}
_KINDS = {
    "metropol": "city",
    "periurbano": "periurban",
    "ruralconect": "rural",
    "ruralaislado": "remote",
    "exterior": "abroad",
}


def load_finished_count(folder: Path, selections: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The stations file and the sheets of the three contests.

    Args:
        folder: holds the three Parquet files of the finished count.
        selections: the ids of all lists; each has a column of its name where it stands.

    Returns:
        The stations file (see :mod:`escrutinio.ledger.stations`) and the sheets (see
        :mod:`escrutinio.model.sheet`).

    Raises:
        UsageError: a file is missing or is not what it should be.
    """
    try:
        president, single, special = (
            read_parquet(folder / name) for name in (PRESIDENT, SINGLE_MEMBER, SPECIAL)
        )
        return _stations(president, single, special), _sheets(president, single, special, selections)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0]
        raise UsageError(
            f"the finished count cannot be read from {folder}: {reason}",
            hint=f"The folder must hold {PRESIDENT}, {SINGLE_MEMBER} and {SPECIAL}.",
        ) from None


def _units(president: pl.DataFrame) -> pl.DataFrame:
    """Per table: its units. Abroad, the countries take the place of provinces and municipalities."""
    abroad = pl.col("departamento").is_null()
    country = pl.concat_str(pl.lit(f"{_ABROAD}-"), pl.col("pais"))
    country_name = pl.col("pais_nombre").str.to_titlecase()
    code = pl.col("departamento").cast(pl.String)
    district = pl.format("C{}", pl.col("circunscripcion").cast(pl.String).str.zfill(2))
    # At tables of a special indigenous district alone the column holds the number of that district instead.
    home = pl.col("circunscripcion").is_not_null() & (pl.col("tipo_circ") != "Especial")
    return president.select(
        pl.col("mesa"),
        pl.when(abroad).then(pl.lit(_ABROAD)).otherwise(code).alias("department"),
        *[
            code.replace_strict(_DEPARTMENTS, default=words.abroad, return_dtype=pl.String).alias(
                f"department_name{ending}"
            )
            for ending, words in worded()
        ],
        pl.when(abroad).then(country).otherwise(pl.col("provincia").cast(pl.String)).alias("province"),
        pl.when(abroad)
        .then(country_name)
        .otherwise(pl.col("provincia_nombre").str.to_titlecase())
        .alias("province_name"),
        pl.when(abroad).then(country).otherwise(pl.col("municipio").cast(pl.String)).alias("municipality"),
        pl.when(abroad)
        .then(country_name)
        .otherwise(pl.col("municipio_nombre").str.to_titlecase())
        .alias("municipality_name"),
        pl.col("recinto").cast(pl.String).alias("place"),
        pl.col("recinto_nombre").str.strip_chars().alias("place_name"),
        pl.when(home).then(district).alias("district"),
        *[
            pl.when(home)
            .then(pl.format(words.district, pl.col("circunscripcion")))
            .alias(f"district_name{ending}")
            for ending, words in worded()
        ],
        pl.col("URB").replace_strict(_KINDS, default=None, return_dtype=pl.String).alias("kind"),
        pl.col("LAT").alias("lat"),
        pl.col("LON").alias("lon"),
    )


def _stations(president: pl.DataFrame, single: pl.DataFrame, special: pl.DataFrame) -> pl.DataFrame:
    units = _units(president)
    parts = []
    for contest, tables in (("president", president), ("single-member", single), ("special", special)):
        expected = tables.select("mesa", pl.col("INSCRITOS").alias(sheet.REGISTERED)).join(
            units, on="mesa", how="left"
        )
        parts.append(
            expected.select(
                pl.lit(contest).alias(sheet.CONTEST),
                pl.col("mesa").cast(pl.String).alias(sheet.SHEET),
                pl.all().exclude("mesa"),
            )
        )
    return pl.concat(parts).sort(sheet.CONTEST, sheet.SHEET)


def _sheets(
    president: pl.DataFrame, single: pl.DataFrame, special: pl.DataFrame, selections: list[str]
) -> pl.DataFrame:
    # A table's own time in its own contest where that is known; else the time of its presidential sheet,
    # which was written at the same table on the same evening.
    presidential = president.select("mesa", pl.col("first_seen_bot").alias("time"))
    single = single.join(presidential, on="mesa", how="left").with_columns(
        pl.coalesce("first_seen_bot_uninominal", "first_seen_bot_president", "time").alias("time")
    )
    special = special.join(presidential, on="mesa", how="left")
    president = president.with_columns(pl.col("first_seen_bot").alias("time"))
    parts = []
    for contest, tables in (("president", president), ("single-member", single), ("special", special)):
        votes = [pl.col(name).alias(votes_column(name)) for name in selections if name in tables.columns]
        time = pl.col("time").dt.replace_time_zone("America/La_Paz").dt.convert_time_zone("UTC")
        parts.append(
            tables.select(
                pl.lit(contest).alias(sheet.CONTEST),
                pl.col("mesa").cast(pl.String).alias(sheet.SHEET),
                time.cast(pl.Datetime("us", "UTC")).alias(sheet.OBSERVED_AT),
                *[pl.col(theirs).alias(ours) for theirs, ours in _COUNTS.items()],
                *votes,
            )
        )
    return pl.concat(parts, how="diagonal").sort(sheet.OBSERVED_AT, sheet.CONTEST, sheet.SHEET)
