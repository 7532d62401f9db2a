"""Where the reconstructed tables stand: strata cut into polling places, municipalities and provinces.

Numbers of places, tables and registered voters in each stratum are official; how they group below that is
simulated, so every code and name below the department, other than a district's, says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from escrutinio.samples.bolivia_2020.margins import Floats, Ints
from escrutinio.samples.bolivia_2020.tables import ABROAD, KINDS, Stratum, departments, strata
from escrutinio.samples.bolivia_2020.unit_names import Words, name_columns, worded

#: Registered voters at a full table. The last table of a place takes who is left.
FULL_TABLE = 220
#: What a last table may be short of a full one; below zero, it takes a few more.
SHORT = (-19.0, 206.0)
#: Places a simulated municipality has, about; municipalities a simulated province has.
PLACES_PER_MUNICIPALITY = 12
MUNICIPALITIES_PER_PROVINCE = 3
#: City districts that one simulated large municipality spans.
DISTRICTS_PER_CITY = 4
#: Shares of the places abroad in each country-like unit: a few hold most of them.
COUNTRIES = (0.48, 0.14, 0.1, 0.08, 0.05, 0.04, 0.03, 0.02, 0.02, 0.02, 0.01, 0.01)


@dataclass(frozen=True, slots=True)
class Layout:
    """Polling tables and the units they nest in.

    Attributes:
        strata: the strata, in the order of the official table.
        stratum: stratum of each place, shape (places,), index into ``strata``.
        municipality: municipality of each place, shape (places,), numbered over the whole election.
        place: place of each table, shape (tables,), rising.
        registered: voters in the stations file of each table, shape (tables,).
        units: one row per table with the code ``sheet`` and the code and name columns of its units.
    """

    strata: tuple[Stratum, ...]
    stratum: Ints
    municipality: Ints
    place: Ints
    registered: Ints
    units: pl.DataFrame


def lay_out(rng: np.random.Generator) -> Layout:
    """Simulate places, tables, municipalities and provinces within the official strata."""
    given = strata()
    stratum = np.repeat(np.arange(len(given)), [each.places for each in given])
    sizes = _place_sizes(given, stratum, rng)
    registered = _registered(given, stratum, sizes, rng)
    municipality = _municipalities(given, stratum, rng)
    place = np.repeat(np.arange(len(stratum)), sizes)
    return Layout(
        given,
        stratum,
        municipality,
        place,
        registered,
        _units(given, stratum, municipality)[place].pipe(_coded),
    )


def _spread(amounts: Floats, group: Ints) -> Ints:
    """Round amounts so that each group (consecutive, with a whole sum) keeps its sum."""
    sums = np.rint(np.bincount(group, amounts))
    before = np.concatenate([[0.0], np.cumsum(sums)])[group]
    running = np.cumsum(amounts)
    ends = np.searchsorted(group, group)  # first member of each one's group
    within = running - (running - amounts)[ends]
    return np.diff(np.rint(before + within), prepend=0.0).astype(np.int64)


def _place_sizes(given: Sequence[Stratum], stratum: Ints, rng: np.random.Generator) -> Ints:
    """Tables of each place: at least one, the rest spread unevenly over the stratum's places."""
    weight = rng.gamma(3.0, size=len(stratum))
    extra = np.array([each.sheets - each.places for each in given], dtype=np.float64)
    return 1 + _spread(extra[stratum] * weight / np.bincount(stratum, weight)[stratum], stratum)


def _registered(given: Sequence[Stratum], stratum: Ints, sizes: Ints, rng: np.random.Generator) -> Ints:
    """Registered voters of each table: full ones, and a last one that makes the stratum's official sum."""
    low, high = SHORT
    short = rng.uniform(0, 180, len(stratum))
    wanted = np.array([FULL_TABLE * each.sheets - each.registered for each in given], dtype=np.float64)
    have, places = np.bincount(stratum, short), np.bincount(stratum)
    # One linear step towards the nearer bound reaches the sum and leaves no place outside the bounds.
    down = ((wanted - low * places) / (have - low * places))[stratum]
    up = ((high * places - wanted) / (high * places - have))[stratum]
    short = np.where(down < 1, low + (short - low) * down, high - (high - short) * up)
    tables = np.full(int(sizes.sum()), FULL_TABLE, dtype=np.int64)
    tables[np.cumsum(sizes) - 1] -= _spread(short, stratum)
    return tables


def _municipalities(given: Sequence[Stratum], stratum: Ints, rng: np.random.Generator) -> Ints:
    """Municipality of each place, numbered department by department.

    The city places of neighbouring city districts make one large municipality; elsewhere a municipality is
    about a dozen places of one district, of whatever kind.
    """
    municipality = np.full(len(stratum), -1, dtype=np.int64)
    count = 0
    for department in dict.fromkeys(each.department for each in given):
        mine = np.array([each.department == department for each in given])
        if department == ABROAD:
            members = np.flatnonzero(mine[stratum])
            cuts = np.cumsum(COUNTRIES)
            municipality[members] = count + np.searchsorted(
                cuts, np.arange(len(members)) / len(members), side="right"
            )
            return municipality
        cities = _city_districts([each for each in given if each.department == department])
        for start in range(0, len(cities), DISTRICTS_PER_CITY):
            span = cities[start : start + DISTRICTS_PER_CITY]
            inside = np.array([each.district in span and each.kind == "city" for each in given])
            municipality[inside[stratum]] = count
            count += 1
        regions = dict.fromkeys(
            (each.district or each.special) for each in given if each.department == department
        )
        for region in regions:
            inside = mine & np.array([(each.district or each.special) == region for each in given])
            members = rng.permutation(np.flatnonzero(inside[stratum] & (municipality < 0)))
            if len(members):
                parts = max(1, round(len(members) / PLACES_PER_MUNICIPALITY))
                municipality[members] = count + np.arange(len(members)) * parts // len(members)
                count += parts
    return municipality


def _city_districts(given: Sequence[Stratum]) -> list[str]:
    """Districts of one department where most tables stand in a city."""
    tables: dict[str, int] = {}
    for each in given:
        if each.district:
            share = each.sheets if each.kind == "city" else -each.sheets
            tables[each.district] = tables.get(each.district, 0) + share
    return [district for district, balance in tables.items() if balance > 0]


def _units(given: Sequence[Stratum], stratum: Ints, municipality: Ints) -> pl.DataFrame:
    """One row per place: codes and names of its units. Simulated ones carry an R and are said to be so."""
    names = {
        ending: {each.code: words.abroad if each.code == ABROAD else each.name for each in departments()}
        for ending, words in worded()
    }
    places = pl.DataFrame(
        {
            "department": [given[s].department for s in stratum],
            "single": [given[s].district for s in stratum],
            "special": [given[s].special for s in stratum],
            "kind": [given[s].kind for s in stratum],
            "nth_municipality": municipality,
        },
        schema_overrides={"single": pl.String, "special": pl.String, "kind": pl.Enum(KINDS)},
    ).with_columns(
        *[
            pl.col("department").replace_strict(called).alias(f"department_name{ending}")
            for ending, called in names.items()
        ],
        pl.col("nth_municipality").rank("dense").over("department").cast(pl.Int64).alias("m"),
        pl.int_range(1, pl.len() + 1).over("department").alias("nth"),
        pl.int_range(1, pl.len() + 1).over("nth_municipality").alias("l"),
        pl.format("R-{}", "department").alias("prefix"),
        pl.col("kind").cast(pl.String),
    )
    abroad = pl.col("department") == ABROAD
    # Abroad each country-like unit is its own province and municipality.
    step = pl.when(abroad).then(1).otherwise(MUNICIPALITIES_PER_PROVINCE)
    places = places.with_columns(((pl.col("m") - 1) // step + 1).alias("p"))

    def code(letter: str, column: str, digits: int) -> pl.Expr:
        number = pl.col(column).cast(pl.String).str.zfill(digits)
        return pl.format("{}-" + letter + "{}", "prefix", number)

    def named(ending: str, words: Words) -> list[pl.Expr]:
        """A place's names of its province, its municipality and itself in a language."""
        department = f"department_name{ending}"
        home = (
            pl.format(words.province, "p", department),
            pl.format(words.municipality, "m", department),
            pl.format(words.place, "l", "m", department),
        )
        away = (
            pl.format(words.part_abroad, "p"),
            pl.format(words.part_abroad, "m"),
            pl.format(words.place_abroad, "l", "m"),
        )
        levels = ("province", "municipality", "place")
        return [
            pl.when(abroad).then(there).otherwise(here).alias(f"{level}_name{ending}")
            for level, here, there in zip(levels, home, away, strict=True)
        ]

    return places.select(
        "prefix",
        "department",
        *name_columns("department"),
        code("P", "p", 2).alias("province"),
        code("M", "m", 3).alias("municipality"),
        code("L", "nth", 4).alias("place"),
        *[name for ending, words in worded() for name in named(ending, words)],
        "single",
        "special",
        "kind",
    )


def _coded(tables: pl.DataFrame) -> pl.DataFrame:
    """Add the sheet codes, which no real sheet could have."""
    nth = pl.int_range(1, pl.len() + 1).over("department").cast(pl.String).str.zfill(5)
    return tables.select(pl.format("{}-{}", "prefix", nth).alias("sheet"), pl.exclude("prefix"))
