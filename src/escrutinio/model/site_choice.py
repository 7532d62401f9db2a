"""Whose site it is: the table ``[site]``, with a name, a logo, a colour, and a publisher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor
from pathlib import Path

from escrutinio.model.logo import LARGEST, Logo, NoLogoError, read_logo
from escrutinio.model.names import Names
from escrutinio.model.site_colors import (
    DARK_BACKGROUNDS,
    LEAST_CONTRAST,
    LIGHT_BACKGROUNDS,
    least_contrast,
    nearest_legible,
)
from escrutinio.model.toml_table import COLOR, TomlTable, shown
from escrutinio.model.web_source import address_fault

PROGRAM = "Escrutinio"
"""What a site is called whose publisher gives it no name."""


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """Whose site it is.

    Attributes:
        name: what stands at the head of each page, such as the name of a newspaper.
        names: the same in several languages.
        publisher: who answers for the site; empty where nobody is named.
        publishers: the same in several languages.
        imprint, privacy: addresses of the publisher's imprint, and of what it says of privacy; may be empty.
        logo: stands at the head of each page in the place of the name; None where there is none.
        logo_text: what the logo says or shows, for who does not see it; empty: the name.
        logo_texts: the same in several languages.
        accent, accent_dark: the colour of links, buttons and marks, by day and in the dark, such as
            ``#175a8f``; empty for the usual ones.
    """

    name: str = PROGRAM
    names: Names = field(default_factory=dict)
    publisher: str = ""
    publishers: Names = field(default_factory=dict)
    imprint: str = ""
    privacy: str = ""
    logo: Logo | None = None
    logo_text: str = ""
    logo_texts: Names = field(default_factory=dict)
    accent: str = ""
    accent_dark: str = ""


def read_site(root: TomlTable, folder: Path) -> SiteChoice:
    """The table ``[site]`` of a definition; mistakes are noted in it.

    Args:
        root: the whole definition.
        folder: the election's folder, which holds the logo.
    """
    table = root.table("site")
    name, names = table.names_of("name", "the name of the site", PROGRAM)
    publisher, publishers = table.names_of("publisher", "who publishes the site", "")
    logo_text, logo_texts = table.names_of("logo_text", "what the logo says or shows", "")
    accent = _color(table, "accent", LIGHT_BACKGROUNDS)
    accent_dark = _color(table, "accent_dark", DARK_BACKGROUNDS)
    if accent and not accent_dark:
        accent_dark = nearest_legible(accent, DARK_BACKGROUNDS)
    elif accent_dark and not accent:
        table.problem("accent_dark", "there is no accent", "both, or accent alone")
    site = SiteChoice(
        name=name,
        names=names,
        publisher=publisher,
        publishers=publishers,
        imprint=_address(table, "imprint"),
        privacy=_address(table, "privacy"),
        logo=_logo(table, folder),
        logo_text=logo_text,
        logo_texts=logo_texts,
        accent=accent,
        accent_dark=accent_dark,
    )
    table.finish()
    return site


def _address(table: TomlTable, key: str) -> str:
    allowed = "an address such as 'https://example.org/imprint'"
    address = table.text(key, allowed, "")
    if address and (fault := address_fault(address)):
        table.problem(key, fault, allowed)
    return address


def _logo(table: TomlTable, folder: Path) -> Logo | None:
    allowed = f"an SVG, PNG or WebP file of the election's folder, at most {LARGEST:,} bytes"
    name = table.text("logo", allowed, "")
    if not name:
        return None
    try:
        return read_logo(folder, name)
    except NoLogoError as error:
        table.problem("logo", str(error), allowed)
        return None


def _color(table: TomlTable, key: str, backgrounds: Sequence[str]) -> str:
    color = table.text(key, "a colour such as '#175a8f'", "")
    if not color:
        return ""
    if not COLOR.fullmatch(color):
        table.problem(key, f"found {shown(color)}", "a colour such as '#175a8f'")
        return ""
    contrast, background = least_contrast(color, backgrounds)
    if contrast < LEAST_CONTRAST:
        # Rounded down, so that what fails is not said to have what is needed.
        table.problem(
            key,
            f"{color} has a contrast of {floor(contrast * 100) / 100:.2f} with the background {background}",
            f"at least {LEAST_CONTRAST}; the nearest shade with it is {nearest_legible(color, backgrounds)}",
        )
    return color
