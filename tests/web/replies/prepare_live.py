"""Fills a live site for the browser: stories, replies, people and their sessions; prints where and who."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.utils import timezone  # noqa: E402

from escrutinio.web.accounts.readers import make_reader, new_user  # noqa: E402
from escrutinio.web.replies.models import Ban, Reply, State, Thread  # noqa: E402
from escrutinio.web.stories.models import Story  # noqa: E402
from escrutinio.web.stories.writing import Act, Content, write  # noqa: E402

AT = datetime(2026, 3, 1, tzinfo=UTC)


def session(user: User) -> str:
    """The key of a session in which a user is signed in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def reader(name: str) -> User:
    """Somebody who replies."""
    user = new_user()
    user.save()
    make_reader(user, name)
    return user


def fill(story: Story) -> None:
    """2,000 replies, three of four of them answers."""
    made = []
    for number in range(1, 2001):
        top = (number - 1) // 4 * 4 + 1
        root, own = f"{top:013d}{top:07d}", f"{number:013d}{number:07d}"
        made.append(
            Reply(
                story=story,
                number=number,
                path=root if number == top else root + own,
                root=root,
                has_place=True,
                author_name=f"Person {number}",
                html=f"<p>Text {number}</p>",
                text=f"Text {number}",
                state=State.SHOWN,
                posted_at=AT + timedelta(minutes=2000 + number if number > 1996 else number),
                notified=True,
            )
        )
    Reply.with_unshown.bulk_create(made)
    Thread.objects.create(story=story, last_number=2000)


editor = User.objects.create_user("replies editor", password=None)
for slug in ("replied", "long"):
    content = Content(headline=f"A story: {slug}", slug=f"replies-{slug}", language="en", body="Words.")
    written = write(Story(), content, Act.PUBLISHED, editor, timezone.now(), None)
    if slug == "long":
        fill(written)
    print("story" if slug == "replied" else slug, written.get_absolute_url())
moderator = User.objects.create_user("replies moderator", password=None)
moderator.groups.add(Group.objects.get(name="moderator"))
print("moderator", session(moderator))
for name in ("ana", "ben", "banned"):
    person = reader(name.capitalize())
    print(name, session(person))
    if name == "banned":
        Ban.objects.create(user=person, reason="Insults after a warning", at=timezone.now())
