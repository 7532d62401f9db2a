"""Opens an election folder: its definition, its stations file and the ledger that counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

import polars as pl

from escrutinio.flows.logged_records import FIND_AGAIN, lost_records
from escrutinio.flows.sample_file import read_sample
from escrutinio.ledger import Ledger, coming_in, first_arrivals, load_stations, schema
from escrutinio.ledger.altered import altered_rows
from escrutinio.ledger.arrivals import CAME_IN, FIRST_VOTES, FIRST_VOTES_AT
from escrutinio.ledger.checks import unknown_codes
from escrutinio.ledger.state import counted_deliveries, standing_deliveries
from escrutinio.model import (
    DEFINITION_FILE,
    REHEARSAL,
    DefinitionError,
    Election,
    LedgerError,
    UsageError,
    has_language,
    in_language,
    languages_of,
    load_election,
    sheet,
)
from escrutinio.model.text import some_of


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
    _of_history: dict[str, tuple[tuple[str, ...], pl.DataFrame]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def stations(self) -> pl.DataFrame:
        """The stations file of expected sheets."""
        return load_stations(self.election)

    @cached_property
    def sample(self) -> pl.DataFrame | None:
        """The stations of the election's sample; None where it has none.

        Raises:
            DefinitionError: the file of the sample is not what it should be, see
                :func:`~escrutinio.flows.sample_file.read_sample`.
        """
        projection = self.election.projection
        if projection is None or not projection.sample:
            return None
        return read_sample(self.election.folder / projection.sample)

    def arrivals(self, until: datetime | None = None) -> pl.DataFrame:
        """When each sheet first came in, up to a moment, see :func:`escrutinio.ledger.first_arrivals`.

        The whole history is read for it, so it is read once for the deliveries that stand.
        """
        arrivals = self._read_once("arrivals", first_arrivals)
        if until is None:
            return arrivals
        with_votes = pl.when(pl.col(FIRST_VOTES_AT) <= until)
        return arrivals.filter(pl.col(sheet.OBSERVED_AT) <= until).with_columns(
            with_votes.then(FIRST_VOTES_AT), with_votes.then(FIRST_VOTES).alias(FIRST_VOTES)
        )

    def coming_in(self, until: datetime | None = None) -> pl.DataFrame:
        """What came in of each sheet, and when, see :func:`escrutinio.ledger.coming_in`."""
        in_part = any(feed.tables and feed.tables.in_part for feed in self.election.feeds.values())
        if in_part:
            steps = self._read_once("steps", coming_in)
        else:  # then every sheet comes in whole
            steps = self.arrivals().select(*sheet.KEY, sheet.OBSERVED_AT, pl.lit(1.0).alias(CAME_IN))
        return steps if until is None else steps.filter(pl.col(sheet.OBSERVED_AT) <= until)

    def _read_once(self, what: str, read: Callable[[Ledger], pl.DataFrame]) -> pl.DataFrame:
        """What is read of the whole history, as long as the same deliveries stand."""
        deliveries = tuple(self.ledger.standing()[schema.DELIVERY].to_list())
        known = self._of_history.get(what)
        if known is None or known[0] != deliveries:
            known = self._of_history[what] = deliveries, read(self.ledger)
        return known[1]


def require_nothing_lost(desk: Desk, until: datetime | None = None) -> None:
    """Refuse to answer from a ledger that lacks what is in its log.

    Raises:
        LedgerError: it does; names the files.
    """
    rows = lost_records(desk.ledger, until)
    if rows.is_empty():
        return
    files = rows[schema.FILE].unique(maintain_order=True)
    more = f" and {files.len() - 3} more" if files.len() > 3 else ""
    raise LedgerError(
        f"the ledger has lost what the log has of {', '.join(files.head(3))}{more}",
        where=str(desk.ledger.table_path),
        hint=f"Nothing is answered from it. {FIND_AGAIN}",
    )


def require_unaltered(desk: Desk, until: datetime | None = None, *, earlier: bool = False) -> None:
    """Refuse to answer from a ledger that is not what was taken in.

    Args:
        desk: the election.
        until: the moment (UTC) of the answer; None for all that is known.
        earlier: the answer speaks of the moments before as well, so that what has been replaced by then is
            looked at too.

    Raises:
        LedgerError: rows are others than those that were taken in, or records are lost; names the sheets or
            files.
    """
    require_nothing_lost(desk, until)
    looked_at = standing_deliveries if earlier else counted_deliveries
    rows = altered_rows(desk.ledger, looked_at(desk.ledger, until))
    if rows.is_empty():
        return
    named = [
        " ".join(filter(None, (row[sheet.CONTEST], row[sheet.SHEET]))) or "rows changed, added or taken out"
        for row in rows.head(5).iter_rows(named=True)
    ]
    more = f" and {rows.height - 5} more" if rows.height > 5 else ""
    raise LedgerError(
        f"the ledger has been changed since its files were taken in: {some_of(named)}{more} "
        f"(of {some_of(rows[schema.FILE].unique(maintain_order=True).head(3))})",
        where=str(desk.ledger.table_path),
        hint="Nothing is answered from it. See escrutinio verify; escrutinio repair makes it again from the "
        "kept files.",
    )


def open_desk(
    folder: Path, *, for_ingest: bool = False, for_repair: bool = False, language: str | None = None
) -> Desk:
    """Open an election folder.

    Args:
        folder: holds election.toml.
        for_ingest: deliveries go to the count's ledger, never to the rehearsal's.
        for_repair: the ledger may be one that cannot be read.
        language: of the names; None for the first of each.

    Raises:
        UsageError, DefinitionError: it is no election folder, it has no name in the language, or its
            definition has mistakes.
        LedgerError: the ledger cannot be opened.
    """
    election = load_election(folder)
    if language is not None:
        if not has_language(election, language):
            known = ", ".join(languages_of(election))
            raise UsageError(
                f"the election has no names in the language {language!r}",
                hint=f"It has some in: {known}."
                if known
                else f'Give them in {DEFINITION_FILE}, such as name = {{ es = "...", qu = "..." }}.',
            )
        election = in_language(election, language)
    unknown = unknown_codes((*election.checks.off, *election.checks.exclude))
    if unknown:
        raise DefinitionError(unknown, where=str(folder / DEFINITION_FILE))
    if election.candidates and election.law is not None and len(election.law.contests) > 1:
        from escrutinio.flows.chosen_law import (
            with_persons_of_first_rounds,  # laws: only where they are asked
        )

        election = with_persons_of_first_rounds(election)
    ledger = Ledger(folder, election)
    rehearsal = Ledger(folder / REHEARSAL, election)
    if for_repair and ledger.table_path.exists():
        return Desk(election, ledger, rehearsing=False)
    if for_ingest or not rehearsal.table.exists() or not ledger.deliveries().is_empty():
        return Desk(election, ledger, rehearsing=False)
    return Desk(election, rehearsal, rehearsing=True)
