from __future__ import annotations

import pandas as pd
import pytest

from geo.errors import BadParameterError, MissingColumnError
from geo.gazetteer import Gazetteer, build_gazetteer
from geo.known_places import KNOWN_PLACE_COLUMNS, gazetteer_of, list_known_places
from geo.place_matching import PlaceFinder

TEXTS = [
    "780 albany",
    "Albany & E Newton",
    "mass and cass",
    "Pine Street Inn",
    "784 Albany St",
    "12 Everett St",
    "moon",
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    labelled = pd.DataFrame(
        [
            ("780 Albany St  Roxbury  MA  02118", 10.25, 0.1, 3),
            ("788 Albany St  Roxbury  MA  02118", 60.0, 0.7, 1),
            ("12 Everett St  East Boston  MA  02128", 5000.0, 0.0, 1),
            ("12 Everett St  Dorchester  MA  02122", 9000.0, 0.0, 2),
            ("INTERSECTION of Albany St & E Newton St  Roxbury  MA", 90.0, 0.0, 4),
        ],
        columns=["place_text", "x_m", "y_m", "n_tickets"],
    )
    named = pd.DataFrame(
        [
            ("Mass & Cass", "Mass and Cass|Methadone Mile", 30.0, 0.0, 150.0, "area"),
            ("Pine Street Inn", None, 400.0, 0.0, 40.0, "shelter"),
        ],
        columns=["place_name", "aliases", "x_m", "y_m", "radius_m", "kind"],
    )
    return build_gazetteer(labelled, named)


def test_the_table_of_a_gazetteer_makes_the_very_same_gazetteer(gazetteer):
    back = gazetteer_of(list_known_places(gazetteer))

    for name in ("intersections", "addresses", "places"):
        pd.testing.assert_frame_equal(getattr(back, name), getattr(gazetteer, name))


def test_both_answer_every_text_alike(gazetteer):
    once, again = PlaceFinder(gazetteer), PlaceFinder(gazetteer_of(list_known_places(gazetteer)))

    answers = [once.find(text) for text in TEXTS]
    assert [again.find(text) for text in TEXTS] == answers
    assert sum(answer.best is not None for answer in answers) == 5


def test_a_city_without_any_place_is_a_table_without_rows(gazetteer):
    nothing = list_known_places(gazetteer).head(0)

    assert list(nothing.columns) == list(KNOWN_PLACE_COLUMNS)
    assert PlaceFinder(gazetteer_of(nothing)).find("780 Albany").best is None


def test_a_table_that_lacks_a_column_or_holds_another_kind_is_refused(gazetteer):
    known = list_known_places(gazetteer)

    with pytest.raises(MissingColumnError, match="hints"):
        gazetteer_of(known.drop(columns="hints"))
    with pytest.raises(BadParameterError, match="'person' is no kind of known place"):
        gazetteer_of(known.assign(place_kind="person"))
