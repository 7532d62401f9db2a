"""A night has a thousand small deliveries: the next one costs what the first did, and all else is as ever.

What is tested: ``ledger.small_deliveries``, ``ledger.known_records``, ``ledger.appending``, ``ledger.table``.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable, write_deltalake

from escrutinio.ledger import Ledger, appending, as_of, known_records, schema, small_deliveries, table
from escrutinio.ledger.altered import altered_rows
from escrutinio.ledger.known_records import KnownRecords
from escrutinio.ledger.parquet_file import keep, kept
from escrutinio.ledger.table import LedgerTable
from escrutinio.model import LedgerError, load_election
from support import DEFINITION, HEADER, at, csv_bytes, make_election, row, singles, take


@pytest.fixture(autouse=True)
def _kept_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_records, "SAVE_AFTER", 4)


@pytest.fixture
def night(tmp_path: Path) -> Path:
    ledger = Ledger(tmp_path, make_election(tmp_path))
    for minute in range(12):
        take(ledger, [row("001", minute, 1), row("002", minute, 2)], minutes=minute)
    return tmp_path


def opened(place: Path) -> Ledger:
    """As another process has it."""
    return Ledger(place, load_election(place))


def anew(place: Path) -> pl.DataFrame:
    """The deliveries as they are read without what was kept."""
    (place / "ledger-known.cache").unlink(missing_ok=True)
    return opened(place).deliveries()


def test_the_next_delivery_reads_and_writes_as_much_however_many_there_are(
    night: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[str] = []

    def noted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def called(*given: object, **named: object) -> object:
            work.append(name)
            return real(*given, **named)

        return called

    monkeypatch.setattr(pl, "read_parquet", noted("read", pl.read_parquet))
    monkeypatch.setattr(pl, "scan_delta", noted("scan", pl.scan_delta))
    monkeypatch.setattr(table, "DeltaTable", noted("open", DeltaTable))
    monkeypatch.setattr(table, "write_deltalake", noted("write", write_deltalake))
    costs = []
    ledger = opened(night)
    for minute in range(20, 32):
        work.clear()
        take(ledger, [row("001", minute, 1)], minutes=minute)
        costs.append(tuple(work))
    assert set(costs[1:]) == {("read",)}, "of one delivery the next one reads what the one before has added"


def test_another_process_reads_what_has_come_since_and_no_more(
    night: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = anew(night)
    opened(night).deliveries()
    monkeypatch.setattr(LedgerTable, "_records", lambda *_: pytest.fail("all is read"))
    assert opened(night).deliveries().equals(whole)
    take(opened(night), [row("003", 1, 1)], minutes=40)
    assert opened(night).deliveries().height == whole.height + 1


def test_what_is_committed_is_a_delta_table_for_everybody(
    night: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "_CHECKPOINT_EVERY", 5)
    ledger = opened(night)
    for minute in range(20, 26):
        take(ledger, [row("001", minute, 1)], minutes=minute)
    opened_table = DeltaTable(str(night / "ledger"))
    assert opened_table.version() == 18
    assert (night / "ledger" / "_delta_log" / "_last_checkpoint").exists()
    by_others = pl.read_delta(str(night / "ledger"))
    assert by_others.group_by(schema.RECORD).len().sort(schema.RECORD).rows() == [
        ("delivery", 18),
        ("sheet", 30),
    ]
    assert anew(night).height == 18
    assert altered_rows(ledger, ledger.deliveries()).is_empty()
    assert [entry["operationParameters"]["mode"] for entry in opened_table.history(3)] == ["Append"] * 3


def test_a_new_selection_comes_in_and_who_does_not_know_it_goes_on(night: Path) -> None:
    before = opened(night)
    before.deliveries()
    place = '[[levels]]\nid = "place"'
    more = DEFINITION.replace(place, f'[[selections]]\nid = "D"\nname = "D"\ncolor = "#445566"\n\n{place}')
    more = more.replace('["A", "B", "C"]', '["A", "B", "C", "D"]')
    after = Ledger(night, make_election(night, definition=more))
    wide = [*HEADER, "D"]
    take(after, csv_bytes([[*row("004", 1, 1, c=1), 0]], wide), minutes=50)
    take(before, [row("005", 1, 1)], minutes=51)
    take(after, csv_bytes([[*row("006", 1, 1), 0]], wide), minutes=52)
    assert anew(night).height == 15
    assert opened(night).deliveries().height == 15
    assert "votes_D" in after.table.columns()


# What was kept is believed only where it is still so.


def parts(place: Path, record: str) -> list[Path]:
    return sorted((place / "ledger" / f"record={record}").glob("*/*.parquet"))


def test_a_record_changed_by_hand_is_seen(night: Path) -> None:
    opened(night).deliveries()
    part = parts(night, "delivery")[3]
    before = part.stat().st_size
    pl.read_parquet(part, hive_partitioning=False).with_columns(file=pl.lit("x.csv")).write_parquet(part)
    for entry in (night / "ledger" / "_delta_log").glob("*.json"):
        text = entry.read_text()
        if part.name in text:
            entry.write_text(text.replace(f'"size":{before}', f'"size":{part.stat().st_size}'))
    assert "x.csv" in opened(night).deliveries()["file"].to_list()


@pytest.mark.parametrize("damage", ["gone", "empty"])
def test_a_part_that_is_gone_or_damaged_is_named(night: Path, damage: str) -> None:
    opened(night).deliveries()
    part = parts(night, "delivery")[3]
    if damage == "gone":
        part.unlink()
    else:
        part.write_bytes(b"")
    with pytest.raises(LedgerError, match="a part of the ledger is"):
        opened(night).deliveries()


@pytest.mark.parametrize("content", [b"", b"PAR1", "cut"])
def test_a_kept_file_that_is_damaged_is_as_none(night: Path, content: bytes | str) -> None:
    opened(night).deliveries()
    kept = night / "ledger-known.cache"
    kept.write_bytes(kept.read_bytes()[:-40] if isinstance(content, str) else content)
    assert opened(night).deliveries().height == 12


def test_a_kept_file_of_another_ledger_is_as_none(
    night: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    take(Ledger(other, make_election(other)), [row("009", 1, 1)])
    (other / "ledger-known.cache").write_bytes((night / "ledger-known.cache").read_bytes())
    assert opened(other).deliveries().height == 1


def test_without_the_last_entry_of_its_log_the_table_is_as_before_it(night: Path) -> None:
    kept = opened(night)
    kept.deliveries()
    max((night / "ledger" / "_delta_log").glob("*.json")).unlink()
    assert opened(night).deliveries().height == 11
    assert kept.deliveries().height == 11


# Commits.


def test_who_comes_second_with_a_number_takes_the_next(night: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, real = opened(night), appending.add_entry
    first = {"done": False}

    def once(root: Path, version: int, actions: list[appending.Action]) -> bool:
        if not first["done"]:
            first["done"] = True
            take(opened(night), [row("001", 60, 3)], minutes=60)
        return real(root, version, actions)

    monkeypatch.setattr(table, "add_entry", once)
    take(mine, [row("002", 61, 3)], minutes=61)
    assert anew(night).height == 14
    assert DeltaTable(str(night / "ledger")).version() == 14


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP])
def test_where_there_are_no_links_the_library_commits(
    night: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def none(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", none)
    take(opened(night), [row("002", 1, 3)], minutes=61)
    assert anew(night).height == 13
    assert len(parts(night, "delivery")) == 13


@pytest.mark.parametrize("where", ["_write", "_write_entry"])
def test_what_cannot_be_written_leaves_the_ledger_as_it_was(
    night: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    before = (parts(night, "delivery"), parts(night, "sheet"))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(appending, where, full)
        with pytest.raises(LedgerError, match="No space left") as refused:
            take(opened(night), [row("002", 1, 3)], minutes=61)
        assert refused.value.hint.startswith("Make room")
    assert (parts(night, "delivery"), parts(night, "sheet")) == before
    assert take(opened(night), [row("002", 1, 3)], minutes=61)


def test_a_commit_stands_where_the_folder_of_the_log_cannot_be_synced(
    night: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(folder: Path) -> None:
        raise OSError(errno.EINVAL, "a folder cannot be synced here")

    monkeypatch.setattr(appending, "_sync", refused)
    before = anew(night).height
    take(opened(night), [row("003", 5, 6)], minutes=40)
    deliveries = anew(night)
    assert deliveries.height == before + 1
    assert altered_rows(opened(night), deliveries).is_empty()


@pytest.mark.parametrize("error", [OSError(errno.EIO, "the disk"), KeyboardInterrupt()])
def test_parts_of_a_commit_that_may_stand_are_kept(
    night: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    linked, unlinked = os.link, Path.unlink

    def link(*given: str) -> None:
        linked(*given)
        if isinstance(error, KeyboardInterrupt):
            raise error

    def unlink(path: Path, *, missing_ok: bool = False) -> None:
        if path.suffix == ".tmp" and isinstance(error, OSError):
            raise error
        unlinked(path, missing_ok=missing_ok)

    with monkeypatch.context() as broken:
        broken.setattr(os, "link", link)
        broken.setattr(Path, "unlink", unlink)
        ledger = opened(night)
        before = ledger.deliveries().height
        with suppress(KeyboardInterrupt):
            take(ledger, [row("003", 5, 6)], minutes=40)
    deliveries = anew(night)
    assert deliveries.height == before + 1
    assert altered_rows(opened(night), deliveries).is_empty()


def test_a_table_that_is_not_as_this_program_makes_it_is_left_to_the_library(
    night: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KnownRecords, "shape", lambda self: known_records.Shape((), plain=False))
    take(opened(night), [row("002", 1, 3)], minutes=61)
    assert anew(night).height == 13
    assert at(61) in opened(night).deliveries()["observed_at"].to_list()


# Rows of small deliveries.


@pytest.fixture
def singly(night: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A night whose sheets come one by one."""
    monkeypatch.setattr(small_deliveries, "WORTHWHILE", 4)
    ledger = opened(night)
    for minute in range(20, 28):
        name = f"singles-{minute}.parquet"
        take(ledger, singles([row(f"{minute:03d}", minute, 7)], [minute]), name, feed="singles")
    return night


def counted(place: Path) -> pl.DataFrame:
    return as_of(opened(place))


def rows_anew(place: Path) -> pl.DataFrame:
    (place / "ledger-rows.cache").unlink(missing_ok=True)
    return counted(place)


def test_rows_of_small_deliveries_are_read_out_of_one_file(
    singly: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = rows_anew(singly)
    assert (singly / "ledger-rows.cache").exists()
    assert altered_rows(opened(singly), opened(singly).deliveries()).is_empty()
    take(opened(singly), singles([row("090", 1, 1)], [60]), "singles-60.parquet", feed="singles")
    read: list[list[str]] = []
    real = LedgerTable.scan

    def scan(table: LedgerTable, record: str) -> pl.LazyFrame:
        read.append([record])
        return real(table, record)

    monkeypatch.setattr(LedgerTable, "scan", scan)
    now = counted(singly)
    assert len(read) == 1, "only what has come since is read in the table"
    assert now.filter(pl.col("sheet") != "090").equals(whole)
    assert now.filter(pl.col("sheet") == "090")["votes_A"].to_list() == [1]


def test_a_row_changed_by_hand_counts_as_it_is_and_is_noticed(singly: Path) -> None:
    counted(singly)
    part = next(path for path in parts(singly, "sheet") if pl.read_parquet(path).height == 1)
    before = part.stat().st_size
    changed = pl.read_parquet(part, hive_partitioning=False).with_columns(votes_A=pl.lit(99, pl.Int64))
    changed.write_parquet(part)
    for entry in (singly / "ledger" / "_delta_log").glob("*.json"):
        text = entry.read_text()
        if part.name in text:
            entry.write_text(text.replace(f'"size":{before}', f'"size":{part.stat().st_size}'))
    ledger = opened(singly)
    assert altered_rows(ledger, ledger.deliveries()).height == changed.height
    assert counted(singly).equals(rows_anew(singly))


@pytest.mark.parametrize("content", [b"", b"PAR1", "cut", "of another night"])
def test_a_file_of_rows_that_is_damaged_is_as_none(singly: Path, content: bytes | str) -> None:
    whole = rows_anew(singly)
    kept = singly / "ledger-rows.cache"
    if content == "of another night":
        keep(kept, pl.DataFrame({"a": [1]}), {"deliveries": '{"x": [["y", 1, 2]]}'})
    else:
        kept.write_bytes(content if isinstance(content, bytes) else kept.read_bytes()[:-9])
    assert counted(singly).equals(whole)


@pytest.mark.parametrize("damage", ["gone", "empty"])
def test_rows_that_are_gone_or_damaged_are_named(singly: Path, damage: str) -> None:
    counted(singly)
    part = next(path for path in parts(singly, "sheet") if pl.read_parquet(path).height == 1)
    if damage == "gone":
        part.unlink()
    else:
        part.write_bytes(b"")
    with pytest.raises(LedgerError, match="a part of the ledger is"):
        counted(singly)


def test_a_large_delivery_is_not_kept_twice(singly: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rows_anew(singly)
    sizes = sorted(part.stat().st_size for part in parts(singly, "sheet"))
    monkeypatch.setattr(small_deliveries, "SMALL", sizes[-6])
    assert rows_anew(singly).equals(whole)
    found = kept(singly / "ledger-rows.cache")
    assert found is not None
    assert 0 < found[0][schema.DELIVERY].n_unique() < len(sizes)


def test_the_shape_is_known_though_others_add_to_the_table_meanwhile(
    night: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = opened(night)
    real = LedgerTable._records

    def overtaken(table: LedgerTable, now: DeltaTable | None) -> pl.DataFrame:
        monkeypatch.setattr(LedgerTable, "_records", real)
        take(opened(night), [row("009", 1, 1)], minutes=70)
        return real(table, now)

    monkeypatch.setattr(LedgerTable, "_records", overtaken)
    (night / "ledger-known.cache").unlink(missing_ok=True)
    late.deliveries()
    assert late.table._known.shape() is not None
    assert late.deliveries().equals(anew(night))
