"""The locations as one GeoJSON layer: numbered points, their disks and outlines, all text escaped."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.components.text import as_html
from dashboard.huddle.words import count_words
from geo.frames import row_dicts

if TYPE_CHECKING:
    import pandas as pd

_METRES_A_DEGREE = 111_320.0
_DISK_CORNERS = 20


@dataclass(frozen=True)
class NamedArea:
    """An area to draw on a map: its name, and its lines as a GeoJSON Polygon or MultiPolygon in EPSG:4326."""

    name: str
    outline_geojson: str

    @property
    def bounds(self) -> list[list[float]]:
        """What a view of it takes in: [[south, west], [north, east]], degrees."""
        lon, lat = zip(*_corners(json.loads(self.outline_geojson)["coordinates"]), strict=True)
        return [[min(lat), min(lon)], [max(lat), max(lon)]]


def location_features(
    locations: pd.DataFrame, signals: pd.DataFrame, *, chosen_id: str | None = None, area: NamedArea | None = None
) -> dict[str, Any]:
    """Return the map's one layer.

    Parameters
    ----------
    locations
        The published table `locations`; only public columns are used.
    signals
        The published table `signals`: each is drawn round its incidents.
    chosen_id
        The location to mark; its outline is drawn, where it has one.
    area
        A district whose lines are drawn under everything else.

    Returns
    -------
    A GeoJSON FeatureCollection, EPSG:4326: the chosen one's outline, a polygon per disk, the first number's last so
    that it lies on top, the signals' outlines, a point per signal at no listed place, then a point per location by
    number: the order in which the keyboard comes to them. Text properties are HTML-escaped.
    """
    rows = locations.sort_values("number", ascending=False).to_dict("records")
    shapes = [_disk(row, is_chosen=row["location_id"] == chosen_id) for row in rows]
    outlines = [
        _outline(row) for row in rows if row["location_id"] == chosen_id and isinstance(row["outline_geojson"], str)
    ]
    told = row_dicts(signals)
    with_signal = {row["location_id"] for row in told}
    points = [
        _point(row, is_chosen=row["location_id"] == chosen_id, is_signal=row["location_id"] in with_signal)
        for row in reversed(rows)
    ]
    listed = {row["location_id"] for row in rows}
    unlisted = [_signal_point(row) for row in told if row["location_id"] not in listed]
    areas = [_area(area)] if area else []
    drawn = [_signal(row, json.loads(row["outline_geojson"]), kind="signal") for row in told]
    return {"type": "FeatureCollection", "features": [*areas, *outlines, *shapes, *drawn, *unlisted, *points]}


def _signal(row: dict[str, Any], geometry: dict[str, Any], *, kind: str) -> dict[str, Any]:
    told = count_words(int(row["n_incidents"]), "incident")
    label = f"Signal · {row['place_name']} · {told} in {count_words(int(row['window_days']), 'day')}"
    properties = {"location_id": "", "number": 0, "kind": kind, "is_signal": True, "label": as_html(label)}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _signal_point(row: dict[str, Any]) -> dict[str, Any]:
    return _signal(row, _point_geometry(row), kind="signal_point")


def _point_geometry(row: dict[Any, Any]) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(float(row["lon"]), 6), round(float(row["lat"]), 6)]}


def _area(area: NamedArea) -> dict[str, Any]:
    properties = {"location_id": "", "number": 0, "kind": "area", "label": as_html(area.name)}
    return {"type": "Feature", "geometry": json.loads(area.outline_geojson), "properties": properties}


def _corners(coordinates: list[Any]) -> list[tuple[float, float]]:
    """Return the corners of nested rings."""
    if isinstance(coordinates[0], (int, float)):
        return [(float(coordinates[0]), float(coordinates[1]))]
    return [corner for part in coordinates for corner in _corners(part)]


def _point(row: dict[Any, Any], *, is_chosen: bool, is_signal: bool) -> dict[str, Any]:
    feature = _feature(row, _point_geometry(row), kind="chosen" if is_chosen else "place")
    feature["properties"]["is_signal"] = is_signal
    return feature


def _disk(row: dict[Any, Any], *, is_chosen: bool) -> dict[str, Any]:
    lon, lat, radius_m = float(row["lon"]), float(row["lat"]), float(row["radius_m"])
    # On 100 m a degree's length is constant to a millimetre; geo is not needed to draw a circle.
    reach_lat = radius_m / _METRES_A_DEGREE
    reach_lon = reach_lat / math.cos(math.radians(lat))
    turns = (math.tau * step / _DISK_CORNERS for step in range(_DISK_CORNERS + 1))
    ring = [[round(lon + reach_lon * math.cos(turn), 5), round(lat + reach_lat * math.sin(turn), 5)] for turn in turns]
    return _feature(row, {"type": "Polygon", "coordinates": [ring]}, kind="chosen_disk" if is_chosen else "disk")


def _outline(row: dict[Any, Any]) -> dict[str, Any]:
    return _feature(row, json.loads(row["outline_geojson"]), kind="outline")


def _feature(row: dict[Any, Any], geometry: dict[str, Any], *, kind: str) -> dict[str, Any]:
    # In the words of the list beside the map: what only the map told, a keyboard or a screen reader would never hear.
    label = f"{row['number']} · {row['name']} · {count_words(int(row['n_incidents_7d']), 'incident')} in 7 days"
    properties = {
        "location_id": as_html(row["location_id"]),
        "number": int(row["number"]),
        "kind": kind,
        "label": as_html(label),
    }
    return {"type": "Feature", "geometry": geometry, "properties": properties}
