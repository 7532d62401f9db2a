"""Reads a file of boundaries: GeoJSON (RFC 7946) or TopoJSON, into one shape for each code."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from escrutinio.model import DefinitionError
from escrutinio.model.text import many_of

LARGEST = 200_000_000
"""Bytes; a file of more is refused, as all of it is held in memory."""
_FAULTS = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
_AREAS = ("Polygon", "MultiPolygon")


def read_shapes(path: Path, code: str) -> dict[str, BaseGeometry]:
    """The areas of a file by code; areas of one code are put together.

    Args:
        path: the file.
        code: the property that holds a unit's code; ``id`` also is the id of a feature itself.

    Raises:
        DefinitionError: it cannot be read, is of neither form, or no area has the property.
    """
    parts: dict[str, list[BaseGeometry]] = {}
    seen: set[str] = set()
    for properties, geometry in _areas(_document(path)):
        seen.update(properties)
        value = properties.get(code)
        if value is None or isinstance(value, bool | dict | list):
            continue
        name = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
        parts.setdefault(name, []).append(_shape(geometry, path, name))
    if not parts:
        known = many_of(sorted(seen)) or "none"
        raise _wrong(path, f"no area has the property {code!r}; there are: {known}")
    return {name: _only_areas(shapely.union_all(own) if own[1:] else own[0]) for name, own in parts.items()}


def _document(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise _wrong(path, f"it has more than {LARGEST // 1_000_000} MB")
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _wrong(path, f"it cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise _wrong(path, f"it is not JSON: {error}") from None
    if not isinstance(document, dict) or document.get("type") not in (
        "FeatureCollection",
        "Feature",
        "Topology",
    ):
        raise _wrong(path, "it is neither GeoJSON features nor TopoJSON")
    return document


def _wrong(path: Path, what: str) -> DefinitionError:
    return DefinitionError([f"boundaries: {what}"], where=str(path))


def _areas(document: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Properties and geometry, as GeoJSON has it, of every area."""
    if document["type"] == "Topology":
        yield from _areas_of_topology(document)
        return
    features = document.get("features") if document["type"] == "FeatureCollection" else [document]
    for feature in features if isinstance(features, list) else []:
        if not isinstance(feature, dict) or not isinstance(feature.get("geometry"), dict):
            continue
        if feature["geometry"].get("type") in _AREAS:
            yield _properties(feature), feature["geometry"]


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    own = feature.get("properties")
    known = own if isinstance(own, dict) else {}
    return {"id": feature["id"], **known} if "id" in feature else known


def _areas_of_topology(document: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    arcs = _arcs(document)
    stack = list(document["objects"].values()) if isinstance(document.get("objects"), dict) else []
    while stack:
        area = stack.pop()
        if not isinstance(area, dict):
            continue
        if area.get("type") == "GeometryCollection" and isinstance(area.get("geometries"), list):
            stack += area["geometries"]
        elif area.get("type") in _AREAS:
            yield _properties(area), {"type": area["type"], "arcs": area.get("arcs"), "of": arcs}


def _arcs(document: Mapping[str, Any]) -> Sequence[Sequence[tuple[float, float]]]:
    """The arcs of a topology in plain coordinates: quantised ones are differences."""
    arcs, transform = document.get("arcs"), document.get("transform")
    if not isinstance(arcs, list):
        return []
    try:
        if not isinstance(transform, dict):
            return [[(point[0], point[1]) for point in arc] for arc in arcs]
        (across, down), (left, top) = transform["scale"], transform["translate"]
        found = []
        for arc in arcs:
            x = y = 0
            points = []
            for point in arc:
                x, y = x + point[0], y + point[1]
                points.append((x * across + left, y * down + top))
            found.append(points)
        return found
    except _FAULTS:
        return []


def _shape(geometry: Mapping[str, Any], path: Path, name: str) -> BaseGeometry:
    try:
        plain = geometry if "coordinates" in geometry else _unfolded(geometry)
        with np.errstate(all="ignore"):
            outline = shape(plain)
        if not np.isfinite(shapely.get_coordinates(outline)).all():
            raise ValueError("a coordinate is no number")
        return outline if outline.is_valid else shapely.make_valid(outline)
    except (*_FAULTS, ShapelyError) as error:
        raise _wrong(path, f"the area {name!r} has no outline that can be drawn: {error}") from None


def _unfolded(geometry: Mapping[str, Any]) -> Mapping[str, Any]:
    """A geometry of a topology as GeoJSON has it."""
    arcs = geometry["of"]

    def ring(indices: Sequence[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += arc[1:] if points else arc
        return points

    def polygon(rings: Sequence[Sequence[int]]) -> list[list[tuple[float, float]]]:
        return [ring(indices) for indices in rings]

    many = geometry["type"] == "MultiPolygon"
    coordinates = [polygon(arcs) for arcs in geometry["arcs"]] if many else polygon(geometry["arcs"])
    return {"type": geometry["type"], "coordinates": coordinates}


def _only_areas(outline: BaseGeometry) -> BaseGeometry:
    """Without the lines and points that mending may leave."""
    if outline.geom_type in _AREAS:
        return outline
    areas = [part for part in shapely.get_parts(outline) if part.geom_type in _AREAS]
    return shapely.union_all(areas) if areas else shapely.Polygon()
