"""A child process answers by its standard output, and is gone once it has been ended."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from escrutinio.model.child_process import end_child, most_memory, start_child


@pytest.mark.parametrize("busy", [False, True])
def test_a_child_answers_and_is_ended_whatever_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, busy: bool
) -> None:
    (tmp_path / "echo.py").write_text(
        "import sys\n\ndef main():\n    sys.stdout.write(sys.stdin.readline())\n    sys.stdout.flush()\n"
        f"    while {busy}:\n        pass\n    sys.stdin.read()\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    child = start_child("echo")
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(b"told\n")
    child.stdin.flush()
    assert child.stdout.readline() == b"told\n"
    end_child(child)
    assert child.returncode == (1 if sys.platform == "win32" else -signal.SIGKILL)
    assert child.stdin.closed
    assert child.stdout.closed
    end_child(child)  # which has ended already


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system tells less")
def test_a_child_does_not_count_what_its_parent_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "size.py").write_text(
        "from escrutinio.model.child_process import most_memory\n\n"
        "def main():\n    print(most_memory(), flush=True)\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}")
    large = bytearray(200 * 2**20)
    child = start_child("size")
    assert child.stdout is not None
    of_child = int(child.stdout.readline())
    end_child(child)
    assert most_memory() > len(large) // 1024
    assert 0 < of_child < 100 * 1024
