"""The app's name, and the bell that is rung for every task."""

from __future__ import annotations

from django.apps import AppConfig


class Jobs(AppConfig):
    """The app's name."""

    name = "escrutinio.web.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Ring the bell for what is put into the queue, in whatever process."""
        from django_tasks.signals import task_enqueued

        from escrutinio.web.jobs.bell import ring

        task_enqueued.connect(ring, dispatch_uid="escrutinio.bell")
