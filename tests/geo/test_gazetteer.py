from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo.errors import BadParameterError, MissingColumnError
from geo.gazetteer import build_gazetteer

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer


def labelled(*rows: tuple[object, float, float, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["place_text", "x_m", "y_m", "n_tickets"])


def named(*rows: tuple[str, object, float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["place_name", "aliases", "x_m", "y_m", "radius_m"])


def build(points: pd.DataFrame, places: pd.DataFrame | None = None) -> Gazetteer:
    return build_gazetteer(points, named() if places is None else places)


def test_an_intersection_is_labelled_in_alphabetical_order_however_the_city_wrote_it():
    corners = build(
        labelled(
            ("INTERSECTION of Utica St & Beach St  Boston  MA", 10, 20, 1),
            ("Beach St & Utica St", 10, 20, 2),
        )
    ).intersections

    assert corners[["label", "x_m", "y_m", "n"]].to_numpy().tolist() == [["Beach St & Utica St", 10, 20, 3]]
    assert corners["hints"].tolist() == ["boston"]


def test_the_point_of_a_label_is_the_median_of_its_tickets():
    corners = build(
        labelled(("A St & B St", 0, 0, 3), ("A St & B St", 40, 8, 1), ("A St & B St", 2, 90, 1))
    ).intersections

    assert corners[["x_m", "y_m", "n"]].to_numpy().tolist() == [[0, 0, 5]]


def test_the_same_two_streets_meeting_twice_are_two_places_and_not_their_average():
    corners = build(
        labelled(("High St & Pearl St", 0, 0, 2), ("High St & Pearl St", 150, 0, 2), ("High St & Pearl St", 3000, 0, 1))
    ).intersections

    assert corners["label"].tolist() == ["High St & Pearl St"] * 2
    assert corners[["x_m", "n"]].to_numpy().tolist() == [[0, 4], [3000, 1]]


def test_an_address_in_two_towns_is_two_places_with_their_hints():
    houses = build(
        labelled(
            ("10 Everett St  East Boston  MA  02128", 0, 0, 1), ("10 Everett St  Dorchester  MA  02122", 5000, 0, 1)
        )
    ).addresses

    assert houses["label"].tolist() == ["10 Everett St"] * 2
    assert houses["hints"].tolist() == ["02128|east boston", "02122|dorchester"]
    assert houses["house_number"].tolist() == [10, 10]


def test_the_commonest_spelling_of_a_street_is_its_label():
    houses = build(labelled(("5 mass ave", 0, 0, 1), ("5 Massachusetts Ave", 1, 0, 2))).addresses

    assert houses["street_label"].tolist() == ["Massachusetts Ave"]
    assert houses["street"].tolist() == ["massachusetts ave"]


def test_how_well_a_corner_is_known_is_told_by_the_lesser_street():
    corners = build(labelled(("A St & B St", 0, 0, 1), ("5 A St", 0, 0, 50), ("6 B St", 0, 0, 3))).intersections

    assert corners["familiarity"].tolist() == [4]


def test_texts_that_are_neither_and_missing_texts_are_left_out():
    gazetteer = build(labelled(("Ramsay Park", 0, 0, 1), (None, 0, 0, 1), (float("nan"), 0, 0, 9)))

    assert gazetteer.addresses.empty
    assert gazetteer.intersections.empty


def test_row_order_does_not_matter():
    points = labelled(
        ("A St & B St", 0, 0, 1), ("B Street & A Street", 9, 0, 1), ("A St & B St", 900, 0, 1), ("7 A St", 5, 5, 1)
    )

    forth, back = build(points), build(points.iloc[::-1])

    pd.testing.assert_frame_equal(forth.intersections, back.intersections)
    pd.testing.assert_frame_equal(forth.addresses, back.addresses)


def test_named_places_keep_their_aliases_as_comparable_names():
    places = build(
        labelled(), named(("Nubian Square", "Dudley Square|Nubian Sq.", 1, 2, 90), ("Day Square", None, 5, 6, 80))
    ).places

    assert places["label"].tolist() == ["Day Square", "Nubian Square"]
    assert places["name_keys"].tolist() == ["day square", "dudley square|nubian square"]


def test_one_name_for_two_named_places_is_refused():
    with pytest.raises(BadParameterError, match="'common' names both"):
        build(labelled(), named(("Boston Common", "Common", 0, 0, 1), ("Kiln Common", "The Common", 9, 9, 1)))


def test_a_frame_without_its_columns_is_refused():
    with pytest.raises(MissingColumnError, match="labelled points lack n_tickets"):
        build(labelled().drop(columns="n_tickets"))
    with pytest.raises(MissingColumnError, match="named places lack radius_m"):
        build(labelled(), named().drop(columns="radius_m"))


def test_the_neighborhood_of_a_point_is_one_more_hint():
    points = labelled(("780 Albany St  Roxbury  MA  02118", 0, 0, 1), ("5 Ferry St", 900, 0, 1))

    houses = build(points.assign(neighborhood_name=["South End", None])).addresses

    assert houses[["label", "hints"]].to_numpy().tolist() == [
        ["5 Ferry St", ""],
        ["780 Albany St", "02118|roxbury|south end"],
    ]
