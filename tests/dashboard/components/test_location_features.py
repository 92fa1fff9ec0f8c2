from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from dashboard.components.location_features import NamedArea, location_features
from dashboard.stores.warehouse import read_query
from tests.support.published_build import HOSTILE_NAME, N_LOCATIONS, location_id, write_published_build

if TYPE_CHECKING:
    from pathlib import Path


NO_SIGNAL = pd.DataFrame()


@pytest.fixture
def locations(tmp_path: Path) -> pd.DataFrame:
    paths = write_published_build(tmp_path)
    return read_query(next(paths.builds_dir.glob("*.duckdb")), "locations")


def _points(collection: dict[str, object]) -> list[dict[str, object]]:
    return [feature for feature in collection["features"] if feature["geometry"]["type"] == "Point"]


def test_every_location_is_one_numbered_point(locations: pd.DataFrame) -> None:
    points = _points(location_features(locations, NO_SIGNAL))

    assert sorted(point["properties"]["number"] for point in points) == list(range(1, N_LOCATIONS + 1))


def test_the_keyboard_comes_to_the_numbers_in_their_order(locations: pd.DataFrame) -> None:
    points = _points(location_features(locations, NO_SIGNAL))

    assert [point["properties"]["number"] for point in points] == list(range(1, N_LOCATIONS + 1))


def test_text_is_escaped_before_it_enters_the_layer(locations: pd.DataFrame) -> None:
    told = json.dumps(location_features(locations, NO_SIGNAL))

    assert HOSTILE_NAME not in told
    assert "<img" not in told


def test_only_the_chosen_location_shows_its_denser_area(locations: pd.DataFrame) -> None:
    kinds = [
        feature["properties"]["kind"]
        for feature in location_features(locations, NO_SIGNAL, chosen_id=location_id(1))["features"]
    ]

    assert kinds.count("outline") == 1
    assert kinds.count("chosen") == 1
    assert kinds.count("chosen_disk") == 1
    assert "outline" not in {
        feature["properties"]["kind"] for feature in location_features(locations, NO_SIGNAL)["features"]
    }


def test_a_disk_has_the_radius_it_says(locations: pd.DataFrame) -> None:
    row = locations.iloc[0]
    disk = next(
        feature["geometry"]["coordinates"][0]
        for feature in location_features(locations, NO_SIGNAL)["features"]
        if feature["properties"]["kind"] == "disk" and feature["properties"]["number"] == row["number"]
    )

    for lon, lat in disk:
        east_m = (lon - row["lon"]) * 111_320 * math.cos(math.radians(row["lat"]))
        north_m = (lat - row["lat"]) * 111_320
        assert math.hypot(east_m, north_m) == pytest.approx(100, abs=1.5)


def test_no_outreach_or_health_count_enters_the_layer(locations: pd.DataFrame) -> None:
    properties = {
        name for feature in location_features(locations, NO_SIGNAL)["features"] for name in feature["properties"]
    }

    assert properties == {"location_id", "number", "kind", "label", "is_signal"}


def test_a_districts_lines_lie_under_everything_else_and_its_name_is_escaped(locations: pd.DataFrame) -> None:
    square = {"type": "Polygon", "coordinates": [[[-71.1, 42.3], [-71.0, 42.3], [-71.0, 42.4], [-71.1, 42.3]]]}

    features = location_features(locations, NO_SIGNAL, area=NamedArea("<b>D-4</b>", json.dumps(square)))["features"]

    assert features[0]["geometry"] == square
    assert features[0]["properties"]["kind"] == "area"
    assert "<b>" not in json.dumps(features[0])
    assert len(features) == 1 + 2 * N_LOCATIONS


def test_the_view_of_a_district_in_two_parts_takes_in_both() -> None:
    parts = [[[[-71.1, 42.3], [-71.0, 42.3], [-71.0, 42.4]]], [[[-70.95, 42.2], [-70.9, 42.2], [-70.9, 42.25]]]]
    area = NamedArea("A-7", json.dumps({"type": "MultiPolygon", "coordinates": parts}))

    assert area.bounds == [[42.2, -71.1], [42.4, -70.9]]


def test_every_signal_is_drawn_round_its_incidents_and_says_what_it_is(tmp_path: Path, locations: pd.DataFrame) -> None:
    signals = read_query(next(tmp_path.rglob("*.duckdb")), "signals")

    features = location_features(locations, signals)["features"]

    points = _points({"features": features})
    assert [point["properties"]["number"] for point in points if point["properties"]["is_signal"]] == [0, 5]
    drawn = [feature for feature in features if feature["properties"]["kind"] == "signal"]
    assert [feature["geometry"]["type"] for feature in drawn] == ["Polygon"] * len(signals) == ["Polygon"] * 2
    assert "7 incidents in 5 days" in drawn[0]["properties"]["label"]
    assert "<img" not in json.dumps(drawn)
