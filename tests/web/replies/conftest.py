"""What the tests of replies share: stories, people of the desk, readers."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from escrutinio.web.replies.models import Rules
from escrutinio.web.stories.models import Story
from live_site import LiveSite
from web.replies.live import prepare
from web.replies.making import reader, signed_in
from web.stories.conftest import (  # noqa: F401 - fixtures
    _commits_count_at_once,
    as_role,
    make_story,
    make_user,
)
from web.stories.making import MakeStory


@pytest.fixture(scope="session")
def filled(reader_site: LiveSite) -> dict[str, str]:
    """Stories and people on the site with providers, made once; other sites stay as they are."""
    return prepare(reader_site)


@pytest.fixture
def story(make_story: MakeStory) -> Story:  # noqa: F811
    """A published story."""
    return make_story()


@pytest.fixture
def ana(db: None) -> User:
    """A reader."""
    return reader("Ana")


@pytest.fixture
def ben(db: None) -> User:
    """Another reader."""
    return reader("Ben")


@pytest.fixture
def as_ana(ana: User) -> Client:
    """Her browser."""
    return signed_in(ana)


@pytest.fixture
def as_ben(ben: User) -> Client:
    """His browser."""
    return signed_in(ben)


@pytest.fixture
def easy(db: None) -> None:
    """Nothing is held."""
    Rules.objects.create(pk=1, hold_first=False, hold_links=False)
