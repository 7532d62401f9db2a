"""Replies that are there already outlive a renewal of the database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

NOW = datetime(2026, 3, 1, 20, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_hold_reason_and_notified_keep_what_was_there() -> None:
    before, after = ("replies", "0002_append_only"), ("replies", "0003_names_that_say_what_they_hold")
    executor = MigrationExecutor(connection)
    executor.migrate([before])
    try:
        old = executor.loader.project_state([before, *executor.loader.graph.leaf_nodes("stories")]).apps
        story = old.get_model("stories", "Story")._base_manager.create(
            headline="A", slug="a", language="en", saved_at=NOW
        )
        replies = old.get_model("replies", "Reply")._base_manager
        held = {"number": 1, "state": "held", "why": "links", "told": False}
        shown = {"number": 2, "state": "shown", "why": "", "told": True}
        for given in (held, shown):
            replies.create(story=story, path="0" * 20, root="0" * 20, posted_at=NOW, **given)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate([after])
    new = executor.loader.project_state([after]).apps.get_model("replies", "Reply")

    rows = new._base_manager.order_by("number").values_list("hold_reason", "notified")
    assert list(rows) == [("links", False), ("", True)]
