from __future__ import annotations

import pandas as pd
import pytest

from geo.gazetteer import build_gazetteer, match_texts


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
    return label, row["how"], row["confidence"]


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
    ],
)
def test_a_text_that_fits_one_place_is_that_place(gazetteer, text, label, how, confidence):
    assert answer(text, gazetteer) == (label, how, confidence)


@pytest.mark.parametrize(
    "text", ["", "under the bridge", "5 Nowhere St", "Elm St & Oak St", "Albany St", "830 Albany St"]
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
