"""Boundaries for maps: files of several kinds, mended and simplified; and those that cannot be drawn."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.boundaries import LevelMap
from escrutinio.flows.publication import publish
from escrutinio.flows.publication.boundaries import MOST_BYTES
from publication_moments import NOW
from support import DEFINITION, make_election, stations

Ring = Sequence[tuple[float, float]]
WEST: Ring = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
EAST: Ring = [(1, 0), (2, 0), (2, 1), (1, 1), (1, 0)]
BOW_TIE: Ring = [(1, 0), (2, 1), (2, 0), (1, 1), (1, 0)]


def feature(code: object, *rings: Sequence[tuple[object, float]], key: str = "code") -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {key: code},
        "geometry": {"type": "Polygon", "coordinates": list(rings)},
    }


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [0, 0]},
    # The line between both, then what closes each: differences of whole steps.
    "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]]],
    "objects": {
        "regions": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"code": "N"}},
                {"type": "MultiPolygon", "arcs": [[[2, -1]]], "id": "S", "properties": {"code": "S"}},
            ],
        }
    },
}
"""Two squares side by side that share an arc."""


def map_of(folder: Path, content: str, code: str = "code") -> LevelMap:
    definition = f'{DEFINITION}\n[boundaries.region]\nfile = "areas.json"\ncode = "{code}"\n'
    make_election(folder, definition=definition)
    if content:
        (folder / "areas.json").write_text(content, encoding="utf-8")
    (found,) = publish(open_desk(folder, for_ingest=True), now=NOW).boundaries
    return found


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (collection(feature("N", WEST), feature("S", EAST)), "code"),
        (collection(feature("N", WEST, key="id"), feature("S", EAST, key="id")), "id"),
        (collection({**feature(1, WEST), "id": "N"}, {**feature(2, EAST), "id": "S"}), "id"),
        (json.dumps(TOPOLOGY), "code"),
        ("\ufeff" + collection(feature(" N ", WEST), feature("S", EAST)), "code"),
    ],
    ids=["geojson", "property id", "feature id", "topojson", "byte order mark"],
)
def test_two_squares_lie_side_by_side(tmp_path: Path, content: str, code: str) -> None:
    found = map_of(tmp_path, content, code)

    assert (found.problem, found.without, found.strangers) == ("", (), 0)
    assert [shape.unit for shape in found.shapes] == ["N", "S"]
    assert found.width == 1000
    assert abs(found.height - 500) <= 1
    drawn = {shape.unit: re.findall(r"-?\d+", shape.path) for shape in found.shapes}
    assert all(len(numbers) == 8 for numbers in drawn.values())
    assert found.frame is not None


def test_neighbours_stay_neighbours_and_the_map_light(tmp_path: Path) -> None:
    # A coast of 20,000 points on each side of a crooked line between both.
    line = [(1 + 0.05 * math.sin(40 * y / 20000), y / 20000) for y in range(20001)]
    left = [(0.0, 1.0), (0.0, 0.0), *line, (0.0, 1.0)]
    right = [*line, (2.0, 1.0), (2.0, 0.0), line[0]]
    found = map_of(tmp_path, collection(feature("N", left), feature("S", right)))

    assert sum(len(shape.path) for shape in found.shapes) <= MOST_BYTES
    assert all(len(shape.path) > 50 for shape in found.shapes)


def test_areas_of_one_code_holes_and_islands(tmp_path: Path) -> None:
    hole: Ring = [(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6), (0.4, 0.4)]
    speck: Ring = [(5, 5), (5.0001, 5), (5.0001, 5.0001), (5, 5)]
    found = map_of(tmp_path, collection(feature("N", WEST, hole), feature("N", EAST), feature("S", speck)))
    paths = {shape.unit: shape.path for shape in found.shapes}

    assert paths["N"].count("M") == 2
    assert paths["S"].count("M") == 1  # too small to be drawn, and drawn all the same


def test_what_is_not_an_area_or_has_no_unit_is_counted(tmp_path: Path) -> None:
    at = {"type": "Point", "coordinates": [0, 0]}
    point = {"type": "Feature", "properties": {"code": "S"}, "geometry": at}
    found = map_of(tmp_path, collection(feature("N", WEST), feature("X", EAST), feature(None, EAST), point))

    assert (found.without, found.strangers) == (("S",), 1)


def test_an_outline_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    found = map_of(tmp_path, collection(feature("N", WEST), feature("S", BOW_TIE)))
    assert (found.problem, len(found.shapes)) == ("", 2)


def test_metres_are_a_plane_without_dots(tmp_path: Path) -> None:
    far: Ring = [(500000, 0), (600000, 0), (600000, 100000), (500000, 100000), (500000, 0)]
    found = map_of(tmp_path, collection(feature("N", far)))

    assert (found.frame, found.width, found.height) == (None, 1000, 1000)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "it cannot be read: No such file or directory"),
        ("{", "it is not JSON"),
        ("[]", "it is neither GeoJSON features nor TopoJSON"),
        ('{"type": "Topology", "objects": {"a": {"type": "Polygon"}}}', "no area has the property"),
        (json.dumps({**TOPOLOGY, "arcs": 7}), "has no outline that can be drawn"),
        (collection(), "no area has the property 'code'; there are: none"),
        (collection(feature("N", WEST, key="gid")), "there are: gid"),
        (collection(feature("Q", WEST)), "no area has the code of a unit; it has codes such as Q"),
        (collection(feature("N", [(0, 0), (1, 1)])), "has no outline that can be drawn"),
        (collection(feature("N", [("a", 0), (1, 1), (1, 0), ("a", 0)])), "has no outline that can be drawn"),
        (collection(feature("N", [(0, 0), (0, 0), (0, 0), (0, 0)])), "no area has the code of a unit"),
        (collection(feature("N", [(0, 0), (1, math.nan), (1, 0), (0, 0)])), "a coordinate is no number"),
        (collection(5, None, {"type": "Feature"}), "no area has the property"),
    ],
)
def test_a_file_that_cannot_be_drawn_says_why_and_stops_nothing(
    tmp_path: Path, content: str, said: str
) -> None:
    found = map_of(tmp_path, content)

    assert said in found.problem
    assert found.shapes == ()


def test_a_place_level_and_no_boundaries(tmp_path: Path) -> None:
    make_election(tmp_path, stations_frame=stations())
    publication = publish(open_desk(tmp_path, for_ingest=True), now=NOW)
    assert publication.boundaries == ()
    assert publication.front.levels_on_map == ()
