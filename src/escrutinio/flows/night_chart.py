"""The night as a chart: the raw count, the projection with its 90 % band, and the finished count."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import vl_convert

from escrutinio.flows.replay import Frame
from escrutinio.model import Election, UsageError

Spec = dict[str, object]
"""A chart, or a part of one, in the grammar of Vega-Lite."""

_LISTS = 3
_WIDTH, _HEIGHT = 720, 420
ENDINGS = (".svg", ".png")


def write_chart(frames: Sequence[Frame], path: Path) -> None:
    """Write the chart of a night, SVG or PNG by the file's ending.

    Raises:
        UsageError: another ending, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(
            f"a chart cannot be written as {ending or 'a file without an ending'}", hint="Use .svg or .png."
        )
    spec = night_spec(frames)
    data = (
        vl_convert.vegalite_to_svg(spec).encode()
        if ending == ".svg"
        else vl_convert.vegalite_to_png(spec, scale=2)
    )
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None


def night_spec(frames: Sequence[Frame]) -> Spec:
    """The chart in the grammar of Vega-Lite 5: one line a list by the share of sheets that were in."""
    election = frames[-1].decision.counted.election
    names = _largest(frames[-1])
    rows = [row for frame in frames for row in _rows(frame, names)]
    final = _rows(frames[-1], names) if frames[-1].decision.outcome.final else []
    x = {"field": "in", "type": "quantitative", "title": "sheets counted, %", "scale": {"domain": [0, 100]}}
    y = {"field": "counted", "type": "quantitative", "title": "share of valid votes, %"}
    color = {
        "field": "list",
        "type": "nominal",
        "title": None,
        "scale": {"domain": names, "range": [election.selections[name].color for name in names]},
    }
    layers: list[Spec] = [
        {
            "transform": [{"filter": "isValid(datum.low)"}],
            "mark": {"type": "area", "opacity": 0.2},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": color},
        },
        {
            "mark": {"type": "line", "strokeDash": [3, 3], "strokeWidth": 1.5},
            "encoding": {"x": x, "y": y, "color": color},
        },
        {
            "transform": [{"filter": "isValid(datum.projected)"}],
            "mark": {"type": "line", "strokeWidth": 2.5},
            "encoding": {"x": x, "y": {**y, "field": "projected"}, "color": color},
        },
    ]
    if final:
        layers.append(
            {
                "data": {"values": final},
                "mark": {"type": "rule", "strokeWidth": 1, "opacity": 0.7},
                "encoding": {"y": y, "color": color},
            }
        )
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {
            "text": election.name,
            "subtitle": _subtitle(frames[-1], election, bool(final)),
            "anchor": "start",
        },
        "width": _WIDTH,
        "height": _HEIGHT,
        "background": "white",
        "data": {"values": rows},
        "layer": layers,
        "config": {"font": "sans-serif", "view": {"stroke": None}},
    }


def _subtitle(last: Frame, election: Election, final: bool) -> list[str]:
    legend = "dashed: counted; solid: projected, with its 90 % band" + (
        "; thin: finished count" if final else ""
    )
    return [legend, *([election.note] if last.decision.counted.rehearsing and election.note else [])]


def _largest(last: Frame) -> list[str]:
    document = last.document
    votes = document.totals[document.contest].least_votes
    return sorted(votes, key=lambda name: -votes[name])[:_LISTS]


def _rows(frame: Frame, names: Sequence[str]) -> list[Spec]:
    document = frame.document
    figures = document.totals[document.contest]
    rows = []
    for name in names:
        share = figures.shares_of_valid[name]
        if share is None or figures.sheets_share is None:
            continue
        row: Spec = {"in": 100 * figures.sheets_share, "list": name, "counted": 100 * share}
        projected = document.projected_selections.get(name)
        if projected is not None:
            interval = projected.intervals["90"]
            row |= {
                "projected": 100 * projected.share,
                "low": 100 * interval.low,
                "high": 100 * interval.high,
            }
        rows.append(row)
    return rows
