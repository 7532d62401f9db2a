"""What a check looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import polars as pl

from escrutinio.ledger.delivery_states import STATE, DeliveryState
from escrutinio.ledger.source_differences import source_differences
from escrutinio.ledger.state import as_of, history, of_each_source
from escrutinio.ledger.stations import STATION, STATION_VOTERS
from escrutinio.ledger.store import Ledger
from escrutinio.model import Contest, Election, sheet, votes_column


@dataclass(frozen=True)
class Context:
    """The ledger as it stood at a moment, with the stations file; worked out when first asked for.

    Attributes:
        until: the moment (UTC); None for all that is known.
    """

    election: Election
    ledger: Ledger
    stations: pl.DataFrame
    until: datetime | None = None

    @cached_property
    def sheets(self) -> pl.DataFrame:
        """The sheets that stood, one row each, with two columns more.

        ``in_stations``: whether the stations file has the sheet. ``stations_registered``: the voters that it
        has there; 0 or null when they are not known. Where vote types are told apart these are the voters of
        the whole ``station``, which is a column too.
        """
        # Where vote types are told apart the voters are those of the sheet's station.
        voters = STATION_VOTERS if self.election.vote_types else sheet.REGISTERED
        known = self.stations.select(
            *sheet.KEY,
            pl.col(voters).alias("stations_registered"),
            pl.lit(value=True).alias("in_stations"),
            *([STATION] if self.election.vote_types else []),
        )
        sheets = as_of(self.ledger, self.until).join(known, on=list(sheet.KEY), how="left")
        return sheets.with_columns(pl.col("in_stations").fill_null(value=False))

    @cached_property
    def each_source(self) -> pl.DataFrame:
        """What each source said last of the sheets that several speak of."""
        return of_each_source(self.ledger, self.until)

    @cached_property
    def source_differences(self) -> pl.DataFrame:
        """The figures on which they differ; see :mod:`escrutinio.ledger.source_differences`."""
        return source_differences(self.each_source)

    @cached_property
    def history(self) -> pl.DataFrame:
        """Every version of every sheet."""
        return history(self.ledger, self.until)

    @cached_property
    def deliveries(self) -> pl.DataFrame:
        """The deliveries observed by then that stand."""
        return self.all_deliveries.filter(pl.col(STATE) == DeliveryState.STANDS)

    @cached_property
    def all_deliveries(self) -> pl.DataFrame:
        """The deliveries observed by then, with those that are held or withdrawn."""
        return self.ledger.deliveries(self.until)

    @cached_property
    def findings_at_reading(self) -> pl.DataFrame:
        """Findings made when the deliveries were read."""
        return self.ledger.findings(self.deliveries)

    def votes(self, contest: Contest) -> list[str]:
        """The votes columns of a contest's selections that the sheets have."""
        known = set(self.sheets.columns)
        return [name for name in map(votes_column, contest.selections) if name in known]

    def of(self, contest: Contest) -> pl.DataFrame:
        """The sheets of a contest."""
        return self.sheets.filter(pl.col(sheet.CONTEST) == contest.id)
