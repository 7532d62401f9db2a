"""Markdown with bound figures, made into clean HTML once, when a story is saved.

A figure is written ``{{ share: president/CC }}`` or ``{{ share: president/CC | frozen }}``; a picture that is
kept at the desk ``![what it shows](NAME "caption")``, in a block of its own.
HTML in the text is text. What comes out has been through a sanitiser, with an empty mark where each figure
stands, ``<data value="0"></data>`` for the first; nothing that an author writes can make such a mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from escrutinio.web.shared.cleaning import clean
from escrutinio.web.stories.pictures import NAME

MOST_FIGURES = 200
"""Figures of one story; more are an error in the editor."""

_TAGS = {
    "p", "br", "hr", "strong", "em", "s", "a", "blockquote", "ul", "ol", "li", "code", "pre", "data",
    "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "data": {"value"}, "ol": {"start"}, "th": {"scope"}}
_SCHEMES = {"http", "https", "mailto"}
_MARK = re.compile(r'<data value="(\d+)"></data>')
_PICTURE_MARK = re.compile(r'<p><data value="picture-(\d+)"></data></p>')
_PICTURE = re.compile(rf'src="picture:({NAME.pattern})"')
_BARE_FROZEN = re.compile(r"(\{\{[^{}\n]{1,200}?\\?\|\s*frozen)\s*\}\}")
_OPTION = re.compile(r"frozen(?:\s+at\s+(?P<at>\S{4,40}))?", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """A figure as an author asked for it.

    Attributes:
        expression: what is asked for, with single spaces, such as ``share: president/CC``.
        frozen: whether it stays as it was; else it follows the count.
        at: the moment that it is frozen at, as written; empty for the moment of writing.
        line: the line of the text, from 1.
        paragraph: the number of the block of text that it stands in.
        in_link: whether it stands inside a link, where no other link may be.
    """

    expression: str
    frozen: bool
    at: str
    line: int
    paragraph: int
    in_link: bool


@dataclass(frozen=True)
class Problem:
    """What is wrong in a text, and on which line: ``key`` names the sentence, ``about`` fills it."""

    key: str
    line: int
    about: str


@dataclass(frozen=True)
class Paragraph:
    """A block of plain text, figures left out, and the line it begins on."""

    text: str
    line: int
    number: int


@dataclass(frozen=True)
class Text:
    """A text that has been read.

    Attributes:
        html: clean HTML with a mark for each figure.
        figures: the figures in the order of their marks.
        problems: what an author has to correct before it can be published.
        paragraphs: the plain text, for searching and for words that say too much.
    """

    html: str
    figures: tuple[Asked, ...]
    problems: tuple[Problem, ...]
    paragraphs: tuple[Paragraph, ...]


@dataclass
class _Seen:
    figures: list[Asked] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)


def read_text(source: str) -> Text:
    """Read a text; never raises, whatever it holds."""
    tokens = _MARKDOWN.parse(clean(source, lines=True))
    seen = _Seen()
    _level_headings(tokens)
    for number, token in enumerate(tokens):
        if token.type == "inline":
            above = tokens[number - 1]
            by_itself = above.type == "paragraph_open" and above.level == 0
            _read_block(token, number, seen, by_itself=by_itself)
        elif token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "td_open":
            token.attrs = {}
        elif token.type in ("fence", "code_block"):
            token.info = ""
    if len(seen.figures) > MOST_FIGURES:
        seen.problems.append(Problem("many", seen.figures[MOST_FIGURES].line, str(MOST_FIGURES)))
    rendered = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    html = nh3.clean(
        rendered,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel="noopener",
    )
    # After the sanitiser, which lets no picture through: these are made here, of checked parts.
    html = _PICTURE_MARK.sub(lambda mark: seen.pictures[int(mark[1])], html)
    return Text(html, tuple(seen.figures), tuple(seen.problems), tuple(seen.paragraphs))


def pieces(html: str) -> Iterator[str | int]:
    """Clean HTML cut at its marks: HTML and numbers of figures in turn."""
    for position, piece in enumerate(_MARK.split(html)):
        yield int(piece) if position % 2 else piece


def with_pictures(html: str, markup: Callable[[str], str]) -> str:
    """Clean HTML with what a page says of where its pictures are.

    Args:
        html: as :func:`read_text` gives it.
        markup: name of a picture -> the attributes of its image.
    """
    return _PICTURE.sub(lambda match: markup(match[1]), html)


def pictures_in(html: str) -> list[str]:
    """The names of the pictures in clean HTML."""
    return [match[1] for match in _PICTURE.finditer(html)]


def freeze(source: str, moment: str) -> str:
    """The text with ``| frozen at MOMENT`` where it says ``| frozen`` alone."""
    return _BARE_FROZEN.sub(lambda match: f"{match.group(1)} at {moment} }}}}", source)


def _figure_rule(state: StateInline, silent: bool) -> bool:
    """Markdown's rule for ``{{ ... }}`` on one line."""
    start = state.pos
    if not state.src.startswith("{{", start):
        return False
    end = state.src.find("}}", start + 2)
    inside = state.src[start + 2 : end] if end >= 0 else ""
    if end < 0 or "\n" in inside or "{" in inside or len(inside) > 300:
        if not silent:
            token = state.push("figure_open", "", 0)
            token.content = "{{"
        state.pos += 2
        return True
    if not silent:
        token = state.push("figure", "data", 0)
        token.content = inside
    state.pos = end + 2
    return True


def _read_block(token: Token, number: int, seen: _Seen, *, by_itself: bool) -> None:
    """Number the figures of a block, and keep its plain text; a picture may stand in one by itself alone."""
    first = token.map[0] + 1 if token.map else 1
    line, depth, words = first, 0, []
    alone = by_itself and len(token.children or []) == 1
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            line += 1
            words.append(" ")
        elif child.type == "link_open":
            depth += 1
            # Only where it leads: a title would be one more text that nobody sees.
            address = str(child.attrs.get("href", ""))
            child.attrs = {"href": address}
            if address.partition(":")[0].lower() not in _SCHEMES:
                seen.problems.append(Problem("link", line, address))
        elif child.type == "link_close":
            depth -= 1
        elif child.type == "figure_open":
            words.append(child.content)
            seen.problems.append(Problem("unclosed", line, "{{"))
        elif child.type == "image":
            words.append(_read_picture(child, line, seen, alone=alone))
        elif child.type == "figure":
            _read_figure(child, line, number, depth > 0, seen)
            words.append(" ")
        elif child.type in ("text", "code_inline", "text_special"):
            words.append(child.content)
    text = unescape("".join(words)).strip()
    if text:
        seen.paragraphs.append(Paragraph(text, first, number))


def _read_figure(token: Token, line: int, paragraph: int, in_link: bool, seen: _Seen) -> None:
    written, *options = token.content.split("|")
    expression = " ".join(written.replace("\\", " ").split())
    option = " ".join("|".join(options).split())
    frozen = _OPTION.fullmatch(option) if option else None
    if option and frozen is None:
        seen.problems.append(Problem("option", line, option))
    if not expression:
        seen.problems.append(Problem("empty", line, "{{ }}"))
    if len(expression) > 200:
        seen.problems.append(Problem("long", line, expression[:40]))
        expression = expression[:200]
    token.attrs = {"value": str(len(seen.figures))}
    at = (frozen.group("at") or "") if frozen else ""
    seen.figures.append(Asked(expression, frozen is not None, at, line, paragraph, in_link))


def _read_picture(token: Token, line: int, seen: _Seen, *, alone: bool) -> str:
    """Make the markup of a picture; what a search finds of it."""
    name, caption = str(token.attrs.get("src", "")), str(token.attrs.get("title", ""))
    shows = unescape("".join(child.content for child in token.children or [])).strip()
    known = NAME.fullmatch(name)
    token.meta = {"picture": -1}
    if known is None or not known["width"]:
        seen.problems.append(Problem("picture", line, name))
    elif not alone:
        seen.problems.append(Problem("picture-alone", line, name))
    elif not shows:
        seen.problems.append(Problem("picture-shows", line, name))
    else:
        token.meta = {"picture": len(seen.pictures)}
        below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
        seen.pictures.append(
            f'<figure class="story-picture"><img src="picture:{name}" alt="{escape(shows)}" '
            f'width="{int(known["width"])}" height="{int(known["height"])}" loading="lazy">{below}</figure>'
        )
    return f"{shows} {caption}".strip()


def _level_headings(tokens: Sequence[Token]) -> None:
    """Let headings begin below the headline and leave out no level, whatever the author began with."""
    above: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, 1 + len(above))}"


def _render_mark(_renderer: object, tokens: Sequence[Token], at: int, *_: object) -> str:
    return f'<data value="{tokens[at].attrs["value"]}"></data>'


def _render_picture_mark(_renderer: object, tokens: Sequence[Token], at: int, *_: object) -> str:
    number = tokens[at].meta.get("picture", -1)
    return f'<data value="picture-{number}"></data>' if number >= 0 else ""


def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])
    made.disable(["html_inline", "html_block", "entity"])
    made.inline.ruler.before("escape", "figure", _figure_rule)
    made.add_render_rule("figure", _render_mark)
    made.add_render_rule("image", _render_picture_mark)
    made.add_render_rule("figure_open", lambda *_: "{{")
    return made


_MARKDOWN = _markdown()
