"""Polls the pages of feeds in the background. What comes in is published as every delivery is."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from escrutinio.model import DEFINITION_FILE, load_election
from escrutinio.web.jobs.tasks import log_result

if TYPE_CHECKING:
    from escrutinio.flows.poll import Poller

PATIENCE = 0.5
"""Seconds to wait for an answer of a request that is under way."""
REST = 5.0
"""Seconds between two looks, at most: the definition may have changed."""
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
        self._without_pages: tuple[int, int] | None = None

    def _any_pages(self) -> bool:
        """Whether a feed has pages, so that there is something to poll."""
        status = (self._folder / DEFINITION_FILE).stat()
        version = (status.st_mtime_ns, status.st_ino)
        if version == self._without_pages:
            return False
        pages = any(feed.web for feed in load_election(self._folder).feeds.values())
        self._without_pages = None if pages else version
        return pages

    def look(self) -> None:
        """Ask for what is due, and take in what has come. While another process polls, nothing is done.

        Raises:
            EscrutinioError: the election cannot be opened.
        """
        poller = self._poller
        if poller is None:
            if not self._any_pages():
                self._ending.wait(REST)
                return
            # What takes answers in needs memory; an election without such feeds does without it here.
            from escrutinio.flows.poll import Poller

            poller = self._poller = Poller(self._folder)
        try:
            if not poller.claim():
                self._ending.wait(ELSEWHERE)
                return
            for event in poller.step(0.0 if poller.rest() else PATIENCE):
                for result in event.results:
                    log_result(result)
                if event.line:
                    logger.warning("%s", event.line)
        except BaseException:
            self._poller = None
            poller.close()
            raise
        self._ending.wait(min(poller.rest(), REST))
        if self._ending.is_set():
            poller.close()
