"""Files that are replaced whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from escrutinio.model import LedgerError
from escrutinio.model.files import locked, state_of, write_whole


def test_text_and_bytes_replace_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "current.json"

    write_whole(path, "año")
    assert path.read_bytes() == "año".encode()
    write_whole(path, b"\x00\xff", sync=True)
    assert path.read_bytes() == b"\x00\xff"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "current.json"
    write_whole(path, "old")

    def full(self: Path, to: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "new")

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "missing" / "file", b"")


def test_a_change_is_seen_though_size_and_time_are_put_back(tmp_path: Path) -> None:
    file = tmp_path / "part"
    file.write_bytes(b"401")
    before, status = state_of(file), file.stat()
    assert state_of(file) == before
    file.write_bytes(b"411")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert file.stat().st_mtime_ns == status.st_mtime_ns
    assert state_of(file) != before


def test_a_lock_makes_its_folder_and_is_let_go_whatever_happens(tmp_path: Path) -> None:
    lock = tmp_path / "log" / ".lock"
    with pytest.raises(ValueError, match="inside"), locked(lock, _refused):
        raise ValueError("inside")
    with pytest.raises(OSError, match="own"), locked(lock, _refused):
        raise OSError("own")  # what goes wrong inside is not said to be the lock's fault
    with locked(lock, _refused):
        pass


def test_a_lock_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    with (
        pytest.raises(LedgerError, match="the log cannot be written"),
        locked(tmp_path / "log" / ".lock", _refused),
    ):
        pass


def _refused(error: OSError) -> LedgerError:
    return LedgerError(f"the log cannot be written: {error.strerror}")
