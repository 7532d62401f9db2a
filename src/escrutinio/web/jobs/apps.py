"""The app's name."""

from __future__ import annotations

from django.apps import AppConfig


class Jobs(AppConfig):
    """The app's name."""

    name = "escrutinio.web.jobs"
    label = "jobs"
