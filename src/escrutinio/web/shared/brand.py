"""Whose site it is, for templates and documents: its name, its logo, its colours, its publisher."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from escrutinio.model import EscrutinioError, load_election, name_in
from escrutinio.model.logo import Logo
from escrutinio.model.site_choice import SiteChoice
from escrutinio.web.page_cache import public

STYLES = {"site": "escrutinio/site.css", "embed": "escrutinio/embed.css"}
"""The style sheets that hold the colours of a site: their name on the site -> their file."""
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class ShownLogo:
    """A logo as pages show it.

    Attributes:
        address: where it is.
        width, height: its size in pixels, for its place on the page to be known before it is there.
        text: what it says or shows.
        follows_scheme: whether it looks otherwise in the dark; else it lies on a light ground there.
    """

    address: str
    width: int
    height: int
    text: str
    follows_scheme: bool


@dataclass(frozen=True)
class Brand:
    """Whose site it is, for readers of one language.

    Attributes:
        name: what stands at the head of each page.
        publisher: who answers for it; may be empty.
        imprint, privacy: addresses; may be empty.
        logo: stands in the place of the name; None where there is none.
        accent: the colour of pictures of links; empty for the usual one.
    """

    name: str
    publisher: str
    imprint: str
    privacy: str
    logo: ShownLogo | None
    accent: str


def brand() -> Brand:
    """Whose site this is, in the reader's language; the usual one where no definition can be read."""
    return brand_of(site_choice(), get_language() or "en", lambda name: reverse("brand", args=(name,)))


def brand_of(site: SiteChoice, language: str, address: Callable[[str], str]) -> Brand:
    """The table ``[site]`` for readers of a language; ``address`` says where a file of the brand is."""
    name = name_in(site.names, language, site.name)
    logo = site.logo
    shown = None
    if logo is not None:
        shown = ShownLogo(
            address=address(logo.name),
            width=max(1, round(logo.width)),
            height=max(1, round(logo.height)),
            text=name_in(site.logo_texts, language, site.logo_text) or name,
            follows_scheme=logo.follows_scheme,
        )
    return Brand(
        name=name,
        publisher=name_in(site.publishers, language, site.publisher),
        imprint=site.imprint,
        privacy=site.privacy,
        logo=shown,
        accent=site.accent,
    )


def site_choice() -> SiteChoice:
    """The table ``[site]`` of the election; the usual one where no definition can be read."""
    try:
        return _site_choice(Path(settings.FOLDER))
    except EscrutinioError:
        return SiteChoice()


@lru_cache(maxsize=8)
def _site_choice(folder: Path) -> SiteChoice:
    return load_election(folder).site


def colored(style: str, site: SiteChoice) -> str:
    """A style sheet with the colours of a site in the place of the usual ones."""
    if not site.accent:
        return style
    by_day, dark = (
        f":root {{ --accent: {color}; --focus: {color}; }}" for color in (site.accent, site.accent_dark)
    )
    return f"{style}{by_day}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n"


def hashed_name(name: str, data: bytes) -> str:
    """A name that changes with the content, so that browsers may keep the file for ever."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}.{ending}"


def style_address(name: str) -> str:
    """Where a style sheet of :data:`STYLES` is, in the colours of the site."""
    site = site_choice()
    if not site.accent:
        return static(STYLES[name])
    return reverse("brand", args=(hashed_name(f"{name}.css", _style(name, site.accent, site.accent_dark)),))


@lru_cache(maxsize=8)
def _style(name: str, accent: str, accent_dark: str) -> bytes:
    path = finders.find(STYLES[name])
    assert path, f"{STYLES[name]} is part of the program"
    text = Path(path).read_text(encoding="utf-8")
    return colored(text, SiteChoice(accent=accent, accent_dark=accent_dark)).encode()


def asset(request: HttpRequest, name: str) -> HttpResponse:
    """The logo, or a style sheet in the colours of the site."""
    site = site_choice()
    response = None
    if site.logo and name == site.logo.name:
        response = _logo(site.logo)
    for style in STYLES if site.accent and response is None else ():
        data = _style(style, site.accent, site.accent_dark)
        if name == hashed_name(f"{style}.css", data):
            response = HttpResponse(data, content_type="text/css; charset=utf-8")
    if response is None:
        raise Http404(f"the site has no file {name!r}")
    response["Cache-Control"] = _FOR_EVER
    return public(response)


def _logo(logo: Logo) -> HttpResponse:
    response = HttpResponse(logo.data, content_type=logo.media_type)
    # Opened by itself an SVG file is a page: whatever is in it, it runs nothing and loads nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
