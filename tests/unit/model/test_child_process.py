"""A child process answers by its standard output, and is gone once it has been ended."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from escrutinio.model.child_process import end_child, start_child


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
