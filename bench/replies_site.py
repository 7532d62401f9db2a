"""The site's settings for ``replies.py``, which sends more than a reader may; and what fills that site."""

from __future__ import annotations

import sys

from escrutinio.web.settings import *  # noqa: F403

_KINDS = ("account", "account-day", "address", "edit", "report", "follow", "follow-to")
REPLIES_LIMITS = dict.fromkeys(_KINDS, (100_000, 60))
REPLIES_LEAST_SECONDS = 0


def fill(replies: int, people: int) -> None:
    """A story with replies; prints a session for each of some people."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from escrutinio.web.accounts.readers import make_reader, new_user
    from escrutinio.web.replies.markdown import to_html
    from escrutinio.web.replies.models import Reply, Rules, State
    from escrutinio.web.replies.tree import give_place, locked, settle
    from escrutinio.web.stories.models import Story
    from escrutinio.web.stories.writing import Act, Content, write

    Rules.objects.create(pk=1, hold_first=False, hold_links=False)
    desk = User.objects.create_user("bench", password=None)
    content = Content(headline="Bench", slug="bench", language="en", body="Words.")
    story = write(Story(), content, Act.PUBLISHED, desk, timezone.now(), None)
    with locked(story.pk) as thread:
        for number in range(replies):
            text = f"Reply {number}: *words* of a [reader](https://a.example)."
            one = Reply(story=story, author_name=f"Person {number}", text=text, html=to_html(text))
            one.state = State.SHOWN
            give_place(one, thread, None, timezone.now())
            one.save()
            settle(one)
    for number in range(people):
        user = new_user()
        user.save()
        make_reader(user, f"Reader {number}")
        store = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.create()
        print(store.session_key)


def count() -> None:
    """Print the texts of all replies."""
    import django

    django.setup()
    from escrutinio.web.replies.models import Reply

    for text in Reply.with_unshown.values_list("text", flat=True):
        print(text)


if __name__ == "__main__":
    if sys.argv[1] == "count":
        count()
    else:
        fill(int(sys.argv[1]), int(sys.argv[2]))
