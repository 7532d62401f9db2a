"""The alerts as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Alerts for other programs, and by mail for readers."""

    name = "escrutinio.web.alerts"
    label = "alerts"

    def ready(self) -> None:
        """Listen for accounts that are erased."""
        from escrutinio.web.alerts import readers

        readers.listen()
