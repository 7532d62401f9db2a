"""What of a site's colours can be read, and which shade is near to one that cannot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import escrutinio.web
from escrutinio.model.site_colors import (
    DARK_BACKGROUNDS,
    LEAST_CONTRAST,
    LIGHT_BACKGROUNDS,
    contrast,
    least_contrast,
    nearest_legible,
)
from searches import examples

COLORS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    # The extremes of the definition, and the grey that its explanation names as just enough on white.
    [("#000000", "#ffffff", 21.0), ("#123456", "#123456", 1.0), ("#767676", "#ffffff", 4.54)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@examples(60)
@given(color=COLORS, backgrounds=st.sampled_from([LIGHT_BACKGROUNDS, DARK_BACKGROUNDS]))
def test_the_nearest_shade_can_be_read_and_is_the_color_itself_where_that_can(
    color: str, backgrounds: tuple[str, ...]
) -> None:
    shade = nearest_legible(color, backgrounds)

    assert least_contrast(shade, backgrounds)[0] >= LEAST_CONTRAST
    assert (shade == color) == (least_contrast(color, backgrounds)[0] >= LEAST_CONTRAST)


def test_the_backgrounds_are_those_of_the_style_sheet() -> None:
    style = (Path(escrutinio.web.__file__).parent / "static/escrutinio/site.css").read_text(encoding="utf-8")
    names = ("paper", "card", "warn-paper")
    by_name = [re.findall(rf"--{name}: (#\w+);", style) for name in names]
    found = [
        tuple(value.replace("#fff", "#ffffff") if len(value) == 4 else value for value in values)
        for values in zip(*by_name, strict=True)
    ]

    assert found == [LIGHT_BACKGROUNDS, DARK_BACKGROUNDS]
