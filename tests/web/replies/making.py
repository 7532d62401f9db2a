"""What the tests of replies share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from escrutinio.web.accounts.readers import make_reader, new_user
from escrutinio.web.replies.models import Reply, State
from escrutinio.web.replies.spam import new_token
from escrutinio.web.replies.tree import give_place, locked, settle
from escrutinio.web.stories.models import Story

SECRET = "quetzal"
"""A word that what readers must not see has in it."""
MakeReader = Callable[..., User]


def reader(name: str) -> User:
    """Somebody who signs in from outside the desk."""
    user = new_user()
    user.save()
    make_reader(user, name)
    return user


def signed_in(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def form(text: str, to: int | None = None, age: float = 10, **more: Any) -> dict[str, Any]:
    """What the form sends, so many seconds after it was made."""
    made = new_token(timezone.now() - timedelta(seconds=age))
    sent = {"text": text, "token": made, "act": "post", "website": "", **more}
    return sent if to is None else {**sent, "to": str(to)}


def address(story: Story, rest: str = "reply/") -> str:
    return f"{story.get_absolute_url()}{rest}"


def put(story: Story, state: str = State.SHOWN, to: Reply | None = None, **more: Any) -> Reply:
    """A reply that is simply there, in a state; ``at`` is when it was posted."""
    at = more.pop("at", None) or datetime.now(UTC)
    text = more.pop("text", "said")
    with locked(story.pk) as thread:
        found = Reply(story=story, state=state, text=text, html=f"<p>{text}</p>", notified=True)
        for name, value in {"author_name": "Ana", **more}.items():
            setattr(found, name, value)
        give_place(found, thread, to, at)
        found.save()
        settle(found)
    return found


def reply(number: int = 1) -> Reply:
    return Reply.with_unshown.get(number=number)
