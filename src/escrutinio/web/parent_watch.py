"""A process that serves a site ends when the one that started it has gone, however that ended."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

LOOK_EVERY = 1.0
"""Seconds."""


def end_with_parent(parent: int | None, end: Callable[[], object]) -> None:
    """Call ``end`` when this process is no longer the child of ``parent``.

    Args:
        parent: the id of the process that started this one; None to stay whatever happens.
        end: makes this process end.
    """
    if parent is not None:
        threading.Thread(target=_watch, args=(parent, end), daemon=True).start()


def _watch(parent: int, end: Callable[[], object]) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    end()
