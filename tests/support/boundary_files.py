"""Small boundary files: districts as squares of the City's box, in any CRS, whole or spoilt."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from typing import Any

import numpy as np

from geo.crs import transform_coordinates
from pipelines.readers.boundary_layers import KnownAreas

KNOWN = KnownAreas(
    district_codes=frozenset({"A-1", "A-15", "B-2", "C-11", "D-4"}),
    neighborhood_names=frozenset({"Roxbury", "South End", "Back Bay"}),
    west=-71.20,
    south=42.20,
    east=-70.90,
    north=42.42,
)
LON, LAT = -71.08, 42.33


def ring(column: int, *, row: int = 0, side: float = 0.01) -> list[list[float]]:
    """Return a square of the given column and row, degrees, the corner at the South End."""
    west, south = LON + column * side, LAT + row * side
    return [
        [west, south],
        [west + side, south],
        [west + side, south + side],
        [west, south + side],
        [west, south],
    ]


def polygon(column: int, **changes: Any) -> dict[str, Any]:
    """Return a square as a GeoJSON geometry."""
    return {"type": "Polygon", "coordinates": [ring(column, **changes)]}


def feature(geometry: object, **properties: object) -> dict[str, Any]:
    """Return a GeoJSON feature."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def districts(*codes: str, side: float = 0.01) -> list[dict[str, Any]]:
    """Return one square per district, side by side."""
    return [feature(polygon(number, side=side), OBJECTID=number, DISTRICT=code) for number, code in enumerate(codes)]


def collection(features: list[Any], **members: object) -> bytes:
    """Return a GeoJSON file."""
    return json.dumps({"type": "FeatureCollection", **members, "features": features}).encode()


def in_crs(features: list[dict[str, Any]], crs: str) -> list[dict[str, Any]]:
    """Return the features with their coordinates in another CRS, which nothing in them states."""
    moved = []
    for one in features:
        rings = [np.array(ring) for ring in one["geometry"]["coordinates"]]
        turned = [
            np.column_stack(transform_coordinates(ring[:, 0], ring[:, 1], from_crs="EPSG:4326", to_crs=crs)).tolist()
            for ring in rings
        ]
        moved.append({**one, "geometry": {"type": "Polygon", "coordinates": turned}})
    return moved


def zipped(**members: bytes) -> bytes:
    """Return a zip; `__` in a name stands for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def gzipped(content: bytes) -> bytes:
    """Return a gzip."""
    return gzip.compress(content, mtime=0)
