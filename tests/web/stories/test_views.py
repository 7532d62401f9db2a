"""What readers see, and that they see nothing else."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from django.test import Client

from escrutinio.flows.documents import StoryDocument
from escrutinio.flows.publication import Publication
from escrutinio.web.stories.models import Section, State, Story
from escrutinio.web.stories.writing import Act, Content, write
from web.stories.making import NOW, WORD, MakeStory

pytestmark = pytest.mark.django_db
LISTS = (
    "/en/stories/",
    "/es/stories/",
    "/en/stories/stories.atom",
    "/en/stories/stories.json",
    "/en/stories/sitemap.xml",
    f"/en/stories/search/?q={WORD}",
)


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.postgres
def test_a_story_is_found_wherever_readers_look(client: Client, make_story: MakeStory) -> None:
    story = make_story()
    for path in LISTS:
        wanted = story.headline if "sitemap" not in path else story.slug
        assert (wanted in text_of(client, path)) == path.startswith("/en"), path
    page = text_of(client, "/en/stories/story-1/")
    assert f"<h1>{story.headline}</h1>" in page
    assert f"Body {WORD}" in page


@pytest.mark.postgres
@pytest.mark.parametrize("state", [State.DRAFT, State.SCHEDULED])
def test_what_is_not_public_is_found_nowhere(client: Client, make_story: MakeStory, state: str) -> None:
    section = Section.objects.create(name="Hidden section", slug="hidden", language="en")
    story = make_story(state, section="hidden", picture="a" * 40 + ".png", picture_alt="alt")
    assert story.section == section
    for path in LISTS:
        text = text_of(client, path)
        assert story.headline not in text, path
        assert story.slug not in text, path
        assert "Hidden section" not in text, path
    guesses = (
        "/en/stories/story-1/",
        "/es/stories/story-1/",
        "/en/stories/story-1/story.json",
        f"/en/stories/{story.pk}/",
        "/en/stories/section/hidden/",
        "/en/stories/pictures/" + story.picture,
    )
    for path in guesses:
        assert client.get(path).status_code == 404, path


@pytest.mark.postgres
def test_the_default_manager_is_the_safe_one(make_story: MakeStory) -> None:
    draft, story = make_story(State.DRAFT), make_story()
    assert list(Story._default_manager.all()) == [story]
    assert set(Story.with_unpublished.all()) == {draft, story}


@pytest.mark.postgres
def test_an_old_address_leads_to_the_new_one(client: Client, make_story: MakeStory) -> None:
    story = make_story()
    again = Content.of(story)
    moved = Content(**{**again.__dict__, "slug": "new-address"})
    write(story, moved, Act.CORRECTED, None, NOW, None, note="The address.")
    for path in ("/en/stories/story-1/", "/es/stories/new-address/"):
        assert client.get(path)["Location"] == "/en/stories/new-address/"
    assert client.get("/en/stories/story-1/story.json")["Location"] == "/en/stories/new-address/story.json"


def test_a_corrected_story_says_so(client: Client, make_story: MakeStory) -> None:
    make_story(State.CORRECTED)
    page = text_of(client, "/en/stories/story-1/")
    assert "Corrections" in page
    assert "It was wrong." in page


@pytest.mark.postgres
def test_pages_and_sections(client: Client, make_story: MakeStory) -> None:
    Section.objects.create(name="The count", slug="count", language="en")
    for number in range(23):
        make_story(section="count" if number < 21 else "")
    first, second = text_of(client, "/en/stories/"), text_of(client, "/en/stories/page/2/")
    assert first.count("<article>") == 20
    assert second.count("<article>") == 3
    assert 'href="/en/stories/page/2/"' in first
    assert text_of(client, "/en/stories/section/count/page/2/").count("<article>") == 1
    for path in ("/en/stories/page/3/", "/en/stories/page/0/", "/en/stories/section/none/"):
        assert client.get(path).status_code == 404
    assert client.get("/en/stories/page/002/").headers["Location"] == "/en/stories/page/2/"
    assert client.get("/en/stories/page/1/").headers["Location"] == "/en/stories/"
    assert client.get("/en/stories/section/count/page/1/").headers["Location"] == "/en/stories/section/count/"
    listed = text_of(client, "/en/stories/sitemap.xml")
    for path in ("/en/stories/page/2/", "/en/stories/section/count/page/2/"):
        assert path in listed
    assert "page/3" not in listed


def test_every_address_of_the_sitemap_answers(client: Client, make_story: MakeStory) -> None:
    make_story()
    root = ET.fromstring(text_of(client, "/en/stories/sitemap.xml"))
    found = [place.text or "" for place in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(found) == 2
    for address in found:
        assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200


@pytest.mark.postgres
def test_the_search_knows_no_accents_and_no_wildcards(client: Client, make_story: MakeStory) -> None:
    make_story(headline="Escrutinio: la votación", body="Cien por ciento")
    for query, found in (("VOTACION", 1), ("votación ciento", 1), ("votacion nothing", 0), ("%", 0), ("", 0)):
        page = text_of(client, f"/en/stories/search/?q={query.replace('%', '%25')}")
        assert page.count("<article>") == found, query


def test_the_feed_is_valid_atom(client: Client, make_story: MakeStory) -> None:
    make_story(headline="Signs & <b>tags</b>")
    atom = "{http://www.w3.org/2005/Atom}"
    root = ET.fromstring(text_of(client, "/en/stories/stories.atom"))
    entry = root.find(f"{atom}entry")
    assert entry is not None
    assert entry.findtext(f"{atom}title") == "Signs & <b>tags</b>"
    link = entry.find(f"{atom}link")
    assert link is not None
    assert link.get("href") == "http://127.0.0.1:8000/en/stories/story-1/"


@pytest.mark.postgres
def test_two_languages_of_one_story_know_each_other(client: Client, make_story: MakeStory) -> None:
    make_story()
    other = make_story(State.DRAFT, language="es", slug="relato", original="story-1")
    assert "/es/stories/relato/" not in text_of(client, "/en/stories/story-1/")
    write(other, Content.of(other), Act.PUBLISHED, None, NOW, None)
    assert 'hreflang="es" href="http://127.0.0.1:8000/es/stories/relato/"' in text_of(
        client, "/en/stories/story-1/"
    )
    assert 'hreflang="en"' in text_of(client, "/es/stories/relato/")


def test_linked_data_and_social_cards_cannot_leave_their_place(client: Client, make_story: MakeStory) -> None:
    make_story(headline='</script><script>alert(1)</script>"')
    page = text_of(client, "/en/stories/story-1/")
    assert "<script>alert" not in page
    start = page.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    data = json.loads(page[start : page.index("</script>", start)])
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == '</script><script>alert(1)</script>"'


def test_public_pages_may_be_kept_and_a_search_may_not(client: Client, make_story: MakeStory) -> None:
    make_story()
    for path in (*LISTS[:5], "/en/stories/story-1/", "/en/stories/story-1/story.json"):
        assert "public" in client.get(path)["Cache-Control"], path
    assert "public" not in client.get(LISTS[5]).get("Cache-Control", "")


@pytest.mark.postgres
def test_a_page_that_is_kept_is_new_when_a_story_changes(client: Client, make_story: MakeStory) -> None:
    text_of(client, "/en/stories/")
    story = make_story()
    assert story.headline in text_of(client, "/en/stories/")
    assert "A new note." not in text_of(client, story.get_absolute_url())
    write(story, Content.of(story), Act.CORRECTED, None, NOW + timedelta(hours=1), None, note="A new note.")
    assert "A new note." in text_of(client, story.get_absolute_url())


def test_a_story_as_json(
    client: Client, make_story: MakeStory, deliver: Callable[[int, int, int], Publication]
) -> None:
    deliver(2, 40, 5)
    make_story(body="A has {{ share: A }}.")
    found = json.loads(text_of(client, "/en/stories/story-1/story.json"))
    assert found["figures"][0]["text"] == "61.5\u00a0%"
    assert found["state"] == "published"
    assert msgspec.convert(found, StoryDocument).figures[0].label
