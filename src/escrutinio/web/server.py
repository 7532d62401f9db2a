"""The process that answers readers: Granian with the site as a WSGI application."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from escrutinio.web.bodies import AT_ONCE
from escrutinio.web.parent_watch import end_with_parent

THREADS = 3 + AT_ONCE
"""Per worker, at most. Most answers come from memory in under a millisecond, for which three are enough; the
others may wait for what somebody sends slowly."""
HEAD = 10_000
"""Milliseconds in which the head of a request has to come."""
TURN = 0.00005
"""Seconds after which a thread lets another one on. Python's own 5 ms are many answers from memory long: with
them a page that is being made, or bad luck, keeps readers waiting for a tenth of a second."""


def main() -> int:
    """Answer until told to end."""
    parser = argparse.ArgumentParser(prog="escrutinio.web.server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--parent", type=int, help="end when this process is no longer the parent")
    given = parser.parse_args()
    end_with_parent(given.parent, lambda: os.kill(os.getpid(), signal.SIGTERM))
    sys.setswitchinterval(TURN)
    be_quiet_about_threads()
    Granian(
        "escrutinio.web.wsgi:application",
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=given.workers,
        blocking_threads=THREADS,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD),
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    ).serve()
    return 0


def be_quiet_about_threads() -> None:
    """Keep back Granian's warning of many threads: most of ours wait for slow senders, see ``THREADS``."""
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())


if __name__ == "__main__":
    sys.exit(main())
