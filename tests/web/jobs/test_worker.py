"""The worker of django-tasks-db has the private parts that the site uses."""

from __future__ import annotations

import inspect

from escrutinio.web.jobs.worker import worker


def test_the_worker_is_made_run_and_stopped_as_the_site_does_it() -> None:
    made = worker("count")

    assert made.running is True
    assert made.queue_names == ["count"]
    assert list(inspect.signature(made.run).parameters) == []
    assert list(inspect.signature(made.run_task).parameters) == ["db_task_result"]
