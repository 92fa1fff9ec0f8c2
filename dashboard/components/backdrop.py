"""The map's backdrop without tiles: where tickets were ever opened, the city shows its own shape and streets."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from PIL import Image, ImageDraw

from dashboard import cache

if TYPE_CHECKING:
    from dashboard.cache import Build

_EARTH_RADIUS_M = 6378137.0
# Half a block: the shape closes over streets and stays open over water and parks.
_REACH_M = 110.0
_MARGIN_M = 400.0
_PLACE_RADIUS_M = 4.0
_NEAR_M = 1500.0
_NEAR_PIXEL_M = 3.0
_COARSER_BY = 1.2
_MAX_PNG_BYTES = 78_000
_PALETTE = (255, 255, 255, 232, 237, 242, 146, 164, 179)
_BUILT, _PLACE = 1, 2


@dataclass(frozen=True)
class Backdrop:
    """A picture and where it lies: `data_uri` is a PNG; bounds are EPSG:4326, ((south, west), (north, east))."""

    data_uri: str
    bounds: tuple[tuple[float, float], tuple[float, float]]


def draw_backdrop(lon: np.ndarray, lat: np.ndarray, *, finest_pixel_m: float = 14.0) -> Backdrop | None:
    """Draw places as a transparent PNG of at most 78 kB whose rows are even in EPSG:3857, as Leaflet needs.

    Parameters
    ----------
    lon, lat
        Distinct places, EPSG:4326 degrees, any order.
    finest_pixel_m
        A pixel's side in metres of EPSG:3857 (1.35 to a metre on Boston's ground); made coarser until the
        picture is small enough.

    Returns
    -------
    The picture: a pale area within half a block of any place, a darker dot on each; None without a place.
    """
    if len(lon) == 0:
        return None
    x_m, y_m = _to_mercator(lon, lat)
    west_m, east_m = float(x_m.min()) - _MARGIN_M, float(x_m.max()) + _MARGIN_M
    south_m, north_m = float(y_m.min()) - _MARGIN_M, float(y_m.max()) + _MARGIN_M
    right_m, down_m, pixel_m = x_m - west_m, north_m - y_m, finest_pixel_m
    size_m = (east_m - west_m, north_m - south_m)
    png = _png(right_m, down_m, size_m=size_m, pixel_m=pixel_m)
    while len(png) > _MAX_PNG_BYTES:
        pixel_m *= _COARSER_BY
        png = _png(right_m, down_m, size_m=size_m, pixel_m=pixel_m)
    data_uri = "data:image/png;base64," + base64.b64encode(png).decode("ascii")
    return Backdrop(data_uri, (_to_degrees(west_m, south_m), _to_degrees(east_m, north_m)))


def of_build(build: Build) -> Backdrop | None:
    """Return the backdrop of a build, drawn once."""
    return _of_build(str(build.file), build)


def near(build: Build, lat: float, lon: float) -> Backdrop | None:
    """Return a finer backdrop of the surroundings of one point, EPSG:4326 degrees."""
    return _near(str(build.file), build, lat, lon)


# The file's path is the key of both: it holds the build id.
@st.cache_data(show_spinner=False, max_entries=8)
def _of_build(build_file: str, _build: Build) -> Backdrop | None:  # noqa: ARG001
    return draw_backdrop(*_places(_build))


@st.cache_data(show_spinner=False, max_entries=100)
def _near(build_file: str, _build: Build, lat: float, lon: float) -> Backdrop | None:  # noqa: ARG001
    place_lon, place_lat = _places(_build)
    x_m, y_m = _to_mercator(place_lon, place_lat)
    centre_x_m, centre_y_m = _to_mercator(np.array([lon]), np.array([lat]))
    is_near = np.maximum(np.abs(x_m - centre_x_m), np.abs(y_m - centre_y_m)) <= _NEAR_M
    return draw_backdrop(place_lon[is_near], place_lat[is_near], finest_pixel_m=_NEAR_PIXEL_M)


def _places(build: Build) -> tuple[np.ndarray, np.ndarray]:
    places = cache.rows(build, "map_coordinates")
    return places["lon"].to_numpy(dtype=float), places["lat"].to_numpy(dtype=float)


def _png(right_m: np.ndarray, down_m: np.ndarray, *, size_m: tuple[float, float], pixel_m: float) -> bytes:
    """Draw places given by their distance from the picture's upper left corner."""
    picture = Image.new("L", (int(size_m[0] / pixel_m) + 1, int(size_m[1] / pixel_m) + 1), 0)
    pen = ImageDraw.Draw(picture)
    places = np.unique(np.column_stack((right_m, down_m)) // pixel_m, axis=0).astype(int).tolist()
    _disks(pen, places, radius_px=_REACH_M / pixel_m, ink=_BUILT)
    if pixel_m < _PLACE_RADIUS_M:
        _disks(pen, places, radius_px=_PLACE_RADIUS_M / pixel_m, ink=_PLACE)
    else:
        pen.point([tuple(place) for place in places], fill=_PLACE)
    picture.putpalette(_PALETTE)
    file = io.BytesIO()
    picture.save(file, format="PNG", optimize=True, bits=2, transparency=0)
    return file.getvalue()


def _disks(pen: ImageDraw.ImageDraw, places: list[list[int]], *, radius_px: float, ink: int) -> None:
    for column, row in places:
        pen.ellipse((column - radius_px, row - radius_px, column + radius_px, row + radius_px), fill=ink)


def _to_mercator(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return (
        _EARTH_RADIUS_M * np.radians(lon),
        _EARTH_RADIUS_M * np.log(np.tan(np.pi / 4 + np.radians(lat) / 2)),
    )


def _to_degrees(x_m: float, y_m: float) -> tuple[float, float]:
    """Return (lat, lon) of a point in EPSG:3857."""
    lat = float(np.degrees(2 * np.arctan(np.exp(y_m / _EARTH_RADIUS_M)) - np.pi / 2))
    return lat, float(np.degrees(x_m / _EARTH_RADIUS_M))
