"""What is made once, however many processes run the tests, and copied for whoever needs it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from filelock import FileLock

from escrutinio.flows.new_election import fill_sample, sample_election
from escrutinio.samples import get_sample
from support import BOLIVIA

ODD_NAME = "María's night #1 [50%20]"
"""Neither an address nor a pattern: whatever the tests do with an election works under such a name."""
SHARED = "ESCRUTINIO_TESTS_SHARED"
"""Names the folder in which runs of pytest at the same time share what they make once."""
MADE_AT = datetime(2020, 10, 23, 12, tzinfo=UTC)
"""When the sample's files came in, as its ledger has it."""


def _make_sample(folder: Path) -> None:
    sample_election(folder, "bolivia-2020", None, MADE_AT)


def _make_real_sample(folder: Path) -> None:
    sample_election(folder, "bolivia-2020", BOLIVIA, MADE_AT)


def make_thinned_sample(folder: Path) -> None:
    """The reconstructed night of 2020 with a tenth of its polling places: for whatever does not ask how many
    sheets there are. At least one place of each municipality and district stays.
    """
    night = get_sample("bolivia-2020").build(None)
    units = ["municipality", "district", "place"]
    places = night.stations.select(units).unique().sort(units)
    nth = pl.int_range(pl.len()).over("municipality", "district")
    kept = places.filter(nth % 20 == 0)
    stations = night.stations.join(kept, on=units, how="semi")
    sheets = night.sheets.join(stations, on=["contest", "sheet"], how="semi", maintain_order="left")

    folder.mkdir()
    fill_sample(folder, replace(night, stations=stations, sheets=sheets), MADE_AT)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A file or folder that all processes share. Not to be changed: take a copy.

    Args:
        factory: pytest's own.
        name: of the file or folder.
        make: makes it at a path, in the process that comes first.
    """
    shared = _shared_folder(factory)
    original = shared / name
    with FileLock(shared / f"{name}.lock"):
        if not original.exists():
            draft = shared / f"{name}-draft"
            make(draft)
            draft.rename(original)
    return original


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path within it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Of all runs of pytest that are told of one; else of the processes of this run."""
    if SHARED in os.environ:
        return Path(os.environ[SHARED])
    base = factory.getbasetemp()
    # Each process of pytest-xdist has a folder of its own beside those of the others.
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def copy_of_sample(
    factory: pytest.TempPathFactory,
    purpose: str,
    kind: str = "plain",
    make: Callable[[Path], None] = _make_sample,
    name: str = ODD_NAME,
) -> Path:
    """A copy of the reconstructed night of 2020.

    Args:
        factory: pytest's own.
        purpose: names the copy's folder.
        kind: names what has been done to the sample before it is copied.
        make: makes the sample and does it.
        name: of the copy.
    """
    original = made_once(factory, f"sample-{kind}", make)
    copy = factory.mktemp(purpose) / name
    shutil.copytree(original, copy)
    return copy


def real_sample(factory: pytest.TempPathFactory, purpose: str, name: str = "election") -> Path:
    """A copy of the night of 2020 with its real sheets; see :data:`support.needs_data`."""
    return copy_of_sample(factory, purpose, "real", _make_real_sample, name)


def thinned_sample(factory: pytest.TempPathFactory, purpose: str, name: str = ODD_NAME) -> Path:
    """A copy of the thinned sample; see :func:`make_thinned_sample`."""
    return copy_of_sample(factory, purpose, "thinned", make_thinned_sample, name)
