"""Exports of WordPress and Disqus come in with threads, dates, names and states; twice is once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from escrutinio.web.replies import exports
from escrutinio.web.replies.models import Reply, State
from escrutinio.web.stories.models import Story
from web.replies.making import address, put
from web.stories.making import MakeStory

pytestmark = pytest.mark.django_db
COMMENT = """<wp:comment><wp:comment_id>{id}</wp:comment_id>
<wp:comment_author><![CDATA[{name}]]></wp:comment_author>
<wp:comment_author_email>secret@example.org</wp:comment_author_email>
<wp:comment_author_IP>10.1.2.3</wp:comment_author_IP>
<wp:comment_date>2020-10-18 16:{minute}:00</wp:comment_date>
<wp:comment_date_gmt>2020-10-18 20:{minute}:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{text}]]></wp:comment_content>
<wp:comment_approved>{approved}</wp:comment_approved><wp:comment_type>{type}</wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"""
WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Blog</title><wp:wxr_version>1.2</wp:wxr_version>{items}</channel></rss>"""
ITEM = "<item><title>T</title><link>{link}</link><wp:post_id>{id}</wp:post_id>{comments}</item>"
DISQUS = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<category dsq:id="1"><forum>f</forum></category>
<thread dsq:id="100"><id>k</id><link>https://old.example/night/</link><title>Night</title>
<createdAt>2020-10-18T00:00:00Z</createdAt></thread>{posts}</disqus>"""
POST = """<post dsq:id="{id}"><id/><message><![CDATA[{text}]]></message>
<createdAt>2020-10-18T20:{minute}:00Z</createdAt>
<isDeleted>{deleted}</isDeleted><isSpam>{spam}</isSpam><author><name>{name}</name><isAnonymous>false</isAnonymous>
<username>u</username></author><thread dsq:id="100"/>{parent}</post>"""


def comment(number: int, text: str = "text", **more: object) -> str:
    base = {
        "name": f"Person {number}",
        "minute": 10 + number,
        "approved": "1",
        "type": "comment",
        "parent": 0,
    }
    return COMMENT.format(**{"id": number, **base, "text": text, **more})


def post(number: int, text: str = "<p>text</p>", parent: int = 0, **more: object) -> str:
    base = {"name": f"Person {number}", "minute": 10 + number, "deleted": "false", "spam": "false"}
    above = f'<parent dsq:id="{parent}"/>' if parent else ""
    return POST.format(**{**base, "id": number, "text": text, "parent": above, **more})


def blog(*comments: str, link: str = "https://old.example/night/", number: int = 7) -> str:
    return ITEM.format(link=link, id=number, comments="".join(comments))


@pytest.fixture
def wordpress(tmp_path: Path) -> Path:
    # Answers stand before what they answer, as they may in an export.
    parts = [
        comment(3, "deeper <b>bold</b> <script>alert(1)</script>", parent=2),
        comment(2, "answer", parent=1, name="Zoë & <b>Co</b>"),
        comment(1, "first\nline\n\nsecond"),
        comment(4, "waiting", approved="0"),
        comment(5, "pills", approved="spam"),
        comment(6, "binned", approved="trash"),
        comment(8, "ping", type="pingback"),
    ]
    path = tmp_path / "wordpress.xml"
    path.write_text(WXR.format(items=blog(*parts)), encoding="utf-8")
    return path


@pytest.fixture
def disqus(tmp_path: Path) -> Path:
    parts = [
        post(1),
        post(2, "<p>answer <a href='https://a.example'>x</a></p>", parent=1),
        post(3, "<p>gone</p>", parent=2, deleted="true"),
        post(4, "<p>below</p>", parent=3, name=escape("<img src=x onerror=alert(1)>")),
        post(5, "<p>pills</p>", spam="true"),
    ]
    path = tmp_path / "disqus.xml"
    path.write_text(DISQUS.format(posts="".join(parts)), encoding="utf-8")
    return path


def kept(number: int, system: str) -> Reply:
    return Reply.with_unshown.get(external=f"/{system}:{number}")


@pytest.mark.postgres
def test_wordpress(wordpress: Path, story: Story, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_replies", story.slug, str(wordpress))
    assert "6 imported, 0 already known" in capsys.readouterr().out
    first, answer, deeper = (kept(number, "wordpress") for number in (1, 2, 3))
    assert (first.parent, answer.parent, deeper.parent) == (None, first, answer)
    assert first.posted_at == datetime(2020, 10, 18, 20, 11, tzinfo=UTC)
    assert first.html == "<p>first<br>\nline</p>\n<p>second</p>"
    assert answer.author_name == "Zoë & <b>Co</b>"
    assert "script" not in deeper.html
    states = {number: kept(number, "wordpress").state for number in (3, 4, 5, 6)}
    assert states == {3: State.SHOWN, 4: State.HELD, 5: State.REMOVED, 6: State.REMOVED}
    page = client.get(story.get_absolute_url()).content.decode()
    assert "Zoë &amp; &lt;b&gt;Co&lt;/b&gt;" in page
    for secret in ("waiting", "pills", "binned", "ping", "secret@example.org", "10.1.2.3"):
        assert f">{secret}<" not in page
    assert not any("secret@" in str(row) or "10.1.2.3" in str(row) for row in Reply.with_unshown.values())


@pytest.mark.postgres
def test_disqus(disqus: Path, story: Story, client: Client) -> None:
    call_command("import_replies", story.slug, str(disqus))
    assert [kept(number, "disqus").state for number in (1, 2, 3, 4, 5)] == [
        State.SHOWN,
        State.SHOWN,
        State.DELETED,
        State.SHOWN,
        State.REMOVED,
    ]
    assert kept(3, "disqus").text == kept(3, "disqus").author_name == ""
    assert kept(4, "disqus").parent == kept(3, "disqus")
    assert kept(2, "disqus").posted_at == datetime(2020, 10, 18, 20, 12, tzinfo=UTC)
    page = client.get(story.get_absolute_url()).content.decode()
    assert "<img src=x" not in page
    assert "Removed by its author" in page


@pytest.mark.postgres
@pytest.mark.parametrize("system", ["wordpress", "disqus"])
def test_twice_is_once(request: pytest.FixtureRequest, story: Story, system: str) -> None:
    path = request.getfixturevalue(system)
    for _ in range(2):
        call_command("import_replies", story.slug, str(path))
    before = list(Reply.with_unshown.order_by("pk").values("path", "html", "state", "external"))
    assert len(before) == {"wordpress": 6, "disqus": 5}[system]
    # What was decided here since then is not undone.
    Reply.with_unshown.filter(external=f"/{system}:1").update(state=State.HIDDEN)
    call_command("import_replies", story.slug, str(path))
    assert Reply.with_unshown.count() == len(before)
    assert kept(1, system).state == State.HIDDEN
    # Another site may have the same numbers.
    call_command("import_replies", story.slug, str(path), site="other")
    assert Reply.with_unshown.count() == 2 * len(before)


@pytest.mark.postgres
def test_old_replies_come_in_at_their_time(wordpress: Path, story: Story, client: Client) -> None:
    put(story, text="written here")
    call_command("import_replies", story.slug, str(wordpress))
    page = client.get(story.get_absolute_url()).content.decode()
    assert page.index("first<br>") < page.index("written here")


@pytest.mark.postgres
def test_a_map_says_which_page_is_which_story(tmp_path: Path, make_story: MakeStory) -> None:
    one, two = make_story(), make_story()
    path = tmp_path / "two.xml"
    items = [
        blog(comment(1), link="https://old.example/a/", number=1),
        blog(comment(2), link="https://old.example/b/", number=2),
        blog(comment(3), link="https://old.example/c/", number=3),
    ]
    path.write_text(WXR.format(items="".join(items)), encoding="utf-8")
    with pytest.raises(CommandError, match="give a file that maps"):
        call_command("import_replies", one.slug, str(path))
    pages = tmp_path / "map.csv"
    pages.write_text(f"https://old.example/a/,{one.slug}\n2,{two.slug}\n", encoding="utf-8")
    call_command("import_replies", str(pages), str(path))
    assert kept(1, "wordpress").story == one
    assert kept(2, "wordpress").story == two
    assert Reply.with_unshown.count() == 2


BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rss><channel><item><title>&b;</title></item></channel></rss>"""
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOMB, "DOCTYPE"),
        (OUTSIDE, "DOCTYPE"),
        ("<rss>" + "<a>" * 100 + "</a>" * 100 + "</rss>", "nested"),
        ("<rss><channel>", "incomplete or damaged"),
        ("", "incomplete or damaged"),
        ("<html></html>", "neither"),
        (WXR.format(items=blog(comment(1, minute="xx"))), "not a date and time"),
        (WXR.format(items=blog(comment(1, id="1/../2"))), "not a reply's id"),
    ],
)
def test_what_is_not_safe_to_read_is_refused(tmp_path: Path, story: Story, text: str, says: str) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=says):
        call_command("import_replies", story.slug, str(path))
    assert not Reply.with_unshown.exists()


def test_a_file_that_is_too_large_is_not_even_opened(
    wordpress: Path, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_BYTES", 100)
    with pytest.raises(CommandError, match="larger"):
        call_command("import_replies", story.slug, str(wordpress))


@pytest.mark.postgres
def test_answers_in_a_circle_come_in_once(tmp_path: Path, story: Story) -> None:
    path = tmp_path / "circle.xml"
    parts = [comment(1, parent=2), comment(2, parent=1), comment(3, parent=99)]
    path.write_text(WXR.format(items=blog(*parts)), encoding="utf-8")
    call_command("import_replies", story.slug, str(path))
    assert Reply.with_unshown.count() == 3
    assert address(story)


@pytest.mark.parametrize("text", ["0001-01-01 00:00:00", "9999-12-31T23:59:59-12:00", "1900-01-01T00:00:00Z"])
def test_a_date_at_which_nobody_wrote_is_refused(text: str) -> None:
    with pytest.raises(exports.ExportError, match="is no time at which a reply was written"):
        exports._moment(text)
