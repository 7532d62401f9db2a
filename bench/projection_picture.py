"""A picture of two projections of the same nights: 90 % intervals of the largest list, moment by moment.

Run: python bench/projection_picture.py BEFORE.json NOW.json PICTURE.svg
Both files are answers of `escrutinio backtest FOLDER ... --format json`, of the same elections.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP = 420, 330, 44, 84
PANEL = 210
BEFORE, NOW, TRUTH = "#9a9a9a", "#1f4e79", "#222222"


def main(before: Path, now: Path, picture: Path) -> None:
    """Write the picture."""
    old, new = (json.loads(path.read_text())["elections"] for path in (before, now))
    panels = [_panel(*pair, TOP + number * HEIGHT) for number, pair in enumerate(zip(old, new, strict=True))]
    height = TOP + len(panels) * HEIGHT
    picture.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="14">\n'
        "<title>90 % intervals of the largest list through the night</title>\n"
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n'
        f"{_legend()}{''.join(panels)}</svg>\n"
    )


def _legend() -> str:
    found = ""
    for place, (colour, label) in enumerate(((BEFORE, "first edition"), (NOW, "now"))):
        x = LEFT + 124 * place
        found += f'<line x1="{x}" y1="20" x2="{x + 20}" y2="20" stroke="{colour}" stroke-width="6"/>'
        found += f'<text x="{x + 26}" y="24">{label}</text>\n'
    x = LEFT + 196
    found += f'<line x1="{x}" y1="20" x2="{x + 20}" y2="20" stroke="{TRUTH}" stroke-dasharray="4 3"/>'
    return f'{found}<text x="{x + 26}" y="24">the finished count</text>\n'


def _panel(old: Mapping[str, Any], new: Mapping[str, Any], top: int) -> str:
    steps = [step for step in new["steps"] if step["available"]]
    selections = steps[-1]["figures"]["selections"]
    name = max(selections, key=lambda key: selections[key]["truth"])
    truth = 100 * selections[name]["truth"]
    rows = [(_spans(each["steps"], name), shift) for each, shift in ((old, -3.5), (new, 3.5))]
    bounds = [bound for spans, _ in rows for _, low, _, high in spans for bound in (low, high)]
    low, high = min([*bounds, truth]) - 1, max([*bounds, truth]) + 1
    right = WIDTH - 20

    def across(share: float) -> float:
        return LEFT + 14 + (right - LEFT - 28) * share

    def down(value: float) -> float:
        return float(top + PANEL * (high - value) / (high - low))

    label = escape(new["election"]["name"])
    found = f'<text x="{LEFT}" y="{top - 28}" font-weight="bold">{label}</text>\n'
    found += f'<text x="{LEFT}" y="{top - 10}">{escape(name)}, per cent of the valid votes</text>\n'
    for tick in range(5 * (int(low) // 5 + 1), int(high) + 1, 5):
        y = down(tick)
        found += f'<line x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#e4e4e4"/>'
        found += f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick}</text>\n'
    for mark in range(0, 101, 20):
        found += (
            f'<text x="{across(mark / 100):.1f}" y="{top + PANEL + 18}" text-anchor="middle">{mark}</text>'
        )
    found += f'<text x="{right}" y="{top + PANEL + 36}" text-anchor="end">per cent of the sheets in</text>\n'
    y = down(truth)
    found += f'<line x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="{TRUTH}" '
    found += 'stroke-dasharray="4 3"/>\n'
    for (spans, shift), colour in zip(rows, (BEFORE, NOW), strict=True):
        for share, least, point, most in spans:
            x = across(share) + shift
            found += f'<line x1="{x:.1f}" y1="{down(least):.1f}" x2="{x:.1f}" y2="{down(most):.1f}" '
            found += f'stroke="{colour}" stroke-width="5"/>'
            found += f'<circle cx="{x:.1f}" cy="{down(point):.1f}" r="2.2" fill="#ffffff" '
            found += f'stroke="{colour}"/>\n'
    return found


def _spans(steps: Sequence[Mapping[str, Any]], name: str) -> list[tuple[float, float, float, float]]:
    """Share of the sheets, lower bound, point and upper bound, of every moment at which something is said."""
    found = []
    for step in steps:
        if step["available"]:
            said = step["figures"]["selections"][name]
            of = said["intervals"]["90"]
            low, high = (of["low"], of["high"]) if isinstance(of, dict) else of[:2]
            found.append((step["sheets_share"], 100 * low, 100 * said["projected"], 100 * high))
    return found


if __name__ == "__main__":
    main(*(Path(name) for name in sys.argv[1:4]))
