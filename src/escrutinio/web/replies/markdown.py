"""The Markdown of replies, made into clean HTML once, when a reply is saved.

Emphasis, links, lists, quotes and code; no pictures, headings or HTML. What comes out has been through a
sanitiser, whatever the parser may have made of it.
"""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt

from escrutinio.web.shared.cleaning import clean

TAGS = frozenset({"p", "br", "strong", "em", "a", "blockquote", "ul", "ol", "li", "code", "pre"})
REL = "nofollow ugc noopener"
_SCHEMES = {"http", "https"}
_ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}}
_LINK = re.compile(r"https?:|www\.|<a[\s>]|\]\(|\]\s*:", re.IGNORECASE)
_OFF = ["image", "heading", "lheading", "hr", "html_inline", "html_block", "entity", "reference"]


def to_html(text: str) -> str:
    """A reply's text as HTML; never raises, whatever it holds."""
    return sanitise(_MARKDOWN.render(clean(text, lines=True)))


def sanitise(html: str) -> str:
    """HTML with what a reply may have, and nothing else."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel=REL,
        # What such elements hold is code, never words.
        clean_content_tags={"script", "style"},
    )


def from_html(html: str) -> str:
    """HTML of another system; where it has no paragraphs its empty lines make them."""
    html = clean(html, lines=True)
    if not re.search(r"<(p|br|ul|ol|blockquote|pre)\b", html, re.IGNORECASE):
        parts = [part.strip().replace("\n", "<br>\n") for part in re.split(r"\n\s*\n", html)]
        html = "\n".join(f"<p>{part}</p>" for part in parts if part)
    return sanitise(html)


def has_link(text: str) -> bool:
    """Whether a text has a link, or something that wants to be one."""
    return bool(_LINK.search(text))


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "maxNesting": 12, "breaks": True}).disable(_OFF)
