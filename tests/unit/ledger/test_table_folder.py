"""A ledger lies in a folder of any name, and under any."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from pathlib import Path

import polars as pl
import pytest

from escrutinio.ledger import Ledger, as_of, history
from escrutinio.ledger.table_folder import TableFolder
from escrutinio.model import LedgerError
from support import make_election, row, singles, snapshot_name, take

NAMES = [
    "plain",
    "My Documents",
    "  two  blanks ",
    "maría",
    "mari\u0301a",
    "選挙",
    "मतगणना",
    "has#hash",
    "q?mark",
    "100%",
    "50%20off",
    "%41%2F",
    "plus+and&",
    "[x]",
    "a[0-9]*{b}",
    "col:on",
    'it\'s "so"',
    "back\\slash",
    "<a|b>^`~$!;,@=",
    "record=sheet",
    "new\nline\ttab",
]


def folder_named(parent: Path, name: str) -> Path:
    """A folder with a folder of that name above it."""
    folder = parent / name / "elections" / name
    try:
        folder.mkdir(parents=True)
    except OSError:
        pytest.skip("this system does not allow the name")
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_a_ledger_works_under_any_name(tmp_path: Path, name: str) -> None:
    folder = folder_named(tmp_path, name)
    election = make_election(folder)
    ledger = Ledger(folder, election)
    assert not ledger.table.exists()
    assert take(ledger, [row("001", 1), row("002", 2)], minutes=0)
    assert take(ledger, singles([row("002", 5)], [3]), "singles.parquet", minutes=1)
    again = Ledger(folder, election)
    assert not take(again, [row("001", 1), row("002", 2)], minutes=0)
    assert again.deliveries().height == 2
    assert as_of(again)["votes_A"].to_list() == [1, 5]
    assert history(again).height == 3
    assert again.findings(again.deliveries()).is_empty()
    assert "votes_A" in again.table.columns()
    assert len(again.raw(again.deliveries()["delivery"][0])) > 0
    # It is the same table there as elsewhere, and all of it is in the folder.
    assert {path.name for path in again.table_path.iterdir()} >= {"_delta_log", "record=sheet"}
    assert len(list(again.table_path.rglob("*.parquet"))) == 4


@pytest.mark.parametrize("name", ["maría", "[50%20]"])
def test_a_part_that_is_missing_is_named_under_any_name(tmp_path: Path, name: str) -> None:
    folder = folder_named(tmp_path, name)
    ledger = Ledger(folder, make_election(folder))
    take(ledger, [row("001", 1)], minutes=0)
    part = next(ledger.table_path.glob("record=sheet/*/*.parquet"))
    part.unlink()
    with pytest.raises(LedgerError) as caught:
        as_of(ledger)
    path = part.relative_to(ledger.table_path)
    holds = f"with the sheets of {snapshot_name(0)} (1 of council)"
    assert caught.value.message == f"a part of the ledger is missing: {path}, {holds}"
    assert caught.value.where == str(ledger.table_path)


def test_a_folder_that_is_reached_by_a_link_counts_by_what_it_leads_to(tmp_path: Path) -> None:
    folder = folder_named(tmp_path, "[a b]")
    election = make_election(folder)
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    take(Ledger(tmp_path / "link", election), [row("001", 1)], minutes=0)
    assert as_of(Ledger(folder, election)).height == 1


def test_a_relative_folder_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_named(tmp_path, "a b#")
    monkeypatch.chdir(folder)
    ledger = Ledger(Path(), make_election(Path()))
    take(ledger, [row("001", 1)], minutes=0)
    assert as_of(ledger).height == 1


def test_other_programs_read_the_table_when_it_has_moved(tmp_path: Path) -> None:
    folder = folder_named(tmp_path, "[a b]")
    take(Ledger(folder, make_election(folder)), [row("001", 7)], minutes=0)
    shutil.copytree(folder, tmp_path / "plain")
    assert pl.read_delta(str(tmp_path / "plain" / "ledger")).filter(record="sheet")["votes_A"].sum() == 7


def test_the_links_are_removed_with_the_ledger_and_made_again_when_they_are_gone(tmp_path: Path) -> None:
    path = folder_named(tmp_path, "a b") / "ledger"
    table = TableFolder(path, ["record=sheet"])
    table.make()
    links = Path(table.address())
    assert table.address() == str(links), "one folder is enough"
    shutil.rmtree(links)  # as the system's tidying does
    again = Path(table.address())
    assert (again / "_delta_log").is_dir()
    del table
    gc.collect()
    assert not again.exists()
    assert (path / "_delta_log").is_dir()


@pytest.mark.skipif(os.name != "posix", reason="/tmp is plain here")
def test_a_temporary_folder_of_a_strange_name_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder_named(tmp_path, "my temp")))
    folder = folder_named(tmp_path, "maría")
    ledger = Ledger(folder, make_election(folder))
    take(ledger, [row("001", 1)], minutes=0)
    assert as_of(ledger).height == 1


def test_where_no_links_can_be_made_the_way_out_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    folder = folder_named(tmp_path, "maría")
    with pytest.raises(LedgerError, match="path cannot be used") as caught:
        take(Ledger(folder, make_election(folder)), [row("001", 1)], minutes=0)
    assert "plain letters" in caught.value.hint
