"""Draws the departments of the sample from its own polling places.

Each place gets what lies nearer to it than to any other (its Voronoi cell), within a hull around all places;
the cells of a department are put together and simplified. So a line runs half-way between the outermost
places of two departments, and is no legal boundary.

Run: ``python tools/sample_boundaries.py shared/data/bolivia-2020``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl
import shapely

from escrutinio.samples import get_sample

OUT = Path(__file__).parent.parent / "src/escrutinio/samples/bolivia_2020/tables/departments.geojson"
ABROAD = "EXT"
REACH = 0.35
"""Degrees by which the hull reaches beyond the outermost places."""
TOLERANCE = 0.02


def departments(data: Path) -> dict[str, object]:
    """The departments as GeoJSON."""
    stations = get_sample("bolivia-2020").build(data).stations
    places = (
        stations.filter(
            (pl.col("department") != ABROAD) & pl.col("lat").is_finite() & pl.col("lon").is_finite()
        )
        .filter(pl.col("lat").is_between(-23.5, -9.5) & pl.col("lon").is_between(-70, -57))
        .unique(["lat", "lon"], maintain_order=True)
        .sort("lat", "lon")
    )
    points = shapely.points(places["lon"].to_numpy(), places["lat"].to_numpy())
    everywhere = shapely.multipoints(points)
    hull = shapely.buffer(shapely.concave_hull(everywhere, ratio=0.12), REACH)
    cells = shapely.get_parts(shapely.voronoi_polygons(everywhere, ordered=True, extend_to=hull))
    names = places["department"].to_list()
    codes = sorted(set(names))
    areas = [
        shapely.union_all(
            [
                shapely.intersection(cell, hull)
                for cell, name in zip(cells, names, strict=True)
                if name == code
            ]
        )
        for code in codes
    ]
    areas = [_largest(area) for area in areas]
    simple = shapely.set_precision(shapely.coverage_simplify(areas, TOLERANCE), 0.01)
    called = dict(places.select("department", "department_name").iter_rows())
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": code, "name": called[code]},
                "geometry": json.loads(shapely.to_geojson(area)),
            }
            for code, area in zip(codes, simple, strict=True)
        ],
    }


def _largest(area: shapely.Geometry) -> shapely.Geometry:
    """Without specks: cells of places whose coordinates or department are doubtful."""
    parts = [part for part in shapely.get_parts(area) if part.area > 0.05 * area.area]
    return shapely.union_all([shapely.Polygon(part.exterior) for part in parts])


if __name__ == "__main__":
    OUT.write_text(json.dumps(departments(Path(sys.argv[1])), separators=(",", ":")) + "\n", encoding="utf-8")
