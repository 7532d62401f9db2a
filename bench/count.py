"""One million synthetic sheets with eight lists, taken in and counted: how long, and how much memory.

Run: python bench/count.py [SHEETS]
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import polars as pl

from escrutinio.feeds import read_delivery
from escrutinio.ledger import Ledger, as_of, load_stations
from escrutinio.ledger.checks import Context, run_checks
from escrutinio.model import load_election
from escrutinio.tabulation import resolve_units, tabulate

T = TypeVar("T")
LISTS = [f"L{number}" for number in range(1, 9)]
LEVELS = ["region", "province", "town", "place"]
PLACES = 120_000
PLACES_IN = {"region": 6_075, "province": 405, "town": 15, "place": 1}


def definition() -> str:
    """An election with four levels below the nation, one contest and eight lists."""
    parts = ['[election]\nid = "bench"\nname = "Bench"\ndate = 2024-01-01\ntimezone = "UTC"\n']
    parent = "nation"
    for level in LEVELS:
        parts.append(f'[[levels]]\nid = "{level}"\nname = "{level}"\nparent = "{parent}"\n')
        parent = level
    parts += [f'[[selections]]\nid = "{name}"\nname = "{name}"\ncolor = "#123456"\n' for name in LISTS]
    parts.append(f'[[contests]]\nid = "council"\nname = "Council"\nselections = {LISTS}\n'.replace("'", '"'))
    counts = ", ".join(f'{key} = "{key}"' for key in ("registered", "cast", "valid", "blank", "null"))
    parts.append(
        '[[feeds]]\nid = "feed"\nfiles = ["*.parquet"]\nsnapshot = true\n'
        'contest = "council"\nsheet = "sheet"\n'
        f"counts = {{ {counts} }}\n[feeds.observed]\ndefault = 2024-01-01T20:00:00Z\n"
    )
    return "\n".join(parts)


def synthetic(sheets: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The stations file and the sheets, the same at every run."""
    chance = np.random.default_rng(1)
    place = chance.integers(0, PLACES, sheets)
    votes = chance.multinomial(200, np.arange(1, 9) / 40, sheets)[:, :8]
    blank, null = chance.integers(0, 6, sheets), chance.integers(0, 6, sheets)
    valid = votes.sum(axis=1)
    codes = pl.Series("sheet", np.arange(sheets)).cast(pl.String).str.zfill(7)
    units = {}
    for level in LEVELS:
        units[level] = pl.Series(place // PLACES_IN[level]).cast(pl.String)
    registered = valid + blank + null + chance.integers(0, 60, sheets)
    stations = pl.DataFrame(
        {"contest": ["council"] * sheets, "sheet": codes, "registered": registered, **units}
    )
    frame = pl.DataFrame(
        {
            "sheet": codes,
            "registered": registered,
            "cast": valid + blank + null,
            "valid": valid,
            "blank": blank,
            "null": null,
            **{name: votes[:, number] for number, name in enumerate(LISTS)},
        }
    )
    return stations, frame


def timed(name: str, work: Callable[[], T]) -> tuple[T, float]:
    """Do it, print how long it took."""
    begun = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - begun
    print(f"{name:<46} {seconds:8.2f} s")
    return result, seconds


def main() -> None:
    """Print one line for each stage, the rate and the peak of memory."""
    if sys.argv[1:2] == ["--make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]))
        return
    sheets = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own, so that the memory measured is the desk's alone.
        subprocess.run([sys.executable, __file__, "--make", name, str(sheets)], check=True)
        election = load_election(folder)
        ledger = Ledger(folder, election)

        def ingest() -> bool:
            reading = read_delivery(folder / "count.parquet", election)
            return ledger.append(
                reading.delivery, reading.rows, reading.findings, reading.data, datetime.now(UTC)
            )

        _, seconds = timed(f"ingest {sheets:,} sheets from Parquet", ingest)
        stations, _ = timed("read the stations file", lambda: load_stations(election))
        stood, _ = timed("as of now", lambda: as_of(ledger))

        def all_levels() -> Any:
            return tabulate(resolve_units(stood, stations, election), stations, election.contests["council"])

        tables, _ = timed("tabulate at all five levels", all_levels)
        assert tables["nation"]["sheets_reported"].item() == sheets
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        timed("all checks", lambda: run_checks(Context(election, ledger, stations)))
        with_checks = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'sheets ingested a second':<46} {sheets / seconds:10,.0f}")
    print(f"{'peak memory, count':<46} {peak:8.0f} MiB")
    print(f"{'peak memory, with all checks':<46} {with_checks:8.0f} MiB")


def make(folder: Path, sheets: int) -> None:
    """Write the election folder and the delivery."""
    (folder / "election.toml").write_text(definition(), encoding="utf-8")
    stations, frame = synthetic(sheets)
    stations.write_parquet(folder / "stations.parquet")
    frame.write_parquet(folder / "count.parquet")


if __name__ == "__main__":
    main()
