"""Sheet rows of small deliveries in one file beside the table, as a night of single sheets has thousands.

Each file of the table costs a millisecond or so, however little is in it. What the file beside it says of a
delivery is believed only while each file of the table that it was made from is unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path

import polars as pl

from escrutinio.ledger import schema
from escrutinio.ledger.parquet_file import keep, kept
from escrutinio.model.files import state_of

Parts = Mapping[str, int]
"""The files of a delivery within the table's folder -> their size in bytes."""
_State = list[tuple[str, int, int]]
"""Path, size, and when it was changed (nanoseconds)."""

SMALL = 2**16
"""Bytes: a delivery with a larger file is not kept a second time."""
WORTHWHILE = 64
"""So many small deliveries are worth a file; fewer are read as they are."""


def small_of(parts: Mapping[str, Parts], wanted: Collection[str]) -> dict[str, Parts]:
    """The small ones of some deliveries, with their files; none where they are too few."""
    small = {
        delivery: parts[delivery]
        for delivery in wanted
        if delivery in parts and max(parts[delivery].values(), default=0) <= SMALL
    }
    return small if len(small) >= WORTHWHILE else {}


class SmallDeliveries:
    """The rows of small deliveries, read once.

    Args:
        folder: the table's.
        types: its columns.
    """

    def __init__(self, folder: Path, types: Mapping[str, type[pl.DataType] | pl.DataType]) -> None:
        self._folder = folder
        self._types = pl.DataFrame(schema=dict(types)).schema
        self._file = folder.with_name(f"{folder.name}-rows.cache")

    def rows(
        self, deliveries: Mapping[str, Parts], read: Callable[[list[str]], pl.DataFrame]
    ) -> pl.DataFrame:
        """All rows of some deliveries.

        Args:
            deliveries: id -> its files.
            read: reads the rows of deliveries, by their ids, out of the table.

        Raises:
            OSError: a file of the table is missing.
        """
        now = {key: self._state(parts) for key, parts in deliveries.items()}
        kept, states = self._load()
        known = [key for key, state in now.items() if states.get(key) == state]
        absent = [key for key in now if states.get(key) != now[key]]
        frames = [kept.filter(pl.col(schema.DELIVERY).is_in(known))] if kept is not None else []
        if absent:
            frames.append(read(absent))
        rows = pl.concat(frames, how="diagonal")
        if len(absent) >= WORTHWHILE:
            stale = set(absent)
            others = {key: state for key, state in states.items() if key not in stale}
            before = [kept.filter(~pl.col(schema.DELIVERY).is_in(absent))] if kept is not None else []
            self._save(pl.concat([*before, frames[-1]], how="diagonal"), {**others, **now})
        return rows

    def _state(self, parts: Parts) -> _State:
        return [(path, *state_of(self._folder / path)) for path in sorted(parts)]

    def _load(self) -> tuple[pl.DataFrame | None, dict[str, _State]]:
        with suppress(ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
            earlier = kept(self._file)
            if earlier is None:
                return None, {}
            rows, about = earlier
            states = {
                str(key): [(str(path), int(size), int(at)) for path, size, at in state]
                for key, state in json.loads(about["deliveries"]).items()
            }
            if schema.DELIVERY in rows.columns and rows.schema.items() <= self._types.items():
                return rows, states
        return None, {}

    def _save(self, rows: pl.DataFrame, states: Mapping[str, _State]) -> None:
        keep(self._file, rows, {"deliveries": json.dumps(states)})
