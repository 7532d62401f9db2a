"""Moderators: the queue, every act with its reason, bans, closed threads, and the log that only grows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from escrutinio.web.replies import moderation
from escrutinio.web.replies.models import Ban, HoldReason, LogEntry, Reply, Report, Rules, State, Thread
from escrutinio.web.stories.models import Story
from web.replies.making import address, form, put, reply, signed_in
from web.stories.making import MakeUser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("easy")]
QUEUE = "/en/desk/replies/"


@pytest.fixture
def moderator(make_user: MakeUser) -> Client:
    return signed_in(make_user("mod", "moderator"))


def judge(client: Client, one: Reply, act: str, reason: str = "", **more: Any) -> Any:
    sent = {"act": act, "reason": reason, "seen": moderation.version(one), **more}
    return client.post(f"{QUEUE}{one.pk}/judge/", sent, follow=True)


@pytest.mark.parametrize("role", ["stranger", "reader", "reporter", "data desk", "editor", "moderator"])
def test_only_moderators_and_editors_come_in(make_user: MakeUser, ana: User, story: Story, role: str) -> None:
    held = put(story, State.HELD, author=ana)
    client = Client()
    if role == "reader":
        client = signed_in(ana)
    elif role != "stranger":
        client = signed_in(make_user(role, role))
    paths = ("", f"authors/{ana.pk}/", "stories/", f"stories/{story.pk}/", "rules/", "log/")
    wanted = {"stranger": {302}, "editor": {200}, "moderator": {200}}.get(role, {403})
    assert {client.get(QUEUE + path).status_code for path in paths} == wanted
    judge(client, held, "approved")
    assert reply().state == (State.SHOWN if wanted == {200} else State.HELD)


@pytest.mark.postgres
def test_the_queue_has_what_waits_and_what_was_reported(
    moderator: Client, story: Story, ana: User, ben: User
) -> None:
    put(story, State.HELD, text="waiting", hold_reason=HoldReason.LINKS, author=ana)
    shown = put(story, text="reported")
    put(story, text="plain")
    Report.objects.create(reply=shown, by=ben, at=timezone.now(), text="rude it is")
    held = moderator.get(QUEUE).content.decode()
    assert "waiting" in held
    assert "reads replies with links" in held
    assert "plain" not in held
    reported = moderator.get(f"{QUEUE}?list=reported").content.decode()
    assert "rude it is" in reported
    assert ">waiting<" not in reported
    assert "plain" in moderator.get(f"{QUEUE}?list=all").content.decode()
    judge(moderator, shown, "kept")
    assert "rude it is" not in moderator.get(f"{QUEUE}?list=reported").content.decode()


@pytest.mark.postgres
def test_approved_it_is_shown(moderator: Client, client: Client, story: Story) -> None:
    judge(moderator, put(story, State.HELD, text="at last"), "approved")
    assert "at last" in client.get(story.get_absolute_url()).content.decode()
    assert LogEntry.objects.get().act == "approved"


@pytest.mark.postgres
@pytest.mark.parametrize(("act", "state"), [("hidden", State.HIDDEN), ("removed", State.REMOVED)])
def test_hidden_and_removed_with_a_reason_that_its_author_reads(
    moderator: Client, client: Client, as_ana: Client, ana: User, story: Story, act: str, state: str
) -> None:
    one = put(story, author=ana, text="gone soon")
    assert "Give a reason" in judge(moderator, one, act, "  ").content.decode()
    assert reply().state == State.SHOWN
    judge(moderator, one, act, "It names a private person")
    assert reply().state == state
    assert "gone soon" not in client.get(story.get_absolute_url()).content.decode()
    for path in (address(story, "replies/1/yours/"), "/en/replies/"):
        assert "It names a private person" in as_ana.get(path).content.decode()
    entry = LogEntry.objects.get()
    assert (entry.act, entry.reason, entry.by, entry.number) == (act, "It names a private person", "mod", 1)
    log = moderator.get(f"{QUEUE}log/").content.decode()
    assert "It names a private person" in log
    judge(moderator, reply(), "approved")
    assert "gone soon" in client.get(story.get_absolute_url()).content.decode()


@pytest.mark.postgres
def test_what_was_edited_after_it_was_read_is_not_judged(moderator: Client, story: Story) -> None:
    before = put(story, State.HELD)
    seen = moderation.version(before)
    Reply.with_unshown.update(edited_at=timezone.now(), text="something else")
    page = judge(moderator, before, "approved", seen=seen).content.decode()
    assert "has changed since you opened it" in page
    assert reply().state == State.HELD


@pytest.mark.postgres
def test_a_banned_reader_is_told_why_and_until_when(
    moderator: Client, as_ana: Client, ana: User, story: Story
) -> None:
    put(story, author=ana)
    path = f"{QUEUE}authors/{ana.pk}/"
    moderator.post(path, {"act": "ban", "days": "7", "reason": ""})
    moderator.post(path, {"act": "ban", "days": "5000", "reason": "x"})
    assert not Ban.objects.exists()
    moderator.post(path, {"act": "ban", "days": "7", "reason": "Insults after a warning"})
    assert "Insults after a warning" in as_ana.get(address(story)).content.decode()
    response = as_ana.post(address(story), form("Again"))
    assert response.status_code == 403
    assert "until" in response.content.decode()
    assert "Again" in response.content.decode(), "what was typed stays"
    assert as_ana.post(address(story, "replies/1/edit/"), {"text": "Again"}).status_code == 403
    assert Reply.with_unshown.count() == 1
    Ban.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert as_ana.post(address(story), form("Back")).status_code == 302
    moderator.post(path, {"act": "ban", "days": "0", "reason": "Permanently"})
    assert as_ana.post(address(story), form("Again")).status_code == 403
    moderator.post(path, {"act": "unban", "reason": "A mistake"})
    assert as_ana.post(address(story), form("Again")).status_code == 302
    assert [entry.act for entry in LogEntry.objects.all()] == ["unbanned", "banned", "banned"]


def test_a_moderator_is_not_banned(moderator: Client, make_user: MakeUser, story: Story) -> None:
    editor = make_user("editor", "editor")
    put(story, author=editor)
    page = moderator.post(f"{QUEUE}authors/{editor.pk}/", {"act": "ban", "days": "0", "reason": "x"})
    assert "cannot be banned" in page.content.decode()
    assert not Ban.objects.exists()


def test_a_closed_thread_says_why(moderator: Client, client: Client, as_ana: Client, story: Story) -> None:
    put(story)
    path = f"{QUEUE}stories/{story.pk}/"
    moderator.post(path, {"closed": "on", "mode": "site", "reason": ""})
    assert not Thread.objects.get().closed
    moderator.post(path, {"closed": "on", "mode": "before", "reason": "The night is over"})
    page = client.get(story.get_absolute_url()).content.decode()
    assert "The night is over" in page
    assert "Leave a reply" not in page
    response = as_ana.post(address(story), form("Too late"))
    assert response.status_code == 403
    assert "The night is over" in response.content.decode()
    moderator.post(path, {"mode": "site", "reason": ""})
    assert as_ana.post(address(story), form("In time")).status_code == 302
    assert [entry.act for entry in LogEntry.objects.all()] == ["mode", "opened", "mode", "closed"]


def test_the_rules_of_the_site(moderator: Client, as_ana: Client, story: Story) -> None:
    moderator.post(f"{QUEUE}rules/", {"mode": "before", "words": "slur"})
    assert Rules.now().words == "slur"
    as_ana.post(address(story), form("Hello"))
    assert reply().hold_reason == HoldReason.ALL
    assert LogEntry.objects.get().act == "mode"


@pytest.mark.postgres
def test_the_log_is_only_added_to(moderator: Client, story: Story) -> None:
    judge(moderator, put(story, State.HELD), "approved")
    entry = LogEntry.objects.get()
    for act in (entry.save, entry.delete, LogEntry.objects.all().delete, LogEntry.objects.update):
        with pytest.raises(TypeError):
            act()
    for query in ("UPDATE replies_logentry SET reason = 'x'", "DELETE FROM replies_logentry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query)
    story.delete()
    assert LogEntry.objects.count() == 1


@pytest.mark.postgres
def test_an_imported_reply_without_an_account_can_be_judged(moderator: Client, story: Story) -> None:
    judge(moderator, put(story, author=None), "removed", "Spam")
    assert reply().state == State.REMOVED
