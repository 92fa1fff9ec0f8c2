"""The map of numbered places: the only module that knows folium. It works with no internet.

The map itself never changes during a morning; what changes stands in one layer, so that a rerun keeps the view
(docs/decisions/0012-offline-map.md).
"""

from __future__ import annotations

import os
from types import FunctionType, MappingProxyType
from typing import TYPE_CHECKING, Any

import folium
import streamlit as st
import streamlit_folium
from folium.utilities import JsCode

from dashboard import cache, state
from dashboard.components import backdrop, static_assets
from dashboard.components.location_features import location_features
from dashboard.components.text import as_html
from dashboard.remembered import remembered
from pipelines.settings import project_paths

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from dashboard.cache import Build
    from dashboard.components.backdrop import Backdrop
    from dashboard.components.location_features import NamedArea

TILES_VARIABLE = "CRT_TILES_URL"
LEGEND = (
    "Numbers are those of the list; press one to open its page. ▲ and a dotted line: a signal. Pale grey: within half "
    "a block of any place where a ticket was ever opened; darker dots are those places. White: parks, water, or "
    "nothing reported."
)
_MAX_ZOOM = 18
_CLOSE_ZOOM = 15
_N_LABELS = 26
# Relative to the component's own page, so that it holds under any base path.
_VENDOR = "../../app/static/vendor/"
_BLUE, _ORANGE, _INK = "#175182", "#b45309", "#091f2f"
_STYLES: Mapping[str, dict[str, object]] = {
    "disk": {"color": _BLUE, "weight": 1, "fillColor": _BLUE, "fillOpacity": 0.12},
    "chosen_disk": {"color": _ORANGE, "weight": 3, "fillColor": _ORANGE, "fillOpacity": 0.10},
    "area": {"color": _INK, "weight": 3, "fillColor": _INK, "fillOpacity": 0.03, "interactive": False},
    "signal": {"color": _ORANGE, "weight": 2, "dashArray": "2 6", "fillColor": _ORANGE, "fillOpacity": 0.15},
    "outline": {"color": _INK, "weight": 2, "dashArray": "6 5", "fillColor": _INK, "fillOpacity": 0.05},
}
# Properties are already escaped; numbered-places.js forces the one it shows to be a number.
_NUMBERED = JsCode("function(feature, layer) { window.crtNumbers.show(feature, layer); }")


class _OfflineMap(folium.Map):
    """A folium map that asks this app, and nobody else, for its scripts and styles."""

    # Read by streamlit-folium from the class, as folium declares them.
    default_js = [(name, f"{_VENDOR}{name}") for name in static_assets.SCRIPTS]  # noqa: RUF012
    default_css = [(name, f"{_VENDOR}{name}") for name in static_assets.STYLES]  # noqa: RUF012


def show(
    build: Build,
    locations: pd.DataFrame,
    *,
    key: str,
    signals: pd.DataFrame | None = None,
    chosen_id: str | None = None,
    area: NamedArea | None = None,
    height_px: int = 560,
) -> str | None:
    """Draw the map and return the id of the location that was clicked; None when none was.

    Parameters
    ----------
    build
        The build on the screen: its backdrop and names.
    locations
        The published table `locations`.
    key
        Names the map on its page.
    signals
        Rows of the published table `signals`, the same for the same key and area; None draws all of them.
    chosen_id
        The location to mark and to look at; the view takes in all locations without one.
    area
        A district whose lines are drawn, and which the view takes in.
    height_px
        Height on the screen, pixels.
    """
    if not _can_be_drawn():
        return None
    shown = f"{key}:{build.build_id}:{chosen_id or 'all'}:{area.name if area else ''}"
    drawn = cache.rows(build, "signals") if signals is None else signals
    arguments = _arguments(str(build.file), shown, chosen_id, height_px, _tiles_url(), build, locations, drawn, area)
    returned = streamlit_folium._component_func(**arguments, key=f"{shown}:{state.map_visit_no()}")  # noqa: SLF001
    return _clicked_id(returned, locations)


def show_found(build: Build, features: dict[str, Any], *, key: str, height_px: int) -> None:
    """Draw places that are nobody's but this screen's; nothing of them is remembered for another.

    Parameters
    ----------
    build
        The build on the screen: its backdrop and names.
    features
        A GeoJSON FeatureCollection of points, EPSG:4326, with the properties of `location_features`.
    key, height_px
        Names the map on its page; its height on the screen, pixels.
    """
    if not _can_be_drawn():
        return
    points = [feature["geometry"]["coordinates"][::-1] for feature in features["features"]]
    arguments = _handed(
        build,
        features,
        view=_corners_of(points),
        picture=backdrop.of_build(build),
        height_px=height_px,
        tiles_url=_tiles_url(),
    )
    streamlit_folium._component_func(**arguments, key=key)  # noqa: SLF001


def _can_be_drawn() -> bool:
    missing = static_assets.missing_assets(project_paths().static_dir)
    if missing:
        st.warning(
            f"The map cannot be drawn: {', '.join(missing)} is not in place. Run `make setup`. The list is whole."
        )
    return not missing


# Two thirds of what a map costs is folium's templates, and what they make is the same on every screen of a morning.
@remembered(max_entries=40)
def _arguments(
    build_file: str,  # noqa: ARG001 - the key
    shown: str,  # noqa: ARG001 - the key
    chosen_id: str | None,
    height_px: int,
    tiles_url: str,
    _build: Build,
    _locations: pd.DataFrame,
    _signals: pd.DataFrame,
    _area: NamedArea | None,
) -> Mapping[str, Any]:
    view = _view(_locations, chosen_id, _area)
    return _handed(
        _build,
        location_features(_locations, _signals, chosen_id=chosen_id, area=_area),
        view=view,
        picture=backdrop.near(_build, *view[0]) if chosen_id else backdrop.of_build(_build),
        height_px=height_px,
        tiles_url=tiles_url,
    )


def _handed(
    build: Build,
    features: dict[str, Any],
    *,
    view: list[list[float]],
    picture: Backdrop | None,
    height_px: int,
    tiles_url: str,
) -> Mapping[str, Any]:
    """Return what st_folium hands to its component for a map; the component draws the same from the same."""
    layer = folium.FeatureGroup(name="locations")
    _layer_of(features).add_to(layer)
    handed: dict[str, Any] = {}
    # The library's function as it stands, but for the one name by which it calls its component.
    rendering = FunctionType(
        streamlit_folium.st_folium.__code__,
        {**vars(streamlit_folium), "_component_func": lambda **arguments: handed.update(arguments)},
        argdefs=streamlit_folium.st_folium.__defaults__,
    )
    rendering(
        _base_map(build, view, picture, tiles_url=tiles_url),
        height=height_px,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=layer,
    )
    # Its own key and what it does on a change belong to one session.
    return MappingProxyType({name: value for name, value in handed.items() if name not in {"key", "on_change"}})


def show_way_past(*, to: str) -> None:
    """Draw a link past the map to an anchor of the page: each number of the map is a step of the keyboard.

    It is seen only while the keyboard is on it. The list has the same places, so nothing is missed.
    """
    st.html(f'<div class="crt"><a class="crt-skip" href="#{to}">Skip the map; the list has the same places</a></div>')


def _layer_of(features: dict[str, Any]) -> folium.GeoJson:
    return folium.GeoJson(
        features,
        marker=folium.Marker(icon=folium.DivIcon()),
        style_function=lambda feature: _STYLES.get(feature["properties"]["kind"], {}),
        on_each_feature=_NUMBERED,
        tooltip=folium.GeoJsonTooltip(["label"], labels=False),
    )


def _tiles_url() -> str:
    return os.environ.get(TILES_VARIABLE, "").strip()


def _base_map(build: Build, view: list[list[float]], picture: Backdrop | None, *, tiles_url: str) -> folium.Map:
    """Return the part of the map that stays: backdrop, names of neighborhoods, the first view."""
    base = _OfflineMap(
        location=view[0],
        zoom_start=_CLOSE_ZOOM,
        tiles=None,
        max_zoom=_MAX_ZOOM,
        min_zoom=10,
        # Tiles have a maker to name; without them the line would only lie over a number and make it hard to hit.
        attribution_control=bool(tiles_url),
    )
    # Without tiles Leaflet knows no greatest zoom of its own, and some layers refuse to draw.
    base.options["maxZoom"] = _MAX_ZOOM
    if tiles_url:
        folium.TileLayer(tiles_url, attr="Tiles as configured on this machine").add_to(base)
    elif picture is not None:
        folium.raster_layers.ImageOverlay(picture.data_uri, [list(corner) for corner in picture.bounds]).add_to(base)
    for _, label in cache.rows(build, "map_labels").head(_N_LABELS).iterrows():
        icon = folium.DivIcon(html=_area_name(label["neighborhood_name"]), class_name="crt-area", icon_size=(140, 16))
        folium.Marker([label["lat"], label["lon"]], icon=icon, interactive=False, keyboard=False).add_to(base)
    base.fit_bounds(view, padding=(24, 24), max_zoom=_CLOSE_ZOOM)
    return base


def _area_name(name: str) -> str:
    """Return a neighborhood's name for a script string: escaped for HTML, and free of what a template would run."""
    return as_html(name).translate({ord("`"): "&#96;", ord("$"): "&#36;", ord("\\"): "&#92;", ord("{"): "&#123;"})


def _view(locations: pd.DataFrame, chosen_id: str | None, area: NamedArea | None) -> list[list[float]]:
    looked_at = locations[locations["location_id"] == chosen_id] if chosen_id else locations
    points = looked_at[["lat", "lon"]].astype(float).to_numpy().tolist()
    # A place whose tickets state the district can lie a step beyond its lines.
    return _corners_of([*points, *(area.bounds if area else [])])


def _corners_of(points: list[list[float]]) -> list[list[float]]:
    """Return what takes in all points, each [lat, lon]: [[south, west], [north, east]], degrees."""
    return [[min(axis) for axis in zip(*points, strict=True)], [max(axis) for axis in zip(*points, strict=True)]]


def _clicked_id(returned: Mapping[str, Any] | None, locations: pd.DataFrame) -> str | None:
    drawing = (returned or {}).get("last_active_drawing") or {}
    asked = (drawing.get("properties") or {}).get("location_id")
    return str(asked) if asked in set(locations["location_id"]) else None
