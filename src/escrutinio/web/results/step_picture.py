"""A picture of steps: from one figure to another, each part where the one before it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from escrutinio.web.results.templatetags.say import lead, moved

_GREY = "#888888"
_LEFT, _RIGHT, _ROW, _NAME = 4, 640, 50, 22
"""Each name stands above its bar, so that a long one is not cut off."""


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
    height = _ROW * len(bars)
    drawn = [f'<path class="grid" d="M{zero:.1f} 0V{height}"/>']
    for row, (bar, begin, end) in enumerate(spans):
        x, width = zero + min(begin, end) * scale, max(abs(end - begin) * scale, 1.0)
        y, color = row * _ROW + _NAME, escape((up if bar.points >= 0 else down) or _GREY)
        opacity = "1" if bar.whole else ".6"
        drawn.append(
            f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_ROW - _NAME - 8}" fill="{color}" '
            f'fill-opacity="{opacity}"/>'
            f'<text class="axis" x="{_LEFT}" y="{y - 5}" font-size="12">'
            f"{escape(bar.name)}</text>"
            f'<text class="axis" x="{x + width + 6:.1f}" y="{y + 15}" font-size="12">'
            f"{(lead if bar.whole else moved)(bar.points / 100)}</text>"
        )
    return format_html(
        '<svg class="night" viewBox="0 0 720 {}" role="img" aria-label="{}">{}</svg>',
        height + 4,
        label,
        mark_safe("".join(drawn)),
    )
