"""The ledger on disk: nothing lost, nothing doubled, nothing in part."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from deltalake import write_deltalake
from deltalake.exceptions import CommitFailedError

from escrutinio.feeds import parse_delivery
from escrutinio.ledger import Ledger, as_of, history
from escrutinio.ledger.store import Ledger as Store
from escrutinio.model import LedgerError, load_election
from ledger_writers import Writer, assert_whole, delivered
from support import csv_bytes, make_election, row, snapshot_name, take

TABLE_WRITER = "escrutinio.ledger.table.write_deltalake"


def test_writers_at_once_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    election = tmp_path / "election"
    make_election(election)
    own = [delivered(tmp_path / "a", [0, 2, 4, 6]), delivered(tmp_path / "b", [1, 3, 5, 7])]
    both = delivered(tmp_path / "c", [8, 9])
    writers = [Writer(election, own[0] + both), Writer(election, both + own[1])]
    Writer.begin(*writers)
    assert [writer.end() for writer in writers] == [0, 0]
    assert assert_whole(election) == 10
    sheets = as_of(Ledger(election, load_election(election)))
    assert sheets.height == 40
    assert set(sheets["votes_A"]) == {10}


def test_the_same_bytes_from_many_writers_at_once_count_once(tmp_path: Path) -> None:
    election = tmp_path / "election"
    make_election(election)
    files = delivered(tmp_path / "a", [0])
    writers = [Writer(election, files) for _ in range(4)]
    Writer.begin(*writers)
    for writer in writers:
        writer.end()
    assert assert_whole(election) == 1
    assert as_of(Ledger(election, load_election(election))).height == 40


@pytest.mark.parametrize("made", [True, False])
def test_who_makes_the_table_at_the_same_moment_goes_on_with_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: bool
) -> None:
    ledger = Ledger(tmp_path, make_election(tmp_path))

    def beaten(*arguments: Any, **options: Any) -> None:
        monkeypatch.setattr(TABLE_WRITER, write_deltalake)
        if made:
            write_deltalake(*arguments, **options)
        raise CommitFailedError("Failed to commit transaction: Metadata changed since last commit.")

    monkeypatch.setattr(TABLE_WRITER, beaten)
    if made:
        assert take(ledger, [row("001", 1)])
        assert as_of(ledger).height == 1
    else:
        with pytest.raises(LedgerError, match="Metadata changed"):
            take(ledger, [row("001", 1)])


def test_killed_at_any_moment_the_ledger_is_before_or_after(tmp_path: Path) -> None:
    """Really kills the writer, at random moments from before its first write to after its last."""
    election = tmp_path / "election"
    make_election(election)
    chance = random.Random(2020)
    files = delivered(tmp_path / "feed", list(range(60)))
    taken = 0
    killed_while_writing = 0
    longest = 0.25
    for attempt in range(25):
        writer = Writer(election, files[taken : taken + 3])
        Writer.begin(writer)
        time.sleep(chance.uniform(0.0, longest))
        running = writer.kill()
        now = assert_whole(election)
        assert taken <= now <= taken + 3, f"attempt {attempt}"
        killed_while_writing += running and now < taken + 3
        if now == taken:  # on a busy machine a writer needs longer to come so far
            longest = min(1.3 * longest, 5.0)
        taken = now
        if taken:
            sheets = as_of(Ledger(election, load_election(election)))
            assert sheets.height == 40
            assert set(sheets["votes_A"]) == {taken}, "the newest whole delivery stands"
    assert taken > 0
    assert killed_while_writing >= 3, "the test must really interrupt writers"
    # What was interrupted can simply be done again.
    writer = Writer(election, files)
    Writer.begin(writer)
    assert writer.end() == 0
    assert assert_whole(election) == len(files)


def test_a_ledger_that_is_damaged_says_so(tmp_path: Path) -> None:
    ledger = Store(tmp_path, make_election(tmp_path))
    take(ledger, [row("001", 1)], minutes=0)
    for file in (ledger.table_path / "_delta_log").glob("*.json"):
        file.write_text("not a log")
    with pytest.raises(LedgerError) as caught:
        ledger.deliveries()
    assert str(ledger.table_path) in str(caught.value)


def test_raw_bytes_that_are_gone_say_so(tmp_path: Path) -> None:
    ledger = Store(tmp_path, make_election(tmp_path))
    with pytest.raises(LedgerError):
        ledger.raw("0" * 64)


def test_a_refused_file_leaves_nothing_behind(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from escrutinio.flows.desk import open_desk
    from escrutinio.flows.ingest import ingest

    make_election(tmp_path)
    desk = open_desk(tmp_path, for_ingest=True)
    bad = tmp_path / snapshot_name(0)
    bad.write_bytes(csv_bytes([row("001", 1)])[:-5])
    (taken,) = ingest(desk, [bad], lambda: datetime.now(UTC))
    assert taken.status == "refused"
    assert not (tmp_path / "raw").exists()
    assert desk.ledger.deliveries().is_empty()


def test_other_programs_read_the_table_as_it_is(tmp_path: Path) -> None:
    ledger = Store(tmp_path, make_election(tmp_path))
    take(ledger, [row("001", 3), row("002", 4)], minutes=0)
    sheets = pl.read_delta(str(tmp_path / "ledger")).filter(pl.col("record") == "sheet")
    assert sheets["votes_A"].sum() == 7


def test_a_delivery_knows_where_it_came_from(tmp_path: Path) -> None:
    ledger = Store(tmp_path, make_election(tmp_path))
    data = csv_bytes([row("001", 3), row("001", 4, contest="mayor")])
    reading = parse_delivery(data, snapshot_name(5), ledger.election)
    take(ledger, data, minutes=5)
    (found,) = ledger.deliveries().to_dicts()
    assert found["delivery"] == reading.delivery.id
    assert found["source"] == "snapshots"
    assert found["file"] == snapshot_name(5)
    assert found["contests"] == "council,mayor"
    assert (found["size"], found["rows"], found["snapshot"]) == (len(data), 2, True)


def test_a_part_that_is_missing_is_named_with_how_to_go_on(tmp_path: Path) -> None:
    ledger = Store(tmp_path, make_election(tmp_path))
    for minute in (0, 1):
        take(ledger, [row("001", minute + 1)], minutes=minute)
    deliveries = ledger.deliveries()
    part = next(ledger.table_path.glob(f"record=sheet/delivery={deliveries['delivery'][-1]}/*.parquet"))
    name = part.relative_to(ledger.table_path)
    part.unlink()

    reads: list[Callable[[], object]] = [
        lambda: ledger.rows(deliveries),
        lambda: ledger.doubled_rows(deliveries),
        lambda: as_of(ledger),
        lambda: history(ledger),
    ]
    for read in reads:
        with pytest.raises(LedgerError) as caught:
            read()
        holds = f"with the sheets of {snapshot_name(1)} (1 of council)"
        assert caught.value.message == f"a part of the ledger is missing: {name}, {holds}"
        assert caught.value.where == str(ledger.table_path)
        assert "Put it back from a copy" in caught.value.hint
