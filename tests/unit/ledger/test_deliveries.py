"""Deliveries that are held, withdrawn, of the same moment, or changed in the ledger.

What is tested: ``ledger.store``, ``ledger.delivery_states``, ``ledger.set_aside``, ``ledger.altered``.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from escrutinio.feeds import parse_delivery
from escrutinio.ledger import Ledger, as_of, history, load_stations, schema
from escrutinio.ledger.altered import altered_rows
from escrutinio.ledger.checks import Context, run_checks
from escrutinio.ledger.delivery_states import Decision
from escrutinio.ledger.finding_frame import to_findings
from escrutinio.model import Finding, LedgerError
from support import at, csv_bytes, make_election, row, singles, snapshot_name, take

OF_EACH_KIND = (
    "received_at",
    "file",
    "sheet",
    "line",
    "cast",
    "row_digest",
    "message",
    "votes_A",
    "unit_region",
)
"""Columns of deliveries, sheets and findings."""


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path, make_election(tmp_path))


def receive(ledger: Ledger, data: bytes, name: str, received: datetime) -> None:
    reading = parse_delivery(data, name, ledger.election)
    ledger.append(reading.delivery, reading.rows, reading.findings, reading.data, received)


def findings(ledger: Ledger, code: str) -> list[Finding]:
    context = Context(ledger.election, ledger, load_stations(ledger.election))
    return to_findings(run_checks(context, [code]))


def many(first: int, last: int, votes: int = 1, contest: str = "council") -> list[tuple[object, ...]]:
    return [row(f"{code:03}", votes, contest=contest) for code in range(first, last)]  # type: ignore[misc]


def standing(ledger: Ledger) -> int:
    return as_of(ledger).height


def decide(ledger: Ledger, place: int, decision: Decision) -> None:
    one = ledger.deliveries().to_dicts()[place]
    ledger.decide(
        one["delivery"], one["source"], one["observed_at"], decision, reason="why", by="Ana", now=at(2000)
    )


@pytest.mark.parametrize("swapped", [False, True])
def test_of_two_snapshots_of_one_moment_the_one_received_later_stands(ledger: Ledger, swapped: bool) -> None:
    datas = [csv_bytes([row("001", 10), row("002", 3)]), csv_bytes([row("001", 11)])]
    for place, data in enumerate(reversed(datas) if swapped else datas):
        receive(ledger, data, f"{'ab'[place]}_{snapshot_name(5)}", at(100 + place))
    votes = dict(as_of(ledger).select("sheet", "votes_A").iter_rows())
    assert votes == ({"001": 10, "002": 3} if swapped else {"001": 11})
    (finding,) = findings(ledger, "same-moment")
    assert finding.file.startswith("b_")
    assert finding.message.startswith("a_")
    assert finding.message.endswith(f"The one that was received later, b_{snapshot_name(5)}, counts.")


def test_snapshots_of_one_moment_and_one_name_are_told_apart(ledger: Ledger) -> None:
    for place, votes in enumerate((10, 11)):
        receive(ledger, csv_bytes([row("001", votes)]), snapshot_name(5), at(100 + place))
    first, second = (delivery[:10] for delivery in ledger.deliveries()["delivery"])
    (finding,) = findings(ledger, "same-moment")
    assert finding.message.startswith(f"{snapshot_name(5)} ({first}) and {snapshot_name(5)} ({second}) are")


def test_a_delivery_that_was_observed_after_it_came_in_is_named(ledger: Ledger) -> None:
    for place, minutes in enumerate((100, 109, 111)):
        receive(ledger, csv_bytes([row("001", place)]), snapshot_name(minutes), at(100))
    (finding,) = findings(ledger, "observed-later")
    assert finding.file == snapshot_name(111)
    assert f"on {at(111):%Y-%m-%d %H:%M} UTC," in finding.message
    receive(ledger, csv_bytes([row("001", 9)]), snapshot_name(112), at(-2 * 24 * 60))  # to rehearse with
    assert len(findings(ledger, "observed-later")) == 1


def test_snapshots_of_different_contests_may_be_of_one_moment(ledger: Ledger) -> None:
    take(ledger, [row("001", 1)], minutes=5)
    take(ledger, [row("001", 2, contest="mayor")], minutes=5)
    assert findings(ledger, "same-moment") == []
    assert standing(ledger) == 2


@pytest.mark.parametrize(("left", "held"), [(100, False), (80, False), (79, True), (10, True)])
def test_a_snapshot_that_loses_many_sheets_is_held(ledger: Ledger, left: int, held: bool) -> None:
    take(ledger, many(0, 100), minutes=0)
    take(ledger, many(0, left, votes=2), minutes=10)
    assert standing(ledger) == (100 if held else left)
    assert [finding.file for finding in findings(ledger, "held")] == [snapshot_name(10)] * held
    assert history(ledger).filter(change="withdrawn").height == (0 if held else 100 - left)


def test_what_is_held_does_not_hold_what_comes_after_it(ledger: Ledger) -> None:
    take(ledger, many(0, 100), minutes=0)
    take(ledger, many(0, 10, votes=2), minutes=10)
    take(ledger, many(0, 101, votes=3), minutes=20)
    assert set(as_of(ledger)["votes_A"]) == {3}
    assert as_of(ledger, at(15)).height == 100


def test_one_contest_that_loses_sheets_holds_the_whole_snapshot(ledger: Ledger) -> None:
    both = many(0, 50) + many(0, 50, contest="mayor")
    take(ledger, both, minutes=0)
    take(ledger, many(0, 50, votes=2) + many(0, 20, contest="mayor"), minutes=10)
    assert standing(ledger) == 100
    assert set(as_of(ledger)["votes_A"]) == {1}


def test_single_sheets_and_other_sources_are_never_held(ledger: Ledger) -> None:
    take(ledger, many(0, 100), minutes=0)
    take(ledger, singles([row("001", 5)], [30]), "one.parquet")
    assert findings(ledger, "held") == []
    assert as_of(ledger).filter(sheet="001")["votes_A"].to_list() == [5]


def test_people_accept_withdraw_and_restore(ledger: Ledger) -> None:
    take(ledger, many(0, 100), minutes=0)
    take(ledger, many(0, 10, votes=2), minutes=10)
    decide(ledger, 1, Decision.ACCEPT)
    assert standing(ledger) == 10
    decide(ledger, 1, Decision.WITHDRAW)
    assert standing(ledger) == 100
    (finding,) = findings(ledger, "delivery-withdrawn")
    assert finding.message == "This file does not count: Ana has withdrawn it (why)."
    decide(ledger, 1, Decision.RESTORE)
    assert findings(ledger, "held")
    decide(ledger, 0, Decision.WITHDRAW)
    assert standing(ledger) == 10, "nothing is before it any more"
    assert Ledger(ledger.table_path.parent, ledger.election).deliveries()["state"].to_list() == [
        "withdrawn",
        "stands",
    ]


def test_a_ledger_without_these_columns_is_read_as_before(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, make_election(tmp_path))
    take(ledger, many(0, 20), minutes=0)
    parts = sorted((ledger.table_path / "record=delivery").glob("*/*.parquet"))
    frame = pl.read_parquet(parts[0], hive_partitioning=False)
    assert frame["sheets_by_contest"].to_list() == ['{"council": 20}']
    deliveries = ledger.deliveries().with_columns(pl.lit(None, dtype=pl.String).alias("digest"))
    assert altered_rows(ledger, deliveries).is_empty()


def rewrite(path: Path, log: Path, frame: pl.DataFrame) -> None:
    """Put other rows into a file of the table, and its new size into the log, as a hand would."""
    old = path.stat().st_size
    frame.write_parquet(path)
    for entry in log.glob("*.json"):
        text = entry.read_text()
        if path.name in text:
            entry.write_text(text.replace(f'"size":{old}', f'"size":{path.stat().st_size}'))


@pytest.mark.parametrize("column", ["votes_A", "valid", "registered", "sheet", "readable", "unit_region"])
def test_a_row_changed_by_hand_is_named(ledger: Ledger, column: str) -> None:
    take(ledger, many(0, 9), minutes=0)
    take(ledger, many(0, 9, votes=4), minutes=10)
    newest = ledger.deliveries()["delivery"][1]
    (path,) = (ledger.table_path / "record=sheet" / f"delivery={newest}").glob("*.parquet")
    frame = pl.read_parquet(path, hive_partitioning=False)
    other: object = {"sheet": "999", "readable": False, "unit_region": "Z"}.get(column, 77)
    changed = pl.when(pl.int_range(pl.len()) == 3).then(pl.lit(other)).otherwise(pl.col(column))
    rewrite(path, ledger.table_path / "_delta_log", frame.with_columns(changed.alias(column)))
    (finding,) = findings(ledger, "altered")
    assert finding.sheet == ("999" if column == "sheet" else "003")
    assert finding.file == snapshot_name(10)


@pytest.mark.parametrize(
    "column",
    ["received_at", "file", "sheet", "line", "cast", "row_digest", "message", "votes_A", "unit_region"],
)
def test_a_column_renamed_in_the_log_is_refused(ledger: Ledger, column: str) -> None:
    take(ledger, many(0, 9), minutes=0)
    (entry,) = (ledger.table_path / "_delta_log").glob("*0.json")
    text = entry.read_text(encoding="utf-8")
    changed = text.replace(f'\\"name\\":\\"{column}\\"', f'\\"name\\":\\"<{column[1:]}\\"')
    assert changed != text
    entry.write_text(changed, encoding="utf-8")
    with pytest.raises(LedgerError):
        Ledger(ledger.table_path.parent, ledger.election).deliveries()


def test_a_column_of_a_selection_that_is_gone_is_none_that_is_strange(ledger: Ledger) -> None:
    types = schema.table_schema(ledger.election)
    assert schema.strange_columns([*types, "votes_gone", "unit_gone"], types) == []
    assert schema.strange_columns(["cast", "cost"], types) == ["cost"]


@pytest.mark.parametrize("column", ["received_at", "file", "rows", "snapshot"])
def test_a_delivery_without_what_each_has_is_refused(ledger: Ledger, column: str) -> None:
    take(ledger, many(0, 9), minutes=0)
    (path,) = (ledger.table_path / "record=delivery").glob("*/*.parquet")
    frame = pl.read_parquet(path, hive_partitioning=False)
    emptied = frame.with_columns(pl.lit(None, dtype=frame.schema[column]).alias(column))
    rewrite(path, ledger.table_path / "_delta_log", emptied)
    with pytest.raises(LedgerError, match=f"a delivery in it has no {column}"):
        Ledger(ledger.table_path.parent, ledger.election).deliveries()


@pytest.mark.parametrize("kept", [0, 8, 10])
def test_rows_taken_out_or_put_in_are_noticed(ledger: Ledger, kept: int) -> None:
    take(ledger, many(0, 9), minutes=0)
    (path,) = (ledger.table_path / "record=sheet").glob("*/*.parquet")
    frame = pl.read_parquet(path, hive_partitioning=False)
    frame = pl.concat([frame, frame]).head(kept)
    rewrite(path, ledger.table_path / "_delta_log", frame)
    (finding,) = findings(ledger, "altered")
    assert finding.message.startswith("Rows of this file have been changed in the ledger, added or taken out")


def test_bytes_without_an_entry_are_noticed(ledger: Ledger) -> None:
    take(ledger, many(0, 9), minutes=0)
    take(ledger, many(0, 9, votes=4), minutes=10)
    assert findings(ledger, "unrecorded") == []
    max((ledger.table_path / "_delta_log").glob("*.json")).unlink()
    assert findings(ledger, "unrecorded") == [], "it may be on its way in"
    for path in ledger.raw_path.glob("*/*"):
        os.utime(path, (1, 1))
    (finding,) = findings(ledger, "unrecorded")
    assert finding.file == snapshot_name(10)


@pytest.mark.parametrize("damage", ["missing", "short", "garbage"])
def test_a_part_that_cannot_be_read_is_named_with_its_sheets(ledger: Ledger, damage: str) -> None:
    take(ledger, many(0, 9), minutes=0)
    (path,) = (ledger.table_path / "record=sheet").glob("*/*.parquet")
    data = path.read_bytes()
    path.unlink() if damage == "missing" else path.write_bytes(
        data[:99] if damage == "short" else b"x" * len(data)
    )
    word = "missing" if damage == "missing" else "damaged"
    with pytest.raises(
        LedgerError, match=f"a part of the ledger is {word}: record=sheet/delivery="
    ) as caught:
        as_of(ledger)
    assert caught.value.message.endswith(f"with the sheets of {snapshot_name(0)} (9 of council)")
    assert "escrutinio repair" in caught.value.hint
