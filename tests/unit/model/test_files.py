"""Files that are replaced whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from escrutinio.model.files import state_of, write_whole


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
