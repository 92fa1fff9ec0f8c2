from __future__ import annotations

import gzip
import json
from itertools import pairwise

import numpy as np
import pytest

from pipelines.sample.city import City, lay_city
from pipelines.sample.huddles import past_huddles
from pipelines.settings import PROJECT_ROOT, load_reference, project_paths

REFERENCE = project_paths().reference_dir
CORNER = {"street_name": "Mainsail St & Seawall Ave", "lon": -70.9651, "lat": 42.2949}
REAL_STREETS = PROJECT_ROOT.parent / "shared" / "data" / "boundaries" / "street_segments.geojson.gz"


def _lay(growth: float = 1.0) -> City:
    tables = [load_reference(REFERENCE, f"sample_{name}") for name in ("streets", "places", "neighborhoods")]
    return lay_city(*tables, growth=growth, rng=np.random.default_rng(7))


@pytest.fixture(scope="module")
def city() -> City:
    return _lay()


def test_the_same_seed_lays_the_same_city(city: City):
    assert city.addresses.equals(_lay().addresses)


def test_squares_are_corners_and_parks_have_no_street_inside(city: City):
    for place in city.places:
        nearest = city.addresses.iloc[int(city.distances_m(place.name).argmin())]
        assert nearest["is_corner"] == (place.kind == "square")
        assert nearest["is_park"] == (place.kind == "park")
        inside = (city.distances_m(place.name) < 60) & ~city.flag("is_park")
        assert place.kind == "square" or not inside.any()


def test_a_number_and_street_name_one_address(city: City):
    houses = city.addresses[~city.addresses["is_corner"]]

    assert not houses.duplicated(["street_number", "street_name"]).any()


def test_corners_are_named_in_alphabetical_order_and_once(city: City):
    corners = city.addresses.loc[city.flag("is_corner"), "street_name"]

    assert corners.is_unique
    assert all(first < second for first, second in corners.str.split(" & "))


def test_a_larger_city_holds_the_same_named_places_and_stays_in_its_box():
    large = _lay(growth=2.0)

    assert large.places == _lay().places
    assert len(large.addresses) > 5 * len(_lay().addresses)
    assert large.addresses["lon"].between(-71.0, -70.90).all()
    assert large.addresses["lat"].between(42.20, 42.42).all()


def test_the_named_places_are_those_that_people_say(city: City):
    table = load_reference(REFERENCE, "named_places")
    known = {row["place_name"]: (float(row["lon"]), float(row["lat"])) for row in table.to_dict("records")}

    for place in city.places:
        assert known[place.name] == pytest.approx((place.lon, place.lat))


@pytest.mark.realdata
def test_no_street_of_the_made_up_city_is_a_street_of_boston():
    if not REAL_STREETS.exists():
        pytest.skip("../shared/data is not on this machine; put it beside the project to compare street names")
    features = json.loads(gzip.decompress(REAL_STREETS.read_bytes()))["features"]
    real = {str(feature["properties"]["ST_NAME"]).strip().lower() for feature in features}

    streets = load_reference(REFERENCE, "sample_streets")["street_name"]
    made_up = {name.rsplit(" ", maxsplit=1)[0].lower() for name in streets}
    assert not made_up & real


def test_past_huddles_open_actions_before_they_change_them_and_name_known_agencies(city: City):
    huddles = past_huddles(city.places, corner=CORNER)["huddles"]
    agencies = set(load_reference(REFERENCE, "agencies")["agency_code"])
    opened: set[str] = set()
    stamps = []
    for huddle in huddles:
        for event in huddle["events"]:
            stamps.append(event["recorded_at"])
            assert event["recorded_at"].startswith(huddle["huddle_date"])
            if event["kind"] == "action_opened":
                opened.add(event["action_key"])
            assert event["action_key"] is None or event["action_key"] in opened
            assert event["facts"].get("owner_agency_code", "crt") in agencies

    assert [huddle["huddle_date"] for huddle in huddles] == [
        "2026-07-13", "2026-07-16", "2026-10-09", "2026-10-13", "2026-10-14",
    ]  # fmt: skip
    assert all(first < second for first, second in pairwise(stamps))


def test_past_huddles_use_the_meeting_s_own_kinds_of_event(city: City):
    kinds = {
        event["kind"] for huddle in past_huddles(city.places, corner=CORNER)["huddles"] for event in huddle["events"]
    }

    assert kinds == {
        "action_opened", "action_handed_over", "action_noted", "action_closed",
        "meeting_started", "meeting_stepped", "meeting_closed", "agency_arrived",
    }  # fmt: skip


def test_past_huddles_were_led_through_every_part_and_closed_last(city: City):
    for huddle in past_huddles(city.places, corner=CORNER)["huddles"]:
        kinds = [event["kind"] for event in huddle["events"]]
        assert kinds[0] == "meeting_started"
        assert kinds[-1] == "meeting_closed"
        parts = [event["facts"]["part_no"] for event in huddle["events"] if event["kind"] == "meeting_stepped"]
        assert parts == ["2", "3", "4", "5", "6", "7"]


def test_past_huddles_leave_one_action_late_and_one_due_on_the_last_morning(city: City):
    due, closed = {}, set()
    for huddle in past_huddles(city.places, corner=CORNER)["huddles"]:
        for event in huddle["events"]:
            if "due_date" in event["facts"]:
                due[event["action_key"]] = event["facts"]["due_date"]
            if event["kind"] == "action_closed":
                closed.add(event["action_key"])
    carried = {key: day for key, day in due.items() if key not in closed}

    assert sorted(carried.values()) == [
        "2026-10-14", "2026-10-15", "2026-10-15", "2026-10-16", "2026-10-16", "2026-10-19",
    ]  # fmt: skip
