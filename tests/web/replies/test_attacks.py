"""The attacks on replies, one by one; the table is in docs/explanation/security.md.

What is tested: ``web.replies.posting``, views, moderation and limits, ``web.accounts.names``.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from at_once import at_once
from escrutinio.web.accounts.names import key_of
from escrutinio.web.replies import posting
from escrutinio.web.replies.limits import allowed
from escrutinio.web.replies.models import Ban, Reply, Report, State, Thread
from escrutinio.web.replies.posting import RefusedError, Sender
from escrutinio.web.stories.models import Story
from web.replies.making import address, form, put, reader, reply, signed_in
from web.stories.making import MakeStory, MakeUser

XSS = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
ACTIVE = re.compile(r"<script>alert|<img src=x|onerror=alert\(1\)>", re.IGNORECASE)


@pytest.mark.postgres
@pytest.mark.django_db
def test_script_in_every_field_is_text(
    story: Story, ana: User, as_ana: Client, make_user: MakeUser, client: Client
) -> None:
    ana.reader.name, ana.reader.name_key = XSS[:40], key_of(XSS)[:40]
    ana.reader.save()
    Story.with_unpublished.update(headline=XSS)
    story.refresh_from_db()
    own: dict[str, Any] = {"author": ana, "author_name": XSS[:80], "reason": XSS}
    shown = put(story, **own)
    Reply.with_unshown.update(html="<p>clean</p>", text=XSS)
    put(story, to=shown, text="x")
    Report.objects.create(reply=shown, by=ana, at=timezone.now(), text=XSS)
    Ban.objects.create(user=ana, reason=XSS, at=timezone.now())
    Thread.objects.update(closed=True, closed_reason=XSS)
    moderator = signed_in(make_user("mod", "moderator"))
    moderator.post(
        f"/en/desk/replies/{shown.pk}/judge/", {"act": "kept", "reason": XSS, "seen": "shown 0.000000"}
    )
    Report.objects.update(settled=False)
    ends = ("", "replies/oldest/1/", "follow/", "reply/", "reply/?to=1")
    mine = ("replies/1/yours/", "replies/1/edit/", "replies/1/delete/", "replies/1/report/")
    desk = (
        "",
        "?list=reported",
        "?list=all",
        f"authors/{ana.pk}/",
        "stories/",
        f"stories/{story.pk}/",
        "log/",
    )
    asked = [(visitor, address(story, end)) for visitor in (client, as_ana) for end in ends]
    asked += [(as_ana, address(story, end)) for end in mine] + [(as_ana, "/en/replies/")]
    asked += [(moderator, f"/en/desk/replies/{end}") for end in desk]
    for who, path in asked:
        response = who.get(path)
        assert response.status_code == 200, path
        assert not ACTIVE.search(response.content.decode()), path
    posted = as_ana.post(address(story), form(XSS, token=XSS, to=None, act="preview", draft_key=XSS))
    assert not ACTIVE.search(posted.content.decode())
    asks = client.post(address(story, "follow/"), {"address": f"{XSS}@example.org"})
    assert not ACTIVE.search(asks.content.decode())
    feed = client.get(address(story, "replies/replies.atom")).content.decode()
    assert not ACTIVE.search(feed)
    assert ACTIVE.search(unescape(feed)), "it is there, as text"


@pytest.mark.django_db
def test_every_form_needs_its_token(story: Story, ana: User, make_user: MakeUser) -> None:
    put(story, author=ana)
    put(story)
    client = signed_in(ana, enforce_csrf_checks=True)
    ends = {
        "reply/": form("x"),
        "follow/": {"address": "a@example.org"},
        "replies/1/edit/": {"text": "x"},
        "replies/1/delete/": {},
        "replies/2/report/": {},
    }
    paths = {address(story, end): sent for end, sent in ends.items()} | {
        "/en/replies/erase/": {"sure": "yes"}
    }
    for path, sent in paths.items():
        assert client.post(path, sent).status_code == 403, path
    moderator = signed_in(make_user("mod", "moderator"), enforce_csrf_checks=True)
    for end in (f"{reply(1).pk}/judge/", f"authors/{ana.pk}/", f"stories/{story.pk}/", "rules/"):
        assert moderator.post(f"/en/desk/replies/{end}", {"act": "removed", "reason": "x"}).status_code == 403
    assert Reply.shown.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["yours", "edit", "delete"])
def test_somebody_elses_reply_is_not_there_to_be_changed(
    story: Story, ana: User, as_ben: Client, client: Client, act: str
) -> None:
    put(story, author=ana, text="hers")
    put(story, author=None, text="an old one")
    for number in (1, 2, 3):
        path = address(story, f"replies/{number}/{act}/")
        for response in (as_ben.get(path), as_ben.post(path, {"text": "his"})):
            assert response.status_code == 404
        assert client.post(path, {"text": "x"})["Location"].startswith("/en/account/sign-in/")
    assert [kept.text for kept in Reply.with_unshown.order_by("pk")] == ["hers", "an old one"]


@pytest.mark.django_db
def test_the_reply_of_one_story_is_not_reached_through_another(
    make_story: MakeStory, ana: User, as_ana: Client
) -> None:
    one, other = make_story(), make_story()
    put(one, author=ana)
    assert as_ana.get(address(other, "replies/1/edit/")).status_code == 404
    assert as_ana.post(address(other), form("x", to=1)).status_code == 422


@pytest.mark.django_db
@pytest.mark.usefixtures("easy")
def test_fields_that_are_not_in_the_form_change_nothing(
    story: Story, as_ana: Client, ana: User, ben: User, settings: Any
) -> None:
    more: dict[str, Any] = {
        "author": ben.pk, "author_name": "Editor", "state": "shown", "html": "<b>x</b>", "number": 99,
        "posted_at": "2000-01-01", "external": "x:1", "hold_reason": "", "story": 99,
        "has_place": "1", "path": "0",
    }  # fmt: skip
    as_ana.post(address(story), form("plain", **more))
    found = reply(1)
    assert (found.author, found.author_name, found.external) == (ana, "Ana", None)
    assert found.html == "<p>plain</p>\n"
    assert found.posted_at.year > 2000
    Reply.with_unshown.update(state=State.HELD)
    as_ana.post(address(story, "replies/1/edit/"), {"text": "plain too", **more})
    assert (reply(1).author_name, reply(1).number) == ("Ana", 1)


@pytest.mark.django_db
def test_nobody_is_sent_elsewhere(story: Story, as_ana: Client, ana: User) -> None:
    put(story, author=ana)
    for name in ("next", "after", "url", "to", "list"):
        for value in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
            for path, sent in (
                (address(story), form("x")),
                (address(story, "replies/1/edit/"), {"text": "x"}),
                ("/en/replies/erase/", {"sure": "no"}),
            ):
                response = as_ana.post(path, {**sent, name: value}, QUERY_STRING=f"{name}={value}")
                where = response.headers.get("Location", "/")
                assert where.startswith("/")
                assert not where.startswith("//")
    response = Client().get("/en/replies/", {"next": "https://evil.example/"})
    assert response["Location"].startswith("/en/account/sign-in/?next=/en/replies/")


@pytest.mark.postgres
@pytest.mark.django_db
def test_numbers_say_nothing_of_what_is_not_shown(story: Story, as_ben: Client, ana: User) -> None:
    """A reply that is held, removed or was never there: each address answers all three alike."""
    put(story, State.HELD, author=ana)
    put(story, State.REMOVED, author=ana)
    for end in ("", "yours/", "edit/", "delete/", "report/"):
        found = set()
        for number in (1, 2, 77):
            response = as_ben.get(address(story, f"replies/{number}/{end}"))
            found.add((response.status_code, re.sub(rb"replies/\d+", b"", response.content)))
        assert len(found) == 1, end


@pytest.mark.django_db
def test_pages_with_forms_run_and_frame_nothing(story: Story, as_ana: Client) -> None:
    response = as_ana.get(address(story))
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    page = response.content.decode()
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"\s(style|on\w+)=", page)


@pytest.fixture
def shared(transactional_db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the tests' database is in memory; see bench/replies.py and the run on PostgreSQL")


@pytest.mark.postgres
@pytest.mark.usefixtures("shared")
def test_limits_hold_for_many_at_once(settings: Any) -> None:
    settings.REPLIES_LIMITS = {"account": (5, 600)}
    now = timezone.now()
    assert sum(at_once(16, lambda _: allowed("account", "one", now))) == 5


@pytest.mark.postgres
@pytest.mark.usefixtures("shared")
def test_one_form_sent_by_many_at_once_is_one_reply(make_story: MakeStory, settings: Any) -> None:
    user = reader("Ana")
    story = make_story(by=user)
    sender, now = Sender(user, "Ana", "127.0.0.1"), timezone.now()
    found = at_once(5, lambda _: posting.post(story, sender, "x", None, "word", now).pk)
    assert len(set(found)) == 1
    assert Reply.with_unshown.count() == 1


@pytest.mark.postgres
@pytest.mark.usefixtures("shared")
def test_numbers_are_given_once_whoever_writes_at_once(make_story: MakeStory) -> None:
    story = make_story(by=reader("Author"))
    people = [reader(f"Person {number}") for number in range(8)]
    now = timezone.now()

    def write(number: int) -> int:
        sender = Sender(people[number], f"Person {number}", f"10.0.0.{number}")
        return posting.post(story, sender, "x", None, f"word {number}", now).number

    assert sorted(at_once(8, write)) == list(range(1, 9))


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.usefixtures("easy")
def test_edit_and_judge_meet_in_one_order(story: Story, ana: User) -> None:
    """An edit that was begun before a moderator hid the reply does not bring it back."""
    before = put(story, author=ana)
    Reply.with_unshown.update(state=State.REMOVED)
    with pytest.raises(RefusedError):
        posting.edit(before, Sender(ana, "Ana", "127.0.0.1"), "new", timezone.now())
    assert reply(1).state == State.REMOVED
