from __future__ import annotations

import pandas as pd
import pytest
import shapely

from geo.gazetteer import build_gazetteer, match_texts, name_locations
from geo.place_matching import PlaceFinder


@pytest.fixture(scope="module")
def gazetteer():
    points = pd.DataFrame(
        [
            ("INTERSECTION of Albany St & E Newton St  Roxbury  MA", 100, 0, 4),
            ("INTERSECTION of High St & Pearl St  Boston  MA", 0, 0, 4),
            ("INTERSECTION of High St & Pearl St  Charlestown  MA", 0, 3000, 4),
            ("780 Albany St  Roxbury  MA  02118", 200, 10, 2),
            ("781 Albany St  Roxbury  MA  02118", 200, 40, 2),
            ("12 Everett St  East Boston  MA  02128", 6000, 0, 1),
            ("14 Everett St  Dorchester  MA  02122", 0, 6000, 1),
            ("9 Park St  Boston  MA  02108", 50, 900, 1),
            ("9 Park Street Pl  Boston  MA  02108", 80, 900, 1),
            ("5 Ferry St", 700, 700, 1),
            ("60 Long Rd", 9000, 0, 1),
            ("100 Long Rd", 9150, 0, 1),
            ("2 Wide Rd", 9150, 0, 1),
            ("400 Wide Rd", 9150, 400, 1),
            ("Massachusetts Ave & Wide Rd", 9150, 200, 1),
        ],
        columns=["place_text", "x_m", "y_m", "n_tickets"],
    )
    places = pd.DataFrame(
        [
            ("Mass & Cass", "Mass Ave and Melnea Cass|Mass/Cass", 300, 0, 150),
            ("Nubian Square", "Dudley Square", 0, -500, 90),
        ],
        columns=["place_name", "aliases", "x_m", "y_m", "radius_m"],
    )
    return build_gazetteer(points, places)


def answer(text, gazetteer):
    row = match_texts([text], gazetteer).iloc[0]
    label = None if pd.isna(row["label"]) else row["label"]
    return label, row["how"], round(row["confidence"])


@pytest.mark.parametrize(
    ("text", "label", "how", "confidence"),
    [
        ("Mass & Cass", "Mass & Cass", "named place", 100),
        ("at mass and cass", "Mass & Cass", "named place", 100),
        ("corner of Mass Ave & Melnea Cass", "Mass & Cass", "named place", 100),
        ("near Dudley Sq.", "Nubian Square", "named place", 90),
        ("corner of E Newton and Albany", "Albany St & E Newton St", "intersection", 90),
        ("INTERSECTION Albany St & E Newton St", "Albany St & E Newton St", "intersection", 100),
        ("780 Albany Street", "780 Albany St", "address", 100),
        ("780 Albany", "780 Albany St", "address", 90),
        ("near 780 Albany St", "780 Albany St", "address", 90),
        ("786 Albany St", "780 Albany St", "near address", 84),
        ("777 Albany St", "781 Albany St", "near address", 86),
        ("5 Ferry St", "5 Ferry St", "address", 100),
        ("830 Albany St", "780 Albany St", "near address", 60),
        ("Albany St", "Albany St", "on the street", 59),
        ("0 Albany St  Roxbury  MA  02118", "Albany St", "on the street", 67),
        ("Ferry St & Nowhere Pl", "Ferry St", "on the street", 70),
        ("E Newton St & Nowhere Pl", "E Newton St", "on the street", 70),
        ("784 Albany St", "780 Albany St", "near address", 86),
        ("780  Albany St", "780 Albany St", "address", 100),
        ("780 Albany St Roxbury", "780 Albany St", "address", 100),
        ("780 Albny St", "780 Albany St", "address", 81),
        ("Albny St & E Newton St", "Albany St & E Newton St", "intersection", 81),
        ("780 Albnay", "780 Albany St", "address", 55),
        ("780 Albany Streeet", "780 Albany St", "address", 57),
        ("Nubain Square", "Nubian Square", "named place", 78),
        ("bus stop by Dudley Square", "Nubian Square", "named place", 70),
        ("80 Long Rd", "80 Long Rd", "between addresses", 85),
        ("Long Rd & Wide Rd", "Long Rd & Wide Rd", "where streets meet", 90),
        ("Mass & Wide", "Massachusetts Ave & Wide Rd", "intersection", 90),
    ],
)
def test_a_text_that_fits_one_place_is_that_place(gazetteer, text, label, how, confidence):
    assert answer(text, gazetteer) == (label, how, confidence)


@pytest.mark.parametrize(
    "text", ["", "under the bridge", "5 Nowhere St", "Elm St & Oak St", "Everett St", "930 Albany St"]
)
def test_a_text_that_fits_no_place_gets_none(gazetteer, text):
    assert answer(text, gazetteer) == (None, "not found", 0)


@pytest.mark.parametrize("text", ["High St & Pearl St", "High St & Pearl St, Boston", "12 Everett St", "13 Everett St"])
def test_a_text_that_fits_places_far_apart_gets_none_of_them(gazetteer, text):
    assert answer(text, gazetteer)[0] is None


def test_why_a_text_got_no_place_is_told(gazetteer):
    assert answer("12 Everett St", gazetteer) == (None, "several places", 0)


def test_a_town_decides_between_two_places_of_one_name(gazetteer):
    found = match_texts(["High St & Pearl St, Charlestown", "12 Everett St, East Boston"], gazetteer)

    assert found["y_m"].tolist() == [3000, 0]
    assert found["confidence"].tolist() == [100, 100]


def test_a_zip_that_contradicts_rules_a_place_out(gazetteer):
    assert answer("780 Albany St, Boston, MA 02134", gazetteer) == (None, "not found", 0)
    assert answer("14 Everett St, Boston, MA 02122", gazetteer) == ("14 Everett St", "address", 100)


def test_another_town_makes_a_match_doubtful_but_a_neighborhood_does_not(gazetteer):
    assert answer("780 Albany St, Hyde Park", gazetteer) == ("780 Albany St", "address", 70)
    assert answer("780 Albany St, South End", gazetteer) == ("780 Albany St", "address", 100)


def test_a_place_whose_zip_is_not_known_is_not_ruled_out_by_one(gazetteer):
    assert answer("5 Ferry St, Boston, MA 02113", gazetteer)[:2] == ("5 Ferry St", "address")


def test_the_street_as_said_comes_before_streets_that_begin_like_it(gazetteer):
    assert answer("9 Park St", gazetteer) == ("9 Park St", "address", 100)


def test_each_text_is_answered_in_order_and_by_itself(gazetteer):
    found = match_texts(["nowhere", "Mass & Cass", "nowhere"], gazetteer)

    assert found["query"].tolist() == ["nowhere", "Mass & Cass", "nowhere"]
    assert found["label"].notna().tolist() == [False, True, False]
    assert found[["x_m", "y_m"]].notna().all(axis=1).tolist() == [False, True, False]


def test_no_texts_give_an_empty_table_with_the_same_columns(gazetteer):
    found = match_texts([], gazetteer)

    assert found.columns.tolist() == ["query", "label", "x_m", "y_m", "confidence", "how"]
    assert found.empty


def asked(text, gazetteer, area=None):
    return PlaceFinder(gazetteer).find(text, area=area)


def test_where_places_far_apart_fit_all_are_told_and_none_is_chosen(gazetteer):
    found = asked("High St & Pearl St", gazetteer)

    assert found.best is None
    assert found.how == "several places"
    assert found.why == "2 places far apart fit; say the district or the ZIP"
    assert [one.town for one in found.candidates] == ["Boston", "Charlestown"]


def test_the_district_said_decides_between_places_of_one_name(gazetteer):
    charlestown = shapely.box(-500, 2500, 500, 3500)

    found = asked("High St & Pearl St", gazetteer, charlestown)

    assert found.best is not None
    assert (found.best.y_m, found.best.confidence) == (3000, 100)
    assert found.candidates == (found.best,)


def test_a_place_on_the_border_of_the_district_said_is_in_it(gazetteer):
    north = shapely.box(-500, 99, 500, 3500)

    assert asked("780 Albany St", gazetteer, north).best.confidence == 100
    assert asked("780 Albany St", gazetteer, shapely.box(-500, 111, 500, 3500)).best.confidence == 70


def test_a_place_outside_the_district_said_is_in_doubt_and_says_so(gazetteer):
    found = asked("780 Albany St", gazetteer, shapely.box(5000, 5000, 6000, 6000))

    assert found.best.confidence == 70
    assert found.best.why == "outside the district said; the address is known"


def test_a_known_address_in_a_far_zip_is_proposed_and_not_answered(gazetteer):
    found = asked("780 Albany St, Boston, MA 02134", gazetteer)

    assert found.best is None
    assert [one.label for one in found.candidates] == ["780 Albany St"]
    assert found.why == "nothing sure; perhaps 780 Albany St (in another ZIP than told; the address is known)"


def test_a_known_address_whose_zip_begins_next_door_is_answered_in_doubt(gazetteer):
    found = asked("9 Park St, Boston, MA 02118", gazetteer)

    assert found.best.label == "9 Park St"
    assert found.best.confidence == 80
    assert found.best.why == "the ZIP told is 873 m away; the address is known"


def test_with_its_zip_a_known_address_stands_against_a_neighbour_on_another_stretch():
    points = pd.DataFrame(
        [("30 Charles St  Boston  MA  02114", 0, 0, 1), ("41 Charles St  Boston  MA  02114", 0, 900, 1)],
        columns=["place_text", "x_m", "y_m", "n_tickets"],
    )
    nowhere = pd.DataFrame(columns=["place_name", "aliases", "x_m", "y_m", "radius_m"])

    assert answer("30 Charles St  Boston  MA  02114", build_gazetteer(points, nowhere)) == (
        "30 Charles St", "address", 100,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (" ", "the text is empty"),
        ("5 Nowhere St", 'no street "nowhere st" is known here'),
        ("930 Albany St", "the street is known, but no house near that number"),
        ("Long Rd & Ferry St", "both streets are known, but not that they meet"),
        ("0 Everett St", "it is a whole street; say a house number or a street that crosses it"),
        ("Everett St", "it is a whole street; say a house number or a street that crosses it"),
        ("under the bridge", "no place known here is called so"),
    ],
)
def test_a_text_that_fits_nothing_is_told_what_is_missing(gazetteer, text, why):
    found = asked(text, gazetteer)

    assert (found.best, found.how, found.why) == (None, "not found", why)


def test_a_house_between_two_known_ones_lies_in_proportion_to_its_number(gazetteer):
    found = asked("80 Long Rd", gazetteer)

    assert (found.best.label, found.best.x_m, found.best.y_m) == ("80 Long Rd", 9075, 0)
    assert found.best.why == "between 60 Long Rd and 100 Long Rd, 150 m apart"


def test_a_shelter_is_found_by_its_name_and_names_no_location():
    nothing = pd.DataFrame(columns=["place_text", "x_m", "y_m", "n_tickets"])
    places = pd.DataFrame(
        [("Harbor House", "", 0, 0, 40, "shelter")],
        columns=["place_name", "aliases", "x_m", "y_m", "radius_m", "kind"],
    )
    gazetteer = build_gazetteer(nothing, places)
    centre = pd.DataFrame({"x_m": [236_000.0], "y_m": [900_000.0]})
    there = build_gazetteer(nothing, places.assign(x_m=236_000, y_m=900_000))

    assert answer("Harbor house", gazetteer)[0] == "Harbor House"
    assert "Harbor" not in name_locations(centre, there, place_reach_m=120, intersection_reach_m=150)[0]


def test_a_neighborhood_tells_corners_of_one_name_apart():
    corner = "INTERSECTION of High St & Pearl St  Boston  MA"
    points = pd.DataFrame(
        [(corner, 0, 0, 4, "Downtown"), (corner, 0, 3000, 4, "Charlestown")],
        columns=["place_text", "x_m", "y_m", "n_tickets", "neighborhood_name"],
    )
    gazetteer = build_gazetteer(points, pd.DataFrame(columns=["place_name", "aliases", "x_m", "y_m", "radius_m"]))

    assert asked("High St & Pearl St", gazetteer).best is None
    assert asked("High & Pearl, Charlestown", gazetteer).best.y_m == 3000
    assert asked("high st and pearl st in downtown", gazetteer).best.y_m == 0
