"""The queue in the database: who works it, and what becomes of a task whose worker died."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

ATTEMPTS = 3
"""So often may a task be begun; one that ends its worker each time must not do so for ever."""

logger = logging.getLogger("escrutinio.jobs")


def reclaim(name: str | None = None) -> int:
    """Put back the tasks of a queue, or of all, that a dead worker left half done; returns how many.

    To be called only by the process that holds the lock of :mod:`escrutinio.web.lockfile`: then nobody is at
    work on them.
    """
    left = 0
    running = DBTaskResult.objects.running()
    for result in running if name is None else running.filter(queue_name=name):
        if len(result.worker_ids) >= ATTEMPTS:
            result.set_failed(RuntimeError(f"its worker died {ATTEMPTS} times"))
            logger.error("given up after %d attempts: %s", ATTEMPTS, result.task_path)
            continue
        DBTaskResult.objects.filter(id=result.id).update(status=TaskResultStatus.READY, started_at=None)
        logger.warning("begun again: %s", result.task_path)
        left += 1
    return left


def waiting(task: Task[..., Any]) -> bool:
    """Whether a task of this kind is waiting or at work."""
    open_ones = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    return DBTaskResult.objects.filter(task_path=task.module_path, status__in=open_ones).exists()


def forget_finished(ok: timedelta = timedelta(hours=1), failed: timedelta = timedelta(days=7)) -> None:
    """Delete the records of tasks that are done; those of failures stay longer."""
    now = timezone.now()
    DBTaskResult.objects.successful().filter(finished_at__lt=now - ok).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now - failed).delete()
