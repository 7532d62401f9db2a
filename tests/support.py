"""What tests share: small elections in a folder of their own, deliveries for them, and where the data is."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from escrutinio.feeds import parse_delivery
from escrutinio.ledger import Ledger
from escrutinio.ledger.reading_trial import write_given
from escrutinio.model import Election, load_election

SHARED = Path(__file__).resolve().parents[2] / "shared"
BOLIVIA = SHARED / "data" / "bolivia-2020"

needs_data = pytest.mark.skipif(
    not BOLIVIA.is_dir(), reason="the folder shared/data with the real sheets is not beside the checkout"
)

START = datetime(2024, 5, 5, 18, 0, tzinfo=UTC)
HEADER = ["contest", "sheet", "registered", "cast", "valid", "blank", "null", "A", "B", "C"]

UNITS_AND_LISTS = """
[[levels]]
id = "region"
name = "Region"

[[levels]]
id = "town"
name = "Town"
parent = "region"

[[selections]]
id = "A"
name = "List A"
short = "A"
color = "#112233"

[[selections]]
id = "B"
name = "List B"
short = "B"
color = "#AABBCC"

[[selections]]
id = "C"
name = "List C"
short = "C"
color = "#000000"
"""
"""What all small elections have in common."""

DEFINITION = (
    """
[election]
id = "test-2024"
name = "Test election"
date = 2024-05-05
timezone = "Europe/Lisbon"
"""
    + UNITS_AND_LISTS
    + """
[[levels]]
id = "place"
name = "Polling place"
parent = "town"

[[contests]]
id = "council"
name = "Council"
selections = ["A", "B", "C"]
withdrawn = ["C"]

[[contests]]
id = "mayor"
name = "Mayor"
selections = ["A", "B"]
level = "region"

[checks]
place_level = "place"
@CHECKS@

[[feeds]]
id = "snapshots"
files = ["*.csv"]
snapshot = true
contest_column = "contest"
sheet = "sheet"
[feeds.counts]
registered = "registered"
cast = "cast"
valid = "valid"
blank = "blank"
null = "null"
[feeds.units.region]
column = "region"
[feeds.observed]
file_name = '(\\d{8}_\\d{6})'

[[feeds]]
id = "singles"
files = ["*.jsonl", "*.parquet"]
contest_column = "contest"
sheet = "sheet"
counts = { registered = "registered", cast = "cast", valid = "valid", blank = "blank", null = "null" }
[feeds.observed]
column = "time"
file_name = '(\\d{8}_\\d{6})'
"""
)

Row = Sequence[object]


def stations(sheets_per_place: int = 3, contests: Sequence[str] = ("council", "mayor")) -> pl.DataFrame:
    """Two regions of two towns of one place each; every sheet has 100 registered voters."""
    rows = []
    number = 0
    for region in ("N", "S"):
        for town in ("1", "2"):
            for _ in range(sheets_per_place):
                number += 1
                for contest in contests:
                    unit = f"{region}{town}"
                    rows.append(
                        (contest, f"{number:03d}", 100, region, f"Region {region}", unit, unit, f"P{unit}")
                    )
    columns = ["contest", "sheet", "registered", "region", "region_name", "town", "town_name", "place"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def make_election(
    folder: Path,
    *,
    definition: str = DEFINITION,
    checks: str = "",
    stations_frame: pl.DataFrame | None = None,
) -> Election:
    """An election folder with a definition and a stations file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "election.toml").write_text(definition.replace("@CHECKS@", checks), encoding="utf-8")
    write_given(stations() if stations_frame is None else stations_frame, folder / "stations.parquet")
    return load_election(folder)


def row(sheet: str, a: int, b: int = 0, *, contest: str = "council", c: int = 0, **other: object) -> Row:
    """A row that adds up, with 100 registered voters, unless told otherwise."""
    counts: Mapping[str, object] = {
        "registered": 100,
        "cast": a + b + c,
        "valid": a + b + c,
        "blank": 0,
        "null": 0,
        **other,
    }
    return [contest, sheet, *counts.values(), a, b, c]


def csv_bytes(rows: Sequence[Row], header: Sequence[str] = HEADER) -> bytes:
    """Rows as a CSV file."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def at(minutes: int) -> datetime:
    """So many minutes into the night."""
    return START + timedelta(minutes=minutes)


def snapshot_name(minutes: int) -> str:
    """The name of a snapshot of that minute; the names hold local time, which is UTC+1 in summer."""
    return (at(minutes) + timedelta(hours=1)).strftime("count_%Y%m%d_%H%M%S.csv")


def take(
    ledger: Ledger,
    rows: Sequence[Row] | bytes,
    name: str | None = None,
    *,
    minutes: int = 0,
    feed: str | None = None,
) -> bool:
    """Take a snapshot of a minute into a ledger; False when its bytes were known."""
    data = rows if isinstance(rows, bytes) else csv_bytes(rows)
    reading = parse_delivery(data, name or snapshot_name(minutes), ledger.election, feed_id=feed)
    return ledger.append(reading.delivery, reading.rows, reading.findings, reading.data, at(1000))


def singles(rows: Sequence[Row], times: Sequence[int]) -> bytes:
    """Rows as a Parquet file of the feed "singles", with a time each."""
    frame = pl.DataFrame([list(cells) for cells in rows], schema=HEADER, orient="row")
    buffer = io.BytesIO()
    frame.with_columns(pl.Series("time", [at(minute) for minute in times])).write_parquet(buffer)
    return buffer.getvalue()
