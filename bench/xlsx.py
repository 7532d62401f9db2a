"""The last XLSX export of the official count taken in end to end, beside two other ways to read it.

calamine's bare read of the three sheets is the floor; a pandas script on openpyxl is what people write. Needs
the real exports: python bench/xlsx.py FILE.xlsx (default: the last one in ../shared/data).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import fastexcel
import pandas as pd

from escrutinio.flows.desk import open_desk
from escrutinio.flows.ingest import ingest
from escrutinio.flows.new_election import sample_election

EXPORTS = Path(__file__).resolve().parents[2] / "shared/data/bolivia-2020/exports"
RUNS = 5


def bare_read(path: Path) -> int:
    """What calamine needs to read all sheets of the workbook; returns the rows."""
    book = fastexcel.read_excel(path.read_bytes())
    return sum(book.load_sheet(name).to_polars().height for name in book.sheet_names)


def with_pandas(path: Path) -> int:
    """A plain script: read all sheets, check that lists add up, sum the votes; returns the rows."""
    rows = 0
    for frame in pd.read_excel(path, sheet_name=None, engine="openpyxl").values():
        lists = ["CREEMOS", "ADN", "MAS_IPSP", "FPV", "PAN_BOL", "LIBRE_21", "CC", "JUNTOS"]
        frame[lists].sum(axis=1).ne(frame["VOTO_VALIDO"]).sum()
        frame.groupby("ID_DEPARTAMENTO")[lists].sum()
        rows += len(frame)
    return rows


def end_to_end(path: Path, election: Path) -> int:
    """Open the election, read, check and commit the delivery to a fresh ledger; returns the rows."""
    desk = open_desk(election, for_ingest=True)
    (taken,) = ingest(desk, [path], lambda: datetime.now(UTC))
    assert taken.status == "taken in", taken.refusal
    assert taken.reading is not None
    return taken.reading.rows.height


def seconds(work: Callable[[], int]) -> float:
    """How long it took."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Print medians and ratios of one run, the three ways in turn."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else EXPORTS / "ebol_20201020_021835.xlsx"
    if not path.exists():
        print(f"skipped: {path} is not there")
        return
    times: dict[str, list[float]] = {
        "calamine, bare read": [],
        "escrutinio, end to end": [],
        "pandas, openpyxl": [],
    }
    with tempfile.TemporaryDirectory() as name:
        for run in range(RUNS):
            election = Path(name) / str(run)
            sample_election(election, "bolivia-2020", None, datetime.now(UTC))
            times["calamine, bare read"].append(seconds(lambda: bare_read(path)))
            times["escrutinio, end to end"].append(seconds(lambda at=election: end_to_end(path, at)))  # type: ignore[misc]
            if run < 2:
                times["pandas, openpyxl"].append(seconds(lambda: with_pandas(path)))
    floor = statistics.median(times["calamine, bare read"])
    for way, found in times.items():
        middle = statistics.median(found)
        print(f"{way:<26} {middle:8.2f} s {middle / floor:8.2f} times the bare read")


if __name__ == "__main__":
    main()
