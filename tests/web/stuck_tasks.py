"""A task for the tests of the queue: its first run never ends, the next ones do."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django_tasks import task


@task(queue_name="count")
def stick_at_first(place: str) -> None:
    """Write a line for each run to a file; stick in the first one, or in all when there is ``always``."""
    runs = Path(place) / "runs"
    with runs.open("a") as file:
        file.write(f"{os.getpid()}\n")
    if len(runs.read_text().splitlines()) == 1 or (Path(place) / "always").exists():
        time.sleep(60)
