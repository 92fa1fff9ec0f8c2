"""Where the rows on the screen were found: the same numbers in the table and on a map that is drawn when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from dashboard.components import location_map
from dashboard.components.text import as_html
from geo.crs import unproject_points
from pipelines.readers.form_cells import as_shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.components.opening import Morning
    from dashboard.components.upload_rows import Places, Reading

_HEIGHT_PX = 420
# A metre or less: rows of one place are one number.
_DEGREES = 5


class FoundPlace(NamedTuple):
    """A place that rows were found at: its number on the screen, degrees east and north, how sure of 100, its words."""

    number: int
    lon: float
    lat: float
    confidence: float
    label: str


def number_places(reading: Reading, places: Places, lines: Sequence[int]) -> dict[int, FoundPlace]:
    """Return for each of these lines the place it was found at, sure or not; lines without one are left out.

    Places are numbered from 1 in the order in which the lines come to them; two lines of one point have one number.
    """
    found: dict[int, FoundPlace] = {}
    numbers: dict[tuple[float, float], int] = {}
    for line_no in lines:
        where = reading.wheres.get(line_no)
        answer = places.answer(reading, line_no)
        if where is not None and where.lon is not None and where.lat is not None:
            lon, lat, confidence, label = where.lon, where.lat, 100.0, coordinate_words(where.lon, where.lat)
        elif answer is not None and answer.best is not None:
            east, north = unproject_points([answer.best.x_m], [answer.best.y_m])
            lon, lat, confidence, label = float(east[0]), float(north[0]), answer.best.confidence, answer.best.label
        else:
            continue
        number = numbers.setdefault((round(lon, _DEGREES), round(lat, _DEGREES)), len(numbers) + 1)
        found[line_no] = FoundPlace(number, lon, lat, confidence, label)
    return found


def coordinate_words(lon: float, lat: float) -> str:
    """Return what the table and the map call a place that only coordinates of a row name, in degrees."""
    return f"At its coordinates, {_side(lat, 'north', 'south')}, {_side(lon, 'east', 'west')}"


def _side(degrees: float, above: str, below: str) -> str:
    return f"{abs(degrees)} {above if degrees >= 0 else below}"


def found_features(found: Mapping[int, FoundPlace], *, min_confidence: float) -> dict[str, Any]:
    """Return one point a number, EPSG:4326: what is surer than `min_confidence` goes on the map with the build.

    A number whose rows are found by several texts is as sure as the surest. Labels are HTML-escaped.
    """
    surest: dict[int, FoundPlace] = {}
    lines: dict[int, list[int]] = {}
    for line_no, place in found.items():
        lines.setdefault(place.number, []).append(line_no)
        if place.number not in surest or place.confidence > surest[place.number].confidence:
            surest[place.number] = place
    return {
        "type": "FeatureCollection",
        "features": [
            _feature(surest[number], lines[number], min_confidence=min_confidence) for number in sorted(surest)
        ],
    }


def show(morning: Morning, found: Mapping[int, FoundPlace]) -> None:
    """Draw the switch that asks for the map, and the map; nothing of it is fetched before."""
    if not morning.role.sees_points or not found:
        return
    if not st.toggle("Show these rows on a map", key="is_upload_map_asked_for"):
        return
    features = found_features(found, min_confidence=morning.policy.outreach_match_min_confidence)
    # Another page of rows is another map, so that its view takes in its own places.
    shown = "|".join(f"{place.number}:{place.lon:.5f}:{place.lat:.5f}" for place in found.values())
    with st.container(key="map_of_rows"):
        location_map.show_found(morning.build, features, key=f"upload_map:{hash(shown)}", height_px=_HEIGHT_PX)
        st.caption(
            "Numbers are those of the column “Found on the map”, of the rows on this page. A dashed square with a "
            "question mark: found, but not surely enough to be put on the map."
        )


def _feature(place: FoundPlace, lines: Sequence[int], *, min_confidence: float) -> dict[str, Any]:
    word = "line" if len(lines) == 1 else "lines"
    label = (
        f"{place.number} · {as_shown(place.label)} · {place.confidence:.0f} of 100 · "
        f"{word} {', '.join(f'{line_no:,}' for line_no in lines)}"
    )
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(place.lon, 6), round(place.lat, 6)]},
        "properties": {
            "location_id": "",
            "number": place.number,
            "kind": "found" if place.confidence >= min_confidence else "found_unsure",
            "label": as_html(label),
        },
    }
