"""Makes an election folder from a sample."""

from __future__ import annotations

import io
import shutil
import uuid
from datetime import datetime
from pathlib import Path

import polars as pl

from escrutinio.feeds import parse_delivery
from escrutinio.flows.desk import REHEARSAL
from escrutinio.flows.documents.new import NewDocument
from escrutinio.ledger import Ledger
from escrutinio.model import DEFINITION_FILE, Election, UsageError, load_election, sheet
from escrutinio.samples import Night, get_sample


def new_election(
    folder: Path, sample: str, data: Path | None, now: datetime, until: str | None = None
) -> Election:
    """Make a folder with a sample's definition, its stations file, and its night as a rehearsal.

    Args:
        folder: must not exist, or be empty.
        sample: the sample's name.
        data: the folder of the real sheets; None for reconstructed ones.
        now: the time recorded as that of taking in.
        until: ISO 8601 text; the night holds only the sheets observed by then.

    Raises:
        UsageError: the folder is in use, there is no such sample, or the data cannot be read.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} exists and is not an empty folder", hint="Name a new folder.")
    night = get_sample(sample).build(data)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Made beside it and moved into place, so that there is never half an election.
    partial = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}")
    try:
        _fill(partial, night, now, until)
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return load_election(folder)


def new_document(folder: Path, election: Election) -> NewDocument:
    """What was made, as a document."""
    return NewDocument(folder=str(folder), election=election.id, note=election.note)


def _fill(folder: Path, night: Night, now: datetime, until: str | None) -> None:
    folder.mkdir()
    (folder / DEFINITION_FILE).write_text(night.definition, encoding="utf-8")
    night.stations.write_parquet(folder / "stations.parquet")
    if night.baseline is not None:
        night.baseline.write_parquet(folder / "baseline.parquet")
    election = load_election(folder)
    sheets = night.sheets
    if until is not None:
        try:
            moment = election.parse_time(until)
        except ValueError:
            raise UsageError(f"{until!r} is not a time", hint="Give it like 2020-10-19T08:30.") from None
        sheets = sheets.filter(pl.col(sheet.OBSERVED_AT) <= moment)
    Ledger(folder, election).create()
    rehearsal = Ledger(folder / REHEARSAL, election)
    rehearsal.create()
    if sheets.is_empty():
        return
    buffer = io.BytesIO()
    sheets.write_parquet(buffer)
    reading = parse_delivery(buffer.getvalue(), "night.parquet", election)
    rehearsal.append(reading.delivery, reading.rows, reading.findings, reading.data, now)
