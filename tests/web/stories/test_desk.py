"""The desk at work: writing, looking, publishing, correcting; and what people type into it on purpose.

What is tested: ``web.stories.desk_views``, editor, writing, due and pictures.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from escrutinio.flows.poll_state import PageState, write_states
from escrutinio.flows.publication import Publication
from escrutinio.web import page_cache
from escrutinio.web.page_cache import stories_changed
from escrutinio.web.stories.due import publish_due
from escrutinio.web.stories.models import FindingMark, Revision, Section, State, Story
from escrutinio.web.stories.pictures import path_of
from escrutinio.web.stories.writing import publish_scheduled
from web.stories.making import NOW, MakeStory, MakeUser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
AsRole = Callable[[str], Client]
Deliver = Callable[[int, int, int], Publication]
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ x }}{% debug %}"


@pytest.fixture
def editor(as_role: AsRole, settings: Any, tmp_path: Any) -> Client:
    settings.MEDIA_ROOT = tmp_path / "media"
    return as_role("editor")


def fields(**changed: Any) -> dict[str, Any]:
    given = {
        "headline": "A headline",
        "summary": "A summary",
        "byline": "A byline",
        "language": "en",
        "body": "Some text",
        "revision": 0,
        "act": "saved",
    }
    return given | changed


def post(client: Client, story: Story | None = None, **changed: Any) -> Any:
    path = f"/en/desk/stories/{story.pk}/" if story else "/en/desk/stories/new/"
    given = fields(**changed)
    if story and "revision" not in changed:
        story.refresh_from_db()
        given |= {"slug": changed.get("slug", story.slug), "revision": story.revision}
    return client.post(path, given)


def only() -> Story:
    return Story.with_unpublished.get()


def image(kind: str = "PNG", size: tuple[int, int] = (40, 20), **save: Any) -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", size, "red").save(written, kind, **save)
    return SimpleUploadedFile(f"x.{kind.lower()}", written.getvalue(), "image/png")


@pytest.mark.postgres
def test_from_a_draft_to_a_correction(client: Client, editor: Client, deliver: Deliver) -> None:
    deliver(2, 20, 5)
    assert post(editor, body="A has {{ share: A }}.").status_code == 302
    story = only()
    assert (story.slug, story.state) == ("a-headline", "draft")
    assert client.get("/en/stories/a-headline/").status_code == 404
    assert post(editor, story, act="published", body="A has {{ share: A }}.").status_code == 302
    assert "54.5" in client.get("/en/stories/a-headline/").content.decode()
    assert post(editor, story, act="corrected", body="B has {{ share: B }}.").status_code == 422
    assert post(editor, story, act="corrected", body="B!", note="It is B.").status_code == 302
    page = client.get("/en/stories/a-headline/").content.decode()
    assert "B!" in page
    assert "It is B." in page
    history = editor.get(f"/en/desk/stories/{story.pk}/history/").content.decode()
    assert "<p> <ins>English</ins> </p>" in " ".join(history.split())
    assert "<del>A has {{ share: A }}.</del>" in history
    assert "<ins>B!</ins>" in history
    old = editor.get(f"/en/desk/stories/{story.pk}/?from=1").content.decode()
    assert "A has {{ share: A }}." in old
    story.refresh_from_db()
    assert story.body == "B!"


def test_a_preview_shows_the_story_and_saves_nothing(editor: Client, deliver: Deliver) -> None:
    deliver(2, 20, 5)
    page = post(editor, act="preview", body="A **has** {{ share: A | frozen }}.").content.decode()
    assert "<strong>has</strong> <a" in page
    assert "54.5" in page
    assert Story.with_unpublished.count() == 0


@pytest.mark.parametrize("missing", ["summary", "byline", "body", "headline"])
def test_what_is_incomplete_is_not_published(editor: Client, missing: str) -> None:
    changed: dict[str, Any] = {"act": "published", missing: ""}
    response = post(editor, **changed)
    assert response.status_code == 422
    assert f'href="#id_{missing}"' in response.content.decode()
    assert Story.with_unpublished.count() == 0


def test_an_unknown_figure_keeps_a_story_back_and_not_a_draft(editor: Client, deliver: Deliver) -> None:
    deliver(2, 20, 5)
    body = "One\n\n{{ share: council/D }}"
    page = post(editor, act="published", body=body)
    assert page.status_code == 422
    assert (
        "Line 3: there is no figure “share: council/D”. Did you mean: share: council/"
        in page.content.decode()
    )
    assert post(editor, body=body).status_code == 302
    assert "Line 3" in editor.get(f"/en/desk/stories/{only().pk}/").content.decode()


@pytest.mark.postgres
def test_two_people_do_not_overwrite_each_other(editor: Client) -> None:
    post(editor)
    story = only()
    assert post(editor, story, body="first", revision=1, slug=story.slug).status_code == 302
    late = post(editor, story, body="second", revision=1, slug=story.slug)
    assert late.status_code == 422
    assert "has saved this story since" in late.content.decode()
    assert "second" in late.content.decode()
    assert only().body == "first"


@pytest.mark.postgres
def test_an_address_is_never_given_twice(editor: Client, make_story: MakeStory) -> None:
    story = make_story()
    assert post(editor, story, act="corrected", slug="moved", note="Moved").status_code == 302
    for slug in ("story-1", "moved", "search"):
        response = post(editor, slug=slug)
        assert response.status_code == 422, slug
        assert 'href="#id_slug"' in response.content.decode()


def test_an_address_made_from_a_headline_gives_way(editor: Client) -> None:
    made = []
    for headline in ("The count, live", "The count live", "Search", "x" * 120, "x" * 120):
        assert post(editor, headline=headline, slug="").status_code == 302
        made.append(Story.with_unpublished.latest("pk").slug)
    assert made == ["the-count-live", "the-count-live-2", "search-2", "x" * 80, "x" * 78 + "-2"]


def test_who_may_only_read_a_story_is_told_so(as_role: AsRole, make_story: MakeStory) -> None:
    words = "what you write cannot be saved"
    story = make_story()
    assert words in as_role("data desk").get(f"/en/desk/stories/{story.pk}/").content.decode()
    assert words not in as_role("editor").get(f"/en/desk/stories/{story.pk}/").content.decode()


def test_nothing_that_is_typed_becomes_html(
    client: Client, editor: Client, deliver: Deliver, make_story: MakeStory
) -> None:
    deliver(2, 20, 5)
    Section.objects.create(name="<script>alert(1)</script>", slug="s", language="en")
    section = Section.objects.get()
    hostile: dict[str, Any] = dict.fromkeys(
        ("headline", "summary", "byline", "picture_alt", "note"), HOSTILE[:160]
    )
    body = f"{HOSTILE}\n\n{{{{ share: <script>alert(1)</script> }}}}\n\n{{{{ lead | <script> }}}}"
    response = post(editor, **hostile, body=body, section=section.pk, picture=image())
    assert response.status_code == 302, response.content.decode()
    story = only()
    preview = post(editor, story, **hostile, body=body, act="preview")
    failed = post(editor, story, **hostile, body=body, act="published")
    assert failed.status_code == 422
    clean_body = HOSTILE.replace("{{ x }}", "")
    published = post(editor, story, **hostile, body=clean_body, section=section.pk, act="published")
    assert published.status_code == 302
    corrected = post(editor, story, **hostile, body=clean_body, section=section.pk, act="corrected")
    assert corrected.status_code == 302
    pages = [preview, failed]
    pages += [
        editor.get(path)
        for path in (
            "/en/desk/",
            f"/en/desk/stories/{story.pk}/",
            f"/en/desk/stories/{story.pk}/history/",
            "/en/desk/sections/",
        )
    ]
    pages += [
        client.get(path)
        for path in (
            "/en/stories/",
            f"/en/stories/{story.slug}/",
            "/en/stories/search/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
            "/en/stories/section/s/",
        )
    ]
    for page in pages:
        text = page.content.decode()
        assert page.status_code in (200, 422)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert page["X-Frame-Options"] == "DENY"
        assert "unsafe" not in page["Content-Security-Policy"]


def test_a_picture_is_written_anew_without_where_it_was_taken(client: Client, editor: Client) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    exif[0x0112] = 6  # turned
    response = post(editor, picture=image("JPEG", exif=exif), picture_alt="A red field", act="published")
    assert response.status_code == 302
    story = only()
    assert (story.picture_width, story.picture_height) == (20, 40)
    assert b"secret" not in path_of(story.picture).read_bytes()
    served = client.get(f"/en/stories/pictures/{story.picture}")
    assert served["Content-Type"] == "image/jpeg"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert b"".join(served).startswith(b"\xff\xd8")
    page = client.get(story.get_absolute_url()).content.decode()
    assert 'alt="A red field" width="20" height="40"' in page
    assert 'property="og:image"' in page
    assert post(editor, story, act="corrected", note="No picture", remove_picture="on").status_code == 302
    assert client.get(f"/en/stories/pictures/{story.picture}").status_code == 404


@pytest.mark.parametrize(
    "made",  # within the test: every process collects this file
    [
        lambda: SimpleUploadedFile(
            "x.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "image/png"
        ),
        lambda: SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image/png"),
        lambda: SimpleUploadedFile("x.html", b"<script>alert(1)</script>", "text/html"),
        lambda: image("GIF"),
        lambda: image("PNG", (9000, 9000)),
    ],
    ids=["svg", "broken", "html", "gif", "too large"],
)
def test_what_is_no_picture_is_refused(editor: Client, made: Callable[[], SimpleUploadedFile]) -> None:
    response = post(editor, picture=made(), picture_alt="x")
    assert response.status_code == 422
    assert 'href="#id_picture"' in response.content.decode()


def test_a_picture_is_kept_in_three_widths(client: Client, editor: Client) -> None:
    sent: dict[str, Any] = {
        "picture": image(size=(1000, 500)),
        "picture_alt": "A field",
        "picture_caption": "Below it",
    }
    assert post(editor, act="published", picture_credit="A. Maker", **sent).status_code == 302
    page = client.get(only().get_absolute_url()).content.decode()
    name = only().picture
    assert name.endswith("-1000x500.png")
    for width in (480, 960):
        smaller = name.replace(".png", f"-{width}.png")
        assert f"/en/stories/pictures/{smaller} {width}w" in page
        served = b"".join(client.get(f"/en/stories/pictures/{smaller}"))
        assert Image.open(io.BytesIO(served)).size == (width, width // 2)
    assert "Below it" in page
    assert "A. Maker" in page
    assert client.get(f"/en/stories/pictures/{name.replace('.png', '-700.png')}").status_code == 404


def test_a_picture_in_the_text(client: Client, editor: Client) -> None:
    assert post(editor, body="Before", text_picture=image(size=(600, 300))).status_code == 302
    story = only()
    line = story.body.splitlines()[-1]
    assert line.startswith("![](")
    name = line[4:].partition(" ")[0]
    # It is the desk's alone until the story is public; without a description it cannot be published.
    assert client.get(f"/en/stories/pictures/{name}").status_code == 404
    assert b"".join(editor.get(f"/en/desk/pictures/{name}"))
    assert post(editor, story, act="published", body=story.body).status_code == 422
    body = story.body.replace("![]", "![A red field]").replace('""', '"Seen from above"')
    preview = editor.post(f"/en/desk/stories/{story.pk}/", fields(act="preview", body=body)).content.decode()
    assert f'src="/en/desk/pictures/{name}"' in preview
    assert post(editor, story, act="published", body=body).status_code == 302
    page = client.get("/en/stories/a-headline/").content.decode()
    assert f'src="/en/stories/pictures/{name}"' in page
    assert f"/en/stories/pictures/{name.replace('.png', '-480.png')} 480w" in page
    assert "<figcaption>Seen from above</figcaption>" in page
    for each in (name, name.replace(".png", "-480.png")):
        assert b"".join(client.get(f"/en/stories/pictures/{each}"))


def test_a_story_waits_for_review_at_the_head_of_the_list(as_role: AsRole, make_story: MakeStory) -> None:
    reporter, editor = as_role("reporter"), as_role("editor")
    assert post(reporter, act="submitted", headline="Please look").status_code == 302
    make_story(State.DRAFT)
    page = editor.get("/en/desk/").content.decode()
    assert "1 story waits for review." in page
    assert page.index("Please look") < page.index("Headline quokka")
    story = Story.with_unpublished.get(headline="Please look")
    assert post(editor, story, act="published", headline="Please look").status_code == 302
    assert "waits for review" not in editor.get("/en/desk/").content.decode()


def test_a_story_is_withdrawn_with_a_notice(client: Client, editor: Client) -> None:
    assert post(editor, act="published", picture=image(), picture_alt="A field").status_code == 302
    story = only()
    assert post(editor, story, act="withdrawn").status_code == 422
    kept = page_cache._version(page_cache.of_story(story.pk))
    sent = post(editor, story, act="withdrawn", note="The figures were of another day.", headline="Other")
    now = page_cache._version(page_cache.of_story(story.pk))
    assert now.taken > kept.taken, "nobody gets its page while the notice is being made"
    assert sent.status_code == 302
    gone = client.get("/en/stories/a-headline/")
    page = gone.content.decode()
    assert gone.status_code == 410
    assert "The figures were of another day." in page
    assert "A headline" in page  # and not the one that was sent along
    assert "Some text" not in page
    assert "noindex" in page
    for path in ("", "stories.atom", "stories.json", "sitemap.xml", "search/?q=text"):
        assert "a-headline" not in client.get(f"/en/stories/{path}").content.decode()
    assert client.get("/en/stories/a-headline/story.json").status_code == 404
    assert client.get(f"/en/stories/pictures/{story.picture}").status_code == 404
    again = post(editor, story, act="corrected", note="They are right now.", picture_alt="A field")
    assert again.status_code == 302, again.content.decode()
    assert "They are right now." in client.get("/en/stories/a-headline/").content.decode()


def test_a_story_is_shared_by_its_address(client: Client, make_story: MakeStory, settings: Any) -> None:
    path = make_story(headline="Votes & seats").get_absolute_url()
    settings.SITE_URL = "https://results.example.org"
    stories_changed()
    page = client.get(path).content.decode()
    address = f"https%3A%2F%2Fresults.example.org{path.replace('/', '%2F')}"
    assert f'href="mailto:?subject=Votes%20%26%20seats&amp;body={address}"' in page
    assert f'href="https://wa.me/?text=Votes%20%26%20seats%20{address}"' in page


def test_a_picture_needs_its_text(editor: Client) -> None:
    response = post(editor, picture=image())
    assert response.status_code == 422
    assert 'href="#id_picture_alt"' in response.content.decode()


@pytest.mark.parametrize("name", ["../../site.key", "x.svg", "a" * 40 + ".html", "%2e%2e%2fsite.key"])
def test_no_other_file_is_served_as_a_picture(client: Client, editor: Client, name: str) -> None:
    for browser, path in ((client, "/en/stories/pictures/"), (editor, "/en/desk/pictures/")):
        assert browser.get(path + name).status_code == 404


@pytest.mark.postgres
def test_a_scheduled_story_comes_out_once(client: Client, editor: Client) -> None:
    later = (timezone.now() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert post(editor, act="scheduled").status_code == 422
    assert post(editor, act="scheduled", publish_at="2020-01-01T10:00").status_code == 422
    assert post(editor, act="scheduled", publish_at=later).status_code == 302
    story = only()
    stale = only()
    assert publish_due(timezone.now()) == 0
    due = timezone.now() + timedelta(hours=4)
    assert publish_due(due) == 1
    assert publish_due(due) == 0
    assert not publish_scheduled(stale, due, None)
    assert [revision.act for revision in Revision.objects.filter(story=story)] == ["published", "scheduled"]
    assert client.get("/en/stories/a-headline/").status_code == 200


def test_the_time_to_publish_is_the_elections_own(editor: Client) -> None:
    post(editor, act="scheduled", publish_at="2099-07-01T10:00")
    assert only().publish_at == datetime(2099, 7, 1, 9, tzinfo=UTC)


@pytest.mark.postgres
def test_a_story_that_is_saved_meanwhile_is_not_lost_to_the_schedule(
    editor: Client, make_story: MakeStory
) -> None:
    story = make_story(State.SCHEDULED)
    assert publish_due(NOW + timedelta(days=2)) == 1
    late = post(editor, story, act="scheduled", publish_at="2099-01-01T10:00", revision=1, slug=story.slug)
    assert late.status_code == 403
    assert only().state == "published"


@pytest.mark.postgres
def test_the_chooser_finds_figures(editor: Client, deliver: Deliver) -> None:
    deliver(2, 20, 5)
    page = editor.get("/en/desk/figures/?q=share+council").content.decode()
    assert "{{ share: council/A }}" in page
    assert "54.5" in page
    assert "{{ lead: council }}" not in page
    assert "@ region/N" in editor.get("/en/desk/figures/?of=region/N").content.decode()
    for odd in ("?of=none/N", "?of=region/none", "?of=%00", "?q=%00", "?q=nowhere", "?of=nowhere"):
        assert editor.get(f"/en/desk/figures/{odd}").status_code == 200


def test_the_chooser_finds_units_by_name_and_hints_at_this_election(editor: Client, sample: Path) -> None:
    found = editor.get("/en/desk/figures/?q=la+paz+share").content.decode()
    assert "{{ share: president/CC @ department/2 }}" in found
    assert "{{ votes: president/CC @ department/2 }}" not in found
    named = editor.get("/en/desk/figures/?of=la+paz").content.decode()
    assert "{{ votes: president/CC @ department/2 }}" in named
    assert "such as department/" in named
    whole = editor.get("/en/desk/figures/?q=share+creemos").content.decode()
    assert "{{ share: president/CREEMOS }}" in whole
    assert " @ " not in whole.partition("<tbody")[2]


def test_the_editor_hints_at_a_figure_of_this_election(editor: Client, deliver: Deliver) -> None:
    assert "A figure is written" not in editor.get("/en/desk/stories/new/").content.decode()
    deliver(2, 20, 5)
    assert (
        "A figure is written like {{ share: council/A }}."
        in editor.get("/en/desk/stories/new/").content.decode()
    )


@pytest.mark.postgres
def test_stories_with_flags_come_first(editor: Client, deliver: Deliver, make_story: MakeStory) -> None:
    deliver(2, 20, 5)
    make_story(headline="Flagged: A won")
    make_story(headline="Newer")
    page = editor.get("/en/desk/").content.decode()
    assert page.index("Flagged: A won") < page.index("Newer")
    assert "1 flag" in page


@pytest.mark.postgres
def test_the_data_desk_marks_a_finding(as_role: AsRole, deliver: Deliver) -> None:
    deliver(2, 200, 500)
    desk = as_role("data desk")
    page = desk.get("/en/desk/findings/").content.decode()
    key = page.split('name="key" value="')[1][:64]
    assert desk.post("/en/desk/findings/", {"key": key, "note": "Typed twice"}).status_code == 302
    assert FindingMark.objects.get().note == "Typed twice"
    assert "Typed twice" in desk.get("/en/desk/findings/").content.decode()
    assert desk.post("/en/desk/findings/", {"key": "0" * 64}).status_code == 404


def test_nothing_changes_by_being_read(editor: Client, make_story: MakeStory) -> None:
    story = make_story(State.DRAFT)
    for path in ("?act=published", "?from=1&act=published", "history/", "?from=x"):
        editor.get(f"/en/desk/stories/{story.pk}/{path}")
    for path in (f"/en/desk/stories/{story.pk}/flags/1/", "/en/desk/sign-out/"):
        assert editor.get(path).status_code == 405
    assert Revision.objects.count() == 1


def test_changes_need_their_token(make_user: MakeUser, make_story: MakeStory) -> None:
    story = make_story(State.DRAFT)
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("editor", "editor"))
    assert post(client, story, act="published").status_code == 403
    assert only().state == "draft"


def test_the_desk_in_spanish(as_role: AsRole, deliver: Deliver) -> None:
    deliver(2, 20, 5)
    page = as_role("editor").get("/es/desk/stories/new/").content.decode()
    assert '<html lang="es">' in page


@pytest.mark.parametrize("count", [1, 7])
def test_sources_that_are_down_are_lines_at_the_desk(editor: Client, settings: Any, count: int) -> None:
    down = PageState(source="Commission <b>", problem="the server says 500", since=NOW)
    urls = [f"https://example.org/{number}.csv" for number in range(count)]
    write_states(Path(settings.FOLDER), dict.fromkeys(urls, down))
    html = editor.get("/en/desk/").content.decode()
    assert html.count("Commission &lt;b&gt; has given nothing to count since") == min(count, 5)
    assert "the server says 500 (https://example.org/0.csv)." in html
    assert ("7 pages of sources give nothing to count; five are shown here." in html) == (count == 7)
