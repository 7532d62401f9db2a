"""Publications of the sample's night: how long one takes to make, to open, and to answer from.

Run: python bench/publication.py
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from escrutinio.feeds import csv_bytes
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.new_election import sample_election
from escrutinio.flows.publication import Publication, figure, figure_at, nist_report, publish, table

MOMENTS = {
    "nothing in": datetime(2020, 10, 18, tzinfo=UTC),
    "40 % in": datetime(2020, 10, 20, 2, tzinfo=UTC),
    "all in": datetime(2020, 10, 24, tzinfo=UTC),
}


def timed(what: str, ask: Callable[[], Any], times: int = 5) -> Any:
    """Ask several times and print the median in milliseconds; the last answer."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        answer = ask()
        taken.append(time.perf_counter() - start)
    print(f"{what:<44} {1000 * statistics.median(taken):8.1f} ms")
    return answer


def published(desk: Desk, moment: datetime) -> Publication:
    """One publication."""
    return publish(desk, moment, now=datetime.now(UTC))


def main() -> None:
    """Publish three moments, and ask the last publication."""
    with tempfile.TemporaryDirectory() as folder:
        night = Path(folder) / "night"
        sample_election(night, "bolivia-2020", None, datetime.now(UTC))
        desk = open_desk(night)
        for name, moment in MOMENTS.items():
            found = timed(f"publish, {name}", partial(published, desk, moment), 3)
        timed("open and load all parts", lambda: Publication(found.folder, found.about).load())
        found.load()
        units = list(found.units("president"))
        place = next(unit for unit in units if unit[0] == "place")
        timed("unit: the nation", lambda: found.unit("president", "nation", "nation"), 50)
        timed("unit: a department", lambda: found.unit("president", "department", "2"), 50)
        timed("unit: a polling place with its sheets", lambda: found.unit("president", *place), 50)
        timed(
            f"all {len(units):,} units of a contest",
            lambda: [found.unit("president", *unit) for unit in units],
            1,
        )
        timed("figure", lambda: figure(found, "share: CC"), 50)
        timed("figure_at, from the ledger", lambda: figure_at(found, "share: CC", MOMENTS["40 % in"]))
        timed("table as CSV", lambda: csv_bytes(table(found)), 3)
        timed("NIST report", lambda: json.dumps(nist_report(found)), 3)


if __name__ == "__main__":
    main()
