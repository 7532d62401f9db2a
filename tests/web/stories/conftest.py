"""What the tests of stories share: somebody of every role, and stories in every state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from escrutinio.web.published import publication
from escrutinio.web.stories.models import State, Story
from escrutinio.web.stories.writing import Act, Content, write
from web.stories.making import NOW, PASSWORD, WORD, MakeStory, MakeUser


@pytest.fixture(autouse=True)
def _commits_count_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # The transaction around each test is never committed.
    monkeypatch.setattr("django.db.transaction.on_commit", lambda run: run())


@pytest.fixture
def make_user(db: None) -> MakeUser:
    """Somebody with a role; asked for twice, the same person."""

    def made(name: str, role: str | None = None) -> User:
        found = User.objects.filter(username=name).first()
        if found is None:
            found = User.objects.create_user(name, password=PASSWORD)
            if role:
                found.groups.add(Group.objects.get(name=role))
        return found

    return made


@pytest.fixture
def as_role(make_user: MakeUser) -> Callable[[str], Client]:
    """A browser in which somebody of a role is signed in; ``stranger`` is nobody."""

    def signed_in(role: str) -> Client:
        client = Client()
        if role != "stranger":
            client.force_login(make_user(role, role))
        return client

    return signed_in


@pytest.fixture
def make_story(make_user: MakeUser, folder: object) -> MakeStory:
    """A story in a state, written by the reporter unless it is said by whom."""

    def made(state: str = State.PUBLISHED, by: User | None = None, **content: Any) -> Story:
        number = Story.with_unpublished.count() + 1
        base = Content(
            headline=f"Headline {WORD} {number}",
            slug=f"story-{number}",
            language="en",
            summary=f"Summary {WORD}",
            byline=f"Byline {WORD}",
            body=f"Body {WORD}",
        )
        acts = {
            State.DRAFT: [Act.CREATED],
            State.REVIEW: [Act.CREATED, Act.SUBMITTED],
            State.SCHEDULED: [Act.SCHEDULED],
            State.PUBLISHED: [Act.PUBLISHED],
            State.CORRECTED: [Act.PUBLISHED, Act.CORRECTED],
            State.WITHDRAWN: [Act.PUBLISHED, Act.WITHDRAWN],
        }
        story, by = Story(), by or make_user("reporter", "reporter")
        for hours, act in enumerate(acts[State(state)]):
            moment = NOW + timedelta(hours=hours)
            at = NOW + timedelta(days=1)
            what = replace(base, **content)
            note = "It was wrong." if act in (Act.CORRECTED, Act.WITHDRAWN) else ""
            story = write(story, what, act, by, moment, publication(), note=note, publish_at=at)
        return story

    return made
