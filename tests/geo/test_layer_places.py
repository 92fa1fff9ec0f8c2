from __future__ import annotations

import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from geo.errors import MissingColumnError
from geo.gazetteer import build_gazetteer, name_locations
from geo.known_places import gazetteer_of, list_known_places
from geo.layer_places import add_layers
from geo.place_matching import PlaceFinder


@pytest.fixture(scope="module")
def stated():
    labelled = pd.DataFrame(
        [
            ("10 Elm St  Roxbury  MA  02119", 0.0, 0.0, 3),
            ("20 Oak Ave  Roxbury  MA  02119", 200.0, 90.0, 1),
            ("5 School St  Roxbury  MA  02119", 400.0, 10.0, 1),
            ("7 Elm St  East Boston  MA  02128", 5000.0, 0.0, 1),
            ("INTERSECTION of Elm St & School St  Roxbury  MA", 400.0, 0.0, 4),
        ],
        columns=["place_text", "x_m", "y_m", "n_tickets"],
    )
    named = pd.DataFrame(
        [("Lantern Park", "The Lantern", 30.0, 0.0, 60.0, "park")],
        columns=["place_name", "aliases", "x_m", "y_m", "radius_m", "kind"],
    )
    return build_gazetteer(labelled, named)


def add(stated, *rows):
    return add_layers(stated, pd.DataFrame(rows, columns=["layer_code", "feature_name", "shape"]))


def find(gazetteer, text):
    return PlaceFinder(gazetteer).find(text)


def test_where_nothing_was_handed_in_the_gazetteer_is_the_very_same(stated):
    assert add(stated) is stated
    assert add(stated, ("disposal_boxes", "Elm Box", Point(0, 0))) is stated


def test_a_corner_that_no_ticket_states_is_that_of_the_street_lines(stated):
    known = add(
        stated,
        ("streets", "Elm St", LineString([(0, 0), (400, 0)])),
        ("streets", "OAK AV", LineString([(200, 0), (200, 90)])),
    )

    best = find(known, "corner of Oak and Elm St").best
    assert (best.label, best.x_m, best.y_m, best.how) == ("Elm St & Oak Ave", 200, 0, "intersection")
    assert best.confidence == 100 - 5 - 10
    assert "told by the layer of streets" in best.why
    assert "Roxbury" in best.town


def test_a_corner_that_tickets_state_stays_where_they_state_it(stated):
    known = add(
        stated,
        ("streets", "Elm St", LineString([(0, 0), (400, 30)])),
        ("streets", "School St", LineString([(400, 30), (400, 90)])),
        ("transit_stops", "Elm St @ School St", Point(390, 10)),
    )

    assert known.intersections.equals(stated.intersections)
    assert known.places.equals(stated.places)


def test_two_streets_that_meet_again_far_off_are_asked_and_not_guessed(stated):
    known = add(
        stated,
        ("streets", "Elm St", LineString([(0, 0), (400, 0)])),
        ("streets", "School St", LineString([(400, 0), (900, 300), (0, 0)])),
    )

    answer = find(known, "Elm St & School St")
    assert (answer.best, answer.how) == (None, "several places")
    assert [one.x_m for one in answer.candidates] == [400, 0]


def test_a_stop_on_a_corner_tells_the_corner_and_is_no_name(stated):
    known = add(
        stated,
        ("transit_stops", "Elm St @ Oak Ave", Point(190, 4)),
        ("transit_stops", "Oak Ave @ Elm St", Point(210, -4)),
        ("transit_stops", "Elm St opp Oak Ave", Point(150, 0)),
        ("transit_stops", "Moon St @ Oak Ave", Point(100, 0)),
    )

    best = find(known, "Oak Ave @ Elm St").best
    assert (best.x_m, best.y_m, best.confidence) == (200, 0, 95)
    assert known.places.equals(stated.places)
    assert known.intersections["label"].tolist() == ["Elm St & Oak Ave", "Elm St & School St"]


@pytest.mark.parametrize("said", ["Ferry Landing", "ferry landing station", "Ferry Landing T stop"])
def test_a_station_is_found_as_people_say_it(stated, said):
    best = find(add(stated, ("transit_stops", "Ferry Landing", Point(100, 20))), said).best

    assert (best.label, best.x_m, best.how) == ("Ferry Landing (stop)", 100, "named place")


def test_a_park_is_a_point_within_it_and_a_wide_one_is_doubted(stated):
    ring = shapely.difference(box(0, 0, 80, 80), box(10, 10, 70, 80))
    known = add(stated, ("parks", "Kiln Common", ring), ("parks", "Great Meadow", box(0, 0, 600, 600)))

    small, wide = find(known, "kiln common").best, find(known, "Great Meadow")
    assert shapely.contains(ring, Point(small.x_m, small.y_m))
    assert small.confidence > 80
    assert wide.best.confidence == pytest.approx(100 - 5 - 42.4, abs=0.1)
    assert "which reaches 424 m" in wide.why


def test_a_neighborhood_is_a_question_and_no_point(stated):
    known = add(stated, ("neighborhoods", "Harborside", box(-2000, -2000, 3000, 2000)))

    for text in ("Harborside", "near harborside"):
        answer = find(known, text)
        assert (answer.best, answer.candidates, answer.how) == (None, (), "not found")
        assert answer.why == "Harborside is a whole neighborhood; say a corner, an address or a park in it"


def test_the_reviewed_table_keeps_its_names(stated):
    known = add(stated, ("parks", "The Lantern", box(300, 0, 320, 20)), ("parks", "Lantern Park", box(600, 0, 620, 20)))

    assert known.places.equals(stated.places)


def test_a_name_that_is_a_streets_or_a_corners_is_left_to_the_street(stated):
    known = add(
        stated,
        ("schools", "School", Point(90, 0)),
        ("schools", "Oak Ave", Point(90, 0)),
        ("parks", "Elm & School", box(600, 0, 620, 20)),
        ("parks", "Oak IV", box(600, 0, 620, 20)),
    )

    assert known.places.equals(stated.places)


def test_one_name_far_apart_is_asked_with_the_towns_and_told_by_the_town(stated):
    known = add(stated, ("parks", "Mill Green", box(300, 0, 340, 40)), ("parks", "Mill Green", box(5000, 0, 5040, 40)))

    answer = find(known, "Mill Green")
    assert (answer.best, answer.how) == (None, "several places")
    assert {one.town for one in answer.candidates} == {"Roxbury, 02119", "East Boston, 02128"}
    assert find(known, "Mill Green, East Boston").best.x_m == 5020


def test_parts_of_one_park_beside_each_other_are_one_place(stated):
    known = add(stated, ("parks", "Mill Green", box(0, 0, 40, 40)), ("parks", "Mill Green", box(100, 0, 120, 40)))

    best = find(known, "Mill Green").best
    assert (best.x_m, best.y_m) == (20, 20)


@pytest.mark.parametrize("areas", [[], [("neighborhoods", "Harborside", box(-100, -100, 450, 200))]])
def test_what_lies_in_another_city_is_left_out(stated, areas):
    known = add(stated, ("clinics", "Far Clinic", Point(2500, 0)), ("clinics", "Near Clinic", Point(300, 0)), *areas)

    assert find(known, "Near Clinic").best.x_m == 300
    assert "Far Clinic" not in set(known.places["label"])


def test_lines_that_hold_none_of_the_tickets_are_another_citys(stated):
    known = add(stated, ("neighborhoods", "Elsewhere", box(90_000, 0, 91_000, 900)), ("parks", "Kiln", box(0, 0, 9, 9)))

    assert known.places["label"].tolist() == ["Kiln", "Lantern Park"]


def test_a_street_without_its_ending_takes_no_houses_from_the_known_one(stated):
    known = add(
        stated,
        ("streets", "Oak", LineString([(200, 0), (200, 90)])),
        ("streets", "Elm St", LineString([(0, 0), (400, 0)])),
    )

    assert find(known, "20 Oak").best.label == "20 Oak Ave"


def test_a_layer_names_no_location_and_leaves_every_name_as_it_was(stated):
    known = add(
        stated,
        ("streets", "Elm St", LineString([(0, 0), (400, 0)])),
        ("streets", "Oak Ave", LineString([(200, 0), (200, 90)])),
        ("clinics", "Near Clinic", Point(200, 0)),
    )
    centres = pd.DataFrame({"x_m": [200.0, 390.0], "y_m": [1.0, 0.0]})

    before, after = (
        name_locations(centres, one, place_reach_m=50, intersection_reach_m=150) for one in (stated, known)
    )
    assert after == before


def test_the_published_table_carries_who_tells_a_place(stated):
    known = add(
        stated,
        ("streets", "Elm St", LineString([(0, 0), (400, 0)])),
        ("streets", "Oak Ave", LineString([(200, 0), (200, 90)])),
        ("parks", "Kiln Common", box(300, 0, 340, 40)),
    )

    table = list_known_places(known)
    back = gazetteer_of(table)

    assert set(table["told_by"]) == {"tickets", "reviewed table", "streets", "parks"}
    for name in ("intersections", "addresses", "places"):
        pd.testing.assert_frame_equal(getattr(back, name), getattr(known, name))


def test_without_any_ticket_a_layer_tells_nothing(stated):
    nowhere = build_gazetteer(
        pd.DataFrame(columns=["place_text", "x_m", "y_m", "n_tickets"]),
        pd.DataFrame(columns=["place_name", "aliases", "x_m", "y_m", "radius_m"]),
    )

    assert add(nowhere, ("parks", "Kiln Common", box(0, 0, 40, 40))) is nowhere


def test_features_without_a_shape_are_refused(stated):
    with pytest.raises(MissingColumnError, match="shape"):
        add_layers(stated, pd.DataFrame({"layer_code": ["parks"], "feature_name": ["Kiln"]}))
