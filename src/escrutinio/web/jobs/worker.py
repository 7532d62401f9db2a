"""The worker of django-tasks-db, which has no public interface but a command, in one place.

Any release may change it, so the range of versions is pinned in pyproject.toml, and
tests/web/jobs/test_worker.py says when it has changed.
"""

from __future__ import annotations

import os

from django_tasks_db.management.commands.db_worker import Worker

LOOK_AGAIN = 0.25
"""Seconds until a database that is locked is asked again."""


def worker(queue: str) -> Worker:
    """What works one queue: ``run`` does all that is ready, then returns."""
    return Worker(
        queue_names=[queue],
        interval=LOOK_AGAIN,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{os.getpid()}-{queue}",
        excluded_queue_names=[],
    )
