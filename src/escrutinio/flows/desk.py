"""Opens an election folder: its definition, its stations file and the ledger that counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from escrutinio.ledger import Ledger, load_stations
from escrutinio.ledger.checks import unknown_codes
from escrutinio.model import DEFINITION_FILE, DefinitionError, Election, load_election

REHEARSAL = "rehearsal"


@dataclass(frozen=True)
class Desk:
    """An election folder that is open.

    Attributes:
        election: its definition.
        ledger: the ledger that is shown. The rehearsal's until the first delivery comes in, the count's from
            then on: the two are never mixed.
        rehearsing: whether it is the rehearsal's.
    """

    election: Election
    ledger: Ledger
    rehearsing: bool

    @cached_property
    def stations(self) -> pl.DataFrame:
        """The stations file of expected sheets."""
        return load_stations(self.election)


def open_desk(folder: Path, *, for_ingest: bool = False) -> Desk:
    """Open an election folder.

    Args:
        folder: holds election.toml.
        for_ingest: deliveries go to the count's ledger, never to the rehearsal's.

    Raises:
        UsageError, DefinitionError: it is no election folder, or its definition has mistakes.
        LedgerError: the ledger cannot be opened.
    """
    election = load_election(folder)
    unknown = unknown_codes((*election.checks.off, *election.checks.exclude))
    if unknown:
        raise DefinitionError(unknown, where=str(folder / DEFINITION_FILE))
    ledger = Ledger(folder, election)
    rehearsal = Ledger(folder / REHEARSAL, election)
    if for_ingest or not rehearsal.exists() or not ledger.deliveries().is_empty():
        return Desk(election, ledger, rehearsing=False)
    return Desk(election, rehearsal, rehearsing=True)
