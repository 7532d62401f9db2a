"""Back-tests as tables of at most 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, JustifyMethod, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.cli.terminal import percent
from escrutinio.flows.backtest import Backtest, backtest_document


def backtest_view(found: Sequence[Backtest]) -> RenderableType:
    """One table per election, and over all of them how often the intervals held the truth."""
    document = backtest_document(found)
    parts: list[RenderableType] = []
    for one in document["elections"]:
        parts += [*_election(one), Text("")]
    if len(document["elections"]) > 1:
        parts.append(Text(f"Over all: {_inside(document['coverage'])}", style="bold"))
    return Group(*parts)


def _election(one: Mapping[str, Any]) -> list[RenderableType]:
    beside = "beside the earlier election" if one["baseline"] else "without an earlier election"
    parts: list[RenderableType] = [Text(one["election"]["name"], style="bold"), Text(f"Projected {beside}.")]
    if one["note"]:
        parts.append(Text(one["note"], style="yellow" if one["rehearsal"] else ""))
    said = [step for step in one["steps"] if step["said"]]
    if said:
        lists = said[-1]["lists"]
        largest = sorted(lists, key=lambda name: -lists[name]["truth"])[:3]
        truths = ", ".join(f"{name} {percent(lists[name]['truth'], 2)}" for name in largest)
        parts.append(Text(f"The finished count: {truths} of the valid votes."))
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0)
    for title in ("in", "leads", "counted", "projected", "90 %", "width", "error", "raw", "10+", ">50 %"):
        side: JustifyMethod = "left" if title == "leads" else "right"
        table.add_column(title, justify=side, no_wrap=True, max_width=10, overflow="ellipsis")
    reasons = []
    for step in one["steps"]:
        share = f"{100 * step['sheets_share']:.1f}"
        if not step["said"]:
            table.add_row(share, *["-"] * 9)
            reasons.append(Text(f"At {share} %: {step['reason']}", style="yellow"))
            continue
        leading = step["lists"][step["leading"]]
        bounds = leading["intervals"]["90"]
        table.add_row(
            share,
            Text(step["leading"]),
            _points(leading["raw"], 1),
            _points(leading["projected"], 1),
            f"{_points(bounds['low'], 1)}-{_points(bounds['high'], 1)}",
            _points(step["leading_width_90"], 1),
            _points(step["mean_error"], 2),
            _points(step["mean_error_raw"], 2),
            _points(step["chance_of_lead_10"], 1),
            _points(step["chance_of_majority"], 1),
        )
    parts += [
        table,
        *reasons,
        Text(
            "In per cent: sheets in; the list expected to lead, its share, interval and its width; mean "
            "error over the three largest lists, and that of the raw count; the chance that the leading "
            "list is 10 points ahead, and that it has more than half.",
            style="dim",
        ),
        Text(_inside(one["coverage"])),
    ]
    return parts


def _points(share: float, places: int) -> str:
    return f"{100 * share:.{places}f}"


def _inside(coverage: Mapping[str, Any]) -> str:
    if not coverage["cells"]:
        return "Nothing could be said at any of these moments."
    held = ", ".join(f"{level} % {percent(share, 1)}" for level, share in coverage["inside"].items())
    return f"The truth lay inside, over {coverage['cells']} lists and moments: {held}."
