"""The colour of a site's links, buttons and marks: what can be read on its backgrounds, what is near it."""

from __future__ import annotations

from collections.abc import Sequence

LEAST_CONTRAST = 4.5
"""Of letters with their background: WCAG 2.2, success criterion 1.4.3, level AA."""
LIGHT_BACKGROUNDS = ("#fbfaf7", "#ffffff", "#fff4e0")
DARK_BACKGROUNDS = ("#14171b", "#1c2026", "#33270f")
"""What letters stand on by day and in the dark: the page, a card, and a note; as in the style sheets."""
_STEPS = 255


def contrast(one: str, other: str) -> float:
    """The contrast of two colours such as ``#175a8f``, from 1 to 21, as WCAG defines it.

    https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def least_contrast(color: str, backgrounds: Sequence[str]) -> tuple[float, str]:
    """The least contrast of a colour with several backgrounds, and with which of them."""
    return min((contrast(color, background), background) for background in backgrounds)


def nearest_legible(color: str, backgrounds: Sequence[str]) -> str:
    """The shade of a colour that has to be mixed least with black or white to be read on all backgrounds.

    Light backgrounds take a darker shade and dark ones a lighter one; a colour that can be read stays itself.
    """
    toward = 0 if _luminance(backgrounds[0]) > 0.5 else 255
    parts = _parts(color)
    for step in range(_STEPS + 1):
        mixed = [round(part + (toward - part) * step / _STEPS) for part in parts]
        shade = "#{:02x}{:02x}{:02x}".format(*mixed)
        if least_contrast(shade, backgrounds)[0] >= LEAST_CONTRAST:
            return shade if step else color.lower()
    raise AssertionError("black and white can be read on every background")


def _luminance(color: str) -> float:
    """The relative luminance, from 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (part / 255 for part in _parts(color))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
