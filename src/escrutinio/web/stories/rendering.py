"""A story's text with its figures as they are now: for the page, the preview and documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from escrutinio.flows.publication import Figure, Publication
from escrutinio.web.shared.moments import short_moment
from escrutinio.web.stories import formats
from escrutinio.web.stories.figures import Key, agrees, known_figures, look_up, value_of
from escrutinio.web.stories.markdown import Asked, pieces, read_text, with_pictures
from escrutinio.web.stories.models import Story
from escrutinio.web.stories.pictures import NAME, smaller_names, smaller_widths


@dataclass(frozen=True)
class ShownFigure:
    """A figure as a reader finds it below the story.

    Attributes:
        number: from 1, in the order of the text.
        text: the value as it stands in the text.
        what: what it is.
        interval: the 90 % interval of a projection; else empty.
        source: how it came about: counted, projected, or by the law.
        as_of: the moment of the count that it is from.
        frozen: whether it stays as it was; else it follows the count.
        now: what it is by the newest count, where it no longer agrees; else empty.
        gone: whether the count that is published no longer has it; the value is then the last one known.
        no_count: whether no count is published, so that none can have it; likewise.
        aside: what the text itself says beside the figure; mostly empty.
    """

    number: int
    text: str
    what: str
    interval: str
    source: str
    as_of: datetime
    frozen: bool
    now: str
    gone: bool
    no_count: bool
    aside: str


@dataclass(frozen=True)
class Shown:
    """A story's text, ready for a page, and its figures."""

    html: SafeString
    figures: Sequence[ShownFigure]


def render_story(story: Story, publication: Publication | None, *, site: str = "") -> Shown:
    """A story as readers see it, in its own language.

    Args:
        story: a public one.
        publication: the newest; None before the first.
        site: what stands before the paths of pictures, for readers elsewhere.
    """
    asked = [Asked(**figure) for figure in story.bound]
    known, address = known_figures(story), "stories:picture"
    return render(story.html, asked, known, publication, story.language, pictures=address, site=site)


def render_source(
    source: str, kept: Mapping[Key, Figure], publication: Publication | None, language: str
) -> Shown:
    """A text that is not saved, as readers would see it."""
    text = read_text(source)
    return render(text.html, text.figures, kept, publication, language, pictures="desk:picture")


def render(
    html: str,
    asked: Sequence[Asked],
    kept: Mapping[Key, Figure],
    publication: Publication | None,
    language: str,
    *,
    pictures: str,
    site: str = "",
) -> Shown:
    """Put figures where their marks are.

    Args:
        html: clean HTML with marks.
        asked: the figures of the marks.
        kept: figures as they were last known or frozen.
        publication: the newest; None before the first.
        language: of the numbers and dates.
        pictures: the name of the address that shows pictures.
        site: what stands before their paths, for readers elsewhere.
    """
    with translation.override(language):
        figures = [_shown(number, wanted, kept, publication) for number, wanted in enumerate(asked, 1)]
        html = with_pictures(html, lambda name: picture_source(name, pictures, site=site))
        parts: list[SafeString] = []
        for piece in pieces(html):
            if isinstance(piece, str):
                parts.append(mark_safe(piece))  # it has been through the sanitiser
            elif piece < len(asked):
                parts.append(_in_text(figures[piece], asked[piece]))
        whole = format_html_join("", "{}", ((part,) for part in parts))
    return Shown(whole, [figure for figure in figures if figure is not None])


def picture_source(name: str, address: str, *, site: str = "") -> SafeString:
    """Where a browser finds a picture, and smaller ones for narrow screens: attributes of an image.

    Args:
        name: of the picture.
        address: the name of the address that shows it.
        site: what stands before the path, for readers elsewhere; may be empty.
    """
    whole = site + reverse(address, args=[name])
    smaller = [
        f"{site}{reverse(address, args=[each])} {width}w"
        for each, width in zip(smaller_names(name), smaller_widths(name), strict=True)
    ]
    if not smaller:
        return format_html('src="{}"', whole)
    known = NAME.fullmatch(name)
    sources = ", ".join([*smaller, f"{whole} {known['width'] if known else ''}w"])
    return format_html('src="{}" srcset="{}" sizes="(min-width: 45rem) 42rem, 100vw"', whole, sources)


def _shown(
    number: int, asked: Asked, kept: Mapping[Key, Figure], publication: Publication | None
) -> ShownFigure | None:
    known = value_of(asked, kept, publication)
    if known is None:
        return None
    now = look_up(asked.expression, publication)
    moved = formats.value_text(now) if asked.frozen and now and not agrees(known, now) else ""
    return ShownFigure(
        number=number,
        text=formats.value_text(known),
        what=formats.what_text(known),
        interval=formats.interval_text(known),
        source=formats.source_name(known.source),
        as_of=known.as_of,
        frozen=asked.frozen,
        now=moved,
        gone=now is None and publication is not None,
        no_count=publication is None,
        aside=_aside(known, moved, now is None, publication),
    )


def _aside(known: Figure, moved: str, gone: bool, publication: Publication | None) -> str:
    moment = short_moment(known.as_of, publication.as_of if publication else known.as_of)
    if moved:
        return _("at %(moment)s; now %(value)s") % {"moment": moment, "value": moved}
    return _("last known at %(moment)s") % {"moment": moment} if gone else ""


def _in_text(figure: ShownFigure | None, asked: Asked) -> SafeString:
    """A figure in the text: a link to what it is, which a screen reader reads out with it.

    A link, and no button: its text is copied, printed and read in a browser's reading view like any other.
    """
    if figure is None:
        return format_html('<span class="figure figure-unknown">{}</span>', _("(not known yet)"))
    aside = format_html(' <span class="figure-aside">({})</span>', figure.aside) if figure.aside else ""
    if asked.in_link:
        return format_html('<span class="figure">{}</span>{}', figure.text, aside)
    return format_html(
        '<a class="figure" id="figure-in-text-{0}" href="#figure-{0}" aria-describedby="figure-{0}-what">'
        "{1}</a>{2}",
        figure.number,
        figure.text,
        aside,
    )
