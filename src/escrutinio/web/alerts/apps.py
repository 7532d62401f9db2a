"""The alerts as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Alerts for other programs."""

    name = "escrutinio.web.alerts"
    label = "alerts"
