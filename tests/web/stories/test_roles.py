"""Who may do what at the desk: every role, every act, own stories and others'.

What is tested: ``web.stories.desk_views`` and editor, ``web.shared.roles``.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from escrutinio.web.stories.models import Flag, Revision, State, Story
from web.stories.making import MakeStory, MakeUser

pytestmark = pytest.mark.django_db
AsRole = Callable[[str], Client]
ROLES = ("stranger", "nobody", "reporter", "editor", "moderator", "data desk")
PAGES = {
    "/en/desk/": {"reporter", "editor", "moderator", "data desk"},
    "/en/desk/stories/new/": {"reporter", "editor"},
    "/en/desk/figures/": {"reporter", "editor"},
    "/en/desk/sections/": {"editor"},
    "/en/desk/calls/": {"editor"},
    "/en/desk/findings/": {"data desk"},
    "/en/desk/people/": {"editor"},
    "/en/desk/password/": {"reporter", "editor", "moderator", "data desk"},
}
SEES = {
    ("editor", "own"),
    ("editor", "other"),
    ("data desk", "own"),
    ("data desk", "other"),
    ("reporter", "own"),
}
EDITOR = {("editor", "own"), ("editor", "other")}
ACTS = {
    ("saved", State.DRAFT): EDITOR | {("reporter", "own")},
    ("saved", State.REVIEW): EDITOR | {("reporter", "own")},
    ("submitted", State.DRAFT): EDITOR | {("reporter", "own")},
    ("submitted", State.REVIEW): set(),
    ("saved", State.SCHEDULED): set(),
    ("saved", State.WITHDRAWN): set(),
    ("saved", State.PUBLISHED): set(),
    ("scheduled", State.DRAFT): EDITOR,
    ("unscheduled", State.SCHEDULED): EDITOR,
    ("unscheduled", State.REVIEW): EDITOR | {("reporter", "own")},
    ("unscheduled", State.DRAFT): set(),
    ("published", State.REVIEW): EDITOR,
    ("published", State.WITHDRAWN): set(),
    ("published", State.DRAFT): EDITOR,
    ("published", State.SCHEDULED): EDITOR,
    ("published", State.PUBLISHED): set(),
    ("corrected", State.DRAFT): set(),
    ("corrected", State.PUBLISHED): EDITOR,
    ("corrected", State.CORRECTED): EDITOR,
    ("corrected", State.WITHDRAWN): EDITOR,
    ("withdrawn", State.PUBLISHED): EDITOR,
    ("withdrawn", State.CORRECTED): EDITOR,
    ("withdrawn", State.DRAFT): set(),
    ("withdrawn", State.WITHDRAWN): set(),
}


@pytest.fixture
def browser(as_role: AsRole, make_user: MakeUser) -> AsRole:
    def made(role: str) -> Client:
        if role == "nobody":
            make_user("nobody")
            client = Client()
            client.force_login(make_user("nobody"))
            return client
        return as_role(role)

    return made


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_the_desk(folder: object, browser: AsRole, role: str) -> None:
    client = browser(role)
    for path, seen_by in PAGES.items():
        response = client.get(path)
        if role == "stranger":
            assert response.status_code == 302
            assert response["Location"].startswith("/en/desk/sign-in/")
        else:
            assert response.status_code == (200 if role in seen_by else 403), path
            if response.status_code == 200:
                assert "no-store" in response["Cache-Control"], path


@pytest.mark.parametrize("role", ROLES[1:])
@pytest.mark.parametrize("whose", ["own", "other"])
def test_acts(browser: AsRole, make_user: MakeUser, make_story: MakeStory, role: str, whose: str) -> None:
    client = browser(role)
    by = make_user(role) if whose == "own" else make_user("somebody else", "reporter")
    for (act, state), allowed_to in ACTS.items():
        case = f"{act} what is {state}"
        story = make_story(state, by=by)
        posted = {
            "headline": f"Changed {story.pk}",
            "slug": story.slug,
            "summary": "Summary",
            "byline": "Byline",
            "language": "en",
            "body": "Body",
            "note": "A note",
            "publish_at": "2099-01-01T10:00",
            "revision": story.revision,
            "act": act,
        }
        response = client.post(f"/en/desk/stories/{story.pk}/", posted)
        allowed = (role, whose) in allowed_to
        sees = (role, whose) in SEES
        assert response.status_code == (302 if allowed else 403 if sees or role == "nobody" else 404), case
        again = Story.with_unpublished.get(pk=story.pk)
        # What is withdrawn stays as readers have seen it.
        assert (again.headline == posted["headline"]) == (allowed and act != "withdrawn"), case
        assert (again.revision == story.revision + 1) == allowed, case


@pytest.mark.parametrize("role", ROLES[1:])
@pytest.mark.parametrize("whose", ["own", "other"])
@pytest.mark.parametrize("what", ["", "history/", "picture"])
def test_what_is_seen(
    browser: AsRole, make_user: MakeUser, make_story: MakeStory, role: str, whose: str, what: str
) -> None:
    client = browser(role)
    by = make_user(role) if whose == "own" else make_user("somebody else", "reporter")
    name = "b" * 40 + ".png"
    story = make_story(State.DRAFT, by=by, picture=name, picture_alt="alt")
    sees = (role, whose) in SEES
    if what == "picture":
        # There is no such file; who may not see it is not even told so in another way.
        assert client.get(f"/en/desk/pictures/{name}").status_code in ((404,) if role != "nobody" else (403,))
        return
    response = client.get(f"/en/desk/stories/{story.pk}/{what}")
    assert response.status_code == (200 if sees else 403 if role == "nobody" else 404)
    listed = client.get("/en/desk/")
    assert (story.headline in listed.content.decode()) == sees


@pytest.mark.postgres
@pytest.mark.parametrize("role", ROLES[1:])
def test_marking_a_flag(browser: AsRole, make_story: MakeStory, role: str) -> None:
    story = make_story()
    flag = Flag.objects.create(
        story=story,
        kind="early",
        what="won",
        details={"word": "won", "contest": "Council"},
        since=story.saved_at,
    )
    response = browser(role).post(f"/en/desk/stories/{story.pk}/flags/{flag.pk}/")
    allowed = role in ("editor", "data desk")
    assert (response.status_code == 302) == allowed
    flag.refresh_from_db()
    assert bool(flag.seen_by) == allowed


def test_a_reporter_cannot_publish_a_new_story(browser: AsRole) -> None:
    posted = {"headline": "New", "language": "en", "act": "published"}
    assert browser("reporter").post("/en/desk/stories/new/", posted).status_code == 403
    assert Story.with_unpublished.count() == 0


@pytest.mark.postgres
def test_a_reporter_does_not_lose_a_story_to_another(
    browser: AsRole, make_user: MakeUser, make_story: MakeStory
) -> None:
    story = make_story(State.DRAFT, by=make_user("reporter", "reporter"))
    browser("editor").post(
        f"/en/desk/stories/{story.pk}/",
        {"headline": "By the editor", "slug": story.slug, "language": "en", "revision": 1, "act": "saved"},
    )
    story.refresh_from_db()
    assert story.author == make_user("reporter")
    assert [revision.by_name for revision in Revision.objects.all()] == ["editor", "reporter"]
