"""The samples by name, and what each brings: a definition, and a night of sheets with their times."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib import resources
from pathlib import Path

import polars as pl

from escrutinio.model import UsageError
from escrutinio.samples import bolivia_2019
from escrutinio.samples.bolivia_2020.earlier_vote import baseline_by_department, baseline_by_place
from escrutinio.samples.bolivia_2020.finished_count import load_finished_count
from escrutinio.samples.bolivia_2020.reconstruct import reconstruct
from escrutinio.samples.bolivia_2020.tables import departments, earlier_departments

BOUNDARIES = "departments.geojson"


@dataclass(frozen=True)
class Night:
    """Sheets with the times at which they came in, and the stations file they belong to.

    Attributes:
        definition: the text of election.toml.
        note: one sentence that says what the sheets are; shown with every result.
        baseline: the earlier election's figures; None when there are none.
        files: name -> content of other files of its folder.
    """

    definition: str
    stations: pl.DataFrame
    sheets: pl.DataFrame
    note: str
    baseline: pl.DataFrame | None
    files: Mapping[str, bytes] = field(default_factory=dict)


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
        stations, sheets = reconstructed.stations, reconstructed.sheets.with_columns(empty)
        note = "Reconstructed sheets: simulated, adding up to the official totals of every department."
        nota = "Actas reconstruidas: simuladas, suman los totales oficiales de cada departamento."
        source = "Reconstructed night"
        baseline = baseline_by_department()
    else:
        selections = [selection["id"] for selection in tomllib.loads(text)["selections"]]
        stations, sheets = load_finished_count(data, selections)
        note = "Real sheets of the finished count, with the times at which they came in."
        nota = "Actas reales del cómputo final, con la hora a la que llegó cada una."
        source = "Finished count with times"
        earlier = data.parent / "bolivia-2019" / "president.parquet"
        baseline = baseline_by_place(earlier, stations) if earlier.exists() else baseline_by_department()
    areas = resources.files("escrutinio.samples.bolivia_2020").joinpath("tables", BOUNDARIES).read_bytes()
    definition = text.replace("@NOTE@", note).replace("@NOTA@", nota).replace("@SOURCE@", source)
    return Night(definition, stations, sheets, note, baseline, {BOUNDARIES: areas})


def _bolivia_2020_official() -> Totals:
    return {("president", "department"): {unit.code: unit.votes for unit in departments()}}


def _bolivia_2019(order: str, data: Path | None) -> Night:
    if data is None:
        raise UsageError(
            "the election of 2019 has no reconstructed sheets",
            hint="Give the folder of its real sheets with --data.",
        )
    text = (
        resources.files("escrutinio.samples.bolivia_2019")
        .joinpath("election.toml")
        .read_text(encoding="utf-8")
    )
    stations, sheets = bolivia_2019.load_finished_count(data, order)
    which, cual = {
        "official": ("official count", "cómputo oficial"),
        "trep": ("preliminary count (TREP)", "cómputo preliminar (TREP)"),
    }[order]
    note = (
        f"Real sheets of the finished count, in the order of the {which}. Times stand for positions in that "
        "order: ten minutes to one per cent of the sheets; those without a position come last."
    )
    nota = (
        f"Actas reales del cómputo final, en el orden del {cual}. Las horas representan posiciones en ese "
        "orden: diez minutos por cada uno por ciento de las actas; las que no tienen posición van al final."
    )
    earlier = data.resolve().parent / "bolivia-2014" / "president.parquet"
    baseline = bolivia_2019.baseline_of_2014(earlier, stations) if earlier.exists() else None
    named = (
        ""
        if baseline is None
        else '\n# Beside the election of 2014.\n[baseline]\nfile = "baseline.parquet"\n'
    )
    text = (
        text.replace("@NOTE@", note)
        .replace("@NOTA@", nota)
        .replace("@ORDER@", order)
        .replace("@BASELINE@", named)
    )
    return Night(text, stations, sheets, note, baseline)


def _bolivia_2019_official() -> Totals:
    return {("president", "department"): {unit.code: unit.votes for unit in earlier_departments()}}


SAMPLES = {
    sample.id: sample
    for sample in (
        Sample("bolivia-2020", "bo-2020-10-18", _bolivia_2020, _bolivia_2020_official),
        *(
            Sample(
                f"bolivia-2019-{order}",
                f"bo-2019-10-20-{order}",
                partial(_bolivia_2019, order),
                _bolivia_2019_official,
            )
            for order in bolivia_2019.ORDERS
        ),
    )
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
        raise UsageError(f"there is no sample {name!r}", hint=f"Samples: {', '.join(SAMPLES)}.")
    return SAMPLES[name]
