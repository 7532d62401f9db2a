"""Moderators: one act on several replies, asked about once, and how many replies are new to whom."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from escrutinio.web.replies import moderation, unread
from escrutinio.web.replies.models import LogEntry, Reply, State
from escrutinio.web.stories.models import Story
from web.replies.making import put, reply, signed_in
from web.stories.making import MakeUser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("easy")]
QUEUE = "/en/desk/replies/"


@pytest.fixture
def moderator(make_user: MakeUser) -> Client:
    return signed_in(make_user("mod", "moderator"))


def tick(*replies: Reply) -> list[str]:
    return [f"{ticked.pk}:{moderation.version(ticked)}" for ticked in replies]


def act(client: Client, name: str, chosen: list[str], **more: Any) -> Any:
    return client.post(f"{QUEUE}several/", {"act": name, "chosen": chosen, **more}, follow=True)


def states() -> list[str]:
    return list(Reply.with_unshown.order_by("number").values_list("state", flat=True))


@pytest.mark.postgres
def test_several_are_approved_after_one_question(moderator: Client, client: Client, story: Story) -> None:
    held = [put(story, State.HELD, text=f"text {number}") for number in range(3)]
    shown = put(story)
    asked = act(moderator, "approved", tick(*held[:2], shown)).content.decode()
    assert "Approve 2 replies?" in asked
    assert "1 other that you ticked is so already" in asked
    assert "text 0" in asked
    assert states() == ["held", "held", "held", "shown"], "nothing is done before it is confirmed"
    chosen = re.findall(r'name="chosen" value="([^"]+)"', asked)
    assert chosen == tick(*held[:2])
    said = act(moderator, "approved", chosen, sure="yes").content.decode()
    assert "Approved: 2 replies" in said
    assert states() == ["shown", "shown", "held", "shown"]
    assert [(entry.act, entry.number, entry.by) for entry in LogEntry.objects.all()] == [
        ("approved", 2, "mod"),
        ("approved", 1, "mod"),
    ]
    assert "text 1" in client.get(story.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("name", "state"), [("hidden", State.HIDDEN), ("removed", State.REMOVED)])
def test_to_hide_or_remove_takes_a_reason(moderator: Client, story: Story, name: str, state: str) -> None:
    both = [put(story), put(story)]
    answer = act(moderator, name, tick(*both), sure="yes", reason="  ")
    assert answer.status_code == 422
    assert "Give a reason" in answer.content.decode()
    assert states() == ["shown", "shown"]
    act(moderator, name, tick(*both), sure="yes", reason="Off topic")
    assert states() == [state, state]
    assert {hidden.reason for hidden in Reply.with_unshown.all()} == {"Off topic"}
    assert list(LogEntry.objects.values_list("act", "reason")) == [(name, "Off topic")] * 2


@pytest.mark.postgres
def test_spam_is_removed_and_its_author_reads_so(
    moderator: Client, as_ana: Client, ana: User, story: Story
) -> None:
    put(story, author=ana), put(story, State.HELD, author=ana)
    act(moderator, "spam", tick(reply(1), reply(2)), sure="yes")
    assert states() == ["removed", "removed"]
    assert list(LogEntry.objects.values_list("act", flat=True)) == ["spam", "spam"]
    assert as_ana.get("/en/replies/").content.decode().count("Marked as spam") == 2


def test_what_has_changed_since_it_was_read_is_left(moderator: Client, story: Story) -> None:
    before, other = put(story, State.HELD), put(story, State.HELD)
    chosen = tick(before, other)
    Reply.with_unshown.filter(pk=before.pk).update(edited_at=timezone.now(), text="something else")
    assert "Approve 1 reply?" in act(moderator, "approved", chosen).content.decode()
    # It may also change between the question and the answer.
    said = act(moderator, "approved", chosen, sure="yes").content.decode()
    assert "Approved: 1 reply" in said
    assert "has changed since you opened it" in said
    assert states() == ["held", "shown"]
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize("chosen", [[], ["x"], ["-1:held 0"], ["9" * 40 + ":held"], ["77:held 0.000000"]])
def test_without_a_reply_nothing_is_done(moderator: Client, story: Story, chosen: list[str]) -> None:
    put(story, State.HELD)
    for sure in ("", "yes"):
        answer = act(moderator, "approved", chosen, sure=sure)
        assert answer.status_code == 200
        assert "wrong-note" in answer.content.decode()
    assert states() == ["held"]
    assert moderator.post(f"{QUEUE}several/", {"act": "applauded"}).status_code == 404


@pytest.mark.parametrize("role", ["stranger", "reporter", "data desk"])
def test_only_moderators_act_on_several(make_user: MakeUser, story: Story, role: str) -> None:
    held = put(story, State.HELD)
    client = Client() if role == "stranger" else signed_in(make_user(role, role))
    act(client, "approved", tick(held), sure="yes")
    assert states() == ["held"]


def test_one_goes_back_to_where_one_was(moderator: Client, ana: User, story: Story) -> None:
    both = [put(story, State.HELD, author=ana), put(story, State.HELD, author=ana)]
    page = moderator.get(f"{QUEUE}authors/{ana.pk}/?ticked").content.decode()
    assert re.findall(r'value="([^"]+)" checked', page) == tick(*reversed(both))
    said = act(moderator, "spam", tick(*both), sure="yes", author=str(ana.pk))
    assert said.redirect_chain[-1][0] == f"{QUEUE}authors/{ana.pk}/"
    said = act(moderator, "approved", tick(reply(1)), sure="yes", list="new", after="0")
    assert said.redirect_chain[-1][0] == f"{QUEUE}?list=new&after=0"


@pytest.mark.postgres
def test_each_moderator_is_told_what_is_new_to_them(make_user: MakeUser, ana: User, story: Story) -> None:
    put(story, at=timezone.now() - timedelta(days=9), text="before my time")
    mod, editor = make_user("mod", "moderator"), make_user("ed", "editor")
    one, two = signed_in(mod), signed_in(editor)
    assert " new</b>" not in one.get(f"{QUEUE}log/").content.decode()
    put(story, author=ana, text="first of the new"), put(story, State.HELD, text="second of them")
    put(story, author=mod, text="my own")
    put(story, external="other-1", text="brought from elsewhere")
    put(story, State.DELETED, text="")
    for client, number in ((one, 2), (two, 3)):
        page = client.get(f"{QUEUE}log/").content.decode()
        assert f"{number} new</b>" in page
        assert f'href="{QUEUE}?list=new"' in page
    page = one.get(f"{QUEUE}?list=new").content.decode()
    assert page.index("first of the new") < page.index("second of them")
    for absent in ("before my time", "my own", "brought from elsewhere", " new</b>"):
        assert absent not in page
    assert "3 new</b>" in two.get(f"{QUEUE}log/").content.decode(), "what one has read the other has not"
    assert "There is nothing here" in one.get(f"{QUEUE}?list=new").content.decode()
    later = put(story, State.HELD, text="later")
    assert "1 new</b>" in one.get(f"{QUEUE}log/").content.decode()
    # To judge a reply in another list is to have read it.
    moderation.judge(later, LogEntry.Act.APPROVED, "", mod, timezone.now(), moderation.version(later))
    assert " new</b>" not in one.get(f"{QUEUE}log/").content.decode()
    assert "4 new</b>" in two.get(f"{QUEUE}log/").content.decode()


def test_the_list_of_new_ones_stays_while_one_works_through_it(
    moderator: Client, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("escrutinio.web.replies.desk_views.PER_PAGE", 2)
    for number in range(3):
        put(story, text=f"text {number}")
    page = moderator.get(f"{QUEUE}?list=new").content.decode()
    assert "text 1" in page
    assert "1 new</b>" in page, "the second page has not been opened"
    after = re.search(r'name="after" value="(\d+)"', page)
    assert after
    back = moderator.post(
        f"{QUEUE}{reply(1).pk}/judge/",
        {"act": "kept", "seen": moderation.version(reply(1)), "list": "new", "after": after[1]},
        follow=True,
    ).content.decode()
    assert "text 0" in back
    assert "text 1" in back
    moderator.get(f"{QUEUE}?list=new&after={after[1]}&page=2")
    assert " new</b>" not in moderator.get(f"{QUEUE}log/").content.decode()
    moderator.get(f"{QUEUE}?list=new&after=0")
    assert unread.seen_by(User.objects.get(username="mod")) == reply(3).pk, "it never goes back"
