"""The app's name, and what it does when an account is erased."""

from __future__ import annotations

from django.apps import AppConfig


class Replies(AppConfig):
    """The app's name."""

    name = "escrutinio.web.replies"
    label = "replies"

    def ready(self) -> None:
        """Listen for accounts that are erased."""
        from escrutinio.web.replies import personal_data

        personal_data.listen()
