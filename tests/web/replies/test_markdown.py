"""The sanitiser: whatever comes in, nothing comes out that a reply may not have."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.web.replies.markdown import REL, TAGS, from_html, has_link, sanitise, to_html
from searches import examples

VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](//evil.example)",
    "[x](/en/account/sign-out/)",
    "[x](http://a.example 'onmouseover=alert(1)')",
    '[x](http://a.example"onmouseover="alert(1))',
    "<javascript:alert(1)>",
    "![x](http://a.example/pixel.png)",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--<img src=--><img src=x onerror=alert(1)>",
    '```"><script>alert(1)</script>\n```',
    '``` x" onload="y\ncode\n```',
    "# heading",
    "heading\n===",
    "<style>*{display:none}</style>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<form action=//evil.example><input name=password>",
    "<a name=csrfmiddlewaretoken id=main>",
    "\u202egnp.exe",
    "<" * 500 + ">" * 500,
    "> " * 500 + "deep",
    "[" * 2000,
    "*" * 2000 + "a" + "*" * 2000,
]


class Seen(HTMLParser):
    """What a browser would find in a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(tag)
        for name, value in attrs:
            if tag == "a" and name == "href":
                if urlsplit(value or "").scheme not in ("http", "https"):
                    self.wrong.append(f"href={value}")
            elif (tag, name, value) != ("a", "rel", REL):
                self.wrong.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"<!{decl}")


@pytest.mark.parametrize("make", [to_html, from_html, sanitise])
@pytest.mark.parametrize("text", VECTORS)
def test_known_attacks_leave_nothing(make: object, text: str) -> None:
    assert callable(make)
    html = make(text)
    assert not Seen(html).wrong
    assert "<script" not in html.lower()


_PIECES = st.sampled_from(
    [*VECTORS, "<", ">", '"', "'", "&", "[", "](", ")", "`", "\n\n", "> ", "* ", "1. ", "\x00"]
)
_TEXTS = st.lists(_PIECES | st.text(max_size=20), max_size=12).map("".join)


@examples(150)
@given(_TEXTS)
def test_whatever_is_written_no_other_tag_comes_out(text: str) -> None:
    for make in (to_html, from_html):
        html = make(text)
        assert not Seen(html).wrong
        assert sanitise(html) == html, "clean stays clean"


def test_what_a_reply_may_have() -> None:
    html = to_html("*a* **b** `c` [d](https://d.example)\n\n- e\n\n> f\n\n```\ng\n```")
    for tag in ("em", "strong", "code", "ul", "li", "blockquote", "pre"):
        assert f"<{tag}>" in html
    assert f'<a href="https://d.example" rel="{REL}">d</a>' in html
    assert "<h1>" not in to_html("# not a heading")
    assert "<img" not in to_html("![no](https://a.example/p.png)")


def test_what_came_from_elsewhere_keeps_its_paragraphs() -> None:
    assert from_html("one\ntwo\n\nthree") == "<p>one<br>\ntwo</p>\n<p>three</p>"
    assert from_html("<p>one</p><p onclick='x'>two</p>") == "<p>one</p><p>two</p>"


def test_links_are_seen_however_they_are_written() -> None:
    assert all(has_link(text) for text in ("HTTP://x", "www.x.y", "[a](b)", "[a]: b", "<a href=b>"))
    assert not any(has_link(text) for text in ("no link", "a.b", "5 < 6", "wwwow"))
