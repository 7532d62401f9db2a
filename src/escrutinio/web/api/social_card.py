"""The count as a picture for links to it: shares as bars, how much is in, and of when it is."""

from __future__ import annotations

import base64
from datetime import datetime
from zoneinfo import ZoneInfo

import vl_convert
from babel.dates import format_datetime
from django.http import HttpResponse
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.publication import Publication
from escrutinio.web.api.answers import published
from escrutinio.web.api.downloads import kept_file
from escrutinio.web.api.routes import PNG
from escrutinio.web.results.templatetags.say import in_parts, percent
from escrutinio.web.shared.brand import brand, site_choice

WIDTH, HEIGHT = 1200, 630
MOST = 4
_LEFT, _TOP, _ROW, _BARS = 60, 232, 72, 620
_INK, _SOFT, _PAPER, _BACK, _ACCENT = "#1b1f24", "#565d66", "#fbfaf7", "#e9e6df", "#175a8f"
_LOGO_WIDTH, _LOGO_HEIGHT = 320, 44
_LETTER = 0.52
"""How wide a letter is, in its size: to shorten what would not fit."""


@published
def social_card(publication: Publication, language: str) -> HttpResponse:
    """The picture, PNG."""

    def make() -> bytes:
        with translation.override(language):
            front = publication.in_language(language).front
            return bytes(vl_convert.svg_to_png(card_svg(front, language)))

    # Kept beyond a change of a story, which empties what pages are kept in.
    return HttpResponse(kept_file(publication, f"card.{language}.png", make).read_bytes(), content_type=PNG)


def card_svg(front: FrontDocument, language: str) -> str:
    """The picture, SVG; ``front`` is the front page's document."""
    counted = front.headline.counted
    voted = [selection for selection in counted.selections if selection.votes][:MOST]
    in_units = front.decided_in_parts(front.headline.contest)
    if counted.stand_apart:
        voted = []
    elif in_units:
        voted = voted[: MOST - 1]  # the last row says that their votes do not decide it
    accent = brand().accent or _ACCENT
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>',
        f'<rect width="{WIDTH}" height="12" fill="{accent}"/>',
        _text(_LEFT, 88, 46, front.election.name, family="Georgia, serif", room=1080),
        _text(_LEFT, 138, 30, front.headline.name, fill=_SOFT, room=1080),
        _text(_LEFT, 196, 30, _summary(front), weight="bold", room=1080),
    ]
    for number, selection in enumerate(voted):
        y = _TOP + number * _ROW
        color = escape(selection.color or "#888888")
        length = _BARS * min(1.0, selection.share or 0.0)
        parts += [
            _text(_LEFT, y + 34, 32, selection.short, room=230),
            f'<rect x="310" y="{y}" width="{_BARS}" height="46" fill="{_BACK}"/>',
            f'<rect x="310" y="{y}" width="{length:.1f}" height="46" fill="{color}"/>',
            _text(310 + _BARS + 24, y + 36, 36, percent(selection.share), weight="bold"),
        ]
    if counted.stand_apart:
        apart = _("Decided unit by unit, each with candidates of its own: nobody leads the whole.")
        for number, words in enumerate(apart.partition(": ")[::2]):
            parts.append(_text(_LEFT, _TOP + 34 + 44 * number, 28, words, room=1080))
    elif in_units and voted:
        parts.append(_text(_LEFT, _TOP + _ROW * (MOST - 1) + 34, 28, in_parts(), room=1080))
    foot = _TOP + MOST * _ROW + 18
    corner = WIDTH - 60, foot + 12, 26
    parts.append(_text(_LEFT, foot + 12, 24, _moment(front, language), fill=_SOFT))
    parts.append(_text(_LEFT, foot + 48, 24, front.note, fill="#8a4b00", room=1080))
    parts.append(_logo(foot) or _text(*corner, brand().name, fill=accent, weight="bold", anchor="end"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    )


def _logo(foot: int) -> str:
    """The logo of the site at the foot on the right, within the file itself; nothing where there is none."""
    logo = site_choice().logo
    if logo is None:
        return ""
    scale = min(_LOGO_WIDTH / logo.width, _LOGO_HEIGHT / logo.height)
    width, height = logo.width * scale, logo.height * scale
    data = f"data:{logo.media_type};base64,{base64.b64encode(logo.data).decode()}"
    return (
        f'<image href="{data}" x="{WIDTH - 60 - width:.1f}" y="{foot + 20 - height:.1f}" '
        f'width="{width:.1f}" height="{height:.1f}"/>'
    )


def _summary(front: FrontDocument) -> str:
    share_in = front.headline.counted.sheets_share
    if front.empty:
        return _("Nothing is counted yet.")
    if share_in is not None and share_in >= 1:
        return _("All sheets are counted")
    if share_in is None:
        return _("Counted so far; how many sheets are missing is not known")
    return _("Counted so far: %(share)s of the sheets") % {"share": percent(share_in)}


def _moment(front: FrontDocument, language: str) -> str:
    zone = ZoneInfo(front.timezone)
    when = datetime.fromisoformat(front.as_of).astimezone(zone)
    return f"{format_datetime(when, 'd MMM y, HH:mm', locale=language)} ({zone.key.replace('_', ' ')})"


def _text(
    x: int,
    y: int,
    size: int,
    text: str,
    *,
    fill: str = _INK,
    weight: str = "normal",
    family: str = "Helvetica, Arial, sans-serif",
    anchor: str = "start",
    room: int = 0,
) -> str:
    most = int(room / (size * _LETTER)) if room else len(text)
    shown = text if len(text) <= most else text[: most - 1].rstrip() + "…"
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-family="{escape(family)}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{fill}">{escape(shown)}</text>'
    )
