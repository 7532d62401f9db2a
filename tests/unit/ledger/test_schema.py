"""The columns of the table: three kinds of record in one frame."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from escrutinio.ledger import Delivery
from escrutinio.ledger.digests import delivery_digest, row_digests
from escrutinio.ledger.finding_frame import findings_from
from escrutinio.ledger.finding_kinds import BAD_ROW
from escrutinio.ledger.schema import RECORDS, record_frame, sheet_columns, table_schema
from support import make_election

SHOWN = datetime(2024, 5, 5, 20, tzinfo=UTC)
TAKEN = datetime(2024, 5, 5, 21, tzinfo=UTC)


def test_the_columns_follow_the_election(tmp_path: Path) -> None:
    election = make_election(tmp_path)

    columns = list(sheet_columns(election))

    assert columns[:2] == ["contest", "sheet"]
    assert [name for name in columns if name.startswith("votes_")] == [
        f"votes_{name}" for name in election.selections
    ]
    assert [name for name in columns if name.startswith("unit_")] == [
        f"unit_{level}" for level in election.level_ids()
    ]
    assert set(columns) < set(table_schema(election))


def test_a_delivery_its_sheets_and_its_findings_are_one_frame(tmp_path: Path) -> None:
    election = make_election(tmp_path)
    delivery = Delivery("abc", "night", SHOWN, "a.csv", 10, 2, True, ("council", "mayor"))
    rows = pl.DataFrame({"contest": ["mayor", "mayor"], "sheet": ["001", "002"], "valid": [5, None]})
    rows = rows.with_columns(pl.lit(SHOWN).alias("observed_at"))
    findings = findings_from(rows.head(1), BAD_ROW, pl.lit("x"))

    frame = record_frame(delivery, rows, findings, "taken-1", pl.lit(TAKEN), row_digests(rows))

    assert set(frame.columns) <= set(table_schema(election))
    assert frame["record"].to_list() == ["delivery", "sheet", "sheet", "finding"]
    assert set(frame["record"]) == set(RECORDS) - {"decision"}
    for name in ("delivery", "ingest", "source", "observed_at"):
        assert frame[name].n_unique() == 1
        assert frame[name].null_count() == 0
    head = frame.row(0, named=True)
    assert (head["rows"], head["size"], head["snapshot"], head["contests"]) == (2, 10, True, "council,mayor")
    assert head["received_at"] == TAKEN
    # A record leaves the columns of the other kinds empty: what a sheet does not state is not zero.
    assert frame["valid"].to_list() == [None, 5, None, None]
    assert frame["rows"].to_list() == [2, None, None, None]
    assert [digest is not None for digest in frame["row_digest"]] == [False, True, True, False]
    assert head["digest"] == delivery_digest(row_digests(rows))


def test_without_digests_nothing_else_changes() -> None:
    delivery = Delivery("abc", "night", SHOWN, "a.csv", 10, 1, True, ("mayor",))
    rows = pl.DataFrame({"contest": ["mayor"], "sheet": ["001"], "valid": [5], "observed_at": [SHOWN]})
    found = pl.DataFrame()
    both = [
        record_frame(delivery, rows, found, "taken-1", pl.lit(TAKEN), digests)
        for digests in (row_digests(rows), None)
    ]
    own = ["digest", "row_digest"]
    assert both[0].schema == both[1].schema
    assert both[0].drop(own).equals(both[1].drop(own))
    assert both[1].select(pl.col(own).null_count()).row(0) == (2, 2)
