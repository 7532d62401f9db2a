"""Pictures: every seat and every place is drawn, and nothing is styled in the page."""

from __future__ import annotations

import re

import pytest

from escrutinio.flows.documents.places import PlaceOnMap
from escrutinio.web.results.pictures import Block, Line, dots, hemicycle, night
from escrutinio.web.results.step_picture import Step, steps


@pytest.mark.parametrize("size", [1, 2, 36, 130, 500])
def test_a_hemicycle_has_every_seat(size: int) -> None:
    blocks = [Block("A", size // 2, "#111111"), Block("B", size - size // 2, None)]
    found = hemicycle(blocks, "label", "majority")
    assert len(re.findall("M[0-9.-]+ [0-9.-]+h0", found)) == size
    assert "style=" not in found
    assert 'role="img" aria-label="label"' in found


def test_lists_sit_from_the_left() -> None:
    found = hemicycle([Block("A", 10, "#111111"), Block("B", 10, "#222222")], "", "")
    first, second = re.findall(r'<path d="([^"]+)" fill="none" stroke="#(?:111111|222222)"', found)
    assert _mean_x(first) < 100 < _mean_x(second)


def _mean_x(path: str) -> float:
    values = [float(x) for x in re.findall(r"M([0-9.-]+) ", path)]
    return sum(values) / len(values)


def test_an_empty_chamber_has_no_picture() -> None:
    assert hemicycle([], "", "") == ""


def test_the_night_is_drawn_with_what_is_known() -> None:
    lines = [
        Line(
            "A",
            "#111111",
            [(0.1, 0.4, None, None, None), (0.5, 0.45, 0.5, 0.4, 0.6), (0.9, 0.5, 0.5, 0.4, 0.6)],
            0.5,
        ),
        Line("<b>", None, [(0.1, None, None, None, None)], None),
    ]
    found = night(lines, "label", "below")
    assert found.count("<circle") == 1
    assert "fill-opacity" in found
    assert "<b>" not in found


def test_the_longest_name_beside_the_night_has_room() -> None:
    names = ("Al", "Partido de los Trabajadores y la Gente")
    short, long = (
        night([Line(name, "#111111", [(0.5, 0.4, None, None, None)], None)], "", "") for name in names
    )
    widths = [int(re.findall(r'viewBox="0 -10 (\d+) ', found)[0]) for found in (short, long)]
    assert widths[0] < 700
    assert widths[1] - 648 > 6 * len(names[1])


def test_each_step_has_its_name_above_its_bar_and_a_long_name_takes_two_lines() -> None:
    name = "Which were counted: a level with a name longer than a phone is wide"
    found = steps([Step("Earlier", 5.0, whole=True), Step(name, -2.0)], "#111111", "#222222", "label")
    texts = re.findall(r'<text class="axis" x="([0-9.]+)" y="(\d+)"[^>]*>([^<]+)', found)
    earlier, value, first, second, _ = texts
    assert (earlier[2], f"{first[2]} {second[2]}") == ("Earlier", name)
    bars = [int(y) for y in re.findall(r'<rect x="[0-9.]+" y="(\d+)"', found)]
    assert int(earlier[1]) < bars[0] < int(value[1]) < int(first[1]) < int(second[1]) < bars[1]
    assert 'text-anchor="end"' not in found


def test_the_figure_beside_the_longest_step_has_room() -> None:
    found = steps([Step("Earlier", 100.0, whole=True), Step("Now", -100.0, whole=True)], None, None, "label")
    texts = re.findall(r'x="([0-9.]+)" y="\d+" font-size="14">([^<]+)', found)
    assert all(float(x) + 8 * len(text) < 340 for x, text in texts)
    assert len(texts) == 4


def place(lat: float, lon: float, leader: str | None) -> PlaceOnMap:
    return PlaceOnMap(
        unit="1",
        level="place",
        name="One",
        lat=lat,
        lon=lon,
        sheets_share=None,
        registered_expected=0,
        leader=leader,
        lead=None,
    )


def test_places_far_away_do_not_shrink_the_map() -> None:
    near = [place(-16 + i / 100, -65 + i / 100, "A") for i in range(100)]
    far = place(60.0, 20.0, None)
    found = dots([*near, far], {"A": "#111111"}, "label")
    assert len(re.findall(r"M\d+ \d+h0", found)) == 100
    assert dots([], {}, "") == ""
