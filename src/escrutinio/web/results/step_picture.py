"""A picture of steps: from one figure to another, each part where the one before it ended."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from escrutinio.web.results.templatetags.say import lead, moved

_GREY = "#888888"
_WIDTH, _LEFT, _RIGHT = 340, 2, 282
"""As wide as a phone, so that letters keep their size there; right of the bars there is room for a figure."""
_LINE, _BAR, _GAP = 18, 18, 8
_LETTERS = 40
"""So many letters of a name fit beside each other; a longer one goes on in the next line."""


@dataclass(frozen=True)
class Step:
    """A bar: a part that begins where the one before it ended, or a whole that begins at nothing."""

    name: str
    points: float
    whole: bool = False


def steps(bars: Sequence[Step], up: str | None, down: str | None, label: str) -> SafeString:
    """Bars below each other, each where the one before it ended.

    Args:
        bars: from the top.
        up: the colour of what is above nothing, or adds; ``down`` of what is below, or takes off.
        down: the same.
        label: what the picture is, for who cannot see it.
    """
    spans, end = [], 0.0
    for bar in bars:
        begin = 0.0 if bar.whole else end
        end = begin + bar.points
        spans.append((bar, begin, end))
    low = min(0.0, *(min(begin, end) for _, begin, end in spans))
    high = max(0.0, *(max(begin, end) for _, begin, end in spans))
    scale = (_RIGHT - _LEFT) / max(high - low, 1e-9)
    zero = _LEFT - low * scale
    drawn, y = [], 0
    for bar, begin, end in spans:
        for line in textwrap.wrap(bar.name, _LETTERS):
            y += _LINE
            drawn.append(_text(_LEFT, y - 5, line))
        x, width = zero + min(begin, end) * scale, max(abs(end - begin) * scale, 1.0)
        color, opacity = escape((up if bar.points >= 0 else down) or _GREY), "1" if bar.whole else ".6"
        drawn.append(
            f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{color}" '
            f'fill-opacity="{opacity}"/>'
        )
        drawn.append(_text(x + width + 6, y + 14, (lead if bar.whole else moved)(bar.points / 100)))
        y += _BAR + _GAP
    return format_html(
        '<svg class="steps" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="grid" d="M{} 0V{}"/>{}</svg>',
        _WIDTH,
        y,
        label,
        f"{zero:.1f}",
        y,
        mark_safe("".join(drawn)),
    )


def _text(x: float, y: float, text: str) -> str:
    return f'<text class="axis" x="{x:.1f}" y="{y}" font-size="14">{escape(text)}</text>'
