"""The reconstructed night of Bolivia's general election of 18 October 2020.

Simulated tally sheets, seeded, that add up to the official totals to the vote in every department and
abroad, and in every single-member and special district, and that arrive at the official count's pace,
cities first. No sheet is a real one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

import numpy as np
import polars as pl

from escrutinio.samples.bolivia_2020.ballots import Ballots, cast_ballots
from escrutinio.samples.bolivia_2020.layout import Layout, lay_out
from escrutinio.samples.bolivia_2020.margins import Floats, Ints
from escrutinio.samples.bolivia_2020.tables import SINGLE_MEMBER_LISTS, SPECIAL_LISTS, pace
from escrutinio.samples.bolivia_2020.unit_names import Words, name_columns, worded

#: Every list of the three contests, in the order of the vote columns.
LISTS = tuple(dict.fromkeys((*SINGLE_MEMBER_LISTS, *SPECIAL_LISTS)))

#: Spread of a sheet's position around its stratum's mean, in logits: between places, between tables of a
#: place. Tighter than on the true night, so that the shares as they come in stay within a few points of
#: that night's although strata know nothing of the neighbourhoods within a district.
POSITION_PLACE, POSITION_TABLE = 0.4, 0.6
#: The other sheets of a table show up with the presidential one or later: how often later, how many minutes.
LATE_SHARE, LATE_MINUTES = 0.2, 10.0

#: Columns of the stations file, in order.
ROLL_COLUMNS = (
    "contest",
    "sheet",
    "registered",
    "department",
    *name_columns("department"),
    "province",
    *name_columns("province"),
    "municipality",
    *name_columns("municipality"),
    "place",
    *name_columns("place"),
    "district",
    *name_columns("district"),
    "kind",
    "lat",
    "lon",
)


@dataclass(frozen=True, slots=True)
class ReconstructedNight:
    """A simulated night that adds up to the official result.

    Attributes:
        stations: one row per expected sheet and contest (70,306 rows), ordered by contest and sheet.

            - ``contest``: "president", "single-member" or "special";
            - ``sheet``: a table has the same code, and the same ``registered``, in each of its contests;
            - code and name (strings) of ``department``, ``province``, ``municipality``, ``place`` (polling
            place)
              and ``district``: the single-member district, C01 to C63, on presidential and single-member
              sheets; the special district, "E" and the department's code, on special ones. On presidential
              sheets it is null abroad, and the special district at the 285 tables that have no other;
            - ``kind``: city, periurban, rural, remote or abroad;
            - ``lat``, ``lon``: all null, as simulated places have no location.

        sheets: the same sheets as counted, in order of arrival.

            - ``contest``, ``sheet``, ``observed_at`` (UTC, whole seconds);
            - ``registered``, ``cast``, ``valid``, ``blank``, ``null``: voters and ballots;
            - ``votes_<list>`` for each of ``LISTS``: null in contests where the list does not stand, 0
            where it
              stands in the contest but not in the district.
    """

    stations: pl.DataFrame
    sheets: pl.DataFrame


def reconstruct(seed: int = 2020) -> ReconstructedNight:
    """Simulate the night; the same seed gives the same night, any seed the same totals.

    Args:
        seed: starts the random generator.
    """
    rng = np.random.default_rng(seed)
    layout = lay_out(rng)
    ballots = cast_ballots(layout, rng)
    seen = _arrival(layout, rng)
    stations, sheets = [], []
    for contest, counted in ballots.items():
        stations.append(_stations(contest, counted, layout))
        late = np.zeros(len(counted.tables))
        if contest != "president":
            late = rng.exponential(LATE_MINUTES * 60, len(late)) * (rng.random(len(late)) < LATE_SHARE)
        sheets.append(_sheets(contest, counted, layout, seen[counted.tables] + late))
    return ReconstructedNight(
        stations=pl.concat(stations).sort("contest", "sheet"),
        sheets=pl.concat(sheets).sort("observed_at", "contest", "sheet"),
    )


def _arrival(layout: Layout, rng: np.random.Generator) -> Floats:
    """When each table's presidential sheet shows up, in seconds since 1970, shape (tables,).

    Sheets scatter around their stratum's mean position on the true night, near-alike within a place; their
    order then follows that night's pace. The vote plays no part: early sheets differ because of where they
    come from.
    """
    mean = np.array([each.arrival for each in layout.strata]) / 100
    centre = np.log(mean / (1 - mean))[layout.stratum] + rng.normal(0, POSITION_PLACE, len(layout.stratum))
    score = centre[layout.place] + rng.normal(0, POSITION_TABLE, len(layout.place))
    position = np.empty(len(score))
    position[np.argsort(score, kind="stable")] = np.linspace(0, 100, len(score))
    percent, times = zip(*pace(), strict=True)
    seen: Floats = np.interp(position, percent, [time.timestamp() for time in times])
    return seen


def _stations(contest: str, counted: Ballots, layout: Layout) -> pl.DataFrame:
    district = pl.col("special") if contest == "special" else pl.coalesce("single", "special")
    return (
        layout.units[counted.tables]
        .with_columns(
            pl.lit(contest).alias("contest"),
            pl.Series("registered", layout.registered[counted.tables]),
            district.alias("district"),
            pl.lit(None, pl.Float64).alias("lat"),
            pl.lit(None, pl.Float64).alias("lon"),
        )
        .with_columns(
            _district_name(words, f"department_name{ending}").alias(f"district_name{ending}")
            for ending, words in worded()
        )
        .select(ROLL_COLUMNS)
    )


def _district_name(words: Words, department: str) -> pl.Expr:
    number = pl.col("district").str.slice(1).str.strip_chars_start("0")
    return (
        pl.when(pl.col("district").str.starts_with("E"))
        .then(pl.format(words.special, department))
        .when(pl.col("district").is_not_null())
        .then(pl.format(words.single, number, department))
    )


def _sheets(contest: str, counted: Ballots, layout: Layout, seen: Floats) -> pl.DataFrame:
    end = pace()[-1][1].timestamp()
    counts = counted.counts
    votes, blank, null = counts[:, :-3], counts[:, -3], counts[:, -2]
    valid: Ints = votes.sum(axis=1)
    columns = {f"votes_{each}": votes[:, column] for column, each in enumerate(counted.lists)}
    moments = np.floor(np.minimum(seen, end)).astype(np.int64)
    return pl.DataFrame(
        {
            "sheet": layout.units["sheet"].gather(counted.tables),
            "observed_at": pl.Series(moments * 1_000_000)
            .cast(pl.Datetime("us"))
            .dt.replace_time_zone(str(UTC)),
            "registered": layout.registered[counted.tables],
            "cast": valid + blank + null,
            "valid": valid,
            "blank": blank,
            "null": null,
            **columns,
        }
    ).select(
        pl.lit(contest).alias("contest"),
        "sheet",
        "observed_at",
        "registered",
        "cast",
        "valid",
        "blank",
        "null",
        *(
            pl.col(f"votes_{each}")
            if each in counted.lists
            else pl.lit(None, pl.Int64).alias(f"votes_{each}")
            for each in LISTS
        ),
    )
