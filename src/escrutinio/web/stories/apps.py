"""The app's name, and the groups that it needs."""

from __future__ import annotations

from django.apps import AppConfig


class Stories(AppConfig):
    """The app's name."""

    name = "escrutinio.web.stories"
    label = "stories"
