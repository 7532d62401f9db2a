"""Digests of rows stay what they are: ledgers that were written before hold them."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from escrutinio.ledger.digests import delivery_digest, row_digests

ROWS = pl.DataFrame(
    {
        "contest": ["a", "b\nc", "d", None] * 500,
        "sheet": ["x", "ä\n", "z", ""] * 500,
        "observed_at": [datetime(2031, 1, 1, tzinfo=UTC)] * 2000,
        "line": range(2000),
        "part": [None] * 2000,
        "readable": [True, False] * 1000,
        "cast": [1, None, 3, 4] * 500,
        "votes_a": [5] * 2000,
        "unit_x": ["q", "r", None, "s"] * 500,
        "valid": [None] * 2000,
    },
    schema_overrides={"valid": pl.Int64, "part": pl.String},
)


def test_a_digest_is_the_same_as_ever() -> None:
    digests = row_digests(ROWS)
    assert delivery_digest(digests) == "ee50920fb74d3ce2863435f12719fd0fb96b0ee84355618df1ebe2afc1b6b6a1"
    assert digests.sum() == 2031370430483528562
    assert row_digests(ROWS.select("contest", "votes_a", "cast")).sum() == 5751575822937105860
    assert row_digests(ROWS.select("valid")).sum() == -3099241480769020864


def test_the_order_of_rows_does_not_matter() -> None:
    expected = "b9f3949f2a476a28102a46b9f59a1c191e710031553efecd4a35289a9f4a8ba1"
    assert delivery_digest(pl.Series([-3, 5, -3])) == delivery_digest(pl.Series([5, -3, -3])) == expected
