"""What an earlier election says of the lead at each place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from escrutinio.flows.count import unit_names
from escrutinio.flows.desk import Desk
from escrutinio.flows.projected_contest import load_baseline
from escrutinio.projection import match_baseline


@dataclass(frozen=True)
class EarlierShares:
    """The earlier lead of one selection over another.

    Attributes:
        lead: (places,), of the votes for lists at the earlier election; 0 where it is not known.
        own: (places,), whether the place has an earlier vote of its own.
    """

    lead: NDArray[np.float64]
    own: NDArray[np.bool_]


def earlier_shares_at(desk: Desk, place_units: pl.DataFrame, first: str, second: str) -> EarlierShares | None:
    """The earlier lead at places, given the codes of their units; None without an earlier vote to compare.

    Raises:
        UsageError: the election does not say which levels its projection works on.
        DefinitionError: the file of the earlier election is not what it should be.
    """
    election = desk.election
    choice = election.projection
    baseline = load_baseline(election)
    if baseline is None or choice is None or choice.place not in place_units.columns:
        return None
    names = unit_names(desk.stations, choice.place)
    both = dict.fromkeys((choice.region, choice.area))  # they may be the same
    units = [level for level in both if level in place_units.columns]
    codes = place_units[choice.place].to_list()
    places = place_units.select(units).with_columns(
        pl.Series("place", codes, dtype=pl.String),
        pl.Series("place_name", [names.get(code, code) for code in codes], dtype=pl.String),
    )
    matched = match_baseline(places, baseline, units)
    if matched is None:
        return None
    renamed = election.baseline.lists if election.baseline else {}
    wanted = [renamed.get(name, name) for name in (first, second)]
    columns = [matched.categories[int(number)] for number in matched.of_lists]
    if not set(wanted) <= set(columns):
        return None
    shares = matched.shares[:, matched.of_lists]
    total = shares.sum(axis=1)
    difference = shares[:, columns.index(wanted[0])] - shares[:, columns.index(wanted[1])]
    lead = np.divide(difference, total, out=np.zeros_like(total), where=total > 0)
    return EarlierShares(lead, matched.own & (total > 0))
