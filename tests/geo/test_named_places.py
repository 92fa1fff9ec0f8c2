"""The reviewed table of named places, held against the City's own files."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point, shape

from geo.crs import project_lonlat
from geo.gazetteer import build_gazetteer
from geo.place_matching import PlaceFinder
from geo.place_text import name_key
from pipelines.settings import load_reference, project_paths

if TYPE_CHECKING:
    from pathlib import Path

SLACK_M = 150.0
MADE_UP = "made-up city"

# Places that are neither a park nor a station in the City's files: the streets that cross there.
CROSSINGS = {
    "Mass & Cass": ("MASSACHUSETTS", "MELNEA CASS"),
    "Newmarket Square": ("NEWMARKET", "SOUTHAMPTON"),
    "Nubian Square": ("WARREN", "DUDLEY"),
    "Cleary Square": ("HYDE PARK", "RIVER"),
    "Four Corners": ("WASHINGTON", "HARVARD|BOWDOIN"),
    "Uphams Corner": ("COLUMBIA", "DUDLEY"),
    "Andrew Square": ("DORCHESTER", "SOUTHAMPTON"),
    "Perkins Square": ("DORCHESTER", "BROADWAY"),
    "Day Square": ("BENNINGTON", "CHELSEA"),
    "Union Square Allston": ("CAMBRIDGE", "NORTH BEACON|BEACON"),
    "Brighton Center": ("WASHINGTON", "MARKET"),
    "Lower Mills": ("DORCHESTER", "WASHINGTON"),
    "Kenmore Square": ("COMMONWEALTH", "BEACON"),
    "Downtown Crossing": ("WASHINGTON", "SUMMER"),
}
# And these: an address or a corner as the tickets write it.
WRITTEN_ON_TICKETS = {
    "Shattuck Hospital": "170 Morton St",
    "Boston Medical Center": "840 Harrison Ave",
    "Egleston Square": "Columbus Ave & Washington St",
    "Pine Street Inn": "444 Harrison Ave",
    # Of the first of these the next house.
    "Woods-Mullen Shelter": "784 Massachusetts Ave",
    "Southampton Street Shelter": "110-112 Southampton St",
    "Boston Rescue Mission": "39-41 Kingston St",
    "Rosie's Place": "889 Harrison Ave",
    "St. Francis House": "39 Boylston St  Boston",
    "New England Center and Home for Veterans": "17 Court St",
    "Barbara McInnis House": "780 Albany St",
    "Bridge Over Troubled Waters": "47 West St  Boston",
}
# The City has another square of this name, in another part of town.
NAMESAKES = {
    ("Franklin Square", "Fern Square"),
    ("Jackson Square", "Jackson Square"),
    ("Monument Square", "Bunker Hill Monument"),
}


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    table = load_reference(project_paths().reference_dir, "named_places")
    table = table.astype({"lon": float, "lat": float, "radius_m": float})
    x_m, y_m = project_lonlat(table["lon"], table["lat"])
    return table.assign(x_m=x_m, y_m=y_m, said=[names_of(row) for row in table.to_dict("records")])


@pytest.fixture(scope="module")
def boston(places: pd.DataFrame) -> list[dict[str, Any]]:
    return places[places["source"] != MADE_UP].to_dict("records")


def names_of(row: dict[str, Any]) -> set[str]:
    aliases = row["aliases"] if isinstance(row["aliases"], str) else ""
    return {name_key(name) for name in [row["place_name"], *aliases.split("|")]} - {""}


def without_station(names: set[str]) -> set[str]:
    return {re.sub(" station$", "", name) for name in names}


def too_far(row: dict[str, Any], gap_m: float) -> bool:
    return gap_m > row["radius_m"] + SLACK_M


def projected(polygon: Any) -> Any:
    return shapely.transform(polygon, lambda lonlat: np.column_stack(project_lonlat(lonlat[:, 0], lonlat[:, 1])))


def open_spaces(folder: Path) -> list[tuple[str, set[str], Any]]:
    with gzip.open(folder / "boundaries" / "open_space.geojson.gz") as file:
        features = json.load(file)["features"]
    found = []
    for feature in features:
        named = feature["properties"]
        names = [named["SITE_NAME"] or "", *re.split("[;,]", named["ALT_NAME"] or "")]
        keys = {name_key(re.sub(r"\s+I+V?$", "", name.strip())) for name in names} - {""}
        found.append((named["SITE_NAME"], keys, projected(shape(feature["geometry"]))))
    return found


def stations(folder: Path) -> dict[str, tuple[float, float]]:
    stops = pd.read_csv(folder / "transit" / "mbta_stops_2023-04-24.csv", dtype=str)
    stops = stops[(stops["location_type"] == "1") & (stops["municipality"] == "Boston")]
    x_m, y_m = project_lonlat(stops["stop_lon"].astype(float), stops["stop_lat"].astype(float))
    keys = [re.sub(" station$", "", name_key(name)) for name in stops["stop_name"]]
    return dict(zip(keys, zip(x_m, y_m, strict=True), strict=True))


def street_ends(folder: Path) -> pd.DataFrame:
    with gzip.open(folder / "boundaries" / "street_segments.geojson.gz") as file:
        features = json.load(file)["features"]
    ends = [
        ((feature["properties"]["ST_NAME"] or "").upper(), *feature["geometry"]["coordinates"][end])
        for feature in features
        for end in (0, -1)
    ]
    frame = pd.DataFrame(ends, columns=["street", "lon", "lat"])
    frame["x_m"], frame["y_m"] = project_lonlat(frame["lon"], frame["lat"])
    return frame


def test_the_table_makes_a_gazetteer_without_a_name_for_two_places(places):
    nothing = pd.DataFrame(columns=["place_text", "x_m", "y_m", "n_tickets"])

    assert len(build_gazetteer(nothing, places).places) == len(places) > 90


def test_every_row_says_where_what_and_whence(places):
    assert set(places["kind"]) == {"square", "park", "station", "area", "shelter"}
    assert places["radius_m"].between(30, 700).all()
    assert places["place_name"].is_unique
    assert set(places["source"]) == {"public knowledge, checked against City open data", MADE_UP}
    assert (places["source"] == MADE_UP).sum() == 5


@pytest.mark.realdata
def test_each_park_lies_on_the_open_space_of_its_name(boston, shared_data):
    spaces = open_spaces(shared_data)
    checked, astray = set(), []
    for row in boston:
        point = Point(row["x_m"], row["y_m"])
        for site, keys, polygon in spaces:
            if row["said"] & keys and (row["place_name"], site) not in NAMESAKES:
                checked.add(row["place_name"])
                gap_m = min(polygon.distance(point), polygon.centroid.distance(point))
                # A second part of the same park may lie further off.
                astray += [row["place_name"]] if too_far(row, gap_m) else []

    assert astray == []
    parks = {row["place_name"] for row in boston if row["kind"] == "park"}
    assert parks - checked == set()


@pytest.mark.realdata
def test_each_station_lies_where_the_transit_map_has_it(boston, shared_data):
    stops = stations(shared_data)
    checked, astray = set(), []
    # The stations at Uphams Corner and Newmarket lie some way from the squares that gave them their names.
    for row in (row for row in boston if row["place_name"] not in CROSSINGS):
        for name in without_station(row["said"]) & set(stops):
            checked.add(row["place_name"])
            gap_m = float(np.hypot(row["x_m"] - stops[name][0], row["y_m"] - stops[name][1]))
            astray += [row["place_name"]] if too_far(row, gap_m) else []

    assert astray == []
    assert {row["place_name"] for row in boston if row["kind"] == "station"} - checked == set()


@pytest.mark.realdata
@pytest.mark.parametrize("place_name", CROSSINGS)
def test_each_square_lies_where_its_streets_cross(boston, shared_data, place_name, crossings_of):
    row = next(row for row in boston if row["place_name"] == place_name)

    gaps_m = crossings_of(*CROSSINGS[place_name], row["x_m"], row["y_m"])

    assert gaps_m.min() <= row["radius_m"] + SLACK_M


@pytest.fixture(scope="module")
def crossings_of(shared_data) -> Any:
    ends = street_ends(shared_data)

    def gaps_m(first: str, second: str, x_m: float, y_m: float) -> Any:
        one, other = (ends[ends["street"].str.fullmatch(name)] for name in (first, second))
        pairs = one.merge(other, how="cross")
        meets = np.hypot(pairs["x_m_x"] - pairs["x_m_y"], pairs["y_m_x"] - pairs["y_m_y"]) < 30
        return np.hypot(pairs.loc[meets, "x_m_x"] - x_m, pairs.loc[meets, "y_m_x"] - y_m)

    return gaps_m


@pytest.mark.realdata
def test_the_other_places_lie_where_tickets_have_their_address(boston, shared_data):
    columns = ["Location", "LATITUDE", "LONGITUDE"]
    tickets = pd.read_csv(shared_data / "boston311" / "legacy_2015_header_b.csv.gz", usecols=columns)
    tickets = tickets.dropna()
    is_sentinel = (tickets["LATITUDE"] - 42.3594).abs().lt(1e-4) & (tickets["LONGITUDE"] + 71.0587).abs().lt(1e-4)
    for place_name, written in WRITTEN_ON_TICKETS.items():
        there = tickets[tickets["Location"].str.contains(rf"\b{re.escape(written)}  ") & ~is_sentinel]
        x_m, y_m = project_lonlat([there["LONGITUDE"].median()], [there["LATITUDE"].median()])
        row = next(row for row in boston if row["place_name"] == place_name)
        assert not too_far(row, float(np.hypot(row["x_m"] - x_m[0], row["y_m"] - y_m[0]))), place_name


@pytest.mark.realdata
def test_no_place_of_the_table_is_left_unchecked(boston, shared_data):
    keys = set().union(*(keys for _, keys, _ in open_spaces(shared_data)))
    stops = set(stations(shared_data))
    by_hand = set(CROSSINGS) | set(WRITTEN_ON_TICKETS)

    unchecked = [
        row["place_name"]
        for row in boston
        if not (row["said"] & keys or without_station(row["said"]) & stops or row["place_name"] in by_hand)
    ]

    assert unchecked == []


@pytest.mark.parametrize(
    ("said", "place_name"),
    [
        ("Nubian Sq", "Nubian Square"),
        ("ramsay park", "Ramsay Park"),
        ("near Shattuck", "Shattuck Hospital"),
        ("Newmarket Sq.", "Newmarket Square"),
        ("Mass and Cass", "Mass & Cass"),
        ("outside Woods Mullen", "Woods-Mullen Shelter"),
        ("Pine St Inn", "Pine Street Inn"),
        ("ST FRANCIS HOUSE", "St. Francis House"),
        ("Saint Francis House", "St. Francis House"),
        ("Rosies place", "Rosie's Place"),
        ("Andrew T stop", "Andrew Square"),
        ("Nubian bus station", "Nubian Square"),
    ],
)
def test_what_people_call_a_place_is_found(places, said, place_name):
    nothing = pd.DataFrame(columns=["place_text", "x_m", "y_m", "n_tickets"])

    best = PlaceFinder(build_gazetteer(nothing, places)).find(said).best

    assert best is not None
    assert best.label == place_name
