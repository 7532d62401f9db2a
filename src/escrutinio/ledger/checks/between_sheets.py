"""Checks of a sheet's votes against those of other sheets: copied ones, and columns that were swapped."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from escrutinio.ledger.checks.check import Check, define_check
from escrutinio.ledger.checks.context import Context
from escrutinio.ledger.finding_frame import concat_findings, empty_findings, grouped
from escrutinio.model import VOTE_TYPE, Contest, Election, Severity, selection_of, sheet

_FALSE_ALARMS = 0.01
"""So many pairs of equal sheets may be expected by chance in a contest before equality says nothing."""
_LOOKED_AT = 200
"""Of so many groups of equal sheets the neighbours are counted; for others all sheets are taken for such."""
_FAR, _NEAR = 5.0, 2.0
"""Standard errors by which a share is out of the range of others, and within it."""
_STANDS_OUT = 3.0
_LEAST_VOTES = 20


@define_check(
    "same-votes",
    Severity.WARNING,
    "the same votes at two stations",
    "all votes, blank, null = those of another sheet of the contest; expected by chance in < 1 of 100 counts",
)
def same_votes(check: Check, context: Context) -> pl.DataFrame:
    """Every figure is that of another station, and the figures say too much for a coincidence.

    Two independent counts of the same mean v agree with the chance exp(-2v) I0(2v), about 1 / (2 sqrt(pi v)).
    How many stations may have the means of a sheet is read off the stations whose figures are near it.
    """
    return concat_findings(
        _same_votes(check, context, contest) for contest in context.election.contests.values()
    )


def _same_votes(check: Check, context: Context, contest: Contest) -> pl.DataFrame:
    sheets = context.of(contest)
    columns = [
        *context.votes(contest),
        *(name for name in (sheet.BLANK, sheet.NULL) if name in sheets.columns),
    ]
    rows = sheets.with_columns(pl.len().over(columns).alias("sheets")) if columns else sheets.clear()
    alike = rows.filter(pl.col("sheets") > 1) if columns else rows
    if alike.is_empty():
        return empty_findings()
    groups = alike.group_by(columns, maintain_order=True).agg(pl.len().alias("sheets"), sheet.SHEET)
    figures = sheets.select(pl.col(columns).fill_null(0)).to_numpy()
    chances = _expected(groups.select(pl.col(columns).fill_null(0)).to_numpy().astype(np.float64), figures)
    telling = groups.with_columns(pl.Series("expected", chances)).filter(pl.col("expected") < _FALSE_ALARMS)
    named = telling.select(*columns, "expected", pl.col(sheet.SHEET).alias("alike"))
    rows_out = alike.join(named, on=columns, how="inner", nulls_equal=True, maintain_order="left")
    first, second = (pl.col("alike").list.get(place) for place in (0, 1))
    other = pl.when(first == pl.col(sheet.SHEET)).then(second).otherwise(first)
    message = pl.format(
        "All votes are the same as on sheet {}; {} sheets have them.", "other", grouped("sheets")
    )
    return check.findings(
        rows_out.with_columns(other.alias("other")), message, ["other", "sheets", pl.col("expected").round(9)]
    )


def _expected(groups: NDArray[np.float64], figures: NDArray[np.int64]) -> NDArray[np.float64]:
    """How many pairs of equal sheets chance would make, were all sheets as dense as around each group."""
    logs = np.log(_chance_to_agree(groups)).sum(axis=1)
    near = np.full(len(groups), float(len(figures)))
    # Column by column, in as few bytes as they fit in: a national count has millions of figures.
    kinds = (np.int16, np.int32, np.int64)
    kind = next(each for each in kinds if figures.max() < np.iinfo(each).max // 2 or each is np.int64)
    by_column = np.ascontiguousarray(figures.T, dtype=kind)
    for place in np.argsort(logs, kind="stable")[:_LOOKED_AT]:
        margin = 3 * np.sqrt(2 * groups[place]) + 1
        close = np.ones(len(figures), dtype=np.bool_)
        for column, low, high in zip(by_column, groups[place] - margin, groups[place] + margin, strict=True):
            close &= (column >= int(np.ceil(low))) & (column <= int(np.floor(high)))
        near[place] = np.count_nonzero(close) - 1
    expected: NDArray[np.float64] = np.exp(logs) * near * len(figures) / 2
    return expected


def _chance_to_agree(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chance that two Poisson numbers of a mean are equal: exp(-2v) I0(2v); 1 where the mean is 0."""
    small: NDArray[np.float64] = np.exp(-2 * np.minimum(means, 200)) * np.i0(2 * np.minimum(means, 200))
    large: NDArray[np.float64] = 1 / (2 * np.sqrt(np.pi * np.maximum(means, 1)))
    chances: NDArray[np.float64] = np.where(means <= 200, small, large)
    return chances


@define_check(
    "votes-swapped",
    Severity.WARNING,
    "votes of two selections that may be swapped",
    "A > B here, A < B at all other tables of the place (2 or more); share of A in A + B out of their range "
    "by > 5 standard errors, that of B within it or by ≤ 2",
)
def votes_swapped(check: Check, context: Context) -> pl.DataFrame:
    """The votes of two selections fit the polling place's other tables only the other way round."""
    level = context.election.checks.place_level
    if not level or level not in context.stations.columns:
        return empty_findings()
    # Votes by mail are beside those by mail.
    parts = [level, VOTE_TYPE] if context.election.vote_types else [level]
    unit = pl.concat_str(parts, separator=" ", ignore_nulls=False).alias("place_unit")
    places = context.stations.select(*sheet.KEY, unit).drop_nulls("place_unit")
    findings = []
    for contest in context.election.contests.values():
        columns = context.votes(contest)
        rows = context.of(contest).join(places, on=list(sheet.KEY), how="inner", maintain_order="left")
        rows = rows.drop_nulls(columns).filter(pl.len().over("place_unit") >= 3) if columns else rows.clear()
        if rows.height and len(columns) > 1:
            findings.append(_swapped(check, context.election, rows, columns))
    return concat_findings(findings)


def _swapped(check: Check, election: Election, rows: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    votes = rows.select(columns).to_numpy().astype(np.float64)
    unit = rows["place_unit"].rank("dense").to_numpy().astype(np.int64) - 1
    whole = np.zeros((unit.max() + 1, len(columns)))
    np.add.at(whole, unit, votes)
    others = whole[unit] - votes
    total = np.maximum(others.sum(axis=1, keepdims=True), 1)
    expected = others / total * votes.sum(axis=1, keepdims=True)
    odd = np.abs(votes - expected) > _STANDS_OUT * np.sqrt(expected + 1)
    members: dict[int, list[int]] = {}
    for row, place in enumerate(unit.tolist()):
        members.setdefault(place, []).append(row)
    hits = []
    for row in np.flatnonzero(odd.sum(axis=1) >= 2).tolist():
        beside = votes[[other for other in members[int(unit[row])] if other != row]]
        pairs = combinations(np.flatnonzero(odd[row]).tolist(), 2)
        best = max(((_misfit(votes[row], beside, a, b), a, b) for a, b in pairs), default=(0.0, 0, 0))
        if best[0] > _FAR:
            hits.append((row, best[1], best[2], len(beside)))
    frame = pl.DataFrame(
        [
            (
                row,
                selection_of(columns[a]),
                selection_of(columns[b]),
                int(votes[row, a]),
                int(votes[row, b]),
                n,
            )
            for row, a, b, n in hits
        ],
        schema={
            "row": pl.UInt32,
            "first": pl.String,
            "second": pl.String,
            "votes_of_first": pl.Int64,
            "votes_of_second": pl.Int64,
            "others": pl.Int64,
        },
        orient="row",
    )
    rows_out = rows.with_row_index("row").join(frame, on="row", how="inner", maintain_order="left")
    message = pl.format(
        "{} has {} votes here and {} has {}. At the other {} tables of this polling place it is the other "
        "way round, so the two may be swapped.",
        pl.col("first").replace(election.full_names),
        grouped("votes_of_first"),
        pl.col("second").replace(election.full_names),
        grouped("votes_of_second"),
        grouped("others"),
    )
    return check.findings(rows_out, message, [name for name in frame.columns if name != "row"])


def _misfit(own: NDArray[np.float64], beside: NDArray[np.float64], a: int, b: int) -> float:
    """Standard errors by which a share is out of the range of the others; 0 unless swapped it is within."""
    both, around = own[a] + own[b], beside[:, a] + beside[:, b]
    if both < _LEAST_VOTES or (around < _LEAST_VOTES).any():
        return 0.0
    shares = beside[:, a] / around
    low, high, share = float(shares.min()), float(shares.max()), float(own[a] / both)
    middle = float(beside[:, a].sum() / around.sum())
    error = float(np.sqrt(max(middle * (1 - middle), 1 / both) / both))
    turned = high < 0.5 < share or share < 0.5 < low
    within = low - _NEAR * error <= 1 - share <= high + _NEAR * error
    return max(low - share, share - high, 0.0) / error if turned and within else 0.0
