"""The text of a story: what an author may write, and what can never come out of it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.web.shared.cleaning import clean, normal
from escrutinio.web.stories.markdown import freeze, pictures_in, pieces, read_text, with_pictures
from searches import examples

PICTURE = "0123456789abcdef0123456789abcdef01234567-1600x900.jpg"
PARTS = (
    "{{", "}}", "{{ share: A }}", "{{ lead | frozen }}", "|", "\\|", "`",
    "{{ x | frozen at 2020-10-18T21:40 }}", "```", "<script>", "</script>", '<data value="0"></data>',
    "<img src=x onerror=alert(1)>", "# ", "> ",
    "[a](javascript:alert(1))", '[a](http://a.example "t")', "![a](http://a.example/a.png)",
    f'\n\n![a]({PICTURE} "b")\n\n', "- ", "1. ",
    "<javascript:alert(1)>", "\n", "\n\n", "| a | b |\n|---|---|\n| ", "*", "_", "~~", "&lt;", "\x00",
    "&#60;script&#62;", "\u202e", "á", "[a]: javascript:x\n\n[a]",
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=6))).map("".join))
ALLOWED = {
    "p", "br", "hr", "strong", "em", "s", "a", "blockquote", "ul", "ol", "li", "code", "pre", "data",
    "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


class Tags(HTMLParser):
    """Collects the elements of a document and fails on what must not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.marks: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("figure", "figcaption", "img"):
            # Made here, never by an author: see read_text.
            assert {name for name, _ in attrs} <= {"class", "src", "alt", "width", "height", "loading"}
            assert dict(attrs).get("src", f"picture:{PICTURE}") == f"picture:{PICTURE}"
            return
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert (tag, name) in {
                ("a", "href"),
                ("a", "rel"),
                ("data", "value"),
                ("ol", "start"),
                ("th", "scope"),
            }
            if name == "href":
                assert value is not None
                assert value.lower().startswith(("http://", "https://", "mailto:"))
        if tag == "data":
            self.marks.append(int(dict(attrs)["value"] or ""))


@given(TEXTS)
@examples(400)
def test_no_text_raises_and_none_becomes_other_html(source: str) -> None:
    text = read_text(source)
    tags = Tags()
    tags.feed(text.html)
    assert tags.marks == list(range(len(text.figures)))
    assert [piece for piece in pieces(text.html) if isinstance(piece, int)] == tags.marks
    for figure in text.figures:
        assert 1 <= figure.line <= source.count("\n") + source.count("\r") + 1
        assert len(figure.expression) <= 200


@given(TEXTS)
@examples(100)
def test_freezing_freezes_what_is_asked_and_changes_nothing_twice(source: str) -> None:
    once = freeze(clean(source, lines=True), "2020-10-18T21:40")
    assert freeze(once, "2021-01-01T00:00") == once
    assert len(read_text(once).figures) == len(read_text(source).figures)


@given(TEXTS)
@examples(100)
def test_texts_for_searching_are_plain(source: str) -> None:
    found = normal(clean(source))
    assert found == normal(found)
    assert "\x00" not in clean(source, lines=True)


@pytest.mark.parametrize(
    ("source", "expression", "frozen", "at"),
    [
        ("{{share:A}}", "share:A", False, ""),
        ("{{  share :  president/CC }}", "share : president/CC", False, ""),
        ("{{ lead | frozen }}", "lead", True, ""),
        ("{{ lead | FROZEN at 2020-10-18T21:40 }}", "lead", True, "2020-10-18T21:40"),
        ("| a |\n|---|\n| {{ lead \\| frozen }} |", "lead", True, ""),
        ("# A {{ lead }}", "lead", False, ""),
    ],
)
def test_a_figure_is_read(source: str, expression: str, frozen: bool, at: str) -> None:
    (figure,) = read_text(source).figures
    assert (figure.expression, figure.frozen, figure.at) == (expression, frozen, at)


@pytest.mark.parametrize(
    ("source", "key", "line"),
    [
        ("![a](http://a.example/a.png)", "picture", 1),
        (f"a\n\nb ![a]({PICTURE})", "picture-alone", 3),
        (f"- ![a]({PICTURE})", "picture-alone", 1),
        (f"> ![a]({PICTURE})", "picture-alone", 1),
        (f"![]({PICTURE})", "picture-shows", 1),
        (f"![a]({PICTURE.replace('-1600x900', '')})", "picture", 1),
        ("a\nb {{ lead", "unclosed", 2),
        ("a\n\n{{ }}", "empty", 3),
        ("{{ lead | thawed }}", "option", 1),
        ("[a](/relative)", "link", 1),
        (" ".join(["{{ lead }}"] * 201), "many", 1),
        ("{{ " + "x" * 250 + " }}", "long", 1),
    ],
)
def test_what_is_wrong_has_its_line(source: str, key: str, line: int) -> None:
    (problem,) = read_text(source).problems
    assert (problem.key, problem.line) == (key, line)


def test_code_is_not_read_as_figures() -> None:
    text = read_text("`{{ lead }}`\n\n```\n{{ lead }}\n```\n\n\\{{ lead }}")
    assert text.figures == ()
    assert text.problems == ()


def test_a_picture_stands_by_itself_with_its_caption() -> None:
    text = read_text(f'a\n\n![A <b> & a "c"]({PICTURE} "Below <i>")\n\n{{{{ lead }}}}')
    assert text.problems == ()
    assert text.html.replace("\n", "") == (
        f'<p>a</p><figure class="story-picture"><img src="picture:{PICTURE}" '
        'alt="A &lt;b&gt; &amp; a &quot;c&quot;" width="1600" height="900" loading="lazy">'
        "<figcaption>Below &lt;i&gt;</figcaption></figure>"
        '<p><data value="0"></data></p>'
    )
    assert pictures_in(text.html) == [PICTURE]
    assert [part.text for part in text.paragraphs] == ["a", 'A <b> & a "c" Below <i>']
    assert with_pictures(text.html, lambda name: f'src="/{name}"').count(f'<img src="/{PICTURE}"') == 1


def test_headings_begin_below_the_headline_and_leave_out_no_level() -> None:
    html = read_text("# a\n\n#### b\n\n## c\n\n### d\n\n# e").html
    assert html.replace("\n", "") == "<h2>a</h2><h3>b</h3><h3>c</h3><h4>d</h4><h2>e</h2>"


def test_a_figure_in_a_link_is_known_to_be_in_one() -> None:
    text = read_text("[{{ lead }}](https://a.example) {{ lead }}")
    assert [figure.in_link for figure in text.figures] == [True, False]
