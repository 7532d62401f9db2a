"""Files of the table that would end the process that reads them: they are tried in one of their own."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl
import pytest

from escrutinio.ledger import reading_trial
from escrutinio.ledger.reading_trial import SEAL, altered_files, opens, read_given, unreadable, write_given
from tampering import make_it_end_its_reader

PART = "record=sheet/delivery=a/part.parquet"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of three files with a seal."""
    table = tmp_path / "ledger"
    lines = []
    for delivery in "abc":
        part = table / PART.replace("=a", f"={delivery}")
        part.parent.mkdir(parents=True)
        frame = pl.DataFrame({"sheet": ["101", "102", "103"] * 3, "votes": [1, 2, None] * 3})
        frame.write_parquet(part, statistics=False)
        digest = hashlib.sha256(part.read_bytes()).hexdigest()
        lines.append(f"{digest}  {part.relative_to(table).as_posix()}\n")
    seal = tmp_path / SEAL
    seal.parent.mkdir()
    seal.write_text("escrutinio/seal/1\n" + "".join(lines) + "\n— desk AAAA\n", encoding="utf-8")
    return table


def parts(table: Path) -> list[Path]:
    return sorted(table.rglob("*.parquet"))


def test_whole_files_are_readable_and_as_sealed(table: Path) -> None:
    assert not unreadable(table, parts(table))
    assert not altered_files(table)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_file_that_ends_its_reader_is_unreadable_and_the_others_are_not(table: Path, number: int) -> None:
    part = parts(table)[number]
    make_it_end_its_reader(part)
    (table.parent / SEAL).unlink()  # so that all are tried by the other process
    assert unreadable(table, parts(table)) == {part}


def test_what_is_not_as_sealed_is_told(table: Path) -> None:
    first, second, _ = parts(table)
    make_it_end_its_reader(first)
    second.unlink()
    assert altered_files(table) == [first]
    assert unreadable(table, parts(table)) == {first}
    assert unreadable(table, [first, second]) == {first, second}


def test_a_file_that_is_as_sealed_needs_no_other_process(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_trial, "_answers", lambda task: pytest.fail("tried elsewhere"))
    assert not unreadable(table, parts(table))


def test_a_verdict_holds_while_the_file_is_the_same(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = parts(table)[0]
    whole = part.read_bytes()
    make_it_end_its_reader(part)
    assert unreadable(table, [part]) == {part}
    with monkeypatch.context() as patched:
        patched.setattr(reading_trial, "_answers", lambda task: pytest.fail("tried once more"))
        assert unreadable(table, [part]) == {part}
    part.write_bytes(whole)
    assert not unreadable(table, [part])


def test_a_file_that_the_desk_was_given_is_tried_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, frame = tmp_path / "stations.parquet", pl.DataFrame({"sheet": ["101", "102"]})
    frame.write_parquet(path)
    assert read_given(path, tmp_path).equals(frame)

    monkeypatch.setattr(reading_trial, "_verdicts", {})
    monkeypatch.setattr(reading_trial, "_answers", lambda task: pytest.fail("tried once more"))
    assert read_given(path, tmp_path).equals(frame)
    write_given(frame.reverse(), path)
    assert read_given(path, tmp_path).equals(frame.reverse())


def test_a_folder_without_a_log_does_not_open(tmp_path: Path) -> None:
    assert not opens(str(tmp_path / "nothing"))
