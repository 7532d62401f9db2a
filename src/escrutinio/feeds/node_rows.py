"""Rows out of nested documents: what each row holds, and what stands above it.

A column of the row itself is called by its path below the row, such as ``votes/heron``; one of what the row
lies in by its path from the top, with a stroke before it, such as ``/stations/name``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from escrutinio.feeds.raw_table import DAMAGE, LINE, RawTable, refuse_too_large


@dataclass
class Above:
    """What stands above rows: the values of one element or object, and of what it lies in.

    Attributes:
        values: by name; they may be added as long as the document is read.
        outer: what it lies in; None at the top.
    """

    values: dict[str, str | None] = field(default_factory=dict)
    outer: Above | None = None


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
        chains: dict[int, dict[str, str | None]] = {}
        names = dict.fromkeys(name for own in self.own for name in own)
        for above in self.above:
            names |= dict.fromkeys(self._chain(above, chains))
        refuse_too_large(len(names), len(self.own))
        columns = {
            name: [
                own[name] if name in own else chains[id(above)].get(name)
                for own, above in zip(self.own, self.above, strict=True)
            ]
            for name in names
        }
        frame = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)).with_columns(
            pl.Series(LINE, self.lines, dtype=pl.Int64), pl.lit(None, dtype=pl.String).alias(DAMAGE)
        )
        return RawTable(frame)

    def _chain(self, above: Above, chains: dict[int, dict[str, str | None]]) -> dict[str, str | None]:
        known = chains.get(id(above))
        if known is None:
            outer = self._chain(above.outer, chains) if above.outer else {}
            known = chains[id(above)] = {**outer, **above.values}
        return known


def path_of(rows: str) -> list[str]:
    """The names of a path such as ``stations/*/results/*``."""
    return [name for name in rows.strip().strip("/").split("/") if name]
