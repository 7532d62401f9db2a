"""The app's name."""

from __future__ import annotations

from django.apps import AppConfig


class Api(AppConfig):
    """The app's name."""

    name = "escrutinio.web.api"
    label = "api"
