"""Rows whose figures are the sums of other rows: totals that would be counted as sheets of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from escrutinio.ledger.finding_frame import concat_findings, findings_from
from escrutinio.ledger.finding_kinds import TOTAL_ROW
from escrutinio.model import Feed, sheet

_MOST_LOOKED_AT = 50
"""Of the rows that do not stand beside their parts so many are compared with all others, largest first."""
_SURE = 12
"""Bits by which figures must say more than it takes to tell all pairs of rows apart. With fewer, a small
sheet is now and then the sum of its neighbours by chance."""
_WEIGHT = 0x9E3779B97F4A7C15
"""An odd number without a pattern in its bits. Its powers weigh the figures of a row."""
_WORD = 2**64

Number = TypeVar("Number", np.int64, np.uint64)


@dataclass(frozen=True)
class Total:
    """A row that is the sum of others, by the places of rows in a table.

    Attributes:
        row: its own.
        first, last: of the rows that are added up.
        parts: how many they are.
    """

    row: int
    first: int
    last: int
    parts: int


def total_rows(rows: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    """A finding for each row that has the sums of two rows or more of its contest that stand together.

    Args:
        rows: sheet rows of one delivery.
        feed: for the message.
    """
    figures = sheet.figures_in(rows.columns)
    readable = rows.filter(sheet.READABLE).sort(sheet.LINE, maintain_order=True)
    findings = []
    for contest in readable[sheet.CONTEST].unique(maintain_order=True):
        own = readable.filter(
            (pl.col(sheet.CONTEST) == contest) & pl.any_horizontal(pl.col(figures).fill_null(0) > 0)
        )
        totals = sums_among(own.select(pl.col(figures).fill_null(0)).to_numpy())
        lines = own[sheet.LINE].to_list()
        places = pl.DataFrame(
            [(total.row, lines[total.first], lines[total.last], total.parts) for total in totals],
            schema={"row": pl.UInt32, "first_line": pl.Int64, "last_line": pl.Int64, "parts": pl.Int64},
            orient="row",
        )
        message = pl.format(
            "The figures are the sums of {} other rows of the file (from line {} to {}), so this may be a "
            f"total. It counts as a sheet; leave totals out with `only` or `skip` in the feed '{feed.id}'.",
            "parts",
            "first_line",
            "last_line",
        )
        found = own.with_row_index("row").join(places, on="row", how="inner", maintain_order="left")
        findings.append(findings_from(found, TOTAL_ROW, message, ["parts", "first_line", "last_line"]))
    return concat_findings(findings)


def sums_among(figures: NDArray[np.int64]) -> list[Total]:
    """The rows of a table (rows x figures, no row all zero) that are the sums of rows standing together.

    A row is compared as one number: the weighted sum of its figures in whole numbers of 64 bits. Sums of rows
    have the sums of these numbers; that others meet in one has a chance of 1 in 2 to the power of 64.
    """
    if len(figures) < 3:
        return []
    weights = np.array([pow(_WEIGHT, k + 1, _WORD) for k in range(figures.shape[1])], dtype=np.uint64)
    prints = (figures.astype(np.uint64) * weights).sum(axis=1, dtype=np.uint64)
    telling = telling_rows(figures)
    sizes = figures.sum(axis=1)
    kept, below = _after_their_parts(np.arange(len(figures)), prints, sizes, telling)
    turned, above = _after_their_parts(kept[::-1], prints, sizes, telling)
    above = [Total(total.row, total.last, total.first, total.parts) for total in above]
    totals = [*below, *above, *_in_any_run(turned[::-1], prints, sizes, telling)]
    return sorted(totals, key=lambda total: total.row)


def telling_rows(figures: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows of a table say so much that they are not the sum of others, or the same, by chance."""
    bits: NDArray[np.float64] = np.log2(figures + 1.0).sum(axis=1)
    telling: NDArray[np.bool_] = bits >= _SURE + 2 * np.log2(max(1, len(figures)))
    return telling


def _after_their_parts(
    order: NDArray[np.int64], prints: NDArray[np.uint64], sizes: NDArray[np.int64], telling: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], list[Total]]:
    """The rows that are no totals, and those that are the sum of the rows right before them.

    What has been taken for a total is no part of later ones, so that totals of totals are noticed too.
    """
    if not _any_after_its_parts(order, prints, sizes, telling):
        return order, []
    kept: list[int] = []
    totals: list[Total] = []
    running = 0
    places: dict[int, int] = {}
    for row, own, tells in zip(order.tolist(), prints[order].tolist(), telling[order].tolist(), strict=True):
        start = places.get((running - own) % _WORD)
        if start is not None and len(kept) - start > 1 and tells:
            totals.append(Total(row, kept[start], kept[-1], len(kept) - start))
            continue
        places.setdefault(running, len(kept))
        kept.append(row)
        running = (running + own) % _WORD
    return np.array(kept, dtype=np.int64), totals


def _any_after_its_parts(
    order: NDArray[np.int64], prints: NDArray[np.uint64], sizes: NDArray[np.int64], telling: NDArray[np.bool_]
) -> bool:
    """Whether there is such a row at all, of all rows at once: nearly no file has one."""
    running, votes = _running(prints[order]), _running(sizes[order])
    rows = np.arange(len(order))
    starts = _places_of(votes, votes[:-1] - sizes[order])
    same = running[:-1] - running[starts] == prints[order]
    return bool((same & (rows - starts > 1) & telling[order]).any())


def _in_any_run(
    rows: NDArray[np.int64], prints: NDArray[np.uint64], sizes: NDArray[np.int64], telling: NDArray[np.bool_]
) -> list[Total]:
    """Of the largest rows those that are the sum of rows that stand together anywhere else."""
    running, votes = _running(prints[rows]), _running(sizes[rows])
    totals: list[Total] = []
    largest = _largest(rows, sizes[rows])
    largest = largest[telling[largest]]
    ones = (1 << (16 * len(votes)).bit_length()) - 1
    low_bits = np.zeros(ones + 1, dtype=np.bool_)
    low_bits[votes & ones] = True
    for size in np.unique(sizes[largest]):
        # Few runs have as many votes as the row, and votes only add up: the rest is left out at a glance.
        ends = np.flatnonzero(low_bits[(votes - size) & ones])
        starts = _places_of(votes, votes[ends] - size)
        runs = (votes[ends] - votes[starts] == size) & (ends - starts > 1)
        ends, starts = ends[runs], starts[runs]
        for row in largest[sizes[largest] == size].tolist():
            same = np.flatnonzero(running[ends] - running[starts] == prints[row])
            if same.size:
                end, start = int(ends[same[0]]), int(starts[same[0]])
                totals.append(Total(row, int(rows[start]), int(rows[end - 1]), end - start))
    return totals


def _largest(rows: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rows of the largest sizes, in their order; of equal ones the first."""
    if len(rows) > _MOST_LOOKED_AT:
        least = np.partition(sizes, len(sizes) - _MOST_LOOKED_AT)[-_MOST_LOOKED_AT]
        rows, sizes = rows[sizes >= least], sizes[sizes >= least]
    return rows[np.argsort(-sizes, kind="stable")][:_MOST_LOOKED_AT]


def _running(numbers: NDArray[Number]) -> NDArray[Number]:
    """What the numbers add up to before the first, after it, and so on to the last."""
    return np.concatenate([np.zeros(1, dtype=numbers.dtype), np.cumsum(numbers, dtype=numbers.dtype)])


def _places_of(votes: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each number stands, or would stand, in running votes."""
    return np.minimum(np.searchsorted(votes, wanted), len(votes) - 1)
