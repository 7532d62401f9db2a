"""Polls the pages of feeds in the background. What comes in is published as every delivery is."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from escrutinio.flows.ingest import IngestResult
from escrutinio.flows.poll import Poller

PATIENCE = 0.5
"""Seconds between two looks at what is due."""
ELSEWHERE = 30.0
"""Seconds until it is looked again whether another process still polls."""

logger = logging.getLogger("escrutinio.jobs")


def poll(folder: Path, ending: threading.Event) -> None:
    """Poll until the end is near.

    Args:
        folder: the election's folder.
        ending: set when the process is to end.

    Raises:
        EscrutinioError: the election cannot be opened.
    """
    poller = Poller(folder)
    try:
        while not ending.is_set() and not poller.claim():
            ending.wait(ELSEWHERE)
        while not ending.is_set():
            for event in poller.step(PATIENCE):
                for result in event.results:
                    _log(result)
                if event.line:
                    logger.warning("%s", event.line)
    finally:
        poller.close()


def _log(result: IngestResult) -> None:
    if result.refusal is not None:
        logger.error("%s is refused: %s", result.file.name, result.refusal)
    else:
        logger.warning("%s: %s", result.file.name, result.status)
