"""Rows out of nested documents: what each row holds, and what stands above it.

A column of the row itself is called by its path below the row, such as ``votes/heron``; one of what the row
lies in by its path from the top, with a stroke before it, such as ``/stations/name``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from escrutinio.feeds.raw_table import DAMAGE, LINE, RawTable, refuse_too_large
from escrutinio.model import FeedError

_ALWAYS = 5_000_000
"""So many cells are no matter, however many of them are empty."""


@dataclass
class Above:
    """What stands above rows: the values of one element or object, and of what it lies in.

    Attributes:
        values: by name; they may be added as long as the document is read.
        outer: what it lies in; None at the top.
    """

    values: dict[str, str | None] = field(default_factory=dict)
    outer: Above | None = None

    def find(self, name: str) -> str | None:
        """The value of a name here, or else in what it lies in."""
        if name in self.values or self.outer is None:
            return self.values.get(name)
        return self.outer.find(name)


@dataclass
class NodeRows:
    """Rows as they are collected.

    Attributes:
        own: the values of each row.
        above: what each lies in.
        lines: where each stands: its line, or which row of the document it is.
    """

    own: list[Mapping[str, str | None]] = field(default_factory=list)
    above: list[Above] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def add(self, own: Mapping[str, str | None], above: Above, line: int) -> None:
        """Add a row."""
        self.own.append(own)
        self.above.append(above)
        self.lines.append(line)

    def table(self) -> RawTable:
        """The rows as a table.

        Raises:
            FeedError: it is larger than any count.
        """
        names = dict.fromkeys(name for own in self.own for name in own)
        seen: set[int] = set()
        for above in self.above:
            level: Above | None = above
            while level is not None and id(level) not in seen:
                seen.add(id(level))
                names |= dict.fromkeys(level.values)
                level = level.outer
        if not names:
            raise FeedError(
                "the rows of the document hold no values", hint="Say with rows in the feed where they are."
            )
        self._refuse_sparse(len(names))
        columns = {
            name: [
                own[name] if name in own else above.find(name)
                for own, above in zip(self.own, self.above, strict=True)
            ]
            for name in names
        }
        frame = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)).with_columns(
            pl.Series(LINE, self.lines, dtype=pl.Int64), pl.lit(None, dtype=pl.String).alias(DAMAGE)
        )
        return RawTable(frame)

    def _refuse_sparse(self, columns: int) -> None:
        """Refuse a table that is too large, or far larger than what stands in its rows."""
        refuse_too_large(columns, len(self.own))
        stated = sum(map(len, self.own))
        if columns * len(self.own) > max(_ALWAYS, 10 * stated):
            raise FeedError(
                f"the document's {len(self.own):,} rows have {columns:,} columns between them, most of them "
                "empty",
                hint="Say with rows in the feed which of its parts hold the results.",
            )


def path_of(rows: str) -> list[str]:
    """The names of a path such as ``stations/*/results/*``."""
    return [name for name in rows.strip().strip("/").split("/") if name]
