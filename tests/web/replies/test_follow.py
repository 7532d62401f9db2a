"""Following by mail: nobody has mail who has not said yes, and one click ends it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from escrutinio.web.replies import follow, tasks
from escrutinio.web.replies.models import Follow, State, Thread
from escrutinio.web.replies.tree import locked, set_state
from escrutinio.web.stories.models import Story
from web.replies.making import address, form, put, reply

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("easy")]


@pytest.fixture(autouse=True)
def _at_once(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}
    }


def ask(client: Client, story: Story, to: str = "me@example.org") -> str:
    return client.post(address(story, "follow/"), {"address": to}).content.decode()


def link(number: int, part: str) -> str:
    found = re.search(rf"https?://[^/]+(/\S*/{part}/\S+/)", str(mail.outbox[number].body))
    assert found
    return found[1]


@pytest.mark.postgres
def test_asked_confirmed_told_and_left(client: Client, story: Story) -> None:
    ask(client, story)
    put(story, notified=False)
    assert tasks.tell_followers.func(reply().pk) == 0, "not confirmed yet"
    assert len(mail.outbox) == 1
    path = link(0, "confirm")
    client.get(path)
    assert Follow.objects.get().confirmed_at is None, "programs open links too"
    assert "Confirmed" in client.post(path).content.decode()
    put(story, notified=False, text="fresh")
    assert tasks.tell_followers.func(reply(2).pk) == 1
    assert tasks.tell_followers.func(reply(2).pk) == 0, "once, however often it runs"
    sent = mail.outbox[1]
    assert "fresh" in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = link(1, "leave")
    assert leave in sent.extra_headers["List-Unsubscribe"]
    client.get(leave)
    assert Follow.objects.exists()
    # As a mail program does it: no cookie, no form of ours.
    machine = Client(enforce_csrf_checks=True)
    assert machine.post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Follow.objects.exists()
    assert machine.post(leave).status_code == 404


@pytest.mark.postgres
def test_known_and_unknown_addresses_are_answered_alike(client: Client, story: Story) -> None:
    unknown = ask(client, story, "new@example.org")
    Follow.objects.update(confirmed_at="2026-01-01T00:00:00Z")
    known = ask(client, story, "new@example.org")

    def plain(page: str) -> str:
        return re.sub(r'value="[^"]*"', "", page.split("<main")[1])

    assert plain(known) == plain(unknown)
    assert len(mail.outbox) == 1


def test_a_verified_address_of_ones_own_needs_no_question(as_ana: Client, ana: User, story: Story) -> None:
    EmailAddress.objects.create(user=ana, email="ana@example.org", verified=True, primary=True)
    ask(as_ana, story, "Ana@Example.org")
    assert Follow.objects.get().confirmed_at is not None
    assert not mail.outbox
    # Somebody else's is asked, whoever is signed in.
    ask(as_ana, story, "ben@example.org")
    assert Follow.objects.get(address="ben@example.org").confirmed_at is None
    assert len(mail.outbox) == 1


def test_an_unverified_address_counts_for_nothing(as_ana: Client, ana: User, story: Story) -> None:
    EmailAddress.objects.create(user=ana, email="ben@example.org", verified=False, primary=True)
    ask(as_ana, story, "ben@example.org")
    assert Follow.objects.get().confirmed_at is None


def test_one_has_no_mail_about_ones_own_replies(as_ana: Client, ana: User, story: Story) -> None:
    EmailAddress.objects.create(user=ana, email="ana@example.org", verified=True, primary=True)
    ask(as_ana, story, "ana@example.org")
    as_ana.post(address(story), form("Mine"))
    assert not mail.outbox
    put(story, author=None, notified=False)
    assert tasks.tell_followers.func(reply(2).pk) == 1


@pytest.mark.postgres
def test_a_held_reply_is_told_of_when_it_is_shown(client: Client, story: Story) -> None:
    Follow.objects.create(
        story=story, address="a@example.org", language="en", asked_at="2026-01-01T00:00Z",
        confirmed_at="2026-01-01T00:00Z",
    )  # fmt: skip
    held = put(story, State.HELD, notified=False)
    assert tasks.tell_followers.func(held.pk) == 0
    with locked(story.pk):
        set_state(held, State.SHOWN)
    assert tasks.tell_followers.func(held.pk) == 1


@pytest.mark.postgres
def test_nobody_fills_a_letter_box(client: Client, story: Story, settings: Any) -> None:
    most, _seconds = settings.REPLIES_LIMITS["follow-to"]
    for number in range(most + 2):
        client.post(address(story, "follow/"), {"address": "v@example.org"}, REMOTE_ADDR=f"10.0.0.{number}")
    assert len(mail.outbox) == most


def test_links_are_signed_each_for_its_purpose(client: Client, story: Story) -> None:
    ask(client, story)
    confirm = link(0, "confirm")
    token = confirm.rstrip("/").rpartition("/")[2]
    assert client.post(f"/en/replies/leave/{token}/").status_code == 404
    assert client.post(confirm.replace(token, token[:-2] + "xx")).status_code == 404
    own = Follow.objects.get()
    leave = follow.leave_address(own).rstrip("/").rpartition("/")[2]
    assert client.post(f"/en/replies/confirm/{leave}/").status_code == 404
    assert own.confirmed_at is None


def test_a_headline_cannot_write_a_header(client: Client, story: Story) -> None:
    Story.with_unpublished.update(headline="Two\r\nBcc: x@example.org")
    ask(client, story)
    assert "\n" not in mail.outbox[0].subject


def _mailed(client: Client, story: Story, **more: Any) -> str:
    """The address to answer at, of a mail about a new reply."""
    Follow.objects.create(
        story=story, address="a@example.org", language="en", asked_at="2026-01-01T00:00Z",
        confirmed_at="2026-01-01T00:00Z",
    )  # fmt: skip
    tasks.tell_followers.func(put(story, notified=False, text="the mailed one", **more).pk)
    return link(-1, "answer")


@pytest.mark.postgres
def test_a_mailed_reply_is_answered_from_the_mail(
    client: Client, as_ana: Client, ana: User, story: Story
) -> None:
    path = _mailed(client, story)
    before = client.get(path)
    assert before.status_code == 302
    assert before["Location"] == f"{address(story)}?to=1"
    page = client.get(path, follow=True).content.decode()
    assert "the mailed one" in page
    assert "Sign in to reply" in page, "a mail signs nobody in"
    assert "a@example.org" not in page, "who is passed the mail does not learn whose it was"
    assert not client.session.get("_auth_user_id")
    page = as_ana.get(path, follow=True).content.decode()
    assert "You are replying as <b>Ana</b>" in page
    as_ana.post(before["Location"], form("To you", to=1))
    assert reply(2).parent == reply(1)
    assert reply(2).author == ana


def test_the_link_to_answer_says_what_keeps_it_from_working(
    client: Client, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _mailed(client, story)
    token = path.rstrip("/").rpartition("/")[2]
    assert client.get("/en/replies/answer/x/").status_code == 404
    assert client.get(path.replace(token, token[:-2] + "xx")).status_code == 404
    own = follow.leave_address(Follow.objects.get()).rstrip("/").rpartition("/")[2]
    assert client.get(f"/en/replies/answer/{own}/").status_code == 404
    assert client.post(f"/en/replies/leave/{token}/").status_code == 404
    with locked(story.pk):
        set_state(reply(), State.HIDDEN)
    gone = client.get(path)
    assert gone.status_code == 410
    assert "no longer shown" in gone.content.decode()
    assert "the mailed one" not in gone.content.decode()
    monkeypatch.setattr(follow, "ANSWER_WITHIN", -1)
    old = client.get(path)
    assert old.status_code == 410
    assert "has expired" in old.content.decode()
    assert story.get_absolute_url() in old.content.decode()
    Story.with_unpublished.update(state="draft")
    hidden = client.get(path)
    assert hidden.status_code == 404
    assert story.headline not in hidden.content.decode()


def test_who_comes_to_a_closed_thread_is_told_before_typing(client: Client, story: Story) -> None:
    path = _mailed(client, story)
    Thread.objects.update(closed=True, closed_reason="The night is over")
    assert "The night is over" in client.get(path, follow=True).content.decode()
