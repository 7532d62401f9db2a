"""The app's name, and the groups that it needs."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from escrutinio.web.shared.reserved import reserve


class Stories(AppConfig):
    """The app's name."""

    name = "escrutinio.web.stories"
    label = "stories"

    def ready(self) -> None:
        """Make the groups of the desk whenever the database has been set up, one a role; reserve bylines."""
        from escrutinio.web.stories.bylines import bylines

        post_migrate.connect(_make_groups, sender=self)
        reserve(bylines)


def _make_groups(**_: Any) -> None:
    # Django's models can be imported only when all apps are known.
    from django.contrib.auth.models import Group

    from escrutinio.web.shared.roles import Role

    for role in Role:
        Group.objects.get_or_create(name=role.value)
