"""The process that answers readers says what a desk can use, and nothing else."""

from __future__ import annotations

import logging

from escrutinio.web.server import be_quiet_about_threads


def test_many_threads_are_meant_and_not_warned_of() -> None:
    log = logging.getLogger("_granian")
    before = list(log.filters)
    try:
        be_quiet_about_threads()
        many = log.makeRecord(
            log.name, logging.WARNING, "", 0, "allows spawning up to 19 Python threads", (), None
        )
        other = log.makeRecord(log.name, logging.WARNING, "", 0, "the port is taken", (), None)
        assert not log.filter(many)
        assert log.filter(other)
    finally:
        log.filters[:] = before
