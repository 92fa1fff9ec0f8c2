"""The made-up city's layers, in the forms in which a city publishes them: schools, clinics, parks, stops, boxes."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import TYPE_CHECKING, Any

from pipelines.sample.city import CENTRE_LAT, CENTRE_LON, M_PER_DEGREE_LAT, M_PER_DEGREE_LON

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipelines.sample.city import City

# Metres east and north of the city's centre. None is any real place.
_SCHOOLS = (
    ("Lantern Hill School", 140.0, 90.0),
    ("Ropewalk Elementary School", 620.0, 560.0),
    ("Kiln Heights Academy", -430.0, 610.0),
    ("Harborlight High School", -660.0, -300.0),
    ("Saltworks Early Learning Center", 880.0, -470.0),
    ("Tidewater School", 1060.0, 330.0),
)
_CLINICS = (
    ("Lantern Square Health Center", -110.0, -70.0),
    ("Tidewater Community Clinic", 760.0, 250.0),
    ("Harborlight Health Center", -520.0, -520.0),
)
_BOXES = (
    ("Lantern Square Health Center, front door", -100.0, -60.0),
    ("Ropewalk Park, north gate", 500.0, 500.0),
    ("Ferry Landing, ticket hall", -570.0, -430.0),
    ("Saltworks Square kiosk", 985.0, -545.0),
)
_BUS_STOPS = (
    ("Lanternlight St @ Kiln St", 10.0, 260.0),
    ("Lanternlight St @ Harbor St", 6.0, -260.0),
    ("Ropewalk St @ Park Gate", 430.0, 420.0),
    ("Saltworks Square", 1000.0, -560.0),
    ("Kiln Common", -500.0, 650.0),
)
_STATION, _STATION_EAST_M, _STATION_NORTH_M = "Ferry Landing Station", -560.0, -450.0
_PARK_SIDE_M = 55.0
_STOP_COLUMNS = ("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station")


def write_layers(files: Iterable[tuple[str, Path]], city: City) -> None:
    """Write each layer into its file.

    Parameters
    ----------
    files
        Pairs of the layer's code and its file.
    city
        The city: its parks are those of its named places.
    """
    texts = {
        "schools": _collection([_feature(_point(east, north), SCH_NAME=name) for name, east, north in _SCHOOLS]),
        "clinics": _table(("NAME", "LATITUDE", "LONGITUDE"), [_row(one) for one in _CLINICS]),
        "parks": _collection(
            [
                _feature(_square(place.east_m, place.north_m), SITE_NAME=place.name)
                for place in city.places
                if place.kind == "park"
            ]
        ),
        "transit_stops": _table(_STOP_COLUMNS, _stops()),
        "disposal_boxes": _table(("LOCATION", "LATITUDE", "LONGITUDE"), [_row(one) for one in _BOXES]),
    }
    for code, file in files:
        file.write_text(texts[code], encoding="utf-8", newline="\n")


def _lonlat(east_m: float, north_m: float) -> tuple[float, float]:
    lon = CENTRE_LON + east_m / M_PER_DEGREE_LON
    return round(lon, 6), round(CENTRE_LAT + north_m / M_PER_DEGREE_LAT, 6)


def _row(one: tuple[str, float, float]) -> tuple[str, float, float]:
    name, east_m, north_m = one
    lon, lat = _lonlat(east_m, north_m)
    return name, lat, lon


def _stops() -> list[tuple[object, ...]]:
    """Return bus stops on both sides of their streets, and a station with its platforms and no two names for one."""
    rows: list[tuple[object, ...]] = []
    for number, (name, east_m, north_m) in enumerate(_BUS_STOPS, start=1):
        for side in (-1, 1):
            lon, lat = _lonlat(east_m + 9.0 * side, north_m + 14.0 * side)
            rows.append((f"{10 * number + (side > 0)}", name, lat, lon, 0, ""))
    lon, lat = _lonlat(_STATION_EAST_M, _STATION_NORTH_M)
    rows.append(("place-ferry", _STATION, lat, lon, 1, ""))
    rows += [(f"ferry-{track}", _STATION, lat, lon, 0, "place-ferry") for track in (1, 2)]
    return rows


def _point(east_m: float, north_m: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(_lonlat(east_m, north_m))}


def _square(east_m: float, north_m: float) -> dict[str, Any]:
    turns = [math.pi / 4 + quarter * math.pi / 2 for quarter in (0, 1, 2, 3, 0)]
    reach_m = _PARK_SIDE_M * math.sqrt(2)
    ring = [_lonlat(east_m + reach_m * math.cos(turn), north_m + reach_m * math.sin(turn)) for turn in turns]
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in ring]]}


def _feature(geometry: dict[str, Any], **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _collection(features: list[dict[str, Any]]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=1) + "\n"


def _table(header: tuple[str, ...], rows: list[Any]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
