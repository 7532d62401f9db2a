"""The samples by name, and what each brings: a definition, and a night of sheets with their times."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import polars as pl

from escrutinio.model import UsageError
from escrutinio.samples.bolivia_2020.finished_count import load_finished_count
from escrutinio.samples.bolivia_2020.reconstruct import reconstruct
from escrutinio.samples.bolivia_2020.tables import departments


@dataclass(frozen=True)
class Night:
    """Sheets with the times at which they came in, and the roll they belong to.

    Attributes:
        definition: the text of election.toml.
        note: one sentence that says what the sheets are; shown with every result.
    """

    definition: str
    roll: pl.DataFrame
    sheets: pl.DataFrame
    note: str


Totals = Mapping[tuple[str, str], Mapping[str, Mapping[str, int]]]
"""Contest and level -> unit -> selection -> votes."""


@dataclass(frozen=True)
class Sample:
    """An election that can be made ready.

    Attributes:
        election: the id in its definition.
        build: makes the night from the folder of real sheets, or from None by reconstruction.
        official: the official totals.
    """

    id: str
    election: str
    build: Callable[[Path | None], Night]
    official: Callable[[], Totals]


def _bolivia_2020(data: Path | None) -> Night:
    text = (
        resources.files("escrutinio.samples.bolivia_2020")
        .joinpath("election.toml")
        .read_text(encoding="utf-8")
    )
    if data is None:
        reconstructed = reconstruct()
        # Two organisations stood in name only; nobody voted for them.
        nothing = pl.when(pl.col("contest") == "special").then(pl.lit(0, dtype=pl.Int64))
        empty = [nothing.alias(f"votes_{name}") for name in ("CIDOB", "CONAMAQ")]
        roll, sheets = reconstructed.roll, reconstructed.sheets.with_columns(empty)
        note = "Reconstructed sheets: simulated, adding up to the official totals of every department."
        source = "Reconstructed night"
    else:
        selections = [selection["id"] for selection in tomllib.loads(text)["selections"]]
        roll, sheets = load_finished_count(data, selections)
        note = "Real sheets of the finished count, with the times at which they came in."
        source = "Finished count with times"
    return Night(text.replace("@NOTE@", note).replace("@SOURCE@", source), roll, sheets, note)


def _bolivia_2020_official() -> Totals:
    return {("president", "department"): {unit.code: unit.votes for unit in departments()}}


SAMPLES = {
    sample.id: sample
    for sample in (Sample("bolivia-2020", "bo-2020-10-18", _bolivia_2020, _bolivia_2020_official),)
}


def official_totals(election: str) -> Totals | None:
    """The official totals of an election that is a sample; None of any other."""
    return next((sample.official() for sample in SAMPLES.values() if sample.election == election), None)


def get_sample(name: str) -> Sample:
    """A sample by its name.

    Raises:
        UsageError: there is none of that name.
    """
    if name not in SAMPLES:
        raise UsageError(f"there is no sample {name!r}", mend=f"Samples: {', '.join(SAMPLES)}.")
    return SAMPLES[name]
