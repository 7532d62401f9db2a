"""A sheet against the other tables of its place: votes unlike theirs, and two columns that seem swapped.

Voters are assigned to the tables of a place by name or number, so its tables are samples of the same voters.
How far a table may stray is known exactly then; the false discovery rate is held as Y. Benjamini and Y.
Hochberg do, Journal of the Royal Statistical Society B 57(1), 1995.
"""

from __future__ import annotations

import numpy as np

from escrutinio.explain.forensics.dealing import Comparison
from escrutinio.explain.forensics.results import LEVEL, CannotTell, Flag
from escrutinio.explain.forensics.sheets import Floats, Ints, Sheets
from escrutinio.explain.forensics.tails import tail

LEAST_TABLES = 40
_COLUMNS = 4
"""So many of the largest selections are looked at."""
_EXCHANGED = 6
"""Among so many of the largest selections two are looked for whose votes are exchanged."""
_FAR = 2.5
"""A table less far from its place than so many standard deviations is not worth an exact probability."""


def unlike_their_place(sheets: Sheets) -> Comparison | CannotTell:
    """Sheets whose votes are unlike those of the other sheets of their place.

    The figure is the least of ``p × sheets / rank`` over the sheets, by which the false discovery rate goes;
    it is shown as minus its decimal logarithm.
    """
    tables = _comparable(sheets)
    if isinstance(tables, CannotTell):
        return tables
    probabilities = _unlikeness(sheets, sheets.votes, tables)
    if (unlike := _mostly_unlike(probabilities)) is not None:
        return unlike

    def flags(drawn: Floats) -> tuple[Flag, ...]:
        return _discoveries(probabilities, tables, 10 ** -float(np.quantile(drawn, 1 - LEVEL)))

    return Comparison(
        _figure_of(probabilities),
        lambda votes: _figure_of(_unlikeness(sheets, votes, tables)),
        flags,
        tables.size,
    )


def swapped_columns(sheets: Sheets) -> Comparison | CannotTell:
    """Sheets that would be far more like their place with the votes of two selections exchanged.

    The figure is the largest gain of the logarithm of a sheet's probability, given the other sheets of its
    place, over all sheets and pairs of selections.
    """
    tables = _comparable(sheets)
    if isinstance(tables, CannotTell):
        return tables
    if (unlike := _mostly_unlike(_unlikeness(sheets, sheets.votes, tables))) is not None:
        return unlike

    def flags(drawn: Floats) -> tuple[Flag, ...]:
        gains, pairs = _gains(sheets, sheets.votes, tables)
        limit = float(np.quantile(drawn, 1 - LEVEL))
        chosen = [row for row in np.argsort(-gains) if gains[row] > limit]
        return tuple(Flag(int(tables[row]), float(gains[row]), pairs[row]) for row in chosen)

    return Comparison(
        _largest_gain(sheets, sheets.votes, tables),
        lambda votes: _largest_gain(sheets, votes, tables),
        flags,
        tables.size,
    )


def _figure_of(probabilities: Floats) -> float:
    return float(-np.log10(_least_rate(probabilities)))


def _comparable(sheets: Sheets) -> Ints | CannotTell:
    """The rows of tables with votes in places of several."""
    rows = np.flatnonzero((sheets.tables > 1) & (sheets.valid > 0))
    if rows.size >= LEAST_TABLES:
        return rows
    return CannotTell(f"fewer than {LEAST_TABLES} sheets share a polling place with another sheet", rows.size)


def _mostly_unlike(probabilities: Floats) -> CannotTell | None:
    """Why nothing can be told where most sheets are unlike the others of their place; else None.

    The towns of a province are no samples of the same voters, and dealing its votes at random says nothing of
    a single one.
    """
    unlike, sheets = _below(probabilities, LEVEL).size, probabilities.size
    if 2 * unlike <= sheets:
        return None
    return CannotTell(
        f"most sheets are unlike the others of their place ({unlike:,} of {sheets:,}), so none of them "
        "stands out",
        sheets,
    )


def _unlikeness(sheets: Sheets, votes: Ints, tables: Ints) -> Floats:
    """(tables,), the chance of a table at least so far from its place, over its selections together."""
    totals = sheets.of_places(votes)[sheets.place[tables]]
    sizes, whole = sheets.valid[tables], totals.sum(axis=1)
    columns = min(_COLUMNS, votes.shape[1] - 1) or 1
    least = np.ones(tables.size)
    for column in range(columns):
        good, own = totals[:, column], votes[tables, column]
        mean = sizes * good / whole
        spread = mean * (1 - good / whole) * (whole - sizes) / np.maximum(whole - 1, 1)
        far = np.flatnonzero((spread > 0) & (np.abs(own - mean) > _FAR * np.sqrt(np.maximum(spread, 1e-12))))
        if far.size:
            least[far] = np.minimum(least[far], tail(own[far], good[far], whole[far], sizes[far]))
    return np.minimum(1.0, columns * least)


def _least_rate(probabilities: Floats) -> float:
    ordered = np.sort(probabilities)
    return float(max((ordered * ordered.size / np.arange(1, ordered.size + 1)).min(), 1e-300))


def _discoveries(probabilities: Floats, tables: Ints, rate: float) -> tuple[Flag, ...]:
    return tuple(
        Flag(int(tables[row]), float(-np.log10(max(probabilities[row], 1e-300))))
        for row in _below(probabilities, rate)
    )


def _below(probabilities: Floats, rate: float) -> Ints:
    """The rows of the discoveries at a false discovery rate, the least probable first."""
    order = np.argsort(probabilities, kind="stable")
    below = probabilities[order] * order.size / np.arange(1, order.size + 1) <= rate
    return order[: int(np.flatnonzero(below).max(initial=-1)) + 1]


def _largest_gain(sheets: Sheets, votes: Ints, tables: Ints) -> float:
    """The largest gain over all sheets and pairs, without saying which it is."""
    own, logs = _with_logs(sheets, votes, tables)
    columns = own.shape[0]
    pairs = ((column, other) for column in range(columns) for other in range(column + 1, columns))
    return max(
        float(((own[other] - own[one]) * (logs[one] - logs[other])).max(initial=-np.inf))
        for one, other in pairs
    )


def _with_logs(sheets: Sheets, votes: Ints, tables: Ints) -> tuple[Floats, Floats]:
    """(columns, sheets) each: a sheet's own votes, and logarithms of those of its place's other sheets."""
    others = sheets.of_places(votes)[sheets.place[tables]] - votes[tables]
    columns = min(_EXCHANGED, votes.shape[1] - 1) if votes.shape[1] > 2 else votes.shape[1]
    # Half a vote is added to each column, so that one without votes is not impossible.
    own = np.ascontiguousarray(votes[tables][:, :columns].T, dtype=np.float64)
    return own, np.log(np.ascontiguousarray(others[:, :columns].T) + 0.5)


def _gains(sheets: Sheets, votes: Ints, tables: Ints) -> tuple[Floats, list[tuple[int, int]]]:
    """The largest gain of each sheet, and the two columns that bring it."""
    own, logs = _with_logs(sheets, votes, tables)
    best, pairs = np.full(tables.size, -np.inf), np.zeros((tables.size, 2), dtype=np.int64)
    for column in range(own.shape[0]):
        for other in range(column + 1, own.shape[0]):
            gain = (own[other] - own[column]) * (logs[column] - logs[other])
            better = gain > best
            best[better] = gain[better]
            pairs[better] = (column, other)
    return best, [(int(one), int(other)) for one, other in pairs]
