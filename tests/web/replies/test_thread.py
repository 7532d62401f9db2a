"""Reading: threads, pages, orders; what readers never see; and that pages are kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client

from escrutinio.web import page_cache
from escrutinio.web.replies import tasks, thread
from escrutinio.web.replies.models import DEPTH, Follow, Reply, State
from escrutinio.web.replies.personal_data import everything
from escrutinio.web.replies.thread import PER_PAGE, read_page
from escrutinio.web.replies.tree import locked, set_state
from escrutinio.web.stories.models import State as StoryState
from escrutinio.web.stories.models import Story
from web.replies.making import SECRET, address, put, reply
from web.stories.making import MakeStory, MakeUser

pytestmark = pytest.mark.django_db
UNSHOWN = (State.HELD, State.HIDDEN, State.REMOVED, State.DELETED)
AT = datetime(2026, 3, 1, tzinfo=UTC)


def body(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def public_paths(story: Story) -> list[str]:
    ends = ("", "story.json", "replies/oldest/1/", "replies/newest/1/", "replies/replies.atom")
    return [address(story, end) for end in (*ends, "replies/replies.json")]


def order(story: Story, name: str) -> list[int]:
    page = read_page(story, name)
    assert page is not None
    return [shown.number for shown in page.items]


@pytest.mark.postgres
def test_answers_stand_below_what_they_answer_in_both_orders(story: Story) -> None:
    first = put(story, at=AT)
    put(story, at=AT + timedelta(1))
    put(story, to=first, at=AT + timedelta(2))
    put(story, to=first, at=AT + timedelta(3))
    put(story, to=reply(3), at=AT + timedelta(4))
    assert order(story, "oldest") == [1, 3, 5, 4, 2]
    assert order(story, "newest") == [2, 1, 3, 5, 4]


@pytest.mark.postgres
def test_threads_are_shown_in_few_levels_and_say_who_is_answered(client: Client, story: Story) -> None:
    last = put(story, author_name="Person 0")
    for number in range(1, 8):
        last = put(story, to=last, author_name=f"Person {number}")
    page = body(client, story.get_absolute_url())
    assert f"reply-level-{DEPTH - 1}" in page
    assert f"reply-level-{DEPTH}" not in page
    assert "answers Person 6" in page
    assert order(story, "oldest") == list(range(1, 9))


@pytest.mark.postgres
@pytest.mark.parametrize("state", UNSHOWN)
def test_what_is_not_shown_is_nowhere(client: Client, story: Story, ana: User, ben: User, state: str) -> None:
    """In no thread, feed, address, document, mail, and in nobody else's export."""
    Follow.objects.create(story=story, address="f@example.org", language="en", asked_at=AT, confirmed_at=AT)
    hidden = put(
        story, state, text=SECRET, author_name=f"Name {SECRET}", author=ana, reason=SECRET, notified=False
    )
    put(story, to=hidden, text="an answer", author_name="Ben", author=ben)
    for path in public_paths(story):
        found = body(client, path)
        assert SECRET not in found, path
    page = body(client, story.get_absolute_url())
    assert "an answer" in page
    assert str(State(state).label) in page
    assert client.get(address(story, "replies/1/")).status_code == 404
    assert client.get(address(story, "reply/"), {"to": 1}).status_code == 404
    assert tasks.tell_followers.func(hidden.pk) == 0
    assert not mail.outbox
    assert SECRET not in str(everything(ben))


@pytest.mark.postgres
def test_a_place_goes_with_the_last_answer_that_is_shown(client: Client, story: Story) -> None:
    top = put(story, State.REMOVED, text=SECRET)
    middle = put(story, State.DELETED, to=top)
    leaf = put(story, to=middle)
    assert order(story, "oldest") == [1, 2, 3]
    with locked(story.pk):
        set_state(leaf, State.HIDDEN)
    assert order(story, "oldest") == []
    with locked(story.pk):
        set_state(reply(3), State.SHOWN)
    assert order(story, "oldest") == [1, 2, 3]


@pytest.mark.postgres
def test_of_a_story_that_is_not_public_nothing_is(client: Client, make_story: MakeStory) -> None:
    draft = make_story(StoryState.DRAFT)
    put(draft, text=SECRET)
    for path in (*public_paths(draft), address(draft, "reply/"), address(draft, "replies/1/")):
        assert client.get(path).status_code == 404, path
    assert client.get(address(draft, "follow/")).status_code == 404
    assert not Reply.shown.exists()
    assert not Reply.in_threads.exists()


@pytest.mark.postgres
def test_whoever_forgets_to_ask_gets_what_is_shown(story: Story) -> None:
    shown = put(story)
    for state in UNSHOWN:
        put(story, state, to=shown)
    assert Reply._default_manager.count() == 1
    assert shown.answers.count() == 0
    assert Reply.with_unshown.count() == 5


@pytest.fixture
def long_thread(story: Story) -> Story:
    """2,000 replies, every fourth with three answers."""
    with locked(story.pk) as thread:
        made = []
        for number in range(1, 2001):
            path = f"{number if number % 4 == 1 else number - (number - 1) % 4:013d}{number:07d}"
            root = (number - 1) // 4 * 4 + 1
            own, top = f"{number:013d}{number:07d}", f"{root:013d}{root:07d}"
            path = own if number == root else top + own
            made.append(
                Reply(
                    story=story,
                    number=number,
                    path=path,
                    root=top,
                    has_place=True,
                    author_name=f"Person {number}",
                    html=f"<p>Text {number}</p>",
                    state=State.SHOWN,
                    posted_at=AT + timedelta(minutes=number),
                    notified=True,
                )
            )
        Reply.with_unshown.bulk_create(made)
        thread.last_number = 2000
        thread.save()
    return story


@pytest.mark.postgres
def test_a_thread_of_2000_replies_pages_quickly(
    client: Client, long_thread: Story, django_assert_max_num_queries: Any
) -> None:
    pages = 2000 // PER_PAGE
    begun = time.perf_counter()
    with django_assert_max_num_queries(8):
        last = body(client, address(long_thread, f"replies/oldest/{pages}/"))
    assert time.perf_counter() - begun < 1.0
    assert "Text 2000" in last
    assert f"Page {pages} of {pages}" in last
    seen = [number for page in range(1, pages + 1) for number in _numbers(long_thread, page)]
    assert seen == list(range(1, 2001))
    assert client.get(address(long_thread, f"replies/oldest/{pages + 1}/")).status_code == 404
    assert client.get(address(long_thread, "replies/sideways/1/")).status_code == 404
    assert client.get(address(long_thread, "replies/1234/"))["Location"] == (
        address(long_thread, "replies/oldest/13/#reply-1234")
    )


def _numbers(story: Story, number: int) -> Iterator[int]:
    page = read_page(story, "oldest", number)
    assert page is not None
    yield from (shown.number for shown in page.items)


@pytest.mark.postgres
def test_the_feed_is_atom_and_the_document_json(client: Client, story: Story) -> None:
    put(story, html="<p>a &amp; b</p>")
    put(story, to=reply(1))
    feed = ElementTree.fromstring(client.get(address(story, "replies/replies.atom")).content)
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 2
    assert entries[1].findtext("{http://www.w3.org/2005/Atom}summary") == "<p>a &amp; b</p>"
    found = client.get(address(story, "replies/replies.json")).json()
    assert [shown["answers"] for shown in found["replies"]] == [1, None]


@pytest.mark.postgres
def test_pages_are_kept_until_a_reply_changes_without_form_and_cookie(
    client: Client, story: Story, django_assert_num_queries: Any
) -> None:
    put(story, text="one")
    for path in public_paths(story):
        client.get(path)
        client.get(path)
        with django_assert_num_queries(0):
            response = client.get(path)
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies
        assert b"<form" not in response.content
    put(story, text="two")
    assert "two" in body(client, story.get_absolute_url())


@pytest.mark.postgres
def test_another_process_learns_of_a_change_and_other_stories_stay_kept(
    client: Client, make_story: MakeStory, django_assert_num_queries: Any, folder: Path
) -> None:
    first, second = make_story(), make_story()
    for story in (first, second):
        client.get(story.get_absolute_url())
        client.get(story.get_absolute_url())
    stamps = (folder / page_cache.of_story(first.pk)).parent

    def now(name: str) -> int:
        return (stamps / name).stat().st_mtime_ns

    before = {path.name: now(path.name) for path in stamps.iterdir()}
    put(first, text="new")
    with django_assert_num_queries(0):
        client.get(second.get_absolute_url())
    assert "new" in body(client, first.get_absolute_url())
    changed = {path.name for path in stamps.iterdir()} - {
        name for name, at in before.items() if at == now(name)
    }
    assert changed == {f"{first.pk}.stamp.taken"}


@pytest.mark.postgres
@pytest.mark.parametrize("state", [State.HIDDEN, State.REMOVED, State.DELETED])
def test_what_is_taken_away_is_in_no_kept_page_of_any_process(
    client: Client, story: Story, state: State
) -> None:
    """Neither before nor during the second that added replies may wait."""
    put(story, text=SECRET)
    readers = (client, Client())
    for path in public_paths(story):
        assert all(SECRET in body(reader, path) for reader in readers) or path.endswith("story.json")
    with locked(story.pk, only_adds=True):
        pass
    with locked(story.pk):
        set_state(reply(1), state)
    for path in public_paths(story):
        assert not any(SECRET in body(reader, path) for reader in readers), path


def test_for_one_more_reply_no_other_is_made_anew(
    client: Client, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    real = render_to_string

    def counted(template: str, known: dict[str, Any]) -> str:
        made.append(known["reply"].number)
        return real(template, known)

    monkeypatch.setattr("escrutinio.web.replies.thread.render_to_string", counted)
    thread._article.cache_clear()
    for number in range(1, 5):
        put(story, text=f"text {number}")
        page = body(client, story.get_absolute_url())
        assert [f"text {n}" in page for n in range(1, 6)] == [n <= number for n in range(1, 6)]
    assert made == [1, 2, 3, 4]
    with locked(story.pk) as closed:
        closed.closed = True
        closed.save()
    assert "?to=" in page
    assert "?to=" not in body(client, story.get_absolute_url())


def test_pages_about_one_reader_are_kept_by_nobody(as_ana: Client, ana: User, story: Story) -> None:
    put(story, author=ana)
    ends = (
        "reply/",
        "follow/",
        "replies/1/yours/",
        "replies/1/edit/",
        "replies/1/delete/",
        "replies/1/report/",
    )
    for path in (*[address(story, end) for end in ends], "/en/replies/", "/en/replies/erase/"):
        response = as_ana.get(path)
        assert response.status_code == 200, path
        assert "no-store" in response["Cache-Control"], path


def test_staff_have_a_badge_that_no_name_gives(
    client: Client, make_user: MakeUser, story: Story, ana: User
) -> None:
    put(story, author=make_user("ed", "editor"), author_name="Eva Editor")
    put(story, author=ana, author_name="Staff")
    put(story, author=None, author_name="Imported")
    page = body(client, story.get_absolute_url())
    assert page.count('class="staff"') == 1
    assert page.index("Eva Editor") < page.index('class="staff"') < page.index("reply-2")
