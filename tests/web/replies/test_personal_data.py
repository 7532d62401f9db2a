"""One's own data: given out whole, and erased for real."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from escrutinio.web.accounts import personal_data
from escrutinio.web.replies.models import Follow, LogEntry, Reply, Report, State
from escrutinio.web.stories.models import Story
from web.replies.making import SECRET, address, put, reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(story: Story, ana: User, ben: User) -> None:
    """Hers: 1 (answered by Ben), 3 (answered by herself), 4, 5 (held)."""
    own: dict[str, Any] = {"author": ana, "author_name": SECRET, "text": SECRET}
    first = put(story, **own)
    put(story, to=first, author=ben, author_name="Ben")
    third = put(story, **own)
    put(story, to=third, **own)
    put(story, State.HELD, reason=f"Because {SECRET}", **own)
    Report.objects.create(reply=reply(2), by=ana, at=timezone.now(), text=SECRET)
    Follow.objects.create(
        story=story, user=ana, address=f"{SECRET}@example.org", language="en", asked_at=timezone.now()
    )


@pytest.mark.postgres
def test_everything_is_given_out_and_nothing_of_others(as_ana: Client, written: None, story: Story) -> None:
    response = as_ana.get("/en/replies/replies.json")
    assert "attachment" in response["Content-Disposition"]
    found = response.json()
    assert [kept["state"] for kept in found["replies"]] == ["shown", "shown", "shown", "held"]
    assert found["replies"][3]["reason"] == f"Because {SECRET}"
    assert [len(found[part]) for part in ("reports", "follows", "bans")] == [1, 1, 0]
    assert "Ben" not in str(found["replies"])


def all_that_is_kept() -> str:
    """Every row of every table of this app, as text."""
    found = []
    for model in apps.get_app_config("replies").get_models():
        found += [str(row) for row in model._base_manager.values()]
    return "\n".join(found)


@pytest.mark.postgres
def test_erased_is_erased(as_ana: Client, client: Client, written: None, story: Story) -> None:
    assert SECRET in all_that_is_kept()
    assert "Tick the box" in as_ana.post("/en/replies/erase/").content.decode()
    assert Reply.with_unshown.count() == 5
    as_ana.post("/en/replies/erase/", {"sure": "yes"})
    assert SECRET not in all_that_is_kept()
    # The place stays where somebody else has answered, and nowhere else.
    assert sorted(Reply.with_unshown.values_list("number", flat=True)) == [1, 2]
    page = client.get(story.get_absolute_url()).content.decode()
    assert page.count("Removed by its author") == 1
    assert "said" in page
    assert as_ana.get("/en/replies/replies.json").json()["replies"] == []


@pytest.mark.postgres
def test_an_erased_account_takes_its_replies_with_it(
    ana: User, client: Client, written: None, story: Story
) -> None:
    number = ana.pk
    assert SECRET in str(personal_data.export(ana)["replies"])
    personal_data.erase(ana)
    assert SECRET not in all_that_is_kept()
    assert not Reply.with_unshown.filter(author=number).exists()
    assert SECRET not in client.get(story.get_absolute_url()).content.decode()
    assert client.get(address(story, "replies/replies.json")).json()["replies"][0]["name"] == "Ben"
    assert not LogEntry.objects.exists()


def test_these_pages_are_for_whoever_is_signed_in(client: Client, folder: object) -> None:
    for path in ("", "replies.json", "erase/"):
        response = client.get(f"/en/replies/{path}")
        assert response.status_code == 302
        assert response["Location"].startswith("/en/account/sign-in/")
