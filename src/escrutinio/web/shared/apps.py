"""The app's name."""

from __future__ import annotations

from django.apps import AppConfig


class Shared(AppConfig):
    """The app's name."""

    name = "escrutinio.web.shared"
    label = "shared"
