"""The calls as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Calls of the desk."""

    name = "escrutinio.web.calls"
    label = "calls"
