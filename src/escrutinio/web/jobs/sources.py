"""Polls the pages of feeds in the background. What comes in is published as every delivery is."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from escrutinio.flows.poll import Poller
from escrutinio.web.jobs.tasks import log_result

PATIENCE = 0.5
"""Seconds between two looks at what is due."""
ELSEWHERE = 30.0
"""Seconds until it is looked again whether another process still polls."""

logger = logging.getLogger("escrutinio.jobs")


class Sources:
    """Polls the pages of an election's feeds; :meth:`look` is to be called again and again, by one thread.

    Args:
        folder: the election's folder.
        ending: set when the process is to end.
    """

    def __init__(self, folder: Path, ending: threading.Event) -> None:
        self._folder = folder
        self._ending = ending
        self._poller: Poller | None = None

    def look(self) -> None:
        """Ask for what is due, and take in what has come. While another process polls, nothing is done.

        Raises:
            EscrutinioError: the election cannot be opened.
        """
        poller = self._poller = self._poller or Poller(self._folder)
        try:
            if not poller.claim():
                self._ending.wait(ELSEWHERE)
                return
            for event in poller.step(PATIENCE):
                for result in event.results:
                    log_result(result)
                if event.line:
                    logger.warning("%s", event.line)
        except BaseException:
            self._poller = None
            poller.close()
            raise
        if self._ending.is_set():
            poller.close()
