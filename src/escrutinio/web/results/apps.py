"""The app's name."""

from __future__ import annotations

from django.apps import AppConfig


class Results(AppConfig):
    """The app's name."""

    name = "escrutinio.web.results"
    label = "results"
