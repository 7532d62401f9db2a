"""A process that goes on as another program: it keeps its id and gives all of its memory back."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

_ENDING = (signal.SIGINT, signal.SIGTERM)


def hear_signals() -> None:
    """Let Ctrl-C and SIGTERM through, now that this program has said what they do."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


def go_on_as(arguments: Sequence[str], ending: Callable[[], bool] = lambda: False) -> NoReturn:
    """Replace this process by Python with other arguments; what would happen at its end happens first.

    Args:
        arguments: of Python.
        ending: whether this process has been told to end; then it ends.
    """
    # What is told to end from here on ends when the other program has said how; what was told before, now.
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    if ending():
        sys.exit(0)
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *arguments])
